"""Are known pictures found within the radius at a million, and how quickly? python -m evals.shield.pictures

Random PDQ hashes; asked are known ones with 31 bits turned. Then films of 40 key frames, cut anew: a third
of the frames, each with 12 bits turned, in their order or in two parts put the other way round.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from numpy.typing import NDArray

from aftershock.shield.banks.films import matches
from aftershock.shield.banks.pictures import RADIUS, Pictures

FRAMES = 40


def turned(hash_: NDArray[np.uint64], bits: int, rng: np.random.Generator) -> bytes:
    """A hash with some bits turned."""
    number = int.from_bytes(hash_.tobytes(), "little")
    for bit in rng.choice(256, bits, replace=False).tolist():
        number ^= 1 << bit
    return number.to_bytes(32, "little")


def main() -> None:
    """Print recall, rate and times of pictures; recall of films."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=2_000)
    parser.add_argument("--films", type=int, default=200)
    given = parser.parse_args()
    rng = np.random.default_rng(2)
    hashes = rng.integers(0, 2**64, (given.items, 4), dtype=np.uint64)
    row = np.arange(given.items, dtype=np.uint32)
    row[: given.items // 2] //= FRAMES  # the first half are films
    frame_at = (np.arange(given.items) % FRAMES).astype(np.uint32)
    index = Pictures.of(hashes, row)
    which = rng.integers(0, given.items, given.asked).tolist()
    asked = [turned(hashes[place], RADIUS, rng) for place in which]
    spent, found = [], 0
    for place, pdq in zip(which, asked, strict=True):
        start = time.process_time_ns()
        near = index.find(pdq)
        spent.append(time.process_time_ns() - start)
        found += any(at == place for at, _ in near)
    p50, p99 = np.percentile(spent, (50, 99)) / 1e3
    print(f"{given.items} pictures: {found} of {given.asked} found, {1e9 * len(spent) / sum(spent):,.0f}/s")
    print(f"p50 {p50:.0f} us, p99 {p99:.0f} us")
    seen = 0
    for _ in range(given.films):
        film = int(rng.integers(0, given.items // 2 // FRAMES))
        kept = np.sort(rng.choice(FRAMES, FRAMES // 3, replace=False)) + film * FRAMES
        if rng.random() < 0.5:
            kept = np.roll(kept, len(kept) // 2)
        clip = [turned(hashes[place], 12, rng) for place in kept.tolist()]
        seen += any(at == film for at, _ in matches(index, frame_at, clip))
    print(f"films cut anew: {seen} of {given.films}")


if __name__ == "__main__":
    main()
