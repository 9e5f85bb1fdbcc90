"""Does somebody's life depend on it that an authority is told? DSA Art. 18: drafted here, sent by a person.

What a person knows beyond the log (places, who is threatened) stands in the form only, and in the draft that
is kept sealed once it was sent; the log has its hash and the authority's receipt. Nothing is worked out from
a language or a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aftershock.shield.accounts.outcome import newest
from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import Link, ThreatDrafted, ThreatSent
from aftershock.shield.papers.alarms import Heard, Matter, heard, matters
from aftershock.shield.papers.draft import Draft
from aftershock.shield.papers.laws import MEMBER_STATES
from aftershock.shield.papers.ringing import WATCHED
from aftershock.shield.papers.threats import Place, Suspicion, notification
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.office import Office, sealing
from aftershock.shield.review.pages_appeals import fresh, opened
from aftershock.shield.review.pages_queue import in_hand, threat_key
from aftershock.shield.review.shown import page
from aftershock.shield.review.way import ask, asked, beside

PLACES = 2  # lines for member states in the form; more go into the words
ROLES = {
    "offence": "where it is to happen",
    "suspect": "where the suspect is",
    "victim": "where who is threatened is",
}
LONG = 2_000


class Case(NamedTuple):
    """A suspicion as it is shown: what, since when, by whom, whether somebody has it, what came of it."""

    what: ThreatDrafted
    at: str
    by: str
    matter: Matter | None
    heard: Heard
    sent: ThreatSent | None
    sent_at: str
    sent_by: str


def suspect(office: Office, visit: Visit) -> Reply:
    """A reviewer sees in the item in hand that a life may be threatened: people on call are called."""
    taken = in_hand(office, visit)
    if taken is None:
        raise Refused("that item is not in your hands", next_step="Take the next one")
    words = visit.said("words")[:LONG]
    if not words:
        raise Unfit("say what makes you think so")
    if not taken.opened:
        raise Unfit("nobody says that of a text that they have not looked at", next_step="Show it first (s)")
    key = threat_key(taken.item, taken.revision)
    what = ThreatDrafted(threat=key.removeprefix("threat "), item=taken.item, words=words)
    office.write(key, f"person {visit.person}", what)
    return see("/item")


def listed(office: Office, visit: Visit) -> Reply:
    """All suspicions, those that wait first."""
    found = _cases(list(office.log.read(kinds=WATCHED)))
    return page(
        office, visit, "threats.html", waiting=[each for each in found if each.sent is None],
        done=[each for each in reversed(found) if each.sent is not None],
    )  # fmt: skip


def one(office: Office, visit: Visit) -> Reply:
    """One suspicion with the form for what a person knows."""
    return _page(office, visit, _case(office, visit.request.query.get("threat", "")))


def show(office: Office, visit: Visit) -> Reply:
    """Ask for the text of the post; it is in the log before it is shown."""
    found = _case(office, visit.said("threat"))
    subject = office.cases().subjects.get(found.what.item)
    if subject is not None:
        number = newest(subject)
        seen = asked(office, visit, found.what.item, number, since=found.at)
        if ask(office, visit, found.what.item, number, seen=seen):
            return see(f"/threat?threat={found.what.threat}")
        if not opened(office, visit, found.what.item, number, since=found.at):
            office.opened(visit.person, found.what.item, number, f"threat {found.what.threat}")
    return see(f"/threat?threat={found.what.threat}")


def draft(office: Office, visit: Visit) -> Reply:
    """The notification, with what the form says; nothing of it is written anywhere yet."""
    found = _case(office, visit.said("threat"))
    made = _drafted(office, found, _suspicion(visit))
    return _page(office, visit, found, made=made)


def sent(office: Office, visit: Visit) -> Reply:
    """A person sent it: to whom, and which receipt the authority gave. The draft is kept, sealed."""
    found = _open(office, visit)
    to, receipt = visit.said("to")[:500], visit.said("receipt")[:500]
    if not to or not receipt:
        raise Unfit("say to whom it was sent, and which receipt or reference came back")
    text = _drafted(office, found, _suspicion(visit)).page()
    what = ThreatSent(threat=found.what.threat, to=to, sent=True, receipt=receipt, draft=sealing(text))
    office.keep(f"threat {found.what.threat} sent", f"person {visit.person}", what, text)
    return see(f"/threat?threat={found.what.threat}")


def declined(office: Office, visit: Visit) -> Reply:
    """A person decides that it is none, and says why."""
    found = _open(office, visit)
    reason = visit.said("reason")[:LONG]
    if not reason:
        raise Unfit("not sending it needs a reason")
    what = ThreatSent(threat=found.what.threat, to="", sent=False, reason=reason)
    office.write(f"threat {found.what.threat} sent", f"person {visit.person}", what)
    return see("/threats")


def _page(office: Office, visit: Visit, found: Case, *, made: Draft | None = None) -> Reply:
    subject = office.cases().subjects.get(found.what.item)
    number = newest(subject) if subject else 0
    matter = fresh(office, visit, found.what.item, number, since=found.at)
    looked = matter.looked if matter else None
    return page(
        office, visit, "threat.html", case=found, made=made, matter=matter, said=visit.request.form,
        way=beside(office, visit, found.what.item, number, looked, since=found.at),
        lines=range(PLACES),
        states=sorted(MEMBER_STATES), roles=ROLES, host=office.papers.host,
    )  # fmt: skip


def _drafted(office: Office, found: Case, suspicion: Suspicion) -> Draft:
    links = list(office.log.read(kinds=("decided",)))
    return notification(found.what, links, suspicion, office.papers.host, at=office.clock())


def _suspicion(visit: Visit) -> Suspicion:
    places = []
    for number in range(PLACES):
        state = visit.said(f"state{number}").upper()
        role, known = visit.said(f"role{number}"), visit.said(f"known{number}")[:500]
        if not state:
            continue
        if state not in MEMBER_STATES or role not in ROLES:
            raise Unfit("choose a member state and what it has to do with it")
        if not known:
            raise Unfit(f"say how {state} is known", next_step="Where nobody knows, leave it out: Art. 18(2)")
        places.append(Place(member_state=state, role=role, known_from=known))
    return Suspicion(
        places=tuple(places), when=visit.said("when")[:500], who_is_threatened=visit.said("who")[:500],
        terrorist=visit.said("terrorist") == "1", more=visit.said("more")[:LONG],
    )  # fmt: skip


def _open(office: Office, visit: Visit) -> Case:
    found = _case(office, visit.said("threat"))
    if found.sent is not None:
        raise Refused("somebody was faster: it is decided")
    return found


def _case(office: Office, id_: str) -> Case:
    for each in _cases(list(office.log.read(kinds=WATCHED))):
        if each.what.threat == id_:
            return each
    raise Turned("the log does not know that suspicion", 404)


def _cases(links: Sequence[Link]) -> list[Case]:
    waiting = {each.about: each for each in matters(links)}
    sent: dict[str, Link] = {}
    for link in links:
        if isinstance(link.entry.what, ThreatSent) and link.entry.by.startswith("person "):
            sent.setdefault(link.entry.what.threat, link)
    found = []
    for link in links:
        what = link.entry.what
        if not isinstance(what, ThreatDrafted):
            continue
        matter, end = waiting.get(f"threat {what.threat}"), sent.get(what.threat)
        found.append(
            Case(
                what=what,
                at=link.entry.at,
                by=link.entry.by.removeprefix("person "),
                matter=matter,
                heard=heard(links, matter) if matter else Heard(),
                sent=end.entry.what if end and isinstance(end.entry.what, ThreatSent) else None,
                sent_at=end.entry.at if end else "",
                sent_by=end.entry.by.removeprefix("person ") if end else "",
            )
        )
    return found
