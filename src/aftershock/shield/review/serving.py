"""Where do the pages hang in the service? One mount, `/review`, one table of pages, and their files; and
`/notice`, the form for everybody, as a mount of its own, so that the others need not be open to the world.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from litestar import Router
from litestar.handlers import asgi

from aftershock.errors import AftershockError
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.papers import rota
from aftershock.shield.papers.setup import load
from aftershock.shield.policy.warned import ending
from aftershock.shield.review import (
    pages_accounts,
    pages_appeals,
    pages_counts,
    pages_elsewhere,
    pages_give,
    pages_incidents,
    pages_notices,
    pages_order,
    pages_orders,
    pages_papers,
    pages_people,
    pages_queue,
    pages_restored,
    pages_signin,
    pages_threats,
    pages_trips,
)
from aftershock.shield.review.asking import Reply, Turned, request_of
from aftershock.shield.review.door import HEADERS, MOUNT, Page, answer
from aftershock.shield.review.office import NO_PAPERS, Clause, Office
from aftershock.shield.review.setup import looked_at
from aftershock.shield.review.shown import STATIC, static
from aftershock.shield.service import front, logs
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.front import Receive, Scope, Send
from aftershock.shield.service.rates import Buckets
from aftershock.store.clock import now

LARGEST = 64 * 1024  # bytes of a form
SLOWEST = 10.0  # seconds that a form may take to come

PAGES: dict[tuple[str, str], Page] = {
    ("GET", "/sign-in"): pages_signin.form,
    ("POST", "/sign-in"): pages_signin.sign_in,
    ("GET", "/elsewhere"): pages_elsewhere.off,
    ("GET", "/back"): pages_elsewhere.off,
    ("GET", pages_give.PATH): pages_give.form,
    ("POST", pages_give.PATH): pages_give.give,
    ("GET", "/"): pages_queue.home,
    ("POST", "/sign-out"): pages_signin.sign_out,
    ("GET", "/password"): pages_signin.password_form,
    ("POST", "/password"): pages_signin.password,
    ("POST", "/take"): pages_queue.take,
    ("GET", "/item"): pages_queue.item,
    ("POST", "/item/show"): pages_queue.show,
    ("POST", "/item/decide"): pages_queue.decide,
    ("POST", "/item/skip"): pages_queue.skip,
    ("GET", "/mine"): pages_queue.mine,
    ("POST", "/undo"): pages_queue.undo,
    ("GET", "/appeals"): pages_appeals.listed,
    ("GET", "/appeal"): pages_appeals.one,
    ("POST", "/appeal/show"): pages_appeals.show,
    ("POST", "/appeal/decide"): pages_appeals.decide,
    ("GET", "/accounts"): pages_accounts.listed,
    ("GET", "/account"): pages_accounts.one,
    ("POST", "/account/block"): pages_accounts.block,
    ("POST", "/account/restore"): pages_accounts.restore,
    ("GET", "/orders"): pages_orders.listed,
    ("POST", "/orders/enter"): pages_orders.enter,
    ("POST", "/orders/execute"): pages_orders.execute,
    ("POST", "/orders/pause"): pages_orders.pause,
    ("POST", "/orders/resume"): pages_orders.resume,
    ("POST", "/orders/report"): pages_orders.report,
    ("POST", "/orders/acknowledge"): pages_orders.acknowledge,
    ("GET", "/order"): pages_order.one,
    ("POST", "/order/told"): pages_order.told,
    ("POST", "/order/keep"): pages_order.keep,
    ("GET", "/restored"): pages_restored.listed,
    ("POST", "/restored/enter"): pages_restored.enter,
    ("POST", "/restored/told"): pages_restored.told,
    ("GET", "/notices"): pages_notices.listed,
    ("GET", "/notice"): pages_notices.one,
    ("POST", "/notice/show"): pages_notices.show,
    ("POST", "/notice/decide"): pages_notices.decide,
    ("POST", "/notice/told"): pages_notices.told,
    ("POST", "/item/threat"): pages_threats.suspect,
    ("GET", "/threats"): pages_threats.listed,
    ("GET", "/threat"): pages_threats.one,
    ("POST", "/threat/show"): pages_threats.show,
    ("POST", "/threat/draft"): pages_threats.draft,
    ("POST", "/threat/sent"): pages_threats.sent,
    ("POST", "/threat/not"): pages_threats.declined,
    ("GET", "/incidents"): pages_incidents.listed,
    ("POST", "/incidents/open"): pages_incidents.open_,
    ("POST", "/incidents/extend"): pages_incidents.extend,
    ("POST", "/incidents/close"): pages_incidents.close,
    ("GET", "/trips"): pages_trips.listed,
    ("POST", "/trips/free"): pages_trips.free,
    ("GET", "/papers"): pages_papers.report,
    ("GET", "/papers/report.csv"): pages_papers.table,
    ("GET", "/complaints"): pages_papers.audited,
    ("GET", "/statements"): pages_papers.owing,
    ("GET", "/statement"): pages_papers.statement,
    ("POST", "/statement/given"): pages_papers.given,
    ("GET", "/set-aside"): pages_counts.set_aside,
    ("GET", "/statistics"): pages_counts.counts,
    ("GET", "/log"): pages_counts.log,
    ("GET", "/people"): pages_people.listed,
    ("POST", "/people/make"): pages_people.make,
    ("POST", "/people/roles"): pages_people.roles,
    ("POST", "/people/invite"): pages_people.invite,
}


def routes(desk: Desk) -> Router:
    """The router that the service takes in beside its own routes."""
    made: list[Office] = []

    def office() -> Office:
        """Made at the first visit: a service without people pays nothing for it."""
        if not made:
            made.append(office_of(desk))
        return made[0]

    pages = pages_of(desk)
    setup = desk.settings.review
    gate = pages_give.Gate(Buckets(desk.tally), setup.notices_each_minute)

    def handed_in(scope: Scope) -> None:
        """Raises Turned (429) where an address, or all together, gave too many notices."""
        wait = gate.wait(_address(scope, forwarded=setup.forwarded), time.monotonic())
        if wait:
            raise Turned(f"too many notices: wait {math.ceil(wait)} seconds", 429)

    @asgi(MOUNT, is_mount=True, copy_scope=True, opt={"scope": "session"})
    async def review(scope: Scope, receive: Receive, send: Send) -> None:
        path = "/" + scope["path"].removeprefix(MOUNT).strip("/")
        await _answered(office, pages, handed_in, MOUNT, path, scope, receive, send)

    @asgi(pages_give.MOUNT, is_mount=True, copy_scope=True, opt={"scope": "session"})
    async def notice(scope: Scope, receive: Receive, send: Send) -> None:
        path = "/" + scope["path"].removeprefix(pages_give.MOUNT).strip("/")
        path = pages_give.PATH if path == "/" else path if path.startswith("/static/") else "/nothing"
        await _answered(office, pages, handed_in, pages_give.MOUNT, path, scope, receive, send)

    return Router(path="/", route_handlers=[review, notice], include_in_schema=False)


def _address(scope: Scope, *, forwarded: bool) -> str:
    """Whom a request comes from: the other end, or whom our proxy says."""
    if forwarded:
        told = [value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"]
        if told:
            return str(told[-1].decode("latin-1").rpartition(",")[2].strip())
    return str((scope.get("client") or ("",))[0])


def office_of(desk: Desk) -> Office:
    """The office of a worker; raises InputError where the setup makes no sense."""
    settings = desk.settings

    def clauses() -> list[Clause]:
        rules = desk.live.bundle.parsed.policy.rules
        says: dict[str, list[str]] = {}
        for rule in rules:
            says.setdefault(rule.clause, []).append(rule.note or rule.category)
        return [Clause(clause, ", ".join(dict.fromkeys(each))) for clause, each in sorted(says.items())]

    def categories() -> list[str]:
        return sorted({rule.category for rule in desk.live.bundle.parsed.policy.rules} - {""})

    def ends() -> tuple[str, ...]:
        return ending(desk.live.bundle.parsed.policy.rules, now()[:10]).lines()

    file = desk.live.policy.parent / "papers.toml"
    return Office(
        desk.log, lambda entries: desk.committer.commit_now(entries, timeout=settings.limits.seconds),
        settings.folder, setup=looked_at(settings.review, "service.toml"), terms=settings.accounts,
        clauses=clauses, categories=categories, papers=load(file) if file.is_file() else NO_PAPERS,
        rota=rota.load(Path(settings.alarms.rota)) if settings.alarms.rota else None,
        kept=timedelta(days=settings.kept_days), ending=ends,
    )  # fmt: skip


def pages_of(desk: Desk) -> Mapping[tuple[str, str], Page]:
    """The pages, with the sign-in elsewhere where one is set up."""
    if not desk.settings.review.elsewhere.issuer:
        return PAGES
    from aftershock.shield.review.transport_signin import Issuer

    elsewhere = pages_elsewhere.Elsewhere(Issuer(desk.settings.review.elsewhere))
    return {**PAGES, ("GET", "/elsewhere"): elsewhere.go, ("GET", "/back"): elsewhere.back}


async def _answered(
    office: Callable[[], Office],
    pages: Mapping[tuple[str, str], Page],
    handed_in: Callable[[Scope], None],
    mount: str,
    path: str,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """One request: files at once, pages in a thread, as they wait for the log."""
    if scope["type"] != "http":
        return
    name = path.removeprefix("/static/")
    kept = path.startswith("/static/") and name in STATIC and scope["method"] == "GET"
    if kept:
        reply = Reply(200, static(name), STATIC[name])
    else:
        reply = await _page(office, pages, handed_in, mount, path, scope, receive)
    headers = [(key.encode(), value.encode("latin-1")) for key, value in HEADERS]
    headers.append((b"content-type", reply.kind.encode()))
    headers.append((b"cache-control", b"private, max-age=86400, immutable" if kept else b"no-store"))
    headers += [(b"set-cookie", each.encode("latin-1")) for each in reply.cookies]
    if reply.name:
        headers.append((b"content-disposition", f'attachment; filename="{reply.name}"'.encode("ascii")))
    if reply.place:
        place = reply.place if "://" in reply.place else mount + reply.place.rstrip("/")
        headers.append((b"location", place.encode("ascii", "replace")))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body, "more_body": False})


async def _page(
    office: Callable[[], Office],
    pages: Mapping[tuple[str, str], Page],
    handed_in: Callable[[Scope], None],
    mount: str,
    path: str,
    scope: Scope,
    receive: Receive,
) -> Reply:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    try:
        if (scope["method"], path) == ("POST", pages_give.PATH):
            handed_in(scope)
        body = await front.read_body(scope, receive, LARGEST, SLOWEST)
        request = request_of(scope["method"], path, scope["query_string"], headers, body)
        request = request._replace(mount=mount)
        return await asyncio.to_thread(lambda: answer(office(), pages, request))
    except (Turned, front.Turned) as error:
        return _plain(error.status, error.cause)
    except (LedgerError, TimeoutError) as error:
        logs.warn("the log refused", cause=str(error))
        return _plain(503, "The log cannot be written now: nothing was done. Try again.")
    except AftershockError as error:
        logs.warn("a page could not be made", cause=error.cause)
        return _plain(500, "Something is not set up as it must be; the service's own log says what.")
    except Exception as error:  # noqa: BLE001  the last place where a person can be answered in words
        logs.fault(error, route=path[:100])
        return _plain(500, "A fault of the service: this page could not be made. What you did may stand.")


def _plain(status: int, said: str) -> Reply:
    return Reply(status, said.encode(), "text/plain; charset=utf-8")
