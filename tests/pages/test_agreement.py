"""What not all extractors have is marked, and stays; who was not heard lacks nothing."""

from __future__ import annotations

import json

from aftershock.lines import line
from aftershock.pages.agreement import Agreement, Contested, Told, agreement_on
from aftershock.pages.read import read
from aftershock.rows import row
from aftershock.sources.raw import RawPage

LINES = [
    "The ferry at Hask runs again since Monday.",
    "Two of its cables had been cut in March.",
    "Nobody has claimed it so far.",
]
TEXT = "\n".join(LINES)


def test_what_all_have_is_not_named() -> None:
    spaced = TEXT.replace(" ", "  ").replace("\n", "\n\n")
    assert agreement_on(TEXT, [Told("a", TEXT), Told("b", spaced.upper())]) == Agreement(("a", "b"))


def test_neighbours_that_the_same_lack_are_one_passage() -> None:
    found = agreement_on(TEXT + "\n" + TEXT[::-1], [Told("a", TEXT + TEXT[::-1]), Told("b", TEXT)])
    assert found == Agreement(("a", "b"), (Contested(("b",), len(TEXT) + 1, 2 * len(TEXT) + 1),))


def test_passages_apart_or_lacked_by_others_are_named_apart() -> None:
    told = [Told("a", "\n".join(LINES[:2])), Told("b", "\n".join(LINES[1:])), Told("c", LINES[0] + LINES[2])]
    found = agreement_on(TEXT, told)
    assert [(each.lacking, TEXT[each.start : each.end]) for each in found.contested] == [
        (("b",), LINES[0]),
        (("c",), LINES[1]),
        (("a",), LINES[2]),
    ]


def test_who_read_another_part_of_the_page_is_not_heard() -> None:
    assert agreement_on(
        TEXT, [Told("a", TEXT), Told("b", "Cookies, please."), Told("json-ld", "")]
    ).heard == ("a",)


def _page(body: str, declared: str) -> str:
    article = json.dumps({"@type": "NewsArticle", "headline": "Ferry runs again", "articleBody": declared})
    script = f'<script type="application/ld+json">{article}</script>'
    return (
        f"<html><head><title>Ferry runs again</title>{script}</head>"
        f"<body><main><h1>Ferry runs again</h1><article>{body}</article></main></body></html>"
    )


def test_a_page_says_who_was_heard_and_what_the_declared_body_lacks() -> None:
    told = [
        f"{text} The harbour office said so on day {n}, in writing and at length."
        for n, text in enumerate(LINES * 3)
    ]
    html = _page("".join(f"<p>{each}</p>" for each in told), " ".join(told[:-1]))
    reading = read(RawPage(capture="c", file="ferry.html", locator="", html=html))
    page = reading.page
    assert page.heard == ("resiliparse", "trafilatura", "json-ld")
    assert [(each.lacking, each.receipt.quote) for each in page.contested] == [(("json-ld",), told[-1])]
    assert told[-1] in reading.texts[0].text
    assert line("pages", row(page, {})).endswith("not in all extractors: 1 (json-ld)")


def test_of_a_plain_text_nobody_is_asked() -> None:
    page = read(RawPage(capture="c", file="ferry.txt", locator="", text=TEXT)).page
    assert (page.heard, page.contested) == ((), ())
    assert "extractors" not in line("pages", row(page, {}))
