"""Is the case file read, and does each mistake in it say what and where it is?"""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from aftershock.errors import CaseError
from aftershock.events.case_info import CaseInfo, parse, parse_when


def test_the_example_is_read(example: Path) -> None:
    info = parse(tomllib.loads((example / "case.toml").read_text("utf-8")))
    assert (info.where, info.t0) == ("Port Hale", "2026-03-14T18:52:00Z")
    assert [past.title for past in info.past] == [
        "Ostrel market bombing", "Tarn Bridge shooting", "Velm depot attack",
    ]  # fmt: skip
    assert info.past[0].t0 == "2024-11-02T09:31:00Z"


def test_everything_is_optional() -> None:
    assert parse({}) == CaseInfo()


@pytest.mark.parametrize(
    ("value", "start", "end", "granularity"),
    [
        ("2026-03-14", "2026-03-14T00:00:00Z", "2026-03-15T00:00:00Z", "day"),
        (date(2026, 3, 14), "2026-03-14T00:00:00Z", "2026-03-15T00:00:00Z", "day"),
        ("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", "month"),
        ("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "year"),
        ("2026-03-14T20:40:00+02:00", "2026-03-14T18:40:00Z", "2026-03-14T18:41:00Z", "minute"),
        (datetime(2026, 3, 14, 18, 40), "2026-03-14T18:40:00Z", "2026-03-14T18:41:00Z", "minute"),
    ],
)
def test_dates_keep_how_exact_they_are(value: str | date, start: str, end: str, granularity: str) -> None:
    when = parse_when(value)
    assert (when.start, when.end, when.granularity) == (start, end, granularity)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"event": {"when": "yesterday"}}, "case.toml: 'event.when' cannot be read as a date"),
        ({"event": {"when": 14}}, "case.toml: 'event.when' is 14, not a date"),
        ({"event": {"wehn": "2026-03-14"}}, "case.toml: 'event.wehn' is not a known key"),
        ({"event": {"where": 3}}, "case.toml: 'event.where' is 3, not text"),
        ({"past": {"title": "x"}}, "case.toml: 'past' is not a list of tables"),
        ({"past": [{"title": "x"}]}, "case.toml: 'past 1' has no when"),
        ({"past": [{"when": "2024-01-01"}]}, "case.toml: 'past 1' has no title"),
        ({"event": []}, "case.toml: 'event' is not a table"),
    ],
)
def test_mistakes_say_what_they_are(tables: dict[str, object], said: str) -> None:
    with pytest.raises(CaseError) as caught:
        parse(tables)
    assert str(caught.value).startswith(said)
    assert caught.value.next_step
