"""What is in force at this moment in this worker: policy, lists, bank, keys, tripped rules?

`tick` looks a few times a second whether something changed on disk or in the log, and swaps it in whole. A
policy comes into force only where its examples pass; else the last good one stays and the fault is said.
While an incident runs, its stricter overlay lies over the policy, in all workers, and goes by itself when it
is over.
"""

from __future__ import annotations

from pathlib import Path

from aftershock.errors import AftershockError
from aftershock.shield.ledger.happenings import Entry, Link, PolicyActivated, RuleTripped
from aftershock.shield.ledger.log import Log
from aftershock.shield.papers.incident import Incident, Overlay, in_force, incidents
from aftershock.shield.service import bundle as bundles
from aftershock.shield.service import logs
from aftershock.shield.service.bundle import Bundle, Print
from aftershock.shield.service.keys import Keys
from aftershock.shield.service.tally import Tally
from aftershock.store.clock import now

TICK = 0.2  # seconds between two looks: a new phrase is live in all workers within one second
KEPT = "bundles"
FOLLOWED = ("rule-tripped", "incident-opened", "incident-closed")


class Live:
    """The state of one worker that others may change. Attributes are replaced whole, never edited.

    ``base`` is the policy as it is written, ``bundle`` what is in force: the same, or under overlays.
    """

    def __init__(self, policy: Path, folder: Path, *, bundle: Bundle | None = None) -> None:
        self.policy, self.folder = policy, folder
        self.keys = Keys(folder)
        self.problem = ""
        self.tripped: frozenset[str] = frozenset()
        self._followed = 0
        self._bank_seen = _bank_print(policy)
        self._print = bundles.fingerprint(policy)
        self.bundle = self.base = bundle or self._first()
        self._incidents: dict[str, Incident] = {}
        self._happened: list[Link] = []  # what the log says about incidents
        self._laid: tuple[str, tuple[Overlay, ...]] = (self.base.hash, ())
        self._log: Log | None = None
        self._tally: Tally | None = None

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """Those of incidents under which the policy is in force; read off it, so that both change at once."""
        return self.bundle.kept.overlays

    def join(self, log: Log, tally: Tally) -> None:
        """Begin to follow the log, and say in it what is in force."""
        self._log, self._tally = log, tally
        self.follow()
        self._lay()
        if not self.problem and not self.overlays:
            self._activated()

    def tick(self) -> None:
        """Take in what changed. Faults are said and leave what stood; never raises for a bad policy or
        bank.
        """
        self.keys.refresh()
        self._look_at_bank()
        seen = bundles.fingerprint(self.policy)
        if seen != self._print:
            self._print = seen
            self._swap()
        self.follow()
        self._lay()

    def follow(self) -> None:
        """Which rules are tripped and which incidents there are, as the log says."""
        if self._log is None:
            return
        tripped, before = set(self.tripped), len(self._happened)
        for link in self._log.read(after=self._followed, kinds=FOLLOWED):
            self._followed = link.seq
            if isinstance(link.entry.what, RuleTripped):
                what = link.entry.what
                (tripped.discard if what.ended else tripped.add)(what.rule)
            else:
                self._happened.append(link)
        if len(self._happened) != before:
            self._incidents = incidents(self._happened)[0]
        if tripped != self.tripped:
            self.tripped = frozenset(tripped)

    def _first(self) -> Bundle:
        """What stands on disk, else what was in force last; raises what is wrong where there is neither."""
        bank = bundles.bank_of(self.policy)
        try:
            found = bundles.load(self.policy, bank=bank)
        except AftershockError as error:
            before = bundles.last_good(self.folder / KEPT, bank)
            if before is None:
                raise
            self.problem = str(error)
            logs.warn("policy refused, the last good one is in force", cause=str(error), policy=before.hash)
            return before
        bundles.keep(found, self.folder / KEPT)
        return found

    def _swap(self) -> None:
        try:
            found = bundles.load(self.policy, bank=self.base.shield.bank)
        except (AftershockError, OSError) as error:
            self.problem = str(error)
            if self._tally is not None:
                self._tally.add("policy_refused")
            logs.warn(
                "policy refused, the one before stays in force", cause=str(error), policy=self.bundle.hash
            )
            return
        self.problem = ""
        if found.hash != self.base.hash:
            bundles.keep(found, self.folder / KEPT)
            self.base = found
            if self.overlays:
                self._lay()  # at once: the stricter rules have no gap
            else:
                self._put(found)

    def _lay(self) -> None:
        """Put the overlays of incidents that run over the policy, and take off those that are over."""
        running = in_force(self._incidents.values(), now()) if self._incidents else ()
        if (self.base.hash, running) == self._laid:
            return
        self._laid = (self.base.hash, running)
        found = self.base
        for each in running:
            try:
                found = bundles.laid_over(self.base, (*found.kept.overlays, each))
            except AftershockError as error:
                logs.warn("an incident's overlay cannot be laid over", cause=str(error), item=each.incident)
        if found.hash != self.bundle.hash:
            bundles.keep(found, self.folder / KEPT)
            self._put(found)

    def _put(self, found: Bundle) -> None:
        self.bundle = found
        self._activated()
        logs.say("policy in force", policy=found.hash, version=found.parsed.policy.head.version)
        self.warn()

    def warn(self) -> None:
        """Say what the policy in force leaves open."""
        for each in bundles.warnings(self.bundle, now()):
            logs.warn("the policy leaves something open", cause=each, policy=self.bundle.hash)

    def _activated(self) -> None:
        """Once in the log for all workers: the same change of the same files has the same key."""
        head = self.bundle.parsed.policy.head
        latest = max((changed for _, changed, _ in self._print), default=0)
        what = PolicyActivated(policy=self.bundle.hash, id=head.id, version=head.version)
        key = f"policy {self.bundle.hash} {latest}"
        if self._happened:  # an overlay that comes or goes is one more change
            key += f" {'under' if self.overlays else 'after'} {self._happened[-1].seq}"
        if self._log is not None:
            self._log.append([Entry(key=key, at=now(), by="clock", what=what)])

    def _look_at_bank(self) -> None:
        seen = _bank_print(self.policy)
        if seen == self._bank_seen:
            return
        self._bank_seen = seen
        try:
            bank = self.base.shield.bank
            found = bundles.bank_of(self.policy) if bank is None else bank.renewed()
            self.bundle.shield.bank = self.base.shield.bank = found
        except (AftershockError, OSError) as error:
            self.problem = str(error)
            logs.warn("bank cannot be read, the one before stays in force", cause=str(error))


def _bank_print(policy: Path) -> Print:
    folder = policy.parent / "bank"
    found = []
    for file in (folder / "current.json", *sorted(folder.glob("added-*.ndjson"))):
        try:
            seen = file.stat()
        except FileNotFoundError:
            continue
        found.append((file.name, seen.st_mtime_ns, seen.st_size))
    return tuple(found)
