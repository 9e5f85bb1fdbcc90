"""How often is the search right, and how often does it err? Plants, scrambled copies, a known operation by
path.

Run: python -m evals.coordination.measure scrambles|plants|hard|crowds|operation [--posts N] [--events FILE]
``scrambles``: 20 copies of three traces each, nothing to find. ``plants``: account precision and recall, each
trace alone and all together, beside null A alone and weight >= 2. ``hard``: the hard plant in one trace, over
several seeds, with exact intervals. ``crowds``: organic crowds of our own
making. ``operation``: FILE is an event table of the posts of a known operation in Parquet, or CooRTweet's
russian_coord_tweets.csv (evaluation only, never kept here): decoupled copies, in which every account is
shifted by its own 20 to 400 days and minutes, and a mix of half the accounts real and half decoupled.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
from evals.coordination import crowds, generate, parity
from scipy import stats

from aftershock.reaction.coordination import stream
from aftershock.reaction.coordination.scramble import scrambled
from aftershock.reaction.coordination.search import Searched, search
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.significance import cauchy, q_values

SETTINGS = Settings()


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("scrambles", "plants", "hard", "crowds", "operation"))
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--events")
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    if given.what == "scrambles":
        scrambles(given.posts)
    elif given.what == "plants":
        plants(given.posts)
    elif given.what == "hard":
        hard(given.posts, given.seeds)
    elif given.what == "crowds":
        organic(given.seeds)
    else:
        operation(given.events, given.seeds)


def scrambles(posts: int, copies: int = 20) -> None:
    """False edges and groups on copies under other names, and whether p-values are flat where they are
    continuous."""
    made = generate.world(
        1, posts=posts, accounts=posts // 14, plant=generate.EASY, traces=("repost", "url", "hashtag")
    )
    events = stream.read(made.events)
    edges, groups, tested = 0, 0, 0
    deepest = []
    for seed in range(copies):
        copy = scrambled(events, seed + 1)
        for each in copy.streams:
            found = search(replace(copy, streams=(each,)), SETTINGS)
            edges += int((found.judged.q <= SETTINGS.level).sum())
            groups += len(found.groups)
            tested += found.tested
            deepest.append(float(found.judged.p.min(initial=1.0)) * found.judged.hypotheses)
    print(f"{copies} scrambled copies x {len(events.streams)} traces, {posts} posts: false edges {edges}, ")
    print(
        f"  false groups {groups} of {tested} tested; smallest p times hypotheses: least {min(deepest):.2g}"
    )
    # the smallest of many p-values, times their number, is at most exponential: 1 - exp(-x) is flat or above
    flat = stats.kstest(1 - np.exp(-np.asarray(deepest)), "uniform", alternative="greater")
    print(f"  Kolmogorov and Smirnov against too small p-values: p = {flat.pvalue:.2f}")


def plants(posts: int) -> None:
    """Precision and recall by account on the easy and the hard plant."""
    for name, plant in (("easy", generate.EASY), ("hard", generate.HARD)):
        made = generate.world(17, posts=posts, accounts=int(posts * 0.0477), plant=plant)
        events = stream.read(made.events)
        truth = truth_of(events, made.groups)
        for each in events.streams:
            report(f"{name} {each.trace}", replace(events, streams=(each,)), truth)
        report(f"{name} all traces", events, truth)


def hard(posts: int, seeds: int) -> None:
    """The hard plant in one trace at a time, all seeds together: accounts and groups of them."""
    for trace in ("repost", "url"):
        hits = chosen = planted = seen = groups = 0
        for seed in range(seeds):
            made = generate.world(
                300 + seed, posts=posts, accounts=int(posts * 0.0477), plant=generate.HARD, traces=(trace,)
            )
            events = stream.read(made.events)
            truth = truth_of(events, made.groups)
            found = search(events, SETTINGS)
            pairs = ends(found.judged.pair[found.judged.q <= SETTINGS.level], len(events.accounts))
            those = np.unique(np.concatenate([pairs, np.flatnonzero(found.stands >= 0)]))
            hits, chosen = hits + int((truth[those] >= 0).sum()), chosen + len(those)
            planted += int((truth >= 0).sum())
            seen += len(np.unique(truth[those][truth[those] >= 0]))
            groups += len(made.groups)
        print(f"hard plant, {trace} alone, {seeds} seeds of {posts} posts: precision {exact(hits, chosen)}, "
              f"recall {exact(hits, planted)}, groups seen {exact(seen, groups)}", flush=True)  # fmt: skip


def exact(hits: int, of: int) -> str:
    """A share with its exact 95 % interval."""
    if not of:
        return "none"
    low, high = stats.binomtest(hits, of).proportion_ci()
    return f"{hits}/{of} = {hits / of:.3f} ({low:.3f} to {high:.3f})"


def organic(seeds: int) -> None:
    """Crowds in which nobody arranged anything: whatever is found is false."""
    for name, make in crowds.KINDS:
        for seed in range(seeds):
            events = stream.read(make(seed))
            report(f"{name} {seed}", events, np.full(len(events.accounts), -1))


def operation(path: str, seeds: int) -> None:
    """The known operation: decoupled copies, then the mix."""
    table = known_operation(path)
    for seed in range(seeds):
        events = stream.read(decoupled(table, seed, 1.0)[0])
        report(f"decoupled {seed}", events, np.full(len(events.accounts), -1))
    mixed, real = decoupled(table, 99, 0.4666)
    events = stream.read(mixed)
    truth = np.where(np.isin(events.accounts.to_pylist(), list(real)), 0, -1)
    report("mix", events, truth)


def known_operation(path: str) -> pa.Table:
    """The event table of a Parquet file, or the reposts of CooRTweet's ``russian_coord_tweets.csv``."""
    if not path.endswith(".csv"):
        return parquet.read_table(path)
    posts = arrow_csv.read_csv(path)
    return parity.events(posts, "repost", "object_id", "content_id", "timestamp_share")


def decoupled(table: pa.Table, seed: int, share: float) -> tuple[pa.Table, set[str]]:
    """A share of accounts shifted, each by its own 20 to 400 days and minutes; the names of the others."""
    dice = np.random.default_rng(seed)
    account = table["account"].combine_chunks().dictionary_encode()
    names = account.dictionary
    shift = dice.integers(20 * 1440, 400 * 1440, len(names)) * 60 * dice.choice([-1, 1], len(names))
    moved = dice.random(len(names)) < share
    code = account.indices.to_numpy(zero_copy_only=False)
    t = table["t"].to_numpy() + np.where(moved, shift, 0)[code]
    place = table.schema.get_field_index("t")
    return table.set_column(place, "t", pa.array(t)), set(names.filter(pa.array(~moved)).to_pylist())


def truth_of(events: stream.Events, groups: tuple[tuple[str, ...], ...]) -> np.ndarray:
    """The planted group of each account, -1 for the others."""
    place = {name: number for number, name in enumerate(events.accounts.to_pylist())}
    truth = np.full(len(place), -1)
    for number, group in enumerate(groups):
        truth[[place[name] for name in group if name in place]] = number
    return truth


def report(name: str, events: stream.Events, truth: np.ndarray) -> Searched:
    """One line: edges, groups, joined, all accounts; beside null A alone and weight >= 2 (of pairs looked
    at)."""
    begin = time.process_time()
    found = search(events, SETTINGS)
    spent = time.process_time() - begin
    accounts = len(events.accounts)
    edges = ends(found.judged.pair[found.judged.q <= SETTINGS.level], accounts)
    members = [each.members for each in found.groups] or [np.zeros(0, dtype=np.int64)]
    grouped = np.unique(np.concatenate(members))
    joined = np.asarray([each.account for each in found.joined], dtype=np.int64)
    everybody = np.unique(np.concatenate([edges, grouped, joined]))
    alone = [
        layer.pair[q_values(cauchy(weighed.p_choice), accounts * (accounts - 1) / 2) <= SETTINGS.level]
        for layer, weighed in zip(found.layers, found.weighed, strict=True)
        if len(layer.pair)
    ]
    choice = ends(np.unique(np.concatenate(alone)), accounts) if alone else edges[:0]
    print(
        f"{name}: edges {int((found.judged.q <= SETTINGS.level).sum())} ({score(edges, truth)}), groups "
        f"{len(found.groups)} of {found.tested} ({score(grouped, truth)}), joined {score(joined, truth)}, "
        f"all {score(everybody, truth)} | null A alone {score(choice, truth)} | {spent:.1f} s of processor",
        flush=True,
    )
    return found


def ends(pairs: np.ndarray, accounts: int) -> np.ndarray:
    """The accounts of pairs."""
    return np.unique(np.concatenate(np.divmod(pairs, accounts)))


def score(chosen: np.ndarray, truth: np.ndarray) -> str:
    """'n accounts, precision / recall', the precision with its 95 % interval's lower end."""
    hits, of = int((truth[chosen] >= 0).sum()), int((truth >= 0).sum())
    if not len(chosen):
        return "0"
    low = stats.binomtest(hits, len(chosen)).proportion_ci(method="wilson").low
    return f"{len(chosen)}: {hits / len(chosen):.3f} (>= {low:.2f}) / {hits / max(of, 1):.3f}"


if __name__ == "__main__":
    main()
