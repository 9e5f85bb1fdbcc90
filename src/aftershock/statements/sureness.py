"""How likely is it that a draft is right: a statement is there, of this act, by this speaker?

Small trees, each of a few questions, add up what the two witnesses say: the network's chances, whether a rule
agrees, how the speaker was found, what else is seen around. They are fitted on labelled texts that the
network had not learnt (`training/reader/sure.py`) and stand in ``data/reader/sureness.tsv``, a question a
line; so sureness is about the share that is right.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from aftershock.records import ACTS
from aftershock.statements.draft import Draft
from aftershock.statements.weights import Seen
from aftershock.text import Span

_FOUND = {
    "gazetteer": "named", "name": "named", "surname": "named", "label": "owner", "issuer": "owner",
    "page author": "owner", "signature": "owner", "carried over": "carried", "author": "author",
    "unresolved": "pronoun",
}  # fmt: skip
_SORT = re.compile(r"[.>@]")  # what a rule's sort ends before
_LEAST, _MOST = 0.02, 0.98  # chances beyond tell no more
_LONG = 400  # characters: lengths beyond tell no more
UNSEEN = 0.14  # of what the network sees nothing of, so many were right: 13 of 90, too few to grow trees on
# How a tree's line names another line of the same tree.
_LINE = "line "


class Around(NamedTuple):
    """What the network sees around a draft, as the best chance of any other sighting with its act.

    ``near`` within a cue's reach, ``by`` within 100 characters, ``outer`` in whose content the cue stands,
    ``inner`` within the draft's own content, ``same`` of the same speaker close by.
    """

    near: float = 0.0
    by: float = 0.0
    outer: float = 0.0
    inner: float = 0.0
    same: float = 0.0


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
    around: Around = Around()


def features(one: Candidate) -> dict[str, float]:
    """What is known of a candidate, by name; a name that is missing is 0. Lengths are characters."""
    draft = one.draft
    sort = "seen" if one.rule is None else "both" if one.seen and one.rule is not draft else "rule"
    found = {
        sort: 1.0,
        f"act={draft.act}": 1.0,
        f"found={_FOUND.get(draft.voice.resolved_by, draft.voice.resolved_by)}": 1.0,
        f"quote={draft.quote}": 1.0,
        "doubtful": float(one.doubtful),
        "beside": float(one.beside),
        "many": float(one.many),
        "negative": float(draft.polarity == "negative"),
        "unseen": float(one.seen is None),
        "same act": float(one.rule is not None and one.rule.act == draft.act),
        "plain act": float(draft.act in ("reports", "other")),
        **_shape(draft),
        "taken up": -1.0 if draft.voice.chance is None else draft.voice.chance,
        **_ruled(one.rule),
        **{f"around: {name}": value for name, value in one.around._asdict().items()},
    }
    return found | (_witnessed(one.seen, draft) if one.seen else {})


def _witnessed(seen: Seen, draft: Draft) -> dict[str, float]:
    """What the network says of a sighting, as log odds where it is a chance."""
    mine = seen.acts[ACTS.index(draft.act)]
    first, second = sorted(seen.acts, reverse=True)[:2]
    return {
        "chance": _odds(seen.chance),
        "act": _odds(mine),
        "speaker": _odds(seen.heard),
        "all": seen.chance * mine * seen.heard,
        "ahead": mine - (second if mine == first else first),
        "doubt": -sum(chance * math.log(max(chance, 1e-6)) for chance in seen.acts),
        "denied": seen.negative,
        "bare": float(seen.cue is None),
    }


def _shape(draft: Draft) -> dict[str, float]:
    """How a draft lies in its text: lengths, distances, how the speaker's name is spelt."""
    voice, content, cue = draft.voice, draft.content, draft.cue
    words = voice.name.split()
    return {
        "name: large": float(voice.name[:1].isupper()),
        "name: words": float(len(words)),
        "speaker: length": _length(voice.at),
        "content: length": _length(content),
        "content: after": float(min(max(content.start - cue.end, -_LONG), _LONG)) if content else 0.0,
    }


def _ruled(rule: Draft | None) -> dict[str, float]:
    """By which kind of rule the grammar reads it, and what the rule says of act and quotation."""
    if rule is None:
        return {}
    return {
        f"rule: {_SORT.split(rule.rule)[0]}": 1.0,
        "rule: act": float(rule.act in ("reports", "other")),
        "rule: direct": float(rule.quote in ("direct", "mixed")),
        "rule: content": float(rule.content is not None),
    }


def _length(span: Span | None) -> float:
    return float(min(span.end - span.start, _LONG)) if span else -1.0


def sure(one: Candidate) -> float:
    """The chance that a candidate is right; of the writer's own statements the network's word alone."""
    if one.seen is None:
        return UNSEEN
    if one.draft.tier != "attributed":
        return one.seen.chance * one.seen.acts[ACTS.index(one.draft.act)]
    return 1 / (1 + math.exp(-added(features(one), shipped())))


class Question(NamedTuple):
    """One line of a tree: whether a feature is at most a bound, and then a weight or the next line."""

    feature: str
    bound: float
    low: float | int  # a weight, or where an int the line of the tree that is asked next
    high: float | int


Tree = tuple[Question, ...]


class Forest(NamedTuple):
    """Trees laid out to be asked all at once: a row a question or weight, all trees' first rows in ``roots``.

    A row names a feature's place, the bound, the rows that follow, and the weight where none does (it then
    follows itself).
    """

    features: dict[str, int]
    roots: np.ndarray
    feature: np.ndarray
    bound: np.ndarray
    low: np.ndarray
    high: np.ndarray
    weight: np.ndarray
    depth: int


def forest(grown: Sequence[Tree]) -> Forest:
    """Trees as one table."""
    names = {name: n for n, name in enumerate(sorted({q.feature for tree in grown for q in tree}))}
    rows: list[tuple[int, float, int, int, float]] = []
    roots = []

    def lay(tree: Tree, to: float | int) -> int:
        """The row of a question, or of a weight, with all that follow it."""
        at = len(rows)
        if not isinstance(to, int):
            rows.append((0, 0.0, at, at, to))
            return at
        rows.append((0, 0.0, 0, 0, 0.0))
        question = tree[to]
        rows[at] = (
            names[question.feature], question.bound, lay(tree, question.low), lay(tree, question.high), 0.0
        )  # fmt: skip
        return at

    for tree in grown:
        roots.append(lay(tree, 0))
    feature, bound, low, high, weight = (np.array(column) for column in zip(*rows, strict=True))
    return Forest(names, np.array(roots), feature, bound, low, high, weight, max(map(len, grown)))


def added(known: Mapping[str, float], asked: Forest) -> float:
    """The sum of the weights that the trees give, as log odds."""
    values = np.zeros(len(asked.features))
    for name, value in known.items():
        if name in asked.features:
            values[asked.features[name]] = value
    follows = np.where(values.take(asked.feature) <= asked.bound, asked.low, asked.high)
    at = asked.roots
    for _ in range(asked.depth):
        at = follows.take(at)
    return float(asked.weight.take(at).sum())


@cache
def shipped() -> Forest:
    """The fitted trees."""
    return forest(trees())


@cache
def trees() -> tuple[Tree, ...]:
    """The fitted trees, in their order."""
    grown: dict[str, list[Question]] = {}
    with files("aftershock").joinpath("data/reader/sureness.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            question = Question(row["feature"], float(row["at most"]), _next(row["then"]), _next(row["else"]))
            grown.setdefault(row["tree"], []).append(question)
    return tuple(tuple(tree) for tree in grown.values())


def _next(cell: str) -> float | int:
    return int(cell.removeprefix(_LINE)) if cell.startswith(_LINE) else float(cell)


def _odds(chance: float) -> float:
    """Log odds of a chance, within what tells."""
    kept = min(max(chance, _LEAST), _MOST)
    return math.log(kept / (1 - kept))
