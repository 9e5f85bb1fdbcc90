"""Days as pages of many languages write them."""

from __future__ import annotations

from datetime import date

import pytest

from aftershock.pages import dates
from aftershock.pages.read import read
from aftershock.sources.raw import RawPage


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("الاثنين ١٧ مارس ٢٠٢٥", date(2025, 3, 17)),
        ("١٧ آذار ٢٠٢٥", date(2025, 3, 17)),
        ("2025年04月22日 08:15", date(2025, 4, 22)),
        ("2025년 3월 4일 입력", date(2025, 3, 4)),
        ("04 दिसंबर 2025, 11:20", date(2025, 12, 4)),
        ("15 พฤศจิกายน 2568 เวลา", date(2025, 11, 15)),
        ("9 בפברואר 2026", date(2026, 2, 9)),
        ("شنبه ۱۲ مهر ۱۴۰۴", date(2025, 10, 4)),
        ("۱ فروردین ۱۴۰۴", date(2025, 3, 21)),
        ("۳۰ اسفند ۱۴۰۳", date(2025, 3, 20)),
        ("29 اسفند 1404", date(2026, 3, 20)),
    ],
)
def test_written(text: str, day: date) -> None:
    assert [found.day for found in dates.written(text)] == [day]


@pytest.mark.parametrize("text", ["40 مهر 1404", "2025年13月40日", "15 พฤศจิกายน 2400", "12/2568"])
def test_no_day(text: str) -> None:
    assert list(dates.written(text)) == []


@pytest.mark.parametrize(
    ("language", "shown", "start"),
    [
        ("en-US", "04/03/2025", "2025-04-03"),
        ("en-GB", "03/04/2025", "2025-04-03"),
        ("fr", "03/04/2025 à 08h00", "2025-04-03"),
        ("en", "13/04/2025", "2025-04-13"),
        ("tr", "Giriş: 07.05.2026 Güncelleme: 08.05.2026", "2026-05-07"),
    ],
)
def test_the_language_of_a_page_says_which_is_the_month(language: str, shown: str, start: str) -> None:
    prose = "The ferry at Hask keeps running until the end of the month, the office said. " * 4
    html = (
        f"<html lang='{language}'><body><h1>Ferry runs on</h1><div>{shown}</div><p>{prose}</p></body></html>"
    )
    published = read(RawPage(capture="c", file="f", locator="", html=html)).page.published
    assert published is not None
    assert published.start is not None
    assert published.start[:10] == start


def test_a_day_that_may_be_two_is_neither() -> None:
    assert dates.slashed("03/04/2025", american=None) is None
    assert dates.slashed("04/04/2025", american=None) == date(2025, 4, 4)
