"""What is stricter while an incident runs, when does it end, and what has to be reported? The overlay.

In the categories that a person named, an overlay makes rules stricter by one step, never beyond holding: only
an exact known item or a person blocks, in an incident too. It ends by itself, only a person makes it longer,
and until the report of an incident that is over has been written no new one is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Literal

import msgspec

from aftershock.errors import UsageError
from aftershock.records import Record
from aftershock.shield.ledger.happenings import (
    AppealDecided,
    Appealed,
    Decided,
    Entry,
    IncidentClosed,
    IncidentOpened,
    Link,
    OrderReceived,
    PolicyActivated,
    Reviewed,
)
from aftershock.shield.ledger.times import apart, moved, seconds
from aftershock.shield.papers.draft import moment
from aftershock.shield.policy.table import Action, Mode, Parsed, Rule

LONGEST = timedelta(hours=72)  # at one go; a person may open it again for as long
REPORT_WITHIN = timedelta(days=7)
Level = Literal["watch", "strict"]
_LEVELS: dict[str, Level] = {"watch": "watch", "strict": "strict"}

_STRICTER: dict[Action, Action] = {"label": "limit", "limit": "hold", "hold": "hold", "block": "block"}
_AWAKE: dict[Mode, Mode] = {"off": "off", "shadow": "review", "review": "review", "enforce": "enforce"}


class Overlay(Record, frozen=True, kw_only=True):
    """What an incident changes. ``watch``: rules in shadow bring posts to a person. ``strict``: besides, what
    is enforced in these categories is one step stricter, for every post and not a share.
    """

    incident: str
    level: Level
    categories: tuple[str, ...]
    until: str


class Incident(Record, frozen=True, kw_only=True):
    """An incident. ``until`` is when its overlay ends, ``ended`` when it did; ``extended`` lists by whom and
    to when it was made longer.
    """

    incident: str
    level: str
    about: str
    policy: str
    opened_at: str
    opened_by: str
    seq: int
    until: str
    categories: tuple[str, ...] = ()
    extended: tuple[tuple[str, str], ...] = ()
    closed_at: str = ""
    report: str = ""
    closed_by: str = ""

    def runs(self, now: str) -> bool:
        """Whether its overlay is in force."""
        return not self.closed_at and apart(now, self.until) > 0

    def ended(self, now: str) -> str:
        """When it ended; empty while it runs."""
        if self.closed_at and apart(self.closed_at, self.until) > 0:
            return self.closed_at
        return "" if self.runs(now) else self.until

    def report_due(self, now: str) -> str:
        """By when its report must be there; empty while it runs or once it is."""
        ended = self.ended(now)
        return moved(ended, REPORT_WITHIN) if ended and not self.report else ""


def incidents(links: Iterable[Link]) -> tuple[dict[str, Incident], dict[int, str]]:
    """All incidents of a log, and the places that changed nothing, each with why."""
    known: dict[str, Incident] = {}
    void: dict[int, str] = {}
    for link in links:
        what = link.entry.what
        if not isinstance(what, IncidentOpened | IncidentClosed):
            continue
        made = _after(known, link, what)
        if isinstance(made, str):
            void[link.seq] = made
        else:
            known[what.incident] = made
    return known, void


def in_force(known: Iterable[Incident], now: str) -> tuple[Overlay, ...]:
    """The overlays of the incidents that run at a moment, in the order in which they were opened."""
    running = sorted((each for each in known if each.runs(now)), key=lambda each: each.seq)
    return tuple(
        Overlay(
            incident=each.incident, level=_LEVELS[each.level], categories=each.categories, until=each.until
        )
        for each in running
        if each.categories and each.level in _LEVELS
    )


def refusal(links: Iterable[Link], entry: Entry) -> str:
    """Why an incident may not be opened, made longer or closed so; empty where it may."""
    what = entry.what
    if not isinstance(what, IncidentOpened | IncidentClosed):
        return "not about an incident"
    made = _after(incidents(links)[0], Link(seq=0, entry=entry, prev="", hash=""), what)
    return made if isinstance(made, str) else ""


def overlaid(parsed: Parsed, overlay: Overlay) -> Parsed:
    """The policy with the overlay: the same rules and expressions, stricter where the overlay says so.

    Raises UsageError where none of its categories is in the policy. It is proved and activated as any other.
    """
    policy = parsed.policy
    if not {each.category for each in policy.rules} & set(overlay.categories):
        raise UsageError(
            f"no rule of the policy has a category of {', '.join(overlay.categories) or 'none'}",
            where=overlay.incident,
            next_step="Name categories of the policy",
        )
    rules = tuple(_stricter(each, overlay) for each in policy.rules)
    head = msgspec.structs.replace(policy.head, version=f"{policy.head.version}+{overlay.incident}")
    changed = msgspec.structs.replace(policy, head=head, rules=rules)
    return msgspec.structs.replace(parsed, policy=changed)


def reported(links: Sequence[Link], incident: Incident, *, now: str) -> str:
    """The drafted report of an incident, counted from the log; what a person must add stands in brackets."""
    until = incident.ended(now) or now
    inside = [each for each in links if each.seq > incident.seq and apart(each.entry.at, until) >= 0]
    answers = [each.entry.what for each in inside if isinstance(each.entry.what, Decided)]
    policies = {incident.policy, *_policies(links, incident)}
    under = [each for each in answers if each.answer.policy in policies]
    verdicts = Counter[str](each.answer.verdict for each in under)
    rules = Counter(
        ground.rule
        for each in under
        for ground in each.answer.grounds
        if ground.outcome == each.answer.verdict
    )
    items = {each.answer.item for each in under if each.answer.verdict != "allow"}
    complaints = {
        link.entry.what.appeal: link.entry.what
        for link in links
        if isinstance(link.entry.what, Appealed) and link.seq > incident.seq and link.entry.what.item in items
    }
    decisions = [link.entry.what for link in links if isinstance(link.entry.what, AppealDecided)]
    won = [each for each in decisions if each.appeal in complaints and each.overturned]
    reviews = [each for each in inside if isinstance(each.entry.what, Reviewed)]
    orders = sum(isinstance(each.entry.what, OrderReceived) for each in inside)
    longer = "; ".join(f"to {moment(end)} by {who}" for end, who in incident.extended) or "not"
    return "\n".join(
        [
            f"Report on incident {incident.incident} (level {incident.level}): {incident.about}",
            f"Opened {moment(incident.opened_at)} by {incident.opened_by}; ended {moment(until)}.",
            f"Made longer: {longer}.",
            f"Policies under it: {', '.join(sorted(each[:16] for each in policies if each)) or 'none'}",
            f"Answers logged under it: {len(under)} ({_listed(verdicts) or '-'}); allowed ones by sample.",
            f"Rules that decided: {_listed(rules) or 'none'}",
            f"Posts restricted: {len(items)}; complaints on them: {len(complaints)}; won so far: {len(won)}.",
            f"Looks of people meanwhile: {len(reviews)}. Removal orders meanwhile: {orders}.",
            "What it was needed for, what it got wrong, what is kept: [a person writes this]",
        ]
    )


def _policies(links: Iterable[Link], incident: Incident) -> Iterator[str]:
    """The bundles that came into force with its overlay: their version names the incident."""
    for link in links:
        what = link.entry.what
        if isinstance(what, PolicyActivated) and incident.incident in what.version.split("+")[1:]:
            yield what.policy


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _after(known: dict[str, Incident], link: Link, what: IncidentOpened | IncidentClosed) -> Incident | str:
    at, by = link.entry.at, link.entry.by
    if not by.startswith("person "):
        return "only a person opens, prolongs or closes an incident"
    person = by.removeprefix("person ").strip()
    before = known.get(what.incident)
    if isinstance(what, IncidentClosed):
        return _closed(before, what, at, person)
    wrong = _until(what.until, at)
    if wrong:
        return wrong
    if before is None:
        waiting = [each.incident for each in known.values() if each.report_due(at)]
        if waiting:
            return f"the report of incident {waiting[0]} is owed first"
        return Incident(
            incident=what.incident, level=what.level, about=what.about, policy=what.policy, opened_at=at,
            opened_by=person, seq=link.seq, until=what.until, categories=what.categories,
        )  # fmt: skip
    if not before.runs(at):
        return "it is over: what ran out is not made longer"
    longer = (*before.extended, (what.until, person))
    return msgspec.structs.replace(before, until=what.until, extended=longer)


def _closed(before: Incident | None, what: IncidentClosed, at: str, person: str) -> Incident | str:
    if before is None:
        return "the log does not know that incident"
    if before.report:
        return "its report is there"
    if not what.report.strip():
        return "an incident is closed with its report"
    return msgspec.structs.replace(before, closed_at=at, report=what.report, closed_by=person)


def _until(until: str, at: str) -> str:
    try:
        seconds(until)
    except ValueError:
        return "an incident has an end: give a moment"
    if apart(at, until) <= 0:
        return "an incident ends after now"
    longest = LONGEST.total_seconds()
    return f"at most {longest / 3600:.0f} hours at one go" if apart(at, until) > longest else ""


def _stricter(rule: Rule, overlay: Overlay) -> Rule:
    if rule.category not in overlay.categories:
        return rule
    # what has no example that must fire was never tried: it stays asleep
    changed = msgspec.structs.replace(rule, mode=_AWAKE[rule.mode]) if rule.fires else rule
    if overlay.level == "strict" and rule.mode == "enforce":
        changed = msgspec.structs.replace(changed, action=_STRICTER[rule.action], rollout=100.0)
    return changed
