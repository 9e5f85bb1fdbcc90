"""Does a cue stand in the table only because of a test line? Then it goes.

``python training/heads/purge.py`` drops from both cue tables every cue that is found in a line of the test
and in no line of training. What training saw does not change by it, so that the heads need no new weights.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from aftershock.models import cues

ROOT = Path(__file__).parent.parent.parent


def texts(folder: Path) -> list[str]:
    """The folded texts of all lines of a folder: what stands behind the last bar."""
    return [
        cues.folded(raw.rsplit("|", 1)[1])
        for file in sorted(folder.glob("*.txt"))
        for raw in file.read_text("utf-8").splitlines()
        if "|" in raw
    ]


def main() -> None:
    """Rewrite both tables; say how many cues went."""
    for name in ("tone", "shallow"):
        table = ROOT / "src" / "aftershock" / "data" / name / "cues.tsv"
        learnt, tested = texts(ROOT / "training" / name / "lines"), texts(ROOT / "evals" / name / "lines")
        head, *rows = table.read_text("utf-8").splitlines()
        kept = []
        for row in rows:
            _, lang, cue = row.split("\t")
            pattern = re.compile(cues.beginning(lang) + cues.pattern(cue, lang))
            if any(map(pattern.search, learnt)) or not any(map(pattern.search, tested)):
                kept.append(row)
        table.write_text("\n".join([head, *kept]) + "\n", "utf-8")
        sys.stdout.write(f"{name}: {len(rows) - len(kept)} of {len(rows)} cues dropped\n")


if __name__ == "__main__":
    main()
