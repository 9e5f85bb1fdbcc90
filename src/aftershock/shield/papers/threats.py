"""Who has to be told of a suspected threat to life, and what is known? DSA Art. 18; a person sends it.

The program never works out where somebody is from language, names or the like: which member states are
concerned is what a person entered, with how they know it. Where nobody knows, Art. 18(2) says whom to tell.
"""

from __future__ import annotations

from collections.abc import Sequence

from aftershock.errors import UsageError
from aftershock.records import Record
from aftershock.shield.ledger.happenings import Decided, Entry, Link, ThreatDrafted, ThreatSent
from aftershock.shield.papers.draft import OPEN, Draft, drafted, moment
from aftershock.shield.papers.laws import MEMBER_STATES, Host

EUROPOL = "Europol"


class Place(Record, frozen=True, kw_only=True):
    """A member state that a person connects with it: of the offence, the suspect or the victim, and how it
    is known.
    """

    member_state: str
    role: str
    known_from: str


class Suspicion(Record, frozen=True, kw_only=True):
    """What a person knows beyond the log; nothing here is worked out by a program."""

    places: tuple[Place, ...] = ()
    when: str = ""
    who_is_threatened: str = ""
    terrorist: bool = False
    more: str = ""


def authorities(suspicion: Suspicion, host: Host) -> tuple[str, ...]:
    """Whom to tell: the authorities of every member state concerned (Art. 18(1)); where none is known, those
    of the host's own member state and Europol (18(2) allows either or both: both loses least).
    """
    named = dict.fromkeys(
        each.member_state for each in suspicion.places if each.member_state in MEMBER_STATES
    )
    if named:
        return tuple(f"law enforcement or judicial authority of {each}" for each in named)
    own = (f"law enforcement authority of {host.member_state}",) if host.member_state else ()
    return (*own, EUROPOL)


def notification(
    threat: ThreatDrafted, links: Sequence[Link], suspicion: Suspicion, host: Host, *, at: str
) -> Draft:
    """The drafted notification. The post itself is not quoted: whoever sends it attaches the sealed copy."""
    decided = _last(threat.item, links)
    lines = [
        "We suspect a criminal offence that threatens the life or safety of a person.",
        f"Our reference: {threat.threat}",
        f"What was found: {threat.words}",
        f"Where: {threat.item} on {host.name}",
    ]
    if decided is not None:
        answer = decided.answer
        rules = ", ".join(dict.fromkeys(each.rule for each in answer.grounds)) or OPEN
        lines += [
            f"Posted: {moment(decided.item_at)}; found: {moment(answer.at)}",
            f"Account on our service: {decided.account or OPEN}",
            f"Found by: {rules}; it is now: {answer.verdict}",
            f"Content, sealed under: {decided.content or OPEN} (attach the copy)",
        ]
    lines += [
        f"When it is to happen: {suspicion.when or OPEN}",
        f"Who is threatened: {suspicion.who_is_threatened or OPEN}",
        "Member states concerned: "
        + ("; ".join(f"{p.member_state} ({p.role}, from {p.known_from})" for p in suspicion.places) or OPEN),
        f"Further: {suspicion.more or '-'}",
        f"We can be reached at: {host.contact or OPEN}",
    ]
    missing = [
        "is it a threat, or somebody reporting, quoting or warning of one?",
        "attach the sealed copy; its opening is logged",
    ]
    missing += [f"{each.member_state}: no member state" for each in suspicion.places
                if each.member_state not in MEMBER_STATES]  # fmt: skip
    if not suspicion.places:
        missing.append("no member state is known: Art. 18(2) applies; do not guess one")
    if decided is None:
        missing.append("the log has no decision on this item")
    if suspicion.terrorist:
        missing.append("terrorist content: TCO Art. 14(5) asks for the same at once")
    place = "TCO Art. 14(5)" if suspicion.terrorist else "DSA Art. 18"
    return drafted(
        "Suspicion of a threat to life or safety", place, host, to="; ".join(authorities(suspicion, host)),
        at=at, lines=lines, missing=missing,
    )  # fmt: skip


def sent(threat: str, *, to: str, person: str, at: str, reason: str = "", really: bool = True) -> Entry:
    """What the log is told once a person has sent it, or decided not to; raises UsageError without a person,
    or where it was not sent and nobody says why.
    """
    if not person.strip():
        raise UsageError("only a person notifies an authority", where=threat, next_step="Sign in")
    if not really and not reason.strip():
        raise UsageError("not sending it needs a reason", where=threat, next_step="Say why")
    what = ThreatSent(threat=threat, to=to, sent=really, reason=reason)
    return Entry(key=f"threat {threat} sent {at}", at=at, by=f"person {person}", what=what)


def _last(item: str, links: Sequence[Link]) -> Decided | None:
    found = None
    for link in links:
        if isinstance(link.entry.what, Decided) and link.entry.what.answer.item == item:
            found = link.entry.what
    return found
