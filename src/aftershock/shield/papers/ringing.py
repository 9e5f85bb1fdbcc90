"""Are the calls that are due made, and does the log know? One pass over the log; the caller repeats it.

A call is logged after it went out, so a process that dies in between calls once more rather than never. A
person who cannot be reached is logged as that, and the next one is called at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from aftershock.records import Record
from aftershock.shield.ledger.happenings import Alarmed, Entry, Link
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.outbox import Undelivered
from aftershock.shield.ledger.transport_webhook import Webhook
from aftershock.shield.papers.alarms import Call, due, next_due
from aftershock.shield.papers.orders import KINDS
from aftershock.shield.papers.rota import Person, Rota
from aftershock.text import canonical_json

WATCHED = (
    *KINDS, "alarmed", "alarm-acknowledged", "threat-drafted", "threat-sent", "rule-tripped",
    "incident-opened", "incident-closed",
)  # fmt: skip


class Bell(Protocol):
    """One way to reach a person."""

    def reaches(self, person: Person) -> bool:
        """Whether the rota says how to reach them this way."""
        ...

    def ring(self, call: Call, person: Person) -> None:
        """Hand the call over; returns when the other side has it. Raises Undelivered."""
        ...


class Hook(Record, frozen=True, kw_only=True):
    """The bell that posts a signed alarm to a person's own address. ``hooks`` by address; ``acknowledge``
    is where they say that they have it.
    """

    hooks: Mapping[str, Webhook]
    acknowledge: str = ""

    def reaches(self, person: Person) -> bool:
        """See ``Bell``."""
        return person.webhook in self.hooks

    def ring(self, call: Call, person: Person) -> None:
        """See ``Bell``."""
        self.hooks[person.webhook].post(canonical_json({"alarm": call, "acknowledge": self.acknowledge}))


def ring(log: Log, rota: Rota, bells: Sequence[Bell], *, now: str) -> list[Link]:
    """Make every call that is due; returns what was logged. Whom one bell does not reach the next may."""
    made: list[Link] = []
    for _ in range(len(rota.people) + 1):  # each pass calls at least one more person, or ends it
        calls = due(list(log.read(kinds=WATCHED)), rota, now=now)
        if not calls:
            break
        made += log.append([entry(_made(each, rota, bells), at=now) for each in calls])
    return made


def wake(log: Log, rota: Rota, *, now: str) -> str | None:
    """When to look again at the latest; None while nothing is open."""
    return next_due(list(log.read(kinds=WATCHED)), rota, now=now)


def entry(what: Alarmed, *, at: str) -> Entry:
    """What the log is told of a call; the same call stands there once."""
    return Entry(key=f"alarm {what.alarm}", at=at, by="clock", what=what)


def _made(call: Call, rota: Rota, bells: Sequence[Bell]) -> Alarmed:
    person = rota.people.get(call.to)
    if person is None:  # called before, and taken off the rota since
        return call.failed("nobody of that name is in the rota")
    why = "no bell reaches them"
    rung = False
    for bell in bells:
        if not bell.reaches(person):
            continue
        try:
            bell.ring(call, person)
            rung = True
        except Undelivered as error:
            why = error.cause
    return call.happening if rung else call.failed(why)
