"""What does each verb print with ``--json``? Writes the golden lines of ``docs/contract``.

``python tools/golden.py`` reads ``docs/contract/input`` and writes one ``VERB.jsonl`` a verb. The lines are
the contract: look at the difference before it is committed. A new field is a minor version, a changed or
missing one a major.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec

from aftershock import app
from aftershock.rows import Row

CONTRACT = Path(__file__).parent.parent / "docs" / "contract"
VERBS = (
    "pages", "posts", "stories", "ledger", "figures", "courses", "timeline", "events", "mentions", "disputes",
    "harms", "groups", "history", "affiliations", "persons", "entities", "warnings", "callbacks",
    "hypotheses",
    "reaction", "tone", "curves", "artefacts", "panel", "rejects",
)  # fmt: skip


class Keep:
    """Keeps the rows of a verb."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def row(self, row: Row) -> None:
        self.rows.append(row)

    def progress(self, stage: str, done: int, total: int | None) -> None:
        """Nobody watches."""

    def notice(self, said: str) -> None:
        pass


def lines(verb: str, case: Path) -> str:
    """What a verb prints, one record a line."""
    keep = Keep()
    app.perform(verb, case, {}, keep)
    return "".join(msgspec.json.encode(row).decode() + "\n" for row in keep.rows)


def main() -> None:
    """Write the golden lines of every verb."""
    with tempfile.TemporaryDirectory() as scratch:
        case = Path(scratch) / "contract.case"
        app.perform("report", case, {"folder": str(CONTRACT / "input")}, Keep())
        for verb in VERBS:
            (CONTRACT / f"{verb}.jsonl").write_text(lines(verb, case), "utf-8")
            print(CONTRACT / f"{verb}.jsonl")


if __name__ == "__main__":
    main()
