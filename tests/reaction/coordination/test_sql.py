"""Do the questions in SQL bind to an empty table, give what a hand works out, and what the join gives?"""

from __future__ import annotations

import duckdb
import pytest

from aftershock.reaction.coordination import join, stream
from aftershock.reaction.coordination.query import NAMES, sql
from tests.reaction.coordination.streams import Row, noise, slow_shared, table

PARAMETERS = {"pairs": {"trace": "url", "span": 60.0, "least": 1}, "activity": {"trace": "url", "first": 0.0}}


def asked(rows: list[Row], name: str, **parameters: object) -> list[tuple[object, ...]]:
    connection = duckdb.connect()
    connection.register("acts", table(rows))
    return connection.execute(sql(name), {**PARAMETERS[name], **parameters}).fetchall()


@pytest.mark.parametrize("name", NAMES)
def test_questions_bind_to_an_empty_table(name: str) -> None:
    assert asked([], name) == []


def test_pairs_by_hand() -> None:
    rows: list[Row] = [
        ("x", "a", "1", 0.0), ("x", "b", "2", 59.0), ("x", "c", "3", 119.0),
        ("y", "b", "4", 500.0), ("y", "a", "5", 560.0), ("y", "a", "6", 561.0),
        ("", "a", "7", 0.0), ("", "b", "8", 0.0),
    ]  # fmt: skip
    assert asked(rows, "pairs") == [("a", "b", 2), ("b", "c", 1)]


def test_activity_by_hand() -> None:
    rows: list[Row] = [
        ("x", "a", "1", 10.0),
        ("x", "b", "2", 20.0),
        ("y", "a", "3", 30.0),
        ("y", "a", "4", 3601.0),
    ]
    assert asked(rows, "activity") == [("a", 0, 2, 3), ("a", 1, 1, 1), ("b", 0, 1, 3)]


@pytest.mark.parametrize("window", [10.0, 60.0])
def test_the_join_and_the_engine_agree(window: float) -> None:
    rows = noise(11)
    found = {(a, b): n for a, b, n in asked(rows, "pairs", span=window)}
    assert found == slow_shared(rows, window)
    events = stream.read(table(rows))
    ours = join.shared(events.streams[0], (window,), accounts=len(events.accounts), least=(1,))
    assert sorted(ours.count[:, 0].tolist()) == sorted(found.values())
