"""How does a person look at what waits: take, see, decide, skip, take back?

The server chooses the item and which look it is; neither stands in a page or a form. A form names only the
place in the log where this person took the item, so that nobody decides on what they were not given. What an
earlier person decided is in no reply of these routes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from aftershock.shield.accounts.known import Day, Known, Revision
from aftershock.shield.accounts.queue import appeals, queue
from aftershock.shield.accounts.refusals import Refused, holder_of
from aftershock.shield.ledger.happenings import Claimed, Reviewed, Undone
from aftershock.shield.ledger.times import moved
from aftershock.shield.papers.alarms import matters
from aftershock.shield.papers.incident import incidents
from aftershock.shield.papers.notices import waiting
from aftershock.shield.papers.orders import orders
from aftershock.shield.papers.reinstating import restored
from aftershock.shield.papers.ringing import WATCHED
from aftershock.shield.papers.trips import trips
from aftershock.shield.policy.table import VERDICTS, Verdict
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.marked import defanged_link, outline, pieces, reasons
from aftershock.shield.review.office import Clause, Office
from aftershock.shield.review.shown import minutes, page
from aftershock.shield.review.staff import Done, Taken, Work
from aftershock.shield.review.way import ask, way
from aftershock.shield.review.wellbeing import Load, load
from aftershock.shield.verdict import Ground
from aftershock.text import content_id

TRIES = 20  # others may be faster; then the next one is tried
KEYS: dict[Verdict, str] = {"allow": "1", "label": "2", "limit": "3", "hold": "4", "block": "5"}
SAYS: dict[Verdict, str] = {
    "allow": "let it stand", "label": "put a label on it", "limit": "show it less", "hold": "keep it back",
    "block": "take it away",
}  # fmt: skip
LONGEST = 2_000  # characters of a reason


class Choice(NamedTuple):
    """A verdict that can be given, and its key."""

    verdict: Verdict
    key: str
    says: str


CHOICES = tuple(Choice(each, KEYS[each], SAYS[each]) for each in VERDICTS)


def home(office: Office, visit: Visit) -> Reply:
    """What waits for this person, and how their day stands."""
    cases, work, at = office.cases(), _work(office, visit), office.clock()
    looks = any(role in ("reviewer", "senior") for role in visit.roles)
    mine = queue(cases, now=at, person=visit.person) if looks else []
    return page(
        office, visit, "home.html",
        looks=looks,
        waiting=len([each for each in mine if f"{each.item}#{each.revision}" not in work.skipped]),
        skipped=len([each for each in mine if f"{each.item}#{each.revision}" in work.skipped]),
        oldest=max((minutes(each.since, at) for each in mine), default=0),
        appeals=len(appeals(cases, person=visit.person)) if "senior" in visit.roles else 0,
        load=_load(office, visit, cases, work),
        taken=_in_hand(office, visit, cases, work),
        also=_also(office, visit) if "senior" in visit.roles else [],
        ending=office.ending() if visit.roles else (),
    )  # fmt: skip


def _also(office: Office, visit: Visit) -> list[tuple[str, str, bool]]:
    """What else waits for seniors: page, words, and whether it is urgent."""
    at = office.clock()
    links = list(office.log.read(kinds=WATCHED))
    found = []
    threats = sum(each.about.startswith("threat ") for each in matters(links))
    flooded = sum(each.open for each in trips(links))
    states = [each.status for each in orders(links).orders.values()]
    running, owed = states.count("open"), states.count("executed") + states.count("paused")
    notices = len(waiting(office.log.read(kinds=("notice-received", "notice-decided"))))
    incidents_ = incidents(office.log.read(kinds=("incident-opened", "incident-closed")))[0].values()
    reports = sum(bool(each.report_due(at)) for each in incidents_)
    back = restored(office.log.read(kinds=("reinstated", "informed")), office.cases().void).values()
    untold = sum(not each.told for each in back)
    for count, path, one, many, urgent in (
        (threats, "/threats", "suspicion of a threat to life", "suspicions of threats to life", True),
        (running, "/orders", "removal order is open", "removal orders are open", True),
        (owed, "/orders", "answer to an authority is owed", "answers to authorities are owed", True),
        (
            untold,
            "/restored",
            "person is to hear of content put back",
            "people are to hear of content put back",
            False,
        ),
        (flooded, "/trips", "rule is out of force", "rules are out of force", True),
        (notices, "/notices", "notice waits", "notices wait", False),
        (reports, "/incidents", "report of an incident is owed", "reports of incidents are owed", False),
    ):
        if count:
            found.append((path, f"{count} {one if count == 1 else many}", urgent))
    return found


def take(office: Office, visit: Visit) -> Reply:
    """Take the next item; ``again`` in the form: those that were skipped too."""
    return _next(office, visit, again=visit.said("again") == "1")


def item(office: Office, visit: Visit) -> Reply:
    """The item in hand: why it is here, its text once it was asked for, and the form."""
    cases, work = office.cases(), _work(office, visit)
    taken = _in_hand(office, visit, cases, work)
    if taken is None:
        return see("/")
    revision = cases.subjects[taken.item].revisions[taken.revision]
    decided_at, decided = office.decided(revision.ruling)
    looked = office.looked(decided.content)
    text = looked.text if looked else None
    shown = text if taken.opened else None
    grounds = decided.answer.grounds
    clauses = _clauses(office, decided.answer.grounds)
    return page(
        office, visit, "item.html",
        taken=taken, decided=decided, decided_at=decided_at, looked=looked,
        pieces=pieces(shown, grounds) if shown is not None else [],
        outline=outline(text or ""), length=len(text or ""),
        reasons=reasons(grounds, shown),
        links=[defanged_link(each) for each in looked.links] if looked and taken.opened else [],
        choices=CHOICES, clauses=clauses, first_clause=grounds[0].clause if grounds else "",
        stock=office.setup.reasons, load=_load(office, visit, cases, work),
        way=way(office, taken.item, taken.revision, looked, seen=taken.media),
        notices=[(each.explanation, defanged_link(each.url)) for each in office.notices_on(taken.item)],
        suspected=office.log.get(threat_key(taken.item, taken.revision)), since=revision.since,
        undoable=_undoable(cases, visit, work),
    )  # fmt: skip


def show(office: Office, visit: Visit) -> Reply:
    """Ask for the text, or the way to the picture: that is in the log before either is shown."""
    cases, work = office.cases(), _work(office, visit)
    taken = _in_hand(office, visit, cases, work)
    if taken is None:
        return see("/")
    if not ask(office, visit, taken.item, taken.revision, seen=taken.media) and not taken.opened:
        office.opened(visit.person, taken.item, taken.revision, "review")
    return see("/item")


def decide(office: Office, visit: Visit) -> Reply:
    """Give a verdict with its clause and reason; then the next item at once."""
    cases, work = office.cases(), _work(office, visit)
    key = f"reviewed {visit.number('claim')} {visit.person}"
    taken = work.taken
    if taken is None or taken.seq != visit.number("claim"):
        if office.log.get(key) is not None:  # sent twice
            return see("/item")
        raise Refused("that item is not in your hands", next_step="Take the next one")
    revision = cases.subjects[taken.item].revisions[taken.revision]
    _, decided = office.decided(revision.ruling)
    if not taken.opened and office.looked(decided.content) is not None:
        raise Unfit("nobody decides on a text that they have not looked at", next_step="Show it first (s)")
    verdict = visit.said("verdict")
    if verdict not in VERDICTS:
        raise Unfit("no verdict was chosen", next_step="Keys 1 to 5 choose one")
    clause, reason = visit.said("clause"), visit.said("reason")
    offered = [each.clause for each in _clauses(office, decided.answer.grounds)]
    if clause not in offered and (clause or verdict != "allow"):
        raise Unfit("a restriction names a clause of the policy")
    if not reason or len(reason) > LONGEST:
        raise Unfit(f"a decision needs a reason, of up to {LONGEST} characters")
    office.act(key, visit.person, Reviewed(
        item=taken.item, revision=taken.revision, verdict=verdict, clause=clause,
        reason=reason, look=taken.look, hard=visit.said("hard") == "1" or taken.media,
    ))  # fmt: skip
    return _next(office, visit)


def skip(office: Office, visit: Visit) -> Reply:
    """Give the item back; it is not offered again in this session unless asked for."""
    cases, work = office.cases(), _work(office, visit)
    taken = _in_hand(office, visit, cases, work)
    if taken is not None and taken.seq == visit.number("claim"):
        office.act(f"skipped {taken.seq} {visit.person}", visit.person,
                   Claimed(item=taken.item, revision=taken.revision, look=taken.look, until=""))  # fmt: skip
    return _next(office, visit)


def mine(office: Office, visit: Visit) -> Reply:
    """What this person decided in this session."""
    cases, work = office.cases(), _work(office, visit)
    done = [each for each in work.done if each.seq > visit.since]
    rows = [(each, _stands(cases, each)) for each in reversed(done)]
    return page(office, visit, "mine.html", rows=rows, load=_load(office, visit, cases, work))


def undo(office: Office, visit: Visit) -> Reply:
    """Take back a look of this session (the last one where none is named), and have the item in hand
    again.
    """
    cases, work = office.cases(), _work(office, visit)
    wanted = visit.number("seq") if visit.said("seq") else _undoable(cases, visit, work)
    done = next((each for each in work.done if each.seq == wanted and each.seq > visit.since), None)
    if done is None or not _stands(cases, done):
        raise Refused("nothing of this session can be taken back", next_step="Ask for the appeal")
    reason = visit.said("reason")[:LONGEST] or "taken back at once"
    look = next(e.look for e in _revision(cases, done.item, done.revision).looks if e.seq == done.seq)
    office.act(f"undone {done.seq}", visit.person, Undone(seq=done.seq, reason=reason))
    # what was in hand stays taken, and comes back as the next one
    _claim(office, visit, done.item, done.revision, look)
    return see("/item")


def _next(office: Office, visit: Visit, *, again: bool = False) -> Reply:
    """The item in hand, or the next one that nobody else was faster with."""
    cases, work, at = office.cases(), _work(office, visit), office.clock()
    if _in_hand(office, visit, cases, work) is not None:
        return see("/item")
    if _load(office, visit, cases, work).enough:
        return see("/")
    tried = 0
    for each in queue(cases, now=at, person=visit.person):
        if f"{each.item}#{each.revision}" in work.skipped and not again:
            continue
        try:
            _claim(office, visit, each.item, each.revision, each.look)
        except Refused:
            tried += 1
            if tried < TRIES:
                continue
            raise
        return see("/item")
    return see("/")


def _claim(office: Office, visit: Visit, item_: str, revision: int, look: int) -> None:
    at = office.clock()
    until = moved(at, timedelta(minutes=office.cases().terms.lease))
    place = office.log.head().seq
    office.act(f"claimed {item_}#{revision} {visit.person} {place}", visit.person,
               Claimed(item=item_, revision=revision, look=look, until=until))  # fmt: skip


def threat_key(item_: str, revision: int) -> str:
    """The key of a suspicion that somebody's life is threatened by a revision: it is said once."""
    return f"threat {content_id('threat', item_, revision)}"


def in_hand(office: Office, visit: Visit) -> Taken | None:
    """What this person has taken and still has."""
    return _in_hand(office, visit, office.cases(), _work(office, visit))


def _work(office: Office, visit: Visit) -> Work:
    return office.people().work.get(visit.person, Work())


def _in_hand(office: Office, visit: Visit, cases: Known, work: Work) -> Taken | None:
    """What this person took and still has, as the queue's rules see it."""
    taken = work.taken
    if taken is None or taken.item not in cases.subjects:
        return None
    revision = cases.subjects[taken.item].revisions.get(taken.revision)
    holder = holder_of(revision, taken.look, at=office.clock()) if revision else None
    return taken if holder is not None and holder.person == visit.person else None


def _revision(cases: Known, item_: str, number: int) -> Revision:
    try:
        return cases.subjects[item_].revisions[number]
    except KeyError:
        raise Turned("the log has no such decision", 404) from None


def _stands(cases: Known, done: Done) -> bool:
    """Whether a look is in force and not taken back."""
    if done.seq not in cases.reviews:
        return False
    looks = _revision(cases, done.item, done.revision).looks
    return any(each.seq == done.seq and not each.undone for each in looks)


def _undoable(cases: Known, visit: Visit, work: Work) -> int:
    """The last look of this session that can be taken back; 0 for none."""
    for each in reversed(work.done):
        if each.seq <= visit.since:
            return 0
        if _stands(cases, each):
            return each.seq
    return 0


def _load(office: Office, visit: Visit, cases: Known, work: Work) -> Load:
    at = office.clock()
    day = cases.days.get(visit.person, {}).get(at[:10], Day())
    return load(office.setup, day, work.done, now=at)


def _clauses(office: Office, grounds: Sequence[Ground]) -> list[Clause]:
    """Clauses that can be named: those in force, and those of the item's own reasons."""
    found = {each.clause: each for each in office.clauses()}
    for ground in grounds:
        found.setdefault(ground.clause, Clause(ground.clause, ground.category))
    return [found[clause] for clause in sorted(found) if clause]
