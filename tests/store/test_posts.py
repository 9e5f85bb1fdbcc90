"""Do posts come back as they went in, each once, as last observed, with bounded memory?"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.records import Media, Post
from aftershock.store import case as store
from aftershock.store import posts, tables
from aftershock.store.folder import CaseFolder
from tests.store import sample

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
MAYBE = st.none() | WORDS
TIMES = st.none() | st.datetimes().map(lambda moment: moment.isoformat() + "Z")
POSTS = st.builds(
    Post,
    platform=WORDS,
    channel_id=WORDS,
    post_id=WORDS,
    author_handle=MAYBE,
    created_at=TIMES,
    observed_at=TIMES,
    text=WORDS,
    links=st.lists(WORDS, max_size=3).map(tuple),
    media=st.lists(st.builds(Media, type=WORDS, url=MAYBE), max_size=2).map(tuple),
    metrics=st.dictionaries(WORDS, st.integers(-(2**63), 2**63 - 1), max_size=3),
    capture=WORDS,
)


def captured(case: CaseFolder, name: str = "a") -> str:
    return case.add_original(name.encode(), source=name, media_type="text/plain")[0].id


@settings(max_examples=40, deadline=None)
@given(st.lists(POSTS, max_size=5))
def test_a_post_survives_the_way_through_arrow(given: list[Post]) -> None:
    assert list(posts.from_arrow(posts.to_arrow(given))) == given


def test_the_columns_are_the_fields_of_the_contract() -> None:
    assert tuple(posts.SCHEMA.names) == Post.__struct_fields__
    with tables.connect(None) as empty:
        columns = [row[0] for row in empty.execute("describe posts").fetchall()]
    assert tuple(columns) == Post.__struct_fields__


def test_the_same_posts_give_the_same_bytes_and_replace_themselves(tmp_path: Path) -> None:
    with store.create(tmp_path / "a.case") as case:
        capture = case.capture(captured(case))
        wanted = [sample.post(capture, number) for number in range(100)]
        assert case.add_posts(wanted) == {capture.id: 100}
        (path,) = posts.parts(case.root)
        before = path.read_bytes()
        assert case.add_posts(iter(wanted)) == {capture.id: 100}
        assert path.read_bytes() == before
        assert sorted(case.iter_posts(), key=lambda post: int(post.post_id)) == wanted
        case.add_posts(wanted[:3])
        assert len(list(case.iter_posts())) == 3


def test_captures_that_take_turns_in_a_stream_lose_nothing(tmp_path: Path) -> None:
    with store.create(tmp_path / "a.case") as case:
        one, other = (case.capture(captured(case, name)) for name in "ab")
        stream = [sample.post(one if number % 2 else other, number) for number in range(6)]
        assert case.add_posts(stream) == {one.id: 3, other.id: 3}
        assert {post.post_id for post in case.iter_posts()} == set("012345")
        case.add_posts([stream[0]])
        assert {post.post_id for post in case.iter_posts()} == set("0135")
        assert case.verify().findings == ()


def test_a_post_is_shown_once_as_last_observed(tmp_path: Path) -> None:
    with store.create(tmp_path / "a.case") as case:
        one, other = (case.capture(captured(case, name)) for name in "ab")
        first = sample.post(one, 1, text="as it was", observed_at="2026-03-14T19:00:00Z")
        later = sample.post(other, 1, text="as edited", observed_at="2026-03-14T20:00:00Z")
        nameless = [sample.post(one, 2, post_id="", text=each) for each in ("this", "that")]
        case.add_posts([first, *nameless, later])
        assert {post.text for post in case.iter_posts()} == {"as edited", "this", "that"}
        with case.cursor() as cursor:
            assert cursor.execute("select count(*) from post_revisions").fetchall() == [(4,)]


def test_rows_are_written_in_groups_of_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posts, "ROWS", 10)
    with store.create(tmp_path / "a.case") as case:
        capture = case.capture(captured(case))
        case.add_posts(sample.post(capture, number) for number in range(25))
        (path,) = posts.parts(case.root)
        assert pq.ParquetFile(path).metadata.num_row_groups == 3
        assert len(list(case.iter_posts())) == 25


def test_an_error_in_the_stream_changes_nothing(tmp_path: Path) -> None:
    with store.create(tmp_path / "a.case") as case:
        capture = case.capture(captured(case))
        case.add_posts([sample.post(capture, 1)])
        bad = sample.post(capture, 2, created_at="the day before yesterday")
        with pytest.raises(ValueError, match="Invalid isoformat"):
            case.add_posts([sample.post(capture, 3), bad])
        assert [post.post_id for post in case.iter_posts()] == ["1"]
        assert case.verify().findings == ()


def test_posts_of_a_moved_case_are_found(tmp_path: Path) -> None:
    sample.build(tmp_path / "a.case")
    (tmp_path / "a.case").rename(tmp_path / "it's moved.case")
    with store.open_case(tmp_path / "it's moved.case", readonly=True) as case:
        assert len(list(case.iter_posts())) == 50
        assert msgspec.json.encode(next(case.iter_posts()))
