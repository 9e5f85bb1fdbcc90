"""What must reach somebody else, and did it? The log itself is the outbox; ``Delivered`` is how far they
have it.

Everything is sent in the log's order and at least once: who receives passes over places it has seen. Nobody
reachable: tried again, later and later, for ever. One message that the other side refuses again and again is
set aside in the log (``SetAside``), so that it does not hold up the others, and can be sent again by hand.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol, get_args

from aftershock.errors import AftershockError
from aftershock.records import Record
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.happenings import Delivered, Entry, Happening, Link, SetAside
from aftershock.shield.ledger.log import Log

OWN = ("delivered", "set-aside")  # sending these would make more of them, for ever
KINDS = tuple(
    str(each.__struct_config__.tag) for each in get_args(Happening) if each.__struct_config__.tag not in OWN
)


class Undelivered(AftershockError):
    """It did not arrive. ``refused``: the other side has seen it and does not want it as it is."""

    def __init__(self, cause: str, *, refused: bool = False, where: str = "") -> None:
        super().__init__(cause, where=where, next_step="It is tried again by itself")
        self.refused = refused


class Sender(Protocol):
    """A way to somebody else."""

    def send(self, links: Sequence[Link]) -> None:
        """Hand over links in order; returns when the other side has all of them. Raises Undelivered."""
        ...


class Patience(Record, frozen=True, kw_only=True):
    """How to try again. Seconds; ``tries``: refusals of one message before it is set aside."""

    first: float = 0.5
    longest: float = 300.0
    tries: int = 8
    batch: int = 100


class Outbox:
    """What one receiver, named ``to``, gets of one log. Not thread-safe: one thread calls ``step`` or
    ``run``.
    """

    def __init__(
        self,
        log: Log,
        sender: Sender,
        *,
        to: str,
        kinds: Sequence[str] = KINDS,
        patience: Patience = Patience(),  # noqa: B008
        chance: Callable[[], float] = random.random,
        now: Callable[[], str] | None = None,
    ) -> None:
        self._log, self._sender, self._to, self._patience = log, sender, to, patience
        self._kinds = tuple(each for each in kinds if each not in OWN)
        self._chance, self._now = chance, now or _now
        self.reached = self._stood()
        self.failures = 0  # in a row
        self.why = ""
        self._refusals = 0  # of the message that is next
        self._alone_until = 0  # up to this place links go one by one: one of them is refused

    def step(self) -> float:
        """Send what is due; returns the seconds until there is something to do again (0: at once)."""
        size = 1 if self.reached < self._alone_until else self._patience.batch
        try:
            links = list(self._log.read(after=self.reached, kinds=self._kinds, limit=size))
            if not links:
                return self._patience.first
            self._sender.send(links)
            upto = links[-1].seq
            self._write(f"delivered {self._to} {upto}", Delivered(to=self._to, upto=upto))
        except Undelivered as error:
            return self._failed(links, error)
        except LedgerError as error:  # sent perhaps, but not written down: it goes out once more
            return self._wait(str(error))
        self._moved(upto)
        return 0.0

    def run(self, stop: threading.Event) -> None:
        """Send until ``stop``; of many processes that call it one sends and the others stand by."""
        while not stop.is_set():
            try:
                with self._log.alone(f"outbox-{self._to}") as ours:
                    if ours:
                        self.reached = self._stood()  # somebody else may have sent meanwhile
                    while ours and not stop.wait(self.step()):
                        pass
            except LedgerError as error:
                stop.wait(self._wait(str(error)))
            stop.wait(self._patience.first)

    def again(self, seq: int) -> None:
        """Send one place once more, such as one that was set aside. Raises Undelivered."""
        self._sender.send(list(self._log.read(after=seq - 1, limit=1)))

    def _failed(self, links: Sequence[Link], error: Undelivered) -> float:
        """One message that is refused too often is set aside; while nobody answers nothing is."""
        if not error.refused:
            return self._wait(str(error))
        if len(links) > 1:  # one of them is it: from here one by one
            self._alone_until = links[-1].seq
            return 0.0
        self._refusals += 1
        if self._refusals < self._patience.tries:
            return self._wait(str(error))
        what = SetAside(to=self._to, seq=links[0].seq, why=error.cause[:500])
        try:
            self._write(f"set-aside {self._to} {links[0].seq}", what)
        except LedgerError as refused:
            return self._wait(str(refused))
        self._moved(links[0].seq)
        return 0.0

    def _wait(self, why: str) -> float:
        """Twice as long as before, up to the longest; half of it by chance, so that not all come at once."""
        self.failures += 1
        self.why = why
        wait = min(self._patience.longest, self._patience.first * 2.0 ** min(self.failures - 1, 30))
        return wait * (0.5 + self._chance() / 2)

    def _moved(self, seq: int) -> None:
        self.reached, self.failures, self._refusals, self.why = seq, 0, 0, ""

    def _write(self, key: str, what: Delivered | SetAside) -> None:
        self._log.append([Entry(key=key, at=self._now(), by="clock", what=what)])

    def _stood(self) -> int:
        """How far they have it, as the log says."""
        upto = 0
        for link in self._log.read(kinds=OWN):
            match link.entry.what:
                case Delivered(to=self._to, upto=seq) | SetAside(to=self._to, seq=seq):
                    upto = max(upto, seq)
                case _:
                    pass
        return upto


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
