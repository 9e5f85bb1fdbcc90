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
    told = numpy.bincount(outcome, minlength=confusion.shape[1])
    table = numpy.stack([chance.dirichlet(row + PRIOR, DRAWS) for row in confusion], axis=1)
    likeliest = (confusion + PRIOR) / (confusion + PRIOR).sum(axis=1, keepdims=True)
    shares = numpy.tile(unmix(told / told.sum(), likeliest), (DRAWS, 1))
    for _ in range(SWEEPS):
        part = _parts(shares, table)
        classes = sum(chance.multinomial(many, part[:, :, seen]) for seen, many in enumerate(told) if many)
        drawn = chance.gamma(classes + PRIOR)
        shares = drawn / drawn.sum(axis=1, keepdims=True)
    posts = _posts(chance, _parts(shares, table), outcome, copies) / copies.sum()
    edge = (1 - SURE) / 2
    return posts.mean(axis=0), numpy.quantile(posts, [edge, 1 - edge], axis=0).T


def _parts(shares: Floats, table: Floats) -> Floats:
    """The chances of each true class behind each outcome (drawings, classes, outcomes)."""
    joint = shares[:, :, None] * table
    found: Floats = joint / numpy.maximum(joint.sum(axis=1, keepdims=True), 1e-12)
    return found


def _posts(chance: numpy.random.Generator, part: Floats, outcome: Ints, copies: Ints) -> Floats:
    """Posts of each class (drawings, classes): each text draws a class, and all its copies go along."""
    found = numpy.zeros(part.shape[:2])
    rows = numpy.arange(len(part))[:, None]
    for seen in numpy.unique(outcome):
        many = copies[outcome == seen]
        edges = numpy.cumsum(part[:, :, seen], axis=1)
        for start in range(0, len(many), 512):
            some = many[start : start + 512]
            at = (chance.random((len(part), len(some), 1)) > edges[:, None, :]).sum(axis=2)
            numpy.add.at(found, (rows, numpy.minimum(at, part.shape[1] - 1)), some.astype(float))
    return found
