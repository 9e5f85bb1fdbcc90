"""Who is who among speakers, accused and claimants, and which of them belong together?

Names are compared by the gazetteer first. Two names that it does not know count as one actor where one holds
the other as whole words ("Kestan police" and "Kestan police spokeswoman"): enough to find that somebody
answers an accusation, never used to count people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from aftershock.records import Entity, EntityRelation, Statement

# A shared name shorter than this says little: "IS" stands inside many a phrase.
MIN_SHARED = 4
_KIN = frozenset({"parent", "wing", "branch", "outlet"})
_OFFICIAL = frozenset({"state", "office", "police", "intelligence", "forces", "force"})
_ARMED = frozenset({"group", "branch", "wing", "cartel"})
# Words of a name that speaks for the rest of it: "spokesman of the River Front" speaks for the River Front.
_SPEAKS_FOR = re.compile(
    r"\b(?:spokes(?:man|woman|person)|representative|leadership|leader|commander)\b", re.I
)
# Not names: pronouns, and what the reader writes where nobody is named.
_NOBODY = frozenset((
    "who", "whom", "which", "that", "it", "he", "she", "they", "we", "you", "i", "him", "her", "them",
    "us", "this", "these", "those", "somebody", "someone", "others", "nobody", "everybody",
    "unattributed", "none", "neither", "unattributed account",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "(name lost)", "the writer", "writer",
    "no one",
))  # fmt: skip
# "A channel in the name of the River Front": whose it is, is open; the name alone makes nobody a claimant.
_NAME_ONLY = re.compile(
    r"\b(?:in the name of|us(?:es|ed|ing) the name of|(?:channel|account|page|site)s? (?:named|called)"
    r"|calling itself|call(?:s|ed) itself|purport\w* to|posing as|claim\w* to (?:be|speak)|impersonat\w*)\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?(?=\s|\Z)")


class Actors(NamedTuple):
    """The known entities by id, and their names (case-folded) by the id that each stands for.

    ``bodies`` maps persons to the bodies that they speak for (see `spokespeople`).
    """

    entities: Mapping[str, Entity]
    names: Mapping[str, str]
    parents: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    bodies: Mapping[str, str] = MappingProxyType({})


def roster(entities: Iterable[Entity]) -> Actors:
    """The entities as a table of names; a name that two entities share stands for none."""
    known = {entity.id: entity for entity in entities}
    names: dict[str, str | None] = {}
    for entity in known.values():
        for name in entity.names:
            folded = plain(name.name)
            names[folded] = entity.id if names.get(folded, entity.id) == entity.id else None
    parents = {
        entity.id: tuple(relation.of for relation in entity.relations if _stands(relation))
        for entity in known.values()
    }
    parts: dict[str, tuple[str, ...]] = {}
    for entity_id, above in parents.items():
        for parent in above:
            parts[parent] = (*parts.get(parent, ()), entity_id)
    return Actors(known, {name: found for name, found in names.items() if found is not None}, parents, parts)


# What may stand before a name without being part of it: "neighbouring Kesten" is Kesten.
BEFORE_NAMES = frozenset(("the", "a", "an", "neighbouring", "neighboring", "nearby"))


def plain(name: str) -> str:
    """A name as it is compared: case-folded, without possessive and what stands before it, single spaces."""
    words = _POSSESSIVE.sub("", name).casefold().split()
    while len(words) > 1 and words[0] in BEFORE_NAMES:
        words = words[1:]
    return " ".join(words)


def key(actors: Actors, entity: str | None, name: str | None) -> str | None:
    """The id of an actor, else its plain name; None where nobody is named."""
    # "US" and "WHO" are names; "us" and "who" are nobody's.
    spelt_out = name is not None and not (len(name) > 1 and name.isupper())
    if name and spelt_out and (plain(name) in _NOBODY or plain(name).startswith(("no ", "neither "))):
        return None
    if entity:
        return entity
    if not name or not plain(name):
        return None
    return actors.names.get(plain(name)) or _spoken_for(actors, plain(name)) or plain(name)


def _spoken_for(actors: Actors, name: str) -> str | None:
    """The one entity whose long name stands inside a name that says to speak for it."""
    if not _SPEAKS_FOR.search(name):
        return None
    found = {
        entity for known, entity in actors.names.items() if len(known) > MIN_SHARED and _holds(known, name)
    }
    return found.pop() if len(found) == 1 else None


def speaker(actors: Actors, statement: Statement) -> str | None:
    """Who speaks, as a key: a spokesperson's body; None for the text's own voice and for unnamed speakers."""
    if statement.tier != "attributed":
        return None
    used = _used_name(statement.speaker_name or "")
    found = key(actors, None if used else statement.speaker_id, used or statement.speaker_name)
    return actors.bodies.get(found, found) if found is not None else None


def target(actors: Actors, statement: Statement) -> str | None:
    """Whom a statement is aimed at, as a key."""
    return key(actors, statement.target_id, statement.target)


def label(actors: Actors, found: str | None, otherwise: str = "an unnamed speaker") -> str:
    """The name that a reader sees for a key."""
    if found is None:
        return otherwise
    entity = actors.entities.get(found)
    return entity.names[0].name if entity and entity.names else found


def spelling(actors: Actors, found: str | None, statement: Statement) -> str:
    """The name for a key as a statement spells it; the gazetteer's name where it knows the actor."""
    for name in (statement.target, statement.speaker_name):
        if name and found not in actors.entities and plain(name) == found:
            return name
    return label(actors, found)


def called(statement: Statement) -> str:
    """The speaker as the statement names it; the text's own voice by its file."""
    file = statement.witnesses[0].file if statement.witnesses else ""
    where = f" ({file})" if file else ""
    if statement.tier != "attributed":
        return f"the writer{where}"
    if not statement.speaker_name or plain(statement.speaker_name).startswith(("unattributed", "(")):
        return f"somebody not named{where}"
    name = statement.speaker_name.rstrip(" ,;:")
    if used := _used_name(name):
        return f"somebody in the name of {used}"
    return f"somebody in the name of {name}" if in_name_of(statement) else name


def voices(statements: Iterable[Statement]) -> tuple[str, ...]:
    """The speakers as statements name them, in order; a known one stands once, by the first of its names."""
    found: dict[str, str] = {}
    for statement in statements:
        name = called(statement)
        own = statement.tier == "attributed" and not name.startswith("somebody ")
        found.setdefault((statement.speaker_id if own else None) or name, name)
    return tuple(found.values())


def _used_name(name: str) -> str:
    """The name that a speaker only uses ("channel in the name of the River Front"); empty elsewhere.

    Claims in one name are weighed together, and never as that name's own.
    """
    used = _NAME_ONLY.search(name)
    if not used:
        return ""
    return name[used.end() :].strip(" ,\"“”'‘’").removeprefix("the ").removeprefix("The ")


def in_name_of(statement: Statement) -> bool:
    """Whether words of the evidence say that a speaker only uses a name: "a channel in the name of ..."."""
    return any(_NAME_ONLY.search(witness.evidence.quote) for witness in statement.witnesses)


def akin(actors: Actors, one: str | None, other: str | None) -> bool:
    """Whether two keys are one actor, parts of one, or names of which one holds the other."""
    if one is None or other is None:
        return False
    if one == other or other in family(actors, one):
        return True
    if one in actors.entities and other in actors.entities:
        return False
    names = [_names(actors, found) for found in (one, other)]
    return any(_holds(first, second) for first in names[0] for second in names[1])


def part_of(actors: Actors, name: str | None, found: str) -> bool:
    """Whether a spelt name holds a name of an entity, in its own spelling ("IS hill branch")."""
    entity = actors.entities.get(found)
    if entity is None or not name:
        return False
    return any(re.search(rf"\b{re.escape(known.name)}\b", name) for known in entity.names)


def family(actors: Actors, entity: str) -> set[str]:
    """An entity with its parents, and with everything that has it as a parent.

    Two branches of one parent are not each other's kin.
    """
    return _reached(entity, actors.parents) | _reached(entity, actors.parts)


def _reached(entity: str, to: Mapping[str, tuple[str, ...]]) -> set[str]:
    found, waiting = {entity}, [entity]
    while waiting:
        new = [other for other in to.get(waiting.pop(), ()) if other not in found]
        found.update(new)
        waiting += new
    return found


def _stands(relation: EntityRelation) -> bool:
    """Whether a relation makes two actors one: not once it has ended."""
    return relation.kind in _KIN and relation.valid_to is None


def official(actors: Actors, found: str | None) -> bool:
    """Whether a key is an agency, office or state of the gazetteer."""
    entity = actors.entities.get(found or "")
    return entity is not None and entity.kind in _OFFICIAL


def armed(actors: Actors, found: str | None) -> bool:
    """Whether a key is an armed group of the gazetteer."""
    entity = actors.entities.get(found or "")
    return entity is not None and entity.kind in _ARMED


def mentions(actors: Actors, passage: str, found: str | None) -> bool:
    """Whether a passage names an actor by one of its names."""
    if found is None:
        return False
    words = f" {plain_words(passage)} "
    return any(_named_in(name, passage, words) for name in _spellings(actors, found))


def _named_in(name: str, passage: str, words: str) -> bool:
    if len(name) <= MIN_SHARED:  # "IS" inside "is": short names count as they are spelt
        return name.isupper() and re.search(rf"\b{re.escape(name)}\b", passage) is not None
    return f" {plain_words(name)} " in words


def _spellings(actors: Actors, found: str) -> list[str]:
    """The names of a key as they are spelt, but for those that are also words (IS, US)."""
    entity = actors.entities.get(found)
    return [name.name for name in entity.names if not name.word] if entity else [found]


def plain_words(passage: str) -> str:
    """The words of a passage, case-folded, without marks and possessives."""
    return " ".join(re.findall(r"\w+(?:[-.]\w+)*", _POSSESSIVE.sub("", passage).casefold()))


def _names(actors: Actors, found: str) -> list[str]:
    entity = actors.entities.get(found)
    return [plain(name.name) for name in entity.names] if entity else [found]


def _holds(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= MIN_SHARED and f" {short} " in f" {long} "
