"""Who complains, who gives notice? What users and others hand in through the platform, and where it
stands.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from aftershock.errors import UsageError
from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import (
    AppealDecided,
    Appealed,
    Entry,
    Informed,
    NoticeDecided,
    NoticeReceived,
)
from aftershock.shield.ledger.times import moved
from aftershock.shield.papers.givers import given
from aftershock.shield.papers.notices import Notice as Known
from aftershock.shield.papers.notices import gaps, waiting
from aftershock.shield.papers.setup import load
from aftershock.shield.review.passwords import secret
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.keys import Key
from aftershock.shield.service.routes_checking import SECURITY, Asking, absent, by, faults, person_of
from aftershock.shield.service.said import (
    Appeal,
    AppealState,
    Notice,
    NoticeDecision,
    NoticeState,
    NoticeWaiting,
)
from aftershock.shield.service.wire import Fault
from aftershock.store.clock import now
from aftershock.text import content_id

Named = Annotated[str, Parameter(max_length=100)]


def routes(desk: Desk) -> list[ControllerRouterHandler]:
    """The routes of this file."""
    return [*_appeals(desk), *_notices(desk), *_deciding(desk)]


def _appeals(desk: Desk) -> list[ControllerRouterHandler]:
    @post("/v1/appeals", opt={"scope": "notices"}, security=SECURITY, status_code=201,
          sync_to_thread=True, responses=faults(404, 409, 413, 503))  # fmt: skip
    def appeal(request: Asking, data: Appeal) -> AppealState | Response[Fault]:
        """A user complains; a person who had no part in the decision will look. The same twice is one."""
        what = _complaint(desk, data) if data.by == "notifier" else _own(desk, data)
        if isinstance(what, str):
            return absent(what)
        entry = Entry(key=f"appealed {what.appeal}", at=now(), by=by(request.state.key), what=what)
        link = desk.standings.act(
            entry, lambda each: desk.committer.commit_now(each, timeout=desk.settings.limits.seconds)
        )
        return _state(what, link.entry.at)

    @get("/v1/appeals/{appeal_id:str}", opt={"scope": "notices"}, security=SECURITY,
         sync_to_thread=True, responses=faults(404))  # fmt: skip
    def appeal_state(appeal_id: Named) -> AppealState | Response[Fault]:
        """What came of an appeal."""
        link = desk.log.get(f"appealed {appeal_id}")
        if link is None or not isinstance(link.entry.what, Appealed):
            return absent("appeal")
        state = _state(link.entry.what, link.entry.at)
        for later in desk.log.read(after=link.seq, kinds=("appeal-decided",)):
            what = later.entry.what
            if isinstance(what, AppealDecided) and what.appeal == appeal_id:
                state = msgspec.structs.replace(
                    state, reason=what.reason, state="overturned" if what.overturned else "upheld",
                    verdict=(what.verdict or "allow") if what.overturned and state.item else "",
                    item=state.item or what.item,
                )  # fmt: skip
        return state

    return [appeal, appeal_state]


def _own(desk: Desk, data: Appeal) -> Appealed | str:
    """The complaint of an author or account, or what it is about and the log does not know."""
    if not data.item and not data.account:
        raise UsageError("a complaint is about an item or an account", next_step="Give one of them")
    if not data.item and desk.standings.of(data.account, at=now()) is None:
        return "account"
    place = (data.item, data.revision)
    standing = desk.standings.items([place]).get(place) if data.item else None
    if data.item and standing is None:
        return "decision"
    ordered = standing is not None and standing.by == "order"  # it is on whatever the item became
    return Appealed(
        appeal=content_id("appeal", data.item, data.revision, data.account, data.words), item=data.item,
        revision=desk.standings.revision(data.item) if ordered else data.revision, account=data.account,
        words=data.words,
    )  # fmt: skip


def _complaint(desk: Desk, data: Appeal) -> Appealed | str:
    """The complaint of whoever gave a notice, about what was decided on it."""
    link = desk.log.get(f"notice {data.notice} decided")
    if link is None or not isinstance(link.entry.what, NoticeDecided):
        return "decision on a notice"
    about = link.entry.what
    return Appealed(
        appeal=content_id("appeal", "notice", data.notice, data.words), item=about.item,
        revision=about.revision, account="", words=data.words, by="notifier", notice=data.notice,
    )  # fmt: skip


def _state(what: Appealed, at: str) -> AppealState:
    return AppealState(
        appeal=what.appeal, item=what.item, revision=what.revision, account=what.account, state="open",
        received_at=at, by=what.by, notice=what.notice,
    )  # fmt: skip


def _notices(desk: Desk) -> list[ControllerRouterHandler]:
    complain = _complain(desk)

    @post("/v1/notices", opt={"scope": "notices"}, security=SECURITY, status_code=201,
          sync_to_thread=True, responses=faults(413, 503))  # fmt: skip
    def notice(request: Asking, data: Notice) -> NoticeState:
        """Somebody says that content is illegal; the answer acknowledges that it came."""
        if not data.item and not data.url:
            raise UsageError("a notice says where the content stands", next_step="Give item or url")
        key: Key = request.state.key
        what, copies = given(
            secret(desk.settings.folder), item=data.item, url=data.url, explanation=data.explanation,
            ground=data.ground, name=data.name, email=data.email, good_faith=data.good_faith,
            trusted=bool(key.flagger), at=now(), kept=timedelta(days=desk.settings.kept_days),
        )  # fmt: skip
        entry = Entry(key=f"notice {what.notice}", at=now(), by=by(key), what=what)
        (link,) = desk.committer.commit_now([entry], copies, timeout=desk.settings.limits.seconds)
        return NoticeState(notice=what.notice, state="open", received_at=link.entry.at, lacks=_lacks(what))

    @get("/v1/notices/{notice_id:str}", opt={"scope": "notices"}, security=SECURITY,
         sync_to_thread=True, responses=faults(404))  # fmt: skip
    def notice_state(notice_id: Named) -> NoticeState | Response[Fault]:
        """What came of a notice."""
        link = desk.log.get(f"notice {notice_id}")
        if link is None or not isinstance(link.entry.what, NoticeReceived):
            return absent("notice")
        state = NoticeState(
            notice=notice_id, state="open", received_at=link.entry.at, lacks=_lacks(link.entry.what)
        )
        for later in desk.log.read(after=link.seq, kinds=("notice-decided", "informed")):
            what = later.entry.what
            if isinstance(what, NoticeDecided) and what.notice == notice_id:
                state = msgspec.structs.replace(
                    state, state="decided", verdict=what.verdict, reason=what.reason, complain=complain
                )
            elif isinstance(what, Informed) and what.about == f"notice {notice_id}":
                state = msgspec.structs.replace(state, told=later.entry.at)
        return state

    return [notice, notice_state]


def _deciding(desk: Desk) -> list[ControllerRouterHandler]:
    complain = _complain(desk)

    @get("/v1/notices", opt={"scope": "review"}, security=SECURITY, sync_to_thread=True,
         responses=faults())  # fmt: skip
    def listed(request: Asking) -> list[NoticeWaiting]:
        """Undecided notices, trusted flaggers first; for a person's key."""
        person_of(request.state.key)
        return [
            _waiting(each) for each in waiting(desk.log.read(kinds=("notice-received", "notice-decided")))
        ]

    @post("/v1/notices/{notice_id:str}/decide", opt={"scope": "review"}, security=SECURITY, status_code=200,
          sync_to_thread=True, responses=faults(404, 409, 413, 503))  # fmt: skip
    def decide(request: Asking, notice_id: Named, data: NoticeDecision) -> NoticeState | Response[Fault]:
        """A person decides on a notice, with reasons: a first look anew at the item."""
        person = person_of(request.state.key)
        link = desk.log.get(f"notice {notice_id}")
        if link is None or not isinstance(link.entry.what, NoticeReceived):
            return absent("notice")
        item = link.entry.what.item or data.item
        if data.verdict != "allow" and not item:
            raise UsageError("a restriction names the item", next_step="Give item")
        if desk.log.get(f"notice {notice_id} decided") is not None:
            raise Refused("that notice is decided")
        what = NoticeDecided(
            notice=notice_id, verdict=data.verdict, reason=data.reason, clause=data.clause, item=item,
            revision=desk.standings.revision(item),
        )  # fmt: skip
        entry = Entry(key=f"notice {notice_id} decided", at=now(), by=f"person {person}", what=what)
        desk.standings.act(
            entry, lambda each: desk.committer.commit_now(each, timeout=desk.settings.limits.seconds)
        )
        if link.entry.what.giver:  # they are told of it, and may complain
            desk.log.extend(link.entry.what.giver, moved(now(), timedelta(days=desk.settings.kept_days)))
        return NoticeState(
            notice=notice_id, state="decided", received_at=link.entry.at, verdict=data.verdict,
            reason=data.reason, complain=complain, lacks=_lacks(link.entry.what),
        )  # fmt: skip

    return [listed, decide]


def _complain(desk: Desk) -> str:
    """Where users and those who give notice can complain, as `papers.toml` says."""
    file = desk.live.policy.parent / "papers.toml"
    return load(file).host.complaints if file.is_file() else ""


def _lacks(notice: NoticeReceived) -> tuple[str, ...]:
    return tuple(each.what for each in gaps(notice) if each.kind == "missing")


def _waiting(each: Known) -> NoticeWaiting:
    got = each.received
    return NoticeWaiting(
        notice=got.notice, received_at=each.at, item=got.item, url=got.url, explanation=got.explanation,
        ground=got.ground, trusted_flagger=got.trusted_flagger, lacks=_lacks(got),
    )  # fmt: skip
