"""Which rules flood, counted over all workers? One process at a time looks, and logs a trip.

The share of posts that a rule fires on is learnt while it is in shadow or review, or said in the rule
(``usual``), and kept over restarts. A rule nobody knows yet is taken to fire on one post in two hundred. Once
in force it may grow to twice of that by and by; more is a flood, however slowly it comes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from aftershock.shield import breaker
from aftershock.shield.breaker import Flood
from aftershock.shield.ledger.happenings import Entry, RuleTripped
from aftershock.shield.ledger.log import Log
from aftershock.shield.service import logs
from aftershock.shield.service.tally import Tally
from aftershock.store.clock import now

UNKNOWN = 0.005  # of posts: what a new rule is taken to fire on
FIRED, SEEN = "fired ", "seen"
FILE = "floods.json"
EVERY = 30.0  # seconds between two savings of what was learnt


class Watch:
    """The state of all rules, as the one process that watches has it."""

    def __init__(self, folder: Path, tally: Tally, log: Log, limits: breaker.Limits | None = None) -> None:
        self._file, self._tally, self._log = folder / FILE, tally, log
        self._limits = limits or breaker.Limits()
        self._counted = tally.totals()
        self._saved = 0.0
        self.states: dict[str, Flood] = {}
        if self._file.is_file():
            for state in msgspec.json.decode(self._file.read_bytes(), type=list[Flood]):
                self.states[state.rule] = msgspec.structs.replace(state, recent=(), tripped_at=None)

    def look(
        self,
        rules: frozenset[str],
        tripped: frozenset[str],
        clock: float,
        *,
        tried: frozenset[str] = frozenset(),
        usual: Mapping[str, float] = MappingProxyType({}),
    ) -> list[str]:
        """Count what came since the last look; returns and logs the rules that trip now.

        ``rules`` are those in force, ``tripped`` those that the log calls tripped, ``tried`` those in shadow
        or review, ``usual`` the shares that rules say; ``clock`` in seconds.
        """
        totals = self._tally.totals()
        seen = int(totals.get(SEEN, 0) - self._counted.get(SEEN, 0))
        found = []
        for rule in rules | tried:
            name = FIRED + rule
            fired = int(totals.get(name, 0) - self._counted.get(name, 0))
            state = self.states.get(rule) or Flood(rule=rule, baseline=UNKNOWN)
            if rule in tried:
                self.states[rule] = breaker.learnt(
                    state, seen=seen, fired=fired, now=clock, limits=self._limits
                )
                continue
            if not state.anchor or (rule in usual and state.anchor < usual[rule]):
                state = breaker.anchored(state, usual.get(rule, state.baseline))
            if state.tripped_at is not None and rule not in tripped:
                state = breaker.freed(state, baseline=max(state.baseline, _share(state)))
            elif state.tripped_at is None and rule in tripped:
                state = msgspec.structs.replace(state, tripped_at=clock)
            after = breaker.counted(state, seen=seen, fired=fired, now=clock, limits=self._limits)
            if after.tripped_at is not None and state.tripped_at is None:
                found.append(rule)
                self._trip(rule, after)
            self.states[rule] = after
        self._counted = totals
        if clock - self._saved >= EVERY:
            self.save()
            self._saved = clock
        return found

    def save(self) -> None:
        """Keep what was learnt over a restart."""
        partial = self._file.with_name(f"{FILE}.partial")
        partial.write_bytes(msgspec.json.encode(list(self.states.values())))
        partial.replace(self._file)

    def _trip(self, rule: str, state: Flood) -> None:
        share = _share(state)
        why = f"fires on {share:.2%} of posts, {state.baseline:.3%} in ordinary hours"
        at = now()
        what = RuleTripped(rule=rule, why=why)
        self._log.append([Entry(key=f"tripped {rule} {at}", at=at, by="clock", what=what)])
        logs.warn("rule floods, back to review", rule=rule, why=why)


class Copies:
    """Which copies of known items were counted a moment ago? A raid of one account with one known item is one
    thing that happened, and must not take the rule against it out of force.
    """

    def __init__(self, window: float) -> None:
        self._window = window
        self._seen: OrderedDict[Hashable, float] = OrderedDict()

    def first(self, what: Hashable, clock: float) -> bool:
        """Whether it is the first one within the window."""
        while self._seen and clock - next(iter(self._seen.values())) >= self._window:
            self._seen.popitem(last=False)
        if what in self._seen:
            return False
        self._seen[what] = clock
        return True


def _share(state: Flood) -> float:
    posts = sum(seen for _, seen, _ in state.recent)
    return sum(fired for _, _, fired in state.recent) / posts if posts else 0.0
