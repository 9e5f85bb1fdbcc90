"""Of whom does a text say that none was killed or hurt? "No one was hurt" is a number too: zero.

Only the dead and the hurt: that nobody was arrested or found yet is no count that a later one disputes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aftershock.statements import figure_words as words

_ROLES = ("killed", "injured")
_WHO = re.compile(
    r"\b(?P<who>no[ -]one|nobody|not (?:one|a single)(?=\s+(?:person|of)\b)|none(?=\s+of\b)|no(?=\s+\w))\b"
    r"(?!\s+(?:else|other|others|further|more|additional)\b)",
    re.IGNORECASE,
)
_OF_WHOM = re.compile(
    rf"\s+(?P<of>of\s+(?:the|its|their|his|her|our|those|these)\s+)?(?P<noun>{'|'.join(words.UNIT_OF)})\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\s+(?P<noun>deaths?|fatalities|injuries|casualties)\b"
    r"(?P<said>\s+(?:were|was|have been|had been|has been)\s+(?:reported|recorded|registered|caused)\b)?",
    re.IGNORECASE,
)
_THERE = re.compile(r"\bthere (?:were|was|are|have been|had been)\s+$", re.IGNORECASE)
_JOINED = re.compile(
    rf"\s+(?:or|and|nor)\s+(?:{'|'.join(f'(?P<{r}>{words.STATES[r].pattern})' for r in _ROLES)})\b", re.I
)
# "No one hurt;", "nobody killed in the fire": a headline leaves out the verb.
_ENDS = re.compile(r"\s*(?:$|[.,;:!)\n])|\s+(?:in|by|at|as)\b")
# What is only wished, asked or possible.
_UNTOLD = re.compile(
    r"\b(?:if|whether|unless|lest|so that|hop(?:e[sd]?|ing)|pray\w*|wish\w*|ensur\w+|make sure|provided"
    r"|unclear)\b",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(r"\b(?:will|would|could|may|might|should)\b", re.IGNORECASE)


class Nobody(NamedTuple):
    """That nobody came to harm, at ``start:end``; ``part`` where it is said of some ("none of them")."""

    start: int
    end: int
    role: str
    unit: str
    cue: str
    part: bool


def find(text: str, start: int, stop: int) -> Iterator[Nobody]:
    """What is said of nobody inside ``text[start:stop]``, in order."""
    for match in _WHO.finditer(text, start, stop):
        left = re.split(r"[.;!?]\s|\n", text[max(start, match.start() - 120) : match.start()])[-1]
        if not _UNTOLD.search(left):
            yield from _harmed(text, match, left, stop)


def spans(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Where nobody is spoken of: the "one" of "no one" is no number."""
    return [match.span("who") for match in _WHO.finditer(text, start, stop)]


def _harmed(text: str, match: re.Match[str], left: str, stop: int) -> Iterator[Nobody]:
    if match["who"].lower() == "no" and (harm := _HARM.match(text, match.end(), stop)):
        if harm["said"] or _THERE.search(left):
            role = words.role_of_noun(harm["noun"].lower(), "people")
            yield Nobody(*match.span("who"), role, "people", harm["noun"], part=False)
        return
    whole = match["who"].lower() in ("no one", "no-one", "nobody")
    noun = None if whole else _OF_WHOM.match(text, match.end(), stop)
    if not whole and noun is None:
        return
    unit = words.UNIT_OF[noun["noun"].lower()] if noun else "people"
    if unit not in words.PERSONS:
        return
    part = noun is not None and noun["of"] is not None
    for role, cue in _states(text, noun.end() if noun else match.end(), left, stop):
        yield Nobody(*match.span("who"), role, unit, cue, part)


def _states(text: str, end: int, left: str, stop: int) -> Iterator[tuple[str, str]]:
    """What became of nobody, each with the word that says so; "killed or injured" are two."""
    after = words.AFTER.match(text, end, stop)
    if after and not _POSSIBLE.search(after["auxiliary"]):
        passive = (
            after["auxiliary"].strip()
            or after["killed"] in ("dead", "died")
            or _ENDS.match(text, after.end())
        )
        role = next((role for role in _ROLES if after[role]), "")
        if role and passive and not after["aside"]:
            yield role, after[role]
            joined = _JOINED.match(text, after.end(), stop)
            other = next((role for role in _ROLES if joined and joined[role]), "")
            if joined and other not in ("", role):
                yield other, joined[other]
        return
    before = words.BEFORE.search(left)
    role = next((role for role in _ROLES if before and before[role]), "")
    if before and role and not _POSSIBLE.search(left):
        yield role, before[role]
