"""How far does what is said carry each answer, and how firm is its place?

For a hypothesis h, with w the weight of an item's interest times its reliability: ``C`` sums w over the
items that are consistent with it, ``I`` over the inconsistent ones; ``net = C - I``, ``rate = I / (I +
C)``, ``silence`` is the share of items that say nothing about it. Counting inconsistencies alone lets the
hypothesis win about which most items are silent (after the review of Heuer's method in open tools), so
silence stands beside every place, and a place is only given where it stays the same whichever item is left
out and however the weights are moved within `SWEEP`. Nets are linear in the weights, so the order of two
hypotheses can only turn between corners of that box if it differs at a corner: looking at all corners is
looking at the whole box.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aftershock.events.chronicle import LeftOut, Rank
from aftershock.records import Assessment

# Editorial judgement, adjustable: how much an item weighs by the interest of whoever says it.
WEIGHTS: dict[str, float] = {
    "observed": 1.0,
    "self-claim": 0.7,
    "accused": 0.5,
    "accuser": 0.5,
    "anonymous": 0.3,
    "anonymous, rebutted": 0.15,
    "author": 0.0,
}
# Each weight between a half and half as much again. Wider would no longer be the same judgement.
SWEEP = (0.5, 1.5)
MOSTLY_SILENT = 0.5
NOT_DECIDABLE = "not decidable from this"
STABLE = "the first place is stable under the changes tried; this weighs what is said and proves nothing"
_INTERESTED = frozenset(("self-claim", "accused", "accuser", "author"))

Nets = dict[str, float]


class Weighed(NamedTuple):
    """Ranks by net, best first; who leads without each item; what to know first; what can be said."""

    ranks: tuple[Rank, ...]
    left_out: tuple[LeftOut, ...]
    cautions: tuple[str, ...]
    verdict: str


def weigh(
    names: Mapping[str, str], assessments: Sequence[Assessment], weights: Mapping[str, float] = WEIGHTS
) -> Weighed:
    """The standing of the hypotheses in ``names`` (id: text) under a matrix of assessments.

    An item and hypothesis without an assessment are silent on each other. Raises KeyError for an interest
    that ``weights`` does not know.
    """
    items = list(dict.fromkeys(each.item for each in assessments))
    sums = _sums(names, assessments)
    now = {who: _net(sums[who], weights) for who in names}
    without = {item: _nets_without(item, now, assessments, weights) for item in items}
    variants = [now, *without.values(), *_swept(sums, weights)]
    silent = _silent(names, items, assessments)
    ranks = sorted(
        (_rank(who, sums[who], weights, silent[who], len(items), variants) for who in names),
        key=lambda rank: -rank.net,
    )
    return Weighed(
        ranks=tuple(ranks),
        left_out=tuple(LeftOut(item=item, leaders=_leaders(nets)) for item, nets in without.items()),
        cautions=tuple(_cautions(ranks, assessments, names)),
        verdict=STABLE if len(items) > 1 and ranks[0].stable else NOT_DECIDABLE,
    )


class Sums(NamedTuple):
    """Reliabilities of the items for and against one hypothesis, by interest."""

    consistent: dict[str, float]
    inconsistent: dict[str, float]


def _sums(names: Iterable[str], assessments: Iterable[Assessment]) -> dict[str, Sums]:
    sums = {who: Sums({}, {}) for who in names}
    for each in assessments:
        if each.mark in ("consistent", "inconsistent"):
            side = sums[each.hypothesis].consistent if each.mark == "consistent" else None
            side = sums[each.hypothesis].inconsistent if side is None else side
            side[each.interest] = side.get(each.interest, 0.0) + each.reliability
    return sums


def _total(side: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(weights[interest] * amount for interest, amount in side.items())


def _net(sums: Sums, weights: Mapping[str, float]) -> float:
    return _total(sums.consistent, weights) - _total(sums.inconsistent, weights)


def _nets_without(
    item: str, now: Nets, assessments: Sequence[Assessment], weights: Mapping[str, float]
) -> Nets:
    sign = {"consistent": 1.0, "inconsistent": -1.0}
    nets = dict(now)
    for each in assessments:
        if each.item == item and each.mark in sign:
            nets[each.hypothesis] -= sign[each.mark] * weights[each.interest] * each.reliability
    return nets


def _swept(sums: Mapping[str, Sums], weights: Mapping[str, float]) -> Iterator[Nets]:
    """The nets at every corner of the box of the weights in use: 2 to the number of interests of them."""
    used = sorted(
        {interest for each in sums.values() for side in each for interest in side if weights[interest]}
    )
    for factors in itertools.product(SWEEP, repeat=len(used)):
        moved = {**weights, **{k: weights[k] * f for k, f in zip(used, factors, strict=True)}}
        yield {who: _net(each, moved) for who, each in sums.items()}


def _silent(names: Iterable[str], items: Sequence[str], assessments: Iterable[Assessment]) -> dict[str, int]:
    """How many items say nothing about each hypothesis; a neutral mark says that it was weighed."""
    spoken = {(each.hypothesis, each.item) for each in assessments if each.mark != "silent"}
    return {who: sum((who, item) not in spoken for item in items) for who in names}


def _rank(
    who: str, sums: Sums, weights: Mapping[str, float], silent: int, items: int, variants: Sequence[Nets]
) -> Rank:  # fmt: skip
    consistent, inconsistent = _total(sums.consistent, weights), _total(sums.inconsistent, weights)
    places = [place for nets in variants for place in _places(nets, who)]
    both = consistent + inconsistent
    return Rank(
        hypothesis=who,
        consistent=round(consistent, 4),
        inconsistent=round(inconsistent, 4),
        net=round(consistent - inconsistent, 4),
        silence=silent / items if items else 1.0,
        rate=inconsistent / both if both else None,
        ranks=(min(places), max(places)),
        stable=min(places) == max(places),
    )


def _places(nets: Nets, who: str) -> tuple[int, int]:
    """The best and worst place of one among all: equal nets share their places."""
    mine = round(nets[who], 9)
    above = sum(round(net, 9) > mine for net in nets.values())
    level = sum(round(net, 9) == mine for net in nets.values())
    return above + 1, above + level


def _leaders(nets: Nets) -> tuple[str, ...]:
    best = max(nets.values())
    return tuple(who for who, net in nets.items() if net >= best - 1e-9)


def _cautions(
    ranks: Sequence[Rank], assessments: Sequence[Assessment], names: Mapping[str, str]
) -> Iterator[str]:
    """What a reader must know before looking at the places."""
    least = min(rank.inconsistent for rank in ranks)
    first = {
        "by what speaks for it less what speaks against it": [r for r in ranks if r.net == ranks[0].net],
        "by what speaks against it": [rank for rank in ranks if rank.inconsistent == least],
    }
    for how, leaders in first.items():
        for rank in leaders:
            if rank.silence > MOSTLY_SILENT:
                yield (
                    f"'{names[rank.hypothesis]}' comes first {how}, but {rank.silence:.0%} of the items "
                    "say nothing about it."
                )
    if assessments and all(each.interest in _INTERESTED for each in assessments):
        yield "Every item comes from somebody with an interest in the answer."
