"""What is put back because an authority or a court decided so? Entered by a person's key; the platform asks
what whoever posted it is to be told.
"""

from __future__ import annotations

import msgspec
from litestar import get, post
from litestar.types import ControllerRouterHandler

from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import Entry
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.papers.laws import Host
from aftershock.shield.papers.orders import KINDS, Order, orders
from aftershock.shield.papers.reinstating import Restored, key_of, not_of, restored, words
from aftershock.shield.papers.setup import load
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.routes_checking import SECURITY, Asking, faults, person_of
from aftershock.shield.service.said import Reinstatement, ReinstatementState
from aftershock.store.clock import now


def routes(desk: Desk) -> list[ControllerRouterHandler]:
    """The routes of this file."""
    file = desk.live.policy.parent / "papers.toml"
    host = load(file).host if file.is_file() else Host(name="this service")

    @post("/v1/reinstatements", opt={"scope": "review"}, security=SECURITY, status_code=201,
          sync_to_thread=True, responses=faults(409, 413, 503))  # fmt: skip
    def enter(request: Asking, data: Reinstatement) -> ReinstatementState:
        """Put back what an authority or court decided on, with what rested on it. The same twice is one."""
        person = person_of(request.state.key)
        what = Reinstated(**msgspec.structs.asdict(data))
        known = orders(desk.log.read(kinds=KINDS)).orders
        if data.order in known and (strange := not_of(known[data.order], data.items)):
            raise Refused(f"not an item of that order: {strange}")
        entry = Entry(key=key_of(what), at=now(), by=f"person {person}", what=what)
        link = desk.standings.act(
            entry, lambda each: desk.committer.commit_now(each, timeout=desk.settings.limits.seconds)
        )
        return _state(Restored(seq=link.seq, at=link.entry.at, by=person, what=what), known, host)

    @get("/v1/reinstatements", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True,
         responses=faults())  # fmt: skip
    def listed() -> list[ReinstatementState]:
        """All that was put back, latest first, with the words for whoever posted it."""
        known = orders(desk.log.read(kinds=KINDS)).orders
        found = restored(desk.log.read(kinds=("reinstated", "informed")), desk.standings.void())
        return [_state(each, known, host) for each in sorted(found.values(), key=lambda each: -each.seq)]

    return [enter, listed]


def _state(each: Restored, known: dict[str, Order], host: Host) -> ReinstatementState:
    what = each.what
    draft = words(each, known.get(what.order), host, at=now())
    return ReinstatementState(
        seq=each.seq, at=each.at, order=what.order, items=what.items, authority=what.authority,
        reference=what.reference, basis=what.basis, ours_stays=what.ours_stays,
        words=draft.text if draft else "", told=each.told,
    )  # fmt: skip
