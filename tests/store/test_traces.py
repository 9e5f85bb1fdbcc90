"""Are the traces of a small case those worked out by hand, and is nothing empty an object?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from msgspec import structs

from aftershock.errors import UsageError
from aftershock.records import Media, Post
from aftershock.store import case as store
from aftershock.store import derived, traces
from aftershock.store.folder import CaseFolder

LONG = "the ferry hall on the north quay is closed until the morning comes"
NEAR = "the ferry hall on the north quay is closed until the evening comes"
PDQ = "f" * 60 + "0000"


def post(n: int, who: str, **fields: Any) -> Post:
    told = {
        "created_at": f"2026-03-14T12:{n:02}:00Z",
        "text": "",
        "locator": f"line={n}",
        "author_handle": who,
    }
    return Post(platform="chirp", channel_id=who, post_id=str(10**10 + n), **{**told, **fields})


POSTS = [
    post(1, "ana", text=LONG, links=("https://www.a.example/x?utm_source=1",), hashtags=("Port", "ÉTÉ")),
    post(2, "bo", text=f"{LONG.upper()}! https://b.example @ana", links=("http://a.example/x/", ""),
         hashtags=("ＰＯＲＴ", "été")),
    post(3, "cy", text=NEAR, repost_of=None, hashtags=("", " ", "#"), mentions=("Ana",)),
    post(4, "bo", text=LONG, repost_of=str(10**10 + 1)),
    post(5, "cy", text="a", reply_to=str(10**10 + 1), quote_of="https://chirp.example/p/" + str(10**10 + 2)),
    post(6, "ana", text="b", reply_to=str(10**10 + 1), repost_of="", forwarded_from="@Bo"),
    post(7, "ana", media=(Media(type="photo", pdq=PDQ),)),
    post(8, "bo", media=(Media(type="photo", pdq=PDQ[:-1] + "f"), Media(type="photo", pdq=PDQ),
                         Media(type="x"))),
    post(11, "bo", text="one two three four five six", forwarded_from="A Channel Elsewhere"),
    post(12, "cy", text="one two three four five six", forwarded_from="@Bo"),
    post(13, "ana", author_id="7", author_handle="passed-on", text="c", deleted_at="2026-03-14T15:20:00Z"),
    post(14, "bo", author_id="8", author_handle="Passed-On", text="d", deleted_at="2026-03-14T15:59:59Z"),
    post(9, "dee", created_at=None, text=LONG),
    post(10, "dee", text=LONG, locator="text=t;chars=1-2"),
]  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseFolder]:
    with store.create(tmp_path / "a.case") as made:
        capture, _ = made.add_original(b"x", source="x", media_type="text/plain")
        made.add_posts(structs.replace(each, capture=capture.id) for each in POSTS)
        made.relate_posts()
        yield made


def events(case: CaseFolder, *wanted: str) -> list[tuple[str, int, str, str | None]]:
    """(account, object, minute, whose) of some traces, accounts by name."""
    with case.cursor() as cursor:
        rows = traces.trace_events(cursor, wanted).order("t, object").fetchall()
        named = traces.accounts(cursor, {row[2] for row in rows} | {row[5] for row in rows if row[5]})
    return [
        (named[r[2]][1], r[1], r[4].strftime("%M"), r[5] and named.get(r[5], ("", "elsewhere"))[1])
        for r in rows
    ]


def test_links_and_tags_in_any_spelling_are_one_object(case: CaseFolder) -> None:
    links = events(case, "link")
    assert [(who, at, whose) for who, _, at, whose in links] == [("ana", "01", None), ("bo", "02", "ana")]
    assert len({thing for _, thing, _, _ in links}) == 1
    tags = events(case, "hashtag")
    assert sorted(who for who, _, _, _ in tags) == ["ana", "ana", "bo", "bo"]
    assert len({thing for _, thing, _, _ in tags}) == 2
    assert len({thing for _, thing, _, _ in events(case, "hashtags")}) == 1
    with case.cursor() as cursor:
        assert list(traces.labels(cursor, "link", {links[0][1]}).values()) == ["a.example/x"]
        assert sorted(traces.labels(cursor, "hashtag", {t for _, t, _, _ in tags}).values()) == [
            "port",
            "été",
        ]


def test_a_post_that_is_pointed_at_is_called_by_its_words_and_else_by_its_id(case: CaseFolder) -> None:
    there, gone = POSTS[0].post_id, "99999999999"
    case.add_posts(
        [
            *(structs.replace(each, capture=case.captures()[0].id) for each in POSTS),
            post(15, "eve", repost_of=gone, text="elsewhere", capture=case.captures()[0].id),
        ]
    )
    with case.cursor() as cursor:
        rows = traces.trace_events(cursor, ("repost", "reply")).fetchall()
        for trace, expected in (("repost", {LONG, gone}), ("reply", {LONG})):
            asked = {row[1] for row in rows if row[0] == trace}
            assert set(traces.labels(cursor, trace, asked).values()) == expected
        quoted = traces.trace_events(cursor, ("quote",)).fetchall()
        said = traces.labels(cursor, "quote", [row[1] for row in quoted])
        assert list(said.values()) == [POSTS[1].text]
    assert there in {each.repost_of for each in POSTS}


def test_nothing_empty_is_an_object_and_no_post_without_a_time_or_out_of_a_page_acts(
    case: CaseFolder,
) -> None:
    with case.cursor() as cursor:
        rows = traces.trace_events(cursor).fetchall()
        assert all(thing for _, thing, *_ in rows)
        who = set(traces.accounts(cursor, {row[2] for row in rows}).values())
        assert ("chirp", "dee") not in who
    assert events(case, "mention") == [("cy", events(case, "mention")[0][1], "03", None)]
    assert len(rows) == len({(row[0], row[1], row[3]) for row in rows})


def test_reposts_replies_and_quotes_name_whose_post_it_was(case: CaseFolder) -> None:
    assert [(w, at, whose) for w, _, at, whose in events(case, "repost")] == [("bo", "04", "ana")]
    assert [(w, at, whose) for w, _, at, whose in events(case, "reply")] == [
        ("cy", "05", "ana"),
        ("ana", "06", None),
    ]
    assert [(w, at, whose) for w, _, at, whose in events(case, "quote")] == [("cy", "05", "bo")]
    assert [(w, whose) for w, _, _, whose in events(case, "forward")] == [
        ("ana", "bo"),
        ("bo", None),
        ("cy", "bo"),
    ]


def test_what_is_in_a_forwarded_post_was_its_sources_before(case: CaseFolder) -> None:
    with case.cursor() as cursor:
        asked = "select forward_key from marked_posts where forwarded_from = 'A Channel Elsewhere'"
        ((elsewhere,),) = cursor.execute(asked).fetchall()
        rows = traces.trace_events(cursor, ("text",)).order("t").fetchall()[-2:]
        called = traces.accounts(cursor, {rows[1][5]})
    assert rows[0][1] == rows[1][1]
    assert rows[0][5] == elsewhere  # and not whoever forwarded it first
    assert called[rows[1][5]][1] == "bo"


def test_handles_that_were_passed_on_and_hours_of_deletions(case: CaseFolder) -> None:
    handles, deletions = events(case, "handle"), events(case, "deletion")
    assert [(who.casefold(), at, whose) for who, _, at, whose in handles] == [
        ("passed-on", "13", None),
        ("passed-on", "14", None),
    ]
    assert len({thing for _, thing, _, _ in handles}) == 1
    assert [(at, whose) for _, _, at, whose in deletions] == [("20", None), ("59", None)]
    assert len({thing for _, thing, _, _ in deletions}) == 1
    with case.cursor() as cursor:
        for trace, rows, said in (
            ("handle", handles, "2 accounts wrote under"),
            ("deletion", deletions, "15:20"),
        ):
            (label,) = traces.labels(cursor, trace, {rows[0][1]}).values()
            assert said in label
            assert "passed" not in label.casefold()


def test_texts_word_for_word_and_nearly_and_never_a_repost(case: CaseFolder) -> None:
    same = events(case, "text")[:3]
    assert [(w, at) for w, _, at, _ in same] == [("ana", "01"), ("bo", "02"), ("cy", "03")]
    assert same[0][1] == same[1][1] != same[2][1]
    assert len({thing for _, thing, _, _ in events(case, "near")}) == 1


def test_pictures_that_look_alike_are_one_object_once_a_post(case: CaseFolder) -> None:
    shown = events(case, "media")
    assert [(w, at, whose) for w, _, at, whose in shown] == [("ana", "07", None), ("bo", "08", "ana")]
    assert shown[0][1] == shown[1][1]


def test_a_file_of_events_is_sorted_and_whole(case: CaseFolder, tmp_path: Path) -> None:
    with case.cursor() as cursor:
        assert traces.write(cursor, tmp_path / "e.parquet", ("link", "hashtag")) == 6
        with pytest.raises(UsageError, match="no trace 'lynk'"):
            traces.trace_events(cursor, ("lynk",))
    table = pq.read_table(tmp_path / "e.parquet")
    assert table.column_names == ["trace", "object", "account", "post", "t", "source_account"]
    keys = list(
        zip(*(table.column(name).to_pylist() for name in ("trace", "object", "t", "post")), strict=True)
    )
    assert keys == sorted(keys)
    assert [path.name for path in tmp_path.iterdir() if "parquet" in path.name] == ["e.parquet"]


def test_the_case_stays_sound_and_the_second_time_nothing_is_worked_out(case: CaseFolder) -> None:
    assert case.verify().findings == ()
    place = case.root / "posts/whole/near_texts.parquet"
    before = place.stat().st_mtime_ns
    case.relate_posts()
    assert place.stat().st_mtime_ns == before


def test_short_ids_are_counted_within_a_channel() -> None:
    import numpy as np
    import pyarrow as pa

    from aftershock.store import ids

    platform = ids.of(["telegram", "telegram"])
    channel = ids.of(["one", "other"])
    assert len(np.unique(derived.post_keys(platform, channel, pa.array(["12", "12"])))) == 2
    assert len(np.unique(derived.post_keys(platform, channel, pa.array(["1234567890"] * 2)))) == 1
