"""How does what was read of originals come into the case, so that a kill loses one portion at most?

A portion is a few pages, of one original or of several: their texts enter the chain, then the pages are kept,
then how far each original was read. The next run finds that again and goes on behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from aftershock.pages.read import Reading
from aftershock.records import Capture, Channel, Page, Post, Record, Reject, Text
from aftershock.store.folder import CaseFolder

# Pages read between two flushes to the disk, and originals that share one.
PAGES, ORIGINALS = 25, 50
_KIND = "read"
_AT_ONCE = 200  # parts fetched at a time: some 20 MB of pages


class Taken(Record, frozen=True, kw_only=True):
    """What one original gave. Its pages are on disk in ``parts``, its posts too: their number stands here."""

    capture: str
    method: str
    parts: int = 0
    channels: tuple[Channel, ...] = ()
    posts: int = 0
    rejects: int = 0


class Part(Record, frozen=True, kw_only=True):
    """Some pages of an original with the posts in them, and what else was found among them."""

    pages: tuple[Page, ...] = ()
    posts: tuple[Post, ...] = ()
    channels: tuple[Channel, ...] = ()
    rejects: tuple[Reject, ...] = ()


class Reached(Record, frozen=True, kw_only=True):
    """How far an original was read: so many ``items``, the last a page with this locator, in ``parts``."""

    method: str
    parts: int
    items: int
    last: str


class _Kept(NamedTuple):
    """How much of the lists of an open original stands in its parts."""

    channels: int = 0
    rejects: int = 0


class Open:
    """An original that is being read: how far, all that was set aside, and the pages that no part has yet."""

    def __init__(self, capture: Capture, method: str, reached: Reached | None = None) -> None:
        self.capture, self.method = capture, method
        self.parts, self.items, self.last = 0, 0, ""
        if reached is not None and reached.method == method:
            self.parts, self.items, self.last = reached.parts, reached.items, reached.last
        self.channels: list[Channel] = []
        self.rejects: list[Reject] = []
        self._pages: list[Page] = []
        self._posts: list[Post] = []
        self._kept = _Kept()

    def again(self, part: Part) -> None:
        """What a part of an earlier run holds."""
        self.channels += part.channels
        self.rejects += part.rejects
        self._kept = _Kept(len(self.channels), len(self.rejects))

    def add(self, reading: Reading) -> None:
        """A page that was read."""
        self.last = reading.texts[0].locator
        self._pages.append(reading.page)
        self._posts += reading.posts

    def part(self) -> dict[str, str]:
        """What came since the last part, under its key; nothing where that is nothing."""
        part = Part(
            pages=tuple(self._pages),
            posts=tuple(self._posts),
            channels=tuple(self.channels[self._kept.channels :]),
            rejects=tuple(self.rejects[self._kept.rejects :]),
        )
        if part == Part():
            return {}
        self._pages, self._posts = [], []
        self._kept = _Kept(len(self.channels), len(self.rejects))
        self.parts += 1
        return {_key(self.capture.id, self.parts - 1): _encoded(part)}


class Portions:
    """What was read and is not on the disk yet."""

    def __init__(self, case: CaseFolder) -> None:
        self._case = case
        self._texts: list[Text] = []
        self._parts: dict[str, str] = {}
        self._rejects: dict[str, list[Reject]] = {}
        self._done: dict[str, Taken] = {}
        self._pages = 0

    def add(self, of: Open, reading: Reading) -> None:
        """One more page; with the last of a portion all goes to the disk."""
        of.add(reading)
        self._texts += reading.texts
        self._pages += 1
        if self._pages >= PAGES:
            self._parts |= of.part()
            reached = Reached(method=of.method, parts=of.parts, items=of.items, last=of.last)
            self.flush({_place(of.capture.id): _encoded(reached)})

    def end(self, of: Open, posts: int) -> Taken:
        """An original that was read to its end; ``posts`` are on the disk."""
        self._parts |= of.part()
        self._rejects[of.capture.source] = of.rejects
        taken = self._done[of.capture.id] = Taken(
            capture=of.capture.id,
            method=of.method,
            parts=of.parts,
            channels=tuple(of.channels),
            posts=posts,
            rejects=len(of.rejects),
        )
        if len(self._done) >= ORIGINALS:
            self.flush()
        return taken

    def flush(self, reached: dict[str, str] | None = None) -> None:
        """Bring all to the disk: that something was read is said after what was read is there."""
        with self._case.together():
            self._case.add_texts(self._texts)
        if self._rejects:
            self._case.set_rejects(self._rejects)
        done = {capture: _encoded(taken) for capture, taken in self._done.items()}
        self._case.keep(_KIND, {**self._parts, **(reached or {}), **done})
        self._texts, self._parts, self._rejects, self._done, self._pages = [], {}, {}, {}, 0


def taken(case: CaseFolder, captures: Sequence[Capture]) -> dict[str, Taken]:
    """What originals gave that were read to their end, by capture."""
    kept = case.cached(_KIND, [capture.id for capture in captures])
    return {key: msgspec.json.decode(value, type=Taken) for key, value in kept.items()}


def reached(case: CaseFolder, captures: Sequence[Capture]) -> dict[str, Reached]:
    """How far originals were read, by capture."""
    places = {_place(capture.id): capture.id for capture in captures}
    kept = case.cached(_KIND, list(places))
    return {places[key]: msgspec.json.decode(value, type=Reached) for key, value in kept.items()}


def earlier(case: CaseFolder, of: Open) -> Iterator[Post]:
    """The posts of the parts of an earlier run; what else they hold comes into the open original."""
    for part in _parts(case, [_key(of.capture.id, number) for number in range(of.parts)]):
        of.again(part)
        yield from part.posts


def pages(case: CaseFolder, found: Sequence[Taken]) -> Iterator[Page]:
    """The pages of originals, in their order."""
    for part in _parts(case, [_key(each.capture, number) for each in found for number in range(each.parts)]):
        yield from part.pages


def _parts(case: CaseFolder, keys: Sequence[str]) -> Iterator[Part]:
    decode = msgspec.json.Decoder(Part).decode
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        kept = case.cached(_KIND, some)
        yield from (decode(kept[key]) for key in some)


def _key(capture: str, number: int) -> str:
    return f"{capture}.{number}"


def _place(capture: str) -> str:
    return f"{capture}.reached"


def _encoded(value: Record) -> str:
    return msgspec.json.encode(value).decode()
