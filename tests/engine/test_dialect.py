"""How are questions and their values said to Spark?"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from aftershock.engine.dialect import to_spark
from aftershock.engine.patterns import to_java
from aftershock.errors import CaseError


def test_values_stand_in_place_and_keep_their_kind() -> None:
    said = to_spark(
        "select * from posts where a = $word and b >= $at and c = $many and d < $less and e = $day "
        "limit $most",
        {
            "word": "it's",
            "at": datetime(2026, 3, 14, 12),
            "many": 3,
            "less": -1.5,
            "day": date(2026, 3, 14),
            "most": 5,
        },
    )
    assert "a = 'it\\'s'" in said
    assert "b >= CAST('2026-03-14 12:00:00' AS TIMESTAMP_NTZ)" in said
    assert "c = 3" in said
    assert "d < (-1.5)" in said
    assert "e = CAST('2026-03-14' AS DATE)" in said
    assert said.endswith("LIMIT 5")


def test_a_list_is_a_list_also_when_it_is_missing() -> None:
    asked = "select 1 where $p is null or list_contains($p, platform)"
    assert "ARRAY_CONTAINS(CAST(ARRAY('a', 'b') AS ARRAY<STRING>), platform)" in to_spark(
        asked, {"p": ["a", "b"]}
    )
    missing = to_spark(asked, {"p": None})
    assert "NULL IS NULL" in missing
    assert "ARRAY_CONTAINS(CAST(NULL AS ARRAY<STRING>), platform)" in missing


def test_a_word_cannot_become_a_query() -> None:
    said = to_spark("select 1 where a = $word", {"word": "x' or '1'='1"})
    assert said.count("'") == 2 + said.count("\\'")


def test_a_missing_value_is_said_with_its_name_and_file() -> None:
    with pytest.raises(CaseError, match=r"sql/window.sql: no value for \$first"):
        to_spark("select $first", {}, where="sql/window.sql")


def test_moments_have_no_zone_there_as_here() -> None:
    assert "TIMESTAMP_NTZ" in to_spark("select cast(a as timestamp) from posts")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"[^\pL\pN_]", r"[^\pL\pN_]"),
        (r"a\s+b[\s-]", r"a[\t\n\f\r ]+b[\t\n\f\r -]"),
        (r"(?i)ask[yk]", "(?i)a[s\u017f][k\u212a][yk\u212a]"),
        (r"sick", "sick"),
    ],
)
def test_a_pattern_means_the_same_there(pattern: str, said: str) -> None:
    assert to_java(pattern) == said


def test_the_edge_of_a_word_is_spelled_out() -> None:
    assert to_java(r"\bx").endswith("x")
    assert "\\b" not in to_java(r"\bx")


def test_lists_that_go_side_by_side_go_so_there() -> None:
    said = to_spark("select a, unnest(b) as x, unnest(c) as y from posts")
    assert said == "SELECT INLINE(ARRAYS_ZIP(b, c)) AS (x, y), a FROM posts"


@pytest.mark.parametrize("pattern", ["a.b", "a$", r"\Sx", r"[\b]", "(?i)[a-z]", r"\Ba"])
def test_a_pattern_that_means_another_thing_there_is_refused(pattern: str) -> None:
    with pytest.raises(CaseError, match="another thing in Spark"):
        to_java(pattern)
