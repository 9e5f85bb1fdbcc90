"""How fast do posts in bulk come into a case, beside a plain read of the same file in the same run?

``python bench/bench_posts.py [--forms ndjson,csv,parquet] [POSTS ...]`` (default 100000): generated posts in
each form, one row in ten thousand a post without a word in it, which has to be listed; for each form, the way
into a case (`gather` and `read_new`: taken in, hashed, read, marked, written, compared) against DuckDB's and
PyArrow's reading of the same file, each in a process of its own; then the same case with a file of 1 % more
posts beside the first.

"of first" and "of its cpu" leave out what every process loads before it can begin; "whole" is the life of the
process, start and loading in it. Pandas is loaded before where it is installed (it is no part of a base
install, but PyArrow loads it where it finds it), and bytecode is kept, as on a user's machine.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

FORMS = ("ndjson", "csv", "parquet")
START = datetime(2026, 3, 14, tzinfo=UTC)
SILENT = 10_000  # one post in so many has no text, link or picture: it is refused, and listed
AT_ONCE = 20_000
COLUMNS = pa.schema(
    [
        (name, pa.int64() if name == "likes" else pa.string())
        for name in (
            "id", "platform", "author_id", "author_handle", "created_at", "text", "repost_of", "reply_to",
            "likes", "url",
        )
    ]
)  # fmt: skip
Row = dict[str, object]


def rows(count: int, first: int = 0, seed: int = 5) -> Iterator[Row]:
    """Posts in a vocabulary as skewed as speech is, a seventh of them copies; tags, links, reposts."""
    chance = random.Random(seed + first)
    starts, middles = ("har", "fer", "qua", "ti", "lo"), ("bo", "ry", "mi", "de", "sa", "nu")
    ends = ("ur", "el", "on", "a", "is", "eth", "ing", "or")
    words = [start + middle + end for start in starts for middle in middles for end in ends]
    vocabulary = [f"{word}{number}" if number else word for number in range(40) for word in words]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    texts: list[str] = []
    for number in range(first, first + count):
        if texts and chance.random() < 0.15:
            text = texts[int(len(texts) * chance.random() ** 3)]
        else:
            text = " ".join(chance.choices(vocabulary, cum_weights=weights, k=chance.randint(4, 26)))
            if len(texts) < 20_000 and chance.random() < 0.2:
                texts.append(text)
        text += f" #tag{int(300 * chance.random() ** 2)}" if chance.random() < 0.35 else ""
        if chance.random() < 0.3:
            page = int(20_000 * chance.random() ** 3)
            text += f" https://www.news{chance.randrange(50)}.example/a/{page}?utm_source=x"
        text += f" @user{chance.randrange(40_000)}" if chance.random() < 0.2 else ""
        account = int(48_000 * chance.random() ** 1.5)
        at = START + timedelta(seconds=number // 6)
        silent = number % SILENT == SILENT // 2
        shared = chance.random() < 0.3 and not silent
        yield {
            "id": str(10**15 + number),
            "platform": "chirp",
            "author_id": str(account),
            "author_handle": f"user{account}",
            "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "text": "" if silent else text,
            "repost_of": str(10**15 + chance.randrange(number + 1)) if shared else None,
            "reply_to": str(10**15 + chance.randrange(number + 1)) if chance.random() < 0.1 else None,
            "likes": chance.randrange(900),
            "url": f"https://chirp.example/p/{10**15 + number}",
        }


def write(path: Path, made: Iterator[Row]) -> None:
    """The posts in the form that the file's name says; a few at a time are held."""
    if path.suffix == ".ndjson":
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in made)
        return
    kind = pyarrow.csv.CSVWriter if path.suffix == ".csv" else pq.ParquetWriter
    with kind(path, COLUMNS) as writer:
        while some := list(itertools.islice(made, AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(some, schema=COLUMNS))


def ours(folder: str, case: str) -> float:
    """Seconds until the posts of a folder are in a case; what is loaded for it is loaded before."""
    import duckdb  # noqa: F401  a run after 1 % more would be measured by how long this takes to load

    from aftershock import gather, intake
    from aftershock.progress import silent
    from aftershock.store import case as store
    from aftershock.store import nearness  # noqa: F401

    began = time.perf_counter()
    with store.open_case(case, create=True) as opened:
        gather.gather(opened, [folder], silent)
        intake.read_new(opened, silent)
    return time.perf_counter() - began


def duckdb_s(folder: str, _: str) -> float:
    """Seconds of DuckDB's reading of the same files into a table."""
    import duckdb

    began = time.perf_counter()
    connection = duckdb.connect()
    for path in sorted(Path(folder).iterdir()):
        reader = {".ndjson": "read_ndjson", ".csv": "read_csv", ".parquet": "read_parquet"}[path.suffix]
        connection.execute(f"create or replace table posts as select * from {reader}('{path}')")
    return time.perf_counter() - began


def pyarrow_s(folder: str, _: str) -> float:
    """Seconds of PyArrow's reading of the same files."""
    import pyarrow.json

    began = time.perf_counter()
    for path in sorted(Path(folder).iterdir()):
        {
            ".ndjson": pyarrow.json.read_json,
            ".csv": pyarrow.csv.read_csv,
            ".parquet": pq.read_table,
        }[path.suffix](path)
    return time.perf_counter() - began


WAYS = {"ours": ours, "duckdb": duckdb_s, "pyarrow": pyarrow_s}


def measured(way: str, folder: Path, case: Path) -> dict[str, float]:
    """Seconds and seconds of the processor with loading apart, peak MB, and the seconds of the whole process,
    of a way in a process of its own."""
    command = [sys.executable, __file__, "--way", way, str(folder), str(case)]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=kept).stdout
    found: dict[str, float] = json.loads(said)
    return {**found, "whole": time.perf_counter() - began}


def alone(way: str, folder: str, case: str) -> None:
    """The way itself; what every process loads is loaded before the clock starts."""
    import duckdb  # noqa: F401
    import pyarrow.json  # noqa: F401

    from aftershock import intake  # noqa: F401

    if importlib.util.find_spec("pandas"):
        import pandas  # noqa: F401
    began = time.process_time()
    seconds = WAYS[way](folder, case)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "processor": time.process_time() - began, "peak": peak}))


def listed(case: Path) -> int:
    """How many rows the case lists as refused."""
    path = case / "rejects.ndjson"
    return len(path.read_bytes().splitlines()) if path.is_file() else 0


def main(counts: list[int], forms: tuple[str, ...] = FORMS) -> None:
    """The table."""
    print(
        "posts    form     posts/s  cpu us/post  peak MB  x duckdb  x pyarrow  refused  "
        "+1 %: s   of first  of its cpu  of whole  peak MB"
    )
    for count in counts:
        for form in forms:
            with tempfile.TemporaryDirectory(prefix="bench-posts-") as work:
                folder, case = Path(work) / "folder", Path(work) / "a.case"
                folder.mkdir()
                write(folder / f"a.{form}", rows(count))
                peers = {way: measured(way, folder, case)["seconds"] for way in ("duckdb", "pyarrow")}
                first = measured("ours", folder, case)
                refused = listed(case)
                write(folder / f"b.{form}", rows(max(1, count // 100), first=count))
                again = measured("ours", folder, case)
            part = {name: again[name] / first[name] for name in ("seconds", "processor", "whole")}
            print(
                f"{count:<8} {form:<8} {count / first['seconds']:>7.0f}"
                f"  {first['processor'] / count * 1e6:>11.1f}  {first['peak']:>7.0f}"
                f"  {first['seconds'] / peers['duckdb']:>8.1f}  {first['seconds'] / peers['pyarrow']:>9.1f}"
                f"  {refused:>3}/{count // SILENT:<3}  {again['seconds']:>7.2f}  {part['seconds']:>8.3f}"
                f"  {part['processor']:>10.3f}  {part['whole']:>8.3f}  {again['peak']:>7.0f}",
                flush=True,
            )


if __name__ == "__main__":
    if "--way" in sys.argv:
        alone(*sys.argv[2:5])
    else:
        asked = argparse.ArgumentParser(description=__doc__)
        asked.add_argument("posts", type=int, nargs="*", default=[100_000])
        asked.add_argument("--forms", default=",".join(FORMS))
        given = asked.parse_args()
        main(given.posts, tuple(given.forms.split(",")))
