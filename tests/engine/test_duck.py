"""Does DuckDB answer a stage's question, and does a missing Spark say what to install?"""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from aftershock.engine import question, spark
from aftershock.engine.duck import Duck
from aftershock.errors import CaseError, ExtraMissing
from aftershock.store import tables


def test_a_stage_s_question_is_found_by_name_and_answered() -> None:
    with tables.connect(None) as connection:
        engine = Duck(connection)
        assert question.ask(engine, "aftershock.reaction", "sql/totals") == [{"posts": 0, "accounts": 0}]
        assert question.ask_table(engine, "aftershock.reaction", "sql/totals").num_rows == 1
        with pytest.raises(CaseError, match=r"reaction/sql/window\.sql: the query failed"):
            question.ask(engine, "aftershock.reaction", "sql/window")


def test_without_pyspark_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("pyspark"):
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissing, match=r"aftershock\[spark\]"):
        spark.start(tmp_path)
