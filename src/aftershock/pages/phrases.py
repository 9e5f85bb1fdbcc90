"""Which phrase of a page's frame is a line, word for word?

The phrases come from data/lexicons/boilerplate.tsv, written in small letters; a page has hundreds of lines,
and each is compared with all phrases at once. A phrase that may have anything before it (its pattern begins
with a stop) is tried only on lines that have one of its words, any other only on lines that begin as it may.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from aftershock.pages.beginnings import beginnings, first_of

Kinds = tuple[tuple[str, re.Pattern[str]], ...]

# One of these stands in every phrase that may have anything before it.
FLOATING_HINTS = (
    "newsletter", "rights reserved", "vorbehalten", "réservés", "reservados", "riservat", "voorbehouden",
    "saklıdır", "zastrzeżone", "защищены", "محفوظة", "bản quyền", "→",
)  # fmt: skip


_SCOPES = ("line", "heading", "within")
_NOTHING = "(?!)"


class Phrases(NamedTuple):
    """For each scope the kinds of frame with their patterns."""

    line: Kinds
    heading: Kinds
    within: Kinds


@cache
def rows() -> tuple[tuple[str, str, str], ...]:
    """Kind, scope and pattern of each phrase of the lexicon, in its order."""
    source = resources.files("aftershock.data").joinpath("lexicons/boilerplate.tsv").read_text("utf-8")
    table = (line.split("\t") for line in source.splitlines() if line and not line.startswith("#"))
    return tuple((kind, scope, pattern) for kind, scope, _language, pattern in table if kind != "kind")


@cache
def phrases() -> Phrases:
    """The lexicon, one pattern for each kind and scope, case ignored."""

    def of(scope: str) -> Kinds:
        return tuple((kind, re.compile(source, re.IGNORECASE)) for kind, source in _sources(scope))

    return Phrases(of("line"), of("heading"), of("within"))


def _sources(scope: str, wanted: Callable[[str], bool] = bool) -> list[tuple[str, str]]:
    """For each kind the phrases of a scope as one pattern; only those that are asked for."""
    by: dict[str, list[str]] = {}
    for kind, its_scope, pattern in rows():
        if its_scope == scope:
            kept = by.setdefault(kind, [])
            if wanted(pattern):
                kept.append(f"(?:{pattern})")
    return [(kind, "|".join(patterns)) for kind, patterns in by.items()]


def whole_line(line: str) -> str | None:
    """The kind of frame whose phrase a line is, the lexicon's first where several fit; None: it is none."""
    folded = _folded(line)
    places = []
    for place, phrase in _likely(first_of(folded)):
        if phrase.fullmatch(folded):
            places.append(place)
            break
    for pattern in (_any(), _floating()) if _hints().search(folded) else (_any(),):
        found = pattern.fullmatch(folded)
        if found:
            places.append(int((found.lastgroup or "k0")[1:]))
    return _kinds()[min(places)] if places else None


@cache
def _kinds() -> tuple[str, ...]:
    """The kind that each group of the patterns below stands for, by its number."""
    return tuple(kind for scope in _SCOPES for kind, _ in _sources(scope))


@lru_cache(maxsize=10_000)
def _likely(first: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """The phrases that a line with these first characters may be, by the numbers of their kinds."""
    known = _by_beginning()
    found = [phrase for end in range(1, len(first) + 1) for phrase in known.get(first[:end], ())]
    return tuple((place, _compiled(source)) for place, source in sorted(set(found))) if found else ()


@cache
def _by_beginning() -> dict[str, tuple[tuple[int, str], ...]]:
    """The phrases by what they may begin with."""
    places = {key: n for n, key in enumerate((s, kind) for s in _SCOPES for kind, _ in _sources(s))}
    found: dict[str, list[tuple[int, str]]] = {}
    for kind, scope, pattern in rows():
        for begins in () if _floats(pattern) else _begins()[pattern] or ():
            found.setdefault(begins, []).append((places[scope, kind], _folded(pattern)))
    return {begins: tuple(phrases) for begins, phrases in found.items()}


@cache
def _compiled(source: str) -> re.Pattern[str]:
    """One phrase, made ready when the first line comes that it may be."""
    return re.compile(source)


@cache
def _any() -> re.Pattern[str]:
    """The phrases of whose beginning nothing is known."""
    return _joined(lambda pattern: not _floats(pattern) and _begins()[pattern] is None)


@cache
def _floating() -> re.Pattern[str]:
    return _joined(_floats)


def _joined(wanted: Callable[[str], bool]) -> re.Pattern[str]:
    sources = [source for scope in _SCOPES for _, source in _sources(scope, wanted)]
    groups = (f"(?P<k{place}>{_folded(source)})" for place, source in enumerate(sources) if source)
    return re.compile("|".join(groups) or _NOTHING)


def _floats(pattern: str) -> bool:
    return pattern.startswith(".")


@cache
def _begins() -> dict[str, frozenset[str] | None]:
    return {pattern: beginnings(_folded(pattern)) for _, _, pattern in rows()}


@cache
def _hints() -> re.Pattern[str]:
    return re.compile("|".join(map(_folded, FLOATING_HINTS)))


def _folded(line: str) -> str:
    """Small letters, the ones alike that a comparison without case takes for alike."""
    return line.lower().replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")
