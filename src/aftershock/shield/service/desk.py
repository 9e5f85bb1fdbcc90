"""What is answered about posts? Stored answers first, then the shield, then the log, and only then the
caller.

What restricts a post, or asks for a person, is in the log, on disk, before it is answered. What is allowed is
counted, and a share of it logged. Where no check can be had (the log refuses, takes too long, a fault of
ours) the surface's choice stands in, is said to be no decision, and is counted; what was let through
unchecked is looked at later.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from time import monotonic
from typing import NamedTuple

import msgspec

from aftershock.errors import AftershockError
from aftershock.shield.decide import FEW, Together
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.grouping import Committer
from aftershock.shield.ledger.happenings import Decided, Entry, Link, decided_key
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.projections import SNAPSHOT
from aftershock.shield.ledger.sealed import Copy, content_of, looked_at, sealed
from aftershock.shield.service import logs
from aftershock.shield.service.flood import FIRED, SEEN, Copies
from aftershock.shield.service.live import Live
from aftershock.shield.service.remembered import Remembered
from aftershock.shield.service.settings import Settings
from aftershock.shield.service.standings import Standings
from aftershock.shield.service.tally import Tally
from aftershock.shield.service.wire import Asked, Checked, Fault, as_it_stands, instead, told
from aftershock.shield.verdict import Answer, Item, share
from aftershock.store.clock import now

PORTION = 64  # posts that are looked at together
PATIENCE = 0.001  # seconds at most that a post waits for others whose requests are just being read
BUSY = 0.003  # seconds of answering after which other requests have their chance
UNCHECKED = 10_000  # posts let through unchecked that are remembered for later
TONE = "tone"  # the name of the head behind the path, in the keys of its decisions
OTHER_CONTENT = "this revision was decided upon with another content"

Tones = Callable[[Sequence[str]], Awaitable[list[dict[str, float]]]]
Offer = Callable[[Asked], None]
Told = Checked | Fault
Tell = Callable[[int, Told], None]


class Pending(NamedTuple):
    """A decision that is not yet durable."""

    place: int
    asked: Asked
    entry: Entry
    copy: Copy


class Stood:
    """Tells answers on as they come, but keeps those on items that people had a hand in: ``late``."""

    def __init__(self, standings: Standings, tell: Tell) -> None:
        self._standings, self._tell = standings, tell
        self.late: list[tuple[int, Checked]] = []

    def tell(self, place: int, found: Told) -> None:
        """Tell it, or keep it."""
        if isinstance(found, Checked) and found.decided:
            if self._standings.handled(found.item):
                self.late.append((place, found))
                return
            if found.again:
                found = as_it_stands(found, None)
        self._tell(place, found)


class Desk:
    """One worker's desk. ``tones`` asks the tone head in the path, ``offer`` hands a post to the one behind
    it.
    """

    def __init__(
        self,
        live: Live,
        settings: Settings,
        log: Log,
        committer: Committer,
        tally: Tally,
        *,
        tones: Tones | None = None,
        offer: Offer | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        self.live, self.settings, self.log = live, settings, log
        self.committer, self.tally = committer, tally
        self._tones, self._offer, self._remembered = tones, offer, remembered
        self._remote = "://" in log.address
        self._kept = timedelta(days=settings.kept_days)
        self.standings = Standings(log, settings.accounts, snapshot=settings.folder / SNAPSHOT)
        self.unchecked: deque[Asked] = deque(maxlen=UNCHECKED)
        self.arriving = 0  # requests with one post each that are being read
        self._waiting: list[tuple[Asked, asyncio.Future[Told]]] = []
        self._usual = 0  # posts that came together of late
        self._called = False  # whether they are looked at in the next turn of the loop
        self._copies = Copies(settings.breaker.window)
        self._looking: set[asyncio.Task[None]] = set()

    @property
    def declared(self) -> frozenset[str]:
        """The signals about accounts that the policy in force asks for."""
        return self.live.bundle.accounts

    async def check(self, posts: Sequence[Asked]) -> list[Told]:
        """The answers in the order of the posts; never raises for one of them."""
        answers: dict[int, Told] = {}
        await self._answer(posts, answers.__setitem__)
        return [answers[place] for place in range(len(posts))]

    async def one(self, asked: Asked) -> Told:
        """The answer to one post. Posts whose requests come at the same time are looked at together: where
        several came of late, as many are waited for, a moment.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Told] = loop.create_future()
        self._waiting.append((asked, answer))
        enough = self._usual < FEW or len(self._waiting) >= self._usual
        if enough and not self.arriving and not self._called:
            self._called = True
            loop.call_soon(self._begin)
        elif len(self._waiting) == 1:
            loop.call_later(PATIENCE, self._begin)
        return await answer

    def _begin(self) -> None:
        """Begin to answer all posts that wait."""
        waiting, self._waiting, self._called = self._waiting, [], False
        if waiting:
            self._usual = max(len(waiting), self._usual - 1)
            task = asyncio.get_running_loop().create_task(self._look(waiting))
            self._looking.add(task)  # the loop itself keeps no task alive
            task.add_done_callback(self._looking.discard)

    async def _look(self, waiting: Sequence[tuple[Asked, asyncio.Future[Told]]]) -> None:
        """Answer posts; each is told as soon as its own answer stands."""

        def tell(place: int, answer: Told) -> None:
            if not waiting[place][1].done():  # who asked may have gone
                waiting[place][1].set_result(answer)

        try:
            await self._answer([asked for asked, _ in waiting], tell)
        except Exception as error:  # noqa: BLE001  who asked is told, each
            for _, answer in waiting:
                if not answer.done():
                    answer.set_exception(error)

    async def _answer(self, posts: Sequence[Asked], tell: Tell) -> None:
        """Tell of each post, by its place, what is answered."""
        if self._tones is not None:
            posts = await self._with_tones(posts)
        declared = self.declared
        if declared:
            at = now()
            posts = [self.standings.with_account(each, declared, at=at) for each in posts]
        pending: list[Pending] = []
        try:
            stored = await self._stored(posts)
            if stored:  # repeats: what a person did a moment ago counts, in whichever worker
                await self._look_at_hands()
        except LedgerError as error:
            for place, asked in enumerate(posts):
                tell(place, self._down(asked, error.cause))
            return
        stood = Stood(self.standings, tell)
        for first in range(0, len(posts), PORTION):
            if first:
                await asyncio.sleep(0)
            began = monotonic()
            portion = posts[first : first + PORTION]
            together = self._together(portion)
            for number, asked in enumerate(portion):
                if monotonic() - began > BUSY:
                    await asyncio.sleep(0)
                    began = monotonic()
                try:
                    found = self._one(first + number, asked, stored, together, number)
                except Exception as error:  # noqa: BLE001  a fault of ours must not take other posts along
                    logs.fault(error, item=f"{asked.platform}:{asked.id}")
                    found = self._down(asked, "a fault of the service")
                if isinstance(found, Pending):
                    pending.append(found)
                else:
                    stood.tell(first + number, found)
        if pending:
            await self._make_durable(pending, stood.tell)
        if stood.late:
            await self._tell_late(posts, stood.late, tell)

    def _together(self, posts: Sequence[Asked]) -> Together:
        shield, items = self.live.bundle.shield, [each.item() for each in posts]
        try:
            return shield.together(items)
        except Exception as error:  # noqa: BLE001  a fault of ours with one post must not take others along
            logs.fault(error)
            return shield.one_by_one(items)

    async def recheck(self) -> int:
        """Look at what was let through unchecked; returns how many were decided upon now."""
        count = 0
        while self.unchecked:
            some = [self.unchecked.popleft() for _ in range(min(50, len(self.unchecked)))]
            answers = await self.check(some)  # what still cannot be checked is remembered again
            done = sum(isinstance(each, Fault) or each.decided for each in answers)
            count += done
            if done < len(some):
                break
        return count

    def _one(
        self, place: int, asked: Asked, stored: Mapping[str, Link], together: Together, number: int
    ) -> Told | Pending:
        """A stored answer, a fault, an answer that needs no log, or a decision that must become durable."""
        item = together.items[number]
        if len(asked.text) > self.settings.limits.text:
            said = f"a text of {len(asked.text)} characters; at most {self.settings.limits.text}"
            return Fault(error=said, next_step="Send its parts as items of their own", item=item.key)
        if stored:
            for head in (TONE, ""):
                link = stored.get(decided_key(item.key, item.revision, head=head))
                if link is not None:
                    return self._again(link, asked, content_of(looked_at(item)))
        answer = together.answer(number, at=now(), tripped=self.live.tripped)
        self._count(asked, answer)
        if answer.verdict == "allow" and not answer.review:
            if self._offer is not None:
                self._offer(asked)
            if share("sampled", item.key) < self.settings.sampled_allows * 100:
                self._sample(asked, item, answer)
            return told(answer)
        return self._pending(place, asked, item, answer)

    def _pending(self, place: int, asked: Asked, item: Item, answer: Answer) -> Pending:
        copy = sealed(item, now=answer.at, kept=self._kept)
        key = decided_key(item.key, item.revision)
        return Pending(place, asked, self._entry(key, asked, answer, copy.content), copy)

    def _entry(self, key: str, asked: Asked, answer: Answer, content: str) -> Entry:
        return entry_of(key, asked, answer, content, self.live.tripped)

    async def _stored(self, posts: Sequence[Asked]) -> Mapping[str, Link]:
        """What the log has on these revisions; one question for all."""
        keys = [decided_key(f"{each.platform}:{each.id}", each.revision) for each in posts]
        if self.settings.tone.mode == "behind":
            keys += [f"{key} {TONE}" for key in keys]
        if self._remembered is not None:
            keys = [key for key in keys if self._remembered.perhaps(key)]
        if not keys:
            return {}
        return await asyncio.to_thread(self.log.find, keys) if self._remote else self.log.find(keys)

    async def _look_at_hands(self) -> None:
        if self._remote:
            await asyncio.to_thread(self.standings.look)
        else:
            self.standings.look()

    async def _tell_late(
        self, posts: Sequence[Asked], late: Sequence[tuple[int, Checked]], tell: Tell
    ) -> None:
        """Tell of items that people had a hand in what stands by now."""
        places = [(found.item, found.revision) for _, found in late]
        try:
            async with asyncio.timeout(self.settings.limits.seconds):
                standing = await asyncio.to_thread(self.standings.items, places)
        except (AftershockError, TimeoutError) as error:
            cause = error.cause if isinstance(error, AftershockError) else "what stands takes too long"
            logs.warn("what stands could not be told", cause=cause, count=len(late))
            for place, _ in late:
                tell(place, self._down(posts[place], cause))
            return
        for place, found in late:
            tell(place, as_it_stands(found, standing.get((found.item, found.revision))))

    def _again(self, link: Link, asked: Asked, content: str) -> Told:
        """What was decided upon this revision before, for the same content only."""
        what = link.entry.what
        if not isinstance(what, Decided) or what.content != content:
            step = "Send what was changed as a new revision"
            return Fault(error=OTHER_CONTENT, next_step=step, item=f"{asked.platform}:{asked.id}")
        self.tally.add("again")
        return told(what.answer, seq=link.seq, again=True)

    async def _make_durable(self, pending: Sequence[Pending], tell: Tell) -> None:
        try:
            if self.committer.waiting > self.settings.limits.waiting:
                raise LedgerError("too many decisions wait for the log")
            async with asyncio.timeout(self.settings.limits.seconds):
                links = await self.committer.commit([p.entry for p in pending], [p.copy for p in pending])
        except (AftershockError, TimeoutError) as error:
            cause = error.cause if isinstance(error, AftershockError) else "the log takes too long"
            logs.warn("decisions could not be made durable", cause=cause, count=len(pending))
            for each in pending:
                tell(each.place, self._down(each.asked, cause))
            return
        for each, link in zip(pending, links, strict=True):
            if self._remembered is not None:
                self._remembered.add(link.entry.key)
            if link.again:
                tell(each.place, self._again(link, each.asked, each.copy.content))
            elif isinstance(link.entry.what, Decided):
                tell(each.place, told(link.entry.what.answer, seq=link.seq))

    def _sample(self, asked: Asked, item: Item, answer: Answer) -> None:
        """An allowed post for the log; nobody waits for it, and its text is not kept."""
        key = f"sampled {item.key}#{item.revision}"
        entry = self._entry(key, asked, answer, content_of(looked_at(item)))
        try:
            self.committer.submit([entry]).add_done_callback(_looked_at)
        except LedgerError:
            self.tally.add("samples_lost")

    def _down(self, asked: Asked, why: str) -> Checked:
        choice = self.settings.when_down(asked.surface)
        named = asked.surface if asked.surface in self.settings.surface else "default"
        self.tally.add(f"down {named} {choice}")
        if choice == "open":
            if len(self.unchecked) == UNCHECKED:
                self.tally.add("unchecked_lost")
            self.unchecked.append(asked)
        return instead(asked, choice, policy=self.live.bundle.hash, at=now(), why=why)

    def _count(self, asked: Asked, answer: Answer) -> None:
        add = self.tally.add
        add(SEEN)
        add(f"verdict {answer.verdict}")
        if answer.review:
            add("review")
        for ground in answer.grounds:
            # of a known item by one account the first counts, the copies are the same thing again
            if ground.wanted != "block" or self._copies.first(
                (ground.rule, ground.items, asked.platform, asked.account or asked.id), monotonic()
            ):
                add(FIRED + ground.rule)
            add(f"rule {ground.rule} {ground.outcome}")
        for rule in answer.shadow:  # what a rule would do is what it is known by once it is in force
            add(FIRED + rule)
            add(f"rule {rule} shadow")
        for rule in answer.unknown:
            add(f"rule {rule} unknown")

    async def _with_tones(self, posts: Sequence[Asked]) -> Sequence[Asked]:
        assert self._tones is not None
        found = await self._tones([each.text for each in posts])
        return [
            msgspec.structs.replace(asked, signals={**tones, **asked.signals})
            for asked, tones in zip(posts, found, strict=True)
        ]


def entry_of(key: str, asked: Asked, answer: Answer, content: str, tripped: frozenset[str]) -> Entry:
    """A decision as the log takes it: with everything that went into it beside the content."""
    deciding = next((ground.rule for ground in answer.grounds if ground.outcome == answer.verdict), "")
    deciding = deciding or (answer.grounds[0].rule if answer.grounds else "")
    what = Decided(
        answer=answer,
        account=asked.account,
        surface=asked.surface,
        content=content,
        item_at=asked.posted_at,
        language=asked.language,
        channel=asked.channel,
        signals=asked.signals,
        tripped=tuple(sorted(tripped)),
    )
    return Entry(key=key, at=answer.at, by=f"rule {deciding}" if deciding else "policy", what=what)


def _looked_at(done: object) -> None:
    """Take the error of a sample that was not written, so that it is not said to be lost."""
    error = done.exception()  # type: ignore[attr-defined]
    if error is not None:
        logs.warn("a sample was not written", cause=str(error))
