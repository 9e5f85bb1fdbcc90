"""Is what came a removal order that can be executed, and what is written back? The forms of Regulation (EU)
2021/784: Annex I checked, Annexes II and III drafted, the content provider told.

The drafts hold what the forms ask for, section by section, in words of our own; the form itself is filled in
by the person who sends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from aftershock.records import Record
from aftershock.shield.ledger.happenings import OrderReceived
from aftershock.shield.ledger.times import apart, seconds
from aftershock.shield.papers.draft import OPEN, Draft, drafted, moment
from aftershock.shield.papers.laws import MEMBER_STATES, Host
from aftershock.shield.papers.orders import Order, scrutiny, told_from

# The types of Art. 2(7), by point.
TYPES = {
    "incites": "incites to a terrorist offence (Art. 2(7)(a))",
    "solicits": "solicits to commit or to contribute to one (Art. 2(7)(b))",
    "participates": "solicits to take part in a terrorist group (Art. 2(7)(c))",
    "instructs": "instructs on making or using weapons or substances (Art. 2(7)(d))",
    "threatens": "threatens to commit one (Art. 2(7)(e))",
}
CAUSES = {
    "force-majeure": "force majeure or de facto impossibility not attributable to the host (Art. 3(7))",
    "manifest-error": "the order contains manifest errors (Art. 3(8))",
    "insufficient-information": "the order does not contain sufficient information (Art. 3(8))",
}
CONFIDENTIAL = timedelta(weeks=6)


class Flaw(Record, frozen=True, kw_only=True):
    """Something about an order that a person must look at. ``cause``: what it could pause the hour for, once
    a person says so; empty for what does not stop it.
    """

    field: str
    what: str
    cause: str = ""


def flaws(order: OrderReceived, host: Host, *, first: bool = False) -> tuple[Flaw, ...]:
    """What is wrong or missing in an order's fields. ``first``: the authority has sent none before.

    None of it stops the hour by itself; a person weighs it, and where in doubt executes and asks.
    """
    found = [*_sender(order, host), *_object(order), *_times(order)]
    if first:
        what = "the authority's first order: did its information on procedures come twelve hours before?"
        found.append(Flaw(field="authority", what=what))
    return tuple(found)


def _sender(order: OrderReceived, host: Host) -> list[Flaw]:
    short = "insufficient-information"
    found = []
    if not order.authority.strip():
        found.append(Flaw(field="authority", what="no authority is named", cause=short))
    if order.member_state not in MEMBER_STATES:
        found.append(Flaw(field="member_state", what="no member state (two letters)", cause=short))
    if not order.authenticated_by.strip():
        what = "nothing authenticates the order: check the sender through a way that is known already"
        found.append(Flaw(field="authenticated_by", what=what, cause=short))
    if not order.contact.strip():
        found.append(Flaw(field="contact", what="no way to reach the authority is given"))
    if host.languages and order.language.lower().split("-")[0] not in host.languages:
        what = f"it is in '{order.language or OPEN}', not in {', '.join(host.languages)} (Art. 15(2))"
        found.append(Flaw(field="language", what=what))
    return found


def _object(order: OrderReceived) -> list[Flaw]:
    short = "insufficient-information"
    found = []
    if not order.urls:
        found.append(Flaw(field="urls", what="no exact address of the content", cause=short))
    for url in order.urls:
        if not _exact(url):
            found.append(Flaw(field="urls", what="an address is not exact", cause=short))
            break
    if not order.grounds:
        what = "no type of terrorist content is marked (Art. 2(7))"
        found.append(Flaw(field="grounds", what=what, cause=short))
    unknown = [each for each in order.grounds if each not in TYPES]
    if unknown:
        what = f"no type of Art. 2(7): {', '.join(unknown)}"
        found.append(Flaw(field="grounds", what=what, cause="manifest-error"))
    if not order.reasons.strip():
        found.append(Flaw(field="reasons", what="no statement of reasons", cause=short))
    if not order.items:
        found.append(Flaw(field="items", what="nobody has named the platform's items at these addresses yet"))
    return found


def _times(order: OrderReceived) -> list[Flaw]:
    found = []
    issued, received = _moment(order.issued_at), _moment(order.received_at)
    if received is None:
        what = "the time of receipt is no moment: the hour runs from the log's time"
        found.append(Flaw(field="received_at", what=what))
    if issued is None:
        what = "no date and time of issue"
        found.append(Flaw(field="issued_at", what=what, cause="insufficient-information"))
    elif received is not None and issued > received:
        what = "issued after it was received: a clock is wrong somewhere"
        found.append(Flaw(field="issued_at", what=what))
    if order.confidential_until:
        until = _moment(order.confidential_until)
        if until is None:
            found.append(Flaw(field="confidential_until", what="is no moment"))
        elif (
            issued is not None
            and apart(order.issued_at, order.confidential_until) > CONFIDENTIAL.total_seconds()
        ):
            what = "longer than six weeks: only a reasoned extension allows that (Art. 11(3))"
            found.append(Flaw(field="confidential_until", what=what))
    return found


def annex_two(order: Order, host: Host, *, at: str, person: str) -> Draft:
    """The report after execution (Art. 3(6))."""
    done = {"removed": "the content was removed", "disabled": "access was disabled in all member states"}
    missing = [] if order.executed_at else ["IT IS NOT EXECUTED: do not send this"]
    if len(order.items) < len(order.received.urls):
        missing.append(
            f"{len(order.received.urls)} addresses, {len(order.items)} items: was each one executed?"
        )
    lines = [
        *_parties(order, host),
        "",
        "B. What was done",
        f"Measure: {done.get(order.action, OPEN)}",
        f"Date and time: {moment(order.executed_at)}",
        f"Items: {len(order.items)} at {len(order.received.urls)} addresses",
        *_sender_lines(host, person),
    ]
    return drafted(
        f"Report on removal order {order.id} (Annex II)", "TCO Art. 3", host, to=order.received.authority,
        at=at, lines=lines, missing=[*missing, *_unknown(host, person)],
    )  # fmt: skip


def annex_three(order: Order, host: Host, *, at: str, person: str) -> Draft:
    """The answer that an order cannot be executed in time, and why (Art. 3(7), 3(8))."""
    missing = [] if order.cause else ["a person has not said why it cannot be executed: pause it first"]
    lines = [*_parties(order, host), "", "B. Why it cannot be executed in time"]
    lines += [f"[{'x' if order.cause == cause else ' '}] {words}" for cause, words in CAUSES.items()]
    lines.append(f"In detail: {order.explanation or OPEN}")
    if order.cause != "force-majeure":
        lines.append("Needed from the authority: [what has to be corrected or added]")
        missing.append("what the authority is asked to correct or add")
    lines += _sender_lines(host, person)
    return drafted(
        f"Removal order {order.id} cannot be executed (Annex III)", "TCO Art. 3", host,
        to=order.received.authority, at=at, lines=lines, missing=[*missing, *_unknown(host, person)],
    )  # fmt: skip


def to_content_provider(order: Order, host: Host, *, at: str) -> Draft | None:
    """What whoever posted it is told (Art. 11(1)); None while nothing was removed, or not yet (11(3))."""
    since = told_from(order)
    if not since or apart(since, at) < 0:
        return None
    state = order.received.member_state
    lines = [
        f"On {moment(order.executed_at)} we had to make content of yours unavailable.",
        f"Items: {', '.join(order.items)}",
        f"An authority of {state or OPEN} ordered it under {_types(order)}.",
        "You can ask us for the reasons and for a copy of the order.",
        "You can challenge the order before the courts of the member state of that authority (Art. 9).",
    ]
    open_ = scrutiny(order, host.member_state)
    if open_ is not None:
        who = f"the authority of {open_.authority_of}"
        lines.append(f"Within 48 hours of this message you can ask {who} to look at the order (Art. 4).")
    lines.append("We keep the content, out of sight, for six months at least (Art. 6).")
    return drafted(
        "To the person whose content was removed", "TCO Art. 11", host, to="the content provider", at=at,
        lines=lines, missing=["has the authority extended confidentiality (Art. 11(3))?", "translate it"],
    )  # fmt: skip


def request_of_scrutiny(order: Order, host: Host, *, at: str) -> Draft | None:
    """A reasoned request to the host's own authority (Art. 4(4)); None where there is none, or too late."""
    open_ = scrutiny(order, host.member_state)
    if open_ is None or apart(at, open_.ask_until) < 0:
        return None
    lines = [
        f"We ask for scrutiny of removal order {order.id} of {order.received.authority or OPEN}.",
        f"Received: {moment(order.received.received_at)}. A copy is attached.",
        "Why it seriously or manifestly infringes the Regulation or fundamental rights: [reasons]",
        "A decision is due within 72 hours of this request. The order is executed meanwhile.",
    ]
    return drafted(
        f"Request to scrutinise removal order {order.id}", "TCO Art. 4", host,
        to=f"the competent authority of {open_.authority_of}", at=at, lines=lines,
        missing=["the reasons", "the copy of the order", f"to be sent before {moment(open_.ask_until)}"],
    )  # fmt: skip


def _parties(order: Order, host: Host) -> Sequence[str]:
    got = order.received
    return (
        "A. The order",
        f"Addressee: {host.name}",
        f"Authority: {got.authority or OPEN} ({got.member_state or OPEN})",
        f"Reference of the authority: {got.order}",
        f"Reference of the addressee: order-{order.seq}",
        f"Received: {moment(got.received_at)}",
    )


def _sender_lines(host: Host, person: str) -> Sequence[str]:
    return (
        "",
        "C. The host",
        f"Name: {host.name}",
        f"Member state of main establishment or legal representative: {host.member_state or OPEN}",
        f"Authorised person: {person or OPEN}",
        f"Contact: {host.contact or OPEN}",
    )


def _unknown(host: Host, person: str) -> list[str]:
    wanted = {"who signs": person, "contact": host.contact, "member state": host.member_state}
    return [f"{name} is not known" for name, value in wanted.items() if not value]


def _types(order: Order) -> str:
    known = [TYPES[each] for each in order.received.grounds if each in TYPES]
    return "Regulation (EU) 2021/784" + (f", because it is held that it {'; '.join(known)}" if known else "")


def _exact(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and bool(parts.path.strip("/") or parts.query)
        )
    except ValueError:
        return False


def _moment(text: str) -> float | None:
    try:
        return seconds(text)
    except ValueError:
        return None
