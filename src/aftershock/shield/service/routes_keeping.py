"""Who keeps banks and keys over the network? What a key with the scope `admin` may do, and no more than its
own.

A key can make none that may do what it cannot, and none for people: keys with the scopes `review` and
`admin` are made on the machine itself.
"""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, post
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from aftershock.errors import UsageError
from aftershock.shield.banks import bank as banks
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.service import bundle as bundles
from aftershock.shield.service import keys
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.keeping import Change, changed, entry_of, key_changed
from aftershock.shield.service.keys import Key, Refused
from aftershock.shield.service.routes_checking import SECURITY, Asking, absent, by, faults, person_of
from aftershock.shield.service.said import KeyState, Known, KnownState, NewKey, Reason, Scope
from aftershock.shield.service.wire import Fault
from aftershock.store.clock import now

Named = Annotated[str, Parameter(min_length=1, max_length=500)]
MACHINES: tuple[Scope, ...] = ("check", "read", "notices")


def routes(desk: Desk) -> list[ControllerRouterHandler]:
    """The routes of this file."""
    return [*_bank(desk), *_keys(desk)]


def _bank(desk: Desk) -> list[ControllerRouterHandler]:
    folder = desk.live.policy.parent / "bank"

    def log(who: str, bank: str, item: str, change: Change) -> None:
        entry = changed(bank, item, change, by=who, at=now())
        desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)

    def state(item: str) -> KnownState | None:
        """An item as the bank has it at this moment, which may be ahead of what is checked against."""
        bank = desk.live.bundle.shield.bank
        bank = bundles.bank_of(desk.live.policy) if bank is None else bank.renewed()
        found = bank.item(item) if bank is not None else None
        return None if found is None else _state(found)

    @get("/v1/bank/{item:str}", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True,
         responses=faults(404))  # fmt: skip
    def known(item: Named) -> KnownState | Response[Fault]:
        """A known item by its id."""
        return state(item) or absent("known item")

    @post("/v1/bank", opt={"scope": "admin"}, security=SECURITY, status_code=201, sync_to_thread=True,
          responses=faults(413, 503))  # fmt: skip
    def add(request: Asking, data: Known) -> KnownState:
        """Add a known item; without ``adopt`` it is only looked at by a person."""
        key: Key = request.state.key
        at = now()
        person = person_of(key) if data.adopt else None
        entry = entry_of(data, person=person, at=at)
        banks.add(folder, [entry], by=by(key), at=at)
        log(by(key), data.bank, data.id, "added")
        if person:
            log(by(key), data.bank, data.id, "adopted")
        return _state(entry.item)

    @post("/v1/bank/{item:str}/adopt", opt={"scope": "admin"}, security=SECURITY, status_code=200,
          sync_to_thread=True, responses=faults(404, 413, 503))  # fmt: skip
    def adopt(request: Asking, item: Named, data: Reason) -> KnownState | Response[Fault]:
        """A person of the platform takes an item over; only then may it hold or block."""
        person = person_of(request.state.key)
        found = state(item)
        if found is None:
            return absent("known item")
        banks.adopt(folder, [item], by=person, at=now())
        log(f"person {person}", found.bank, item, "adopted")
        return state(item) or absent("known item")

    @post("/v1/bank/{item:str}/remove", opt={"scope": "admin"}, security=SECURITY, status_code=200,
          sync_to_thread=True, responses=faults(404, 413, 503))  # fmt: skip
    def remove(request: Asking, item: Named, data: Reason) -> KnownState | Response[Fault]:
        """Take an item out of the bank."""
        found = state(item)
        if found is None:
            return absent("known item")
        banks.remove(folder, [item], by=by(request.state.key), at=now())
        log(by(request.state.key), found.bank, item, "removed")
        return found

    return [known, add, adopt, remove]


def _keys(desk: Desk) -> list[ControllerRouterHandler]:
    @get("/v1/keys", opt={"scope": "admin"}, security=SECURITY, responses=faults())
    async def listed() -> list[KeyState]:
        """All keys, without their secrets."""
        return [_told(each) for each in desk.live.keys]

    @post("/v1/keys", opt={"scope": "admin"}, security=SECURITY, status_code=201, sync_to_thread=True,
          responses=faults(413, 503))  # fmt: skip
    def make(request: Asking, data: NewKey) -> KeyState:
        """A new key for a machine. Its secret is in this answer and nowhere else."""
        own: Key = request.state.key
        wider = [scope for scope in data.scopes if scope not in own.scopes or scope not in MACHINES]
        if wider:
            raise Refused(f"a key for {', '.join(wider)} cannot be made with this one", 403)
        rate = desk.settings.rate
        if data.each_second > (own.each_second or rate.each_second) or data.burst > (own.burst or rate.burst):
            raise Refused("a key that may ask for more than this one", 403)
        made, secret = keys.make(
            desk.live.folder, data.scopes, by=by(own), at=now(),
            each_second=data.each_second or own.each_second, burst=data.burst or own.burst,
        )  # fmt: skip
        entry = key_changed(made, by=by(own), at=now())
        desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)
        return _told(made, secret)

    @delete("/v1/keys/{key_id:str}", opt={"scope": "admin"}, security=SECURITY, status_code=200,
            sync_to_thread=True, responses=faults(404, 503))  # fmt: skip
    def revoke(request: Asking, key_id: Named) -> KeyState | Response[Fault]:
        """Take a key out of use, within a second in all workers."""
        try:
            gone = keys.revoke(desk.live.folder, key_id)
        except UsageError:
            return absent("key")
        entry = key_changed(gone, by=by(request.state.key), at=now())
        desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)
        return _told(gone)

    return [listed, make, revoke]


def _state(found: KnownItem) -> KnownState:
    return KnownState(
        id=found.id, bank=found.bank, kind=found.kind, title=found.title, source=found.source,
        adopted_by=found.adopted_by, expires=found.expires,
    )  # fmt: skip


def _told(key: Key, secret: str = "") -> KeyState:
    return KeyState(
        id=key.id, scopes=key.scopes, made_at=key.made_at, made_by=key.made_by, person=key.person,
        active=key.active, secret=secret,
    )  # fmt: skip
