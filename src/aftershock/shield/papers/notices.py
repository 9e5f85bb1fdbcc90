"""Does a notice say what it must, who is answered what, and whose turn is it? DSA Art. 16, 22.

What is missing does not close a notice: it is told to whoever gave it, and a person decides. Names and
addresses of those who give notice are sealed (``givers``) and stand in no paper to anybody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from aftershock.records import Record
from aftershock.shield.ledger.happenings import Link, NoticeDecided, NoticeReceived
from aftershock.shield.ledger.times import apart
from aftershock.shield.papers.draft import Draft, drafted, moment, months_later
from aftershock.shield.papers.laws import Host, bound
from aftershock.shield.policy.table import Verdict

# Offences of Directive 2011/93/EU, Art. 3 to 7 (sexual abuse of children): no name need be given.
NAMELESS = "directive-2011-93"
SHORT = 20  # characters; an explanation below this says hardly anything, a person looks
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
DID: dict[Verdict, str] = {
    "allow": "We looked at it and left it as it is.",
    "label": "We put a label on it. It can still be seen.",
    "limit": "We show it to fewer people. It can still be seen.",
    "hold": "Nobody can see it until it has been looked at again.",
    "block": "We removed it.",
}


class Gap(Record, frozen=True, kw_only=True):
    """Something that a notice lacks (``missing``), or that a person should look at (``doubt``)."""

    element: Literal["explanation", "location", "name", "email", "good-faith", "trusted-flagger"]
    kind: Literal["missing", "doubt"]
    what: str


class Notice(Record, frozen=True, kw_only=True):
    """How a notice stands. ``decided_at`` is the first decision, ``decision`` the last."""

    received: NoticeReceived
    at: str
    seq: int
    decided_at: str = ""
    decision: NoticeDecided | None = None
    person: str = ""

    @property
    def seconds(self) -> float | None:
        """From receipt to the first decision; None while it waits."""
        return max(0.0, apart(self.at, self.decided_at)) if self.decided_at else None


def notices(links: Iterable[Link]) -> dict[str, Notice]:
    """How every notice of a log stands; a decision without its notice counts for nothing."""
    known: dict[str, Notice] = {}
    for link in links:
        what, entry = link.entry.what, link.entry
        if isinstance(what, NoticeReceived) and what.notice not in known:
            known[what.notice] = Notice(received=what, at=entry.at, seq=link.seq)
        elif isinstance(what, NoticeDecided) and what.notice in known:
            before = known[what.notice]
            person = entry.by.removeprefix("person ") if entry.by.startswith("person ") else ""
            known[what.notice] = msgspec.structs.replace(
                before, decided_at=before.decided_at or entry.at, decision=what, person=person
            )
    return known


def waiting(links: Iterable[Link]) -> list[Notice]:
    """Undecided notices: trusted flaggers first (Art. 22(1)), then in the order in which they came."""
    open_ = [each for each in notices(links).values() if each.decision is None]
    return sorted(open_, key=lambda each: (not each.received.trusted_flagger, each.seq))


def gaps(notice: NoticeReceived) -> tuple[Gap, ...]:
    """What a notice lacks of the four elements of Art. 16(2), and what a person should look at."""
    found = []
    words = notice.explanation.strip()
    if not words:
        what = "why the content is held to be illegal"
        found.append(Gap(element="explanation", kind="missing", what=what))
    elif len(words) < SHORT:
        found.append(Gap(element="explanation", kind="doubt", what="the explanation is very short"))
    if not notice.item and not _exact(notice.url):
        what = "exactly where the content stands: its address, not only the service's"
        found.append(Gap(element="location", kind="missing", what=what))
    if notice.ground != NAMELESS:
        if not (notice.named or notice.name.strip()):
            found.append(Gap(element="name", kind="missing", what="the name of whoever gives notice"))
        if not (notice.reachable or reachable(notice.email)):
            what = "an email address at which they can be reached"
            found.append(Gap(element="email", kind="missing", what=what))
    if not notice.good_faith:
        what = "a statement that it is given in good faith and is accurate and complete"
        found.append(Gap(element="good-faith", kind="missing", what=what))
    if notice.trusted_flagger:
        what = "is the notifier on the published list of trusted flaggers, and is this their field?"
        found.append(Gap(element="trusted-flagger", kind="doubt", what=what))
    return tuple(found)


def reachable(email: str) -> bool:
    """Whether it looks like an address that can be written to."""
    return bool(_MAIL.fullmatch(email.strip()))


def sufficient(notice: NoticeReceived) -> bool:
    """Whether all four elements are there. Whether they show illegality without a detailed legal examination
    (Art. 16(3)) only a person can say.
    """
    return not any(each.kind == "missing" for each in gaps(notice))


def receipt(notice: Notice, host: Host, *, at: str) -> Draft | None:
    """The confirmation that it came (Art. 16(4)); None where there is no address to confirm to."""
    got = notice.received
    if not reachable(got.email):
        return None
    lines = [
        f"We received your notice {got.notice} on {moment(notice.at)}.",
        f"It is about: {got.item or got.url}",
        "A person will look at it. You will get our decision, with reasons and what you can do about it.",
    ]
    lacking = [each.what for each in gaps(got) if each.kind == "missing"]
    if lacking:
        lines += ["", "Your notice lacks the following; please send it:", *(f"- {each}" for each in lacking)]
    return drafted(
        "Confirmation of receipt of a notice",
        "DSA Art. 16",
        host,
        to="whoever gave notice",
        at=at,
        lines=lines,
    )


def answer(notice: Notice, host: Host, *, at: str) -> Draft | None:
    """The decision on a notice, with reasons and redress (Art. 16(5), 16(6)); None before it was decided or
    without an address.
    """
    got, decision = notice.received, notice.decision
    if decision is None or not reachable(got.email):
        return None
    how = (
        "The decision was taken by automated means."
        if decision.automated
        else "A person looked at it and decided."
    )
    lines = [
        f"This is our decision on your notice {got.notice} of {moment(notice.at)}.",
        f"It is about: {got.item or got.url}",
        DID[decision.verdict],
        f"Why: {decision.reason.strip() or '[reasons]'}",
        how,
        "",
        "What you can do:",
        *_redress(host, at),
    ]
    missing = ["do the reasons name the author or anybody else?"]
    if not decision.reason.strip():
        missing.append("the reasons of the decision")
    if not notice.person and not decision.automated:
        missing.append("the log does not say which person decided")
    return drafted(
        "Decision on a notice", "DSA Art. 16", host, to="whoever gave notice", at=at, lines=lines,
        missing=missing,
    )  # fmt: skip


def _redress(host: Host, at: str) -> list[str]:
    lines = []
    if bound("DSA Art. 20", host, on=at[:10]).binds:
        until = months_later(at, 6)[:10]
        where = host.complaints or "[address]"
        lines.append(f"- Complain to us, free of charge, until {until} at least: {where}")
        lines.append("- Take it to a certified out-of-court dispute settlement body of your choice.")
    elif host.complaints:
        lines.append(f"- Complain to us, free of charge: {host.complaints}")
    return [*lines, "- You can go to a court."]


def _exact(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    inside = parts.path.strip("/") or parts.query or parts.fragment
    return parts.scheme in ("http", "https") and bool(parts.hostname) and bool(inside)
