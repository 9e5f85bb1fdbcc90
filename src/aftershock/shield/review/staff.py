"""Who works here, with which roles, who is signed in, and what have they in hand? Counted from the log.

Roles change by somebody else's hand only: an admin's, or on the machine itself. An entry that tries anything
else changes nothing but ``Known.void``, whoever wrote it. Sessions stand here under the hash of their token:
the log holds nothing that opens a door.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from aftershock.shield.accounts.known import MEDIA
from aftershock.shield.ledger.happenings import (
    Claimed,
    Link,
    Opened,
    PersonChanged,
    Reviewed,
    SignedIn,
    Undone,
)
from aftershock.shield.ledger.times import apart

Role = Literal["reviewer", "senior", "admin", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
MACHINE = "machine "  # by whom a person is made on the machine itself
IN, OUT, FAILED = "signed-in ", "signed-out ", "sign-in failed "
DAYS_2 = 172_800.0
REMEMBERED = 500  # what of one person's work is kept in mind


class Person(msgspec.Struct, gc=False):
    """An account of the staff; ``seq`` is where it changed last."""

    person: str
    roles: tuple[str, ...]
    active: bool
    seq: int


class Sitting(msgspec.Struct, gc=False):
    """A session: whose, and where and when it began."""

    person: str
    seq: int
    at: str


class Taken(msgspec.Struct, gc=False):
    """What a person took last; whether they still have it the queue says. ``opened``: they saw the text,
    ``media``: they asked for the way to the picture or film.
    """

    item: str
    revision: int
    look: int
    seq: int
    opened: bool = False
    media: bool = False


class Done(msgspec.Struct, gc=False):
    """A look of a person."""

    seq: int
    at: str
    item: str
    revision: int
    verdict: str


class Work(msgspec.Struct):
    """What one person did: looks, what they took back, skipped (item and revision to place), opened
    (to the time), ``media`` of what they asked for the way.
    """

    taken: Taken | None = None
    done: list[Done] = []
    undone: list[int] = []
    skipped: dict[str, int] = {}
    opened: dict[str, str] = {}
    media: dict[str, str] = {}


class Known(msgspec.Struct):
    """Everything about the staff up to ``seq``. ``failed``: times of failed sign-ins by the name's digest."""

    seq: int = 0
    people: dict[str, Person] = {}
    sittings: dict[str, Sitting] = {}
    failed: dict[str, list[str]] = {}
    work: dict[str, Work] = {}
    void: dict[int, str] = {}


class Staff:
    """The fold; see ``ledger.projections``."""

    version = "staff 2"

    def __init__(self) -> None:
        self.known = Known()

    def apply(self, link: Link) -> None:
        """Take the next link."""
        known, entry = self.known, link.entry
        person = entry.by.removeprefix("person ") if entry.by.startswith("person ") else ""
        match entry.what:
            case PersonChanged() as what:
                _changed(known, link, what, person)
            case SignedIn() as what:
                _signed(known, link, what)
            case Claimed() | Reviewed() | Undone() | Opened() if person:
                _worked(known.work.setdefault(person, Work()), link)
            case _:
                pass
        known.seq = link.seq

    def saved(self) -> bytes:
        """All of it as bytes."""
        return msgspec.msgpack.encode(self.known)

    def restored(self, data: bytes) -> bool:
        """Take what ``saved`` gave."""
        self.known = msgspec.msgpack.decode(data, type=Known)
        return True


def change_refused(known: Known, what: PersonChanged, by: str) -> str:
    """Why ``by`` may not change that account so, or an empty string.

    A person may say about themselves only what stands already (a password was changed); everything else
    takes an admin, and never for oneself.
    """
    unknown = [role for role in what.roles if role not in ROLES]
    if unknown:
        return f"no role is called {unknown[0]}"
    if "auditor" in what.roles and len(what.roles) > 1:
        return "an auditor only reads: the role goes with no other"
    if by.startswith(MACHINE):
        return ""
    name = by.removeprefix("person ") if by.startswith("person ") else ""
    before, acting = known.people.get(what.person), known.people.get(name)
    if acting is None or not acting.active:
        return "nobody who works here"
    if what.person == name:
        same = before is not None and (before.roles, before.active) == (what.roles, what.active)
        return "" if same else "nobody changes their own roles"
    return "" if "admin" in acting.roles else "only an admin changes somebody's roles"


def _changed(known: Known, link: Link, what: PersonChanged, person: str) -> None:
    if why := change_refused(known, what, link.entry.by):
        known.void[link.seq] = why
        return
    known.people[what.person] = Person(person=what.person, roles=what.roles, active=what.active, seq=link.seq)
    for token in [token for token, each in known.sittings.items() if each.person == what.person]:
        del known.sittings[token]  # who they are or may be has changed: they sign in anew


def _signed(known: Known, link: Link, what: SignedIn) -> None:
    key, at = link.entry.key, link.entry.at
    if what.how == "in" and key.startswith(IN):
        for token in [t for t, each in known.sittings.items() if apart(each.at, at) > DAYS_2]:
            del known.sittings[token]
        found = known.people.get(what.person)
        if found is not None and found.active:
            known.sittings[key.removeprefix(IN)] = Sitting(person=what.person, seq=link.seq, at=at)
            if what.person in known.work:
                known.work[what.person].skipped.clear()
    elif what.how == "out":
        known.sittings.pop(key.removeprefix(OUT), None)
    elif what.how == "failed" and key.startswith(FAILED):
        digest = key.removeprefix(FAILED).partition(" ")[0]
        if len(known.failed) > 10_000:
            known.failed = {k: v for k, v in known.failed.items() if abs(apart(v[-1], at)) < DAYS_2}
        known.failed.setdefault(digest, []).append(at)
        del known.failed[digest][:-100]


def _worked(work: Work, link: Link) -> None:
    match link.entry.what:
        case Claimed(until="") as what:
            work.taken = None
            work.skipped[f"{what.item}#{what.revision}"] = link.seq
        case Claimed() as what:
            work.taken = Taken(item=what.item, revision=what.revision, look=what.look, seq=link.seq)
        case Opened() as what:
            media, taken = what.why == MEDIA, work.taken
            seen = work.media if media else work.opened
            seen[f"{what.item}#{what.revision}"] = link.entry.at
            if taken and (taken.item, taken.revision) == (what.item, what.revision):
                taken.opened, taken.media = taken.opened or not media, taken.media or media
            while len(seen) > REMEMBERED:
                del seen[next(iter(seen))]
        case Reviewed() as what:
            done = Done(
                seq=link.seq, at=link.entry.at, item=what.item, revision=what.revision, verdict=what.verdict
            )
            work.done.append(done)
            work.taken = None
            del work.done[:-REMEMBERED]
        case Undone() as what:
            work.undone.append(what.seq)
            del work.undone[:-REMEMBERED]
        case _:
            pass
