"""What is told of each group, event by event, so that groups can be compared?

What it claimed, denied, or was blamed for; where and how it was done, what became of the attackers, how long
the claim took. A group is an armed group of the gazetteer, or a body that claims, or in whose name is
claimed. Persons, communities, states and offices are none. Every row says who says it; a blank cell is not
told.
"""

# ruff: noqa: E501 - a pattern that is broken over lines cannot be read
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from aftershock.events import intervals, names_in_time
from aftershock.events.actors import (
    Actors,
    akin,
    armed,
    in_name_of,
    label,
    official,
    plain,
    speaker,
    target,
    voices,
)
from aftershock.events.chronicle import EventMention, FigureLine, GroupRow
from aftershock.events.disputes import blames_of, claims_of, denies_part, evidence
from aftershock.events.figures import OriginsOf, amount
from aftershock.events.lexicon import harm_words
from aftershock.events.mentions import Reading
from aftershock.events.timeline import said_at
from aftershock.events.wording import Wording
from aftershock.records import Event, Interval, Statement
from aftershock.text import content_id

What = Literal["claimed", "denied", "blamed", "attributed"]
_ATTACKERS = (
    r"(?:attackers?|gunm[ae]n|assailants?|bombers?|suspects?|perpetrators?|killers?|assassins?|shooters?"
    r"|raiders?|hijackers?|fighters|kidnappers?)"
)
# What became of the attackers, as a sentence of the event tells it; the first that stands.
_FLIGHT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (what, re.compile(pattern, re.IGNORECASE))
    for what, pattern in (
        ("died in it", r"\b(?:suicide (?:bomb\w*|attack)|blew (?:him|her|them)sel(?:f|ves) up)\b"),
        ("killed", rf"\b{_ATTACKERS}\b[^.;]{{0,40}}\b(?:was|were) (?:shot dead|killed)\b|\bkilled the {_ATTACKERS}\b"),
        ("gave up", rf"\b{_ATTACKERS}\b[^.;]{{0,40}}\b(?:surrendered|gave (?:themselves|himself|herself) up)\b"),
        ("arrested", rf"\b{_ATTACKERS}\b[^.;]{{0,60}}\b(?:was|were|had been|has been) (?:arrested|caught|detained)\b"
                     rf"|\b(?:arrested|caught|detained) (?:the|an?|two|three|four) {_ATTACKERS}\b"),
        ("fled", rf"\b{_ATTACKERS}\b[^.;]{{0,40}}\b(?:fled|escaped|got away|ran off|drove off|(?:is|are|remains?) (?:still )?(?:at large|on the run))\b"
                 rf"|\b(?:fled|escaped) (?:on|in|by|through|from the scene)\b"),
    )
)  # fmt: skip
# "A bomb at the ticket hall of the terminal": what was struck, in the text's own words.
_STRUCK = re.compile(
    r"[ ](?:at|on|against|of|outside|inside|in)[ ](?P<what>(?:the|a|an)[ ](?!statement|message|video|post|communiqu|speech|letter|row|bid|series|wave|day|week"
    r"|coming|next|last|past|same|early|late"
    r"|month|year|morning|night|evening)[\w’'-]+(?:[ ][\w’'-]+){0,3}?)"
    r"(?=[ ](?:in|near|of|at|on|by|that|which|was|were|left|killed|late|early|ended|has|had|from)\b|[.,;:\n]|\Z)"
)


def table(
    events: Sequence[Event],
    statements: Sequence[Statement],
    figures: Iterable[FigureLine],
    mentions: Sequence[EventMention],
    readings: Sequence[Reading],
    published: Mapping[str, Interval | None],
    actors: Actors,
    origins_of: OriginsOf,
) -> tuple[GroupRow, ...]:
    """One row for each group, event and what is said of it; by group, then in time."""
    by_id = {event.id: event for event in events}
    texts = {reading.story.id: reading.text for reading in readings}
    known = set(_groups(statements, actors, Wording(list(texts.values()))))
    cells: dict[tuple[str, str | None, What], list[Statement]] = defaultdict(list)
    for statement in statements:
        for who, what in _told(statement, actors):
            home = _home(who, known, actors)
            if home is not None and statement.event in by_id:
                cells[home, statement.event, what].append(statement)
    told = _Event(list(figures), mentions, readings)
    rows = [
        _row(who, by_id[event], what, group, told, published, actors, origins_of)
        for (who, event, what), group in cells.items()
        if event is not None
    ]
    return tuple(sorted(rows, key=_order))


def _order(row: GroupRow) -> tuple[str, str, str, str]:
    return row.group.casefold(), (row.when.start or "~") if row.when else "~", row.what, row.id


def _groups(statements: Sequence[Statement], actors: Actors, texts: Wording) -> Iterator[str]:
    """Who may be a group: armed groups, claimants, and bodies that are blamed by the name of a group."""
    for claim in (*claims_of(statements, "positive"), *claims_of(statements, "negative")):
        who = speaker(actors, claim)
        if who is not None and _may_be_group(who, claim.speaker_name or "", actors, texts):
            yield who
    for statement in statements:
        for who, name in (
            (speaker(actors, statement), statement.speaker_name or ""),
            (target(actors, statement), statement.target or ""),
        ):
            if who is None:
                continue
            if armed(actors, who) or (statement.act in ("blames", "denies") and _called_group(name, texts)):
                yield who


def _may_be_group(who: str, name: str, actors: Actors, texts: Wording) -> bool:
    """Whether a claimant is a body: listed as one, with an article ("the Grey Tide"), or no person's name."""
    entity = actors.entities.get(who)
    if entity is not None and entity.kind != "person":
        return armed(actors, who) or not official(actors, who)
    if not any(word[:1].isupper() for word in name.split()):
        return False
    return entity is None or with_article(name, texts)


def with_article(name: str, texts: Wording) -> bool:
    """Whether a text writes a name with the article, or calls it a group: no person is "the Ada Brink"."""
    spelled = re.sub(r"\A(?:the|The)\s+", "", name)
    bare = re.escape(spelled)
    pattern = re.compile(
        rf"\b[Tt]he[ ]{bare}\b(?!['’]s)|\b{bare}[ ](?:group|movement|militia)\b|\b{bare},[ ](?:an?|the)[ ](?:[a-z]+[ ]){{0,3}}(?:group|movement|militia|organi[sz]ation)\b"
    )
    return any(pattern.search(text) for text in texts.having(spelled))


def _called_group(name: str, texts: Wording) -> bool:
    """Whether a text calls a blamed or denying body a group of its own words."""
    if not name[:1].isupper() or harm_words("community").search(name):
        return False
    spelled = re.sub(r"\A(?:the|The)\s+", "", name)
    bare = re.escape(spelled)
    pattern = re.compile(
        rf"\b{bare}[ ](?:group|movement|militia|insurgents|guerrillas)\b"
        rf"|\b{bare},[ ](?:an?|the)[ ](?:[a-z]+[ ]){{0,3}}(?:group|movement|militia)\b"
    )
    return any(pattern.search(text) for text in texts.having(spelled))


def _told(statement: Statement, actors: Actors) -> Iterator[tuple[str, What]]:
    """Of whom a statement tells what."""
    who, aimed = speaker(actors, statement), target(actors, statement)
    if statement in claims_of([statement], "positive") and who is not None and not in_name_of(statement):
        yield who, "claimed"
    elif statement.act == "denies" and statement.polarity == "positive" and denies_part(statement):
        if who is not None and not _denies_ties(statement):
            yield who, "denied"
    elif aimed is not None and blames_of([statement]):
        yield aimed, "blamed" if statement.tier == "attributed" else "attributed"


def _denies_ties(statement: Statement) -> bool:
    """Whether a denial is of ties to another body, not of the act."""
    quote = max((w.evidence.quote for w in statement.witnesses), key=len, default="")
    ties = re.search(r"\b(?:links?|ties?|connections?|affiliat\w+)\b[^.;]{0,12}\b(?:to|with)\b", quote, re.I)
    return ties is not None and not re.search(r"\b(?:responsib\w*|involv\w*|part in|behind)\b", quote, re.I)


def _home(who: str, known: Iterable[str], actors: Actors) -> str | None:
    names = sorted(known)
    if who in names:
        return who
    return next((name for name in names if who not in actors.entities and akin(actors, who, name)), None)


class _Event:
    """What the documents tell of an event besides who did it. Holds no state beyond its input."""

    def __init__(
        self, figures: Sequence[FigureLine], mentions: Sequence[EventMention], readings: Iterable[Reading]
    ) -> None:
        self.figures = figures
        self.texts = {reading.story.id: reading.text for reading in readings}
        self.sentences = {reading.story.id: reading.sentences for reading in readings}
        self.mentions: dict[str, list[EventMention]] = defaultdict(list)
        for mention in mentions:
            self.mentions[mention.event].append(mention)

    def struck(self, event: Event) -> str:
        """What was struck, as the first document says it; else the place."""
        for mention in self.mentions[event.id]:
            match = _STRUCK.match(self.texts[mention.story], mention.end)
            if match:
                return match["what"].strip()
        return event.where or ""

    def flight(self, event: Event) -> str:
        """What became of the attackers: in the sentences that name the act."""
        for what, pattern in _FLIGHT:
            for mention in self.mentions[event.id]:
                if pattern.search(self._sentence(mention)):
                    return what
        return ""

    def _sentence(self, mention: EventMention) -> str:
        """The sentence of a mention."""
        text = self.texts[mention.story]
        for span in self.sentences[mention.story]:
            if span.start <= mention.start < span.end:
                return text[span.start : span.end]
        return ""

    def killed(self, event: Event) -> str:
        """The numbers of the killed that stand, the lowest and the highest."""
        lines = [
            line
            for line in self.figures
            if line.event == event.id and line.role == "killed" and line.unit == "people" and line.status == "standing"
            and line.modifier not in ("part", "including")
        ]  # fmt: skip
        ranked = sorted(lines, key=lambda line: line.low)
        told = [amount(line.low, line.high, line.modifier) for line in ranked]
        return " / ".join(dict.fromkeys((told[0], told[-1]))) if told else ""


def _row(
    who: str,
    event: Event,
    what: What,
    group: Sequence[Statement],
    told: _Event,
    published: Mapping[str, Interval | None],
    actors: Actors,
    origins_of: OriginsOf,
) -> GroupRow:
    name = label(actors, who) if who in actors.entities else _spelt(who, group)
    names = names_in_time.called(actors.entities.get(who), event.when)
    return GroupRow(
        id=content_id("group", who, event.id, what),
        group=names.now if names else name,
        called=names.then if names else "",
        group_id=who if who in actors.entities else None,
        event=event.id,
        title=event.title,
        when=event.when,
        what=what,
        target=told.struck(event),
        means=event.kind if event.kind != "attack" else "",
        flight=told.flight(event),
        delay_hours=_delay(event, group, published) if what == "claimed" else None,
        killed=told.killed(event),
        said_by=voices(group),
        origins=len(origins_of(group)),
        statements=tuple(dict.fromkeys(statement.id for statement in group)),
        receipts=evidence(group),
    )


def _spelt(who: str, group: Iterable[Statement]) -> str:
    for statement in group:
        for name in (statement.speaker_name, statement.target):
            if name and plain(name) == who:
                return re.sub(r"\A[Tt]he ", "", name)
    return who


def _delay(
    event: Event, claims: Iterable[Statement], published: Mapping[str, Interval | None]
) -> tuple[float, float] | None:
    """The least and most hours from the event to its earliest dated claim; a year or month dates neither."""
    if event.when is None or event.when.granularity in ("month", "year", "unknown"):
        return None
    said = [at for claim in claims if (at := said_at(claim, published)) and at.start and at.end]
    said = [at for at in said if at.granularity not in ("month", "year", "unknown")]
    if not said:
        return None
    first = min(said, key=lambda at: at.start or "")
    (start, end), (begun, over) = intervals.bounds(first), intervals.bounds(event.when)
    hours = (start - over).total_seconds() / 3600, (end - begun).total_seconds() / 3600
    return (max(0.0, hours[0]), hours[1]) if hours[1] > 0 else None
