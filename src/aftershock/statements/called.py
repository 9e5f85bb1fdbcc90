"""Which name stands beside a noun: "an account named Grey Wolf", "its rival, the Morning Vane,"?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aftershock.statements.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Span as Stretch
    from spacy.tokens import Token

_MARK = r"[\"“”‘`]"
_PART = r"[A-Z][\w’'-]+"
# "Brigade of the Wells", "Friends of River and Sea": "and" joins only what a name is of
_NAME = (
    rf"(?:The )?(?:{_PART}|[A-Z]{{2,}})(?: {_PART}){{0,3}}"
    rf"(?: (?:of|for) (?:the )?{_PART}(?: {_PART}){{0,2}}(?: and (?:the )?{_PART})?){{0,2}}"
)
_SELF = r"(?:it|him|her|them)sel(?:f|ves)"
_LINK = (
    r"(?:,? (?:called|named|styled|dubbed|nicknamed|titled|known as|by the name of|going by"
    r"|who (?:signs|goes|is known) (?:as|by)(?: the name of)?"
    r"|who gave (?:only the name|(?:only )?(?:his|her|their) (?:first |full )?name(?: only)?(?: as|,))"
    rf"|who introduce[sd] {_SELF} (?:only )?as|(?:calling|styling|identifying) {_SELF}(?: as)?"
    rf"|(?:who|which|that) (?:calls|styles) {_SELF}"
    r"|(?:which|that) (?:call|style) themselves|identified (?:only )?as))"
)
# "Called the Grey Wolf 'a liar'" names nobody. Behind a comma only what another mark closes counts: in
# "according to the report, Ada Voss left" she left.
_WHOLE = rf"(?P<name>{_NAME})(?=[ ,.:;’'])(?! (?:[A-Z\"“‘]|an? |the ))"
_CALLED = re.compile(rf"(?:{_LINK},? (?:the )?| ){_WHOLE}|, (?P<apart>{_NAME})(?=[,.:;)])")
_INTRODUCED = re.compile(rf"{_LINK},? (?:the )?{_WHOLE}")
# In marks after "called" anything is a name; right behind a noun only what is spelt like one.
_IN_MARKS = re.compile(
    rf"{_LINK},? {_MARK}(?P<name>[\w@][^\"“”‘’`\n]{{1,40}}?)[\"”’`]|,? {_MARK}(?P<bare>{_NAME})[\"”’`]"
)
# "A user called bus12justice": no marks, but no word either.
_HANDLE = re.compile(rf"{_LINK},? (?P<name>@\w+|[a-z]+\d+\w*|\w+_\w+)(?=[ ,.:;])")
_TIE = r"(?:of (?:the )?|(?:d[eu]|des|del|della|la|le|les|der|v[ao]n|wa|walet|ag|ould|bint?) )?"
_RUN = rf"(?P<name>(?:[A-Z][\w’'-]+)(?: {_TIE}[A-Z][\w’'-]+){{0,4}})"
_APPOSED = re.compile(rf", (?:the )?(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?{_RUN}(?=[,:;]| \()")
_OPENS = r"(?:^|[.;:,] |\b(?:[Tt]he|while|and|but|as|when|that) )"
_APPOSED_TO = re.compile(rf"{_OPENS}{_RUN}, $")
_ONCE_MORE = re.compile(rf"{_OPENS}{_RUN}, (?:an?|the|its|their) (?:[\w.’'-]+ )*$")
# What is published under a name of its own.
_TITLED = {"account", "book", "broadcast", "bulletin", "channel", "newspaper", "page", "paper", "website"}
# What may still belong to a name, and what stands behind one that ends.
_MORE = rf"(?:\s+(?:and |& |the |for |y )?{_TIE}[A-Z][\w’'.-]*)*"
_ENDS = re.compile(rf"[’']s\b|{_MORE}\s*(?:[^\w\s]|(?:of|from|for|who|said|says|told)\b|$)")
_TO_NAME = re.compile(r",\s+(?:(?:Mr|Mrs|Ms|Dr|Prof)\.?\s+)?")
_OF = re.compile(r" (?:of|for|at|from|in) ")  # "the manager of Ellerwick Quarry" is not called so
_REACH = 90  # characters: an apposition longer than that is a clause


def behind(raw: str, at: int, *, apart: bool = True) -> str | None:
    """The name right behind a noun that ends at an offset; behind a comma only where ``apart``."""
    for pattern in (_CALLED, _IN_MARKS, _HANDLE):
        match = pattern.match(raw, at)
        if match and (apart or not match.groupdict().get("apart")):
            return next(name for name in match.groups() if name)
    return None


def beside(raw: str, start: int, end: int) -> str | None:
    """The name in apposition to a phrase: behind it between commas, or before it."""
    if found := _APPOSED.match(raw, end):
        return found["name"]
    if re.match(r"(?i)an? ", raw[start : start + 3]):
        found = _APPOSED_TO.search(raw, 0, start)
        return found["name"] if found else None
    return None


def introduced(raw: str, at: int) -> str | None:
    """The name that a clause behind a phrase gives: ", who goes by the name of Grey Wolf,"."""
    match = _INTRODUCED.match(raw, at)
    return match["name"] if match else None


def before(raw: str, start: int, end: int) -> str | None:
    """ "Ada Voss, a Belmora interior ministry spokeswoman,": the name that an apposition's last words end."""
    if raw[end : end + 1] != ",":
        return None
    low = max(0, start - _REACH)
    found = _ONCE_MORE.search(raw[low:start])
    return found["name"] if found else None


def untitled(token: Token, lexicon: Lexicon) -> bool:
    """Whether a noun is of what somebody wrote and has no name: "the report, Ada Voss ..." is another."""
    head = token.lemma_.lower()
    return head in lexicon.sets["document"] and head not in _TITLED


def person(raw: str, role: Token, end: int, persons: Iterable[Stretch]) -> Stretch | None:
    """ "The head of security, Mrs. Anna Lorch,": the person right behind a role whose phrase ends there."""
    for one in persons:
        if one.end_char == end and one.start > role.i and not _OF.search(raw[role.idx : one.start_char]):
            return one
        if _TO_NAME.fullmatch(raw[end : max(end, one.start_char)]) and closed(raw, one):
            return one
    return None


def closed(raw: str, name: Stretch) -> bool:
    """Whether a name behind a comma ends there: "according to the mayor, Ada Voss left" tells of two."""
    return not raw[: name.start_char].rstrip().endswith(",") or _ENDS.match(raw, name.end_char) is not None
