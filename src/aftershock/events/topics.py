"""Which events does one document tell of? Its main one, and what it tells of other places and times.

The head of a text names its event; a mention with another place, another time, or of a kind that cannot be
the same act is another event. `linking` joins what several documents tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache

from aftershock.events import intervals
from aftershock.events.kinships import chief, together
from aftershock.events.mentions import Mention, Reading
from aftershock.events.placing import Place
from aftershock.records import Interval, Record
from aftershock.statements import places as table

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
# How sure a kind must be, for two of them to part events: "attack" and "incident" are any kind.
SURE = 3
# "In May" is news of May in the weeks after it.
FRESH = timedelta(days=14)
_COARSE = ("month", "year")


class Local(Record, frozen=True, kw_only=True):
    """An event as one document tells it; the main one, or another. The first place is the chief one.

    ``context`` are the places of the document's main event, where this is another one without a place.
    """

    story: str
    main: bool
    mentions: tuple[Mention, ...]
    places: tuple[str, ...]
    when: Interval | None
    kinds: tuple[tuple[str, float], ...]
    published: Interval | None
    context: tuple[str, ...] = ()


def of_story(reading: Reading, mentions: Sequence[Mention], seeded: Sequence[str] = ()) -> list[Local]:
    """The events of a document, the main one first; none where no act is told.

    ``seeded`` are the place names of the case file: one that stands in the text leads.
    """
    if not mentions:
        return []
    main = _main(reading, mentions, seeded)
    groups: list[list[Mention]] = []
    mine: list[Mention] = []
    last: tuple[Mention, list[Mention] | None] | None = None
    for mention in mentions:
        home: list[Mention] | None = None
        if _is_other(mention, main, mentions):
            home = _group_of(mention, groups)
        elif last and last[1] is not None and _points_back(reading.text, mention, last[0]):
            home = last[1]
        (mine if home is None else home).append(mention)
        last = (mention, home)
    others = [_other(reading, group, main.places) for group in groups]
    return [_replaced(reading, main, mine), *others]


def _main(reading: Reading, mentions: Sequence[Mention], seeded: Sequence[str]) -> Local:
    """What a document is mainly about. A place of the case that stands in the text leads."""
    scores: dict[str, float] = defaultdict(float)
    kinds: dict[str, float] = defaultdict(float)
    for mention in mentions:
        kinds[mention.kind] += _weight(reading, mention) * mention.specific
    for mention in _leading(mentions, chief(kinds)):
        for place in mention.places:
            scores[place.name] += _weight(reading, mention) * (WEIGHT_MODIFIER if place.modifier else 1)
    ranked = [name for name, _ in ranked_(scores)]
    told = [place for place in seeded if stands_in(place, reading.text)]
    main = told or ranked[:1]
    for name in ranked:
        # A second place counts where a sentence names it with a main one: "at the terminal in Port Hale".
        beside = [mention for mention in mentions if _names(mention, name) and shares(mention.places, main)]
        often = scores[name] >= SECOND_PLACE * scores[ranked[0]]
        if any(often or _beside(mention, name, main) for mention in beside):
            main = [*main, name]
    places = tuple(dict.fromkeys(main))
    return Local(
        story=reading.story.id,
        main=True,
        mentions=(),
        places=places,
        when=_main_time(reading, _of_kind(mentions, chief(kinds)), places, mentions),
        kinds=ranked_(kinds),
        published=reading.published,
    )


def _leading(mentions: Sequence[Mention], kind: str | None) -> list[Mention]:
    """The mentions whose places may be the main one: of the chief kind, and not dated by a month or year.

    An older act that is told in the head of a text ("the Tarn Bridge shooting in November 2030") leads only
    where nothing else is told.
    """
    alike = _of_kind(mentions, kind)
    likely = [m for m in alike if not any(when.granularity in _COARSE for when in m.when)]
    return likely or alike


def _of_kind(mentions: Sequence[Mention], kind: str | None) -> list[Mention]:
    """The mentions that can be of the chief kind."""
    alike = [m for m in mentions if not (kind and m.specific >= SURE and not together(m.kind, kind))]
    return alike or list(mentions)


def _fresh(when: Interval, reading: Reading) -> bool:
    """Whether a month or year is that of the publication; without one nothing is."""
    return reading.published is not None and intervals.overlap(when, reading.published, FRESH)


def _replaced(reading: Reading, main: Local, mentions: Sequence[Mention]) -> Local:
    """The main event with its own mentions, its kinds counted from them alone."""
    kinds: dict[str, float] = defaultdict(float)
    for mention in mentions:
        kinds[mention.kind] += _weight(reading, mention) * mention.specific
    return Local(
        story=main.story, main=True, mentions=tuple(mentions), places=main.places, when=main.when,
        kinds=ranked_(kinds) or main.kinds, published=main.published,
    )  # fmt: skip


def _other(reading: Reading, mentions: Sequence[Mention], context: tuple[str, ...]) -> Local:
    scores: dict[str, float] = defaultdict(float)
    kinds: dict[str, float] = defaultdict(float)
    for mention in mentions:
        kinds[mention.kind] += mention.specific
        for place in mention.places:
            near = place.modifier or _close(mention, place.start)
            scores[place.name] += 2.0 if near else 1.0
    return Local(
        story=reading.story.id, main=False, mentions=tuple(mentions),
        places=tuple(name for name, _ in ranked_(scores)),
        when=intervals.narrowest(when for mention in mentions for when in mention.when),
        kinds=ranked_(kinds), published=reading.published, context=() if scores else context,
    )  # fmt: skip


def ranked_(weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Names by weight, the heaviest first; equals in the order they came."""
    return tuple(sorted(weights.items(), key=lambda item: -item[1]))


def _weight(reading: Reading, mention: Mention) -> float:
    if reading.sentences and mention.start == reading.sentences[0].start:
        return WEIGHT_TITLE
    return WEIGHT_LEAD if mention.start < LEAD_CHARACTERS else WEIGHT_REST


def _main_time(
    reading: Reading, mentions: Sequence[Mention], places: Sequence[str], everything: Sequence[Mention]
) -> Interval | None:
    """The time that stands most often with the main place, or with no place; the narrowest of equals."""
    scores: dict[tuple[str | None, str | None], float] = defaultdict(float)
    by_key: dict[tuple[str | None, str | None], Interval] = {}
    for order, mention in enumerate(mentions):
        sharing = shares(mention.places, places)
        if mention.places and not sharing:
            continue
        for when in mention.when:
            first = order == 0 and sharing and mention is everything[0]
            if when.granularity in _COARSE and not first and not _fresh(when, reading):
                continue  # a month or year behind the first mention of a text dates something else
            key = (when.start, when.end)
            by_key.setdefault(key, when)
            scores[key] += _weight(reading, mention) * (2.0 if mention.places else 1.0)
    if not scores:
        loose = [m.loose for m in mentions if m.loose and (not m.places or shares(m.places, places))]
        return loose[0][0] if loose else None
    best = max(scores.values())
    return intervals.narrowest(by_key[key] for key, score in scores.items() if score == best)


def _is_other(mention: Mention, main: Local, every: Sequence[Mention]) -> bool:
    """Whether a mention means another event than the main one: by its time, its place, or its kind."""
    if _other_kind(mention, main, every):
        return True
    coarse = any(when.granularity in _COARSE for when in mention.when)
    if coarse and main.when is None and main.published and mention is not every[0]:
        return not any(intervals.overlap(when, main.published, FRESH) for when in mention.when)
    if shares(mention.places, main.places):
        return bool(mention.when) and main.when is not None and not _meets(mention.when, main.when)
    if mention.when and main.when is not None:
        if not _meets(mention.when, main.when):
            return True
    elif coarse:
        return True  # nobody dates the news of the week by a month or a year
    elsewhere = [p for p in mention.places if not any(inside(p.name, name) for name in main.places)]
    return bool(main.places) and any(p.modifier or _close(mention, p.start) for p in elsewhere)


def _other_kind(mention: Mention, main: Local, every: Sequence[Mention]) -> bool:
    """Whether the act cannot be the main one: a sure kind that is never told of the main event's kind."""
    kind = chief(dict(main.kinds))
    sure = any(other.kind == kind and other.specific >= SURE for other in every)
    return mention.specific >= SURE and kind is not None and sure and not together(mention.kind, kind)


def _meets(whens: Iterable[Interval], when: Interval) -> bool:
    return any(intervals.overlap(one, when, SLACK) for one in whens)


def _close(mention: Mention, at: int) -> bool:
    """Whether a place name stands right after the word for the act: "the bombing in Tarn"."""
    return 0 <= at - mention.to <= 40


def _points_back(text: str, mention: Mention, previous: Mention) -> bool:
    between = text[previous.to : mention.at]
    if mention.places or mention.when or len(between) > REACH or "\n" in between:
        return False
    before = text[max(0, mention.at - 12) : mention.at].lower().split()
    return bool(before) and (before[-1] in ("this", "that", "these") or mention.start == previous.start)


def _group_of(mention: Mention, groups: list[list[Mention]]) -> list[Mention]:
    """The group of mentions of one other event that a mention belongs to; a new one where there is none."""
    for group in groups:
        for member in group:
            if member.specific >= SURE <= mention.specific and not together(member.kind, mention.kind):
                continue
            if (member.story, member.start) == (mention.story, mention.start) and not mention.places:
                return group  # "the bombing and shooting down": one sentence, one event
            here = [place.name for place in member.places]
            if here and mention.places and not shares(mention.places, here):
                continue
            if bool(here) != bool(mention.places) and mention.kind != member.kind:
                continue
            if not mention.when or not member.when:
                return group
            if any(intervals.overlap(one, two, SLACK) for one in mention.when for two in member.when):
                return group
    groups.append([])
    return groups[-1]


def stands_in(place: str, text: str) -> bool:
    """Whether a place name stands in a text as whole words."""
    return re.search(rf"\b{re.escape(place)}\b", text) is not None


def _beside(mention: Mention, name: str, main: Sequence[str]) -> bool:
    """Whether a place stands right beside a main one: "at the Lantern Hall terminal in Port Hale"."""
    here = [place for place in mention.places if place.name == name]
    there = [place for place in mention.places if any(same_place(place.name, known) for known in main)]
    return any(
        max(one.start, other.start) - min(one.end, other.end) <= BESIDE for one in here for other in there
    )


def _names(mention: Mention, place: str) -> bool:
    return any(found.name == place for found in mention.places)


def shares(places: Iterable[Place], names: Iterable[str]) -> bool:
    """Whether one of the places of a mention can be one of some names."""
    known = list(names)
    return any(same_place(place.name, name) for place in places for name in known)


def same_place(one: str, other: str) -> bool:
    """Whether two place names can be one place: alike, or one holds the other as whole words.

    Other spellings that the table lists are alike (Kyiv, Kiev).
    """
    if spelt_alike(one, other):
        return True
    first, second = one.casefold().split(), other.casefold().split()
    short, long = sorted((first, second), key=len)
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


@cache
def spelt_alike(one: str, other: str) -> bool:
    """Whether the table of places has both names for one place."""
    return bool(set(table.lookup(one)) & set(table.lookup(other)))


@cache
def inside(one: str, other: str) -> bool:
    """Whether one of two names is a place in the country that the other names."""
    return table.within(one, other) or table.within(other, one)
