"""Which verdict stands on an item, where does an account stand, and what could not be checked? What a
platform asks about beside its posts.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from aftershock.errors import UsageError
from aftershock.shield.accounts.standing import AccountStanding
from aftershock.shield.ledger.happenings import Entry, Poisoned
from aftershock.shield.service import wire
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.routes_checking import SECURITY, Asking, absent, by, faults
from aftershock.shield.service.said import ItemState, SetAsideState
from aftershock.shield.service.wire import Checked, Fault
from aftershock.store.clock import now

Named = Annotated[str, Parameter(min_length=1, max_length=500)]
MOST = 1_000  # set aside messages in one answer, the latest


def routes(desk: Desk) -> list[ControllerRouterHandler]:
    """The routes of this file."""
    return [*_items(desk), *_accounts(desk), *_set_aside(desk)]


def _items(desk: Desk) -> list[ControllerRouterHandler]:
    @get("/v1/items/{platform:str}/{item:str}/{revision:int}", opt={"scope": "read"}, security=SECURITY,
         sync_to_thread=True, responses=faults(404))  # fmt: skip
    def item(platform: str, item: str, revision: int) -> ItemState | Response[Fault]:
        """Which verdict stands on a revision now: the rules', or what people made of it since."""
        place = (f"{platform}:{item}", revision)
        found = desk.standings.items([place]).get(place)
        if found is None:
            return absent("decision")
        return ItemState(
            item=place[0], revision=revision, verdict=found.verdict, by=found.by, seq=found.seq, at=found.at,
            clause=found.clause, settled=found.settled,
        )  # fmt: skip

    return [item]


def _accounts(desk: Desk) -> list[ControllerRouterHandler]:
    @get("/v1/accounts/{account:str}", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True,
         responses=faults(404))  # fmt: skip
    def account(account: Named) -> AccountStanding | Response[Fault]:
        """Strikes, limits and blocks of an account, each with its items and its end."""
        return desk.standings.of(account, at=now()) or absent("account")

    return [account]


def _set_aside(desk: Desk) -> list[ControllerRouterHandler]:
    @get("/v1/set-aside", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True, responses=faults())
    def listed() -> list[SetAsideState]:
        """Messages of the broker that could not be checked, latest first."""
        return _states(desk)

    @post("/v1/set-aside/{content:str}/again", opt={"scope": "admin"}, security=SECURITY, status_code=200,
          responses=faults(404, 409, 503))  # fmt: skip
    async def again(request: Asking, content: Named) -> Checked | Response[Fault]:
        """Check one once more, after what was wrong was mended."""
        states = await asyncio.to_thread(_states, desk)
        before = next((each for each in states if each.content == content), None)
        copy = await asyncio.to_thread(desk.log.copy, content) if before is not None else None
        if before is None or copy is None:
            return absent("message")
        try:
            asked = wire.one(copy.looked.text.encode())
        except msgspec.DecodeError as error:
            raise UsageError(f"it is still no post: {error}", next_step="Send it anew as one") from error
        answer = (await desk.check((asked,)))[0]
        if isinstance(answer, Fault):
            return Response(answer, status_code=409, media_type="application/json")
        if answer.decided:
            what = Poisoned(
                source="", content=content, why=before.why, size=before.size, item=before.item, again=True
            )
            entry = Entry(key=f"poisoned {content} again", at=now(), by=by(request.state.key), what=what)
            await desk.committer.commit([entry])
        return answer

    return [listed, again]


def _states(desk: Desk) -> list[SetAsideState]:
    found: dict[str, SetAsideState] = {}
    for link in desk.log.read(kinds=("poisoned",)):
        what = link.entry.what
        if isinstance(what, Poisoned) and what.again and what.content in found:
            found[what.content] = msgspec.structs.replace(found[what.content], again=True)
        elif isinstance(what, Poisoned) and not what.again:
            found[what.content] = SetAsideState(
                at=link.entry.at, content=what.content, item=what.item, why=what.why, size=what.size,
                again=False,
            )  # fmt: skip
    return list(found.values())[::-1][:MOST]
