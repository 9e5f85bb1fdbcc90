"""What stands in an original: its pages and texts, posts, channels, and what had to be set aside?

One original at a time, from the case and back into it. An original that was read by the same methods is not
read again; a kill in between leaves it unread, and the next run reads it once more to the same result.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from aftershock.errors import InputError
from aftershock.media import beside, pictures
from aftershock.media.beside import Known
from aftershock.media.pictures import Picture
from aftershock.pages import read as pages
from aftershock.progress import Progress
from aftershock.reaction import shared
from aftershock.reaction.shared import Shared
from aftershock.records import Capture, Channel, Page, Post, Record, Reject, Text
from aftershock.sources import picture_hash, recognise, shared_baseline
from aftershock.sources.raw import Found, RawPage
from aftershock.sources.whole import read_whole
from aftershock.store import derived
from aftershock.store.batch import PostBatch
from aftershock.store.folder import CaseFolder
from aftershock.text import content_id
from aftershock.version import __version__

# Raised when reading an original gives other records than before: everything is then read again, once.
READING = 3
# Originals that share a flush of the chain: what a kill can undo is at most that many.
GROUP = 50
STAGE = "reading originals"
MANY = 20_000  # posts of one file, from which on its progress is worth telling
_KIND = "taken"


class Taken(Record, frozen=True, kw_only=True):
    """What one original gave. Posts are on disk; only their number stands here."""

    capture: str
    method: str
    pages: tuple[Page, ...] = ()
    channels: tuple[Channel, ...] = ()
    posts: int = 0
    rejects: int = 0


def method() -> str:
    """What reads originals, so that a change of it is noticed: our version, each source's, and the marks'."""
    return content_id(
        "method", __version__, READING, derived.VERSION, [(s.name, s.version) for s in recognise.BUILT_IN]
    )


def read_new(case: CaseFolder, progress: Progress) -> tuple[Taken, ...]:
    """Read the originals that this method has not read yet; gives what all originals of the case gave."""
    captures = case.captures()
    kept = case.cached(_KIND, [capture.id for capture in captures])
    taken = {key: msgspec.json.decode(value, type=Taken) for key, value in kept.items()}
    now, near = method(), beside.by_folder(_pictures(case, captures), (each.source for each in captures))
    marks = {c.id: _mark(now, near.get(beside.folder(c.source)), taken.get(c.id)) for c in captures}
    fresh = [c for c in captures if c.id not in taken or taken[c.id].method != marks[c.id]]
    done = 0
    for group in batched(fresh, GROUP):
        progress(STAGE, done, len(fresh))
        with case.together():
            for capture in group:
                taken[capture.id] = _take(case, capture, marks[capture.id], near, progress)
                done += 1
                progress(STAGE, done, len(fresh))
        # marked as read only when the chain has their texts: a kill before this reads them once more
        case.keep(_KIND, {each.id: msgspec.json.encode(taken[each.id]).decode() for each in group})
    progress("comparing posts", 0, None)
    case.relate_posts()
    return tuple(taken[capture.id] for capture in captures)


def _pictures(case: CaseFolder, captures: Sequence[Capture]) -> dict[str, Picture]:
    """What is kept of the pictures that lay beside the posts, by the name they were taken in under."""
    return {
        capture.source: pictures.read(case.original(capture).read_bytes(), capture.source)
        for capture in captures
        if capture.media_type == picture_hash.MEDIA_TYPE
    }


def _mark(now: str, near: Known | None, before: Taken | None) -> str:
    """What says how a capture was read: posts are read again where other pictures lie beside them."""
    if before is not None and not before.posts and before.method.split("+")[0] == now:
        return before.method  # what has no posts speaks of no pictures
    if not near:
        return now
    return f"{now}+{content_id('beside', sorted((path, each.sha256) for path, each in near.items()))}"


def baselines(case: CaseFolder) -> tuple[Shared, ...]:
    """The shared baselines among the originals; one that cannot be used is listed among the rejects."""
    found: list[Shared] = []
    for capture in case.captures():
        if capture.media_type != shared_baseline.MEDIA_TYPE:
            continue
        data, rejects = read_whole(case.original(capture), capture), []
        if isinstance(data, Reject):
            rejects = [data]
        else:
            try:
                found.append(shared.read(data, capture.source))
            except InputError as error:
                rejects = [
                    Reject(file=capture.source, line=error.line, cause=error.cause, next_step=error.next_step)
                ]
        case.set_rejects({capture.source: rejects})
    return tuple(found)


def batched(captures: Sequence[Capture], size: int) -> Iterator[Sequence[Capture]]:
    """The captures in groups of ``size``, the last one perhaps smaller."""
    for start in range(0, len(captures), size):
        yield captures[start : start + size]


def channels(taken: Iterable[Taken]) -> tuple[Channel, ...]:
    """Each channel once: what a panel lists wins over what an export says of itself; gaps add up."""
    merged: dict[tuple[str, str], Channel] = {}
    for channel in (channel for each in taken for channel in each.channels):
        key = (channel.platform, channel.id)
        merged[key] = _merge(merged[key], channel) if key in merged else channel
    return tuple(merged.values())


def listed(known: Iterable[Channel]) -> dict[tuple[str, str], Channel]:
    """The channels whose role somebody has said."""
    return {(c.platform, c.id): c for c in known if c.role_by and c.role != "unknown"}


def _merge(one: Channel, other: Channel) -> Channel:
    first, second = (one, other) if one.role_by or not other.role_by else (other, one)
    return msgspec.structs.replace(
        first,
        names=tuple(dict.fromkeys((*first.names, *second.names))),
        owner=first.owner or second.owner,
        watched_from=first.watched_from or second.watched_from,
        watched_to=first.watched_to or second.watched_to,
        id_gaps=first.id_gaps + second.id_gaps,
        edits_seen=first.edits_seen + second.edits_seen,
        deletions_seen=first.deletions_seen + second.deletions_seen,
    )


class _Basket:
    """What the stream of one original leaves behind while its posts flow to the disk."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.texts: list[Text] = []
        self.channels: list[Channel] = []
        self.rejects: list[Reject] = []

    def sort(self, found: Iterable[Found]) -> Iterator[Post | PostBatch]:
        """Keep everything but the posts, and hand those on, also the ones embedded in pages."""
        for each in found:
            if isinstance(each, Post | PostBatch):
                yield each
            elif isinstance(each, RawPage):
                yield from self._page(each)
            elif isinstance(each, Channel):
                self.channels.append(each)
            else:
                self.rejects.append(each)

    def _page(self, raw: RawPage) -> tuple[Post, ...]:
        try:
            reading = pages.read(raw)
        except InputError as error:
            # one of many in an archive or a feed must be told from the others
            part = "" if raw.locator.startswith("bytes=0-") else f" in {raw.url or raw.locator}"
            cause = error.cause + part
            self.rejects.append(
                Reject(file=raw.file, line=error.line, cause=cause, next_step=error.next_step)
            )
            return ()
        self.pages.append(reading.page)
        self.texts += reading.texts
        return reading.posts


def _tell(progress: Progress, name: str, count: int) -> None:
    """A large file says how far it is; a small one is done before anybody could read it."""
    if count >= MANY:
        progress(f"reading posts of {name}", count, None)


def _take(
    case: CaseFolder, capture: Capture, now: str, near: Mapping[str, Known], progress: Progress
) -> Taken:
    basket = _Basket()
    counts: dict[str, int] = {}
    path = case.original(capture)
    try:
        source = recognise.recognise(path, capture.source)
        told = functools.partial(_tell, progress, capture.source)
        counts = case.add_posts(
            beside.filled(
                basket.sort(source.read(path, capture)), near.get(beside.folder(capture.source), {})
            ),
            tell=told,
        )
    except InputError as error:
        basket.rejects.append(
            Reject(file=capture.source, line=error.line, cause=error.cause, next_step=error.next_step)
        )
    case.add_texts(basket.texts)
    case.set_rejects({capture.source: basket.rejects})
    return Taken(
        capture=capture.id,
        method=now,
        pages=tuple(basket.pages),
        channels=tuple(basket.channels),
        posts=counts.get(capture.id, 0),
        rejects=len(basket.rejects),
    )
