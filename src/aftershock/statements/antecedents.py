"""Whom does a pronoun or a description take up: "she", "the ministry"?

Everybody told of so far is a candidate. What is known of each (how long ago, in what role, how often, whether
"she" fits) has a weight, and the weights of a candidate add up: a conditional logit over the candidates and
"none of them" (McFadden 1974), so that chances add up to one and tell how plain it is. The weights are
fitted on labelled texts (`training/reader/antecedents.py`) and stand in ``data/reader/antecedents.tsv``.
"""

from __future__ import annotations

import csv
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import repeat
from typing import NamedTuple

from aftershock.statements import described
from aftershock.statements.memory import Known, Memory, Place, Telling, sex_told
from aftershock.statements.persons import TITLES

SEXES = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(
    ("she", "her", "hers", "herself"), "f"
)
_PERSON, _BODY = frozenset(("person",)), frozenset(("body", "armed"))
# How pronouns are weighed together, and whom they may take up.
PRONOUNS = (
    dict.fromkeys(("he", "him", "his", "she", "her"), ("person", _PERSON))
    | dict.fromkeys(("it", "its"), ("thing", _BODY))
    | dict.fromkeys(("they", "them", "their", "both"), ("they", _BODY | {"people"}))
)
# The same of descriptions: of a person, of an armed group, of what somebody wrote, of anything else.
DESCRIPTIONS = {
    "document": ("the paper", _BODY | {"people", "person"}),
    "person": ("the person", _PERSON),
    "armed": ("the group", frozenset(("armed",))),
    "body": ("the body", _BODY | {"people"}),
}
NOBODY, ANY = "none of them", "any"
FAR = 60  # tellings: who was told of before that is not asked for
MANY = 12  # candidates, those told of last
NEAR = 250  # characters behind a name within which a pronoun tells the sex
# Up to which distances in characters are alike.
_CHARACTERS = (20, 40, 80, 140, 220, 320, 450, 700, 1000)
_INTO = (3, 15, 40, 80)
_TELLINGS = (1, 3, 6, 12)
_TITLES = TITLES | {"miss", "madame", "captain", "general"}
_SEXED = re.compile(r"\b(?:(he|him|his|himself)|she|her|hers|herself)\b", re.I)


class Mention(NamedTuple):
    """A pronoun, or the noun of a description, in small letters, and how it stands.

    ``sort`` is how such words are weighed together, ``kinds`` whom they may take up. ``quoted`` inside a
    quotation, ``behind`` right behind one, ``claimed`` where it claims a deed, ``owns`` where possessive.
    """

    word: str
    sort: str
    kinds: frozenset[str]
    place: Place
    quoted: bool = False
    behind: bool = False
    claimed: bool = False
    owns: bool = False


class Candidate(NamedTuple):
    """Somebody who may be meant: each telling with its number among all."""

    known: Known
    tellings: tuple[tuple[int, Telling], ...]


class Taken(NamedTuple):
    """Who is likeliest, and the chance that it is so."""

    known: Known
    chance: float


def sexed(raw: str) -> Iterator[tuple[int, str]]:
    """Where a text says "he" or "she" in any form: the offset, and m or f."""
    for found in _SEXED.finditer(raw):
        yield found.start(), "m" if found[1] else "f"


def choose(mention: Mention, memory: Memory, barred: Collection[str] = frozenset()) -> Taken | None:
    """The likeliest of those told of so far; None where "none of them" is likelier.

    ``barred`` are names that it cannot be.
    """
    somebody = candidates(memory, mention.place.at, barred, mention.word)
    if not somebody:
        return None
    table = weights()
    mine, none = table.get(mention.sort, {}), table[ANY].get((NOBODY, 0), 0.0)
    scores = [sum(map(mine.get, facts.items(), repeat(0.0))) for facts in known_of(mention, somebody, memory)]
    best = max(range(len(scores)), key=scores.__getitem__)
    if scores[best] < none:
        return None
    total = sum(math.exp(score - scores[best]) for score in (*scores, none))
    return Taken(somebody[best].known, 1 / total)


def candidates(
    memory: Memory, before: int, barred: Collection[str] = frozenset(), word: str = ""
) -> list[Candidate]:
    """Who was told of before an offset, whoever was told of last first; a surname is whoever bears it.

    The last few, and whoever was told to be what ``word`` says ("the governor"), however long ago.
    """
    tellings = memory.told[-FAR:] if word in PRONOUNS else memory.told
    told = [one for one in tellings if one.place is None or one.place.at < before]
    groups: dict[str, list[tuple[int, Telling]]] = {}
    bearers: dict[str, tuple[str, str]] = {}
    for number, one in enumerate(told):
        groups.setdefault(_called(one.known, bearers), []).append((number, one))
    found = [
        Candidate(_fullest(group), tuple(group))
        for group in sorted(groups.values(), key=lambda group: -group[-1][0])
        if not any(one.known.name in barred for _, one in group)
    ]
    if word in SEXES:
        return [one for one in found[:MANY] if not _body(one)]
    called = (one for one in found[MANY:] if any(word in telling.known.words for _, telling in one.tellings))
    return [*found[:MANY], *(called if word not in PRONOUNS else ())]


def _body(candidate: Candidate) -> bool:
    """Whether somebody can be nobody whom "she" takes up: never told of as a person, and a body by name."""
    kinds = {one.known.kind for _, one in candidate.tellings}
    return kinds <= _BODY and described.names_body(candidate.known.name)


def known_of(mention: Mention, somebody: Sequence[Candidate], memory: Memory) -> Iterator[dict[str, int]]:
    """What is known of each candidate, as numbers by name; a name with a comma tells several at once."""
    setting = _Setting(mention, somebody, memory)
    rank = spoken = 0
    for candidate in somebody:
        facts = setting.facts(candidate, rank, spoken)
        rank += bool(facts["fits"]) and facts["sex"] != -1
        spoken += any(one.role != "named" for _, one in candidate.tellings)
        yield facts | setting.joined(facts)


class _Setting:
    """What of the text is the same for all candidates of one mention."""

    def __init__(self, mention: Mention, somebody: Sequence[Candidate], memory: Memory) -> None:
        told = sorted(pair for one in somebody for pair in one.tellings)
        self.mention, self.memory, self.told = mention, memory, told
        self.sex = SEXES.get(mention.word) or sex_told((mention.word,))
        self.company = described.sort_of(mention.word)
        places = [one.place for _, one in told if one.place]
        self.sentences = sorted({place.sentence for place in places} | {mention.place.sentence})
        self.paragraphs = sorted({place.paragraph for place in places} | {mention.place.paragraph})
        first = min((place.at for place in places), default=0)  # what stands before it tells of none of them
        since = bisect_left(memory.pronouns, (first, ""))
        self.pronouns = memory.pronouns[since : bisect_left(memory.pronouns, (mention.place.at, ""))]
        self.spoke_last = next((number for number, one in reversed(told) if one.role != "named"), -1)
        mine = self.sex or mention.word
        self.meant_last = next(
            (number for number, one in reversed(told) if SEXES.get(one.role, one.role) == mine), -1
        )
        at = mention.place
        self.standing = [
            name
            for name, holds in (
                ("behind a quotation", mention.behind),
                ("opens a sentence", at.at - at.sentence < 2),
                ("opens a paragraph", at.at - at.paragraph < 2),
                ("claims", mention.claimed),
                ("quoted", mention.quoted),
                ("owns", mention.owns),
            )
            if holds
        ]

    def joined(self, facts: dict[str, int]) -> dict[str, int]:
        """Facts that tell more together; two small numbers are the tens and the ones of one."""
        votes = facts.get("votes", 0)
        return {
            "role here, sentences": 10 * facts["role here"] + facts["sentences"],
            "meant last, spoke last": 10 * facts["meant last"] + facts["spoke last"],
            "name, role": 10 * facts["name"] + facts["role"],
            "fitting since, votes": 10 * facts["fitting since"] + (votes > 0) - (votes < 0),
            **{
                f"{name}, {fact}": facts[fact]
                for name in self.standing
                for fact in ("sentences", "role", "spoke last", "same sentence", "armed")
            },
        }

    def facts(self, candidate: Candidate, rank: int, spoken: int) -> dict[str, int]:
        """What is known of one candidate; ``rank`` and ``spoken`` count those since who fit and who spoke."""
        known, tellings = candidate
        number, last = tellings[-1]
        numbers = [each for each, _ in tellings]
        speaking = [one for _, one in tellings if one.role != "named"]
        kinds = {one.known.kind for _, one in tellings}
        large = known.name[:1].isupper()
        fits = any(self.memory.is_of(one.known, self.mention.kinds) for _, one in tellings)
        facts = {
            "fits": int(fits),
            "sex": self._agrees(known) if self.sex else 0,
            "fitting since": rank if fits else 20,
            "spoken since": spoken if speaking else 20,
            "since": min(self.told[-1][0] - number, 8),
            "spoke last": int(self.spoke_last in numbers),
            "meant last": int(self.meant_last in numbers),
            "role": _role(last),
            "count": min(len(tellings), 6),
            "spoken": min(len(speaking), 8),
            **{kind: int(kind in kinds) for kind in ("person", "armed", "people", "body")},
            "listed": int(known.entity is not None),
            "name": int(large),
            "words": len(known.name.split()),
            "first": _step(tellings[0][0], _TELLINGS),
            "called so": self._called_so(candidate),
        }  # fmt: skip
        return facts | self._where(tellings) | (self._sexed(candidate) if self.sex else {})

    def _where(self, tellings: tuple[tuple[int, Telling], ...]) -> dict[str, int]:
        """How far back somebody was told of last, and as what in that sentence."""
        last, here = tellings[-1][1].place, self.mention.place
        if last is None:
            return dict.fromkeys(("role here", "sentences", "paragraphs", "same sentence"), 0)
        beside = [one for _, one in tellings if one.place and one.place.sentence == last.sentence]
        into = min(one.place.at - one.place.sentence for one in beside if one.place)
        return {
            "quoted last": int(last.quoted),
            "quoted": int(all(one.place is not None and one.place.quoted for _, one in tellings)),
            "role here": max(_role(one) for one in beside),
            "sentences": min(_between(self.sentences, last.sentence, here.sentence), 8),
            "paragraphs": min(_between(self.paragraphs, last.paragraph, here.paragraph), 6),
            "same sentence": int(last.sentence == here.sentence),
            "characters": _step(here.at - last.at, _CHARACTERS),
            "into its sentence": _step(into, _INTO),
            "opens": int(any(one.place and one.place.at - one.place.paragraph < 40 for one in beside)),
        }

    def _sexed(self, candidate: Candidate) -> dict[str, int]:
        """What pronouns behind somebody's tellings, and the given name, say of "he" and "she"."""
        place = candidate.tellings[-1][1].place
        since = [sex for at, sex in self.pronouns if place is None or at > place.at]
        same = sum(sex == self.sex for sex in since)
        ends = _given(candidate.known.name)[-1:]
        side = 1 if self.sex == "f" else -1
        return {
            "votes": self._votes(candidate),
            "same sex since": min(same, 6),
            "other sex since": min(len(since) - same, 6),
            "ends in a": (side if ends == "a" else -side) if ends else 0,
            "ends in a vowel": (side if ends in "aeiy" else -side) if ends else 0,
        }

    def _votes(self, candidate: Candidate) -> int:
        """Whether the first "he" or "she" behind each telling is of this sex, before another is told of."""
        mine = {number for number, _ in candidate.tellings}
        others = sorted(one.place.at for number, one in self.told if one.place and number not in mine)
        votes = 0
        for _, one in candidate.tellings:
            if one.place is None or one.place.quoted:
                continue
            after = bisect_left(others, one.place.at + 1)
            end = min(others[after] if after < len(others) else math.inf, one.place.at + NEAR)
            first = bisect_left(self.pronouns, (one.place.at + 1, ""))
            if first < len(self.pronouns) and self.pronouns[first][0] < end:
                votes += 1 if self.pronouns[first][1] == self.sex else -1
        return max(-4, min(4, votes))

    def _called_so(self, candidate: Candidate) -> int:
        """2 where somebody was told to be what the word says, 1 where of the same sort of body."""
        words = {word for _, one in candidate.tellings for word in one.known.words}
        return 2 if self.mention.word in words else int(self.company in words)

    def _agrees(self, known: Known) -> int:
        sex = self.memory.sex(known)
        return 0 if not sex else 1 if sex == self.sex else -1


def _role(one: Telling) -> int:
    return {"named": 0, "acts": 1, "spoke": 2, "description": 2}.get(one.role, 3)


def _step(value: int, bounds: Sequence[int]) -> int:
    """The bound that a value lies below, -1 beyond all."""
    beyond = bisect_right(bounds, value)
    return bounds[beyond] if beyond < len(bounds) else -1


def _between(starts: Sequence[int], first: int, last: int) -> int:
    return bisect_left(starts, last) - bisect_left(starts, first)


def _called(known: Known, bearers: dict[str, tuple[str, str]]) -> str:
    """What tells one candidate from another: of a person the surname, and where two bear it the given name.

    ``bearers`` are whoever bore each surname last, as what they are called and their given name.
    """
    words = known.name.split()
    surname = words[-1].lower() if words else ""
    person = known.kind == "person" and words and words[-1][:1].isupper()
    alone = len(words) == 1 and known.name[:1].isupper() and surname in bearers
    if not (person or alone):
        return " ".join(words).lower().removeprefix("the ")
    given = _given(known.name)
    called, before = bearers.get(surname, (surname, ""))
    if given and before and given != before and given[0] + "." not in (given, before):
        called = f"{given} {surname}"
    bearers[surname] = called, given or before
    return called


def _fullest(group: Sequence[tuple[int, Telling]]) -> Known:
    """Somebody under the longest name of the latest, an article not counted."""
    names = (one.known for _, one in reversed(group))
    return max(names, key=lambda known: len(known.name) - 8 * known.name.startswith("The "))


@lru_cache(maxsize=4096)
def _given(name: str) -> str:
    """The given name of a person's full name, in small letters; empty where there is none."""
    words = [word for word in name.lower().split() if word.strip(".") not in _TITLES]
    return words[0] if len(words) > 1 and name[:1].isupper() else ""


@cache
def weights() -> dict[str, dict[tuple[str, int], float]]:
    """The fitted weight of each fact and its number by sort of word; what holds for any sort is added."""
    read: dict[str, dict[tuple[str, int], float]] = {ANY: {}}
    with files("aftershock").joinpath("data/reader/antecedents.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            read.setdefault(row["sort"], {})[row["fact"], int(row["number"])] = float(row["weight"])
    for sort in {sort for sort, _ in (*PRONOUNS.values(), *DESCRIPTIONS.values())}:
        own = read.get(sort, {})
        both = {*own, *read[ANY]}
        read[sort] = {fact: own.get(fact, 0.0) + read[ANY].get(fact, 0.0) for fact in both}
    return read
