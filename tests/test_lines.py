"""How does a row read at a terminal: no false minutes, parts told as parts, no more digits than are known?"""

from __future__ import annotations

import pytest

from aftershock import lines

DAY = {"start": "2026-03-14T00:00:00Z", "end": "2026-03-15T00:00:00Z", "granularity": "day"}


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (DAY, "2026-03-14"),
        ({**DAY, "granularity": "month"}, "2026-03"),
        ({**DAY, "start": "2026-03-14T18:40:00Z", "granularity": "minute"}, "2026-03-14 18:40 UTC"),
        (None, "undated"),
    ],
)
def test_a_time_is_as_fine_as_it_is_known(at: dict[str, str] | None, shown: str) -> None:
    row = {"at": at, "kind": "event", "text": "Fire in Corran"}
    assert lines.line("timeline", row).split("  ")[0].strip() == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"modifier": "part", "role": "injured", "unit": "people"}, "6 (a part) people injured"),
        ({"high": None, "role": "killed", "unit": "people"}, "at least 6 people killed"),
        ({"role": "attackers", "unit": "attackers"}, "6 attackers"),
        ({"role": "other", "unit": "families"}, "6 families"),
        ({"status": "withdrawn", "role": "killed", "unit": "people"}, "6 people killed  WITHDRAWN"),
    ],
)
def test_a_figure_says_what_it_counts_once(fields: dict[str, object], shown: str) -> None:
    row = {
        "low": 6.0, "high": 6.0, "modifier": "", "status": "standing", "disputed_by": (), "origins": 1,
        "said_by": ("police",), "said_at": DAY, "receipts": (), **fields,
    }  # fmt: skip
    first, second = lines.line("figures", row).split("\n")
    assert first == shown
    assert "police · 2026-03-14 · 1 independent" in second


@pytest.mark.parametrize(("value", "shown"), [(1168.4, "1,168"), (0.260176, "0.26"), (2.90226, "2.9")])
def test_a_number_has_no_more_figures_than_it_knows(value: float, shown: str) -> None:
    row = {
        "name": "share", "value": value, "expected": None, "interval": None, "n": 3, "completeness": "",
        "verdict": "", "method": "",
    }  # fmt: skip
    assert lines.line("reaction", row).startswith(f"share: {shown} ")


def test_what_can_be_judged_bears_the_id_to_judge_it_by() -> None:
    receipt = {"file": "a.txt", "start": 3, "end": 9, "quote": "We will come back"}
    harm = {"id": "harm-0123", "kind": "threat", "text": "A caller threatened.", "receipts": (receipt,)}
    assert lines.line("harms", harm) == (
        "threat: A caller threatened.\n    “We will come back”\n    a.txt 3–9 · harm-0123"
    )
    event = {"id": "event-0123", "main": True, "when": DAY, "title": "Fire", "statements": ("st-1",)}
    assert lines.line("events", event).endswith("Fire  (1 statement) · event-0123")
    rank = {"hypothesis": "hypothesis-1", "ranks": (1, 2), "stable": False, "net": 0.5, "silence": 0.25}
    board = {
        "id": "board-0123", "question": "Who?", "hypotheses": ({"id": "hypothesis-1", "text": "Nobody."},),
        "ranks": (rank,),
        "cautions": (), "verdict": "not decidable from this",
    }  # fmt: skip
    assert lines.line("hypotheses", board).split("\n")[:2] == [
        "Who? · board-0123",
        "  no stable place: Nobody. (net +0.50, silent on 25%) · hypothesis-1",
    ]
