"""How is an event called? Kind, place and date as the texts tell them, with the passages that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from aftershock.events import intervals
from aftershock.events.case_info import CaseInfo, PastEvent
from aftershock.events.linking import SLACK, Linked, Topic
from aftershock.events.mentions import Mention, Reading, receipts
from aftershock.records import Event, Interval, Receipt
from aftershock.stories.reading import Texts
from aftershock.text import content_id

# Enough to check a title; the rest stands with the statements.
MOST_PASSAGES = 6


def mains(
    linked: Linked, readings: Mapping[str, Reading], texts: Texts, case: CaseInfo | None
) -> list[Event]:
    """The main events, in the order of ``linked.mains``. What the case file says comes first."""
    made = []
    for index, group in enumerate(linked.mains):
        from_case = case if any(not topic.story for topic in group) else None
        stories = [story for story, at in linked.main_of.items() if at == index]
        mentions = [m for story in stories for m, other in linked.mentions[story] if other is None]
        place, when = _place(group, from_case), _when(group, from_case)
        kind = _kind(mentions)
        title = (from_case.title if from_case else None) or _title(kind, place, when)
        made.append(
            Event(
                id=content_id("event", "main", (place or "").casefold(), when.start if when else None),
                title=title,
                when=when,
                where=place,
                kind=kind,
                main=True,
                receipts=_passages(mentions, place, readings, texts),
            )
        )
    return made


def others(
    linked: Linked, readings: Mapping[str, Reading], texts: Texts, case: CaseInfo | None
) -> list[Event]:
    """The events that the texts tell beside the main ones, in the order of ``linked.others``.

    One that the case file lists among the past events bears its title and date.
    """
    made = []
    for group in linked.others:
        places = Counter(place.name for mention in group for place in mention.places[:1])
        place = places.most_common(1)[0][0] if places else None
        when = intervals.narrowest(when for mention in group for when in mention.when[:1])
        kind = _kind(group)
        listed = _listed(case, place, when)
        if listed is not None:
            when = listed.when or when
        made.append(
            Event(
                id=content_id("event", "past", (place or "").casefold(), when.start if when else None, kind),
                title=listed.title if listed else _title(kind, place, when),
                when=when,
                where=place,
                kind=kind,
                receipts=_passages(group, place, readings, texts),
            )
        )
    return made


def _listed(case: CaseInfo | None, place: str | None, when: Interval | None) -> PastEvent | None:
    """The past event of the case file at this place, unless the texts date it otherwise."""
    for past in case.past if case and place else ():
        named = past.where or past.title
        if place and (place in named or named in place):
            apart = when and past.when and not intervals.overlap(when, past.when, SLACK)
            return None if apart else past
    return None


def _title(kind: str, place: str | None, when: Interval | None) -> str:
    return ", ".join(part for part in (kind.capitalize(), place, intervals.written(when)) if part)


def _kind(mentions: Sequence[Mention]) -> str:
    """The kind that is told most, specific words before general ones; "attack" where nothing is told."""
    votes: Counter[str] = Counter()
    for mention in mentions:
        votes[mention.kind] += mention.specific
    return votes.most_common(1)[0][0] if votes else "attack"


def _place(group: Sequence[Topic], case: CaseInfo | None) -> str | None:
    if case is not None and case.where:
        return case.where
    votes: Counter[str] = Counter()
    for topic in group:
        for order, place in enumerate(topic.places):
            votes[place] += 2 if order == 0 else 1  # the first place of a story is its main one
    return votes.most_common(1)[0][0] if votes else None


def _when(group: Sequence[Topic], case: CaseInfo | None) -> Interval | None:
    """When it was: as the case says, else the time that most stories agree with, the narrowest of equals."""
    if case is not None and case.when is not None:
        return case.when
    whens = [topic.when for topic in group if topic.when]
    if not whens:
        return None
    votes = [sum(intervals.overlap(when, other) for other in whens) for when in whens]
    return intervals.narrowest(when for when, vote in zip(whens, votes, strict=True) if vote == max(votes))


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
