"""Who has to be called now, and when is the next call due? Worked out from the log, the rota and the time.

Until somebody acknowledges, everybody so far and one more person is called every five minutes. Acknowledged
is not executed: a second clock calls again at +15, +30, +45 and +55 minutes, from +45 on everybody, and after
the hour every five minutes until it is done. What was called stands in the log, so that a process that died
goes on where it was and calls nobody twice for the same step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from aftershock.records import Record
from aftershock.shield.ledger.happenings import (
    AlarmAcknowledged,
    Alarmed,
    Link,
    RuleTripped,
    ThreatDrafted,
    ThreatSent,
)
from aftershock.shield.ledger.times import apart, moved
from aftershock.shield.papers.draft import moment
from aftershock.shield.papers.incident import incidents
from aftershock.shield.papers.orders import HOUR, Order, orders
from aftershock.shield.papers.rota import Rota
from aftershock.text import content_id

MINUTE = 60.0
NOT_DELIVERED = "not delivered: "


class Ladder(Record, frozen=True, kw_only=True):
    """Minutes after the clock began. ``seek``: one more person at each, while nobody has acknowledged.
    ``press``: whoever acknowledged and everybody called before, while it is not done. ``everybody``: from
    then on all who are on call. ``again``: every so many minutes after the last step.
    """

    seek: tuple[float, ...]
    press: tuple[float, ...]
    everybody: float
    again: float = 5.0


ORDER = Ladder(seek=tuple(range(0, 60, 5)), press=(15, 30, 45, 55), everybody=45)
OTHER = Ladder(seek=(0, 10, 20, 40, 60), press=(60, 120), everybody=60, again=60.0)
DAY = 24 * 60
REPORT = Ladder(seek=(0, 3 * DAY, 6 * DAY), press=(6 * DAY, 7 * DAY), everybody=7 * DAY, again=DAY)


class Matter(Record, frozen=True, kw_only=True):
    """Something that somebody must act on: since when and from which place of the log, until when."""

    about: str
    words: str
    since: str
    seq: int
    deadline: str = ""
    ladder: Ladder = OTHER


class Call(Record, frozen=True, kw_only=True):
    """One call that is due: to whom, which step, in which words."""

    alarm: str
    about: str
    to: str
    step: int
    words: str

    @property
    def happening(self) -> Alarmed:
        """What the log is told once it was made."""
        return Alarmed(alarm=self.alarm, about=self.about, words=self.words, to=self.to, step=self.step)

    def failed(self, why: str) -> Alarmed:
        """What the log is told where it could not be delivered."""
        words = f"{NOT_DELIVERED}{why}"
        return Alarmed(alarm=self.alarm, about=self.about, words=words, to=self.to, step=self.step)


class Heard(Record, frozen=True, kw_only=True):
    """What the log says about a matter: calls that were made or failed, who acknowledged first and when."""

    called: tuple[tuple[int, str], ...] = ()
    failed: tuple[tuple[int, str], ...] = ()
    by: str = ""
    at: str = ""


def matters(links: Sequence[Link], *, now: str = "") -> list[Matter]:
    """What is open: orders whose hour runs or whose report is owed (Annex II or III), threats not sent, rules
    that flooded and nobody put back; where ``now`` is said, also incidents whose report is owed by then.
    """
    found = [_of_order(each) for each in orders(links).orders.values() if not each.done]
    sent = {
        link.entry.what.threat
        for link in links
        if isinstance(link.entry.what, ThreatSent) and link.entry.by.startswith("person ")
    }
    for link in links:
        what = link.entry.what
        if isinstance(what, ThreatDrafted) and what.threat not in sent:
            words = "A suspicion of a threat to life waits for a person to look and to send it"
            found.append(
                Matter(about=f"threat {what.threat}", words=words, since=link.entry.at, seq=link.seq)
            )
    return [*found, *_of_rules(links), *(_of_incidents(links, now) if now else ())]


def _of_rules(links: Sequence[Link]) -> Iterator[Matter]:
    """Rules that are out of force until a person puts them back, each since it tripped."""
    tripped: dict[str, tuple[Link, RuleTripped]] = {}
    for link in links:
        what = link.entry.what
        if isinstance(what, RuleTripped):
            if what.ended:
                tripped.pop(what.rule, None)
            else:
                tripped.setdefault(what.rule, (link, what))
    for rule, (link, what) in tripped.items():
        words = f"Rule {rule} is out of force until a person puts it back: it {what.why}"
        yield Matter(about=f"rule {rule}", words=words, since=link.entry.at, seq=link.seq)


def _of_incidents(links: Sequence[Link], now: str) -> Iterator[Matter]:
    """Incidents that are over and not reported on, each since it ended."""
    for each in incidents(links)[0].values():
        if due_by := each.report_due(now):
            words = f"Incident {each.incident} is over: its report is due {moment(due_by)}"
            yield Matter(
                about=f"incident {each.incident}", words=words, since=each.ended(now), seq=each.seq,
                deadline=due_by, ladder=REPORT,
            )  # fmt: skip


def heard(links: Iterable[Link], matter: Matter) -> Heard:
    """What was called and acknowledged about a matter since its clock began; what lies before counts no
    more.
    """
    called: list[tuple[int, str]] = []
    failed: list[tuple[int, str]] = []
    own: set[str] = set()
    by = at = ""
    for link in links:
        what = link.entry.what
        if link.seq <= matter.seq:
            continue
        if isinstance(what, Alarmed) and what.about == matter.about:
            own.add(what.alarm)
            (failed if what.words.startswith(NOT_DELIVERED) else called).append((what.step, what.to))
        elif isinstance(what, AlarmAcknowledged) and what.alarm in own and not by:
            person = link.entry.by.startswith("person ")  # nothing else can have it
            by, at = (link.entry.by.removeprefix("person "), link.entry.at) if person else ("", "")
    return Heard(called=tuple(called), failed=tuple(failed), by=by, at=at)


def due(links: Sequence[Link], rota: Rota, *, now: str) -> list[Call]:
    """Every call that should have been made by now. Steps that were slept through are made up for by the
    latest of them alone.
    """
    found = []
    for matter in matters(links, now=now):
        said = heard(links, matter)
        step = _step(matter, said, now)
        if step is None:
            continue
        made = {to for made, to in (*said.called, *said.failed) if made >= step}
        for name in _names(matter, said, rota, step, now):
            if name not in made:
                found.append(_call(matter, name, step))
    return found


def next_due(links: Sequence[Link], rota: Rota, *, now: str) -> str | None:
    """When the next call is due: now where one is, None where nothing is open."""
    if due(links, rota, now=now):
        return now
    coming = [each.until for each in incidents(links)[0].values() if each.runs(now)]
    for matter in matters(links, now=now):
        said = heard(links, matter)
        steps = _steps(matter.ladder, bool(said.by), _passed(matter, now))
        coming += [_at(matter, each) for each in steps if apart(now, _at(matter, each)) > 0]
    return min(coming, default=None)


def _of_order(order: Order) -> Matter:
    about = f"order {order.id}"
    if order.status == "paused":
        words = f"Removal order {order.id} is paused; the authority has not been told why (Annex III)"
        return Matter(about=about, words=words, since=order.paused_at, seq=order.paused_seq)
    words = f"Removal order {order.id}: the hour ends {moment(order.deadline)}"
    if order.status == "executed":
        words = f"Removal order {order.id} is executed; the authority has not been told (Annex II)"
    return Matter(
        about=about, words=words, since=order.clock, seq=order.clock_seq,
        deadline=moved(order.clock, HOUR), ladder=ORDER,
    )  # fmt: skip


def _passed(matter: Matter, now: str) -> float:
    """Minutes since the clock began; none where the time was set back."""
    return max(0.0, apart(matter.since, now) / MINUTE)


def _steps(ladder: Ladder, acknowledged: bool, passed: float) -> list[int]:
    """All steps up to the one after ``passed``, in minutes, in order."""
    steps = sorted({*(() if acknowledged else ladder.seek), *ladder.press})
    while steps[-1] <= passed:
        steps.append(steps[-1] + ladder.again)
    return [int(each) for each in steps]


def _step(matter: Matter, said: Heard, now: str) -> int | None:
    """The step that is due; None where the last one lies before somebody acknowledged."""
    passed = _passed(matter, now)
    reached = [each for each in _steps(matter.ladder, bool(said.by), passed) if each <= passed]
    if not reached:
        return None
    if said.by and apart(said.at, _at(matter, reached[-1])) <= 0:
        return None  # whoever acknowledged did so after that step
    return reached[-1]


def _names(matter: Matter, said: Heard, rota: Rota, step: int, now: str) -> list[str]:
    """Whom a step calls."""
    on_call = [each.name for each in rota.on_call(now)]
    before = list(dict.fromkeys(to for _, to in said.called))
    if step >= matter.ladder.everybody:
        return list(dict.fromkeys((*on_call, *before)))
    if said.by:
        return list(dict.fromkeys((said.by, *before)))
    # One more for each step, and for each that could not be reached: nobody waits for a dead line.
    rungs = sum(each <= step for each in matter.ladder.seek)
    unreached = {to for _, to in said.failed} - set(before)
    fresh = on_call[: max(1, rungs) + len(unreached)]
    return list(dict.fromkeys((*fresh, *before)))


def _call(matter: Matter, name: str, step: int) -> Call:
    return Call(
        alarm=content_id("alarm", matter.about, matter.seq, step, name), about=matter.about, to=name,
        step=step, words=matter.words,
    )  # fmt: skip


def _at(matter: Matter, step: int) -> str:
    return moved(matter.since, timedelta(minutes=step))
