"""What happens by itself while the service runs? Alarms, what others must be told, heads, copies whose time
is over, the bank.

One worker of all does it, whichever is first; when it dies another goes on, because everything done stands in
the log. Each receiver has a thread of its own, so that one that is away holds up nobody else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from aftershock.errors import AftershockError, InputError
from aftershock.shield.banks import bank as banks
from aftershock.shield.ledger import heads
from aftershock.shield.ledger.heads import SignedHead
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.ledger.outbox import KINDS, Outbox, Sender
from aftershock.shield.ledger.times import apart
from aftershock.shield.papers.preserving import preserve
from aftershock.shield.papers.ringing import Bell, Hook, ring, wake
from aftershock.shield.papers.rota import Rota, load
from aftershock.shield.service import logs
from aftershock.shield.service.settings import Alarms, Heads, Settings
from aftershock.store.clock import now

TICK = 1.0  # seconds between two looks
PURGED = 3600.0  # seconds between two looks for copies whose time is over
CLOCK = "clock"


class Duties:
    """Threads of one worker. Raises InputError where the setup makes no sense, before anything starts."""

    def __init__(self, settings: Settings, bank: Path) -> None:
        self._settings, self._bank = settings, bank
        self._stop = threading.Event()
        self._receivers = receivers(settings)
        signing(settings.heads)
        rota, bells = rung(settings.alarms)
        self._clock = Clock(rota, bells, settings.heads)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin; every thread has a log of its own."""
        jobs: list[tuple[str, Callable[[], None]]] = [(CLOCK, self._run), ("bank", self._settle)]
        for name, (make, kinds) in self._receivers.items():
            jobs.append((f"send-{name}", partial(self._send, name, make, kinds)))
        for name, job in jobs:
            thread = threading.Thread(target=job, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Stop; what is under way is finished or repeated by whoever comes next."""
        self._stop.set()
        for thread in self._threads:
            thread.join(5.0)

    def _run(self) -> None:
        log = open_log(self._settings.log)
        try:
            while not self._stop.wait(TICK):
                with suppressed("the clock"), log.alone(CLOCK) as ours:
                    while ours and not self._stop.wait(TICK):
                        self._clock.once(log, now())
        finally:
            log.close()

    def _settle(self) -> None:
        """Where much was added to the bank, make a generation of it: no process indexes it again."""
        while not self._stop.wait(TICK):
            with suppressed("settling the bank"):
                if banks.settle(self._bank, past=banks.SETTLE_AT):
                    logs.say("the bank was settled")

    def _send(self, name: str, make: Callable[[], Sender], kinds: tuple[str, ...]) -> None:
        log, sender = open_log(self._settings.log), make()  # one sender: a broker's keeps a connection
        try:
            while not self._stop.is_set():
                with suppressed(f"sending to {name}"):
                    Outbox(log, sender, to=name, kinds=kinds).run(self._stop)
                self._stop.wait(TICK)
        finally:
            log.close()


class Clock:
    """What is due at a moment. ``once`` is called again and again by the one process whose job it is."""

    def __init__(self, rota: Rota | None, bells: tuple[Bell, ...], heads_: Heads) -> None:
        self._rota, self._bells, self._heads = rota, bells, heads_
        self._seen, self._due, self._purged = -1, "", ""
        self._last: SignedHead | None = None

    def once(self, log: Log, at: str) -> None:
        """Call whom the log and the rota say, sign a head each hour, take away copies whose time is over."""
        head = log.head()
        if self._rota is not None and (head.seq != self._seen or (self._due and apart(self._due, at) >= 0)):
            if ring(log, self._rota, self._bells, now=at):
                logs.say("the rota was called")
            self._seen, self._due = log.head().seq, wake(log, self._rota, now=at) or ""
        if not self._purged or not 0 <= apart(self._purged, at) < PURGED:
            preserve(log, now=at)  # what an order removed is kept longer than its copy's own time
            gone = log.purge(at)
            self._purged = at
            if gone:
                logs.say("sealed copies ended", count=gone)
        if self._heads.key:
            place = Path(self._heads.deposit)
            if self._last is None:  # only a clock that begins reads what stands there
                self._last = next(reversed(heads.deposited(place)), None)
            if heads.due(self._last, head, now=at):
                self._last = heads.signed(head, at=at, key=Path(self._heads.key))
                heads.deposit(place, self._last)


def receivers(settings: Settings) -> dict[str, tuple[Callable[[], Sender], tuple[str, ...]]]:
    """Who is sent what: a way to make the sender and the kinds of happenings, by name."""
    found: dict[str, tuple[Callable[[], Sender], tuple[str, ...]]] = {}
    for name, each in settings.send.items():
        unknown = set(each.kinds) - set(KINDS)
        if unknown or bool(each.webhook) == bool(each.broker):
            said = f"send.{name}: " + (
                f"no such kinds: {', '.join(sorted(unknown))}" if unknown else "one of webhook and broker"
            )
            raise InputError(said, where="service.toml", next_step="Mend it; nothing was started")
        secret = secret_of(each.secret, f"send.{name}.secret") if each.webhook else b""

        def make(webhook: str = each.webhook, broker: str = each.broker, secret: bytes = secret) -> Sender:
            if webhook:
                from aftershock.shield.ledger.transport_webhook import Webhook

                return Webhook(webhook, secret)
            from aftershock.shield.ledger.transport_broker import Broker

            return Broker(broker)

        if each.webhook:
            make()  # what is wrong with an address is said now
        found[name] = (make, each.kinds or KINDS)
    return found


def rung(alarms: Alarms) -> tuple[Rota | None, tuple[Bell, ...]]:
    """The rota and the ways to reach its people; none where no rota is set up."""
    if not alarms.rota:
        return None, ()
    rota = load(Path(alarms.rota))
    bells: list[Bell] = []
    hooks = {person.webhook for person in rota.people.values() if person.webhook}
    if hooks:
        from aftershock.shield.ledger.transport_webhook import Webhook

        secret = secret_of(alarms.secret, "alarms.secret")
        bells.append(
            Hook(hooks={each: Webhook(each, secret) for each in hooks}, acknowledge=alarms.acknowledge)
        )
    if alarms.mail_host:
        from aftershock.shield.papers.transport_mail import Mail

        password = secret_of(alarms.mail_password, "alarms.mail_password") if alarms.mail_password else b""
        bells.append(
            Mail(
                alarms.mail_host, sender=alarms.mail_from, port=alarms.mail_port, user=alarms.mail_user,
                password=password.decode(), acknowledge=alarms.acknowledge,
            )
        )  # fmt: skip
    silent = [name for name, each in rota.people.items() if not any(bell.reaches(each) for bell in bells)]
    if silent:
        raise InputError(
            f"nobody can call {', '.join(sorted(silent))}", where=alarms.rota,
            next_step="Give them a webhook, or a mail address and alarms.mail_host",
        )  # fmt: skip
    return rota, tuple(bells)


def signing(setup: Heads) -> None:
    """Raises InputError where heads are to be signed and cannot be: no key, or no folder for them."""
    if not setup.key:
        return
    heads.public_of(Path(setup.key))
    folder = Path(setup.deposit).parent
    if not folder.is_dir():
        raise InputError(
            "heads.deposit: no such folder", where=str(folder), next_step="Make it, or name another file"
        )


def secret_of(file: str, name: str) -> bytes:
    """What a secret's file holds, without its line end; raises InputError where there is none."""
    try:
        return Path(file).read_bytes().strip()
    except OSError as error:
        raise InputError(
            f"{name}: no secret can be read: {error.strerror}", where=file or "service.toml",
            next_step="Name a file that only the service can read",
        ) from error  # fmt: skip


class suppressed(suppress):
    """Errors that come and go are said and tried again."""

    def __init__(self, what: str) -> None:
        super().__init__(AftershockError, OSError)
        self._what = what

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        away = super().__exit__(kind, error, trace)  # type: ignore[arg-type]
        if away and error is not None:
            logs.warn(f"{self._what} could not go on", cause=str(error))
        return bool(away)
