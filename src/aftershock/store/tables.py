"""How are the derived records of a case kept in DuckDB and asked for?

The engine's own database is in memory and holds what depends on the place of the case (the view over the
posts); ``case.duckdb`` is attached as ``kept`` with a pinned storage version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from aftershock.errors import CaseDamaged, CaseLocked, brief
from aftershock.records import (
    Capture,
    Channel,
    Entity,
    Event,
    Figure,
    Finding,
    Page,
    Record,
    Reject,
    Statement,
    Story,
)
from aftershock.store import layout
from aftershock.text import content_id, sha256

if TYPE_CHECKING:
    import duckdb

R = TypeVar("R", bound=Record)

# The oldest format that the oldest engine we accept (pyproject: duckdb >= 1.4) writes by default: a case
# made with a newer engine still opens with an older one.
STORAGE_VERSION = "v1.4.0"
# Applied in this order, once each; a later change of the tables is a new file at the end.
MIGRATIONS = ("schema.sql", "site_schema.sql")
# No extension is ever fetched: the engine must not reach for the network (law 7).
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
KINDS: dict[str, type[Record]] = {
    "captures": Capture,
    "pages": Page,
    "channels": Channel,
    "stories": Story,
    "statements": Statement,
    "figures": Figure,
    "events": Event,
    "entities": Entity,
    "findings": Finding,
    "rejects": Reject,
}


def query(name: str) -> str:
    """The text of one of this stage's ``.sql`` files."""
    return files("aftershock.store").joinpath(name).read_text("utf-8")


def connect(
    path: Path | None, *, readonly: bool = False, announce: Callable[[], None] = lambda: None
) -> duckdb.DuckDBPyConnection:
    """Open the case file (``None``: an empty one in memory) and bring it to the newest schema.

    ``announce`` is called before the schema is changed. Raises CaseDamaged where the file is
    no case file of ours.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config=SETTINGS)
    try:
        if path is not None:  # what outgrows the memory stays inside the case, and is swept with it
            spill = literal(str(path.parent / layout.PARTIAL))
            connection.execute(f"set temp_directory = {spill}")
        _attach(connection, path, readonly=readonly)
        if not readonly or path is None:
            migrate(connection, announce=announce)
        connection.execute("use memory.main")
        connection.execute(query("posts.sql"))
        for name in ("post_revisions", "marked_posts", "posts_once", "trace_events"):
            shown = name.removesuffix("_once")
            connection.execute(f"create or replace view memory.main.{shown} as {query(name + '.sql')}")
        settle(connection)
    except duckdb.Error as error:
        connection.close()
        if _in_use(error):
            raise CaseLocked(
                "the case file is in use", where=str(path), next_step="Ask the owner of the case"
            ) from error
        raise CaseDamaged(
            f"the case file cannot be opened: {brief(error)}",
            where=str(path),
            next_step="It is derived: delete it, and the next run builds it again",
        ) from error
    return connection


def _in_use(error: Exception) -> bool:
    """Whether the engine refuses a file because somebody has it open: here, or in another process."""
    said = str(error)
    return "Could not set lock" in said or "Unique file handle conflict" in said or "already attached" in said


def _attach(connection: duckdb.DuckDBPyConnection, path: Path | None, *, readonly: bool) -> None:
    if path is None:
        connection.execute("attach ':memory:' as kept")
        return
    options = "READ_ONLY" if readonly else f"STORAGE_VERSION '{STORAGE_VERSION}'"
    connection.execute(f"attach {literal(str(path))} as kept ({options})")  # a path cannot be a parameter


def settle(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Let a connection (each cursor has its own) find the case file's tables first, then the posts."""
    connection.execute("set search_path = 'kept.main,memory.main'")
    return connection


def literal(value: str) -> str:
    """A string as an SQL literal, where the engine takes no parameter."""
    return "'" + value.replace("'", "''") + "'"


def migrate(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str] = MIGRATIONS,
    *,
    announce: Callable[[], None] = lambda: None,
) -> int:
    """Apply the migrations that the file has not had yet; returns how many.

    Raises CaseDamaged where the file was made by a newer release.
    """
    connection.execute("use kept.main")
    had = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'kept' and table_name = 'migrations'"
    ).fetchall()
    if not had:
        announce()
        connection.execute(query("migrations.sql"))
    done = [row[0] for row in connection.execute("select name from migrations order by version").fetchall()]
    if done != list(names[: len(done)]):
        raise CaseDamaged(
            f"the case file has migrations that this release does not know ({', '.join(map(str, done))})",
            next_step="Open it with the newer release that wrote it",
        )
    for version, name in enumerate(names[len(done) :], start=len(done) + 1):
        announce()
        text = query(name)
        with transaction(connection):
            connection.execute(text)
            connection.execute(
                "insert into migrations values ($version, $name, $digest)",
                {"version": version, "name": name, "digest": sha256(text)},
            )
    return len(names) - len(done)


def made(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the case file has its tables: an owner that was killed early leaves it without them."""
    asked = "select 1 from duckdb_tables() where database_name = 'kept' and table_name = 'records'"
    return bool(connection.execute(asked).fetchall())


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block's changes, or none of them."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def key_of(record: Record) -> str:
    """What a record is known by within its kind: its id, a channel's platform and id, else its content."""
    if isinstance(record, Channel):
        return f"{record.platform}/{record.id}"
    named = getattr(record, "id", None)
    return named if isinstance(named, str) else content_id("row", msgspec.to_builtins(record))


def write(connection: duckdb.DuckDBPyConnection, kind: str, records: Iterable[Record]) -> int:
    """Replace all records of a kind in one transaction; returns how many there are now.

    Of two records with one key the later stands, in the place of the earlier.
    """
    rows = {key_of(record): record for record in records}
    with transaction(connection):
        connection.execute(query("replace.sql"), {"kind": kind})
        _insert(connection, kind, rows)
    return len(rows)


def _insert(connection: duckdb.DuckDBPyConnection, kind: str, rows: Mapping[str, Record]) -> None:
    if not rows:
        return
    import pyarrow

    encode = msgspec.json.Encoder().encode
    incoming = pyarrow.table(
        {
            "kind": [kind] * len(rows),
            "id": list(rows),
            "n": range(len(rows)),
            "record": [encode(record).decode() for record in rows.values()],
        }
    )
    insert_arrow(connection, "records", incoming)


def insert_arrow(connection: duckdb.DuckDBPyConnection, table: str, incoming: Any) -> None:
    """Put an Arrow table's rows into one of the case file's tables, column by column."""
    connection.register("incoming", incoming)
    connection.execute(f"insert into kept.main.{table} select * from incoming")  # a name is no parameter
    connection.unregister("incoming")


def read(connection: duckdb.DuckDBPyConnection, kind: str, type_: type[R]) -> tuple[R, ...]:
    """All records of a kind, in the order in which they were written."""
    decode = msgspec.json.Decoder(type_).decode
    rows = connection.execute(query("records.sql"), {"kind": kind}).fetchall()
    return tuple(decode(row[0]) for row in rows)


def cached(connection: duckdb.DuckDBPyConnection, kind: str, keys: Iterable[str]) -> dict[str, str]:
    """What was kept under these keys."""
    rows = connection.execute(query("cached.sql"), {"kind": kind, "keys": list(keys)}).fetchall()
    return dict(rows)


def keep(connection: duckdb.DuckDBPyConnection, kind: str, values: Mapping[str, str]) -> None:
    """Keep values under their keys, in the place of what was there."""
    if not values:
        return
    import pyarrow

    incoming = pyarrow.table(
        {"kind": [kind] * len(values), "key": list(values), "value": list(values.values())}
    )
    with transaction(connection):
        connection.execute(query("uncache.sql"), {"kind": kind, "keys": list(values)})
        insert_arrow(connection, "cache", incoming)
