"""The fast reading: the same article's words, and a named refusal where there are none."""

from __future__ import annotations

import time

import pytest

from aftershock.errors import NoMainText
from aftershock.pages.read import read
from aftershock.pages.streamed import main_text_of
from aftershock.sources.raw import RawPage

SENTENCE = "The ferry at Hask keeps running until the end of the month, the office said on Monday. "
PAGE = (
    "<html><head><title>Ferry runs</title></head><body><nav><a href='/'>Home</a></nav><article>"
    "<h1>Ferry runs</h1>"
    + "".join(f"<p>Note {number}: {SENTENCE * 3}</p>" for number in range(5))
    + "</article></body></html>"
)


def raw(html: str | None, text: str | None = None) -> RawPage:
    return RawPage(capture="c", file="x.html", locator="bytes=0-1", html=html, text=text)


def test_it_has_the_words_of_the_article() -> None:
    words = read(raw(PAGE)).texts[0].text.split()
    fast = main_text_of(raw(PAGE))
    assert set(words) <= set(fast.text.split())
    assert fast.locator == "bytes=0-1"
    assert fast.extractor.startswith("resiliparse@")


def test_a_plain_text_comes_out_as_it_is() -> None:
    assert main_text_of(raw(None, "Two words")).text == "Two words"


def test_half_a_character_is_a_question_mark() -> None:
    html = PAGE.replace("Note 0", "Note \ud800")
    assert main_text_of(raw(html)).text == main_text_of(raw(PAGE.replace("Note 0", "Note ?"))).text


def test_tags_that_only_a_script_names_are_no_depth() -> None:
    html = PAGE.replace("</head>", f"<script>{'<div>' * 60_000}</script></head>")
    assert main_text_of(raw(html)).text == main_text_of(raw(PAGE)).text


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html><body></body></html>",
        "<div>" * 30_000 + SENTENCE,
        "<a><div>" * 300_000 + SENTENCE,
        "<a><b>" * 500_000 + SENTENCE,
        "<div>" * 30_000 + SENTENCE + "</div>" * 30_000,
        "<article>" * 30_000 + SENTENCE,
        "<font>" * 60_000 + SENTENCE + "</font>" * 60_000,
    ],
)
def test_what_has_no_text_is_refused_soon(html: str) -> None:
    started = time.perf_counter()
    with pytest.raises(NoMainText):
        main_text_of(raw(html))
    assert time.perf_counter() - started < 10
