"""How large is each class in truth, when the head errs in a known way?

Counting labels copies the head's errors. Told labels o (with "not told" as an outcome of its own) come from
true shares s through the error table C, o = s C; s is found by expectation maximisation (Saerens, Latinne,
Decaestecker 2002, on outcomes instead of probabilities), and its uncertainty by drawing C from the
Dirichlet posterior of the measured table and o from that of the counts, so that a table measured on few
lines makes a wide interval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float64]

STEPS = 200
DRAWS = 400
PRIOR = 0.5  # Jeffreys' prior of a row of the error table
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


def estimate(counts: Floats, confusion: Floats) -> tuple[Floats, Floats]:
    """Shares (classes) and their intervals (classes, 2) at 95 %, for counts of outcomes (classes + not told).

    ``confusion`` is the measured error table: lines by true class and outcome.
    """
    table = (confusion + PRIOR) / (confusion + PRIOR).sum(axis=1, keepdims=True)
    value = unmix(counts / counts.sum(), table)
    chance = numpy.random.default_rng(SEED)
    drawn = numpy.stack([chance.dirichlet(row + PRIOR, DRAWS) for row in confusion], axis=1)
    seen = chance.dirichlet(counts + 1e-3, DRAWS)
    spread = unmix(seen, drawn)
    edge = (1 - SURE) / 2
    return value, numpy.quantile(spread, [edge, 1 - edge], axis=0).T
