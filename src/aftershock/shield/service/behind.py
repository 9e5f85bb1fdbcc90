"""What does the tone head say of posts that were allowed? Asked behind the path, it may raise them within
seconds.

A process of its own reads what the workers let pass, in portions, and asks the same policy again with the
signals of tone. Where a rule then fires, the decision is logged under a key of its own, so that a repeat
gets the raised answer. As a score alone, tone holds at most; that is the law of the policy, not of this file.

Each post that is offered is counted as read or as lost, in the end: one that waited too long, that a head had
in hand when it died, or that nobody came to before the service stopped.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec

from aftershock.errors import AftershockError
from aftershock.shield.ledger.happenings import Entry, decided_key
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.ledger.sealed import Copy, sealed
from aftershock.shield.service import logs
from aftershock.shield.service.behind_transport import Inlet, Outlet, packed, pair
from aftershock.shield.service.desk import TONE, entry_of
from aftershock.shield.service.live import TICK, Live
from aftershock.shield.service.settings import Settings
from aftershock.shield.service.tally import Tally
from aftershock.shield.service.wire import Asked
from aftershock.store.clock import now

RUN = "run"  # the folder of what only the running service needs
OFFERED, READ, LOST, IN_HAND = "tone_offered", "tone_read", "tone_lost", "tone_in_hand"
PORTION = 64  # posts read at once: a sixth of a second at 400 a second
SHORTEST = 12  # characters below which nothing is told

# The class of the head of tone, and the signal that a policy declares to be asked it.
SIGNALS = {
    "celebrates": "tone.celebrates",
    "condemns": "tone.condemns",
    "reports": "tone.reports",
    "blames-a-community": "tone.blames",
    "other": "tone.other",
}

Telling = Callable[[Sequence[str]], list[dict[str, float]]]
CALLS = "tone.calls"  # told by a head of its own: one run of the encoder, and surer (evals/shield/LOG.md)


def tell(texts: Sequence[str], names: Collection[str] = (*SIGNALS.values(), CALLS)) -> list[dict[str, float]]:
    """The signals of these names for each text; none for the very short.

    Where only calls are asked for, the head of tone, which is slower, stays out of it. Raises ModelMissing
    without the encoder.
    """
    from aftershock.tone import calls, head

    long = [text for text in texts if len(text) >= SHORTEST]
    found: dict[str, dict[str, float]] = {text: {} for text in long}
    if any(name in names for name in SIGNALS.values()):
        for text, tone in head.read(long).items():
            found[text] = {
                name: share
                for name, share in zip(map(SIGNALS.get, head.CLASSES), tone.probabilities, strict=True)
                if name is not None
            }
    if CALLS in names:
        for text, share in zip(long, calls.read(long), strict=True):
            found[text][CALLS] = share
    return [found.get(text, {}) for text in texts]


def asked_by(live: Live) -> Telling:
    """What the policy in force declares is told, and nothing else."""
    return lambda texts: tell(texts, live.bundle.parsed.policy.outside)


def in_path(telling: Telling) -> Callable[[Sequence[str]], Awaitable[list[dict[str, float]]]]:
    """The head in the path: one portion at a time, beside the event loop."""
    turn = asyncio.Lock()

    async def tones(texts: Sequence[str]) -> list[dict[str, float]]:
        async with turn:
            return await asyncio.to_thread(telling, texts)

    return tones


class Behind:
    """A worker's side: keeps what was allowed until the head takes it; drops and counts what is too much."""

    def __init__(self, outlet: Outlet, tally: Tally, waiting: int) -> None:
        self._outlet, self._tally = outlet, tally
        self._queue: deque[bytes] = deque(maxlen=waiting)
        self._ended = False

    def offer(self, asked: Asked) -> None:
        """Hand a post in; never waits."""
        if len(asked.text) < SHORTEST:
            return
        self._tally.add(OFFERED)
        post = packed(asked)
        if post is None or self._ended:
            self._tally.add(LOST)
        elif self._queue or not self._outlet.put(post):
            if len(self._queue) == self._queue.maxlen:
                self._tally.add(LOST)
            self._queue.append(post)

    async def send(self) -> None:
        """Send on what had to wait, for as long as the worker lives."""
        while True:
            await asyncio.sleep(TICK / 4)
            self._send()

    async def drain(self, seconds: float) -> None:
        """Send on what waits, for so long; what then is left is lost, and so is what comes later."""
        until = time.monotonic() + seconds
        self._send()
        while self._queue and time.monotonic() < until:
            await asyncio.sleep(TICK / 4)
            self._send()
        self._ended = True
        if self._queue:
            self._tally.add(LOST, len(self._queue))
            self._queue.clear()

    def _send(self) -> None:
        while self._queue and self._outlet.put(self._queue[0]):
            self._queue.popleft()


class Head:
    """The process of the head, started anew where it dies."""

    def __init__(self, policy: Path, settings: Settings, *, telling: Telling | None = None) -> None:
        self._asked = (policy, settings)
        self._telling = telling
        self.outlet, self._inlet = pair()
        self._ending = False
        self._process = self._started()
        self._watcher = threading.Thread(target=self._watch, name="tone", daemon=True)
        self._watcher.start()

    def close(self, seconds: float = 0.0) -> None:
        """End it, once the workers have: it reads what is there, for so long. What it has not read then is
        lost, was allowed, and is counted.
        """
        self._ending = True
        self.outlet.close()
        self._watcher.join(seconds)
        if self._watcher.is_alive():
            self._process.kill()
            self._watcher.join(10)
        self._inlet.close()
        tally = Tally(self._asked[1].folder / RUN)
        offered, read, lost = (int(tally.total(name)) for name in (OFFERED, READ, LOST))
        tally.add(LOST, offered - read - lost)  # nobody is left who could read one
        tally.close()
        logs.say("the tone head ended", offered=offered, read=read, lost=offered - read)

    def _started(self) -> multiprocessing.process.BaseProcess:
        process = multiprocessing.get_context("spawn").Process(
            target=run, args=(*self._asked, self._inlet, os.getpid(), self._telling), daemon=True
        )
        process.start()
        return process

    def _watch(self) -> None:
        while True:
            self._process.join()
            if self._ending:
                return
            logs.warn("the tone head died and is started anew", code=self._process.exitcode or 0)
            time.sleep(1.0)
            if self._ending:
                return
            self._process = self._started()


def run(policy: Path, settings: Settings, inlet: Inlet, parent: int, telling: Telling | None = None) -> None:
    """The head's process: until the service is gone and what it was handed is read."""
    for stop in (signal.SIGTERM, signal.SIGINT):  # told to all of the service, and the others go first
        signal.signal(stop, signal.SIG_IGN)
    logs.start()
    log = open_log(settings.log)
    tally = Tally(settings.folder / RUN)
    tally.add(LOST, dropped(tally))
    live = Live(policy, settings.folder)
    live.join(log, tally)
    telling = telling or asked_by(live)
    telling(["a first text, so that the models are there when posts come"])
    ticked = 0.0
    while (posts := inlet.take(PORTION, TICK)) is not None:
        if not posts and os.getppid() != parent:
            break
        tally.add(IN_HAND, len(posts))
        try:
            if time.monotonic() - ticked > TICK:
                live.tick()
                ticked = time.monotonic()
            if posts:
                raised = look(posts, live, log, telling, kept=timedelta(days=settings.kept_days))
                tally.add("tone_raised", raised)
            tally.add(READ, len(posts))
        except (AftershockError, OSError) as error:
            tally.add(LOST, len(posts))
            logs.warn("the tone head could not do its work", cause=str(error), count=len(posts))
            time.sleep(TICK)
        tally.add(IN_HAND, -len(posts))
    log.close()


def dropped(tally: Tally) -> int:
    """How many posts a head had in hand that is no more; nobody else counts them."""
    gone = int(tally.total(IN_HAND))
    tally.add(IN_HAND, -gone)
    return gone


def look(posts: Sequence[Asked], live: Live, log: Log, telling: Telling, *, kept: timedelta) -> int:
    """Ask the policy again with tone, and log what is raised; returns how many."""
    shield, tripped = live.bundle.shield, live.tripped
    declared = live.bundle.parsed.policy.outside
    entries: list[Entry] = []
    copies: list[Copy] = []
    for asked, tones in zip(posts, telling([each.text for each in posts]), strict=True):
        signals = {
            name: value for name, value in tones.items() if name in declared and name not in asked.signals
        }
        if not signals:
            continue
        with_tone = msgspec.structs.replace(asked, signals={**asked.signals, **signals})
        item = with_tone.item()
        answer = shield.check(item, at=now(), tripped=tripped)
        if answer.verdict == "allow" and not answer.review:
            continue
        copies.append(sealed(item, now=answer.at, kept=kept))
        key = decided_key(item.key, item.revision, head=TONE)
        entries.append(entry_of(key, with_tone, answer, copies[-1].content, tripped))
    if entries:
        log.append(entries, copies)
    return len(entries)
