"""JSON files of posts: one object a line, an array, or an object around one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftershock.errors import Unrecognised
from aftershock.records import Media, Post, Reject
from aftershock.sources import json_stream, posts_json

from .conftest import ReadBytes


def split(found: list[Any]) -> tuple[list[Post], list[Reject]]:
    return [f for f in found if isinstance(f, Post)], [f for f in found if isinstance(f, Reject)]


def posts(read: ReadBytes, data: bytes | str) -> list[Post]:
    name, found = read(data)
    assert name == "posts-json"
    assert all(isinstance(item, Post) for item in found), found
    return split(found)[0]


FULL = {
    "id": 9007199254740993,
    "text": "Quay closed @bo https://a.example",
    "created_at": "2024-03-01T12:00:00.000Z",
    "author": {"id": "12", "username": "ana", "name": "Ana Berg"},
    "public_metrics": {"like_count": 3, "retweet_count": 0},
    "entities": {"hashtags": [{"tag": "Quay"}], "urls": [{"url": "https://s.example/1", "expanded_url": "https://a.example"}]},
    "media": [{"type": "photo", "url": "https://img.example/1.jpg", "sha256": "ab"}],
    "in_reply_to_id": 5,
    "lang": "en",
}  # fmt: skip


def expected(locator: str) -> Post:
    return Post(
        platform="unknown",
        channel_id="12",
        post_id="9007199254740993",  # above 2^53: no digit is lost
        author_id="12",
        author_handle="ana",
        author_name="Ana Berg",
        created_at="2024-03-01T12:00:00Z",
        tz_source="declared",
        text="Quay closed @bo https://a.example",
        lang="en",
        links=("https://a.example",),
        hashtags=("Quay",),
        mentions=("bo",),
        media=(Media(type="photo", url="https://img.example/1.jpg", sha256="ab"),),
        reply_to="5",
        metrics={"likes": 3, "reposts": 0},
        capture="capture-0123456789abcdef",
        locator=locator,
    )


def test_one_post_in_every_shape_of_file(read: ReadBytes) -> None:
    line = json.dumps(FULL)
    assert posts(read, line) == [expected("line=1")]
    assert posts(read, f"{line}\n\n{line}\n") == [expected("line=1"), expected("line=3")]
    assert posts(read, f"[{line}, {line}]") == [expected("json=/0"), expected("json=/1")]
    assert posts(read, json.dumps({"meta": [1], "posts": [FULL], "z": 1}, indent=2)) == [
        expected("json=/posts/0")
    ]
    pretty = json.dumps(FULL, indent=2)
    assert posts(read, pretty + "\n" + pretty) == [expected("json=/0"), expected("json=/1")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings(read: ReadBytes, encoding: str) -> None:
    line = json.dumps({"id": 1, "user": "ana", "text": "fermé"}, ensure_ascii=False)
    assert posts(read, f"{line}\n{line}\n".encode(encoding))[1].text == "fermé"
    assert posts(read, f"[\n{line}]".encode(encoding))[0].text == "fermé"


def test_broken_lines_are_set_aside(read: ReadBytes) -> None:
    good = json.dumps({"id": 1, "user": "ana", "text": "x"})
    found = read(f'{good}\n{{"id": 2, "text"\n[1]\n"x"\n{good}\n{{"id": 3, "user": "bo", "text": ""}}\n')[1]
    kept, bad = split(found)
    assert [post.locator for post in kept] == ["line=1", "line=5"]
    assert [reject.line for reject in bad] == [2, 3, 4, 6]
    assert all(reject.cause and reject.next_step for reject in bad)


def test_what_other_writers_get_wrong_is_read_all_the_same(read: ReadBytes) -> None:
    lines = ['{"id": 1, "user": "ana", "text": "half \\ud83d pair"}',
             '{"id": 2, "user": "bo", "text": "a", "likes": NaN}',
             '{"id": 3, "user": "cy", "text": "tab\tin"}',
             '{"id": 4, "user": "di", "text": "nul \\u0000"}']  # fmt: skip
    assert [post.text for post in posts(read, "\n".join(lines))] == [
        "half \ufffd pair",
        "a",
        "tab\tin",
        "nul \ufffd",
    ]


def test_an_array_goes_on_behind_a_broken_element(read: ReadBytes) -> None:
    rows = [json.dumps({"id": n, "user": "ana", "text": f"text {n}"}) for n in range(5)]
    rows[2] = '{"id": 2, "user": "ana", "text": "say "so" {"x": 1}'
    kept, bad = split(read("[\n" + ",\n".join(rows) + "\n]")[1])
    assert [post.post_id for post in kept] == ["0", "1", "3", "4"]
    assert [post.locator for post in kept] == ["json=/0", "json=/1", "json=/3", "json=/4"]
    assert [reject.line for reject in bad] == [4]


def test_an_array_on_one_line_ends_at_the_break_and_says_so(read: ReadBytes) -> None:
    kept, bad = split(
        read('[{"id": 1, "user": "a", "text": "x"}, {"id": 2,, "text": {"text": "not a post"}}]')[1]
    )
    assert [post.post_id for post in kept] == ["1"]
    assert len(bad) == 1
    assert "Everything before it was read" in bad[0].next_step


def test_truncated_files(read: ReadBytes) -> None:
    whole = json.dumps([{"id": n, "user": "ana", "text": f"text {n}"} for n in range(30)], indent=1)
    for cut in range(60, len(whole), 97):
        kept, bad = split(read(whole[:cut])[1])
        assert [post.post_id for post in kept] == [str(n) for n in range(len(kept))]
        assert len(bad) == 1


def test_a_stream_is_the_same_however_it_is_cut_into_chunks(
    read: ReadBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"id": n, "user": "ana", "text": f"té\\xt {n}" * (n % 7), "n": 12345} for n in range(1, 60)]
    whole = json.dumps(rows, indent=1, ensure_ascii=False)
    reference = read(whole)[1]
    for chunk in (1, 3, 17, 100):
        monkeypatch.setattr(json_stream, "CHUNK", chunk)
        assert read(whole)[1] == reference


def test_a_long_line_and_a_deep_one(read: ReadBytes) -> None:
    good = json.dumps({"id": 1, "user": "ana", "text": "x"})
    long = json.dumps({"id": 2, "user": "ana", "text": "y" * 1_000_000})
    deep = '{"id": 3, "user": "bo", "text": "z", "x": ' + "[" * 100_000
    kept, bad = split(read(f"{good}\n{long}\n{deep}\n{good}")[1])
    assert [len(post.text) for post in kept] == [1, 1_000_000, 1]
    assert [reject.line for reject in bad] == [3]
    kept, bad = split(read(f"[\n{good},\n{deep},\n{good}\n]")[1])
    assert len(kept) == 2
    assert "nested too deeply" in bad[0].cause
    assert split(read(long)[1])[0][0].post_id == "2"


def test_a_number_of_ten_thousand_digits(read: ReadBytes) -> None:
    good = '{"id": 1, "user": "ana", "text": "x"}'
    kept, bad = split(read(f'[\n{good},\n{{"id": {"9" * 10_000}, "user": "bo", "text": "y"}},\n{good}]')[1])
    assert len(kept) + len(bad) == 3


def test_json_of_something_else_is_refused(read: ReadBytes) -> None:
    for text in (
        '{"a": 1, "b": [1, 2]}',
        "[1, 2, 3]",
        "{}",
        "[]",
        '{"text": "alone"}',
        '[{"lat": 1, "lon": 2}]',
    ):
        with pytest.raises(Unrecognised) as error:
            read(text)
        assert error.value.next_step
        assert error.value.where == "folder/original.bin"


keys = st.sampled_from(
    ["id", "text", "user", "created_at", "url", "hashtags", "links", "media", "likes", "reply_to", "lang"]
)
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | keys, inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(keys, values, max_size=8), max_size=4))
def test_any_values_give_a_post_or_a_reject_for_each_object(
    read: ReadBytes, rows: list[dict[str, Any]]
) -> None:
    first = {"id": 0, "text": "known", "user": "ana"}
    found = read("\n".join(json.dumps(row) for row in [first, *rows]))[1]
    kept, bad = split(found)
    about_rows = [
        reject for reject in bad if " posts (first" not in reject.cause and "keys that" not in reject.cause
    ]
    assert len(kept) + len(about_rows) == 1 + len(rows)
    for post in kept:
        json.dumps([post.text, post.post_id, post.metrics]).encode()
        post.text.encode()


@pytest.mark.parametrize("first", [True, False])
def test_a_line_that_is_far_too_long_costs_no_other_line(read: ReadBytes, first: bool) -> None:
    long = b'{"id": "1", "text": "' + b"x" * (posts_json.MAX_LINE + 10) + b'", "author": "a"}\n'
    short = b'{"id": "2", "text": "the ferry", "author": "a"}\n{"id": "3", "text": "runs", "author": "b"}\n'
    name, found = read(long + short if first else short + long)
    good, rejected = split(found)
    assert name == "posts-json"
    assert [post.post_id for post in good] == ["2", "3"]
    assert [reject.line for reject in rejected] == [1 if first else 3]
    assert "more than" in rejected[0].cause


def test_a_single_line_that_is_too_long_is_named(read: ReadBytes) -> None:
    with pytest.raises(Unrecognised):
        read(b'{"id": "1", "text": "' + b"x" * (posts_json.MAX_LINE + 10) + b'", "author": "a"}')


@pytest.mark.parametrize("pages", [1, 2])
def test_an_object_around_posts_may_stand_on_one_line(read: ReadBytes, pages: int) -> None:
    rows = [{"id": str(n), "text": "the ferry", "author": "a"} for n in range(3000)]
    page = json.dumps({"posts": rows, "next": None})
    found = posts(read, "\n".join([page] * pages))
    assert len(found) == 3000 * pages
    assert [found[0].locator, found[-1].locator] == [
        "json=/posts/0",
        "json=/posts/2999" if pages == 1 else "json=/1/posts/2999",
    ]
