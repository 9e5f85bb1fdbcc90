"""What happened and was said when, what was said before the event, and what did each actor do elsewhere?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from aftershock.events import intervals
from aftershock.events.actors import Actors, armed, called, mentions, plain, speaker
from aftershock.events.actors import target as target_of
from aftershock.events.chronicle import FigureLine, HistoryLine, Receipts, TimelineLine
from aftershock.events.disputes import evidence
from aftershock.events.figures import amount, counted
from aftershock.records import Event, Interval, Page, Statement, Story
from aftershock.statements.reckoning import wall
from aftershock.text import content_id

_NOBODY = ("no ", "nobody", "none", "neither ")
_SAYS = {
    "claims-responsibility": "claimed responsibility",
    "denies": "denied involvement or disputed what was said",
    "blames": "blamed",
    "praises": "praised or celebrated",
    "condemns": "condemned",
    "threatens": "threatened",
    "warns": "warned",
    "calls-to-attack": "called for attacks",
    "urges": "urged",
    "speculates": "supposed or assessed",
    "reports": "reported",
    "other": "spoke",
}


def says(statement: Statement) -> str:
    """A statement in one sober clause, without its content."""
    verb = _SAYS[statement.act]
    nobody = plain(statement.speaker_name or "").startswith(_NOBODY)
    if statement.polarity == "negative" and nobody:  # "no group has claimed it": the "no" is said already
        verb = "spoke, it is said" if statement.act == "other" else f"is said to have {verb}"
    elif statement.polarity == "negative":
        verb = "gave no comment, it is said" if statement.act == "other" else f"is said not to have {verb}"
    aim = f" {statement.target}" if statement.act == "blames" and statement.target else ""
    hedge = " (hedged)" if statement.certainty == "hedged" else ""
    return f"{called(statement)} {verb}{aim}{hedge}"


def said_at(statement: Statement, published: Mapping[str, Interval | None]) -> Interval | None:
    """When a statement was made; without a date of its own, the publication that it cannot be later than."""
    if intervals.dated(statement.said_at):
        return statement.said_at
    known = published.get(statement.story)
    if known is None or not intervals.dated(known):
        return None
    return msgspec.structs.replace(known, how=f"said no later than the publication ({known.how})")


def lines(
    events: Iterable[Event],
    statements: Iterable[Statement],
    figures: Iterable[FigureLine],
    stories: Iterable[Story],
    pages: Mapping[str, Page],
    published: Mapping[str, Interval | None],
) -> tuple[TimelineLine, ...]:
    """Every dated line in order of time, then what bears no date. ``pages`` maps page ids to pages.

    ``published`` maps story ids to their first publication. A page
    without its own date receipts gets no publication line: there would be nothing to show for it.
    """
    made = [
        *_events(events),
        *_statements(statements, published),
        *_figures(figures),
        *_publications(stories, pages),
    ]
    return tuple(sorted(made, key=_order))


def past_of(
    statements: Iterable[Statement], events: Iterable[Event], actors: Actors
) -> tuple[HistoryLine, ...]:
    """What is told of actors in other events: their statements there, and what they are blamed for."""
    by_id = {event.id: event for event in events}
    made = []
    for statement in statements:
        if not statement.history:
            continue
        event = by_id.get(statement.event or "")
        speaks, accused = speaker(actors, statement), target_of(actors, statement)
        # The history of an armed group is told by others too: blamed for it, it is the actor of the line.
        about = accused if statement.act == "blames" and armed(actors, accused) else speaks
        name = statement.target if about == accused and about != speaks else statement.speaker_name
        if about is None:  # the text tells it itself: of the group that it names
            about = named_group(statement, actors)
            name = actors.entities[about].names[0].name if about else None
        made.append(
            HistoryLine(
                id=content_id("past", statement.id),
                actor=name or called(statement),
                actor_id=about if about in actors.entities else None,
                act=statement.act,
                event=statement.event,
                text=says(statement) + (f": {event.title}" if event else ""),
                at=event.when if event and event.when else statement.said_at,
                statement=statement.id,
                receipts=evidence([statement]),
            )
        )
    return tuple(sorted(made, key=lambda line: (line.actor.casefold(), _start(line.at), line.id)))


def named_group(statement: Statement, actors: Actors) -> str | None:
    """The armed group that a statement's evidence names, or None where it names none."""
    groups = (entity for entity in actors.entities if armed(actors, entity))
    quotes = [witness.evidence.quote for witness in statement.witnesses]
    return next((group for group in groups if any(mentions(actors, quote, group) for quote in quotes)), None)


def _events(events: Iterable[Event]) -> Iterable[TimelineLine]:
    for event in events:
        yield _line("event", event.title, event.when, event.id, None, event.receipts)


def _statements(
    statements: Iterable[Statement], published: Mapping[str, Interval | None]
) -> Iterable[TimelineLine]:
    """Plain reports without a date of their own are left to the ledger: they would drown the rest."""
    for statement in statements:
        at, receipts = said_at(statement, published), evidence([statement])
        if receipts and (intervals.dated(statement.said_at) or statement.act not in ("reports", "other")):
            yield _line("statement", says(statement), at, statement.event, statement.id, receipts)


def _figures(figures: Iterable[FigureLine]) -> Iterable[TimelineLine]:
    for figure in figures:
        told = f"{amount(figure.low, figure.high, figure.modifier)} {counted(figure.role, figure.unit)}"
        text = f"{told} ({', '.join(figure.said_by)})"
        yield _line("figure", text, figure.said_at, figure.event, figure.statements[0], figure.receipts)


def _publications(stories: Iterable[Story], pages: Mapping[str, Page]) -> Iterable[TimelineLine]:
    for story in stories:
        for member in story.members:
            page = pages.get(member.page)
            if page is None or page.kind != "article" or page.published is None or not page.receipts:
                continue
            text = f"Published: {page.title or page.file}"
            yield _line("publication", text, page.published, None, None, page.receipts)


def _line(
    kind: Literal["event", "statement", "figure", "publication"],
    text: str,
    at: Interval | None,
    event: str | None,
    statement: str | None,
    receipts: Receipts,
) -> TimelineLine:
    at = at if intervals.dated(at) else None
    identity = content_id("line", kind, text, event, statement, [receipts[:1]])
    return TimelineLine(
        id=identity, at=at, kind=kind, text=text, event=event, statement=statement, receipts=receipts
    )


def _order(line: TimelineLine) -> tuple[bool, str, str, str]:
    """By time; a whole day's line behind the hours of that day, but for what happened on it.

    "Condemned on the 14th" may have been said at any hour of it, and answers what the hours tell; by a clock
    whose zone is not stated it stands at that clock's hour.
    """
    at = line.at
    whole = at is not None and at.granularity == "day" and line.kind != "event"
    when = _start(at)
    return at is None, f"{when[:10]}T{wall(at) or '24'}" if whole and when else when, line.kind, line.id


def _start(at: Interval | None) -> str:
    """Where an interval sorts: by its start, an open one by its end."""
    return (at.start or at.end or "") if at else ""
