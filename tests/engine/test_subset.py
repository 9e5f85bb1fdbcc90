"""Is every question written in what both engines understand alike, and is the rest noticed?"""

from __future__ import annotations

from pathlib import Path

import pytest

import aftershock
from aftershock.engine import subset
from aftershock.engine.dialect import to_spark
from aftershock.errors import CaseError

PACKAGE = Path(aftershock.__file__).parent
# What Spark is asked: all questions over posts. The others are asked of the case file, which stays DuckDB's.
CARRIED = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in (
        *(PACKAGE / "reaction").rglob("*.sql"),
        *(PACKAGE / "store" / f"{name}.sql" for name in (
            "post_revisions", "marked_posts", "posts_once", "superseded", "trace_events", "accounts_named",
            "receipts_of_posts",
        )),
        *(PACKAGE / "store").glob("labels_*.sql"),
        *(PACKAGE / "statements").rglob("*.sql"),
    )
)  # fmt: skip


@pytest.mark.parametrize("name", CARRIED)
def test_every_question_over_posts_carries_over(name: str) -> None:
    assert subset.offences((PACKAGE / name).read_text("utf-8")) == ()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select hash(text) from posts", "hash: differs silently"),
        ("select * from posts asof join others using (created_at)", "asof"),
        ("select time_bucket(interval '1 hour', created_at) from posts", "time_bucket"),
        ("select quantile_cont(n, 0.5) from posts", "quantile_cont"),
        ("select links[1:2] from posts", "slices"),
        ("select links[1] from posts", "places in a list"),
        ("select 1 as a union by name select 2 as a", "union by name"),
        ("select arg_min(text, created_at) from posts", "arg_min: takes any"),
        ("select any_value(text) from posts", "any_value: takes any"),
        ("select n // 2 from posts", "//: rounds down"),
        ("select list_transform(links, each -> lower(each)) from posts", "functions of one's own"),
        ("select nfc_normalize(text) from posts", "nfc_normalize"),
        ("select list_aggregate(links, 'min') from posts", "list_aggregate"),
        ("with a as (select median(n) as m from posts) select * from a", "median"),
    ],
)
def test_what_does_not_carry_over_is_named_and_refused(sql: str, said: str) -> None:
    assert any(each.startswith(said) for each in subset.offences(sql)), subset.offences(sql)
    with pytest.raises(CaseError, match="does not carry over"):
        to_spark(sql)


def test_ordinary_questions_are_let_through() -> None:
    sql = (
        "with a as (select platform, unnest(links) as link, row_number() over (partition by platform order by"
        " text) as n from posts where list_contains($p, platform))"
        " select platform, count(distinct link) from a group by 1"
    )
    assert subset.offences(sql) == ()
