"""Sentences of the kinds that an analyst saw misread in dossiers: each is read as labelled.

Rules were made on the lines marked "tuned"; those marked "held" were looked at when the rules stood.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.statements import figures

Row = tuple[str, str]
LINES = (Path(__file__).parent / "seen_in_dossiers.tsv").read_text("utf-8").splitlines()


def rows(*kinds: str) -> list[Row]:
    """Text and answer of each line of some kinds."""
    cells = [line.split("\t") for line in LINES if not line.startswith("#")]
    found = [(text, answer) for kind, _, text, answer in cells if kind in kinds]
    assert found
    return found


@pytest.mark.parametrize(("text", "answer"), rows("hospital", "number", "bounds"))
def test_numbers_have_their_role_and_bounds_or_count_nobody(text: str, answer: str) -> None:
    found = [
        (text[one.start : one.end], one.role, one.unit, one.low, one.high, one.modifier)
        for one in figures.find(text)
    ]
    expected = []
    for label in answer.split(" ; ") if answer != "-" else []:
        quote, role, unit, low, high, modifier = label.split("|")
        expected.append((quote, role, unit, float(low), None if high == "-" else float(high), modifier))
    assert found == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The bodies of 12 people were taken to hospital.", ["killed"]),
        ("He admitted two killings.", []),
        ("A mother of three was killed.", []),
        ("If no one was hurt, he would be glad.", []),
        ("No one else was hurt.", []),
        ("There were no serious injuries.", []),
        ("No one was killed or injured.", ["killed", "injured"]),
        ("More than half a million people were displaced.", ["displaced"]),
    ],
)
def test_what_looks_alike_is_told_apart(text: str, found: list[str]) -> None:
    assert [one.role for one in figures.find(text)] == found
