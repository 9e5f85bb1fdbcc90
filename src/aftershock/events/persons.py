"""Which names are one person? Full names, titles and surnames, over all documents of a case.

"Governor Pella Stane", "Gov. Stane" and "Stane" are one person where only one person of that surname speaks
or is named; where two share it, a bare surname is only told apart inside a document that has one of them.
Spellings are folded (case, accents, hyphens), never guessed: what is spelt otherwise a person may join by a
judgement (``alias`` for a name, ``merge`` for two persons). Who is accused or cleared is a person too where
the name is a person's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from aftershock.events.actors import BEFORE_NAMES, Actors, plain
from aftershock.events.chronicle import Person
from aftershock.events.disputes import evidence
from aftershock.events.lexicon import harm_words
from aftershock.records import Entity, Name, Record, Statement
from aftershock.statements.folding import fold
from aftershock.statements.lexicon import rows
from aftershock.text import content_id

# Acts of which the target is whom they accuse or clear.
_ACCUSING = frozenset({"blames", "denies", "speculates"})
# Longer runs of capitals are names of things.
LONGEST = 4
_NOT_A_NAME = re.compile(
    r"\b(?:Hospital|Clinic|Agency|Council|Bank|Company|Wire|Post|Herald|University|Office|Department|Embassy"
    r"|Committee|Channel|Times|Police|Court|Union|Association|Club|Front|Column|Guard|House"
    r"|Television|TV|Radio|News|Daily|Gazette|Courier|Monitor|Letters|Echo|Mail|Street|Road|Square|Bridge"
    r"|Hall|Market|Port|Airport|Airlines|Corporation|Fund|Foundation|Institute|Centre|Center|School|Church"
    r"|Ministry|Parliament|Senate|Congress|Board|Commission|Authority|Press|Media|Army|Navy|Brigade"
    r"|List|Party|League|Alliance|Coalition|Relief|Aid|Watch|Network|Initiative|Charity|Trust|Resistance"
    r"|Paper|Observer|Statement|Group|State|Movement|Society|Team|Service|Services)\b"
)
# "al-Ansari", "ad-Din": a name written with its article.
_ARTICLE = re.compile(r"\A(?:a[ldnrstz]|el|ul)[-’'‘ʿ]+\w", re.IGNORECASE)
_PARTICLES = frozenset(
    {"al", "el", "de", "da", "van", "von", "bin", "ibn", "abu", "di", "la", "le", "del", "ben"}
)


class Spelt(Record, frozen=True, kw_only=True):
    """A person's name in its parts, folded: what stands before the surname, the surname; titles unfolded."""

    given: tuple[str, ...]
    surname: str
    titles: tuple[str, ...]
    sex: str


@cache
def titles() -> dict[str, str]:
    """Titles and roles before a name (small letters), with the sex that they tell ("" where none)."""
    return {row["word"]: row["sex"] for row in rows("person_titles.tsv")}


def spelt(name: str) -> Spelt | None:
    """A name as a person's, or None where it does not look like one.

    One word is a surname only behind a title ("Mr Vale") or as it stands alone with a capital.
    """
    words = name.strip(" ,;:").split()
    found: list[str] = []
    while words and words[0].casefold() in titles():
        found.append(words.pop(0))
    # "Salt Path leader Edda Rhone", "police spokeswoman Ada Brink": behind the last role in small letters
    behind = [at for at, word in enumerate(words) if word in titles()]
    if behind and behind[-1] + 1 < len(words):
        found += words[: behind[-1] + 1]
        words = words[behind[-1] + 1 :]
    if len(words) > 1 and words[0].casefold() in BEFORE_NAMES:
        return None  # "Neighbouring Kesten" has no given name
    if not words or len(words) > LONGEST or _NOT_A_NAME.search(" ".join(words)):
        return None
    if not all(word[:1].isupper() or fold(word) in _PARTICLES or _ARTICLE.match(word) for word in words):
        return None
    if (words[0].isupper() and len(words[0]) > 1) or any(mark.isdigit() for mark in name):
        return None
    folded = [fold(re.sub(r"['’]s?\Z", "", word)) for word in words]
    # "al-Ansari": a surname with its particle is one word
    cut = len(folded) - 1
    while cut > 1 and folded[cut - 1] in _PARTICLES:
        cut -= 1
    sexes = {sex for word in found if (sex := titles().get(word.casefold(), ""))}
    return Spelt(
        given=tuple(folded[:cut]),
        surname=" ".join(folded[cut:]),
        titles=tuple(found),
        sex=sexes.pop() if len(sexes) == 1 else "",
    )


class _Named(Record, frozen=True, kw_only=True):
    """The name of one who speaks or is accused in one story; ``entity`` is what is known of who it is."""

    name: str
    spelt: Spelt
    story: str
    entity: str | None


class _Part(NamedTuple):
    """A name that a statement gives to who makes it, or to whom it is ``about``."""

    name: str
    entity: str | None
    statement: Statement
    about: bool


_Key = tuple[str, str]


def people(
    statements: Sequence[Statement], actors: Actors, merged: Mapping[str, str] = MappingProxyType({})
) -> tuple[Person, ...]:
    """The persons who speak, are accused or cleared, each under all names; bodies and groups are none.

    ``merged`` maps ids that people joined to another one to the id that remains.
    """
    found: dict[_Key, _Named] = {}
    parts: dict[_Key, list[_Part]] = defaultdict(list)
    for part in (each for statement in statements for each in _parts(statement)):
        known = None if _known_body(part, actors) else _as_person(part)
        if known is not None:
            key = (part.statement.story, part.name)
            parts[key].append(part)
            found[key] = _Named(name=part.name, spelt=known, story=key[0], entity=part.entity)
    groups: dict[str, dict[str, list[_Named]]] = defaultdict(lambda: defaultdict(list))
    for named, identity in _identified(list(found.values())):
        into = merged.get(identity, identity)
        stays = into if _may_be_person(actors.entities.get(into)) else identity
        groups[stays][identity].append(named)
    made = [_person(identity, group, parts) for identity, group in groups.items()]
    return tuple(sorted((person for person in made if person), key=lambda person: (person.name, person.id)))


def _parts(statement: Statement) -> Iterator[_Part]:
    if statement.tier == "attributed" and statement.speaker_name:
        yield _Part(statement.speaker_name, statement.speaker_id, statement, about=False)
    if statement.act in _ACCUSING and statement.target:
        yield _Part(statement.target, statement.target_id, statement, about=True)


def _as_person(part: _Part) -> Spelt | None:
    """The name taken apart, or None where it is no person's; whom people took for a person is one."""
    known = spelt(part.name)
    if known is not None and not known.given and not known.titles and " " not in part.name:
        known = None if _odd(part.name) else known
    elif known is not None and part.about and _odd(part.name):
        known = None
    if known is None and (part.entity or "").startswith("person-"):
        return Spelt(given=(), surname=fold(part.name), titles=(), sex="")
    return known


def _odd(name: str) -> bool:
    return not name[:1].isupper() or harm_words("group").search(name) is not None or len(name) < 3


def _known_body(part: _Part, actors: Actors) -> bool:
    return not _may_be_person(
        actors.entities.get(part.entity or "") or actors.entities.get(actors.names.get(plain(part.name), ""))
    )


def _may_be_person(entity: Entity | None) -> bool:
    """Whether an actor may be a person; one that people added under an id of their own is what they say."""
    return entity is None or entity.kind == "person" or entity.id.startswith("person-")


def _identified(named: Sequence[_Named]) -> list[tuple[_Named, str]]:
    """Each name with the id of its person: the one that is known of its full name, else one of the name."""
    homes = _merged(named)
    known: dict[str, set[str]] = defaultdict(set)
    for each, home in homes:
        if each.entity and each.spelt.given:
            known[home].add(each.entity)
    own = {home: next(iter(ids)) for home, ids in known.items() if len(ids) == 1}
    return [(each, each.entity or own.get(home) or content_id("person", home)) for each, home in homes]


def _merged(named: Sequence[_Named]) -> list[tuple[_Named, str]]:
    """Each name with the full name that it stands for; a surname of two persons stands for itself."""
    full: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    sexes: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    here: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    for each in named:
        if each.spelt.given:
            full[each.spelt.surname].add(each.spelt.given)
            here[each.story, each.spelt.surname].add(each.spelt.given)
            sexes[each.spelt.surname, each.spelt.given] |= {each.spelt.sex} - {""}
    out = []
    for each in named:
        parts = each.spelt
        known = {parts.given} if parts.given else here[each.story, parts.surname] or full[parts.surname]
        known = {given for given in known if not (parts.sex and sexes[parts.surname, given] - {parts.sex})}
        given = _longest(known) if known else None
        home = (
            f"{' '.join(given)} {parts.surname}" if given is not None else f"? {parts.surname} {each.story}"
        )
        out.append((each, home))
    return out


def _longest(known: Iterable[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The fullest of given names that are one person's ("A.", "Ada", "Ada M."); None where they are two."""
    ranked = sorted(known, key=lambda given: (-len(given), -sum(map(len, given)), given))
    first = ranked[0]
    for other in ranked[1:]:
        for one, two in zip(first, other, strict=False):
            if not (one.startswith(two) and len(two) == 1) and one != two:
                return None
    return first


def _person(
    identity: str, joined_from: Mapping[str, Sequence[_Named]], parts: Mapping[_Key, Sequence[_Part]]
) -> Person | None:
    """The person of names that have one id now; ``joined_from`` holds them by the id that each had before."""
    group = [each for some in joined_from.values() for each in some]
    spellings = tuple(dict.fromkeys(each.name for each in group))
    # who remains gives the name, where it has one
    fullest = max(joined_from.get(identity) or group, key=_fullness)
    if not any(each.spelt.given or each.spelt.titles for each in group):
        return None  # a word that stands alone may be anything
    told = [part for each in group for part in parts[each.story, each.name]]
    gone = tuple(other for other in joined_from if other != identity)
    how = "one full name, its titles and surname" if len(spellings) > 1 else "named so everywhere"
    return Person(
        id=identity,
        name=_bare(fullest),
        names=tuple(Name(name=name, source=_file(name, told)) for name in spellings),
        titles=tuple(dict.fromkeys(title for each in group for title in each.spelt.titles)),
        statements=tuple(dict.fromkeys(part.statement.id for part in told if not part.about)),
        about=tuple(dict.fromkeys(part.statement.id for part in told if part.about)),
        how="joined by a judgement" if gone else how,
        merged_from=gone,
        receipts=evidence(list({part.statement.id: part.statement for part in told}.values())),
    )


def _fullness(named: _Named) -> tuple[int, int]:
    return len(named.spelt.given), -len(named.name)


def _bare(named: _Named) -> str:
    """The name without its titles."""
    return " ".join(named.name.strip(" ,;:").split()[len(named.spelt.titles) :])


def _file(name: str, parts: Iterable[_Part]) -> str:
    cited = (part.statement.witnesses for part in parts if part.name == name)
    return next((witnesses[0].file for witnesses in cited if witnesses), "")


def joined(actors: Actors, persons: Iterable[Person]) -> Actors:
    """The actors with the persons among them; whoever speaks for a body goes on to do so under every name."""
    entities, names, bodies = dict(actors.entities), dict(actors.names), dict(actors.bodies)
    for person in persons:
        listed = entities.get(person.id)
        names_of = dict.fromkeys((*_chief_first(person), *(listed.names if listed else ())))
        entities[person.id] = Entity(
            id=person.id,
            kind="person",
            names=tuple(names_of),
            relations=listed.relations if listed else (),
        )
        for name in person.names:
            names.setdefault(plain(name.name), person.id)
        spoken_for = {actors.bodies[plain(n.name)] for n in person.names if plain(n.name) in actors.bodies}
        if len(spoken_for) == 1:
            bodies[person.id] = spoken_for.pop()
    return actors._replace(entities=entities, names=names, bodies=bodies)


def _chief_first(person: Person) -> tuple[Name, ...]:
    chief = next((name for name in person.names if name.name == person.name), Name(name=person.name))
    return tuple(dict.fromkeys((chief, *person.names)))


def resolved(statements: Iterable[Statement], persons: Iterable[Person]) -> tuple[Statement, ...]:
    """The statements with the person's id as speaker or target, where the reader knew none."""
    persons = tuple(persons)
    own = {statement: person for person in persons for statement in person.statements}
    about = {statement: person.id for person in persons for statement in person.about}
    gone = {other: person.id for person in persons for other in person.merged_from}
    return tuple(_resolved(each, own.get(each.id), about.get(each.id), gone) for each in statements)


def _resolved(
    statement: Statement, person: Person | None, about: str | None, gone: Mapping[str, str]
) -> Statement:
    target = gone.get(statement.target_id or "", statement.target_id) or about
    if target != statement.target_id:
        statement = msgspec.structs.replace(statement, target_id=target)
    if person is None or statement.speaker_id == person.id:
        return statement
    if statement.speaker_id is not None and statement.speaker_id not in gone:
        return statement
    by = statement.resolved_by or (person.how if len(person.names) > 1 else None)
    return msgspec.structs.replace(statement, speaker_id=person.id, resolved_by=by)
