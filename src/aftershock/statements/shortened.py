"""By which short name does a text call a body: "the Orsk Liberation Committee (OLC)"?

The letters of a short name are looked for from its last to its first in the words before the bracket
(Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions in biomedical text").
Those of another language fit no words of ours; then the name of the body right before it is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_JOIN = r"(?:of (?:the )?|for (?:the )?|and |de |du |von |van |al-)?"
NAME = rf"(?P<name>[A-Z][\w’'-]*\w(?:['’]? {_JOIN}[A-Z][\w’'-]*\w){{0,5}})"
_MARK = r"[\"“”‘’'`]?"
_SHORT = r"[\"“]?(?P<short>(?:[A-Z]\.){2,6}|[A-Z][\w&-]*[A-Z][\w&]*)[”\"]?"
_INTRODUCED = re.compile(
    rf"{NAME}{_MARK}(?: (?:group|movement|party|organi[sz]ation|militia|faction|network|union|agency))?"
    rf"(?: \((?:(?P<other>[^()\n]{{3,70}}?),? (?:or )?)?|,? (?:or|known as) (?:the )?){_SHORT}"
    r"(?:[);,/]|(?<=\.) )"
)
_BRACKET = re.compile(rf" \({_SHORT}\)")
# A body's name, whose initials are often those of another language: "the Kesten Workers' Party (PKX)".
OF_BODY = re.compile(
    r"\b(?:Party|Army|Front|Movement|Organi[sz]ation|Union|Council|Committee|Commission|Office|Ministry|Agency|Service"
    r"|Authority|Association|Federation|League|Bureau|Department|Directorate|Forces?|Brigades?|Guard|Command"
    r"|Coalition|Alliance|Institute|Court|State)\b"
)
_REACH = 120  # characters before a bracket in which its long form begins


def find(raw: str) -> Iterator[tuple[int, str, str]]:
    """Where a passage says how a name is shortened: where, the short name without points, the whole one."""
    told: set[str] = set()
    for match in _INTRODUCED.finditer(raw):
        name, short = re.sub(r"['’]s?$", "", match["name"].removeprefix("The ")), plain(match["short"])
        whole = _spelt_in(name, short)
        foreign = match["other"] is not None and _spelt_in(match["other"], short) is not None
        if short == name or not (whole or foreign or (short.isupper() and OF_BODY.search(name))):
            continue
        if short.isalpha() or whole:
            told.add(short)
            yield match.start(), short, whole or name
    for match in _BRACKET.finditer(raw):  # "the Coalition des forces de l'Est (CFE)": small words in a name
        short = plain(match["short"])
        words = raw[max(0, match.start() - _REACH) : match.start()].split()
        whole = _spelt_in(" ".join(words[-min(len(short) + 5, 2 * len(short)) :]), short)
        if short not in told and whole and whole[:1].isupper() and len(whole.split()) > 1:
            yield match.start(), short, whole


def plain(short: str) -> str:
    """A short name without its points: "R.N.M." is RNM."""
    return short.replace(".", "")


def _spelt_in(words: str, short: str) -> str | None:
    """The end of some words that the letters of a short name spell; None where they do not."""
    at = len(words)
    for number, letter in reversed([*enumerate(filter(str.isalnum, short))]):
        at = _letter_before(words, letter, at, opens=number == 0)
        if at < 0:
            return None
    return words[at:].strip(" \"“”'’,")


def _letter_before(words: str, letter: str, end: int, *, opens: bool) -> int:
    """The last place before an end where a letter stands, at a word's start where it ``opens``; else -1."""
    for at in range(end - 1, -1, -1):
        begins = at == 0 or not words[at - 1].isalnum()
        if words[at].lower() == letter.lower() and (begins or not opens):
            return at
    return -1
