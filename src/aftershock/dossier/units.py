"""In what unit is a finding of the reaction told, and with how many digits?

Findings carry bare numbers; what they count stands in their names. A reader gets three digits and the unit:
an interval of resampled numbers has no fourth.
"""

from __future__ import annotations

from enum import Enum

NOTHING = "–"
_WHOLE = 1000  # from here on, three digits would hide whole posts


class Unit(Enum):
    """What is counted."""

    PLAIN = ""
    MINUTES = " min"
    PERCENT = " %"
    TIMES = " ×"
    POSTS = " posts"
    ACCOUNTS = " accounts"
    PLACE = "place "  # the only one that stands before its number


# By how a finding's name begins; what is told in minutes says so anywhere in its name.
_BY_NAME = (
    ("rank", Unit.PLACE),
    ("share", Unit.PERCENT),
    ("ratio", Unit.TIMES),
    ("larger and earlier", Unit.TIMES),
    ("posts by those of a usual day", Unit.TIMES),
    ("posts per account", Unit.POSTS),
    ("accounts taking part per account", Unit.ACCOUNTS),
)


def unit_of(name: str) -> Unit:
    """The unit of the finding of that name; PLAIN where its name tells none."""
    for begins, unit in _BY_NAME:
        if name.startswith(begins):
            return unit
    return Unit.MINUTES if "minutes" in name else Unit.PLAIN


def told(value: float | None, unit: Unit = Unit.PLAIN) -> str:
    """``91 min``, ``34.6 %``, ``1.43 ×``, ``place 1``; a dash where there is nothing."""
    if value is None:
        return NOTHING
    number = digits(value * 100 if unit is Unit.PERCENT else value)
    return f"{unit.value}{number}" if unit is Unit.PLACE else f"{number}{unit.value}"


def between(ends: tuple[float, float] | None, unit: Unit = Unit.PLAIN) -> str:
    """``31.9 to 37.2 %``; empty where there is no interval."""
    if ends is None:
        return ""
    low, high = (value * 100 if unit is Unit.PERCENT else value for value in ends)
    return f"{digits(low)} to {digits(high)}{'' if unit is Unit.PLACE else unit.value}"


def digits(value: float) -> str:
    """Three digits that count; whole numbers from a thousand on."""
    if abs(value) >= _WHOLE:
        return f"{value:,.0f}"
    shown = f"{value:.3g}"
    return f"{value:.5f}".rstrip("0").rstrip(".") or "0" if "e" in shown else shown
