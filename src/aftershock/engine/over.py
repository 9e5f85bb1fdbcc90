"""Which engine answers for a case? DuckDB, unless a person names the Spark that should."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aftershock.engine.duck import Duck
from aftershock.engine.question import Engine
from aftershock.errors import UsageError
from aftershock.store.folder import CaseFolder

DUCKDB, SPARK = "duckdb", "spark"
NAMES = (DUCKDB, SPARK)


@contextmanager
def over(case: CaseFolder, name: str = DUCKDB) -> Iterator[Engine]:
    """The engine of that name over a case's posts; another than the default is noted in the chain of custody.

    The posts are those of this moment: who adds some asks anew.

    Raises UsageError on a name that there is none of, ExtraMissing where Spark is not installed.
    """
    if name == DUCKDB:
        with case.cursor() as cursor:
            yield Duck(cursor)
    elif name == SPARK:
        from aftershock.engine import spark

        session = spark.start(case.root)
        try:
            if not case.readonly:
                case.record("engine", reason=f"questions over posts answered by {session.name}")
            yield session
        finally:
            session.close()
    else:
        raise UsageError(f"there is no engine '{name}'", next_step=f"Use one of: {', '.join(NAMES)}")
