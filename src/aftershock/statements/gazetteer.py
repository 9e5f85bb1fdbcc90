"""Who is named here? Armed groups, agencies, offices and states, and the names that each goes by.

Names come from ``data/aliases/*.toml``, each with a source that was opened, and from what a case adds.
A branch stays a child of its parent: it has an id of its own and a relation. Names that are also words
(IS, US, AQ ...) are judged by what stands around them (`ambiguous.py`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import TypeVar

import msgspec

from aftershock.errors import InputError
from aftershock.records import Entity, Name, Record
from aftershock.statements.ambiguous import is_name, words_of
from aftershock.statements.folding import Token, tokens
from aftershock.statements.offices import State, of_states

T = TypeVar("T")
FILES = ("groups", "agencies", "offices")

OWNED = re.compile(r"\w['’]s\b")

# What stands around a group's name without being part of it ("the so-called X group", "fighters of X").
_LEADING = words_of("the a an so called self declared styled proclaimed banned outlawed armed militant rebel")
_TRAILING = words_of("""
    group groups militants militant fighters fighter rebels rebel insurgents gunmen organisation
    organization movement network members militia terrorists extremists jihadists terrorist guerrillas
    spokesman spokeswoman spokesperson officials official
""")
_VOICES = words_of(
    "spokesman spokeswoman spokesperson official officials fighters members militants statement"
)

# Neutral names of the same length: a parser knows each as a proper noun, and offsets stay.
_NEUTRAL = {2: "EU", 3: "BBC", 4: "NATO", 5: "Tesla", 6: "Google", 7: "Siemens"}
_KEPT = 64  # texts whose names are remembered


class Mention(Record, frozen=True, kw_only=True):
    """A name at ``start:end`` (code points, end exclusive) as it stands, without possessive or ``#``."""

    start: int
    end: int
    name: str
    entity_id: str


class _Entry(Record, frozen=True):
    tokens: tuple[str, ...]
    name: Name
    entity_id: str
    owned: bool


ARMED = ("group", "branch", "wing", "cartel")  # kinds of entities whose business is attacks


class Gazetteer:
    """Entities and a way to find their names. ``entities`` maps ids to records."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """A later entity replaces an earlier one of the same id, and wins where two claim one name."""
        self.entities: Mapping[str, Entity] = {entity.id: entity for entity in entities}
        self._by_name: dict[tuple[str, ...], _Entry] = {}
        self._by_tag: dict[str, _Entry] = {}
        for entity in self.entities.values():
            for name in entity.names:
                key = tuple(token.key for token in tokens(name.name))
                if key:
                    entry = _Entry(key, name, entity.id, OWNED.search(name.name) is not None)
                    self._by_name[key] = entry
                    self._by_tag["".join(key)] = entry
        self.groups = frozenset(entity.id for entity in self.entities.values() if entity.kind in ARMED)
        # a passage is asked about several times while it is read
        self._found: dict[str, tuple[Mention, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        for key in self._by_name:
            self._lengths[key[0]] = tuple(sorted({*self._lengths.get(key[0], ()), len(key)}, reverse=True))

    def kind_of(self, entity_id: str) -> str:
        """The kind of an entity; raises KeyError for an id that is not listed."""
        return self.entities[entity_id].kind

    def find(self, text: str) -> tuple[Mention, ...]:
        """The names in a text, longest first at each place, never overlapping."""
        found = self._found.get(text)
        if found is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            found = self._found[text] = self._find(text)
        return found

    def _find(self, text: str) -> tuple[Mention, ...]:
        listed = tuple(tokens(text))
        candidates: list[tuple[int, int, _Entry]] = []
        at = 0
        while at < len(listed):
            found = self._at(text, listed, at)
            if found is None:
                at += 1
                continue
            candidates.append((at, *found))
            at += found[0]
        named = {entry.entity_id for _, _, entry in candidates if not entry.name.word}
        mentions = []
        for at, length, entry in candidates:
            start, end = listed[at].start, listed[at + length - 1].end
            if is_name(text, start, end, entry.name, long_form=entry.entity_id in named):
                mentions.append(
                    Mention(start=start, end=end, name=text[start:end], entity_id=entry.entity_id)
                )
        return tuple(mentions)

    def _at(self, text: str, listed: tuple[Token, ...], at: int) -> tuple[int, _Entry] | None:
        first = listed[at]
        for length in self._lengths.get(first.key, ()):
            run = listed[at : at + length]
            if len(run) < length:
                continue
            entry = self._by_name.get(tuple(token.key for token in run))
            if entry is not None and all(
                token.joined and (entry.owned or not token.owned) for token in run[1:]
            ):
                return length, entry
        if first.start and text[first.start - 1] in "#@":
            entry = self._by_tag.get(first.key)
            if entry is not None:
                return 1, entry
        return None

    def mask(self, text: str) -> str:
        """The text, each name that is also a word replaced by a neutral name of the same length.

        A parser then sees a noun where "IS" stands; offsets stay. What has no neutral name of its length
        stays as it is.
        """
        pieces, at = [], 0
        for mention in self.find(text):
            neutral = _NEUTRAL.get(mention.end - mention.start)
            if neutral is None or not self._is_word(mention.name):
                continue
            pieces += [text[at : mention.start], neutral]
            at = mention.end
        return "".join([*pieces, text[at:]])

    def _is_word(self, name: str) -> bool:
        entry = self._by_name.get(tuple(token.key for token in tokens(name)))
        return entry is not None and entry.name.word

    def resolve(self, name: str) -> str | None:
        """The id of the entity that a name alone stands for, or None.

        Articles, "group", "fighters" and "spokesman for" around it are left aside; nothing else is.
        A name that is also a word must stand in its own capitals ("IS", never "is").
        """
        run = list(tokens(name))
        if len(run) > 2 and run[0].key in ("a", "an", "the"):
            run = run[1:]
        if len(run) > 2 and run[0].key in _VOICES and run[1].key in ("of", "for", "from", "by"):
            run = run[2:]
        while run:
            entry = self._by_name.get(tuple(token.key for token in run))
            if entry is not None:
                spoken = name[run[0].start : run[-1].end]
                return entry.entity_id if not entry.name.word or _same_capitals(spoken, entry.name) else None
            if run[0].key in _LEADING:
                run = run[1:]
            elif run[-1].key in _TRAILING:
                run = run[:-1]
            else:
                return None
        return None


def _same_capitals(spoken: str, name: Name) -> bool:
    return spoken.replace(".", "") == name.name.replace(".", "")


@cache
def _listed() -> tuple[Entity, ...]:
    listed = [entity for file in FILES for entity in read(file)]
    taken = {name.name.casefold() for entity in listed for name in entity.names}
    return (*listed, *of_states(_raw("offices", State), taken))


def read(file: str) -> tuple[Entity, ...]:
    """The entities of ``data/aliases/FILE.toml``; raises InputError with the file where an entry is off."""
    return _raw(file, Entity)


def _raw(file: str, kind: type[T]) -> tuple[T, ...]:
    where = f"data/aliases/{file}.toml"
    raw = tomllib.loads(
        resources.files("aftershock.data").joinpath("aliases", f"{file}.toml").read_text("utf-8")
    )
    try:
        return tuple(msgspec.convert(entry, kind) for entry in raw["entity"])
    except msgspec.ValidationError as error:
        raise InputError(
            str(error), where=where, next_step="Compare the entry with its neighbours"
        ) from error


def load(extra: Iterable[Entity] = ()) -> Gazetteer:
    """The gazetteer of the package, and what a case adds (``extra`` wins where a name is claimed twice)."""
    added = tuple(extra)
    return Gazetteer((*_listed(), *added)) if added else _shipped()


@cache
def _shipped() -> Gazetteer:
    return Gazetteer(_listed())
