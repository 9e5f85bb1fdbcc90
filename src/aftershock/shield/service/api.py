"""Which routes has the service besides the hot ones, who may call each, and how are faults said?

Every route names its scope; one that names none is refused, so a route that somebody forgot is closed, not
open. The OpenAPI stands at /v1/schema/openapi.json. Pages for people (sign-in, review) are routers of their
own that are handed in with their middleware; they mark their routes with the scope ``session`` and look at
who asks themselves.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any, cast

from litestar import Litestar, Request, Response, Router
from litestar.connection import ASGIConnection
from litestar.datastructures import ResponseHeader
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ControllerRouterHandler, Middleware

from aftershock.errors import AftershockError, CaseError, InputError, UsageError
from aftershock.shield.accounts.refusals import Refused as NotNow
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.service import (
    keys,
    logs,
    metrics,
    routes_checking,
    routes_incidents,
    routes_keeping,
    routes_papers,
    routes_people,
    routes_restored,
    routes_standing,
)
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.front import Application, Door, Receive, Scope, Send, Turned
from aftershock.shield.service.keys import Refused
from aftershock.shield.service.openapi import Exact
from aftershock.shield.service.wire import Fault
from aftershock.version import __version__

PUBLIC, SESSION = "public", "session"


def build(
    desk: Desk,
    door: Door,
    *,
    pages: Sequence[Router] = (),
    middleware: Sequence[Middleware] = (),
) -> Application:
    """The framework's application. ``pages`` and ``middleware`` belong to people's sessions."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        """Every route has a scope, and every request a key that has it; deny where nothing is said."""
        wanted = handler.opt.get("scope")
        if wanted in (PUBLIC, SESSION):
            return
        if wanted not in keys.SCOPES:
            raise PermissionDeniedException("this route has no scope, so nobody may call it")
        key = door.key(connection.scope["headers"], wanted)
        door.spend(key, 1)
        connection.state.key = key

    listed: list[ControllerRouterHandler] = [
        *routes_checking.routes(desk),
        *routes_people.routes(desk),
        *routes_keeping.routes(desk),
        *routes_papers.routes(desk),
        *routes_incidents.routes(desk),
        *routes_standing.routes(desk),
        *routes_restored.routes(desk),
        *pages,
    ]
    app = Litestar(
        route_handlers=listed,
        guards=[guard],
        middleware=list(middleware),
        exception_handlers={AftershockError: _said, HTTPException: _http, Exception: _own_fault},
        request_max_body_size=desk.settings.limits.body,
        openapi_config=OpenAPIConfig(
            title="Aftershock shield",
            version=__version__,
            openapi_router=Router(
                path="/v1/schema", route_handlers=[], opt={"scope": PUBLIC}, include_in_schema=False
            ),
            render_plugins=[Exact()],
            components=Components(security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}),
        ),
        response_headers=[
            ResponseHeader(name="x-content-type-options", value="nosniff"),
            ResponseHeader(name="cache-control", value="no-store"),
        ],
        logging_config=None,
        debug=False,
    )
    return _measured(cast(Application, app), desk)


def _measured(app: Application, desk: Desk) -> Application:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        start, status = time.perf_counter(), 500

        async def sent(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await app(scope, receive, sent)
        for name, by in metrics.observe("other", status, time.perf_counter() - start):
            desk.tally.add(name, by)

    return application


def _said(request: Request[Any, Any, Any], error: AftershockError) -> Response[Fault]:
    """Errors that we raise on purpose, with their status."""
    headers: dict[str, str] = {}
    if isinstance(error, Refused | Turned):
        status = error.status
        if status == 401:
            headers["www-authenticate"] = "Bearer"
        if isinstance(error, Turned) and error.retry:
            headers["retry-after"] = str(math.ceil(error.retry))
    elif isinstance(error, NotNow):
        status = 409
    elif isinstance(error, LedgerError):
        status = 503
        logs.warn("the log refused", cause=error.cause)
    else:
        status = 400 if isinstance(error, UsageError | InputError | CaseError) else 500
    fault = Fault(error=error.cause, next_step=error.next_step)
    return Response(fault, status_code=status, headers=headers, media_type="application/json")


def _http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Fault]:
    """The framework's own refusals in the shape of ours; nothing of the request is repeated."""
    extra = error.extra if isinstance(error.extra, list) else []
    told = "; ".join(
        f"{each.get('key', '')}: {each.get('message', '')}" for each in extra if isinstance(each, dict)
    )
    fault = Fault(error=f"{error.detail}{f' ({told})' if told else ''}"[:1_000])
    return Response(
        fault, status_code=error.status_code, headers=error.headers, media_type="application/json"
    )


def _own_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Fault]:
    if isinstance(error, RecursionError):
        fault = Fault(error="nested too deeply to be read")
        return Response(fault, status_code=400, media_type="application/json")
    logs.fault(error, route=request.scope["path"][:100])
    fault = Fault(error="a fault of the service", next_step="Ask again later")
    return Response(fault, status_code=500, media_type="application/json")
