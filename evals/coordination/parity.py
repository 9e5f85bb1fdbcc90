"""Are edges and weights those of the QUT toolkit and of CooRTweet's rule, on real posts and on simulated
ones?

Run: python -m evals.coordination.parity DATA [--peer PYTHON]
DATA holds german_elections.csv and russian_coord_tweets.csv; PYTHON is an interpreter with
coordination-network-toolkit 1.5.2 (without it that half is said to be absent). CooRTweet's rule is its slow
twin from the tests: all pairs of an object, then the window, loops and participation.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from evals.coordination import generate
from tests.reaction.coordination.streams import slow_coortweet

from aftershock.reaction.coordination import stream, weights

WINDOW = 60.0
PEER = Path(__file__).with_name("peer_qut.py")


def main() -> None:
    """Print one line a comparison; exit 1 on any difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--peer", type=Path)
    given = parser.parse_args()
    same = True
    for name, table in tables(given.data):
        for trace in pc.unique(table["trace"]).to_pylist():
            part = table.filter(pc.equal(table["trace"], trace))
            same &= coortweet(f"{name} {trace}", part)
            if given.peer is None:
                print(f"{name} {trace}: the QUT toolkit is absent (give --peer PYTHON)")
            elif trace in ("repost", "url", "domain", "media", "hashtag"):
                same &= qut(f"{name} {trace}", part, given.peer)
    sys.exit(0 if same else 1)


def tables(data: Path) -> list[tuple[str, pa.Table]]:
    """The event tables: real ones by path, simulated ones by seed."""
    german = arrow_csv.read_csv(data / "german_elections.csv")
    russian = arrow_csv.read_csv(data / "russian_coord_tweets.csv")
    columns = (("url", "url_id"), ("hashtag", "hashtag_id"), ("domain", "domain_id"), ("media", "phash_id"))
    parts = [events(german, trace, column, "post_id", "timestamp") for trace, column in columns]
    return [
        ("german", pa.concat_tables(parts)),
        ("russian", events(russian, "repost", "object_id", "content_id", "timestamp_share")),
        ("easy plant", simulated(1, generate.EASY)),
        ("hard plant", simulated(2, generate.HARD)),
    ]


def simulated(seed: int, plant: generate.Plant) -> pa.Table:
    """A small world's reposts and links."""
    made = generate.world(seed, posts=20_000, accounts=1500, plant=plant, traces=("repost", "url"))
    return made.events.drop_columns(["source"])


def events(table: pa.Table, trace: str, column: str, post: str, t: str) -> pa.Table:
    """An event table from columns of a peer's export; rows without an object stay and must be refused."""
    return pa.table(
        {
            "trace": pa.array([trace] * len(table)),
            "object": pc.fill_null(table[column].cast(pa.string()), ""),
            "account": table["account_id"].cast(pa.string()),
            "post": table[post].cast(pa.string()),
            "t": table[t].cast(pa.float64()),
        }
    )


def coortweet(name: str, table: pa.Table) -> bool:
    """Whether CooRTweet's rule gives the same edges and weights."""
    seen = stream.read(table)
    found = weights.combinations(seen, seen.streams[0], WINDOW, 2)
    ours = _named(seen, weights.pair_weights(seen, seen.streams[0], found), ordered=False)
    names = [table[column].to_pylist() for column in ("object", "account", "post", "t")]
    rows = [row for row in zip(*names, strict=True) if row[0]]
    return _said(f"{name}: CooRTweet's rule", ours, slow_coortweet(rows, WINDOW, 2))


def qut(name: str, table: pa.Table, peer: Path) -> bool:
    """Whether the toolkit itself gives the same edges and weights."""
    seen = stream.read(table)
    found = weights.matched_posts(seen, seen.streams[0], WINDOW)
    theirs, _ = run_qut(table, peer)
    return _said(f"{name}: QUT toolkit", _named(seen, found, ordered=True), theirs)


def run_qut(table: pa.Table, peer: Path, processes: int = 2) -> tuple[dict[tuple[str, str], int], float]:
    """The toolkit's edges, and the seconds it computed."""
    trace = table["trace"][0].as_py()
    with tempfile.TemporaryDirectory() as folder:
        posts, edges = Path(folder, "posts.csv"), Path(folder, "edges.csv")
        with posts.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(_posts(table, trace == "repost"))
        network = "co_retweet" if trace == "repost" else "co_link"
        said = subprocess.run(
            [str(peer), str(PEER), str(posts), str(edges), network, str(WINDOW), str(processes)],
            capture_output=True,
            text=True,
            check=True,
        )
        with edges.open(encoding="utf-8", newline="") as file:
            found = {(a, b): int(weight) for a, b, weight in csv.reader(file) if a != b}
    return found, float(said.stdout.split()[1])


def _posts(table: pa.Table, repost: bool) -> list[tuple[str, ...]]:
    """One row a post in the toolkit's columns."""
    rows: dict[str, tuple[str, str, list[str]]] = {}
    names = [table[column].to_pylist() for column in ("object", "account", "post", "t")]
    for obj, account, post, t in zip(*names, strict=True):
        rows.setdefault(post, (account, str(t), []))[2].append(obj)
    return [
        (post, account, account, objects[0] if repost else "", "", "", t, "" if repost else "|".join(objects))
        for post, (account, t, objects) in rows.items()
    ]


def _named(seen: stream.Events, found: weights.Weights, *, ordered: bool) -> dict[tuple[str, str], int]:
    names = seen.accounts.to_pylist()
    pairs = [(names[a], names[b]) for a, b in zip(found.a, found.b, strict=True)]
    if not ordered:
        pairs = [(min(pair), max(pair)) for pair in pairs]
    return dict(zip(pairs, found.weight.tolist(), strict=True))


def _said(name: str, ours: dict[tuple[str, str], int], theirs: dict[tuple[str, str], int]) -> bool:
    same = ours == theirs
    total = sum(ours.values())
    print(f"{name}: {len(ours)} edges, weight {total}: {'identical' if same else 'DIFFERENT'}")
    if not same:
        differ = [pair for pair in ours.keys() | theirs.keys() if ours.get(pair) != theirs.get(pair)]
        print("  ", len(differ), [(pair, ours.get(pair), theirs.get(pair)) for pair in differ[:3]])
    return same


if __name__ == "__main__":
    main()
