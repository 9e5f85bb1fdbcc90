"""Small enough to be measured before every change is taken in: does the search still hold what was measured?

``measure()`` gives, on 20,000 posts of the easy plant and on the crowds of `crowds.py`, account precision and
recall, and what is found where there is nothing. The full runs are in measure.py, the figures in LOG.md.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from evals.coordination import crowds, generate
from evals.coordination.measure import ends, truth_of

from aftershock.reaction.coordination import stream
from aftershock.reaction.coordination.scramble import scrambled
from aftershock.reaction.coordination.search import Searched, search
from aftershock.reaction.coordination.settings import Settings

HERE = Path(__file__).parent
SETTINGS = Settings()
TRACES = ("repost", "url", "hashtag")


def digest() -> str:
    """What the figures were measured on: the generators."""
    return hashlib.sha256(
        b"".join((HERE / f"{name}.py").read_bytes() for name in ("generate", "crowds"))
    ).hexdigest()


def measure() -> dict[str, dict[str, float]]:
    """The figures by part."""
    made = generate.world(17, posts=20_000, accounts=1500, plant=generate.EASY, traces=TRACES)
    events = stream.read(made.events)
    truth = truth_of(events, made.groups)
    chosen = accounts(search(events, SETTINGS), len(events.accounts))
    hits = int((truth[chosen] >= 0).sum())
    copies = [search(scrambled(events, seed), SETTINGS) for seed in (1, 2)]
    streams = [stream.read(make(seed)) for _, make in crowds.KINDS for seed in (0,)]
    false = sum(len(accounts(search(each, SETTINGS), len(each.accounts))) for each in streams)
    return {
        "easy": {"precision": hits / max(len(chosen), 1), "recall": hits / int((truth >= 0).sum())},
        "scrambled": {
            "edges": float(sum(edges(each) for each in copies)),
            "groups": float(sum(len(each.groups) for each in copies)),
        },
        "crowds": {"accounts": float(false)},
    }


def edges(found: Searched) -> int:
    """Pairs at the level."""
    return int((found.judged.q <= SETTINGS.level).sum())


def accounts(found: Searched, many: int) -> np.ndarray:
    """Every account of an edge or a group, those that joined included."""
    pairs = ends(found.judged.pair[found.judged.q <= SETTINGS.level], many)
    return np.unique(np.concatenate([pairs, np.flatnonzero(found.stands >= 0)]))
