"""How likely is it that a draft is right: a statement is there, of this act, by this speaker?

A logistic sum over what the two witnesses say: the network's chances, whether a rule agrees, how the speaker
was found. The weights are fitted on labelled texts that the network had not learnt
(`training/reader/sure.py`), and stand in ``data/reader/sureness.tsv``; so sureness is about the share that is
right.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from aftershock.records import ACTS
from aftershock.statements.draft import Draft
from aftershock.statements.weights import Seen

_FOUND = {
    "gazetteer": "named", "name": "named", "surname": "named", "label": "named", "issuer": "owner",
    "page author": "owner", "signature": "owner", "carried over": "carried", "author": "author",
}  # fmt: skip
_LEAST, _MOST = 0.02, 0.98  # chances beyond tell no more


class Candidate(NamedTuple):
    """A draft and its witnesses: ``seen`` the sighting, ``rule`` the rules' draft of the same speaker.

    ``doubtful`` where the speaker is none that usually speaks; ``beside`` where rules see another speaker at
    the cue; ``many`` where the same cue has several speakers.
    """

    draft: Draft
    seen: Seen | None
    rule: Draft | None
    doubtful: bool
    beside: bool
    many: bool


def features(one: Candidate) -> dict[str, float]:
    """What is known of a candidate, by name; a name that is missing is 0."""
    seen, draft = one.seen, one.draft
    chances = seen.acts if seen else (0.0,) * len(ACTS)
    mine = chances[ACTS.index(draft.act)]
    other = max((chance for act, chance in zip(ACTS, chances, strict=True) if act != draft.act), default=0.0)
    sort = "seen" if one.rule is None else "both" if seen and one.rule is not draft else "rule"
    found = {
        "bias": 1.0,
        "chance": _odds(seen.chance if seen else 0.0),
        "act": _odds(mine),
        "ahead": mine - other,
        "speaker": _odds(seen.heard if seen else 0.0),
        sort: 1.0,
        f"act={draft.act}": 1.0,
        f"{sort}&{_FOUND.get(draft.voice.resolved_by, draft.voice.resolved_by)}": 1.0,
        f"{sort}&chance": _odds(seen.chance if seen else 0.0),
        f"{sort}&quote={draft.quote}": 1.0,
    }
    if one.rule is not None and sort == "both":
        found["same act"] = float(one.rule.act == draft.act)
        found["same act, not plain"] = float(
            one.rule.act == draft.act and draft.act not in ("reports", "other")
        )
    for name, holds in (
        ("doubtful", one.doubtful),
        ("beside", one.beside),
        ("many", one.many),
        ("negative", draft.polarity == "negative"),
        ("no content", draft.content is None),
        ("unseen", seen is None),
    ):
        if holds:
            found[name] = 1.0
    return found


def sure(one: Candidate) -> float:
    """The chance that a candidate is right; of the writer's own statements the network's word alone."""
    if one.draft.tier != "attributed":
        return one.seen.chance * one.seen.acts[ACTS.index(one.draft.act)] if one.seen else 0.0
    known = coefficients()
    return 1 / (1 + math.exp(-sum(known.get(name, 0.0) * value for name, value in features(one).items())))


@cache
def coefficients() -> Mapping[str, float]:
    """The fitted weights by name."""
    with files("aftershock").joinpath("data/reader/sureness.tsv").open(encoding="utf-8") as lines:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines, delimiter="\t")}


def _odds(chance: float) -> float:
    """Log odds of a chance, within what tells."""
    kept = min(max(chance, _LEAST), _MOST)
    return math.log(kept / (1 - kept))
