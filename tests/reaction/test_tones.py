"""Is the tone told of the posts after the first report, by a sample that chance alone draws?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import duckdb
import pytest

from aftershock.reaction import tones
from aftershock.reaction.queries import ask, sql
from aftershock.tone import head
from aftershock.tone.head import CLASSES

from .stream import empty, fill

T0 = datetime(2026, 3, 14, 12, 0)


class Remembers:
    """A case in which every text was told before, as the class that its first word names."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.told = {head.sha256(text): text.split()[0] for text in texts}

    def cached(self, kind: str, keys: Iterable[str]) -> dict[str, str]:
        rows = {key: [0.99 if name == self.told[key] else 0.002 for name in CLASSES] for key in keys}
        return {key: str(row) for key, row in rows.items()}

    def keep(self, kind: str, values: Mapping[str, str]) -> None:
        raise AssertionError("nothing is new")


def posts(rows: list[dict[str, object]]) -> duckdb.DuckDBPyConnection:
    """A connection with the posts and their marks."""
    connection = empty()
    if rows:
        fill(connection, rows)
    return connection


def test_binds_to_the_empty_table() -> None:
    assert sql("toned").startswith("-- toned: ")
    assert ask(posts([]), "toned", first=T0, last=T0, most=5, shortest=3, platforms=None) == []


def test_only_posts_of_the_stretch_with_words_in_them_in_the_order_of_their_ids() -> None:
    rows: list[dict[str, object]] = [
        {"account": "a", "created_at": T0 + timedelta(minutes=minute), "text": text}
        for minute, text in ((-1, "early"), (5, "b"), (3, "later"), (2, "first"), (60, "end"))
    ]
    asked = {"first": T0, "last": T0 + timedelta(hours=1), "shortest": 3, "platforms": None}
    connection = posts(rows)
    found = ask(connection, "toned", most=5, **asked)
    assert sorted(row["text"] for row in found) == ["first", "later"]
    ids = connection.sql("select text, row_id from marked_posts").fetchall()
    numbers = {str(text): int(number) for text, number in ids}
    assert [numbers[row["text"]] for row in found] == sorted(numbers[row["text"]] for row in found)
    assert ask(connection, "toned", most=1, **asked) == found[:1]
    assert ask(connection, "toned", most=5, **{**asked, "platforms": ["chirp"]}) == found
    assert ask(connection, "toned", most=5, **{**asked, "platforms": ["boat"]}) == []


def test_the_shares_are_those_of_the_posts_with_the_day_before_as_what_is_expected() -> None:
    words = ["celebrates so", "condemns it"]
    rows: list[dict[str, object]] = [
        {"account": f"a{n}", "created_at": T0 + timedelta(minutes=n), "text": f"{words[n % 4 > 0]} {n}"}
        for n in range(400)
    ]
    rows += [
        {"account": f"b{n}", "created_at": T0 - timedelta(minutes=n + 1), "text": f"{words[1]} {n}"}
        for n in range(100)
    ]
    found = tones.tone(
        posts(rows), "2026-03-14T12:00:00Z", memory=Remembers(str(row["text"]) for row in rows)
    )
    by_name = {finding.name: finding for finding in found.findings}
    celebrates = by_name["tone: celebrates"]
    assert celebrates.n == 400
    assert celebrates.value == pytest.approx(0.25, abs=0.06)
    assert celebrates.interval is not None
    assert celebrates.interval[0] <= 0.25 <= celebrates.interval[1]
    assert celebrates.expected == pytest.approx(0.0, abs=0.05)
    assert all(
        receipt.value.startswith(words[0]) for receipt in celebrates.receipts if hasattr(receipt, "value")
    )  # type: ignore[union-attr]
    assert len(found.hours) == 7


def test_languages_that_the_head_knows_nothing_of_are_left_out_and_said() -> None:
    strange = "condemns це, бо її слова чули всі люди у нашому місті"
    rows: list[dict[str, object]] = [
        {"account": f"a{n}", "created_at": T0 + timedelta(minutes=n), "text": text}
        for n in range(60)
        for text in (f"celebrates what they heard in the town {n}", f"{strange} {n}")
    ]
    found = tones.tone(
        posts(rows), "2026-03-14T12:00:00Z", memory=Remembers(str(row["text"]) for row in rows)
    )
    assert found.mix is not None
    assert (found.mix.posts, found.mix.texts) == (60, 60)
    assert (found.mix.languages, found.mix.left_out) == ((("en", 60),), (("uk", 60),))
    assert {share.tone: share.counted for share in found.mix.shares}["condemns"] == 0
    assert found.findings[0].completeness.endswith(
        "60 distinct texts (en 60); left out, as the head knows nothing of the language: uk 60"
    )
    (row, *_) = tones.rows("it", "2026-03-14T12:00:00Z", found, main=True)
    assert (row.texts, row.languages, row.left_out) == (60, (("en", 60),), (("uk", 60),))
    few = tones.tone(
        posts(rows[1::2]), "2026-03-14T12:00:00Z", memory=Remembers(str(row["text"]) for row in rows)
    )
    assert "60 of them in languages that the head knows nothing of" in few.note


def test_few_posts_give_no_share() -> None:
    rows: list[dict[str, object]] = [{"account": "a", "created_at": T0, "text": "other words"}]
    found = tones.tone(posts(rows), "2026-03-14T12:00:00Z", memory=Remembers(["other words"]))
    assert found.findings == ()
    assert "too few" in found.note


def test_without_the_encoder_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head, "ready", lambda: False)
    rows: list[dict[str, object]] = [
        {"account": f"a{n}", "created_at": T0, "text": f"other words {n}"} for n in range(30)
    ]
    found = tones.tone(posts(rows), "2026-03-14T12:00:00Z")
    assert "not installed" in found.note
