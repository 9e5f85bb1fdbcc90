"""Who speaks through a channel that only bears a group's name? The channel: its description is the speaker.

"A channel in the name of the Harbor Front", "an account named Harbor Front News": whose they are is open, so
neither name is the speaker's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from aftershock.text import Span

_MEDIA = (
    r"(?:[Cc]hannel|[Aa]ccount|[Pp]age|[Ss]ite|website|profile|feed|blog|forum|group chat|outlet|handle|bot"
    r"|user|[Pp]ost|[Mm]essage|leaflet|video|text|recording|email|letter|[Ss]tatement|[Cc]ommuniqu[eé])s?"
)
_NAME = r"(?:[Tt]he )?[A-Z][\w’'-]*(?:(?: of(?: the)?| al)?[ -][A-Z0-9][\w’'-]*)*"
_NAMES = rf"{_NAME}(?:(?:,| and| or|, and) {_NAME})*"
_MARK = r"[\"“”'‘’]?"
# Words that say that the name is only used. (Who is only "linked to" somebody has a name of its own.)
_NEAR = (
    r"(?:in the name of|(?:that|which) (?:us(?:es|ed|e)|bears?|carr(?:y|ies)) the name of"
    r"|us(?:ing|es) the name of|bearing the name of|under the name(?: of)?"
    r"|purporting to (?:be|speak for|represent)|posing as)"
)
_NAMED = r"(?:(?:,? (?:named|called|known as|titled|calling (?:it|them)sel(?:f|ves)))?,?)"
_BORROWED = re.compile(
    rf"\b(?:(?:[A-Z][a-z]+|\w+(?:ed|ous|ic|al)) )?{_MEDIA}[^,.;:()\n]{{0,24}}?"
    rf" {_NEAR} {_MARK}{_NAMES}{_MARK}"
)
_TITLED = re.compile(rf"\b(?:[A-Z][a-z]+ )?{_MEDIA}{_NAMED} {_MARK}(?P<name>{_NAME}){_MARK}")

# "One post called the Hill Brigade “...”": there "called" says what it called them, and no name.
_CALLS = re.compile(rf"\bcalled {_NAME}\Z")
_WHAT = re.compile(r" (?:[\"“‘]|an? )")


def spans(raw: str, named: Callable[[str], bool]) -> list[Span]:
    """Where such descriptions stand in a passage; ``named`` says whether some words hold a group's name."""
    found = [Span(match.start(), match.end()) for match in _BORROWED.finditer(raw)]
    for match in _TITLED.finditer(raw):
        if _CALLS.search(match[0]) and _WHAT.match(raw, match.end()):
            continue
        if named(match["name"]) and not any(span.start <= match.start() < span.end for span in found):
            found.append(Span(match.start(), match.end()))
    return found
