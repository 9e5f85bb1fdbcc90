"""How many pairs of accounts ever had the chance to be told apart from chance?

Under the co-timing nulls a pair can meet only on objects that both acted on within the hour. With n such
objects its p cannot fall below that of n meetings out of n; pairs whose smallest possible p is too large can
never be rejected and need not be corrected for (Tarone 1990; for false discovery rates Gilbert 2005). Which
pairs those are is known without looking at who met. All n (n - 1) / 2 pairs stay the hypotheses; the hopeless
have p = 1.

Counting every such pair would cost more than the test: a seeded draw of accounts is counted in full, and
scaled.
"""

from __future__ import annotations

import numpy as np

from aftershock.reaction.coordination.crowd import HORIZON
from aftershock.reaction.coordination.join import in_common, spans
from aftershock.reaction.coordination.stream import Floats, Stream

MOST = 40  # objects in common: beyond, the smallest p is out of any question
# Pairs of actions that are listed for the count: a sample of some hundred thousand pairs of accounts is
# plenty.
LISTED = 6_000_000


def opportunities(stream: Stream, accounts: int, seed: int = 0) -> Floats:
    """At place n: how many pairs of accounts have n or more objects on which both acted within the hour."""
    counts = np.zeros(MOST + 1)
    if not len(stream):
        return counts
    total = int(spans(stream, HORIZON).sum())
    share = min(1.0, (LISTED / max(total, 1)) ** 0.5)
    drawn = np.random.default_rng(seed).random(accounts) < share
    part = stream.where(drawn[stream.account])
    seen = np.bincount(np.minimum(in_common(part, HORIZON, accounts=accounts), MOST), minlength=MOST + 1)
    # a draw that happens on no pair says less than one: half a pair keeps the correction from vanishing
    counts[:] = (seen[::-1].cumsum()[::-1] + (0.5 if share < 1 else 0.0)) / share**2
    return counts


def testable(counts: Floats, smallest: Floats, level: float) -> tuple[int, float]:
    """(n, hypotheses): pairs with fewer than n objects in common cannot be rejected; so many have n or more.

    ``smallest[n]`` is the smallest p that n objects can give.
    """
    for n in range(1, len(counts)):
        if smallest[n] <= level / max(counts[n], 1.0):
            # all pairs that could be rejected at level / hypotheses have at least n: no fewer need correction
            return n, max(float(counts[n]), 1.0)
    return len(counts) - 1, max(float(counts[-1]), 1.0)
