"""Hostile HTML costs bounded time and gives a reading or a named error, never another exception."""

from __future__ import annotations

import json
import time

import pytest

from aftershock.errors import NoMainText
from aftershock.pages.read import Reading, read
from aftershock.pages.streamed import main_text_of
from aftershock.sources.raw import RawPage

WORDS = "The ferry at Hask keeps running until the end of the month, the office said on Monday. "
# Far above what any of these takes (seconds, on two loaded cores), far below a quadratic run.
BOUND_SECONDS = 60.0

PAGES = {
    "deep": "<html><body>" + "<div>" * 30_000 + WORDS + "</div>" * 30_000,
    "deep inline": "<html><body><p>" + WORDS * 5 + "<b><i>" * 15_000 + "x",
    "broad": "<html><body>" + f"<p>{WORDS}</p>" * 5_000,
    "truncated": f"<html><body><article><h1>Ferry runs</h1><p>{WORDS * 6}</p><p>{WORDS}<a href='x",
    "entities": '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><html><body><p>'
    + "&b;" * 999
    + WORDS * 5,
    "attributes": "<html><body><p " + " ".join(f"a{n}='{n}'" for n in range(5_000)) + f">{WORDS * 5}</p>",
    "more attributes": "<html><body><p " + " ".join(f"a{n}" for n in range(200_000)) + f">{WORDS * 5}</p>",
    "deep json": "<html><head><script type='application/ld+json'>"
    + "[" * 99_999
    + f"</script><body><p>{WORDS * 5}",
    "tables": "<html><body>" + ("<table><tr><td>" * 60 + WORDS * 5) * 40,
    "notices": "<html><body>" + f"<div class='cookie-bar'>cookies {WORDS}" * 150 + f"<p>{WORDS * 9}",
    "items": "<html><body>" + f"<p>{WORDS}</p><ul><li>One step of it</li></ul>" * 1_500,
    "scripts": f"<html><body><p>{WORDS * 2}</p><script type='application/json'>"
    + json.dumps({"list": [{"text": f"<b>{WORDS}"}] * 20_000})
    + "</script>",
    "broken script": f"<html><body><p>{WORDS}</p><script type='application/json'>" + '{"a":' * 90_000,
    "great script": f"<html><body><p>{WORDS * 3}</p><script>" + "var a = '<p>x</p>';" * 250_000 + "</script>",
    "frames": f"<html><frameset><noframes><frameset><noframes><body><p>{WORDS * 5}</frameset>",
    "nulls": f"<html>\0<body>\0<p>\0{WORDS * 5}\0</p>",
    "open tags": "<html><body><div" + f"<p><b><i>{WORDS}<div><span>" * 90,
    "spaces": f"<html><body><p>{WORDS * 4}{' ' * 300_000}— (@ ) {' ' * 9_000}</p>",
}


@pytest.mark.parametrize("name", PAGES)
def test_bounded(name: str) -> None:
    started = time.perf_counter()
    try:
        reading: Reading | None = read(RawPage(capture="c", file=name, locator="", html=PAGES[name]))
    except NoMainText:
        reading = None
    assert time.perf_counter() - started < BOUND_SECONDS
    if name != "deep":  # what the parser cuts away at 256 levels is not there to be read
        assert reading is not None
        assert "ferry at Hask" in reading.texts[0].text


@pytest.mark.parametrize(
    "text",
    [
        "— " * 50_000,
        "(@" * 50_000,
        "cookie " * 30_000,
        "1) " * 50_000,
        "A post shared by " * 20_000,
        " " * 200_000 + "x",
    ],
)
def test_long_plain_text_is_bounded(text: str) -> None:
    started = time.perf_counter()
    read(RawPage(capture="c", file="long.txt", locator="", text=text))
    assert time.perf_counter() - started < BOUND_SECONDS


@pytest.mark.parametrize(
    "stamp",
    ["1970-01-01T00:00:00Z", "2999-13-45", "0000-00-00", "2031-02-30", "soon", "2031-05-01T99:99:99+99:99"],
)
def test_impossible_dates_are_not_believed(stamp: str) -> None:
    html = (
        f'<html><head><meta property="article:published_time" content="{stamp}"></head><body><article>'
        f"<p>{WORDS * 6}</p></article></body></html>"
    )
    published = read(RawPage(capture="c", file="p", locator="", html=html)).page.published
    if stamp.startswith("2031-05-01"):  # the day is sound, the clock is not
        assert published is not None
        assert (published.start, published.granularity) == ("2031-05-01T00:00:00Z", "day")
    else:
        assert published is None


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("html", [True, False])
def test_half_characters_are_no_text(fast: bool, html: bool) -> None:
    said = (
        f"<html><body><article><p>{WORDS * 5}Caf\ud83d</p></article></body></html>"
        if html
        else WORDS + "\udc00"
    )
    page = RawPage(capture="c", file="half.json", locator="", html=said if html else None, text=said)
    text = main_text_of(page).text if fast else read(page).texts[0].text
    assert "ferry at Hask" in text
    assert "?" in text
    text.encode()


def test_half_characters_in_what_a_page_declares_are_none() -> None:
    declared = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Caf\\ud83d"}</script>'
    )
    html = f"<html><head>{declared}</head><body><article><p>{WORDS * 5}</p></article></body></html>"
    title = read(RawPage(capture="c", file="half.html", locator="", html=html)).page.title
    assert title == "Caf?"
