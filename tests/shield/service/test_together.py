"""Are posts that wait at the same time looked at together, and does none wait for what only another needs?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from aftershock.shield.decide import Shield
from aftershock.shield.service.desk import PORTION
from aftershock.shield.service.front import Turned, read_body
from aftershock.shield.service.wire import Checked, Fault
from aftershock.shield.verdict import Item
from tests.shield.service.running import CALL
from tests.shield.service.test_desk import Held, asked


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    found = Held(tmp_path)
    yield found
    found.close()


def looks(held: Held, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many posts each look is given, from now on."""
    counts: list[int] = []
    whole = Shield.together

    def together(shield: Shield, items: Sequence[Item]) -> Any:
        counts.append(len(items))
        return whole(shield, items)

    monkeypatch.setattr(Shield, "together", together)
    return counts


def test_posts_that_wait_are_one_look_and_answered_as_each_alone(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = looks(held, monkeypatch)
    texts = [CALL if number % 7 == 3 else f"fine, number {number}" for number in range(40)]

    async def ask() -> list[Checked | Fault]:
        return list(
            await asyncio.gather(*(held.desk.one(asked(str(n), text)) for n, text in enumerate(texts)))
        )

    answers = asyncio.run(ask())
    assert counts == [40]
    assert [each.item for each in answers] == [f"forum:{number}" for number in range(40)]
    alone = [held.one(f"again{number}", text) for number, text in enumerate(texts)]
    assert [each.verdict for each in answers if isinstance(each, Checked)] == [each.verdict for each in alone]
    assert {each.verdict for each in alone} == {"allow", "hold"}


def test_what_is_allowed_does_not_wait_for_the_log_of_its_neighbour(held: Held) -> None:
    held.log.slow = 0.3
    order: list[str] = []

    async def one(id_: str, text: str) -> None:
        order.append((await held.desk.one(asked(id_, text))).item)

    async def ask() -> None:
        await asyncio.gather(one("held", CALL), one("fine", "a quiet evening at the pier"))

    asyncio.run(ask())
    assert order == ["forum:fine", "forum:held"]


def test_who_goes_away_hinders_nobody_and_a_fault_is_told_to_each(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone() -> Checked | Fault:
        first = asyncio.ensure_future(held.desk.one(asked("1", "fine")))
        second = asyncio.ensure_future(held.desk.one(asked("2", "fine")))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert isinstance(asyncio.run(gone()), Checked)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(held.desk, "_stored", broken)

    async def both() -> list[Any]:
        asks = (held.desk.one(asked(id_, "fine")) for id_ in ("3", "4"))
        return list(await asyncio.gather(*asks, return_exceptions=True))

    assert [type(each) for each in asyncio.run(both())] == [ZeroDivisionError, ZeroDivisionError]


def test_a_look_that_fails_is_done_post_by_post(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Shield, "together", broken)
    first, second = held.check(asked("1", CALL), asked("2", "fine"))
    assert isinstance(first, Checked)
    assert isinstance(second, Checked)
    assert (first.verdict, second.verdict) == ("hold", "allow")


def test_a_large_batch_is_looked_at_in_portions_and_lets_others_in_between(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = looks(held, monkeypatch)
    done: list[str] = []

    async def batch() -> None:
        answers = await held.desk.check([asked(f"b{number}", "fine") for number in range(6 * PORTION + 5)])
        assert [each.item for each in answers][::PORTION] == [f"forum:b{n * PORTION}" for n in range(7)]
        done.append("batch")

    async def single() -> None:
        await asyncio.sleep(0)
        await held.desk.one(asked("s", "fine"))
        done.append("single")

    async def ask() -> None:
        await asyncio.gather(batch(), single())

    asyncio.run(ask())
    assert sorted(counts) == [1, 5, *[PORTION] * 6]
    assert done == ["single", "batch"]


def test_a_post_waits_for_requests_that_are_being_read_but_not_for_long(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = looks(held, monkeypatch)

    async def ask() -> None:
        held.desk.arriving = 1
        first = asyncio.ensure_future(held.desk.one(asked("1", "fine")))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert counts == []
        held.desk.arriving = 0
        await asyncio.gather(first, held.desk.one(asked("2", "fine")))
        assert counts == [2]
        held.desk.arriving = 1  # and this one never comes
        await asyncio.wait_for(held.desk.one(asked("3", "fine")), 2)
        assert counts == [2, 1]

    asyncio.run(ask())


def test_a_body_of_the_told_length_is_not_asked_for_twice() -> None:
    pieces = [b"half", b" and half", b"never read"]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": True}

    scope = {"headers": [(b"content-length", b"13")]}
    assert asyncio.run(read_body(scope, receive, 100, 1.0)) == b"half and half"
    assert pieces == [b"never read"]
    pieces[:] = [b"whole", b"never read"]
    scope = {"headers": [(b"content-length", b"5")]}
    assert asyncio.run(read_body(scope, receive, 100, 1.0)) == b"whole"
    assert pieces == [b"never read"]
    pieces[:] = [b"more than there may be", b"never read"]
    with pytest.raises(Turned):
        asyncio.run(read_body({"headers": []}, receive, 10, 1.0))


def test_where_many_came_together_as_many_are_waited_for_and_none_for_ever(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = looks(held, monkeypatch)

    async def later(number: int, turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await held.desk.one(asked(str(number), f"fine, number {number}"))

    async def ask() -> None:
        await asyncio.gather(*(later(number, 0) for number in range(8)))
        await asyncio.gather(*(later(number, 2 * (number - 8)) for number in range(8, 16)))
        await later(16, 0)  # alone: a moment, and it is answered

    asyncio.run(ask())
    assert counts == [8, 8, 1]


def test_where_few_come_nobody_waits_for_others(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = looks(held, monkeypatch)

    async def later(number: int, turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await held.desk.one(asked(str(number), f"fine, number {number}"))

    async def ask() -> None:
        await asyncio.gather(later(0, 0), later(1, 0))
        await asyncio.gather(later(2, 0), later(3, 4))

    asyncio.run(ask())
    assert counts == [2, 1, 1]
