"""Which capitalised words of a passage are somebody's name?

A run of names that is no listed entity, no day, and does not end like a place or a body. The parser's own
recogniser costs half of the whole pipeline's time and is trained on other news: in invented or foreign names
the run of capitals is as sure (evals/statements/LOG.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from aftershock.statements.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Stretch

LONGEST = 4  # names in a row; more are a heading
_PARTICLES = frozenset((
    "al", "el", "bin", "ibn", "ben", "bint", "de", "da", "di", "du", "del", "der", "den", "van", "von", "ter",
    "la", "le",
))  # fmt: skip
_TIED = frozenset(("al", "el", "ul", "ad", "an", "ar", "as", "ash", "at", "az", "bin", "abu"))
# Words that with a capital begin a body's name: "Radio Tolmen", "Foreign Affairs".
_OF_BODIES = frozenset((
    "radio", "television", "channel", "foreign", "interior", "ministry", "party", "bank", "agency", "network",
))  # fmt: skip
# "The town of Slag Hill".
_PLACES = frozenset((
    "town", "towns", "village", "villages", "city", "cities", "port", "district", "districts", "county",
    "province", "region", "municipality", "suburb", "island", "islands", "hamlet", "township", "governorate",
    "prefecture", "republic", "state", "kingdom", "parish", "commune", "quarter", "neighbourhood",
    "neighborhood", "settlement",
))  # fmt: skip
TITLES = frozenset((
    "mr", "mrs", "ms", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "interior", "foreign",
    "prime", "brig", "gen", "col", "maj", "capt", "lt", "sgt", "cmdr", "adm", "rev",
))  # fmt: skip
DAYS = frozenset(
    (
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "today",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    )
)  # fmt: skip


def find(doc: Doc, lexicon: Lexicon, listed: Callable[[int], bool]) -> Iterator[Stretch]:
    """The persons' names of a parsed passage; ``listed`` says whether an entity's name is at an offset."""
    at = 0
    while at < len(doc):
        if not _name(doc[at], lexicon, listed) and not _article(doc, at):
            at += 1
            continue
        start = at
        while at < len(doc) and (
            _name(doc[at], lexicon, listed)
            or _hyphen(doc, at)
            or _second(doc, at, lexicon)
            or _article(doc, at)
            or (doc[at].lower_ in _PARTICLES and at + 1 < len(doc) and _name(doc[at + 1], lexicon, listed))
        ):
            at += 1
        run = doc[start:at]
        if _person(run, lexicon):
            yield run


def _hyphen(doc: Doc, at: int) -> bool:
    """The mark within "Achebe-Holt"."""
    return (
        doc[at].text == "-"
        and 0 < at < len(doc) - 1
        and not doc[at - 1].whitespace_
        and not doc[at].whitespace_
        and (doc[at + 1].text[:1].isupper() or _small(doc, at + 1))
    )


def _small(doc: Doc, at: int) -> bool:
    """The second half of "Dong-hyun Arriaga", in small letters before another name."""
    token = doc[at]
    return (
        token.text.islower()
        and token.whitespace_ == " "
        and at + 1 < len(doc)
        and doc[at + 1].pos_ == "PROPN"
    )


def _second(doc: Doc, at: int, lexicon: Lexicon) -> bool:
    """The same where a run of names has come to it; "Vice-president" is none."""
    tied = at > 1 and doc[at - 1].text == "-" and not doc[at - 1].whitespace_
    return tied and _small(doc, at) and doc[at].lower_ not in lexicon.sets["role"]


def _article(doc: Doc, at: int) -> bool:
    """The small word of "al-Rawi", a part of the name, and no name where no mark ties it to one."""
    return doc[at].lower_ in _TIED and at + 2 < len(doc) and not doc[at].whitespace_ and _hyphen(doc, at + 1)


def _name(token: Token, lexicon: Lexicon, listed: Callable[[int], bool]) -> bool:
    """A word that may be part of a person's name."""
    text = token.text
    if (
        token.pos_ != "PROPN"
        or not text[:1].isupper()
        or (len(text) > 1 and text.isupper() and len(text) < 5)
    ):
        return len(text) == 2 and text[0].isupper() and text[1] == "." and token.pos_ == "PROPN"
    lower = token.lower_.strip(".")
    return (
        lower not in DAYS
        and lower not in TITLES
        and lower not in lexicon.sets["role"]
        and not listed(token.idx)
    )


def _person(run: Stretch, lexicon: Lexicon) -> bool:
    """Whether a run of names is a person's: not behind "the", not a street, a paper or a council."""
    doc, start, end = run.doc, run.start, run.end
    if sum(token.text != "-" for token in run) > LONGEST:
        return False
    things = lexicon.sets["thing"] | lexicon.sets["document"]
    if run[-1].lower_ in things or (end < len(doc) and _goes_on(doc[end], things)):
        return False
    before = doc[start - 1] if start else None
    if before is not None and before.lower_ in ("the", "in", "at", "near", "from", "outside"):
        return False
    if start > 1 and before is not None and before.lower_ == "of" and doc[start - 2].lower_ in _PLACES:
        return False
    if len(run) > 1:
        return not run.text.isupper()
    if before is not None and before.text[:1].isupper() and before.lower_ in _OF_BODIES:
        return False
    titled = before is not None and (
        before.lower_.strip(".") in TITLES
        or (before.pos_ in ("NOUN", "PROPN") and before.lemma_.lower() in lexicon.sets["role"])
    )
    return titled or (run[0].dep_ in ("nsubj", "poss", "conj", "pobj", "appos") and _speaks(run[0]))


def _goes_on(token: Token, things: frozenset[str]) -> bool:
    """A name that goes on with a word for a thing: "Calder Street", "Renn hospital"."""
    return token.pos_ in ("PROPN", "NOUN") and token.lower_ in things and token.text[:1].isupper()


def _speaks(token: Token) -> bool:
    """A single name right beside a verb that it is the subject of."""
    return token.dep_ == "nsubj" and token.head.pos_ == "VERB"


def clean(name: str) -> str:
    """A name without marks around it, a possessive's end and a word that opens its sentence."""
    bare = re.sub(r"['’]s$", "", " ".join(name.split())).strip(" ,.()\"'")
    return re.sub(r"^Neighbou?ring (?=[A-Z])", "", bare)
