"""Where do the copies of a story part, place by place, whatever their number?

As a critical edition tells it: each document has a letter, each place of the reading stands once, with what
each document has there. Which of two copies lost and which added is said by the wounds (`restore`); a place
without a wound, where as many have a passage as lack it, is told as lost and marked "either way".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from string import ascii_uppercase
from typing import NamedTuple

from aftershock.records import REWORDED, Story, Variant
from aftershock.stories.reading import text_of

CONTEXT = 30  # characters of the reading before and behind a place
LONGEST = 160  # of a passage so much is shown
_NO_LOSS = ("moved", "dateline", "signature line")


class Wording(NamedTuple):
    """What some documents have at a place: ``kind`` lost, added or changed, by the letters of documents."""

    kind: str
    quote: str
    sigla: tuple[str, ...]
    scar: bool
    note: str


class Place(NamedTuple):
    """A passage ``start:end`` of the reading where documents part; ``sure`` whether the direction is told."""

    start: int
    end: int
    passage: str
    wordings: tuple[Wording, ...]
    sure: bool


def sigla(story: Story) -> dict[tuple[str, str], str]:
    """The letter of each document (its text and file), in the order of the story: A, B, ... Z, AA, AB, ..."""
    return {(member.text, member.file): _letter(n) for n, member in enumerate(story.members)}


def places(story: Story, texts: Mapping[str, str]) -> tuple[Place, ...]:
    """Every place where documents part, in the order of the reading."""
    letters = sigla(story)
    reading = text_of(story, texts)
    by_place: dict[tuple[int, int], list[Variant]] = {}
    for variant in story.variants:
        by_place.setdefault((variant.reading_at, variant.reading_at + len(variant.reading)), []).append(
            variant
        )
    unsure = either_way(story)
    found = []
    for (start, end), variants in sorted(by_place.items()):
        wordings = tuple(_wordings(variants, letters))
        found.append(Place(start, end, reading[start:end], wordings, (start, end) not in unsure))
    return tuple(found)


def either_way(story: Story) -> frozenset[tuple[int, int]]:
    """The passages ``start, end`` of the reading that some lost or others added: nothing tells which.

    No copy that lacks one shows a wound or breaks off there, and as many lack it as have it.
    """
    lacking: dict[tuple[int, int], list[Variant]] = {}
    for v in story.variants:
        if v.kind == "lost" and v.note not in _NO_LOSS:
            lacking.setdefault((v.reading_at, v.reading_at + len(v.reading)), []).append(v)
    reached = sum(member.relation not in REWORDED for member in story.members)
    return frozenset(
        place
        for place, lost in lacking.items()
        if not any(v.scar or v.note for v in lost) and 2 * len(lost) >= reached
    )


def _wordings(variants: Sequence[Variant], letters: Mapping[tuple[str, str], str]) -> Iterable[Wording]:
    alike: dict[tuple[str, str, str], list[Variant]] = {}
    for variant in variants:
        # the scar that a loss left is each document's own: the loss is one
        quote = "" if variant.kind == "lost" else variant.quote
        alike.setdefault((variant.kind, quote, variant.note), []).append(variant)
    for (kind, quote, note), some in alike.items():
        who = sorted({letters[v.text, v.file] for v in some}, key=lambda letter: (len(letter), letter))
        yield Wording(kind, quote, tuple(who), any(v.scar for v in some), note)


def told(story: Story, texts: Mapping[str, str]) -> list[str]:
    """The apparatus in lines: the documents with their letters, then place by place."""
    letters = sigla(story)
    lines = [f"{letters[m.text, m.file]}  {m.file}  {m.relation}" for m in story.members]
    reading = text_of(story, texts)
    for place in places(story, texts):
        before = _plain(reading[max(0, place.start - CONTEXT) : place.start])
        after = _plain(reading[place.end : place.end + CONTEXT])
        lines.append(f"{place.start}  …{before}[{_short(place.passage)}]{after}…")
        for wording in place.wordings:
            lines.append(f"    {_said(wording)}{'' if place.sure else '; lost or added, either way'}")
    return lines


def _said(wording: Wording) -> str:
    who = ", ".join(wording.sigla)
    note = f" ({wording.note})" if wording.note else ""
    if wording.kind == "lost":
        return f"lost in {who}{', with a scar' if wording.scar else ''}{note}"
    said = "added in" if wording.kind == "added" else "otherwise in"
    return f"{said} {who}: “{_short(wording.quote)}”{note}"


def _short(passage: str) -> str:
    plain = _plain(passage)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST // 2]} … {plain[-LONGEST // 2 :]}"


def _plain(passage: str) -> str:
    return re.sub(r"\s+", " ", passage)


def _letter(number: int) -> str:
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + ascii_uppercase[last]
