"""How fast do posts in bulk come into a case, beside a plain read of the same file in the same run?

``python bench/bench_posts.py [POSTS ...]`` (default 100000): generated posts as NDJSON, CSV and Parquet; for
each, the way into a case (`gather` and `read_new`: taken in, hashed, read, marked, written, compared) against
DuckDB's and PyArrow's reading of the same file, each in a process of its own; then 1 % more posts.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

FORMS = ("ndjson", "csv", "parquet")
START = datetime(2026, 3, 14, tzinfo=UTC)


def rows(count: int, first: int = 0, seed: int = 5) -> list[dict[str, object]]:
    """Posts in a vocabulary as skewed as speech is, a seventh of them copies; tags, links, reposts."""
    chance = random.Random(seed + first)
    starts, middles = ("har", "fer", "qua", "ti", "lo"), ("bo", "ry", "mi", "de", "sa", "nu")
    ends = ("ur", "el", "on", "a", "is", "eth", "ing", "or")
    words = [start + middle + end for start in starts for middle in middles for end in ends]
    vocabulary = [f"{word}{number}" if number else word for number in range(40) for word in words]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    texts: list[str] = []
    made: list[dict[str, object]] = []
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
        made.append(
            {
                "id": str(10**15 + number),
                "platform": "chirp",
                "author_id": str(account),
                "author_handle": f"user{account}",
                "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "text": text,
                "repost_of": str(10**15 + chance.randrange(number + 1)) if chance.random() < 0.3 else None,
                "reply_to": str(10**15 + chance.randrange(number + 1)) if chance.random() < 0.1 else None,
                "likes": chance.randrange(900),
                "url": f"https://chirp.example/p/{10**15 + number}",
            }
        )
    return made


def write(path: Path, made: list[dict[str, object]]) -> None:
    """The posts in the form that the file's name says."""
    if path.suffix == ".ndjson":
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in made)
    elif path.suffix == ".csv":
        pyarrow.csv.write_csv(pa.Table.from_pylist(made), path)
    else:
        pq.write_table(pa.Table.from_pylist(made), path)


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


def measured(way: str, folder: Path, case: Path) -> tuple[float, float, float]:
    """Seconds, seconds of the processor (loading apart), and peak MB of a way, in a process of its own."""
    command = [sys.executable, __file__, "--way", way, str(folder), str(case)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(said[0]), float(said[1]), float(said[2])


def alone(way: str, folder: str, case: str) -> None:
    import duckdb  # noqa: F401
    import pyarrow.json  # noqa: F401

    from aftershock import intake  # noqa: F401

    began = time.process_time()
    seconds = WAYS[way](folder, case)
    print(seconds, time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(counts: list[int], forms: tuple[str, ...] = FORMS) -> None:
    """The table."""
    print(
        "posts    form     posts/s  cpu us/post  peak MB  x duckdb  x pyarrow  +1 %: s   of first  of its cpu"
    )
    for count in counts:
        made, more = rows(count), rows(max(1, count // 100), first=count)
        for form in forms:
            with tempfile.TemporaryDirectory(prefix="bench-posts-") as work:
                folder, case = Path(work) / "folder", Path(work) / "a.case"
                folder.mkdir()
                write(folder / f"a.{form}", made)
                peers = {way: measured(way, folder, case)[0] for way in ("duckdb", "pyarrow")}
                first, cpu, peak = measured("ours", folder, case)
                write(folder / f"b.{form}", more)
                again, cpu_again, _ = measured("ours", folder, case)
            print(
                f"{count:<8} {form:<8} {count / first:>7.0f}  {cpu / count * 1e6:>11.1f}  {peak:>7.0f}"
                f"  {first / peers['duckdb']:>8.1f}  {first / peers['pyarrow']:>9.1f}  {again:>7.2f}"
                f"  {again / first:>8.3f}  {cpu_again / cpu:>10.3f}",
                flush=True,
            )


if __name__ == "__main__":
    if "--way" in sys.argv:
        alone(*sys.argv[2:5])
    else:
        main([int(each) for each in sys.argv[1:]] or [100_000])
