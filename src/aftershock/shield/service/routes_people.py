"""Who complains, who gives notice? What users and others hand in through the platform, and where it
stands.
"""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from aftershock.errors import UsageError
from aftershock.shield.ledger.happenings import (
    AppealDecided,
    Appealed,
    Entry,
    Happening,
    NoticeDecided,
    NoticeReceived,
    decided_key,
)
from aftershock.shield.service.desk import TONE, Desk
from aftershock.shield.service.routes_checking import SECURITY, Asking, absent, by, faults
from aftershock.shield.service.said import Appeal, AppealState, Notice, NoticeState
from aftershock.shield.service.wire import Fault
from aftershock.store.clock import now
from aftershock.text import content_id

Named = Annotated[str, Parameter(max_length=100)]


def routes(desk: Desk) -> list[ControllerRouterHandler]:
    """The routes of this file."""
    return [*_appeals(desk), *_notices(desk)]


def _appeals(desk: Desk) -> list[ControllerRouterHandler]:
    @post("/v1/appeals", opt={"scope": "notices"}, security=SECURITY, status_code=201,
          sync_to_thread=True, responses=faults(404, 413, 503))  # fmt: skip
    def appeal(request: Asking, data: Appeal) -> AppealState | Response[Fault]:
        """A user complains; a person who had no part in the decision will look. The same twice is one."""
        decided = (desk.log.get(decided_key(data.item, data.revision, head=head)) for head in ("", TONE))
        if not any(decided):
            return absent("decision")
        id_ = content_id("appeal", data.item, data.revision, data.account, data.words)
        what = Appealed(
            appeal=id_, item=data.item, revision=data.revision, account=data.account, words=data.words
        )
        at = _written(desk, f"appealed {id_}", by(request.state.key), what)
        return AppealState(appeal=id_, item=data.item, revision=data.revision, state="open", received_at=at)

    @get("/v1/appeals/{appeal_id:str}", opt={"scope": "notices"}, security=SECURITY,
         sync_to_thread=True, responses=faults(404))  # fmt: skip
    def appeal_state(appeal_id: Named) -> AppealState | Response[Fault]:
        """What came of an appeal."""
        link = desk.log.get(f"appealed {appeal_id}")
        if link is None or not isinstance(link.entry.what, Appealed):
            return absent("appeal")
        told = link.entry.what
        state = AppealState(
            appeal=appeal_id, item=told.item, revision=told.revision, state="open", received_at=link.entry.at
        )
        for later in desk.log.read(after=link.seq, kinds=("appeal-decided",)):
            what = later.entry.what
            if isinstance(what, AppealDecided) and what.appeal == appeal_id:
                state = AppealState(
                    appeal=appeal_id, item=told.item, revision=told.revision, reason=what.reason,
                    state="overturned" if what.overturned else "upheld", received_at=link.entry.at,
                )  # fmt: skip
        return state

    return [appeal, appeal_state]


def _notices(desk: Desk) -> list[ControllerRouterHandler]:
    @post("/v1/notices", opt={"scope": "notices"}, security=SECURITY, status_code=201,
          sync_to_thread=True, responses=faults(413, 503))  # fmt: skip
    def notice(request: Asking, data: Notice) -> NoticeState:
        """Somebody says that content is illegal; the answer acknowledges that it came."""
        if not data.item and not data.url:
            raise UsageError("a notice says where the content stands", next_step="Give item or url")
        id_ = content_id("notice", data.item, data.url, data.explanation, data.name, data.email)
        what = NoticeReceived(
            notice=id_, item=data.item, url=data.url, explanation=data.explanation, ground=data.ground,
            name=data.name, email=data.email, good_faith=data.good_faith,
        )  # fmt: skip
        at = _written(desk, f"notice {id_}", by(request.state.key), what)
        return NoticeState(notice=id_, state="open", received_at=at)

    @get("/v1/notices/{notice_id:str}", opt={"scope": "notices"}, security=SECURITY,
         sync_to_thread=True, responses=faults(404))  # fmt: skip
    def notice_state(notice_id: Named) -> NoticeState | Response[Fault]:
        """What came of a notice."""
        link = desk.log.get(f"notice {notice_id}")
        if link is None or not isinstance(link.entry.what, NoticeReceived):
            return absent("notice")
        state = NoticeState(notice=notice_id, state="open", received_at=link.entry.at)
        for later in desk.log.read(after=link.seq, kinds=("notice-decided",)):
            what = later.entry.what
            if isinstance(what, NoticeDecided) and what.notice == notice_id:
                state = NoticeState(
                    notice=notice_id, state="decided", received_at=link.entry.at, verdict=what.verdict,
                    reason=what.reason,
                )  # fmt: skip
        return state

    return [notice, notice_state]


def _written(desk: Desk, key: str, who: str, what: Happening) -> str:
    """Durable when it returns; gives the time under which it stands (of the first, where it came
    twice).
    """
    entry = Entry(key=key, at=now(), by=who, what=what)
    return desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)[0].entry.at
