"""Which fields of a line may a person correct, and with what value?

A judgement of the kind ``correct`` carries the fields in its value. Everything is checked here before it is
kept, and read here when it is applied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

import msgspec

from aftershock.events.case_info import parse_when
from aftershock.events.chronicle import Harm, HarmKind, TieKind
from aftershock.records import ACTS, Certainty, Figure, Interval, Polarity

FIELDS: Mapping[str, tuple[str, ...]] = {
    "statement": ("act", "polarity", "certainty", "speaker", "target", "date"),
    "figure": ("role", "unit", "value"),
    "harm": ("kind", "text"),
    "affiliation": ("kind", "stance", "part", "whole", "said-by", "since"),
    "warning": ("event",),
    "callback": ("first",),
}
_DATES = ("date", "since")
_MAY_BE_EMPTY = ("speaker", "target", "date", "since", "first")  # nobody, or not known
_ONE_OF: Mapping[tuple[str, str], Sequence[str]] = {
    ("statement", "act"): ACTS,
    ("statement", "polarity"): get_args(Polarity),
    ("statement", "certainty"): get_args(Certainty),
    ("harm", "kind"): get_args(HarmKind),
    ("affiliation", "kind"): get_args(TieKind),
    ("affiliation", "stance"): ("claimed", "denied"),
}
# "40", "40-50", "40+": no more than these bounds is said of a number.
_VALUE = re.compile(r"(?P<low>\d+(?:\.\d+)?)(?:\s*[-–]\s*(?P<high>\d+(?:\.\d+)?)|(?P<more>\+))?")


def wrong(sort: str, field: str, value: str) -> str | None:
    """What is wrong with a field of a correction; None where nothing is."""
    if field not in FIELDS[sort]:
        return f"a {sort} has no '{field}' to correct: {', '.join(FIELDS[sort])}"
    if not value.strip():
        return None if field in _MAY_BE_EMPTY else f"'{field}' cannot be empty"
    known = _ONE_OF.get((sort, field))
    if known is not None and value not in known:
        return f"there is no {field} {value!r}: {', '.join(known)}"
    if field in _DATES and day(value) is None:
        return f"{value!r} is no date: write 2026-03-14, 2026-03 or 2026-03-14T18:40:00Z"
    if field == "value" and bounds(value) is None:
        return f"{value!r} is no number: write 40, 40-50 or 40+"
    return None


def day(value: str) -> Interval | None:
    """A date that a person gives."""
    try:
        return parse_when(value, how="judgement")
    except ValueError:
        return None


def bounds(value: str) -> tuple[float, float | None] | None:
    """The lowest and highest value of a number that a person gives; no highest for "40+"."""
    match = _VALUE.fullmatch(value.replace(",", "").strip())
    if match is None:
        return None
    low = float(match["low"])
    high = None if match["more"] else float(match["high"] or low)
    return None if high is not None and high < low else (low, high)


def figure(given: Figure, fields: Mapping[str, str]) -> Figure:
    """A figure as corrected: the number without the words that bound the one that was read."""
    changes: dict[str, Any] = {key: fields[key] for key in ("role", "unit") if key in fields}
    if (found := bounds(fields.get("value", ""))) is not None:
        low, high = found
        changes |= {"low": low, "high": high, "modifier": "at least" if high is None else ""}
    return msgspec.structs.replace(given, **changes)


def harm(given: Harm, fields: Mapping[str, str]) -> Harm:
    """A harm as corrected."""
    return msgspec.structs.replace(given, **{key: fields[key] for key in ("kind", "text") if key in fields})
