"""What was warned of or threatened before the event, and how long before?

A warning counts for an event only where something ties it to it: it names the place, it comes from whoever
claims or is blamed for it, or the case has no other event. Which of these it was is said with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from aftershock.events import intervals
from aftershock.events.actors import Actors, akin, called, speaker, target
from aftershock.events.chronicle import PriorWarning
from aftershock.events.disputes import blames_of, claims_of, evidence
from aftershock.events.timeline import said_at, says
from aftershock.events.topics import same_place, stands_in
from aftershock.records import Event, Interval, Judgement, Statement
from aftershock.text import content_id

FOREWARNING = ("warns", "threatens", "calls-to-attack")


def find(
    events: Iterable[Event],
    statements: Sequence[Statement],
    published: Mapping[str, Interval | None],
    actors: Actors,
) -> tuple[PriorWarning, ...]:
    """Warnings, threats and calls said before a dated main event, with the hours between, earliest first."""
    made = []
    mains = [event for event in events if event.main]
    for event in mains:
        if event.when is None or not event.when.start:
            continue
        suspects = _suspects(event, statements, actors)
        for statement in statements:
            said = said_at(statement, published)
            if statement.act not in FOREWARNING or statement.polarity == "negative" or said is None:
                continue
            if not said.start or not intervals.before(said, event.when):
                continue
            why = _tie(statement, event, suspects, actors, only=len(mains) == 1)
            if why:
                made.append(_made(statement, event, event.when, said, why))
    return tuple(sorted(made, key=lambda line: line.said_at.start or ""))


def _made(statement: Statement, event: Event, when: Interval, said: Interval, why: str) -> PriorWarning:
    (start, end), (first, last) = intervals.bounds(said), intervals.bounds(when)
    lead = ((first - end).total_seconds() / 3600, (last - start).total_seconds() / 3600)
    return PriorWarning(
        id=content_id("prior", event.id, statement.id),
        statement=statement.id,
        event=event.id,
        kind=statement.act,  # type: ignore[arg-type]  # asked for by the caller
        speaker=called(statement),
        text=says(statement),
        said_at=said,
        lead_hours=lead,
        receipts=evidence([statement]),
        why=why,
    )


def corrected(
    line: PriorWarning,
    events: Mapping[str, Event],
    target: str,
    row: Judgement,
    statements: Mapping[str, Statement],
) -> PriorWarning | None:
    """The warning under the event that a person says it was of; None where that is not there or undated."""
    event, statement = events.get(target), statements.get(line.statement)
    if event is None or statement is None or event.when is None or not event.when.start:
        return None
    made = _made(statement, event, event.when, line.said_at, f"{row.person} says so: {row.reason}")
    return msgspec.structs.replace(made, id=line.id)


def _tie(
    statement: Statement, event: Event, suspects: Iterable[str], actors: Actors, *, only: bool
) -> str | None:
    """What ties a warning to an event; None where nothing does."""
    words = " ".join([statement.target or "", *(w.evidence.quote for w in statement.witnesses)])
    if event.where and (stands_in(event.where, words) or _names_part(event.where, words)):
        return "it names the place"
    if statement.history and statement.event not in (None, event.id):
        return None
    who = speaker(actors, statement)
    if who is not None and any(akin(actors, who, suspect) for suspect in suspects):
        return "it comes from somebody who claims it or is blamed for it"
    if only and statement.event in (event.id, None):
        return "the case has no other event; nothing else ties them"
    return None


def _names_part(where: str, words: str) -> bool:
    """Whether the chief word of a place's name stands in the words: Moreth for "Moreth embassy"."""
    first = where.split()[0]
    return len(first) > 3 and same_place(first, where) and stands_in(first, words)


def _suspects(event: Event, statements: Sequence[Statement], actors: Actors) -> list[str]:
    about = [statement for statement in statements if statement.event == event.id]
    found = [speaker(actors, claim) for claim in claims_of(about, "positive")]
    found += [target(actors, blame) for blame in blames_of(about)]
    return [who for who in dict.fromkeys(found) if who is not None]
