"""What is answered when the log refuses, when a post comes twice, when the tone head looks behind?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.grouping import Committer
from aftershock.shield.ledger.happenings import Decided
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.ledger.sealed import item_again
from aftershock.shield.service import behind
from aftershock.shield.service.behind_transport import pair
from aftershock.shield.service.desk import UNCHECKED, Desk
from aftershock.shield.service.live import Live
from aftershock.shield.service.settings import Limits, Settings, Surface, Tone
from aftershock.shield.service.tally import Tally
from aftershock.shield.service.wire import Asked, Checked, Fault
from tests.shield.service.running import CALL, folder, settings_of

TEXT = "The lantern at the harbour gate was painted green again by the night crew."


class Fragile:
    """A log that refuses while it is told to."""

    def __init__(self, log: Log) -> None:
        self._log, self.broken, self.slow = log, False, 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def append_ready(self, *given: Any) -> Any:
        time.sleep(self.slow)
        if self.broken:
            raise LedgerError("the disk is full")
        return self._log.append_ready(*given)


class Held:
    def __init__(self, place: Path, **more: Any) -> None:
        policy = folder(place)
        self.live = Live(policy, place / "state")
        self.log = Fragile(open_log(place / "log"))
        self.tally = Tally(place / "run")
        self.committer = Committer(self.log)
        self.settings: Settings = settings_of(
            place,
            surface={"uploads": Surface(when_down="closed")},
            limits=Limits(seconds=0.5, text=100),
            **more,
        )
        self.live.join(self.log, self.tally)
        self.desk = Desk(self.live, self.settings, self.log, self.committer, self.tally)

    def check(self, *posts: Asked) -> list[Checked | Fault]:
        return asyncio.run(self.desk.check(posts))

    def one(self, id_: str, text: str, **more: Any) -> Checked:
        (answer,) = self.check(asked(id_, text, **more))
        assert isinstance(answer, Checked), answer
        return answer

    def decided(self) -> list[Decided]:
        found = [link.entry.what for link in self.log.read(kinds=("decided",))]
        return [each for each in found if isinstance(each, Decided)]

    def close(self) -> None:
        self.committer.close(5)
        self.tally.close()
        self.log.close()


def asked(id_: str, text: str, **more: Any) -> Asked:
    return Asked(platform="forum", id=id_, text=text, **more)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    found = Held(tmp_path)
    yield found
    found.close()


def test_where_the_log_refuses_the_surface_decides_and_it_is_no_decision(held: Held) -> None:
    held.log.broken = True
    opened = held.one("1", CALL, surface="comments")
    closed = held.one("2", CALL, surface="uploads")
    assert (opened.verdict, opened.decided, opened.why) == ("allow", False, "the disk is full")
    assert (closed.verdict, closed.decided, closed.seq) == ("hold", False, 0)
    assert held.one("3", "fine").decided  # what is allowed needs no log
    assert held.decided() == []
    assert held.tally.total("down default open") == 1
    assert held.tally.total("down uploads closed") == 1
    # when the log is back, what was let through is looked at; what was kept back the platform asks again
    held.log.broken = False
    assert asyncio.run(held.desk.recheck()) == 1
    assert [each.answer.item for each in held.decided()] == ["forum:1"]
    assert held.one("1", CALL).again
    assert held.one("2", CALL, surface="uploads").verdict == "hold"


def test_a_log_that_is_still_away_forgets_nothing_that_was_let_through(held: Held) -> None:
    held.log.broken = True
    for number in range(5):
        held.one(str(number), CALL)
    assert asyncio.run(held.desk.recheck()) == 0
    assert len(held.desk.unchecked) == 5
    assert held.desk.unchecked.maxlen == UNCHECKED


def test_a_log_that_is_slow_does_not_keep_a_caller_for_ever(held: Held) -> None:
    held.log.slow = 1.5
    began = time.monotonic()
    answer = held.one("1", CALL, surface="uploads")
    assert time.monotonic() - began < 1.4
    assert (answer.decided, answer.why) == (False, "the log takes too long")
    time.sleep(1.3)
    held.log.slow = 0.0
    assert held.one("1", CALL, surface="uploads").again  # it was written meanwhile, once
    assert len(held.decided()) == 1


def test_a_decision_can_be_made_again_from_the_log_and_the_sealed_copy(held: Held) -> None:
    held.one("1", CALL, signals={"tone.calls": 0.5}, channel="c1", account="a")
    (kept,) = held.decided()
    copy = held.log.copy(kept.content)
    again = held.live.bundle.shield.check(
        item_again(kept, copy), at=kept.answer.at, tripped=frozenset(kept.tripped)
    )
    assert again == kept.answer


def test_the_same_key_in_one_batch_with_two_contents_is_said(held: Held) -> None:
    first, same, other = held.check(asked("1", CALL), asked("1", CALL), asked("1", CALL + " now"))
    assert isinstance(first, Checked)
    assert isinstance(same, Checked)
    assert isinstance(other, Fault)
    assert first.seq == same.seq
    assert len(held.decided()) == 1


def test_a_post_that_trips_a_fault_of_ours_does_not_take_others_along(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = held.live.bundle.shield.check

    def check(item: Any, **more: Any) -> Any:
        if item.id == "bad":
            raise ZeroDivisionError
        return whole(item, **more)

    monkeypatch.setattr(held.live.bundle.shield, "check", check)
    first, bad, last = held.check(asked("1", CALL), asked("bad", CALL, surface="uploads"), asked("2", "fine"))
    assert [each.verdict for each in (first, bad, last) if isinstance(each, Checked)] == [
        "hold",
        "hold",
        "allow",
    ]
    assert isinstance(bad, Checked)
    assert not bad.decided


def test_samples_of_what_is_allowed_are_logged_and_hinder_no_later_decision(tmp_path: Path) -> None:
    held = Held(tmp_path, sampled_allows=1.0)
    held.one("1", "fine")
    held.committer.close(5)
    (kept,) = held.decided()
    assert kept.answer.verdict == "allow"
    assert held.log.copy(kept.content) is None  # its text is not kept
    held.committer = held.desk.committer = Committer(held.log)
    assert held.one("1", CALL).verdict == "hold"
    held.close()


def telling(texts: Sequence[str]) -> list[dict[str, float]]:
    """Stands in for the tone head: sure where a text speaks of boats."""
    return [{"tone.calls": 0.97 if "boats" in text else 0.02} for text in texts]


def test_the_head_behind_raises_what_was_allowed_and_a_repeat_gets_it(tmp_path: Path) -> None:
    held = Held(tmp_path, tone=Tone(mode="behind"))
    assert held.live.problem == ""
    posts = [asked("1", "take all of the boats"), asked("2", "the ferry is late again")]
    assert [each.verdict for each in held.check(*posts) if isinstance(each, Checked)] == ["allow", "allow"]
    raised = behind.look(posts, held.live, held.log, telling, kept=timedelta(days=183))
    assert raised == 1
    assert (
        behind.look(posts, held.live, held.log, telling, kept=timedelta(days=183)) == 1
    )  # again: the same entry
    (kept,) = held.decided()
    assert (kept.answer.verdict, kept.signals) == ("hold", {"tone.calls": 0.97})
    again = held.one("1", "take all of the boats")
    assert (again.verdict, again.again) == ("hold", True)
    assert held.one("2", "the ferry is late again").verdict == "allow"
    held.close()


def test_the_head_in_the_path_is_asked_first(tmp_path: Path) -> None:
    held = Held(tmp_path)
    held.desk = Desk(
        held.live, held.settings, held.log, held.committer, held.tally, tones=behind.in_path(telling)
    )
    assert held.one("1", "take all of the boats").verdict == "hold"
    assert held.one("2", "take all of the boats", signals={"tone.calls": 0.0}).verdict == "allow"
    held.close()


def test_posts_go_to_the_head_whole_and_what_is_too_much_is_counted(tmp_path: Path) -> None:
    outlet, inlet = pair()
    tally = Tally(tmp_path)
    side = behind.Behind(outlet, tally, 10)
    posts = [asked(str(n), "a text of some length " * 40) for n in range(5000)]
    for each in posts:
        side.offer(each)
    side.offer(asked("short", "short"))
    taken: list[Asked] = []
    while some := inlet.take(64, 0.05):
        taken += some
    assert taken == posts[: len(taken)]
    assert 0 < len(taken) < 5000
    assert tally.total("tone_lost") == 5000 - len(taken) - 10
    outlet.close()
    assert inlet.take(1, 0.05) is None
    inlet.close()
    tally.close()


def test_a_post_says_what_it_is_or_is_refused() -> None:
    for wrong in (
        {"signals": {"a": "b"}},
        {"platform": "a b"},
        {"posted_at": "yesterday"},
        {"revision": 2**60},
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"platform": "f", "id": "1", **wrong}, Asked)
