"""Which names are one person? Full names, titles and surnames, over all documents of a case.

"Governor Pella Stane", "Gov. Stane" and "Stane" are one person where only one person of that surname speaks
or is named; where two share it, a bare surname is only told apart inside a document that has one of them.
Spellings are folded (case, accents, hyphens), never guessed: what is spelt otherwise a person may join by a
judgement (``alias``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import msgspec

from aftershock.events.actors import BEFORE_NAMES, Actors, plain
from aftershock.events.chronicle import Person
from aftershock.events.disputes import evidence
from aftershock.events.lexicon import harm_words
from aftershock.records import Entity, Name, Record, Statement
from aftershock.statements.folding import fold
from aftershock.statements.lexicon import rows
from aftershock.text import content_id

# Longer runs of capitals are names of things.
LONGEST = 4
_NOT_A_NAME = re.compile(
    r"\b(?:Hospital|Clinic|Agency|Council|Bank|Company|Wire|Post|Herald|University|Office|Department|Embassy"
    r"|Committee|Channel|Times|Police|Court|Union|Association|Club|Front|Column|Guard|House"
    r"|Television|TV|Radio|News|Daily|Gazette|Courier|Monitor|Letters|Echo|Mail|Street|Road|Square|Bridge"
    r"|Hall|Market|Port|Airport|Airlines|Corporation|Fund|Foundation|Institute|Centre|Center|School|Church"
    r"|Ministry|Parliament|Senate|Congress|Board|Commission|Authority|Press|Media|Army|Navy|Brigade"
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
    """One speaker's name in one story."""

    name: str
    spelt: Spelt
    story: str
    entity: str | None


def people(statements: Sequence[Statement], actors: Actors) -> tuple[Person, ...]:
    """The persons who speak, each under all names; bodies and groups are none."""
    found: dict[tuple[str, str], _Named] = {}
    spoken: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        name = statement.speaker_name
        if statement.tier != "attributed" or not name or _known_body(statement, actors):
            continue
        parts = spelt(name)
        if parts is None or (not parts.given and not parts.titles and " " not in name and _odd(name)):
            continue
        key = (statement.story, name)
        spoken[key].append(statement)
        found[key] = _Named(name=name, spelt=parts, story=statement.story, entity=statement.speaker_id)
    homes = _merged(list(found.values()))
    groups: dict[str, list[_Named]] = defaultdict(list)
    for named, home in homes:
        groups[home].append(named)
    made = [_person(home, group, spoken) for home, group in groups.items()]
    return tuple(sorted((person for person in made if person), key=lambda person: (person.name, person.id)))


def _odd(name: str) -> bool:
    return not name[:1].isupper() or harm_words("group").search(name) is not None or len(name) < 3


def _known_body(statement: Statement, actors: Actors) -> bool:
    entity = actors.entities.get(statement.speaker_id or "") or actors.entities.get(
        actors.names.get(plain(statement.speaker_name or ""), "")
    )
    return entity is not None and entity.kind not in ("person", "unknown")


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
        if each.entity and each.entity.startswith("person"):
            out.append((each, each.entity))
            continue
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
    home: str, group: Sequence[_Named], spoken: Mapping[tuple[str, str], Sequence[Statement]]
) -> Person | None:
    spellings = tuple(dict.fromkeys(each.name for each in group))
    fullest = max(group, key=lambda each: (len(each.spelt.given), -len(each.name)))
    if not fullest.spelt.given and not fullest.spelt.titles:
        return None  # a word that stands alone may be anything
    said = [statement for each in group for statement in spoken[each.story, each.name]]
    roles = tuple(dict.fromkeys(title for each in group for title in each.spelt.titles))
    return Person(
        id=content_id("person", home),
        name=_bare(fullest),
        names=tuple(Name(name=name, source=_file(name, said)) for name in spellings),
        titles=roles,
        statements=tuple(dict.fromkeys(statement.id for statement in said)),
        how="one full name, its titles and surname" if len(spellings) > 1 else "named so everywhere",
        receipts=evidence(said),
    )


def _bare(named: _Named) -> str:
    """The name without its titles."""
    return " ".join(named.name.strip(" ,;:").split()[len(named.spelt.titles) :])


def _file(name: str, statements: Iterable[Statement]) -> str:
    return next((s.witnesses[0].file for s in statements if s.speaker_name == name and s.witnesses), "")


def joined(actors: Actors, persons: Iterable[Person]) -> Actors:
    """The actors with the persons among them; whoever speaks for a body goes on to do so under every name."""
    entities, names, bodies = dict(actors.entities), dict(actors.names), dict(actors.bodies)
    for person in persons:
        entities[person.id] = Entity(id=person.id, kind="person", names=_chief_first(person))
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
    """The statements with the person's id as speaker, where the reader knew none."""
    own = {statement: person for person in persons for statement in person.statements}
    return tuple(_resolved(statement, own.get(statement.id)) for statement in statements)


def _resolved(statement: Statement, person: Person | None) -> Statement:
    if person is None or statement.speaker_id is not None:
        return statement
    by = statement.resolved_by or (person.how if len(person.names) > 1 else None)
    return msgspec.structs.replace(statement, speaker_id=person.id, resolved_by=by)
