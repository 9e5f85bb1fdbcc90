"""How does the service start, stay and stop? One parent, workers under granian; SIGTERM loses nothing.

The parent reads policy and framework once and the workers inherit them. Each worker opens the log, joins,
looks a few times a second for what changed, and at the end lets what is under way be answered, writes what
waits, closes.
"""

from __future__ import annotations

import asyncio
import fcntl
import gc
import multiprocessing
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from aftershock.errors import AftershockError, ExtraMissing, UsageError
from aftershock.shield.ledger.grouping import Committer
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.sqlite import SqliteLog
from aftershock.shield.service import logs, waking
from aftershock.shield.service.behind import RUN, Behind, Head, asked_by, in_path
from aftershock.shield.service.behind_transport import Outlet
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.duties import Duties, suppressed
from aftershock.shield.service.flood import Watch
from aftershock.shield.service.front import Application, Door, Front, Receive, Scope, Send
from aftershock.shield.service.line_transport import listener
from aftershock.shield.service.listening_transport import Listening
from aftershock.shield.service.live import TICK, Live
from aftershock.shield.service.remembered import Remembered
from aftershock.shield.service.settings import Settings
from aftershock.shield.service.taking import ready, take
from aftershock.shield.service.tally import Tally
from aftershock.shield.verdict import Item
from aftershock.store.clock import now

LOOK = 0.5  # seconds between two looks at floods and at what was let through unchecked
LAST = 20.0  # seconds that writing what waits may take at the end, and that the tone head may read on
NAMED = 100  # bytes of the name of a socket
HANDED = 8.0  # seconds for which a worker hands on to the tone head what waits for it
# Seconds that a busy thread may keep the others waiting: the log's thread and the server's own hand over what
# is done in microseconds, and would wait five milliseconds for it (the interpreter's own figure).
TURN = 0.0005


def serve(policy: Path, settings: Settings) -> None:
    """Serve until a signal comes. Raises what is wrong with policy, log or settings before anything
    listens.
    """
    try:
        from granian import Granian
        from granian.constants import Interfaces
        from granian.errors import ConfigurationError
        from granian.log import LogLevels
    except ImportError:
        raise ExtraMissing("web", what_for="the shield's service") from None
    logs.start()
    multiprocessing.set_start_method("fork", force=True)  # workers inherit what the parent has read
    with _only(settings.folder) as lock, ExitStack() as stack:
        live = Live(policy, settings.folder)
        live.bundle.shield.check(Item(platform="start", id="0", text="warm"), at=now())
        remembered = _remembered(settings)  # what is wrong with the log is said before anybody is let in
        from aftershock.shield.review.serving import routes  # loaded once; the workers inherit it
        from aftershock.shield.service import api

        Duties(settings, policy.parent / "bank")  # what is wrong with receivers or rota is said now
        ready(settings.take)
        shutil.rmtree(settings.folder / RUN, ignore_errors=True)
        if not any(key.active for key in live.keys):
            logs.warn(
                "no key yet: every request is refused", next_step="aftershock shield key make --scope check"
            )
        outlet = None
        if settings.tone.mode == "behind":
            head = Head(policy, settings)
            stack.callback(head.close, LAST)
            outlet = head.outlet

        def rest(desk: Desk, door: Door) -> Application:
            return api.build(desk, door, pages=[routes(desk)])

        listened = stack.enter_context(_listened(*settings.address))
        inner = stack.enter_context(_inner(settings.folder / RUN))
        mark = f"x-from-{secrets.token_hex(16)}".encode()
        whole = Inherited(
            policy, settings, live, rest, lock, outlet, os.getpid(), remembered, listened, inner, mark
        )
        server = Granian(
            "aftershock.shield.service.serving:worker",
            uds=whole.inner,
            uds_permissions=0o600,
            interface=Interfaces.ASGI,
            workers=settings.workers,
            websockets=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=int(LAST) + 10,
        )
        asyncio.set_event_loop_policy(waking.Policy())  # for the workers' loops
        gc.collect()
        gc.freeze()  # what is loaded stays for good: no worker looks through it again, or copies it by that
        live.warn()
        logs.say("serving", listen=settings.listen, workers=settings.workers, policy=live.bundle.hash)
        with suppress(ConfigurationError):
            server.serve(target_loader=lambda *_, **__: Worker(whole).application, wrap_loader=False)
        logs.say("stopped")


class Inherited(NamedTuple):
    """What every worker has from its parent."""

    policy: Path
    settings: Settings
    live: Live
    rest: Callable[[Desk, Door], Application]
    lock: int
    outlet: Outlet | None
    parent: int
    remembered: Remembered | None
    address: tuple[str, int]
    inner: Path
    mark: bytes


class Worker:
    """One worker: what it holds from its start to its end."""

    def __init__(self, inherited: Inherited) -> None:
        self._from = inherited
        self._front: Front | None = None
        self._open = ExitStack()
        self._behind: Behind | None = None
        self._listening: Listening | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def application(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What granian calls: the life of the worker, then its requests."""
        if scope["type"] == "lifespan":
            await self._live_and_end(receive, send)
        elif self._front is not None:
            await self._front(scope, receive, send)

    async def _live_and_end(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            self._listening = self._start()
            await self._listening.begin(listener(*self._from.address))
        except (AftershockError, OSError) as error:
            logs.warn("a worker could not start", cause=str(error))
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._end()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> Listening:
        settings, live, outlet = self._from.settings, self._from.live, self._from.outlet
        os.close(self._from.lock)  # the parent's alone: where it dies, the folder is free
        sys.setswitchinterval(TURN)
        log = open_log(settings.log)
        self._open.callback(log.close)
        tally = Tally(settings.folder / RUN)
        self._open.callback(tally.close)
        live.join(log, tally)
        live.tick()  # a worker that follows one that died has the parent's bundle, which may be an old one
        committer = Committer(log)
        self._open.callback(committer.close, LAST)
        self._behind = behind = Behind(outlet, tally, settings.tone.waiting) if outlet else None
        tones = in_path(asked_by(live)) if settings.tone.mode == "in-path" else None
        offer = behind.offer if behind else None
        remembered = self._from.remembered
        desk = Desk(live, settings, log, committer, tally, tones=tones, offer=offer, remembered=remembered)
        desk.standings.look()
        if desk.declared:  # before anybody is let in: no blocked account is a clean one for a moment
            with suppressed("counting accounts"):
                desk.standings.follow()
        door = Door(desk)
        mark, inner = self._from.mark, str(self._from.inner)
        self._front = Front(desk, door, self._from.rest(desk, door), mark=mark)
        listening = Listening(self._front.plain, largest=settings.limits.body, inner=inner, mark=mark)
        run = asyncio.get_running_loop().create_task
        self._tasks = [run(self._look(desk, door, listening)), run(self._watch(desk))]
        if behind is not None:
            self._tasks.append(run(behind.send()))
        if settings.take.broker:
            self._tasks.append(run(take(desk, settings.take)))
        duties = Duties(settings, self._from.policy.parent / "bank")
        duties.start()
        self._open.callback(duties.close)
        return listening

    async def _end(self) -> None:
        if self._front is not None:
            self._front.closing = True
        if self._listening is not None:
            await self._listening.end(LAST)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._behind is not None:
            await self._behind.drain(HANDED)
        await asyncio.to_thread(self._open.close)

    async def _look(self, desk: Desk, door: Door, listening: Listening) -> None:
        """Take in what changed, for as long as the worker lives; without its parent it ends."""
        while True:
            if os.getppid() != self._from.parent:
                logs.warn("the parent is gone, a worker ends")
                os.kill(os.getpid(), signal.SIGTERM)
                return
            door.buckets.look(time.monotonic())
            listening.look()
            try:
                await asyncio.to_thread(desk.live.tick)
                await asyncio.to_thread(desk.standings.look)
                if desk.declared:
                    await asyncio.to_thread(desk.standings.follow)
                await asyncio.to_thread(desk.standings.keep)  # at once: what a start counted is not lost
                if desk.unchecked:
                    await desk.recheck()
            except (AftershockError, OSError) as error:  # a log that is away comes back, or is said again
                logs.warn("what changed could not be looked at", cause=str(error))
            await asyncio.sleep(TICK)

    async def _watch(self, desk: Desk) -> None:
        """What one worker of all does: floods, and what is remembered.

        The others try again and again to be it.
        """
        while True:
            try:
                with desk.log.alone("breaker") as mine:
                    if mine:
                        limits = self._from.settings.breaker
                        watch = Watch(self._from.settings.folder, desk.tally, desk.log, limits)
                        while True:
                            await asyncio.to_thread(watch_rules, watch, desk.live, time.monotonic())
                            if self._from.remembered is not None and isinstance(desk.log, SqliteLog):
                                await asyncio.to_thread(self._from.remembered.follow, desk.log)
                            await asyncio.sleep(LOOK)
            except (AftershockError, OSError) as error:
                logs.warn("floods could not be looked at", cause=str(error))
            await asyncio.sleep(LOOK)


def watch_rules(watch: Watch, live: Live, clock: float) -> None:
    """One look at the rules of the policy in force, those that are only tried too."""
    rules = [rule for rule in live.bundle.parsed.policy.rules if rule.mode != "off"]
    enforced = frozenset(rule.id for rule in rules if rule.mode == "enforce")
    tried = frozenset(rule.id for rule in rules) - enforced
    usual = {rule.id: rule.usual for rule in rules if rule.usual is not msgspec.UNSET}
    watch.look(enforced, live.tripped, clock, tried=tried, usual=usual)


def _remembered(settings: Settings) -> Remembered | None:
    """What was decided, for a log that only this machine writes; one that others write too is always
    asked.
    """
    log = open_log(settings.log)
    try:
        if not isinstance(log, SqliteLog):
            return None
        found = Remembered(settings.folder)
        found.follow(log)
        return found
    finally:
        log.close()


@contextmanager
def _only(folder: Path) -> Iterator[int]:
    """One service on a folder: keys, counts and kept bundles belong to it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "service.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise UsageError(
            "another service runs on this folder",
            where=str(folder),
            next_step="Give it more --workers, or this one a folder of its own and a log in PostgreSQL",
        ) from None
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _listened(host: str, port: int) -> Iterator[tuple[str, int]]:
    """The address, kept for this service until its end; each worker has a socket of its own there."""
    try:
        kept = listener(host, port)
    except OSError as error:
        raise UsageError(
            f"cannot listen: {error}", where=f"{host}:{port}", next_step="Choose another with --listen"
        ) from error
    try:
        yield host, port
    finally:
        kept.close()


@contextmanager
def _inner(run: Path) -> Iterator[Path]:
    """Where the server listens for what the workers hand on to it; nobody else can open it. The name of a
    socket must be short: where the folder's is not, it lies in the system's folder for such.
    """
    place = run.resolve() / "inner"
    if len(os.fsencode(place)) <= NAMED:
        run.mkdir(parents=True, exist_ok=True)
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="aftershock-shield-") as folder:
        yield Path(folder) / "inner"


def worker(*_: Any) -> None:
    """The name that granian is given; what is served comes from ``serve``'s loader."""
    raise UsageError("start it with: aftershock shield serve")
