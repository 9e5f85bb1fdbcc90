"""How is an event called? Kind, place and date as the texts tell them, with the passages that say so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from aftershock.events import intervals
from aftershock.events.case_info import CaseInfo, PastEvent
from aftershock.events.fitting import agreed
from aftershock.events.kinships import LASTING, chief
from aftershock.events.linking import Cluster, Linked
from aftershock.events.mentions import Mention, Reading, receipts
from aftershock.events.topics import SLACK
from aftershock.records import Event, Interval, Receipt
from aftershock.stories.reading import Texts
from aftershock.text import content_id

# Enough to check a title; the rest stands with the statements.
MOST_PASSAGES = 6


def named(
    linked: Linked, readings: Mapping[str, Reading], texts: Texts, case: CaseInfo | None
) -> list[Event]:
    """One event for each cluster, in their order. What the case file says comes first.

    The id is made of place, time and, where two share these, kind: it stays while the texts say the same.
    """
    made: list[Event] = []
    taken: set[str] = set()
    for cluster in linked.clusters:
        mentions = [mention for local in cluster.members for mention in local.mentions]
        from_case = case if cluster.given else None
        place, when, kind = _place(cluster, readings, from_case), _when(cluster, from_case), _kind(cluster)
        listed = None if cluster.main else _listed(case, place, when)
        when = listed.when or when if listed else when
        given = (from_case.title if from_case else None) or (listed.title if listed else None)
        identity = content_id("event", (place or "").casefold(), when.start if when else None)
        if identity in taken:
            identity = content_id("event", identity, kind, sum(event.kind == kind for event in made))
        taken.add(identity)
        made.append(
            Event(
                id=identity,
                title=given or _title(kind, place, when),
                when=when,
                where=place,
                kind=kind,
                main=cluster.main,
                receipts=_passages(mentions, place, readings, texts),
            )
        )
    return made


def _listed(case: CaseInfo | None, place: str | None, when: Interval | None) -> PastEvent | None:
    """The past event of the case file at this place, unless the texts date it otherwise."""
    for past in case.past if case and place else ():
        named_ = past.where or past.title
        if place and (place in named_ or named_ in place):
            apart = when and past.when and not intervals.overlap(when, past.when, SLACK)
            return None if apart else past
    return None


def _title(kind: str, place: str | None, when: Interval | None) -> str:
    return ", ".join(part for part in (kind.capitalize(), place, intervals.written(when)) if part)


def _kind(cluster: Cluster) -> str:
    """The kind that says most of how it was done, by how surely and where it is told; else "attack"."""
    votes: dict[str, float] = defaultdict(float)
    for local in cluster.members:
        for kind, weight in local.kinds:
            votes[kind] += weight
    return chief(votes) or "attack"


def _place(cluster: Cluster, readings: Mapping[str, Reading], case: CaseInfo | None) -> str | None:
    if case is not None and case.where:
        return case.where
    votes: Counter[str] = Counter()
    for local in cluster.members:
        for order, place in enumerate(local.places):
            votes[place] += 2 if order == 0 else 1  # the first place of a document is its chief one
    # Of equals the one that more documents know: a town before its street.
    known = {
        place: sum(place in readings[local.story].text for local in cluster.members if local.story)
        for place in votes
    }
    return max(votes, key=lambda place: (votes[place], known[place]), default=None)


def _when(cluster: Cluster, case: CaseInfo | None) -> Interval | None:
    """When it was: as the case says, else the time that most documents agree with, the narrowest of equals.

    Of what lasts (a siege), the stretch that a text gives, where the other times lie inside it.
    """
    if case is not None and case.when is not None:
        return case.when
    whens = [local.when for local in cluster.members if local.when]
    kinds = {kind for local in cluster.members for kind, _ in local.kinds}
    if kinds & LASTING:
        days = [when for when in whens if when.granularity == "day"]
        for whole in sorted(days, key=lambda when: (when.start or "", when.end or "")):
            inside = all(intervals.overlap(whole, when) for when in days)
            if inside and _days(whole) > 1:
                return whole
    return agreed(whens)


def _days(when: Interval) -> float:
    start, end = intervals.bounds(when)
    return (end - start).days


def _passages(
    mentions: Sequence[Mention], place: str | None, readings: Mapping[str, Reading], texts: Texts
) -> tuple[Receipt, ...]:
    """The sentences that name the event best: with its place and a time first."""
    ranked = sorted(
        mentions,
        key=lambda mention: (
            -(
                place is not None
                and any(place in found.name or found.name in place for found in mention.places)
            ),
            -bool(mention.when),
            -mention.specific,
        ),
    )
    found: dict[Receipt, None] = {}
    seen: set[tuple[str, int]] = set()
    for mention in ranked:
        key = (mention.story, mention.start)
        if key in seen or len(seen) >= MOST_PASSAGES:
            continue
        seen.add(key)
        for receipt in receipts(readings[mention.story], texts, mention.start, mention.end):
            found.setdefault(receipt)
    return tuple(found)
