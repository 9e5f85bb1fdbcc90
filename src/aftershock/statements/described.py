"""By what else does a text call those whom it names: "the operator", "the envoy", "the OLC"?

"Gasnord, the grid operator, ..." makes Gasnord "the operator" and "the company"; "the Orsk Liberation
Committee (OLC)" makes it "the OLC". Only what stands right beside a name counts, never what is known of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aftershock.statements.lexicon import Lexicon
from aftershock.statements.memory import spelt
from aftershock.statements.persons import DAYS
from aftershock.statements.titles import is_personal

# Words for one sort of body: a text that says "operator" once says "the company" next.
_WORDS = {
    "company": (
        "company firm operator utility carrier airline bank manufacturer contractor brewery insurer developer"
        " retailer supplier platform shipper shipyard refinery"
    ),
    "paper": "paper newspaper daily weekly magazine journal tabloid gazette",
    "station": "station broadcaster radio channel network",
    "agency": "agency newswire wire",
    "group": (
        "group movement organisation organization militia faction outfit brigade gang cell network league"
    ),
    "aid": "charity foundation ngo relief",
    "office": "ministry council authority administration department directorate",
    "union": "union federation association",
    "party": "party",
    "court": "court tribunal",
    "hospital": "hospital clinic infirmary",
}
_SORTS = {word: sort for sort, words in _WORDS.items() for word in words.split()}
_ARMED = re.compile(
    r"\b(?:armed|militant|rebel|guerrilla|insurgent|jihadist|extremist|separatist|militia|paramilitary)"
)
_AGED = r"(?:, (?:aged )?\d{2},)"
_MARK = r"[\"“”‘’'`]?"
_JOIN = r"(?:of (?:the )?|for (?:the )?|and |de |du |von |van |al-)?"
_NAME = rf"(?P<name>[A-Z][\w’'-]*\w(?:['’]? {_JOIN}[A-Z][\w’'-]*\w){{0,5}})"
_BEFORE = re.compile(rf"(?P<words>(?:[a-z][\w-]+ )?(?P<noun>[a-z]+)),? {_MARK}(?:[Tt]he )?{_NAME}")
_IS = rf"(?:{_AGED}|,| \(|,? which (?:is|was)| is| was)"
_AFTER = re.compile(
    rf"{_NAME}{_MARK}{_IS} (?:an?|the|one of the|its|their|our|[A-Z]\w+[’']s?) "
    r"(?P<words>(?:[\w’'-]+ ){0,5}?(?P<noun>[a-z]+))"
    r"(?=[,.;:)]| (?:that|which|who|of|in|for|from|with|behind)\b)"
)
_TITLED = re.compile(rf"\b(?P<words>(?P<noun>[A-Z][a-z]{{3,}}))\.? {_NAME}")
_INITIALS = re.compile(
    rf"{_NAME}{_MARK}(?: (?:group|movement|party|organi[sz]ation|militia|faction|network|union|agency))?"
    r"(?: \(|,? (?:or|known as) )\"?“?(?P<short>[A-Z][\w&-]*[A-Z][\w&]*)[”\"]?[);,/]"
)
# A body's name, whose initials are often those of another language: "the Kesten Workers' Party (PKX)".
_OF_BODY = re.compile(
    r"\b(?:Party|Army|Front|Movement|Organi[sz]ation|Union|Council|Committee|Commission|Office|Ministry|Agency|Service"
    r"|Authority|Association|Federation|League|Bureau|Department|Directorate|Forces?|Brigades?|Guard|Command"
    r"|Coalition|Alliance|Institute|Court|State)\b"
)
_PREPOSITION = re.compile(r"\b(?:in|at|near|on|from|outside|around|since|until|of|to)\s*$", re.I)
_OPENERS = frozenset((
    "yesterday", "today", "meanwhile", "however", "later", "earlier", "moreover", "instead", "still",
    "then", "also", "nevertheless", "afterwards", "he", "she", "it", "they", "we", "i", "in", "on",
    "at", "by", "for", "but", "and", "so", "yet", "if", "when", "while", "after", "before", "asked",
    "two", "three", "one", "no", "this", "that", "these", "those", "there", "some", "many", "most",
    "both", "neither",
))  # fmt: skip
SORT = "~"  # before a sort of body among the words of a name


class Told(NamedTuple):
    """A name, where it stands in the passage, and what it is told to be."""

    at: int
    name: str
    kind: str  # person, armed or body, as in a memory
    words: frozenset[str]  # small words that take it up; a sort of body with its mark


def sort_of(noun: str) -> str | None:
    """The sort of body that a noun stands for, as a word of memory; None where it stands for none."""
    sort = _SORTS.get(noun)
    return SORT + sort if sort else None


def personal(noun: str, lexicon: Lexicon) -> bool:
    """Whether a noun names one person by an office or by what they do."""
    return noun in lexicon.sets["trade"] or is_personal(noun, lexicon)


def find(raw: str, lexicon: Lexicon) -> Iterator[Told]:
    """What a passage tells of those whom it names."""
    for pattern in (_BEFORE, _AFTER, _TITLED):
        for match in pattern.finditer(raw):
            name, noun = _clean(match["name"]), match["noun"].lower()
            sort = sort_of(noun)
            one = personal(noun, lexicon)
            if not (sort or one) or not _named(raw, match, name):
                continue
            words = {*name.lower().split(), noun, match["words"].lower()} | ({sort} if sort else set())
            armed = _ARMED.search(match["words"]) is not None
            kind = "person" if one and not sort else "armed" if armed else "body"
            yield Told(match.start("name"), name, kind, frozenset(words))


def initials(raw: str) -> Iterator[tuple[int, str, str]]:
    """Where a passage says how a name is shortened: the offset, the short name, the whole one."""
    for match in _INITIALS.finditer(raw):
        name, short = _clean(match["name"]), match["short"]
        letters = [word[0].upper() for word in re.findall(r"[\w’']+", name)]
        told = [letter for letter in short if letter.isupper()]
        if short != name and sum(letter in letters for letter in told) >= max(2, len(told) - 1):
            yield match.start(), short, _from(name, told)
        elif short.isupper() and short.isalpha() and _OF_BODY.search(name):
            yield match.start(), short, name


def _from(name: str, told: list[str]) -> str:
    """The name from the word on that its initials begin with: "Rebels of the Orsk Front (OF)"."""
    words = name.split()
    capitals = [n for n, word in enumerate(words) if word[:1].isupper()]
    for start in capitals:
        if spelt(" ".join(words[start:])) == "".join(told):
            return " ".join(words[start:])
    return name


def _named(raw: str, match: re.Match[str], name: str) -> bool:
    """Whether it is a name that is told of, and not a day, a place or the word a sentence opens with."""
    first = name.split()[0].lower()
    if first in DAYS or first in _OPENERS:
        return False
    return match.re is not _AFTER or not _PREPOSITION.search(raw, 0, match.start("name"))


def _clean(name: str) -> str:
    return re.sub(r"['’]s?$", "", name.removeprefix("The "))
