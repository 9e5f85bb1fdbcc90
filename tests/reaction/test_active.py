"""Which accounts is an event's rate counted on, and is it the posts per thousand of them?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aftershock.reaction import active
from aftershock.reaction.windows import Counted, Window, around
from aftershock.records import Post
from aftershock.store import case as store

T0 = datetime(2026, 3, 14, 12, tzinfo=UTC)
LISTED = [("chirp", f"c{n}") for n in range(6)]


def post(number: int, channel: str, hours: float, author: str | None = None) -> Post:
    at = (T0 + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")
    return Post(
        platform="chirp", channel_id=channel, post_id=str(number), author_handle=author or channel,
        created_at=at, text="x", capture="", locator=f"line={number}",
    )  # fmt: skip


def asked(root: Path, posts: list[Post], listed: list[tuple[str, str]]) -> active.Active:
    import msgspec

    with store.create(root) as case:
        capture, _ = case.add_original(b"posts", source="posts", media_type="text/plain")
        case.add_posts([msgspec.structs.replace(each, capture=capture.id) for each in posts])
        with case.cursor() as cursor:
            window = around(cursor, "this", "2026-03-14T12:00:00Z")
            return active.active(cursor, window, listed, None)


def test_without_a_list_it_is_who_was_seen_before(tmp_path: Path) -> None:
    posts = [post(n, f"c{n}", -n - 1) for n in range(4)] + [post(10 + n, f"n{n}", 1) for n in range(9)]
    assert asked(tmp_path / "a.case", posts, []) == (4.0, active.SEEN)
    # a list that holds few of the posts is not what was collected
    assert asked(tmp_path / "b.case", posts, LISTED) == (4.0, active.SEEN)


def test_a_listed_account_counts_also_where_it_was_silent_on_the_day_before(tmp_path: Path) -> None:
    posts = [post(1, "c0", -2), post(2, "c1", -100), post(3, "c2", 5), post(4, "c2", 40), post(5, "c3", 60)]
    assert asked(tmp_path / "a.case", posts, LISTED) == (3.0, active.LISTED)


def test_those_who_write_in_a_listed_chat_are_not_the_list(tmp_path: Path) -> None:
    posts = [post(n, "c0", -2, author=f"a{n}") for n in range(30)]
    assert asked(tmp_path / "a.case", posts, LISTED) == (30.0, active.SEEN)


def test_a_rate_is_corrected_on_both_sides() -> None:
    window = Window(
        name="x",
        t0="",
        before=Counted(posts=50, accounts=40, lost=0.5),
        after=Counted(posts=300, accounts=90, lost=0.0),
    )
    found = active.rates([(-1.0, 10.0), (0.0, 10.0)], window, active.Active(40.0, active.SEEN))
    assert found == ((-1.0, pytest.approx(500.0)), (0.0, pytest.approx(250.0)))
    assert active.rates([(0.0, 10.0)], window, active.Active(0.0, active.SEEN)) == ()
