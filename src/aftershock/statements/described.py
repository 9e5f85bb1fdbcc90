"""By what else does a text call those whom it names: "the operator", "the envoy"?

"Gasnord, the grid operator, ..." makes Gasnord "the operator" and "the company". Only what stands right
beside a name counts, never what is known of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aftershock.statements.lexicon import Lexicon
from aftershock.statements.persons import DAYS
from aftershock.statements.shortened import NAME, OF_BODY
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
_BEFORE = re.compile(rf"(?P<words>(?:[a-z][\w-]+ )?(?P<noun>[a-z]+)),? {_MARK}(?:[Tt]he )?{NAME}")
_IS = rf"(?:{_AGED}|,| \(|,? which (?:is|was)| is| was)"
_AFTER = re.compile(
    rf"{NAME}{_MARK}{_IS} (?:an?|the|one of the|its|their|our|[A-Z]\w+[’']s?) "
    r"(?P<words>(?:[\w’'-]+ ){0,5}?(?P<noun>[a-z]+))"
    r"(?=[,.;:)]| (?:that|which|who|of|in|for|from|with|behind)\b)"
)
# "the Commissioner of Police, Mr Ilan Roth,", "Sera Ilgaz, rector of Karaova University,"
_OFFICE = re.compile(
    rf"\b(?P<words>(?P<noun>[A-Za-z][a-z]+)) (?:of|for) (?:the )?(?:[A-Za-z][\w’'-]+ ){{0,4}}"
    rf"[A-Za-z][\w’'-]+, (?:(?:Mr|Mrs|Ms|Dr|Prof|Sir)\.? )?{NAME}(?=,)"
)
_POST = re.compile(
    rf"{NAME},(?: \d{{2}},)? (?P<words>(?:[\w’'-]+ ){{0,2}}?(?P<noun>[a-z]+))"
    r"(?= (?:of|at|for|in|with|from)\b)"
)
_OF_OFFICE = (
    r"(?:Prime|Deputy|Vice|Chief|Foreign|Interior|Defen[cs]e|Finance|Health|Justice|Home|Education|Police|Acting"
    r"|Former|Assistant|First|Attorney|Major|Lieutenant|Rear|Field)"
)
_TITLED = re.compile(rf"\b(?P<words>(?:{_OF_OFFICE} )?(?P<noun>[A-Z][a-z]{{3,}}))\.? {NAME}")
_AGED_SO = re.compile(rf"{NAME}, (?:aged )?(?P<age>\d{{2}}),")
_PREPOSITION = re.compile(r"\b(?:in|at|near|on|from|outside|around|since|until|of|to)\s*$", re.I)
_OPENERS = frozenset((
    "yesterday", "today", "meanwhile", "however", "later", "earlier", "moreover", "instead", "still",
    "then", "also", "nevertheless", "afterwards", "he", "she", "it", "they", "we", "i", "in", "on",
    "at", "by", "for", "but", "and", "so", "yet", "if", "when", "while", "after", "before", "asked",
    "two", "three", "one", "no", "this", "that", "these", "those", "there", "some", "many", "most",
    "both", "neither",
))  # fmt: skip
SORT = "~"  # before a sort of body among the words of a name
OUTLETS = frozenset(SORT + sort for sort in ("paper", "station", "agency"))


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


def aged(raw: str) -> Iterator[Told]:
    """Whom a passage gives an age: "Ada Voss, 29, ..." is "the 29-year-old"."""
    for match in _AGED_SO.finditer(raw):
        name = _clean(match["name"])
        words = frozenset((*name.lower().split(), f"{match['age']}-year-old"))
        yield Told(match.start("name"), name, "person", words)


def names_body(name: str) -> bool:
    """Whether a name says that it is a body's: "the Kordu Liberation Army", "Radio Plaine"."""
    return bool(OF_BODY.search(name)) or any(word in _SORTS for word in name.lower().split())


def personal(noun: str, lexicon: Lexicon) -> bool:
    """Whether a noun names one person by an office or by what they do."""
    return noun in lexicon.sets["trade"] or is_personal(noun, lexicon)


def find(raw: str, lexicon: Lexicon) -> Iterator[Told]:
    """What a passage tells of those whom it names."""
    for pattern in (_BEFORE, _AFTER, _TITLED, _OFFICE, _POST):
        for match in pattern.finditer(raw):
            name, noun = _clean(match["name"]), match["noun"].lower()
            sort = sort_of(noun)
            one = personal(noun, lexicon)
            if pattern in (_OFFICE, _POST) and (sort or " " not in name):
                continue
            if not (sort or one) or not _named(raw, match, name):
                continue
            words = {*name.lower().split(), noun, match["words"].lower()} | ({sort} if sort else set())
            armed = _ARMED.search(match["words"]) is not None
            kind = "person" if one and not sort else "armed" if armed else "body"
            yield Told(match.start("name"), name, kind, frozenset(words))


def _named(raw: str, match: re.Match[str], name: str) -> bool:
    """Whether it is a name that is told of, and not a day, a place or the word a sentence opens with."""
    first = name.split()[0].lower()
    if first in DAYS or first in _OPENERS:
        return False
    return match.re not in (_AFTER, _POST) or not _PREPOSITION.search(raw, 0, match.start("name"))


def _clean(name: str) -> str:
    return re.sub(r"['’]s?$", "", name.removeprefix("The "))
