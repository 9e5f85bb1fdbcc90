"""Times in UTC, and how their zone is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.sources.times import day_first, utc

NOON = "2024-03-01T12:00:00Z"


@pytest.mark.parametrize(
    ("value", "expected", "how"),
    [
        ("2024-03-01T12:00:00Z", NOON, "declared"),
        ("2024-03-01T14:00:00+02:00", NOON, "declared"),
        ("2024-03-01 14:00:00 +0200", NOON, "declared"),
        ("2024-03-01 12:00:00 UTC", NOON, "declared"),
        ("2024-03-01 08:00:00 EDT", "2024-03-01T12:00:00Z", "declared"),
        ("2024-03-01 12:00:00", NOON, "assumed"),
        ("2024-03-01T12:00", NOON, "assumed"),
        ("2024-03-01", "2024-03-01T00:00:00Z", "assumed"),
        ("20240301", "2024-03-01T00:00:00Z", "assumed"),
        ("1709294400", NOON, "exact"),
        (1709294400, NOON, "exact"),
        ("1709294400123", "2024-03-01T12:00:00.123Z", "exact"),
        ("1709294400123456", "2024-03-01T12:00:00.123Z", "exact"),
        (1709294400.5, "2024-03-01T12:00:00.500Z", "exact"),
        ("Fri Mar 01 12:00:00 +0000 2024", NOON, "declared"),
        ("Fri, 01 Mar 2024 15:00:00 +0300", NOON, "declared"),
        ("01 Mar 2024 12:00:00", NOON, "assumed"),
        ("01 Mar 2024 12:00:00 GMT", NOON, "declared"),
        ("31.12.2024 10:00", "2024-12-31T10:00:00Z", "assumed"),
        ("31/12/2024 10:00 PM", "2024-12-31T22:00:00Z", "assumed"),
        ("12/31/2024, 12:05 am", "2024-12-31T00:05:00Z", "assumed"),
        ("2024/12/31 10:00:01", "2024-12-31T10:00:01Z", "assumed"),
    ],
)
def test_ways_of_writing(value: object, expected: str, how: str) -> None:
    assert utc(value) == (expected, how)


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "03/04/2024", "2024-02-30", "2024-13-01T00:00:00Z", "0001-01-01T00:00:00", "0", "-5",
     "9" * 500, "31.02.2024",
     "٢٠٢٤٠٣٠١١٢", "²²²²²²²²²²", "Fri, 99 Mar 2024 99:00:00", True, None, [], float("nan"),
     10**400, "2024-03-01 12:00:00 XYZ", "9999-12-31T23:59:59-12:00"],
)  # fmt: skip
def test_what_cannot_be_read_is_not_guessed(value: object) -> None:
    assert utc(value) == (None, "unknown")


def test_days_and_months_are_told_apart_by_the_whole_column() -> None:
    assert day_first(["03/04/2024", "25/04/2024"]) is True
    assert day_first(["03/04/2024", "04/25/2024"]) is False
    assert day_first(["03/04/2024"]) is None
    assert day_first(["25/04/2024", "04/25/2024"]) is None
    assert utc("03/04/2024 10:00", day_first=True) == ("2024-04-03T10:00:00Z", "assumed")
    assert utc("03/04/2024 10:00", day_first=False) == ("2024-03-04T10:00:00Z", "assumed")


moments = st.datetimes(
    min_value=datetime(2001, 9, 10),
    max_value=datetime(2099, 12, 30),
    timezones=st.builds(lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-840, 840)),
)


@settings(deadline=None)
@given(moments)
def test_every_way_of_writing_one_moment_gives_the_same(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    expected = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert utc(moment.isoformat())[0] == expected
    assert utc(str(int(moment.timestamp())))[0] == expected
    assert utc(format_datetime(moment))[0] == expected
    assert utc(moment.strftime("%Y-%m-%d %H:%M:%S %z"))[0] == expected


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=40), st.integers(), st.floats(), st.from_regex(r"[\d/:. TZ+-]{4,30}", fullmatch=True)
    )
)
def test_nothing_makes_it_fail(value: object) -> None:
    written, how = utc(value)
    assert (written is None) == (how == "unknown")
    if written is not None:
        assert written.endswith("Z")
        datetime.fromisoformat(written)
