"""What does the law's paper say now? Orders come in and their hour runs; statements and reports are drafted.

An order is entered by a person, who says how it was authenticated. What is drafted is for a person to check;
nothing here sends it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from aftershock.shield.ledger.happenings import (
    AlarmAcknowledged,
    Alarmed,
    Entry,
    OrderReceived,
    StatementMade,
)
from aftershock.shield.papers import transparency
from aftershock.shield.papers.orders import KINDS, Order, orders
from aftershock.shield.papers.restrictions import Restriction, puid
from aftershock.shield.papers.setup import Papers
from aftershock.shield.papers.transparency import Report
from aftershock.shield.papers.user_text import to_user
from aftershock.shield.service import stating
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.routes_checking import SECURITY, Asking, absent, by, faults, person_of
from aftershock.shield.service.said import Drafted, Given, OrderState, RemovalOrder
from aftershock.shield.service.wire import Fault
from aftershock.store.clock import now

Named = Annotated[str, Parameter(max_length=500)]
Bound = Annotated[str, Parameter(pattern=r"^(\d{4}-\d\d-\d\d)?$")]


def routes(desk: Desk) -> list[ControllerRouterHandler]:
    """The routes of this file."""
    return [*_orders(desk), *_statements(desk), *_report(desk)]


def _orders(desk: Desk) -> list[ControllerRouterHandler]:
    @post("/v1/orders", opt={"scope": "review"}, security=SECURITY, status_code=201,
          sync_to_thread=True, responses=faults(413, 503))  # fmt: skip
    def order(request: Asking, data: RemovalOrder) -> OrderState:
        """A removal order came: its hour runs from its receipt, the rota is called. The same twice is one."""
        who = f"person {person_of(request.state.key)}"
        what = OrderReceived(**msgspec.structs.asdict(data))
        entry = Entry(key=f"order {data.order}", at=now(), by=who, what=what)
        desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)
        return _state(orders(desk.log.read(kinds=KINDS)).orders[data.order])

    @get("/v1/orders", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True, responses=faults())
    def listed() -> list[OrderState]:
        """All orders, and how much of their hour is left."""
        return [_state(each) for each in orders(desk.log.read(kinds=KINDS)).orders.values()]

    @post("/v1/alarms/{alarm:str}/acknowledge", opt={"scope": "review"}, security=SECURITY, status_code=200,
          sync_to_thread=True, responses=faults(404, 503))  # fmt: skip
    def acknowledge(request: Asking, alarm: Named) -> dict[str, str] | Response[Fault]:
        """Somebody has it. It is still called until it is done."""
        person = person_of(request.state.key)
        called = (link.entry.what for link in desk.log.read(kinds=("alarmed",)))
        if not any(isinstance(each, Alarmed) and each.alarm == alarm for each in called):
            return absent("alarm")
        what = AlarmAcknowledged(alarm=alarm)
        entry = Entry(key=f"acknowledged {alarm}", at=now(), by=f"person {person}", what=what)
        link = desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)[0]
        return {"alarm": alarm, "by": link.entry.by, "at": link.entry.at}

    return [order, listed, acknowledge]


def _statements(desk: Desk) -> list[ControllerRouterHandler]:
    papers = stating.papers_of(desk.live.policy)

    @get("/v1/statements/{platform:str}/{item:str}/{revision:int}", opt={"scope": "read"}, security=SECURITY,
         sync_to_thread=True, responses=faults(404))  # fmt: skip
    def statement(platform: Named, item: Named, revision: int) -> Drafted | Response[Fault]:
        """The statement of reasons for what restricts a revision, as a draft (DSA Art. 17)."""
        return _drafted(desk, papers, _of_item(desk, f"{platform}:{item}", revision))

    @post("/v1/statements/{platform:str}/{item:str}/{revision:int}/given", opt={"scope": "notices"},
          security=SECURITY, status_code=200, sync_to_thread=True, responses=faults(404, 503))  # fmt: skip
    def given(request: Asking, platform: Named, item: Named, revision: int) -> Given | Response[Fault]:
        """The platform told its user, with these reasons: then the six months for a complaint begin."""
        return _told(desk, _of_item(desk, f"{platform}:{item}", revision), by(request.state.key))

    @get("/v1/accounts/{account:str}/statement", opt={"scope": "read"}, security=SECURITY,
         sync_to_thread=True, responses=faults(404))  # fmt: skip
    def account_statement(account: Named) -> Drafted | Response[Fault]:
        """The statement of reasons for the last block of an account, as a draft."""
        return _drafted(desk, papers, _of_account(desk, account))

    @post("/v1/accounts/{account:str}/statement/given", opt={"scope": "notices"}, security=SECURITY,
          status_code=200, sync_to_thread=True, responses=faults(404, 503))  # fmt: skip
    def account_given(request: Asking, account: Named) -> Given | Response[Fault]:
        """The platform told whose account it blocked, with these reasons."""
        return _told(desk, _of_account(desk, account), by(request.state.key))

    return [statement, given, account_statement, account_given]


def _of_item(desk: Desk, item: str, revision: int) -> Restriction | None:
    wanted = (item, revision)
    return stating.last(desk.log, desk.settings.accounts, lambda each: (each.item, each.revision) == wanted)


def _of_account(desk: Desk, account: str) -> Restriction | None:
    def wanted(each: Restriction) -> bool:
        return not each.item and each.account == account

    return stating.last(desk.log, desk.settings.accounts, wanted)


def _drafted(desk: Desk, papers: Papers, found: Restriction | None) -> Drafted | Response[Fault]:
    if found is None:
        return absent("restriction")
    made = stating.stated(desk.log, found, papers.publishing)
    words = to_user(found, made, papers.publishing, papers.host, at=now())
    check = tuple(dict.fromkeys((*made.to_check, *words.missing)))
    return Drafted(statement=made.statement, to_check=check, words=words.text)


def _told(desk: Desk, found: Restriction | None, who: str) -> Given | Response[Fault]:
    if found is None:
        return absent("restriction")
    mark = puid(found)
    what = StatementMade(puid=mark, item=found.item, revision=found.revision)
    entry = Entry(key=f"statement {mark}", at=now(), by=who, what=what)
    link = desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)[0]
    return Given(puid=mark, at=link.entry.at)


def _report(desk: Desk) -> list[ControllerRouterHandler]:
    @get("/v1/transparency", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True,
         responses=faults())  # fmt: skip
    def report(since: Bound = "", until: Bound = "") -> Report:
        """What was done in a period, counted from the log (DSA Art. 15, 24; TCO Art. 7)."""
        return transparency.report(desk.log.read(), since=since, until=until, terms=desk.settings.accounts)

    return [report]


def _state(order: Order) -> OrderState:
    return OrderState(
        order=order.id, status=order.status, received_at=order.received.received_at,
        deadline=order.deadline, overdue=order.overdue(now()), missing=order.missing,
    )  # fmt: skip
