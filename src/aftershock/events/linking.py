"""Which event is each statement about?

First each story gets its main event (the place and time that its words for violence stand with most), then
stories with the same main event are joined, then what the texts tell of other places and times becomes
history: events of their own, kept apart from the main one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

import msgspec

from aftershock.events import intervals
from aftershock.events.case_info import CaseInfo
from aftershock.events.mentions import Mention, Reading, find, in_reading
from aftershock.events.mentions import places as named_places
from aftershock.records import Interval, Record, Statement
from aftershock.text import Span

# The head of a text names its event; later passages tell more of other events. Title line, lead, rest.
WEIGHT_TITLE, WEIGHT_LEAD, WEIGHT_REST = 3.0, 2.0, 1.0
LEAD_CHARACTERS = 600
# A name that modifies the word itself ("the Harbour Street bombing") binds closer than one in its sentence.
WEIGHT_MODIFIER = 1.5
# A second place name of the main event ("the terminal in Port Hale") stands nearly as often as the first.
SECOND_PLACE = 0.5
# The most characters between two names of one place: "ferry terminal in the port of".
BESIDE = 30
# Two texts may date one night differently: zones, and events around midnight.
SLACK = timedelta(days=1)
# Longest reach of "this attack" back to the sentence that names another one, in characters.
REACH = 300
# Acts that speak of an event whatever their words; the others must name it.
_ABOUT_EVENT = frozenset(
    {"claims-responsibility", "denies", "blames", "praises", "condemns", "threatens", "warns",
     "calls-to-attack", "speculates"}
)  # fmt: skip


class Topic(Record, frozen=True, kw_only=True):
    """What a story is mainly about: place names (the first is the main one), time, kinds by weight."""

    story: str
    places: tuple[str, ...]
    when: Interval | None
    kinds: tuple[tuple[str, float], ...]


class Linked(Record, frozen=True, kw_only=True):
    """The events as groups: `main` groups hold topics, `others` hold mentions; keys index them."""

    mains: tuple[tuple[Topic, ...], ...]
    main_of: dict[str, int]  # story -> index in mains
    others: tuple[tuple[Mention, ...], ...]
    mentions: dict[str, tuple[tuple[Mention, int | None], ...]]  # story -> (mention, index in others or None)


def link(readings: Sequence[Reading], case: CaseInfo | None, not_places: Collection[str]) -> Linked:
    """Joins the readings by main event and sets apart the mentions of other events."""
    found = {reading.story.id: find(reading, not_places) for reading in readings}
    seed = _seed(case)
    topics = [_topic(reading, found[reading.story.id], seed) for reading in readings]
    mains, main_of = _join(topics, readings, seed)
    groups: list[list[Mention]] = []
    marked = {}
    for reading in readings:
        index = main_of.get(reading.story.id)
        main = _merged(mains[index]) if index is not None else None
        marked[reading.story.id] = tuple(_mark(reading, found[reading.story.id], main, groups, mains))
    return Linked(
        mains=tuple(tuple(group) for group in mains),
        main_of=main_of,
        others=tuple(tuple(group) for group in groups),
        mentions=marked,
    )


def assign(
    statement: Statement, reading: Reading, linked: Linked, main_ids: Sequence[str], other_ids: Sequence[str]
) -> Statement:
    """The statement with its event and whether it is history.

    A statement that names another event, and not the main one, belongs to that. Reports and pleas that name
    no event at all belong to none: an article tells other things too.
    """
    span = evidence_span(statement, reading)
    index = linked.main_of.get(statement.story)
    main = main_ids[index] if index is not None else None
    touched = [
        (mention, other)
        for mention, other in linked.mentions[statement.story]
        if span is not None and span.start < mention.to and mention.at < span.end
    ]
    others = [other for _, other in touched if other is not None]
    mine = [mention for mention, other in touched if other is None]
    if others and not mine:
        return _told_of(statement, other_ids[others[0]], history=True)
    named = index is not None and any(_shares(mention, _places_of(linked, index)) for mention in mine)
    if statement.history and not named:
        return _told_of(statement, None, history=True)
    names_it = bool(touched) or bool(statement.figures) or statement.act in _ABOUT_EVENT
    if not names_it and span is not None and index is not None:
        passage = reading.text[span.start : span.end]
        names_it = any(place in passage for place in _places_of(linked, index))
    return _told_of(statement, main if names_it else None, history=False)


def _told_of(statement: Statement, event: str | None, *, history: bool) -> Statement:
    figures = tuple(msgspec.structs.replace(figure, event=event) for figure in statement.figures)
    return msgspec.structs.replace(statement, event=event, history=history, figures=figures)


def _places_of(linked: Linked, index: int) -> list[str]:
    return [place for topic in linked.mains[index] for place in topic.places]


def evidence_span(statement: Statement, reading: Reading) -> Span | None:
    """Where a statement stands in its story's reading, told by its first witness that stands there."""
    for witness in statement.witnesses:
        span = in_reading(reading.story, witness.evidence)
        if span is not None:
            return span
    return None


def _seed(case: CaseInfo | None) -> Topic | None:
    """What the case file says, as a topic that stories can join."""
    if case is None or (case.where is None and case.when is None):
        return None
    places = [case.where] if case.where else []
    if case.title:
        places += [place.name for place in named_places(case.title, Span(0, len(case.title)))]
    return Topic(story="", places=tuple(dict.fromkeys(places)), when=case.when, kinds=())


def _topic(reading: Reading, mentions: Sequence[Mention], seed: Topic | None) -> Topic:
    """What a story is mainly about. A place of the case that stands in the text leads."""
    scores: dict[str, float] = defaultdict(float)
    kinds: dict[str, float] = defaultdict(float)
    for mention in mentions:
        weight = _weight(reading, mention)
        kinds[mention.kind] += weight * mention.specific
        for place in mention.places:
            scores[place.name] += weight * (WEIGHT_MODIFIER if place.modifier else 1)
    ranked = [name for name, _ in _ranked(scores)]
    told = [place for place in seed.places if stands_in(place, reading.text)] if seed else []
    main = told or ranked[:1]
    for name in ranked:
        # A second place counts where a sentence names it with a main one: "at the terminal in Port Hale".
        together = [mention for mention in mentions if _names(mention, name) and _shares(mention, main)]
        often = scores[name] >= SECOND_PLACE * scores[ranked[0]]
        if any(often or _beside(mention, name, main) for mention in together):
            main = [*main, name]
    places = tuple(dict.fromkeys(main))
    return Topic(
        story=reading.story.id,
        places=places,
        when=_main_time(reading, mentions, places),
        kinds=_ranked(kinds),
    )


def _ranked(weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Names by weight, the heaviest first; equals in the order they came."""
    return tuple(sorted(weights.items(), key=lambda item: -item[1]))


def _weight(reading: Reading, mention: Mention) -> float:
    if reading.sentences and mention.start == reading.sentences[0].start:
        return WEIGHT_TITLE
    return WEIGHT_LEAD if mention.start < LEAD_CHARACTERS else WEIGHT_REST


def _main_time(reading: Reading, mentions: Sequence[Mention], places: Sequence[str]) -> Interval | None:
    """The time that stands most often with the main place, or with no place; the narrowest of equals."""
    scores: dict[tuple[str | None, str | None], float] = defaultdict(float)
    by_key: dict[tuple[str | None, str | None], Interval] = {}
    for mention in mentions:
        shares = _shares(mention, places)
        if mention.places and not shares:
            continue
        for when in mention.when:
            if when.granularity in ("month", "year") and not (
                shares and _weight(reading, mention) > WEIGHT_REST
            ):
                continue  # a month or year away from the head of a text dates something else
            key = (when.start, when.end)
            by_key.setdefault(key, when)
            scores[key] += _weight(reading, mention) * (2.0 if mention.places else 1.0)
    if not scores:
        return None
    best = max(scores.values())
    return intervals.narrowest(by_key[key] for key, score in scores.items() if score == best)


def _join(
    topics: Sequence[Topic], readings: Sequence[Reading], seed: Topic | None
) -> tuple[list[list[Topic]], dict[str, int]]:
    """Groups of stories with one main event; a story that names no place joins a single group only."""
    groups: list[list[Topic]] = [[seed]] if seed else []
    for topic in topics:
        if not topic.places:
            continue
        fitting = [group for group in groups if _fits(topic, _merged(group))]
        joined = [topic, *(member for group in fitting for member in group)]
        groups = [group for group in groups if group not in fitting]
        groups.append(joined)
    if seed:
        groups.sort(key=lambda group: seed not in group)
    main_of = {topic.story: index for index, group in enumerate(groups) for topic in group if topic.story}
    by_story = {topic.story: topic for topic in topics}
    for reading in readings:
        story = reading.story.id
        if story in main_of or not groups:
            continue
        index = _only_fitting(reading, by_story[story], groups, seeded=seed is not None)
        if index is not None:
            groups[index].append(by_story[story])
            main_of[story] = index
    return groups, main_of


def _only_fitting(
    reading: Reading, topic: Topic, groups: Sequence[Sequence[Topic]], *, seeded: bool
) -> int | None:
    """The one group that a story without a place can mean: by a place in its text, else the only one."""
    named = [
        index
        for index, group in enumerate(groups)
        if any(stands_in(place, reading.text) for place in _merged(group).places)
    ]
    if len(named) == 1:
        return named[0]
    if len(groups) == 1 or (seeded and not named):
        merged = _merged(groups[0])
        apart = topic.when and merged.when and not intervals.overlap(topic.when, merged.when, SLACK)
        return None if apart else 0
    return None


def _merged(group: Sequence[Topic]) -> Topic:
    """One topic for a group: places and kinds by how many stories have them, the narrowest time."""
    places = Counter(place for topic in group for place in topic.places)
    kinds: dict[str, float] = defaultdict(float)
    for topic in group:
        for kind, weight in topic.kinds:
            kinds[kind] += weight
    given = [topic.when for topic in group if not topic.story and topic.when]
    whens = given or [topic.when for topic in group if topic.when]
    return Topic(
        story="",
        places=tuple(place for place, _ in places.most_common()),
        when=_agreed(whens),
        kinds=_ranked(kinds),
    )


def _agreed(whens: Sequence[Interval]) -> Interval | None:
    """The time that most of some times are compatible with; the narrowest of equals."""
    if not whens:
        return None
    votes = [sum(intervals.overlap(when, other) for other in whens) for when in whens]
    return intervals.narrowest(when for when, vote in zip(whens, votes, strict=True) if vote == max(votes))


def _fits(topic: Topic, group: Topic) -> bool:
    if not any(_same_place(one, other) for one in topic.places for other in group.places):
        return False
    if topic.when is None or group.when is None:
        return True
    return intervals.overlap(topic.when, group.when, SLACK)


def _mark(
    reading: Reading,
    mentions: Iterable[Mention],
    main: Topic | None,
    groups: list[list[Mention]],
    mains: Sequence[Sequence[Topic]],
) -> Iterable[tuple[Mention, int | None]]:
    """Each mention with the group of the other event that it means, or None for the main one.

    New groups are appended to ``groups``; "this attack" right after another event means that one.
    """
    previous: tuple[Mention, int | None] | None = None
    for mention in mentions:
        other: int | None = None
        if main is not None and _is_other(reading, mention, main):
            other = _group_of(mention, groups)
        elif previous and previous[1] is not None and _points_back(reading.text, mention, previous[0]):
            other = previous[1]
            groups[other].append(mention)
        previous = (mention, other)
        yield previous


def _is_other(reading: Reading, mention: Mention, main: Topic) -> bool:
    """Whether a mention means another event: another time, or a place at it that is not the main one."""
    if _shares(mention, main.places):
        apart = main.when is not None and mention.when
        return bool(apart) and not any(
            intervals.overlap(when, main.when, SLACK) for when in mention.when if main.when
        )
    if mention.when and main.when is not None:
        if not any(intervals.overlap(when, main.when, SLACK) for when in mention.when):
            return True
    elif any(when.granularity in ("month", "year") for when in mention.when):
        return True  # nobody dates the news of the week by a month or a year
    return any(place.modifier or _close(mention, place.start) for place in mention.places) and bool(
        main.places
    )


def _close(mention: Mention, at: int) -> bool:
    """Whether a place name stands right after the word for the act: "the bombing in Tarn"."""
    return 0 <= at - mention.to <= 40


def _points_back(text: str, mention: Mention, previous: Mention) -> bool:
    between = text[previous.to : mention.at]
    if mention.places or mention.when or len(between) > REACH or "\n" in between:
        return False
    before = text[max(0, mention.at - 12) : mention.at].lower().split()
    return bool(before) and (before[-1] in ("this", "that", "these") or mention.start == previous.start)


def _group_of(mention: Mention, groups: list[list[Mention]]) -> int:
    """The group of mentions that share a place and can share the time; a new one where there is none."""
    for index, group in enumerate(groups):
        for member in group:
            if (member.story, member.start) == (mention.story, mention.start) and not mention.places:
                return index  # "the bombing and shooting down": one sentence, one event
            if not _shares(mention, [place.name for place in member.places]):
                continue
            if not mention.when or not member.when:
                return index
            if any(intervals.overlap(one, two, SLACK) for one in mention.when for two in member.when):
                return index
    groups.append([mention])
    return len(groups) - 1


def stands_in(place: str, text: str) -> bool:
    """Whether a place name stands in a text as whole words."""
    return re.search(rf"\b{re.escape(place)}\b", text) is not None


def _beside(mention: Mention, name: str, main: Sequence[str]) -> bool:
    """Whether a place stands right beside a main one: "at the Lantern Hall terminal in Port Hale"."""
    here = [place for place in mention.places if place.name == name]
    there = [place for place in mention.places if any(_same_place(place.name, known) for known in main)]
    return any(
        max(one.start, other.start) - min(one.end, other.end) <= BESIDE for one in here for other in there
    )


def _names(mention: Mention, place: str) -> bool:
    return any(found.name == place for found in mention.places)


def _shares(mention: Mention, places: Iterable[str]) -> bool:
    names = list(places)
    return any(_same_place(place.name, name) for place in mention.places for name in names)


def _same_place(one: str, other: str) -> bool:
    """Whether two place names can be one place: alike, or one holds the other as whole words."""
    first, second = one.casefold().split(), other.casefold().split()
    short, long = sorted((first, second), key=len)
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def by_event(statements: Iterable[Statement]) -> Mapping[str, list[Statement]]:
    """Statements grouped by the event they are about; those about none are left out."""
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.event is not None:
            groups[statement.event].append(statement)
    return groups
