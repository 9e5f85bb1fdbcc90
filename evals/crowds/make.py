"""Makes the streams that crowds are measured on: open kinds or kept-back ones, as Parquet with their truth.

python -m evals.crowds.make OUT --part open|kept --posts 200000 --seeds 5
"""

from __future__ import annotations

import argparse
from pathlib import Path

from msgspec import structs

from aftershock.reaction.simulate import files, plan, stream

from . import kept_back


def world(part: str, posts: int) -> plan.World:
    """``open``: every open crowd and group; ``kept``: the kept-back ones; ``organic`` and ``kept-organic``
    have the crowds alone, so that everything found in them is false."""
    base = plan.preset("all", posts=posts)
    if part == "open":
        return base
    if part == "organic":
        return structs.replace(base, plants=())
    planted = kept_back.PLANTED if part == "kept" else ()
    return structs.replace(base, crowds=kept_back.ORGANIC, plants=planted)


def made(part: str, posts: int, seed: int) -> stream.Stream:
    """One stream of a part."""
    return stream.make(
        world(part, posts), seed=seed, crowd_kinds=kept_back.CROWDS, plant_kinds=kept_back.PLANTS
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--part", choices=["open", "organic", "kept", "kept-organic"], default="open")
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, default=1)
    asked = parser.parse_args()
    for seed in range(asked.seeds):
        place = asked.out / f"{asked.part}-{seed}"
        files.write(made(asked.part, asked.posts, seed), place, "parquet")
        print(place)


if __name__ == "__main__":
    main()
