"""Where do an axis's ticks stand? At round numbers, and at the calendar's own steps."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

# (largest span in seconds, step) until which a step gives at most about a dozen ticks
_STEPS = (
    (6 * 3600, timedelta(hours=1)), (24 * 3600, timedelta(hours=4)), (3 * 86400, timedelta(hours=12)),
    (9 * 86400, timedelta(days=1)), (20 * 86400, timedelta(days=2)), (65 * 86400, timedelta(days=7)),
)  # fmt: skip
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def nice_ticks(low: float, high: float, about: int) -> list[float]:
    """Round numbers (1, 2, 5 times a power of ten) that cover ``low`` to ``high``, whole numbers at least."""
    if high <= low:
        low, high = low - 1, high + 1
    raw = (high - low) / max(1, about)
    power = 10.0 ** math.floor(math.log10(raw))
    step = max(1.0, next(power * m for m in (1, 2, 5, 10) if power * m >= raw))
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * n for n in range(max(0, first) if low >= 0 else first, last + 1)]


def time_ticks(low: float, high: float, about: int) -> list[tuple[float, str]]:
    """Calendar ticks between two moments (seconds since 1970) with their labels, at most about ``about``."""
    span = high - low
    for limit, step in _STEPS:
        if span <= limit:
            return _stepped(low, high, step, about)
    return _months(low, high, about)


def _stepped(low: float, high: float, step: timedelta, about: int) -> list[tuple[float, str]]:
    size = step.total_seconds()
    while (high - low) / size > about:
        size *= 2
    out: list[tuple[float, str]] = []
    at = math.ceil(low / size) * size
    while at <= high:
        when = datetime.fromtimestamp(at, UTC)
        midnight = size >= 86400 or (when.hour == 0 and when.minute == 0)
        out.append((at, f"{when.day} {MONTHS[when.month - 1]}" if midnight else f"{when:%H:%M}"))
        at += size
    return out


def _months(low: float, high: float, about: int) -> list[tuple[float, str]]:
    first = datetime.fromtimestamp(low, UTC)
    months = (high - low) / (30.4 * 86400)
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if months / n <= about), 240)
    index = (first.year * 12 + first.month - 1) // step * step
    out: list[tuple[float, str]] = []
    while True:
        when = datetime(index // 12, index % 12 + 1, 1, tzinfo=UTC)
        at = when.timestamp()
        if at > high:
            return out
        if at >= low:
            out.append((at, f"{when.year}" if step >= 12 else f"{MONTHS[when.month - 1]} {when.year}"))
        index += step


def hour_ticks(low: float, high: float, about: int) -> list[float]:
    """Ticks in hours at steps that a day knows (1, 2, 3, 6, 12, 24 hours, whole days), within the span."""
    span = (high - low) or 1.0
    steps = (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720)
    step = next((each for each in steps if span / each <= about), 24 * math.ceil(span / 24 / about))
    return [float(step * n) for n in range(math.ceil(low / step), math.floor(high / step) + 1)]
