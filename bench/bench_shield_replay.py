"""How long does it take to see what another policy changes on N stored posts? Beside two checks of each post.

Run: python -m bench.bench_shield_replay --folder FOLDER [--posts N] [--workers N] [--items N] [--parquet]
FOLDER is that of `bench_shield_http` (made where it is none): 10,000 phrases, N known items, 200 rules. The
other policy asks for less of a copy and for more of a known item, has five phrases less and ten more. One
post in a hundred has a phrase. The peer, on the first posts: ``check`` by both policies, one process.
Processor time of all processes is told too, as it depends less on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import time
from pathlib import Path

from bench.bench_shield_http import SHARE, prepare
from evals.shield import evasion, made

from aftershock.shield.service import bundle, given, verbs

PEER = 1_000  # posts that go through the peer


def other(folder: Path) -> Path:
    """The other policy in a folder of its own, on the same bank."""
    place = folder / "other"
    (place / "phrases").mkdir(parents=True, exist_ok=True)
    source = (folder / "policy.toml").read_text("utf-8")
    longer = 'text = "a text of more than twenty letters"'  # its own example has to fire under the new rule
    changed = (
        source.replace("near.b > 0.", "near.b > 0.4", 1)
        .replace('when = "known.b"', 'when = "known.b and post.length > 20"')
        .replace('text = "a", signals = { "known.b"', f'{longer}, signals = {{ "known.b"')
    )
    assert changed != source
    (place / "policy.toml").write_text(changed, "utf-8")
    listed = (folder / "phrases" / "l.tsv").read_text("utf-8").splitlines()
    more = [f"{phrase.text}\tbench" for _, phrase in evasion.phrases(10_010)[10_000:]]
    (place / "phrases" / "l.tsv").write_text("\n".join([*listed[:-5], *more]) + "\n", "utf-8")
    if not (place / "bank").exists():
        (place / "bank").symlink_to((folder / "bank").resolve())
    return place / "policy.toml"


def write(file: Path, count: int, parquet: bool) -> None:
    """Made posts, as lines or as columns."""
    rng, phrases = random.Random(4), [phrase.text for _, phrase in evasion.phrases(10_000)]
    pool = list(made.stream(11, min(count, 50_000)))
    texts = [
        f"{pool[n % len(pool)]} {n}" + (f" {rng.choice(phrases)}" if rng.random() < SHARE else "")
        for n in range(count)
    ]
    if parquet:
        import pyarrow as pa
        from pyarrow import parquet as written

        names = [str(n) for n in range(count)]
        table = pa.table({"platform": ["p"] * count, "post_id": names, "text": texts})
        written.write_table(table, file, row_group_size=20_000)
        return
    with file.open("w", encoding="utf-8") as out:
        for number, text in enumerate(texts):
            out.write(
                json.dumps({"platform": "p", "id": str(number), "text": text}, ensure_ascii=False) + "\n"
            )


def spent() -> float:
    """Processor seconds of this process and of those that it had."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--parquet", action="store_true")
    given_ = parser.parse_args()
    prepare(given_.folder, given_.items, 200)
    policy = given_.folder / "policy.toml"
    changed, file = other(given_.folder), given_.folder / f"posts-{given_.posts}"
    write(file, given_.posts, given_.parquet)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    start, before = time.perf_counter(), spent()
    found = verbs.replay(changed, policy, given_.folder, file, workers=given_.workers)
    took, used = time.perf_counter() - start, spent() - before
    assert found.posts == given_.posts
    differ = sum(each.count for each in found.changes)
    print(
        f"{found.posts:,} posts, {differ:,} differ: {took:.1f} s with {given_.workers} processes, "
        f"{used:.1f} s of processor time ({used / found.posts * 1e6:.0f} us a post, loading included)"
    )
    if not given_.parquet:
        one, two = (bundle.load(each).shield for each in (policy, changed))
        with file.open("rb") as lines:
            some = list(given.items([next(lines) for _ in range(min(PEER, given_.posts))]))
        start = time.process_time()
        for item in some:
            one.check(item, at="2026-11-22T12:00:00Z")
            two.check(item, at="2026-11-22T12:00:00Z")
        each = (time.process_time() - start) / len(some)
        print(f"peer, two checks of each post: {each * 1e6:.0f} us a post of one process")
    file.unlink()
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
