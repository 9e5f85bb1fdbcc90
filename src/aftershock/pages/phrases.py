"""Which phrase of a page's frame is a line, word for word?

The phrases come from data/lexicons/boilerplate.tsv, written in small letters; a page has hundreds of lines,
and each is compared with all phrases at once. A phrase that may have anything before it (its pattern begins
with a stop) is tried only on lines that have one of its words.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

Kinds = tuple[tuple[str, re.Pattern[str]], ...]

# One of these stands in every phrase that may have anything before it.
FLOATING_HINTS = (
    "newsletter", "rights reserved", "vorbehalten", "réservés", "reservados", "riservat", "voorbehouden",
    "saklıdır", "zastrzeżone", "защищены", "محفوظة", "bản quyền", "→",
)  # fmt: skip


class Phrases(NamedTuple):
    """For each scope the kinds of frame with their patterns."""

    line: Kinds
    heading: Kinds
    within: Kinds


class _Lines(NamedTuple):
    """All phrases that are a whole line: each group of the two patterns has a place in ``kinds``."""

    kinds: tuple[str, ...]
    fixed: re.Pattern[str]
    floating: re.Pattern[str]


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


def _sources(scope: str, floating: bool | None = None) -> list[tuple[str, str]]:
    """For each kind the phrases of a scope as one pattern; only the floating ones, or only the others."""
    by: dict[str, list[str]] = {}
    for kind, its_scope, pattern in rows():
        if its_scope == scope:
            kept = by.setdefault(kind, [])
            if floating is None or pattern.startswith(".") == floating:
                kept.append(f"(?:{pattern})")
    return [(kind, "|".join(patterns)) for kind, patterns in by.items()]


def whole_line(line: str) -> str | None:
    """The kind of frame whose phrase a line is, the lexicon's first where several fit; None: it is none."""
    known, folded = _lines(), _folded(line)
    places = []
    found = known.fixed.fullmatch(folded)
    if found:
        places.append(int((found.lastgroup or "k0")[1:]))
    if _hints().search(folded):
        found = known.floating.fullmatch(folded)
        if found:
            places.append(int((found.lastgroup or "k0")[1:]))
    return known.kinds[min(places)] if places else None


@cache
def _lines() -> _Lines:
    kinds = [kind for scope in ("line", "heading", "within") for kind, _ in _sources(scope)]

    def joined(floating: bool) -> re.Pattern[str]:
        sources = [
            source for scope in ("line", "heading", "within") for _, source in _sources(scope, floating)
        ]
        groups = (f"(?P<k{place}>{_folded(source)})" for place, source in enumerate(sources) if source)
        return re.compile("|".join(groups))

    return _Lines(tuple(kinds), joined(False), joined(True))


@cache
def _hints() -> re.Pattern[str]:
    return re.compile("|".join(map(_folded, FLOATING_HINTS)))


def _folded(line: str) -> str:
    """Small letters, the ones alike that a comparison without case takes for alike."""
    return line.lower().replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")
