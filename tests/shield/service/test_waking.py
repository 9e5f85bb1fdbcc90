"""Is a loop that is woken only in its sleep never slept over, and left alone while it is awake?"""

from __future__ import annotations

import asyncio
import threading

import pytest

from aftershock.shield.service.waking import Loop


def test_what_threads_hand_over_is_done_at_once_whenever_it_comes() -> None:
    async def ask() -> int:
        loop, done = asyncio.get_running_loop(), 0
        for number in range(3000):
            told = asyncio.Event()
            thread = threading.Thread(target=loop.call_soon_threadsafe, args=(told.set,))
            thread.start()
            for _ in range(number % 5):  # awake for some turns, then asleep
                await asyncio.sleep(0)
            await asyncio.wait_for(told.wait(), 20)
            done += 1
        return done

    with asyncio.Runner(loop_factory=Loop) as runner:
        assert runner.run(ask()) == 3000


def test_a_loop_that_is_awake_is_not_woken_and_one_that_sleeps_once(monkeypatch: pytest.MonkeyPatch) -> None:
    woken = []
    whole = asyncio.SelectorEventLoop._write_to_self  # type: ignore[attr-defined]

    def counted(self: asyncio.SelectorEventLoop) -> None:
        woken.append(threading.get_ident())
        whole(self)

    monkeypatch.setattr(asyncio.SelectorEventLoop, "_write_to_self", counted)

    async def ask() -> None:
        loop, told = asyncio.get_running_loop(), asyncio.Event()
        for _ in range(10):
            loop.call_soon_threadsafe(int)
        await asyncio.sleep(0)
        assert not woken
        threading.Timer(0.05, loop.call_soon_threadsafe, (told.set,)).start()
        await asyncio.wait_for(told.wait(), 20)
        assert len(woken) == 1

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(ask())
