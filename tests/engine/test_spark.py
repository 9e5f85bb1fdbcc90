"""Does every question get the same rows from Spark as from DuckDB, over the same Parquet?"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from aftershock.engine import question
from aftershock.engine.dialect import to_spark
from aftershock.engine.duck import Duck
from aftershock.errors import CaseError
from aftershock.statements import act_cues, lexicon
from aftershock.store import case as store
from tests.engine import stream
from tests.engine.test_subset import CARRIED, PACKAGE

pytest.importorskip("pyspark", reason="the extra 'spark' is not installed: make spark installs it")

from aftershock.engine import spark

pytestmark = [pytest.mark.spark, pytest.mark.timeout(900)]
# A value for each name that a question may ask for; a new name needs one here.
VALUES: dict[str, object] = {
    "first": datetime(2026, 3, 14, 8),
    "last": datetime(2026, 3, 15, 20),
    "t0": datetime(2026, 3, 14, 12),
    "step": 3600,
    "platforms": None,
    "accounts": 2,
    "most": 15,
    "length": 10,
    "trace": "hashtag",
    "steps": 8,
    "shortest": 3,
    "channels": ["c1", "c3"],
    "words": ["a", "o"],
    "listed": ["chirp\x1fc1"],
    "long": 70,
    "foreign": act_cues.foreign(),
    **act_cues.words(lexicon.load())._asdict(),
    "span": 3600.0,
    "least": 1,
}
# The times of coordination's questions are seconds; both engines get their table from the case's events.
ACTS = """
select
    trace, concat('o', cast(object as varchar)) as object, account, post,
    date_diff('second', cast('1970-01-01 00:00:00' as timestamp), t) as t
from trace_events
"""
HOUR = """
cast(floor(date_diff('second', cast('1970-01-01 00:00:00' as timestamp), deleted_at) / 3600.0) as bigint)
"""
PARAMETER = re.compile(r"(?<![\w$])\$([a-z_][a-z0-9_]*)")
NAMES = ("post_revisions", "posts", "marked_posts", "superseded", "trace_events")
SHOWN = {*NAMES, "posts_once"}  # questions that stand behind these names


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Duck, spark.Spark]]:
    root = stream.make(tmp_path_factory.mktemp("engines") / "a.case")
    session = spark.start(root, master="local[2]")
    session.session.sql(to_spark(ACTS)).createOrReplaceTempView("acts")
    with store.open_case(root, readonly=True) as case, case.cursor() as cursor:
        cursor.execute(f"create temp view acts as {ACTS}")
        yield Duck(cursor), session
    session.close()


def of_the_case(duck: Duck, name: str) -> dict[str, object]:
    """Things, accounts and posts that the case has, by their numbers."""
    trace = Path(name).stem.removeprefix("labels_") if "labels_" in name else "hashtag"
    # these are in trace_events only where they tell of more than one account
    other = {"handle": "select author_key as object from marked_posts where author_key is not null"}
    other["deletion"] = f"select distinct {HOUR} as object from marked_posts where deleted_at is not null"
    things = duck.rows(
        other.get(trace, f"select distinct object from trace_events where trace = '{trace}'"),
        {},
        where="things",
    )
    accounts = duck.rows("select distinct account from marked_posts", {}, where="accounts")
    posts = duck.rows("select post from marked_posts order by post limit 40", {}, where="posts")
    keys = duck.rows("select post_key from marked_posts order by post_key limit 40", {}, where="keys")
    return {
        "objects": [row["object"] for row in things],
        "posts": [row["post"] for row in posts],
        "keys": [row["post_key"] for row in keys],
        "ids": [row["account"] for row in accounts] if "accounts" in name else [row["post"] for row in posts],
    }


def asked(name: str, **other: object) -> tuple[str, dict[str, object]]:
    """A question's text and the values that it names."""
    text = (PACKAGE / name).read_text("utf-8")
    values = {**VALUES, **other}
    return text, {each: values[each] for each in PARAMETER.findall(text)}


@pytest.mark.parametrize("name", [name for name in CARRIED if Path(name).stem not in SHOWN])
def test_every_question_gets_the_same_rows(both: tuple[Duck, spark.Spark], name: str) -> None:
    for platforms in (None, ["telegram"]):
        text, values = asked(name, platforms=platforms, **of_the_case(both[0], name))
        if "coordination" in name and "first" in values:
            values["first"] = 0.0
        if platforms and "platforms" not in values:
            continue
        here, there = (engine.rows(text, values, where=name) for engine in both)
        assert here, "nothing to compare"
        if "order by" not in text.rpartition(")")[2]:
            here, there = (sorted(rows, key=repr) for rows in (here, there))
        alike(here, there)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_shows_the_same_rows(both: tuple[Duck, spark.Spark], name: str) -> None:
    here, there = (engine.rows(f"select * from {name}", {}, where=name) for engine in both)
    assert here, "nothing to compare"
    alike(*(sorted(rows, key=lambda row: repr(plain(row))) for rows in (here, there)))


def alike(here: list[dict[str, Any]], there: list[dict[str, Any]]) -> None:
    """Row by row, floats within 1e-9 of each other."""
    assert len(here) == len(there)
    for one, other in zip(here, there, strict=True):
        assert list(one) == list(other)
        for name in one:
            a, b = plain(one[name]), plain(other[name])
            same = (
                math.isclose(a, b, rel_tol=1e-9) if isinstance(a, float) and isinstance(b, float) else a == b
            )
            assert same, (name, a, b)


def plain(value: Any) -> Any:
    """A value without what only the engine's types differ in."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        found = [plain(inner) for inner in value]
        # a map comes back as pairs
        return (
            dict(found)
            if found and all(isinstance(each, list) and len(each) == 2 for each in found)
            else found
        )
    return value


def test_results_come_back_as_arrow_and_functions_go_over_batches(both: tuple[Duck, spark.Spark]) -> None:
    duck, session = both
    text = "select platform, count(*) as posts from posts group by platform order by platform"
    assert session.table(text, {}, where="x").to_pylist() == duck.table(text, {}, where="x").to_pylist()

    def lengths(batch: pa.RecordBatch) -> pa.RecordBatch:
        return pa.record_batch(
            {"characters": pa.array([len(t) for t in batch.column(0).to_pylist()], pa.int64())}
        )

    some = "select text from posts"
    there = session.mapped(some, {}, lengths, "characters bigint").column(0).to_pylist()
    here = [n for batch in duck.mapped(some, {}, lengths, rows=50) for n in batch.column(0).to_pylist()]
    assert sorted(there) == sorted(here)


def test_a_refused_query_shows_itself(both: tuple[Duck, spark.Spark]) -> None:
    for engine in both:
        with pytest.raises(CaseError, match="no_such_column"):
            engine.rows("select no_such_column from posts", {}, where="x")


def test_each_engine_says_what_it_is(both: tuple[Duck, spark.Spark]) -> None:
    names = [engine.name for engine in both]
    assert re.fullmatch(r"duckdb \d.*", names[0])
    assert re.fullmatch(r"spark \d.*", names[1])
    engine: question.Engine
    for engine in both:
        assert question.ask(engine, "aftershock.reaction", "sql/totals")[0]["posts"] == 240
