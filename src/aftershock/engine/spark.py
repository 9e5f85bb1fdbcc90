"""How does a Spark that exists already answer a question? By the same files, on the same Parquet.

Where Spark runs is its own business: ``spark-defaults.conf`` or ``SPARK_REMOTE`` say it; without them it runs
on this machine (Java 17 or newer). The case's folder must be readable where the workers are.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aftershock.engine.dialect import to_spark
from aftershock.engine.duck import refused
from aftershock.engine.question import Row, Values
from aftershock.errors import ExtraMissing
from aftershock.store import layout, posts, tables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# In this order: a later one asks the earlier ones.
_NAMES = (
    ("post_revisions", "post_revisions"),
    ("marked_posts", "marked_posts"),
    ("posts", "posts_once"),
    ("trace_events", "trace_events"),
)
_KEPT = ("marked_posts", "trace_events")
_SETTINGS: dict[str, bool | float | int | str | None] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # overflow and bad casts are errors there as here
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


class Spark:
    """A session with the case's posts under their names; give it back with `close`."""

    def __init__(self, session: SparkSession, root: Path, *, own: bool = True) -> None:
        self.session, self._own = session, own
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # we say it ourselves
        for key, value in _SETTINGS.items():
            session.conf.set(key, str(value))
        self._kept = _show(session, root)

    @property
    def name(self) -> str:
        """``spark`` and its version."""
        return f"spark {self.session.version}"

    def frame(self, sql: str, values: Values, *, where: str) -> DataFrame:
        """The answer as Spark keeps it, not yet worked out."""
        from pyspark.errors import PySparkException

        asked = to_spark(sql, values, where=where)
        try:
            return self.session.sql(asked)
        except PySparkException as error:
            refused(_brief(error), asked, where)

    def table(self, sql: str, values: Values, *, where: str) -> Any:
        """The answer as a ``pyarrow.Table``."""
        from pyspark.errors import PySparkException

        try:
            return self.frame(sql, values, where=where).toArrow()
        except PySparkException as error:
            refused(_brief(error), sql, where)

    def rows(self, sql: str, values: Values, *, where: str) -> list[Row]:
        """The answer row by row."""
        found: list[Row] = self.table(sql, values, where=where).to_pylist()
        return found

    def mapped(
        self, sql: str, values: Values, function: Callable[[Any], Any], schema: Any, *, where: str = ""
    ) -> Any:
        """A function over the answer's Arrow batches, on the workers; what it returns (batches of ``schema``,
        in Spark's words: ``"id bigint, score double"``) comes back as a ``pyarrow.Table``."""

        def each(batches: Iterator[Any]) -> Iterator[Any]:
            yield from map(function, batches)

        return self.frame(sql, values, where=where).mapInArrow(each, schema).toArrow()

    def close(self) -> None:
        """End the session, if it was begun here; else give back what was kept in it."""
        for each in self._kept:
            each.unpersist()
        if self._own:
            self.session.stop()


def start(root: Path, *, master: str | None = None) -> Spark:
    """Connect to the Spark that the environment names, or start one here.

    Raises ExtraMissing without PySpark.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ExtraMissing("spark", what_for="Running questions on Spark") from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return Spark(active, root, own=False)
    builder = SparkSession.builder.appName("aftershock").config(map=_SETTINGS)
    builder = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    if master is not None:
        builder = builder.master(master)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # its workers need the packages that we have
    session = builder.getOrCreate()
    if (session.conf.get("spark.master", "") or "").startswith("local"):
        # a small machine: its 200 parts of every answer would be 200 tasks
        session.conf.set("spark.sql.shuffle.partitions", "4")
    return Spark(session, root)


def _brief(error: Exception) -> Exception:
    """Without the plan that Spark adds to what it says."""
    return ValueError(str(error).partition("\n")[0][:500])


def _show(session: SparkSession, root: Path) -> list[DataFrame]:
    """Put the case's Parquet under the names that questions ask for; gives what is kept for the next one.

    Kept is what dozens of questions ask and what costs a pass over all posts to work out.
    """
    found = [str(part) for part in posts.parts(root)]
    if found:
        revisions = session.read.schema(_columns(posts.STORED)).parquet(*found)
    else:
        revisions = session.createDataFrame([], _columns(posts.STORED))
    revisions.createOrReplaceTempView("marked_revisions")
    gone = session.sql(to_spark(tables.query("superseded.sql")))
    gone = gone.cache()
    gone.createOrReplaceTempView("superseded")
    for name, first in ((layout.NEAR_TEXTS, "text_id"), (layout.NEAR_MEDIA, "media_id")):
        schema = f"{first} bigint, near_id bigint"
        path = root / name
        if path.is_file():
            near = session.read.schema(schema).parquet(str(path))
        else:
            near = session.createDataFrame([], schema)
        near.createOrReplaceTempView(Path(name).stem)
    kept = [gone]
    for name, question in _NAMES:
        made = session.sql(to_spark(tables.query(f"{question}.sql")))
        if name in _KEPT:
            kept.append(made := made.cache())
        made.createOrReplaceTempView(name)
    return kept


def _columns(schema: Any) -> str:
    """An Arrow schema in Spark's words."""
    return ", ".join(f"`{field.name}` {_type(field.type)}" for field in schema)


def _type(kind: Any) -> str:
    import pyarrow as pa

    if pa.types.is_list(kind):
        return f"array<{_type(kind.value_type)}>"
    if pa.types.is_map(kind):
        return f"map<{_type(kind.key_type)}, {_type(kind.item_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'`{f.name}`: {_type(f.type)}' for f in kind)}>"
    return {"int64": "bigint", "int32": "int", "timestamp[us]": "timestamp_ntz"}.get(str(kind), "string")
