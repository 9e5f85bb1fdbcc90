"""What does the trained reader tell apart, and in which order do its outputs stand?

The order is part of the weights: a change here asks for a new training (`training/reader`).
"""

from __future__ import annotations

from typing import get_args

from aftershock.records import Act, Certainty, Polarity, QuoteType, Tier

ACTS: tuple[Act, ...] = get_args(Act)
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)
TIERS: tuple[Tier, ...] = get_args(Tier)
QUOTES: tuple[QuoteType, ...] = get_args(QuoteType)
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
# Tags of a piece: nothing, a cue's first piece, a further piece of it, the first piece of what has no cue.
TAGS = ("out", "cue", "inside", "bare")
# What the network says of a pair (anchor, piece).
PAIRS = (
    "speaker-start",
    "speaker-inside",
    "content-start",
    "content-end",
    "hedge",
    "target-start",
    "target-end",
)
