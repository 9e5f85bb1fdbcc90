"""How do teams share what past reactions were like, without sharing posts? A small file of aggregates.

``baseline.json`` holds, for each past event, the counts of its window (all platforms together, and each by
itself), posts per hour, onset and half-life: no post, no account, no receipt into somebody's case. It names
its format and version, is checked field by field when it is read, and carries the digest of its events, so
that a finding can say which baseline it stands beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from aftershock.errors import InputError
from aftershock.events.case_info import CaseInfo
from aftershock.events.intervals import moment
from aftershock.reaction.decay import HalfLife
from aftershock.reaction.measured import Measured, hours, measure
from aftershock.reaction.onset import Onset
from aftershock.reaction.windows import Counted, Platforms, Window, summed
from aftershock.records import Record
from aftershock.text import canonical_json, sha256
from aftershock.version import __version__

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked

FORMAT = "aftershock-baseline"
VERSION = 2
READ = (1, 2)  # 1 had no losses by platform in the sum of several
# What text in the file may be: an event's title, a platform's name. Never a handle, never an address.
_TITLE = 200
_PRIVATE = re.compile(r"(?:^|\s)@\w|://|\w@\w")
_HOURS = len(hours({}))
_FIX = "Ask whoever made it for the file as `aftershock export baseline` writes it"


class SharedEvent(Record, frozen=True, kw_only=True):
    """One past event: all its platforms together, and each alone."""

    all: Measured
    by_platform: dict[str, Measured] = msgspec.field(default_factory=dict)

    @property
    def window(self) -> Window:
        """The counts of all platforms."""
        return self.all.window

    @property
    def t0(self) -> str:
        """What the event was aligned at."""
        return self.all.window.t0


class Shared(Record, frozen=True, kw_only=True):
    """A baseline as it is passed on. ``by`` says who made it and from what, in the maker's words."""

    format: str = FORMAT
    version: int = VERSION
    made_with: str = f"aftershock {__version__}"
    by: str = ""
    events: tuple[SharedEvent, ...]
    digest: str = ""


def of_case(connection: Asked, case: CaseInfo, *, by: str) -> Shared:
    """The past events of a case, and its own event, as aggregates. ``by`` is a person's or a desk's name."""
    named = [(event.title, event.t0) for event in case.past]
    if case.t0:
        named.append((case.title or "event", case.t0))
    events = tuple(
        event
        for title, t0 in named
        if (event := _event(connection, title, t0)).window.after.posts + event.window.before.posts
    )
    return Shared(by=by, events=events, digest=_digest(events))


def write(shared: Shared) -> bytes:
    """The file, readable. Raises InputError where it would hold more than it may."""
    _check(shared, "this case")
    # the format stands first: a file is recognised by its beginning
    return msgspec.json.format(msgspec.json.encode(shared, order="deterministic"), indent=1) + b"\n"


def read(data: bytes, file: str) -> Shared:
    """The baseline of a file; raises InputError with what is off."""
    try:
        found = msgspec.json.decode(data, type=Shared)
        raw: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not a baseline: {error}", where=file, next_step=_FIX) from error
    if found.format != FORMAT or found.version not in READ:
        raise InputError(
            f"a baseline of the kind {found.format} {found.version}; this version reads {FORMAT} up to "
            f"{VERSION}",
            where=file,
            next_step="Read it with the version that made it, or update",
        )
    if extra := sorted(_unknown(raw, msgspec.to_builtins(found))):
        raise InputError(f"it holds more than aggregates: {', '.join(extra[:5])}", where=file, next_step=_FIX)
    _check(found, file)
    # of the file's own words: fields that it does not have yet are none of what its digest was made of
    if found.digest != sha256(canonical_json(raw["events"])):
        raise InputError("its events are not those that its digest was made of", where=file, next_step=_FIX)
    named = f"baseline {found.digest[:12]}"
    return replace(
        found,
        events=tuple(
            replace(
                event,
                all=replace(event.all, source=named),
                by_platform={name: replace(each, source=named) for name, each in event.by_platform.items()},
            )
            for event in found.events
        ),
    )


def of_platforms(event: SharedEvent, platforms: Platforms) -> Measured:
    """The event on some of its platforms. Onset and half-life of a sum are not known, and left out."""
    have = set(event.window.after.platforms.split(", "))
    if platforms is None or have <= set(platforms):
        return event.all
    taken = [event.by_platform[name] for name in platforms if name in event.by_platform]
    if len(taken) == 1:
        return taken[0]
    return Measured(
        window=_joined(event.window, [each.window for each in taken]),
        week=_joined(event.all.week, [each.week for each in taken if each.week]) if event.all.week else None,
        hourly=tuple(map(sum, zip(*(each.hourly for each in taken), strict=True))) or (0,) * _HOURS,
        onset=Onset(minute=None, interval=None, rate_before=0.0, threshold=0.0),
        half_life=HalfLife(),
        source=event.all.source,
    )


def _joined(like: Window, parts: Sequence[Window]) -> Window:
    before, after = _sum(each.before for each in parts), _sum(each.after for each in parts)
    return replace(like, before=before, after=after)


def _sum(counts: Iterable[Counted]) -> Counted:
    """Counts of several platforms: no account is on two of them."""
    each = [one for one in counts if one.posts]
    often = [sum(one.often[n] for one in each) for n in range(4)]
    return Counted(
        posts=sum(one.posts for one in each),
        accounts=sum(one.accounts for one in each),
        hours=max((one.hours for one in each), default=0),
        platforms=", ".join(sorted(one.platforms for one in each)),
        often=(often[0], often[1], often[2], often[3]),
        deleted=sum(one.deleted for one in each),
        dated=sum(one.dated for one in each),
        late=sum(one.late for one in each),
        assumed=sum(one.assumed for one in each),
        by_day=sum(one.by_day for one in each),
        **summed(each),
    )


def _event(connection: Asked, title: str, t0: str) -> SharedEvent:
    whole = _bare(measure(connection, title, t0))
    names = [name for name in whole.window.after.platforms.split(", ") if name]
    alone = {name: _bare(measure(connection, title, t0, (name,))) for name in names}
    return SharedEvent(all=whole, by_platform=alone if len(names) > 1 else {})


def _bare(event: Measured) -> Measured:
    week = None if event.week is None else replace(event.week, receipts=())
    return replace(event, window=replace(event.window, receipts=()), week=week)


def _digest(events: Sequence[SharedEvent]) -> str:
    return sha256(canonical_json(events))


def _check(shared: Shared, file: str) -> None:
    """Raises InputError for an event that cannot be, or that says more than it may."""
    for number, event in enumerate(shared.events, 1):
        for one in (event.all, *event.by_platform.values()):
            if wrong := _wrong(one):
                raise InputError(f"event {number}: {wrong}", where=file, next_step=_FIX)


def _wrong(event: Measured) -> str | None:
    window = event.window
    if event.week is not None and (event.week.name, event.week.t0) != (window.name, window.t0):
        return "its week is another event's"
    if len(window.name) > _TITLE or _PRIVATE.search(window.name):
        return "its title is no title: too long, or with a handle or an address in it"
    if window.receipts or (event.week is not None and event.week.receipts):
        return "it has receipts into a case"
    try:
        moment(window.t0)
    except ValueError:
        return f"its first report is no moment: {window.t0[:40]!r}"
    if len(event.hourly) != _HOURS or min(event.hourly) < 0:
        return f"its curve is not one of {_HOURS} hours"
    for counted in (window.before, window.after, *((event.week.before,) if event.week else ())):
        numbers = (
            counted.posts,
            counted.accounts,
            counted.hours,
            *counted.often,
            counted.deleted,
            counted.late,
            counted.by_day,
            counted.assumed - counted.by_day,
            counted.posts - counted.assumed,
        )
        if min(numbers) < 0 or counted.accounts > counted.posts or sum(counted.often) > counted.accounts:
            return "its counts contradict each other"
        if counted.lost is not None and not 0 <= counted.lost < 1:
            return "a share is no share"
        if min(counted.missed or 0.0, counted.unseen or 0.0) < 0:
            return "its losses are less than nothing"
    return None


def _unknown(raw: Any, known: Any, path: str = "") -> set[str]:
    """The fields of ``raw`` that ``known`` does not have."""
    if isinstance(raw, dict) and isinstance(known, dict):
        here = {f"{path}{name}" for name in raw.keys() - known.keys()}
        return here.union(
            *(_unknown(raw[name], known[name], f"{path}{name}.") for name in raw.keys() & known.keys())
        )
    if isinstance(raw, list) and isinstance(known, list | tuple):
        return set().union(*(_unknown(a, b, path) for a, b in zip(raw, known, strict=False)))
    return set()
