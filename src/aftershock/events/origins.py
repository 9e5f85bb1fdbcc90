"""How many independent origins does what several documents say go back to?

Five outlets that print one wire, or that cite one official, are one origin. What is one: statements by one
source (a person under any name, a body and its spokespeople), statements that cite an outlet or agency whose
own document says the same, documents that print a wire's credit, copies of one story, what a round-up prints
of one. A statement in a document's own voice is that outlet's own, unless it credits a wire. Counted low in
doubt: two names of which one holds the other ("police", "Belmora police") are one source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aftershock.events.actors import Actors, akin, called, label, plain, speaker
from aftershock.events.chronicle import Origin, OriginKind
from aftershock.events.mentions import Reading
from aftershock.records import Page, Statement

# "TOLBEN (North Wire) —" at the head of a text; "With material from North Wire" at its end.
_CREDIT = re.compile(
    r"\A[^\n]{0,200}?\n?[^\n]{0,80}?\((?P<head>[A-Z][\w.&’' -]{1,40})\)\s*[-–—:,]"
    r"|(?:with (?:material|reporting|agency material)|source|reporting|copyright|via)\s*(?:from|by|:)\s*"
    r"(?P<foot>[A-Z][\w.&’' -]{1,40}?)\s*(?:\.|\n|\Z)"
)
_HEAD = 400
_CARRIERS = ("news agency", "newsroom", "outlet")  # kinds of the gazetteer that tell what others said
_CITES = re.compile(
    r"\b(?:according to|citing|quoted by|told|reported by|as reported by|cited by|quoting)\s+(?:the\s+)?"
    r"(?P<name>[A-Z][\w.&’'-]*(?:\s[A-Z][\w.&’'-]*){0,3})"
)


class Outlets(NamedTuple):
    """Who published each story, and which wire its text credits, as plain names."""

    own: Mapping[str, str]
    wire: Mapping[str, str]
    shown: Mapping[str, str]


def outlets(readings: Iterable[Reading], pages: Mapping[str, Page]) -> Outlets:
    """The outlets of stories, by address or author, and the wires that their texts credit."""
    own: dict[str, str] = {}
    wire: dict[str, str] = {}
    shown: dict[str, str] = {}
    for reading in readings:
        story = reading.story.id
        page = pages.get(reading.story.members[0].page) if reading.story.members else None
        name = _house(page)
        if name:
            own[story] = plain(name)
            shown[plain(name)] = name
        credit = _credit(reading.text)
        if credit:
            wire[story] = plain(credit)
            shown.setdefault(plain(credit), credit)
    return Outlets(own, wire, shown)


def _house(page: Page | None) -> str | None:
    """The site of a page's address, else its author."""
    if page is None:
        return None
    if page.url and (match := re.match(r"\w+://(?:www\.)?([^/:]+)", page.url)):
        return match[1]
    return page.author


def _credit(text: str) -> str | None:
    match = _CREDIT.search(text[:_HEAD]) or _CREDIT.search(text[-_HEAD:])
    return (match["head"] or match["foot"]) if match else None


def origins(statements: Sequence[Statement], actors: Actors, houses: Outlets) -> tuple[Origin, ...]:
    """The independent origins of statements that say the same, those with most documents first."""
    groups = _groups(statements, actors, houses)
    made = []
    for group in groups:
        texts = {witness.text for statement in group for witness in statement.witnesses}
        kind, name = _named(group, actors, houses)
        made.append(
            Origin(
                kind=kind,
                name=name,
                statements=tuple(dict.fromkeys(statement.id for statement in group)),
                documents=len(texts),
            )
        )
    return tuple(sorted(made, key=lambda origin: (-origin.documents, origin.name)))


def _groups(statements: Sequence[Statement], actors: Actors, houses: Outlets) -> list[list[Statement]]:
    """The statements, those of one origin together; order kept. Joined by shared keys, transitively."""
    groups: list[tuple[set[str], list[Statement]]] = []
    for statement in statements:
        keys = set(_keys(statement, actors, houses))
        meeting = [group for group in groups if any(_one(a, b, actors) for a in keys for b in group[0])]
        merged = (keys.union(*(g[0] for g in meeting)), [s for g in meeting for s in g[1]] + [statement])
        groups = [group for group in groups if group not in meeting]
        groups.append(merged)
    return [group for _, group in groups]


def _keys(statement: Statement, actors: Actors, houses: Outlets) -> Iterator[str]:
    """What a statement goes back to.

    ``source:`` who says it; ``voice:`` the outlet, where nobody is named; ``in:`` the outlet or wire that
    carries it; ``cites:`` an outlet or wire that it names. What cites a wire meets what stands in the wire.
    """
    who = speaker(actors, statement)
    evidence = max((w.evidence.quote for w in statement.witnesses), key=len, default="")
    story = _home(statement)
    house, wire = houses.own.get(story), houses.wire.get(story)
    known = {*houses.own.values(), *houses.wire.values()}
    cited = {plain(match["name"]) for match in _CITES.finditer(evidence)} | {plain(n) for n in statement.via}
    name = plain(label(actors, who)) if who is not None else None
    if name is not None and (name in known or _agency(actors, who)):
        yield f"cites:{name}"
    elif who is not None:
        yield f"source:{who}"
    elif wire is None:
        yield f"voice:{house or story}"
    else:
        yield f"cites:{wire}"
    for figure in statement.figures:  # one number in one sentence, whoever stands around it
        yield f"at:{figure.receipt.text} {figure.receipt.start}"
    for carrier in {wire or house} - {None}:
        yield f"in:{carrier}"
    for outlet in sorted(cited & known - {house}):
        yield f"cites:{outlet}"


def _home(statement: Statement) -> str:
    """The story that a line counts for: of a round-up's lines the one that they were printed from."""
    return statement.printed_from or statement.story


def _agency(actors: Actors, who: str | None) -> bool:
    entity = actors.entities.get(who or "")
    return entity is not None and entity.kind in _CARRIERS


def _one(one: str, other: str, actors: Actors) -> bool:
    """Whether two keys are one origin."""
    kind, _, name = one.partition(":")
    other_kind, _, other_name = other.partition(":")
    if {kind, other_kind} == {"source"}:
        return akin(actors, name, other_name)
    if "cites" in (kind, other_kind) and {kind, other_kind} <= {"cites", "in"}:
        return name == other_name
    return kind in ("voice", "at") and one == other


def _named(group: Sequence[Statement], actors: Actors, houses: Outlets) -> tuple[OriginKind, str]:
    """What an origin is called: its source where one is named, else the wire, else the outlet."""
    known = {*houses.own.values(), *houses.wire.values()}
    cited = None
    for statement in group:
        who = speaker(actors, statement)
        if who is None:
            continue
        if plain(label(actors, who)) in known or _agency(actors, who):
            cited = cited or label(actors, who)
        else:
            return "source", label(actors, who) if who in actors.entities else called(statement)
    wire = next((houses.wire[_home(s)] for s in group if _home(s) in houses.wire), None)
    if cited or wire:
        return "wire", houses.shown.get(cited or wire or "", cited or wire or "")
    house = houses.own.get(_home(group[0]))
    return ("outlet", houses.shown[house]) if house else ("unnamed", called(group[0]))
