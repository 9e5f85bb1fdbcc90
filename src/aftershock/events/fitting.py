"""How well do two tellings fit, so that they may be of one event?

What is shared is counted in points; two times apart, an event after the document that tells of it, or two
places of which neither holds the other stand against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from aftershock.events import intervals
from aftershock.events.kinships import GENERIC, chief, together
from aftershock.events.topics import SLACK, Local, inside, ranked_, same_place, stands_in
from aftershock.records import Interval, Record

# Points, after evals/events (LOG.md says what was tried): a place that both name is the strongest sign.
PLACE, PLACE_IN_PART, PLACE_NEAR, PLACE_BESIDE, PLACE_APART = 2.0, 1.4, 1.2, 0.5, -2.0
PLACE_CONTEXT = 1.0  # the place that the document is about, for an act that names none
PLACE_INSIDE = 0.8  # a country for a city in it
DAY, COARSE = 1.0, 0.5
KIND, KIND_APART = 1.0, -1.5
NAME, NAMES_AT_MOST = 0.5, 1.0
RECENT, RECENT_DAYS = 0.5, 21
ENOUGH = 1.5
_SIDES = frozenset((
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "upper", "lower", "old",
    "new", "inner", "outer", "great", "little",
))  # fmt: skip


class Sum(Record, frozen=True, kw_only=True):
    """What some documents say of one event, all together."""

    places: tuple[str, ...]
    when: Interval | None
    kind: str | None
    names: frozenset[str]
    published: tuple[Interval, ...]  # of members that bear no time of their own
    near: str  # the sentences that name the act
    context: tuple[str, ...] = ()


def score(one: Sum, other: Sum) -> float | None:
    """How well two tellings fit, in points; None where they cannot be one event. Symmetric."""
    if _excluded(one, other) or _excluded(other, one):
        return None
    points = _place_points(one, other)
    if one.when and other.when:
        if not intervals.overlap(one.when, other.when, SLACK):
            return None
        coarse = {one.when.granularity, other.when.granularity} & {"month", "year", "unknown"}
        points += COARSE if coarse else DAY
    else:
        points += _recent(one, other) or _recent(other, one)
    if one.kind and other.kind:
        if not together(one.kind, other.kind):
            points += KIND_APART
        elif one.kind == other.kind and one.kind not in GENERIC:
            points += KIND
    return points + min(NAMES_AT_MOST, NAME * len(one.names & other.names))


def _excluded(one: Sum, other: Sum) -> bool:
    """Whether a document of the one was published before the other happened: nobody tells what is to come."""
    if one.when is None or one.when.start is None:
        return False
    start = intervals.bounds(one.when)[0]
    return any(intervals.bounds(published)[1] + SLACK <= start for published in other.published)


def _recent(one: Sum, other: Sum) -> float:
    """News without a date is more likely of what happened lately."""
    if one.when is None or not other.published or one.when.granularity in ("month", "year"):
        return 0.0
    start = intervals.bounds(one.when)[0]
    gaps = [intervals.bounds(published)[0] - start for published in other.published]
    return RECENT if any(gap <= timedelta(days=RECENT_DAYS) for gap in gaps) else 0.0


def _place_points(first: Sum, second: Sum) -> float:
    one, other = first.places, second.places
    beside = any(stands_in(a, second.near) for a in one) or any(stands_in(b, first.near) for b in other)
    if not one or not other:
        told = [
            *((a, b) for a in first.context for b in other),
            *((a, b) for a in second.context for b in one),
        ]
        meets = any(same_place(a, b) for a, b in told)
        return PLACE_NEAR if beside else PLACE_CONTEXT if meets else 0.0
    if any(_opposed(a, b) for a in one for b in other):
        return PLACE_APART
    shared = [(a, b) for a in one for b in other if same_place(a, b)]
    if not shared:
        if any(inside(a, b) for a in one for b in other):
            return PLACE_INSIDE
        return PLACE_BESIDE if beside else PLACE_APART
    left = [a for a in one if not any(same_place(a, b) for b in other)]
    right = [b for b in other if not any(same_place(a, b) for a in one)]
    return PLACE_IN_PART if left and right else PLACE


def _opposed(one: str, other: str) -> bool:
    """Whether two names are told apart by a direction alone: North Arlen, South Arlen."""
    first, second = one.casefold().split(), other.casefold().split()
    return first[1:] == second[1:] != [] and first[0] != second[0] and {first[0], second[0]} <= _SIDES


def summed(members: Sequence[Local], texts: Mapping[str, str]) -> Sum:
    """What some documents say of one event together: places by how many have them, the time agreed on."""
    places: dict[str, float] = defaultdict(float)
    kinds: dict[str, float] = defaultdict(float)
    for local in members:
        for place in local.places:
            places[place] += 1
        for kind, weight in local.kinds:
            kinds[kind] += weight
    given = [local.when for local in members if not local.story and local.when]
    return Sum(
        places=tuple(name for name, _ in ranked_(places)),
        when=agreed(given or [local.when for local in members if local.when]),
        kind=chief(kinds),
        names=frozenset(name for local in members for m in local.mentions for name in m.names),
        published=tuple(
            local.published
            for local in members
            if local.when is None and local.published and intervals.dated(local.published)
        ),
        context=tuple(dict.fromkeys(place for local in members for place in local.context)),
        near="\n".join(texts[m.story][m.start : m.end] for local in members for m in local.mentions[:4]),
    )


def agreed(whens: Sequence[Interval]) -> Interval | None:
    """The time that most of some times are compatible with; the narrowest of equals."""
    if not whens:
        return None
    votes = [sum(intervals.overlap(when, other) for other in whens) for when in whens]
    return intervals.narrowest(when for when, vote in zip(whens, votes, strict=True) if vote == max(votes))
