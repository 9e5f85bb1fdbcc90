"""Which name stands beside a noun: "an account named Grey Wolf", "its rival, the Morning Vane,"?"""

from __future__ import annotations

import re

_MARK = r"[\"“”‘`]"
_PART = r"[A-Z][\w’'-]+"
# "Brigade of the Wells", "Friends of River and Sea": "and" joins only what a name is of
_NAME = (
    rf"(?:The )?(?:{_PART}|[A-Z]{{2,}})(?: {_PART}){{0,3}}"
    rf"(?: (?:of|for) (?:the )?{_PART}(?: {_PART}){{0,2}}(?: and (?:the )?{_PART})?){{0,2}}"
)
_LINK = (
    r"(?:,? (?:called|named|styled|dubbed|nicknamed|titled|known as|by the name of|going by"
    r"|who (?:signs|goes|is known) (?:as|by)|(?:calling|styling|identifying) (?:it|him|her|them)sel(?:f|ves)"
    r"(?: as)?|(?:who|which|that) (?:calls|styles) (?:it|him|her|them)sel(?:f|ves)"
    r"|(?:which|that) (?:call|style) themselves|identified (?:only )?as))"
)
_CALLED = re.compile(rf"(?:{_LINK},? (?:the )?|,? )(?P<name>{_NAME})(?=[ ,.:;’'])")
# In marks after "called" anything is a name; right behind a noun only what is spelt like one.
_IN_MARKS = re.compile(
    rf"{_LINK},? {_MARK}(?P<name>[\w@][^\"“”‘’`\n]{{1,40}}?)[\"”’`]|,? {_MARK}(?P<bare>{_NAME})[\"”’`]"
)
# "A user called bus12justice": no marks, but no word either.
_HANDLE = re.compile(rf"{_LINK},? (?P<name>@\w+|[a-z]+\d+\w*|\w+_\w+)(?=[ ,.:;])")
_RUN = r"(?P<name>(?:[A-Z][\w’'-]+)(?: (?:of (?:the )?)?[A-Z][\w’'-]+){0,4})"
_APPOSED = re.compile(rf", (?:the )?{_RUN}(?=[,:;])")
_OPENS = r"(?:^|[.;:,] |\b(?:[Tt]he|while|and|but|as|when|that) )"
_APPOSED_TO = re.compile(rf"{_OPENS}{_RUN}, $")
_ONCE_MORE = re.compile(rf"{_OPENS}{_RUN}, (?:an?|the|its|their) (?:[\w.’'-]+ )*$")
_REACH = 90  # characters: an apposition longer than that is a clause


def behind(raw: str, at: int) -> str | None:
    """The name right behind a noun that ends at an offset."""
    for pattern in (_CALLED, _IN_MARKS, _HANDLE):
        if match := pattern.match(raw, at):
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


def before(raw: str, start: int, end: int) -> str | None:
    """ "Ada Voss, a Belmora interior ministry spokeswoman,": the name that an apposition's last words end."""
    if raw[end : end + 1] != ",":
        return None
    low = max(0, start - _REACH)
    found = _ONCE_MORE.search(raw[low:start])
    return found["name"] if found else None
