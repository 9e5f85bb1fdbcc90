"""What stands in an original: its pages and texts, posts, channels, and what had to be set aside?

From the case and back into it. An original that was read by the same methods is not read again. Pages are
read on all cores and brought in portion by portion (`portions`): a kill loses one of these. Posts of one
original come in together at its end, so that a kill before that leaves none of them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import groupby, islice

import msgspec

from aftershock import config, description, portions
from aftershock.errors import InputError
from aftershock.media import beside, pictures
from aftershock.media.beside import Known
from aftershock.media.pictures import Picture
from aftershock.pages.read import Reading
from aftershock.pages.side_by_side import Readers
from aftershock.portions import Open, Portions, Taken
from aftershock.progress import Progress
from aftershock.reaction import shared
from aftershock.reaction.shared import Shared
from aftershock.records import Capture, Channel, Page, Post, Reject
from aftershock.sources import picture_hash, recognise, shared_baseline, zones
from aftershock.sources.raw import Found, RawPage
from aftershock.sources.whole import read_whole
from aftershock.store import answers, derived
from aftershock.store.batch import PostBatch
from aftershock.store.folder import CaseFolder
from aftershock.text import content_id
from aftershock.version import __version__

# Raised when reading an original gives other records than before: everything is then read again, once.
READING = 4
STAGE = "reading originals"
MANY = 20_000  # posts of one file, from which on its progress is worth telling
MANY_PAGES = 25  # the same of pages


def method() -> str:
    """What reads originals, so that a change of it is noticed: our version, each source's, and the marks'."""
    return content_id(
        "method", __version__, READING, derived.VERSION, [(s.name, s.version) for s in recognise.BUILT_IN]
    )


def read_new(case: CaseFolder, progress: Progress) -> tuple[Taken, ...]:
    """Read the originals that this method has not read yet; gives what all originals of the case gave."""
    captures = tuple(c for c in case.captures() if c.media_type != answers.MEDIA_TYPE)
    taken = portions.taken(case, captures)
    now, near = method(), beside.by_folder(_pictures(case, captures), (each.source for each in captures))
    about = description.of_case(case)
    zone = {c.id: name for c in captures if (name := about.zone(c.source))}
    marks = {
        c.id: _mark(
            content_id(now, zone[c.id]) if c.id in zone else now,
            near.get(beside.folder(c.source)),
            taken.get(c.id),
        )
        for c in captures
    }
    fresh = [c for c in captures if c.id not in taken or taken[c.id].method != marks[c.id]]
    waiting = Portions(case)
    progress(STAGE, 0, len(fresh))
    with Readers(config.threads()) as readers:
        found = readers.over(_found(case, fresh, marks))
        for done, (of, items) in enumerate(groupby(found, key=lambda each: each[0]), start=1):
            known = near.get(beside.folder(of.capture.source), {})
            local = zones.zone(zone[of.capture.id]) if of.capture.id in zone else None
            given = (item for _, item in items)
            taken[of.capture.id] = _take(case, of, given, waiting, known, progress, local)
            progress(STAGE, done, len(fresh))
    waiting.flush()
    progress("comparing posts", 0, None)
    case.relate_posts()
    return tuple(taken[capture.id] for capture in captures)


def pages(case: CaseFolder, taken: Sequence[Taken]) -> Iterator[Page]:
    """The pages that originals gave, in their order."""
    return portions.pages(case, taken)


def _found(
    case: CaseFolder, fresh: Sequence[Capture], marks: Mapping[str, str]
) -> Iterator[tuple[Open, object]]:
    """What the sources find in originals: each begins with None, behind what was read of it before."""
    reached = portions.reached(case, fresh)
    for capture in fresh:
        of = Open(capture, marks[capture.id], reached.get(capture.id))
        path = case.original(capture)
        try:
            source = recognise.recognise(path, capture.source)
            stream = source.read(path, capture)
            if of.items and not _passed(stream, of):
                of, stream = Open(capture, of.method), source.read(path, capture)
            yield of, None
            yield from ((of, found) for found in stream)
        except InputError as error:
            yield of, error


def _passed(stream: Iterator[Found], of: Open) -> bool:
    """Pass over what was read before; whether that ends where it should, and held no posts."""
    last: Found | None = None
    for last in islice(stream, of.items):
        if isinstance(last, Post | PostBatch):
            return False
    return isinstance(last, RawPage) and last.locator == of.last


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
                rejects = [error.set_aside(capture.source)]
        case.set_rejects({capture.source: rejects})
    return tuple(found)


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


def named(known: Iterable[Channel]) -> dict[tuple[str, str], str]:
    """What the channels that somebody stands for are called: they alone are named."""
    return {key: next(iter(each.names), each.id) for key, each in listed(known).items()}


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


def _take(
    case: CaseFolder,
    of: Open,
    items: Iterable[object],
    waiting: Portions,
    near: Known,
    progress: Progress,
    local: tzinfo | None,
) -> Taken:
    """Bring one original in: its pages as they come, its posts at its end, their times of its zone."""
    counts: dict[str, int] = {}
    try:
        counts = case.add_posts(
            beside.filled(zones.moved(_posts(case, of, items, waiting, progress), local), near),
            tell=functools.partial(_tell, progress, of.capture.source),
        )
    except InputError as error:
        of.rejects.append(error.set_aside(of.capture.source))
    return waiting.end(of, counts.get(of.capture.id, 0))


def _posts(
    case: CaseFolder, of: Open, items: Iterable[object], waiting: Portions, progress: Progress
) -> Iterator[Post | PostBatch]:
    """Keep everything but the posts, and hand those on, also the ones embedded in pages."""
    yield from portions.earlier(case, of)
    for item in items:
        of.items += item is not None
        if isinstance(item, Reading):
            waiting.add(of, item)
            if of.items >= MANY_PAGES:
                progress(f"reading pages of {of.capture.source}", of.items, None)
            yield from item.posts
        elif isinstance(item, Post | PostBatch):
            yield item
        elif isinstance(item, Channel):
            of.channels.append(item)
        elif isinstance(item, Reject):
            of.rejects.append(item)
        elif isinstance(item, InputError):
            raise item


def _tell(progress: Progress, name: str, count: int) -> None:
    """A large file says how far it is; a small one is done before anybody could read it."""
    if count >= MANY:
        progress(f"reading posts of {name}", count, None)
