"""What is the account of a case? The ledger linked to events, and all that a dossier tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from aftershock.events import (
    affiliations,
    callbacks,
    correctable,
    correcting,
    corrections,
    disputes,
    figure_disputes,
    figures,
    groups,
    harms,
    hypotheses,
    judged,
    names_in_time,
    naming,
    origins,
    persons,
    saying,
    spokespeople,
    timeline,
    warnings,
    whereabouts,
)
from aftershock.events.actors import Actors, plain, roster
from aftershock.events.assigning import place
from aftershock.events.case_info import CaseInfo
from aftershock.events.chronicle import (
    Affiliation,
    Board,
    CallBack,
    Chronicle,
    Dispute,
    EventMention,
    Harm,
    Origin,
    Person,
    PriorWarning,
)
from aftershock.events.datelines import carried, dateline
from aftershock.events.linking import Linked, by_event, link
from aftershock.events.mentions import Reading, reading_of, receipts
from aftershock.events.wording import Wording
from aftershock.records import Boilerplate, Entity, Event, Interval, Judgement, Page, Statement, Story
from aftershock.stories.reading import Texts
from aftershock.text import content_id


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
    corrected = correcting.statements(judged.statements(statements, asked), judgements, actors)
    ledger = corrected.statements
    actors = actors._replace(bodies=spokespeople.ties(ledger, stories, texts, actors.names))
    by_page = {page.id: page for page in pages}
    readings = [_reading(story, by_page, texts) for story in stories]
    ledger, found, mentions = _linked(ledger, readings, texts, case, _not_places(actors, ledger))
    judgements = judged.aimed(judgements, found)
    asked = judged.overlay(judgements)
    ledger, events, mentions = judged.joined(ledger, found, mentions, asked)
    of_story = {reading.story.id: reading.published for reading in readings}
    ledger = names_in_time.settled(ledger, actors.entities, events, of_story)
    ledger = saying.settled(ledger, readings, mentions, events)
    counted = correcting.without(judged.counted(ledger, asked), corrected.aside)
    bodies = Wording([reading.text for reading in readings])
    people = tuple(
        each
        for each in persons.people(counted, actors, judged.remaining(asked))
        if not groups.with_article(each.name, bodies)
    )
    told = _Told(
        ledger=persons.resolved(ledger, people),
        counted=persons.resolved(counted, people),
        events=_with_statements(events, counted),
        mentions=mentions,
        people=people,
        actors=persons.joined(actors, people),
        stories=stories,
        pages=by_page,
        readings=readings,
        texts=texts,
        corrected=corrected,
    )
    return _account(told, asked, judgements, gazetteer.entities)


class _Told(NamedTuple):
    """What is told in a case once it is linked and judged: the ledger with its events, and who is who."""

    ledger: Sequence[Statement]
    counted: Sequence[Statement]
    events: Sequence[Event]
    mentions: Sequence[EventMention]
    people: tuple[Person, ...]
    actors: Actors
    stories: Sequence[Story]
    pages: Mapping[str, Page]
    readings: Sequence[Reading]
    texts: Texts
    corrected: correcting.Corrected


def _reading(story: Story, pages: Mapping[str, Page], texts: Texts) -> Reading:
    """A story as it is read; without a date of its own its dateline dates it, or the posts it carries."""
    reading = reading_of(story, texts, publication(story, pages), _boilerplate(story, pages))
    if reading.published:
        return reading
    copies = (texts[member.text] for member in story.members if member.text in texts)
    return reading._replace(published=dateline(reading.text) or carried(copies))


def publication(story: Story, pages: Mapping[str, Page]) -> Interval | None:
    """When a story was first published: the earliest date of its documents."""
    dates = [
        page.published
        for member in story.members
        if (page := pages.get(member.page)) and page.published and page.published.start
    ]
    return min(dates, key=lambda date: date.start or "", default=None)


def _account(
    told: _Told, asked: judged.Overlay, judgements: Sequence[Judgement], listed: Iterable[str]
) -> Chronicle:
    counted, events, actors = told.counted, told.events, told.actors
    published = {reading.story.id: reading.published for reading in told.readings}
    houses = origins.outlets(told.readings, told.pages)

    def origins_of(group: Sequence[Statement]) -> tuple[Origin, ...]:
        return origins.origins(group, actors, houses)

    about = by_event(counted)
    numbers = figures.with_status(figures.given(counted, actors, published))
    lines = figures.lines(numbers, origins_of)
    acts = [dispute for group in about.values() for dispute in disputes.find(group, actors)]
    boards = list(hypotheses.boards(events, about, actors, judgements))
    every = (*acts, *figure_disputes.disputes(lines, numbers))
    asked_of = correcting.Lines(
        tuple(judgements), list(told.corrected.decided), list(told.corrected.orphaned)
    )
    ties, hurt, warned, again = _lines(told, asked_of, acts, published)
    return Chronicle(
        events=tuple(events),
        statements=tuple(told.ledger),
        figures=lines,
        figure_history=figures.history(numbers),
        timeline=timeline.lines(events, counted, lines, told.stories, told.pages, published),
        disputes=tuple(disputes.with_origins(dispute, counted, origins_of) for dispute in every),
        harms=hurt,
        history=timeline.past_of(counted, events, actors),
        warnings=warned,
        boards=tuple(boards),
        rejected=asked.rejected,
        accepted=asked.accepted,
        orphaned=tuple(
            dict.fromkeys((*_orphaned(told, asked, boards, judgements, listed), *asked_of.orphaned))
        ),
        mentions=tuple(told.mentions),
        callbacks=again,
        persons=told.people,
        affiliations=ties,
        groups=groups.table(
            events, counted, lines, told.mentions, told.readings, published, actors, origins_of
        ),
        entities=affiliations.contested(_named(counted, ties, actors), ties),
        places=tuple(whereabouts.find(events, told.mentions, told.readings)),
        decided=tuple(asked_of.decided),
        called=tuple(names_in_time.of_ledger(told.ledger, actors.entities, events, published)),
    )


def _lines(
    told: _Told,
    asked: correcting.Lines,
    acts: Sequence[Dispute],
    published: Mapping[str, Interval | None],
) -> tuple[tuple[Affiliation, ...], tuple[Harm, ...], tuple[PriorWarning, ...], tuple[CallBack, ...]]:
    """What is read out of statements, as people corrected it: ties, harms, warnings, call-backs."""
    events = {event.id: event for event in told.events}
    said = {statement.id: statement for statement in told.counted}
    ties = affiliations.find(told.readings, told.counted, told.actors, published, told.texts)
    again = callbacks.find(told.events, told.counted, published, told.readings, told.texts, told.mentions)
    return (
        asked.applied(
            "affiliation", ties, lambda line, fields, _: affiliations.corrected(line, fields, told.actors)
        ),
        asked.applied(
            "harm",
            harms.find(told.counted, acts, told.actors),
            lambda line, fields, _: correctable.harm(line, fields),
        ),
        asked.applied(
            "warning",
            warnings.find(told.events, told.counted, published, told.actors),
            lambda line, fields, row: warnings.corrected(line, events, row.targets[-1], row, said),
        ),
        asked.applied(
            "callback",
            again,
            lambda line, fields, row: callbacks.corrected(
                line, row.targets[-1] if fields["first"] else "", said, published
            ),
        ),
    )


def _named(counted: Iterable[Statement], ties: Iterable[Affiliation], actors: Actors) -> Iterator[Entity]:
    """The entities that the ledger names."""
    named = {who for s in counted for who in (s.speaker_id, s.target_id) if who}
    named |= {who for tie in ties for who in (tie.part_id, tie.whole_id) if who}
    return (entity for entity in actors.entities.values() if entity.id in named)


def _orphaned(
    told: _Told,
    asked: judged.Overlay,
    boards: Sequence[Board],
    judgements: Sequence[Judgement],
    listed: Iterable[str],
) -> tuple[str, ...]:
    """Judgements that are about nothing which stands now; ``listed`` are the gazetteer's, merged or not."""
    known = [*(s.id for s in told.ledger), *(e.id for e in told.events), *told.actors.entities, *listed]
    known += [gone for person in told.people for gone in person.merged_from]
    known += [gone for event in told.events for gone in event.merged_from]
    known += [mention.id for mention in told.mentions]
    answers = {board.id: [each.id for each in board.hypotheses] for board in boards}
    known += [each for board, given in answers.items() for each in (board, *given)]
    items = {each.item for board in boards for each in board.assessments}
    return (*judged.orphaned(asked, known), *corrections.unplaced(judgements, answers, items))


def _linked(
    ledger: Sequence[Statement],
    readings: Sequence[Reading],
    texts: Texts,
    case: CaseInfo | None,
    not_places: frozenset[str],
) -> tuple[tuple[Statement, ...], list[Event], tuple[EventMention, ...]]:
    """The ledger with its events filled, the events (main ones first, then in time), and their mentions."""
    linked = link(readings, case, not_places)
    by_story = {reading.story.id: reading for reading in readings}
    events = naming.named(linked, by_story, texts, case)
    placed = place(ledger, by_story, linked, events)
    mentions = tuple(_mentions(linked, by_story, texts, events))
    told = [event for event in events if event.receipts or any(s.event == event.id for s in placed)]
    # What most documents are about comes first; history follows in order of time.
    weight = {event.id: 0 for event in events}
    for index in linked.main_of.values():
        weight[events[index].id] += 1
    told.sort(
        key=lambda event: (
            not event.main,
            -weight[event.id] if event.main else 0,
            event.when.start or "" if event.when else "",
            event.id,
        )
    )
    return placed, told, mentions


def _mentions(
    linked: Linked, readings: Mapping[str, Reading], texts: Texts, events: Sequence[Event]
) -> Iterator[EventMention]:
    """Each word for an act with its event, in the order of the documents."""
    for story, found in linked.mentions.items():
        for mention in found:
            at = linked.of.get((story, mention.at))
            if at is None:
                continue
            yield EventMention(
                id=content_id("mention", story, mention.at, mention.to),
                event=events[at].id,
                story=story,
                kind=mention.kind,
                word=readings[story].text[mention.at : mention.to],
                start=mention.at,
                end=mention.to,
                receipts=receipts(readings[story], texts, mention.at, mention.to),
            )


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
    """Names of armed groups, agencies and speakers: capitalised like places, but none. States are both."""
    bodies = [entity for entity in actors.entities.values() if entity.kind != "state"]
    names = {name.name.casefold() for entity in bodies for name in entity.names}
    names |= {plain(name) for name in names}
    states = {plain(n.name) for e in actors.entities.values() if e.kind == "state" for n in e.names}
    names |= {plain(s.speaker_name) for s in ledger if s.speaker_name} - states
    return frozenset(names)
