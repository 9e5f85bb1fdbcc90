"""How often was decided what, by whom, and how often was it wrong? Counted from what is known, nothing
stored.

The unit is one revision of one item, under the rule that decided, whatever happened to it afterwards: the
lines add up to all revisions that the log has. ``outcome`` is the verdict before any appeal.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from aftershock.records import Record
from aftershock.shield.accounts.known import Day, Known
from aftershock.shield.accounts.outcome import before_appeal, live
from aftershock.shield.ledger.times import within

Automation = Literal["automatic", "person"]


class Line(Record, frozen=True, kw_only=True):
    """One kind of decision: how many revisions, on how many there was an appeal, how many were reversed."""

    rule: str
    language: str
    automation: Automation
    outcome: str
    count: int
    appealed: int
    reversed: int


class Statistics(Record, frozen=True, kw_only=True):
    """All counts of a period; ``since`` inclusive, ``until`` exclusive, by when the policy first answered.

    ``differed``: of ``seconds`` revisions with a second look, those where it was another verdict.
    ``changed``: revisions to which a person gave another verdict than the policy. ``blocked``: blocks that
    were set.
    """

    since: str
    until: str
    revisions: int
    lines: tuple[Line, ...]
    looks: int
    undone: int
    changed: int
    seconds: int
    differed: int
    appeals: int
    appeals_decided: int
    appeals_overturned: int
    blocked: int
    restored_by_appeal: int
    refused: int


def statistics(known: Known, *, since: str = "", until: str = "") -> Statistics:
    """Count everything; an empty bound is none."""
    kinds: Counter[tuple[str, str, Automation, str]] = Counter()
    appealed: Counter[tuple[str, str, Automation, str]] = Counter()
    overturned: Counter[tuple[str, str, Automation, str]] = Counter()
    tally: Counter[str] = Counter()
    complained = {(each.item, each.revision) for each in known.complaints.values()}
    for subject in known.subjects.values():
        for number, revision in subject.revisions.items():
            if not within(revision.since, since, until):
                continue
            looks, before = live(revision), before_appeal(revision)
            automation: Automation = "person" if looks else "automatic"
            kind = (revision.ruling.rule, revision.ruling.language, automation, before.verdict)
            kinds[kind] += 1
            appealed[kind] += (subject.item, number) in complained
            overturned[kind] += bool(revision.overturned)
            tally["restored"] += bool(revision.overturned) and revision.won == "allow"
            tally["looks"] += len(revision.looks)
            tally["undone"] += len(revision.looks) - len(looks)
            tally["changed"] += bool(looks) and before.verdict != revision.ruling.verdict
            tally["seconds"] += 1 in looks and 2 in looks
            tally["differed"] += 1 in looks and 2 in looks and looks[1].verdict != looks[2].verdict
    complaints = [each for each in known.complaints.values() if within(each.at, since, until)]
    blocks = [block for page in known.accounts.values() for block in page.blocks]
    return Statistics(
        since=since,
        until=until,
        revisions=sum(kinds.values()),
        lines=tuple(
            Line(
                rule=kind[0], language=kind[1], automation=kind[2], outcome=kind[3], count=count,
                appealed=appealed[kind], reversed=overturned[kind],
            )
            for kind, count in sorted(kinds.items())
        ),
        looks=tally["looks"],
        undone=tally["undone"],
        changed=tally["changed"],
        seconds=tally["seconds"],
        differed=tally["differed"],
        appeals=len(complaints),
        appeals_decided=sum(1 for each in complaints if each.decided),
        appeals_overturned=sum(1 for each in complaints if each.overturned),
        blocked=sum(1 for each in blocks if within(each.at, since, until)),
        restored_by_appeal=tally["restored"],
        refused=len(known.void),
    )  # fmt: skip


def workload(known: Known, person: str, day: str) -> Day:
    """What a person looked at on a day (``YYYY-MM-DD``, UTC), and how many of it were hard; undone ones
    too.
    """
    return known.days.get(person, {}).get(day, Day())
