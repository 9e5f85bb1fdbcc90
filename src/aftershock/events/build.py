"""What is the account of a case? The ledger linked to events, and all that a dossier tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from aftershock.events import (
    corrections,
    disputes,
    figure_disputes,
    figures,
    harms,
    hypotheses,
    judged,
    naming,
    spokespeople,
    timeline,
)
from aftershock.events.actors import Actors, plain, roster
from aftershock.events.case_info import CaseInfo
from aftershock.events.chronicle import Chronicle
from aftershock.events.linking import Linked, assign, by_event, link
from aftershock.events.mentions import Reading, reading_of
from aftershock.records import Boilerplate, Entity, Event, Interval, Judgement, Page, Statement, Story
from aftershock.stories.reading import Texts


class Names(Protocol):
    """What this stage needs of the gazetteer: its entities."""

    @property
    def entities(self) -> Mapping[str, Entity]: ...


def build(
    statements: Sequence[Statement],
    stories: Sequence[Story],
    pages: Sequence[Page],
    texts: Texts,
    gazetteer: Names,
    *,
    case: CaseInfo | None = None,
    judgements: Sequence[Judgement] = (),
) -> Chronicle:
    """The account: events, the ledger with events filled, figures, timeline, disputes, harms, history.

    ``texts`` maps text ids to their characters; ``judgements`` are people's, standing or not. Pure: the same
    input gives the same account.
    """
    asked = judged.overlay(judgements)
    actors = roster(judged.entities(gazetteer.entities.values(), asked))
    ledger = judged.statements(statements, asked)
    actors = actors._replace(bodies=spokespeople.ties(ledger, stories, texts, actors.names))
    by_page = {page.id: page for page in pages}
    published = {story.id: publication(story, by_page) for story in stories}
    readings = [
        reading_of(story, texts, published[story.id], _boilerplate(story, by_page)) for story in stories
    ]
    ledger, events = _linked(ledger, readings, texts, case, _not_places(actors, ledger))
    joined = judged.events(events, asked)
    ledger = judged.moved(ledger, joined)
    counted = judged.counted(ledger, asked)
    told = _with_statements(joined, counted)
    return _account(ledger, counted, told, stories, by_page, published, actors, asked, judgements)


def publication(story: Story, pages: Mapping[str, Page]) -> Interval | None:
    """When a story was first published: the earliest date of its documents."""
    dates = [
        page.published
        for member in story.members
        if (page := pages.get(member.page)) and page.published and page.published.start
    ]
    return min(dates, key=lambda date: date.start or "", default=None)


def _account(
    ledger: Sequence[Statement],
    counted: Sequence[Statement],
    events: Sequence[Event],
    stories: Sequence[Story],
    pages: Mapping[str, Page],
    published: Mapping[str, Interval | None],
    actors: Actors,
    asked: judged.Overlay,
    judgements: Sequence[Judgement],
) -> Chronicle:
    groups = by_event(counted)
    numbers = figures.with_status(figures.given(counted, actors, published))
    lines = figures.lines(numbers)
    acts = [dispute for group in groups.values() for dispute in disputes.find(group, actors)]
    boards = list(hypotheses.boards(events, groups, actors, judgements))
    known = [*(s.id for s in ledger), *(e.id for e in events), *actors.entities]
    known += [gone for event in events for gone in event.merged_from]
    answers = {board.id: [each.id for each in board.hypotheses] for board in boards}
    known += [each for board, given in answers.items() for each in (board, *given)]
    return Chronicle(
        events=tuple(events),
        statements=tuple(ledger),
        figures=lines,
        figure_history=figures.history(numbers),
        timeline=timeline.lines(events, counted, lines, stories, pages, published),
        disputes=(*acts, *figure_disputes.disputes(lines, numbers)),
        harms=harms.find(counted, acts, actors),
        history=timeline.past_of(counted, events, actors),
        warnings=timeline.forewarnings(events, counted, published),
        boards=tuple(boards),
        rejected=asked.rejected,
        accepted=asked.accepted,
        orphaned=(*judged.orphaned(asked, known), *corrections.unplaced(judgements, answers)),
    )


def _linked(
    ledger: Sequence[Statement],
    readings: Sequence[Reading],
    texts: Texts,
    case: CaseInfo | None,
    not_places: frozenset[str],
) -> tuple[tuple[Statement, ...], list[Event]]:
    """The ledger with its events filled, and the events: the main ones first, then history in time."""
    linked: Linked = link(readings, case, not_places)
    by_story = {reading.story.id: reading for reading in readings}
    mains = naming.mains(linked, by_story, texts, case)
    others = naming.others(linked, by_story, texts, case)
    main_ids, other_ids = [event.id for event in mains], [event.id for event in others]
    placed = tuple(
        assign(statement, by_story[statement.story], linked, main_ids, other_ids)
        if statement.story in by_story
        else statement
        for statement in ledger
    )
    told = [event for event in mains if event.receipts or any(s.event == event.id for s in placed)]
    others.sort(key=lambda event: (event.when.start or "" if event.when else "", event.id))
    unique = {event.id: event for event in (*told, *others)}
    return placed, list(unique.values())


def _with_statements(events: Iterable[Event], counted: Iterable[Statement]) -> list[Event]:
    """The events with the ids of their statements; one without passages shows what is said of it."""
    groups = by_event(counted)
    return [
        msgspec.structs.replace(
            event,
            statements=tuple(s.id for s in groups.get(event.id, ())),
            receipts=event.receipts or disputes.evidence(groups.get(event.id, ())[:1]),
        )
        for event in events
    ]


def _boilerplate(story: Story, pages: Mapping[str, Page]) -> Iterator[Boilerplate]:
    """What the pages of a story know to be frame; the story itself may not repeat it."""
    for member in story.members:
        if member.page in pages:
            yield from pages[member.page].boilerplate


def _not_places(actors: Actors, ledger: Iterable[Statement]) -> frozenset[str]:
    """Names of armed groups, agencies and speakers: capitalised like places, but none."""
    names = set(actors.names)
    names.update(name.name.casefold() for entity in actors.entities.values() for name in entity.names)
    names.update(plain(statement.speaker_name) for statement in ledger if statement.speaker_name)
    return frozenset(names)
