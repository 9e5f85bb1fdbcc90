"""How much of what must be in a page's text is in it, and of what must not?

Run: python evals/pages/snippets.py FOLDER [--half looked-at|measured] [--tools NAME,NAME] [--show]

FOLDER is the folder ``tests`` of a copy of trafilatura's repository: ``evaldata.json`` names pages with
snippets that must be in the text (``with``) and that must not (``without``), ``cache`` and ``eval`` hold the
pages. They are third parties' and gate nothing; half of them, by a hash of the file's name, were looked at
while rules were bettered, and ``--show`` shows those alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.bench_pages import TOOLS, Case
from evals.pages.metadata import half_of

HALVES = {"tuned": "looked-at", "held": "measured"}
DEFAULT = "aftershock (main text),trafilatura default,trafilatura precision,resiliparse main content"


class Labelled(NamedTuple):
    """A page and the snippets that its text must have and must not have."""

    case: Case
    inside: tuple[str, ...]
    outside: tuple[str, ...]


class Count(NamedTuple):
    """Snippets that had to be there and were, or were not; that had not to be there and were, or were not."""

    right: int = 0
    missed: int = 0
    wrong: int = 0
    left_out: int = 0


def load(folder: Path) -> Iterator[Labelled]:
    """The labelled pages whose file is there."""
    for url, label in sorted(json.loads((folder / "evaldata.json").read_text("utf-8")).items()):
        places = [folder / part / label["file"] for part in ("cache", "eval")]
        found = next((place for place in places if place.is_file()), None)
        if found is not None:
            case = Case(_decoded(found.read_bytes()), "", url, "", (), "", label["file"])
            yield Labelled(case, tuple(label["with"]), tuple(label["without"]))


def _decoded(data: bytes) -> str:
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    try:
        return data.decode()
    except UnicodeDecodeError:
        return bytes_to_str(data, detect_encoding(data))


def count(page: Labelled, text: str) -> Count:
    """What of a page's snippets stands in a text, white space aside."""
    whole = " ".join(text.split())
    right, wrong = (
        sum(" ".join(snippet.split()) in whole for snippet in wanted)
        for wanted in (page.inside, page.outside)
    )
    return Count(right, len(page.inside) - right, wrong, len(page.outside) - wrong)


def scores(found: Count) -> dict[str, float]:
    """Precision, recall, accuracy and F of counted snippets."""
    precision = found.right / max(1, found.right + found.wrong)
    recall = found.right / max(1, found.right + found.missed)
    return {
        "precision": precision,
        "recall": recall,
        "accuracy": (found.right + found.left_out) / max(1, sum(found)),
        "F": 2 * precision * recall / max(1e-9, precision + recall),
    }


def main() -> None:
    """Print a table of the halves asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=[*HALVES.values(), "both"], default="both")
    parser.add_argument("--tools", default=DEFAULT)
    parser.add_argument("--show", action="store_true", help="what ours missed or kept, of the half looked at")
    options = parser.parse_args()
    if not (options.folder / "evaldata.json").is_file():
        sys.exit(
            f"{options.folder} holds no evaldata.json: give the folder tests of trafilatura's repository"
        )
    tools = {name: TOOLS[name] for name in options.tools.split(",")}
    totals: dict[tuple[str, str], Count] = {}
    for page in load(options.folder):
        half = HALVES[half_of(page.case.name)]
        if options.half not in ("both", half):
            continue
        for name, tool in tools.items():
            found = count(page, tool(page.case)["text"])
            before = totals.get((half, name), Count())
            totals[half, name] = Count(*map(sum, zip(before, found, strict=True)))
            ours = half == "looked-at" and name.startswith("aftershock")
            if options.show and ours and (found.missed or found.wrong):
                print(page.case.name, found)
    for (half, name), found in sorted(totals.items()):
        print(f"{half:10}{name:28}", *(f"{key} {value:.3f}" for key, value in scores(found).items()), found)


if __name__ == "__main__":
    main()
