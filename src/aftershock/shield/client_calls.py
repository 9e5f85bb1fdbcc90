"""What does a platform ask of the shield besides checks? One method a route, named after what it gives.

Which scope of a key each takes stands in docs/shield-service.md; who has it not gets Rejected (403). What a
person decides (``decide_notice``, ``free_rule``, ``adopt`` ...) takes a key with a person: the log says who.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from aftershock.shield.accounts.standing import AccountStanding
from aftershock.shield.client_transport import Received, Transport
from aftershock.shield.faults import Rejected
from aftershock.shield.ledger.happenings import Link
from aftershock.shield.papers.transparency import Report
from aftershock.shield.service.said import (
    Appeal,
    AppealState,
    Drafted,
    Events,
    Given,
    IncidentReport,
    IncidentState,
    InForce,
    ItemState,
    KeyState,
    Known,
    KnownState,
    NewKey,
    Notice,
    NoticeDecision,
    NoticeState,
    NoticeWaiting,
    Opening,
    OrderState,
    Proved,
    Reason,
    Reinstatement,
    ReinstatementState,
    RemovalOrder,
    RuleState,
    Scope,
    SetAsideState,
    Sketch,
    Threat,
    ThreatState,
    Trip,
)
from aftershock.shield.service.wire import Checked, Fault, encode

_T = TypeVar("_T")


class Calls:
    """The routes beside `/v1/check`; each may raise Unreachable, or Rejected with the service's words."""

    _transport: Transport

    def policy(self) -> InForce:
        """What is in force."""
        return self._get("/v1/policy", InForce)

    def events(self, after: int = 0, *, kinds: Sequence[str] = (), limit: int = 100) -> Events:
        """What happened after a place of the log; ask again with ``upto``."""
        asked = [("after", str(after)), ("limit", str(limit)), *(("kinds", kind) for kind in kinds)]
        return self._get(f"/v1/events?{urlencode(asked)}", Events)

    def appeal(self, item: str, words: str, *, revision: int = 0, account: str = "") -> AppealState:
        """Hand on a user's complaint; the same twice is one. An empty ``item``: about the account."""
        return self._post(
            "/v1/appeals", Appeal(item=item, revision=revision, account=account, words=words), AppealState
        )

    def complain(self, notice: str, words: str) -> AppealState:
        """Hand on the complaint of whoever gave a notice about what was decided on it."""
        return self._post("/v1/appeals", Appeal(words=words, by="notifier", notice=notice), AppealState)

    def appeal_state(self, appeal: str) -> AppealState:
        """What came of it."""
        return self._get(f"/v1/appeals/{_in(appeal)}", AppealState)

    def notice(self, **notice: Any) -> NoticeState:
        """Hand on a notice of illegal content; the fields are those of ``said.Notice``."""
        return self._post("/v1/notices", msgspec.convert(notice, Notice), NoticeState)

    def notice_state(self, notice: str) -> NoticeState:
        """What came of it."""
        return self._get(f"/v1/notices/{_in(notice)}", NoticeState)

    def item(self, platform: str, item: str, revision: int = 0) -> ItemState:
        """Which verdict stands on a revision now; raises Rejected (404) where nothing was decided on it."""
        return self._get(f"/v1/items/{_place(platform, item, revision)}", ItemState)

    def account(self, account: str) -> AccountStanding:
        """Strikes, limits and blocks of an account, each with its items and its end."""
        return self._get(f"/v1/accounts/{_in(account)}", AccountStanding)

    def statement(self, platform: str, item: str, revision: int = 0) -> Drafted:
        """The statement of reasons for what restricts a revision, as a draft."""
        return self._get(_statement(platform, item, revision), Drafted)

    def statement_given(self, platform: str, item: str, revision: int = 0) -> Given:
        """Say that the user was told, with these reasons."""
        return self._post(f"{_statement(platform, item, revision)}/given", {}, Given)

    def account_statement(self, account: str) -> Drafted:
        """The statement of reasons for the last block of an account, as a draft."""
        return self._get(f"/v1/accounts/{_in(account)}/statement", Drafted)

    def account_statement_given(self, account: str) -> Given:
        """Say that whose account it is was told, with these reasons."""
        return self._post(f"/v1/accounts/{_in(account)}/statement/given", {}, Given)

    # --- rules and what was decided ------------------------------------------------------------

    def prove(self, source: str) -> Proved:
        """Whether a policy could be put in force with the lists that stand; nothing is changed."""
        return self._post("/v1/policy/prove", Sketch(source=source), Proved)

    def rules(self) -> list[RuleState]:
        """Each rule, how often what came of it, and whether it floods."""
        return self._get("/v1/rules", list[RuleState])

    def free_rule(self, rule: str, reason: str) -> Link:
        """Put a rule that flooded back in force; raises Rejected (404) where it does not flood."""
        return self._post(f"/v1/rules/{_in(rule)}/free", Reason(reason=reason), Link)

    def trips(self) -> list[Trip]:
        """Rules that flooded and what was done about each, the latest first."""
        return self._get("/v1/trips", list[Trip])

    def decision(self, platform: str, item: str, revision: int = 0) -> Link:
        """What the rules answered on a revision; raises Rejected (404) for what was allowed."""
        return self._get(f"/v1/decisions/{_place(platform, item, revision)}", Link)

    # --- known items ---------------------------------------------------------------------------

    def add_known(self, **known: Any) -> KnownState:
        """Add a known item; the fields are those of ``said.Known``, `shield hash --bank` prints them."""
        return self._post("/v1/bank", msgspec.convert(known, Known), KnownState)

    def known(self, item: str) -> KnownState:
        """A known item by its id."""
        return self._get(f"/v1/bank/{_in(item)}", KnownState)

    def adopt(self, item: str, reason: str) -> KnownState:
        """Take a known item over, in the name of the key's person; only then may it hold or block."""
        return self._post(f"/v1/bank/{_in(item)}/adopt", Reason(reason=reason), KnownState)

    def remove_known(self, item: str, reason: str) -> KnownState:
        """Take a known item out of the bank."""
        return self._post(f"/v1/bank/{_in(item)}/remove", Reason(reason=reason), KnownState)

    # --- what people decide, where they do not use the pages -----------------------------------

    def notices_waiting(self) -> list[NoticeWaiting]:
        """Notices that nobody decided on yet, trusted flaggers first."""
        return self._get("/v1/notices", list[NoticeWaiting])

    def decide_notice(self, notice: str, **decision: Any) -> NoticeState:
        """Decide on a notice; the fields are those of ``said.NoticeDecision``."""
        what = msgspec.convert(decision, NoticeDecision)
        return self._post(f"/v1/notices/{_in(notice)}/decide", what, NoticeState)

    def threat(self, item: str, words: str) -> ThreatState:
        """Suspect a threat to somebody's life: whoever is on call is called."""
        return self._post("/v1/threats", Threat(item=item, words=words), ThreatState)

    def threats(self) -> list[ThreatState]:
        """All suspicions, and what came of them."""
        return self._get("/v1/threats", list[ThreatState])

    def incidents(self) -> list[IncidentState]:
        """All incidents, and which report is owed."""
        return self._get("/v1/incidents", list[IncidentState])

    def open_incident(self, **opening: Any) -> IncidentState:
        """Make rules of some categories stricter for a while; the fields are those of ``said.Opening``."""
        return self._post("/v1/incidents", msgspec.convert(opening, Opening), IncidentState)

    def close_incident(self, incident: str, report: str) -> IncidentState:
        """End an incident, or what ended by itself, with its report."""
        return self._post(
            f"/v1/incidents/{_in(incident)}/close", IncidentReport(report=report), IncidentState
        )

    def order(self, **order: Any) -> OrderState:
        """Enter a removal order; the fields are those of ``said.RemovalOrder``. Its hour runs."""
        return self._post("/v1/orders", msgspec.convert(order, RemovalOrder), OrderState)

    def orders(self) -> list[OrderState]:
        """All removal orders, and how much of their hour is left."""
        return self._get("/v1/orders", list[OrderState])

    def reinstate(self, **decision: Any) -> ReinstatementState:
        """Put back what an authority or court decided on; the fields are those of ``said.Reinstatement``."""
        return self._post("/v1/reinstatements", msgspec.convert(decision, Reinstatement), ReinstatementState)

    def reinstatements(self) -> list[ReinstatementState]:
        """What was put back so, latest first, with the words for whoever posted it."""
        return self._get("/v1/reinstatements", list[ReinstatementState])

    def acknowledge(self, alarm: str) -> dict[str, str]:
        """Say that somebody has it: by whom and when. It is still called until it is done."""
        return self._post(f"/v1/alarms/{_in(alarm)}/acknowledge", {}, dict[str, str])

    # --- reports, messages, keys ---------------------------------------------------------------

    def transparency(self, since: str = "", until: str = "") -> Report:
        """What was done in a period (days, ``until`` not included), counted from the log."""
        return self._get(f"/v1/transparency?{urlencode({'since': since, 'until': until})}", Report)

    def set_aside(self) -> list[SetAsideState]:
        """Messages of the broker that could not be checked, latest first."""
        return self._get("/v1/set-aside", list[SetAsideState])

    def check_again(self, content: str) -> Checked:
        """Check such a message once more, after what was wrong was mended."""
        return self._post(f"/v1/set-aside/{_in(content)}/again", {}, Checked)

    def api_keys(self) -> list[KeyState]:
        """All keys, without their secrets."""
        return self._get("/v1/keys", list[KeyState])

    def make_key(self, scopes: Sequence[Scope], *, each_second: float = 0.0, burst: float = 0.0) -> KeyState:
        """A key for a machine; its ``secret`` is told once. Asked twice it makes two."""
        what = NewKey(scopes=tuple(scopes), each_second=each_second, burst=burst)
        return self._post("/v1/keys", what, KeyState)

    def revoke_key(self, key: str) -> KeyState:
        """Take a key out of use, within a second in all workers."""
        return read(self._transport.send("DELETE", f"/v1/keys/{_in(key)}", None), KeyState)

    def _get(self, path: str, kind: type[_T]) -> _T:
        return read(self._transport.send("GET", path, None), kind)

    def _post(self, path: str, body: object, kind: type[_T]) -> _T:
        return read(self._transport.send("POST", path, encode(body)), kind)


def _place(platform: str, item: str, revision: int) -> str:
    return f"{_in(platform)}/{_in(item)}/{revision}"


def _statement(platform: str, item: str, revision: int) -> str:
    return f"/v1/statements/{_place(platform, item, revision)}"


def _in(value: str) -> str:
    """A value as one part of a path."""
    return quote(value, safe="")


def read(found: Received, kind: type[_T]) -> _T:
    """An answer in its record; raises Rejected for a fault, or what cannot be read."""
    if found.status >= 400:
        try:
            fault = msgspec.json.decode(found.body, type=Fault)
        except msgspec.DecodeError:
            fault = Fault(error=f"the service answers {found.status}")
        raise Rejected(fault.error, found.status, where=fault.item, next_step=fault.next_step)
    try:
        return msgspec.json.decode(found.body, type=kind)
    except msgspec.DecodeError as error:
        raise Rejected(f"an answer that cannot be read: {error}", found.status) from error
