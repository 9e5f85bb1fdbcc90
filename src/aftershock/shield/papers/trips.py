"""Which rules flooded, when, why, and what was done about each? Counted from the log.

A rule that trips is back at review in all workers; the rota is called until somebody has it, and a person
puts the rule back in force and says why.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from aftershock.records import Record
from aftershock.shield.ledger.happenings import AlarmAcknowledged, Alarmed, Link, RuleTripped

KINDS = ("rule-tripped", "alarmed", "alarm-acknowledged")
RULE = "rule "  # what an alarm about a rule is about, before its id


class Trip(Record, frozen=True, kw_only=True):
    """A rule tripped at a place of the log. ``called`` are the people of the rota, in their order; ``had_by``
    who said first that they have it; ``freed_by`` who put it back, and the ``reason``. Empty: not yet.
    """

    rule: str
    seq: int
    since: str
    why: str
    called: tuple[str, ...] = ()
    had_by: str = ""
    had_at: str = ""
    freed_by: str = ""
    freed_at: str = ""
    reason: str = ""

    @property
    def open(self) -> bool:
        """Whether the rule is still out of force."""
        return not self.freed_at


def trips(links: Iterable[Link]) -> list[Trip]:
    """All of them, in the log's order; ``links`` of ``KINDS`` are enough."""
    found: dict[int, Trip] = {}
    open_: dict[str, int] = {}
    about: dict[str, str] = {}  # alarms, by the rule
    for link in links:
        what, at, by = link.entry.what, link.entry.at, link.entry.by.removeprefix("person ")
        if isinstance(what, RuleTripped) and not what.ended:
            if what.rule not in open_:
                open_[what.rule] = link.seq
                found[link.seq] = Trip(rule=what.rule, seq=link.seq, since=at, why=what.why)
        elif isinstance(what, RuleTripped):
            if (seq := open_.pop(what.rule, None)) is not None:
                found[seq] = msgspec.structs.replace(found[seq], freed_by=by, freed_at=at, reason=what.why)
        elif isinstance(what, Alarmed) and (seq := open_.get(what.about.removeprefix(RULE))) is not None:
            about[what.alarm] = what.about.removeprefix(RULE)
            called = tuple(dict.fromkeys((*found[seq].called, what.to)))
            found[seq] = msgspec.structs.replace(found[seq], called=called)
        elif isinstance(what, AlarmAcknowledged):
            seq = open_.get(about.get(what.alarm, ""))
            if seq is not None and not found[seq].had_by:
                found[seq] = msgspec.structs.replace(found[seq], had_by=by, had_at=at)
    return list(found.values())
