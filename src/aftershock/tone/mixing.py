"""How large is each class in truth, when the head errs in a known way?

Counting labels copies the head's errors. Told labels ("not told" is an outcome of its own) come from true
shares through the error table; the point where both agree is found by expectation maximisation (Saerens,
Latinne, Decaestecker 2002, on outcomes instead of probabilities).

A text that was posted a hundred times is one judgement of the head, not a hundred: where it errs, all
copies go with it. So the interval is drawn over distinct texts: shares, the error table (from the Dirichlet
posterior of the measured one, so that a table measured on few lines makes a wide interval) and the true
class of each text are drawn in turn (Gibbs sampling), and the copies are counted under each drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float64]
    Ints = NDArray[numpy.int64]

STEPS = 200
DRAWS = 400
SWEEPS = 20  # of the sampler, from the likeliest shares on
PRIOR = 0.5  # Jeffreys' prior of a row of the error table, and of the shares
SEED = 11  # the same posts give the same interval
SURE = 0.95


def unmix(outcomes: Floats, table: Floats) -> Floats:
    """True shares (..., classes) for outcome shares (..., outcomes) and tables (..., classes, outcomes)."""
    shares = numpy.full((*outcomes.shape[:-1], table.shape[-2]), 1 / table.shape[-2])
    for _ in range(STEPS):
        joint = shares[..., :, None] * table
        part = joint / numpy.maximum(joint.sum(axis=-2, keepdims=True), 1e-12)
        shares = (part * outcomes[..., None, :]).sum(axis=-1)
    return shares


def estimate(outcome: Ints, copies: Ints, confusion: Floats) -> tuple[Floats, Floats]:
    """Shares of posts (classes) and their intervals (classes, 2) at 95 %.

    ``outcome`` (texts) is what the head told of each distinct text (classes, then "not told"), ``copies``
    (texts) how often it was posted; ``confusion`` (classes, outcomes) the measured error table in lines.
    The value is the mean of the drawings.
    """
    chance = numpy.random.default_rng(SEED)
    table = tables(chance, confusion, DRAWS)
    part = _parts(_sampled(chance, outcome, confusion, table), table)
    posts = _posts(chance, part, outcome, copies) / copies.sum()
    edge = (1 - SURE) / 2
    return posts.mean(axis=0), numpy.quantile(posts, [edge, 1 - edge], axis=0).T


def tables(chance: numpy.random.Generator, confusion: Floats, draws: int) -> Floats:
    """Error tables as they may be in truth (drawings, classes, outcomes)."""
    return numpy.stack([chance.dirichlet(row + PRIOR, draws) for row in confusion], axis=1)


def drawn(
    chance: numpy.random.Generator, outcome: Ints, copies: Ints, confusion: Floats, table: Floats
) -> Floats:
    """Shares that the posts' source may have (drawings, classes), under each drawn error table.

    Sets that are drawn under the same tables can be subtracted drawing by drawing: what the head gets wrong
    alike in all of them leaves their difference. Texts are drawn anew with their copies (Bayesian bootstrap:
    Rubin 1981), since another day like this one would have had other texts.
    """
    part = _parts(_sampled(chance, outcome, confusion, table), table)
    posts = _posts(chance, part, outcome, copies, anew=True)
    shares: Floats = posts / posts.sum(axis=1, keepdims=True)
    return shares


def _sampled(chance: numpy.random.Generator, outcome: Ints, confusion: Floats, table: Floats) -> Floats:
    """Shares of distinct texts (drawings, classes) by Gibbs sampling from the likeliest ones on."""
    told = numpy.bincount(outcome, minlength=confusion.shape[1])
    likeliest = (confusion + PRIOR) / (confusion + PRIOR).sum(axis=1, keepdims=True)
    shares = numpy.tile(unmix(told / told.sum(), likeliest), (len(table), 1))
    for _ in range(SWEEPS):
        part = _parts(shares, table)
        classes = sum(chance.multinomial(many, part[:, :, seen]) for seen, many in enumerate(told) if many)
        gammas = chance.gamma(classes + PRIOR)
        shares = gammas / gammas.sum(axis=1, keepdims=True)
    return shares


def _parts(shares: Floats, table: Floats) -> Floats:
    """The chances of each true class behind each outcome (drawings, classes, outcomes)."""
    joint = shares[:, :, None] * table
    found: Floats = joint / numpy.maximum(joint.sum(axis=1, keepdims=True), 1e-12)
    return found


def _posts(
    chance: numpy.random.Generator, part: Floats, outcome: Ints, copies: Ints, *, anew: bool = False
) -> Floats:
    """Posts of each class (drawings, classes): each text draws a class, and all its copies go along.

    ``anew``: each text weighs what a drawing of texts gives it, in place of once.
    """
    found = numpy.zeros(part.shape[:2])
    rows = numpy.arange(len(part))[:, None]
    for seen in numpy.unique(outcome):
        many = copies[outcome == seen]
        edges = numpy.cumsum(part[:, :, seen], axis=1)
        for start in range(0, len(many), 512):
            some = many[start : start + 512].astype(float)
            at = (chance.random((len(part), len(some), 1)) > edges[:, None, :]).sum(axis=2)
            weight = some * chance.standard_exponential((len(part), len(some))) if anew else some
            numpy.add.at(found, (rows, numpy.minimum(at, part.shape[1] - 1)), weight)
    return found
