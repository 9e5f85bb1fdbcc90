"""Where do real body texts come from? From labelled sets that lie outside the project, by path.

Their text is third-party copyright: it is read for measuring and never written anywhere.
"""

from __future__ import annotations

import json
import os
import re
import tarfile
from pathlib import Path

from evals.stories.generate import World

# The folder with the labelled sets; see evals/README.
FOLDER = Path(os.environ.get("AFTERSHOCK_PAGES", Path(__file__).parents[3] / "shared/data/pages"))
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")


def available() -> bool:
    """Whether the sets lie there."""
    return all((FOLDER / f"{name}.tar.xz").exists() for name in ("aeb", "np4k", "fundus"))


def bodies() -> dict[str, list[str]]:
    """The body texts of each set, those of 80 words and more."""
    found = {
        "aeb": [row["articleBody"] for row in _json("aeb", "ground-truth.json").values()],
        "np4k": [row["text"] for row in _json("np4k", "news_articles.json")],
    }
    return {name: [t for t in texts if len(t.split()) >= 80] for name, texts in found.items()}


def names_in(text: str) -> World:
    """The capitalised names of a text, in the place of an invented event's names."""
    names = sorted(set(_NAME.findall(text))) or ["Norvale"]
    pick = (names * 6)[:6]
    return World(pick[:5], [f"{n} {m}" for n, m in zip(pick, pick[1:] + pick[:1], strict=True)], pick[:2], "")


def _json(name: str, file: str):  # type: ignore[no-untyped-def]
    with tarfile.open(FOLDER / f"{name}.tar.xz") as tar:
        for member in tar:
            if member.name.endswith("/" + file):
                handle = tar.extractfile(member)
                assert handle is not None
                return json.load(handle)
    raise FileNotFoundError(f"{FOLDER}/{name}.tar.xz holds no {file}")
