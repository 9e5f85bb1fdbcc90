"""Do rows read by columns give the same posts and rejects as rows read one by one?"""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from aftershock.records import Post, Reject
from aftershock.sources import bulk, posts_json
from aftershock.sources.raw import Found
from aftershock.sources.recognise import recognise
from tests.sources.conftest import capture_of, singly

# What cells hold in the wild, and what makes a column not plain.
ODD = (
    "", " ", "none", "NULL", "n/a", "nan", "REDACTED", "true", "0", " padded ", "a\x00b", "Ã©tÃ©", "ñandú",
    "1.8e+18", "1.2K", "1,234", "@ana", "x y", "ﬁ", "\u2028", "a\rb",
)  # fmt: skip
TEXTS = (
    "a #tag and https://a.example/x?y=1.", "@bo said t.me/harbour/1", "＃wide", "", " ", "plain words",
    "cafÃ© closed", "порт закрито #Порт", "HTTP://A.example shouted", "a\x00b", "two\r\nlines",
)  # fmt: skip
TIMES = (
    "2024-03-01T12:00:00Z", "2024-03-01 12:00:00", "2024-02-30T12:00:00Z", "1709294400", "1709294400123",
    "31.12.2024 10:00", "03/04/2024 10:00", "soon", "", "1970-01-01T00:00:00Z", "2024-03-01T12:00:00+02:00",
    "2024-03-01T12:00:00.250Z", "2024-03-01T24:00:00Z",
)  # fmt: skip
NAMES = (
    "id", "platform", "user", "channel", "created_at", "edited_at", "text", "url", "lang", "hashtags",
    "retweet", "likes", "views", "images", "title",
)  # fmt: skip


def cell(name: str, chance: random.Random) -> str:
    """A value as a table has it; often an ordinary one, so that whole columns are plain."""
    if name == "text":
        return chance.choice(TEXTS)
    if name in ("created_at", "edited_at"):
        return chance.choice(TIMES)
    if name == "url":
        return chance.choice(("https://x.com/a/1", "http://www.t.me/b/2", "", "nowhere"))
    return chance.choice(ODD) if chance.random() < 0.3 else f"w{chance.randrange(50)}"


def value(name: str, chance: random.Random) -> Any:
    """A value as JSON has it."""
    kind = chance.random()
    if kind < 0.6:
        return cell(name, chance)
    if name == "created_at" and kind < 0.9:
        return chance.choice((1709294400 + chance.randrange(9), 1709294400123, -5, 1.5))
    if name in ("hashtags", "images", "text"):
        return [cell(name, chance) for _ in range(chance.randrange(3))]
    return chance.choice((None, True, 7, 2**53 + 1, 1.0, 3.5, -2, {"id": "5", "username": "ana"}, ["x"]))


def plainly(rows: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Some columns made plain through and through, as most are."""
    for name in NAMES:
        if chance.random() < 0.6:
            for number, row in enumerate(rows):
                if name in row:
                    row[name] = {
                        "created_at": "2024-03-01T12:00:00Z", "likes": number, "text": f"{number} #a @b"
                    }.get(name, f"{name}{number}")  # fmt: skip
    return rows


def both_ways(path: Path, data: bytes) -> tuple[list[Found], list[Found]]:
    """What is found by columns wherever they can be used, and what row by row."""
    path.write_bytes(data)
    capture = capture_of(data, "folder/posts")
    source = recognise(path, "folder/posts")
    with mock.patch.object(posts_json, "FEW", 1), mock.patch.object(bulk, "ROWS", 7):
        fast = list(singly(source.read(path, capture)))
    with mock.patch.object(bulk, "possible", return_value=False):
        slow = list(singly(source.read(path, capture)))
    return fast, slow


def alike(fast: list[Found], slow: list[Found]) -> None:
    assert [each for each in fast if isinstance(each, Post)] == [
        one(each) for each in slow if isinstance(each, Post)
    ]
    rejects = [sorted(map(repr, (e for e in found if isinstance(e, Reject)))) for found in (fast, slow)]
    assert rejects[0] == rejects[1]


def one(post: Post) -> Post:
    """A post as it comes back from a table: fractions of a second are written out."""
    from aftershock.store.posts import from_arrow, to_arrow

    return next(from_arrow(to_arrow([post])))


@pytest.mark.parametrize("seed", range(12))
def test_ndjson(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    shapes = [chance.sample(NAMES, chance.randrange(4, len(NAMES))) for _ in range(3)]
    rows = [
        {name: value(name, chance) for name in (*chance.choice(shapes), "id", "user", "text")}
        for _ in range(25)
    ]
    first = {"text": "first", "id": "1", "user": "ana", "url": "https://x.com/1"}
    data = "\n".join(map(json.dumps, [first, *plainly(rows, chance)])).encode()
    alike(*both_ways(tmp_path / "p", data))


@pytest.mark.parametrize("seed", range(12))
def test_csv(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows = [{name: cell(name, chance) for name in NAMES} for _ in range(25)]
    sink = io.StringIO()
    writer = csv.DictWriter(sink, list(NAMES))
    writer.writeheader()
    writer.writerows(plainly(rows, chance))
    alike(*both_ways(tmp_path / "p", sink.getvalue().encode()))


def test_lines_that_are_no_posts_keep_their_numbers(tmp_path: Path) -> None:
    lines: list[bytes] = [
        json.dumps({"id": str(n), "user": "ana", "text": f"post {n}"}).encode() for n in range(40)
    ]
    lines[3], lines[17], lines[30] = b"{broken", b"[1, 2]", b'{"id": "30", "user": "a", "text": "caf\xe9"}'
    lines[21] = b""
    lines[25] = b'{"id": "25", "user": "a", "text": ""}'
    fast, slow = both_ways(tmp_path / "p", b"\xef\xbb\xbf" + b"\r\n".join(lines))
    alike(fast, slow)
    assert sorted(each.line for each in fast if isinstance(each, Reject)) == [4, 18, 26]
    places = {each.post_id: each.locator for each in fast if isinstance(each, Post)}
    assert places["39"] == "line=40"
    assert len(places) == 36
    assert next(each.text for each in fast if isinstance(each, Post) and each.post_id == "30") == "café"


@pytest.mark.parametrize("size", [1, 50, 1 << 12])
def test_lines_come_whole_whatever_is_read_at_once(tmp_path: Path, size: int) -> None:
    from aftershock.sources import decoding

    path = tmp_path / "lines"
    path.write_bytes(b"\xef\xbb\xbfone\n\ntwo\r\n" + b"x" * 120 + b"\nlast")
    with mock.patch.object(decoding, "BLOCK", size):
        found = [
            (first + at, line)
            for first, block in decoding.line_blocks(path, "utf-8", limit=100)
            for at, line in enumerate(block)
        ]
    if size >= 4:
        assert found == [(1, b"one"), (2, b""), (3, b"two\r"), (4, None), (5, b"last")]
    else:
        assert [number for number, _ in found] == [1, 2, 3, 4, 5]
