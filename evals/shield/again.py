"""Do stored decisions come out the same, and how soon does the breaker trip? python -m evals.shield.again

Posts with listed phrases, disguises and calls among them are decided, written as JSON, read back and decided
again, to the byte. Then a rule that fired on one post in a thousand for an hour fires on far more: how many
seconds pass until it is back in review, counted once a second as the service does.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator

import msgspec
from evals.shield import evasion, made
from evals.shield.everyday import shield
from evals.shield.legitimate import AT, cases

from aftershock.shield import breaker
from aftershock.shield.replay import same
from aftershock.shield.verdict import Answer, Item

PORTION = 2_000


def posts(count: int, seed: int) -> Iterator[Item]:
    """Made posts; one in ten holds a phrase of the list, some of these in disguise; all have a score."""
    rng = random.Random(seed)
    told = [text for name in ("legitimate.tsv", "direct.tsv") for _, _, text in cases(name)]
    disguises = list(evasion.DISGUISES.values())
    for number, text in enumerate(made.stream(seed, count)):
        if number % 10 == 0:
            text = rng.choice(told)
            if rng.random() < 0.3:
                text = rng.choice(disguises)(rng, text, "latin")
        score = round(rng.random() ** 8, 4)
        yield Item(platform="e", id=str(number), text=text, signals={"tone.calls": score})


def differing(count: int, seed: int) -> tuple[int, int]:
    """Stored decisions that come out otherwise, and how many of all restrict or ask for a look."""
    asked, again = shield(), shield()
    stored: list[tuple[bytes, bytes]] = []
    off = acted = 0
    for item in posts(count, seed):
        answer = asked.check(item, at=AT)
        acted += answer.verdict != "allow" or answer.review
        stored.append((msgspec.json.encode(item), msgspec.json.encode(answer)))
        if len(stored) == PORTION:
            off += len(same(_read(stored), again))
            stored = []
    return off + len(same(_read(stored), again)), acted


def _read(stored: list[tuple[bytes, bytes]]) -> list[tuple[Item, Answer]]:
    return [(msgspec.json.decode(a, type=Item), msgspec.json.decode(b, type=Answer)) for a, b in stored]


def trips_after(rate: int, share: float, baseline: float = 0.001) -> int:
    """Seconds from the beginning of a flood to the trip, at ``rate`` posts a second; -1 beyond a minute."""
    rng = random.Random(3)
    state = breaker.Flood(rule="r", baseline=baseline)
    for second in range(3_600):
        fired = sum(rng.random() < baseline for _ in range(rate))
        state = breaker.counted(state, seen=rate, fired=fired, now=float(second))
    for second in range(1, 61):
        fired = sum(rng.random() < share for _ in range(rate))
        state = breaker.counted(state, seen=rate, fired=fired, now=3_600.0 + second)
        if state.tripped_at is not None:
            return second
    return -1


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    start = time.process_time()
    off, acted = differing(given.posts, given.seed)
    spent = time.process_time() - start
    print(
        f"{given.posts} stored decisions, {acted} with effect: {off} differ ({spent:.0f} s of processor time)"
    )
    for rate, share in ((20, 0.5), (100, 0.2), (1_000, 0.05), (2_000, 0.02)):
        print(
            f"{rate} posts a second, fires on {share:.0%}: back to review after {trips_after(rate, share)} s"
        )


if __name__ == "__main__":
    main()
