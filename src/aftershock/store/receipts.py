"""Does every receipt in the tables still slice back, from a Text that the chain knows?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from aftershock.records import Record, Story, Telling

KEPT_TEXTS = 2_000  # Texts held in memory while checking; receipts of one document come together

# By which fields a part of a record is known to lead to a Text or a capture: a receipt or run, a metadata
# receipt, a member of a story, a witness, a page.
_HOLDERS: tuple[set[str], ...] = (
    {"text", "start", "end"},
    {"capture", "locator"},
    {"text", "page"},
    {"text", "evidence"},
    {"text", "capture", "file"},
)

# Gives the characters of a Text; None where the Text itself is damaged, which is said elsewhere; raises
# KeyError on an id that the chain does not know.
TextOf = Callable[[str], str | None]


class Broken(Record, frozen=True, kw_only=True):
    """A receipt that does not hold."""

    kind: str
    id: str
    what: str


class Checked(Record, frozen=True, kw_only=True):
    """How many receipts were looked at, and which are broken."""

    receipts: int
    broken: tuple[Broken, ...]


def check(rows: Iterable[tuple[str, str, str]], text_of: TextOf, captures: frozenset[str]) -> Checked:
    """Check all receipts in ``(kind, id, JSON)`` rows."""
    cached = lru_cache(KEPT_TEXTS)(text_of)
    count = 0
    broken: list[Broken] = []
    for kind, row_id, record in rows:
        try:
            value = msgspec.json.decode(record)
            story = msgspec.convert(value, Story) if kind == "stories" else None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            broken.append(Broken(kind=kind, id=row_id, what=f"is no record: {error}"))
            continue
        for holder in _holders(value):
            count += 1
            if what := _wrong(holder, cached, captures):
                broken.append(Broken(kind=kind, id=row_id, what=what))
        readings: tuple[Story | Telling, ...] = (story, *story.tellings) if story else ()
        for told in readings:
            if what := _misread(told, cached):
                broken.append(Broken(kind=kind, id=row_id, what=what))
    return Checked(receipts=count, broken=tuple(broken))


def _holders(value: Any) -> Iterator[dict[str, Any]]:
    """Every receipt, run, and document in a record, however deep it stands."""
    if isinstance(value, dict):
        if any(marks <= value.keys() for marks in _HOLDERS):
            yield value
        for inner in value.values():
            yield from _holders(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _holders(inner)


def _wrong(holder: dict[str, Any], text_of: TextOf, captures: frozenset[str]) -> str:
    """What is wrong with one receipt, run or document; empty where nothing is."""
    if "capture" in holder and holder["capture"] not in captures:
        return f"leads to the capture {holder['capture']}, which the chain does not know"
    if "text" not in holder:
        return ""
    try:
        text = text_of(holder["text"])
    except KeyError:
        return f"leads to the text {holder['text']}, which the chain does not know"
    if text is None or "start" not in holder:
        return ""
    start, end = holder["start"], holder["end"]
    if not 0 <= start <= end <= len(text):
        return f"points at {start}:{end} in a text of {len(text)} characters"
    if "quote" in holder and text[start:end] != holder["quote"]:
        return f"quotes what does not stand at {start}:{end} of text {holder['text'][:12]}"
    return ""


def _misread(story: Story | Telling, text_of: TextOf) -> str:
    """Whether a reading of a story agrees with its members where it says so."""
    try:
        pieces = [text_of(run.text) for run in story.reading]
        texts = {member.text: text_of(member.text) for member in story.members}
    except KeyError:
        return ""  # said already, of the run or member itself
    reading = "".join(
        (piece or "")[run.start : run.end] for piece, run in zip(pieces, story.reading, strict=True)
    )
    if None in pieces:
        return ""
    for member in story.members:
        text = texts[member.text]
        for match in member.matches if text is not None else ():
            there = text[match.at : match.at + match.length] if text else ""
            if there != reading[match.reading : match.reading + match.length] or len(there) != match.length:
                return f"does not agree with text {member.text[:12]} at {match.at}"
    return ""
