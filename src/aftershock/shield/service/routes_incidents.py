"""What is stricter now, and whose life may be threatened? Incidents and suspicions, over the network.

Both are for a person's key. What goes to an authority is drafted and marked as sent on the pages for people;
here a suspicion begins, and where it stands can be asked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from litestar import Response, get, post
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from aftershock.errors import UsageError
from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import (
    Entry,
    IncidentClosed,
    IncidentOpened,
    ThreatDrafted,
    ThreatSent,
)
from aftershock.shield.ledger.times import moved
from aftershock.shield.papers.incident import Incident, incidents, refusal
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.routes_checking import SECURITY, Asking, absent, faults, person_of
from aftershock.shield.service.said import IncidentReport, IncidentState, Opening, Threat, ThreatState
from aftershock.shield.service.wire import Fault
from aftershock.store.clock import now
from aftershock.text import content_id

Named = Annotated[str, Parameter(max_length=100)]
KINDS = ("incident-opened", "incident-closed")


def routes(desk: Desk) -> list[ControllerRouterHandler]:
    """The routes of this file."""
    return [*_incidents(desk), *_threats(desk)]


def _incidents(desk: Desk) -> list[ControllerRouterHandler]:
    @get("/v1/incidents", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True, responses=faults())
    def listed() -> list[IncidentState]:
        """All incidents, and which report is owed."""
        return [_state(each, now()) for each in incidents(desk.log.read(kinds=KINDS))[0].values()]

    @post("/v1/incidents", opt={"scope": "review"}, security=SECURITY, status_code=201, sync_to_thread=True,
          responses=faults(409, 413, 503))  # fmt: skip
    def open_(request: Asking, data: Opening) -> IncidentState:
        """Put a stricter overlay in force, or make it longer; in all workers within a second."""
        categories = {rule.category for rule in desk.live.base.parsed.policy.rules} - {""}
        unknown = sorted(set(data.categories) - categories)
        if unknown:
            said = f"the policy has no category {unknown[0]}"
            raise UsageError(said, next_step=f"It has: {', '.join(sorted(categories)) or 'none'}")
        at = now()
        until = moved(at, timedelta(hours=data.hours))
        what = IncidentOpened(
            incident=data.incident, level=data.level, about=data.about, policy="", until=until,
            categories=data.categories,
        )  # fmt: skip
        who = f"person {person_of(request.state.key)}"
        return _written(desk, Entry(key=f"incident {data.incident} {until}", at=at, by=who, what=what))

    @post("/v1/incidents/{incident:str}/close", opt={"scope": "review"}, security=SECURITY, status_code=200,
          sync_to_thread=True, responses=faults(404, 409, 413, 503))  # fmt: skip
    def close(request: Asking, incident: Named, data: IncidentReport) -> IncidentState | Response[Fault]:
        """End an incident, or what ended by itself, with its report."""
        person = person_of(request.state.key)
        if incident not in incidents(desk.log.read(kinds=KINDS))[0]:
            return absent("incident")
        what = IncidentClosed(incident=incident, report=data.report)
        entry = Entry(key=f"incident {incident} closed", at=now(), by=f"person {person}", what=what)
        return _written(desk, entry)

    return [listed, open_, close]


def _written(desk: Desk, entry: Entry) -> IncidentState:
    what = entry.what
    assert isinstance(what, IncidentOpened | IncidentClosed)
    why = refusal(desk.log.read(kinds=KINDS), entry)
    if why:
        raise Refused(why, where=what.incident)
    link = desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)[0]
    known, void = incidents(desk.log.read(kinds=KINDS))
    if link.seq in void:  # somebody was faster
        raise Refused(void[link.seq], where=what.incident)
    return _state(known[what.incident], entry.at)


def _state(each: Incident, at: str) -> IncidentState:
    return IncidentState(
        incident=each.incident, level=each.level, about=each.about, categories=each.categories,
        opened_at=each.opened_at, opened_by=each.opened_by, until=each.until, runs=each.runs(at),
        report_due=each.report_due(at), extended=each.extended, closed_at=each.closed_at,
        closed_by=each.closed_by, report=each.report,
    )  # fmt: skip


def _threats(desk: Desk) -> list[ControllerRouterHandler]:
    @post("/v1/threats", opt={"scope": "review"}, security=SECURITY, status_code=201, sync_to_thread=True,
          responses=faults(413, 503))  # fmt: skip
    def threat(request: Asking, data: Threat) -> ThreatState:
        """A person suspects a threat to somebody's life: whoever is on call is called until it is sent."""
        id_ = content_id("threat", data.item, 0)
        what = ThreatDrafted(threat=id_, item=data.item, words=data.words)
        who = f"person {person_of(request.state.key)}"
        entry = Entry(key=f"threat {id_}", at=now(), by=who, what=what)
        desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)
        return _threat_states(desk)[id_]

    @get("/v1/threats", opt={"scope": "review"}, security=SECURITY, sync_to_thread=True, responses=faults())
    def listed(request: Asking) -> list[ThreatState]:
        """All suspicions and what came of them; for a person's key."""
        person_of(request.state.key)
        return list(_threat_states(desk).values())

    return [threat, listed]


def _threat_states(desk: Desk) -> dict[str, ThreatState]:
    found: dict[str, ThreatState] = {}
    for link in desk.log.read(kinds=("threat-drafted", "threat-sent")):
        what = link.entry.what
        if isinstance(what, ThreatDrafted):
            state = ThreatState(threat=what.threat, item=what.item, at=link.entry.at, state="open")
            found.setdefault(what.threat, state)
        elif isinstance(what, ThreatSent) and what.threat in found and link.entry.by.startswith("person "):
            before = found[what.threat]
            if before.state == "open":
                found[what.threat] = ThreatState(
                    threat=what.threat, item=before.item, at=before.at, to=what.to, receipt=what.receipt,
                    state="sent" if what.sent else "not-sent",
                )  # fmt: skip
    return found
