"""Leads are kept and furniture is not; which extractor is believed where they differ."""

from __future__ import annotations

import pytest

from aftershock.pages.lead import lead_of
from aftershock.pages.main_text import Declared, declared_by, main_text
from aftershock.pages.markup import markup_of
from aftershock.pages.read import read
from aftershock.pages.tree import tree_of
from aftershock.sources.raw import RawPage

TITLE = "Bridge at Tarnow Ford opens again"
LEAD = "Nine days after the explosion lorries may cross the river again, but only one at a time."
BODY = tuple(
    f"On day {n} the engineers of the district measured pillar {n}, and it had not moved at all since then."
    for n in range(1, 13)
)


def _page(above: str = "", inside: str = "", head: str = "") -> str:
    told = "".join(f"<p>{line}</p>" for line in BODY[:6])
    rest = "".join(f"<p>{line}</p>" for line in BODY[6:])
    return (
        f"<html><head><title>{TITLE}</title>{head}</head><body><nav>All pages</nav><main><h1>{TITLE}</h1>"
        f"{above}<div class='text'>{told}{inside}{rest}</div></main></body></html>"
    )


def _lines(html: str) -> list[str]:
    text = read(RawPage(capture="c", file="f", locator="", html=html)).texts[0].text
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    "above",
    [
        f"<p class='article-teaser'>{LEAD}</p>",
        f"<div class='ArticleIntro'><p>{LEAD}</p></div>",
        f"<header><div class='excerpt'>{LEAD}</div></header>",
        f"<p itemprop='description'>{LEAD}</p>",
    ],
)
def test_a_lead_is_told_by_its_name(above: str) -> None:
    assert _lines(_page(above)) == [LEAD, *BODY]


def test_a_lead_is_told_by_what_the_page_declares() -> None:
    said = f'<meta property="og:description" content="{LEAD[:70]} ...">'
    plain = f"<header><p>{LEAD}</p></header>"
    assert _lines(_page(plain, head=said)) == [LEAD, *BODY]
    assert _lines(_page(plain)) == [*BODY]


@pytest.mark.parametrize(
    "above",
    [
        "<p class='teaser'>By the desk</p>",  # too short
        f"<h2 class='subtitle'>{LEAD}</h2>",  # a heading
        f"<p class='teaser'><a href='/x'>{LEAD}</a></p>",  # leads elsewhere
        "".join(f"<p class='teaser'>{n} {LEAD}</p>" for n in range(6)),  # a list of teasers
    ],
)
def test_no_lead(above: str) -> None:
    assert _lines(_page(f"<header>{above}</header>")) == [*BODY]


def test_teasers_above_the_headline_or_below_the_body_are_no_lead() -> None:
    tree = tree_of(
        f"<html><body><p class='teaser'>{LEAD}</p>{_page()}<p class='teaser'>{LEAD} Then.</p></body></html>"
    )
    assert lead_of(tree, "\n".join(BODY), ()) == ()


def test_a_lead_that_the_body_has_is_not_told_twice() -> None:
    tree = tree_of(_page(f"<p class='teaser'>{LEAD}</p>"))
    assert lead_of(tree, "\n".join((*BODY, LEAD)), ()) == ()


def test_the_headline_is_the_title_and_not_in_the_text() -> None:
    html = (
        _page()
        .replace(f"<h1>{TITLE}</h1>", "")
        .replace("<div class='text'>", f"<div class='text'><h1>{TITLE}</h1>")
    )
    tree, again = tree_of(html), tree_of(html)
    assert tree is not None
    whole = main_text(html, again)
    assert whole is not None
    assert TITLE in whole.text  # the extractor takes it along
    page = read(RawPage(capture="c", file="f", locator="", html=html))
    assert page.page.title == TITLE
    assert TITLE not in page.texts[0].text
    assert page.texts[0].text.startswith(BODY[0])
    assert TITLE in page.texts[1].text  # all that is visible has it
    assert declared_by(markup_of(tree), TITLE) == Declared(title=TITLE)


@pytest.mark.parametrize(
    "piece",
    [
        "<p><strong>Read also: <a href='/x'>Ferry runs aground off Hask in the morning fog</a></strong></p>",
        "<p>[Related: <a href='/x'>Ferry runs aground off Hask in the morning fog</a>]</p>",
        "<p><a href='/x'>SEE MORE: Ferry runs aground off Hask in the morning fog</a></p>",
        "<p class='site-newsletter'>Every morning the desk writes a letter about the river and the port.</p>",
        "<p hidden>Every morning the desk writes a letter about the river and the port.</p>",
    ],
)
def test_furniture_inside_the_body_is_left_out(piece: str) -> None:
    assert _lines(_page(inside=piece)) == [*BODY]


@pytest.mark.parametrize(
    "piece",
    [
        "The office put it thus: <a href='/x'>nobody may cross before the pillars are measured.</a>",
        "Its statement: <a href='/x'>https://office.example/2031/the-bridge-at-the-ford</a>",
        "The mayor had said so <a href='/x'>in a letter to the council of the town</a>: nothing moves.",
    ],
)
def test_a_sentence_with_a_link_stays(piece: str) -> None:
    told = piece.replace("<a href='/x'>", "").replace("</a>", "")
    assert told in _lines(_page(inside=f"<p>{piece}</p>"))


def test_an_article_that_is_called_like_furniture_stays() -> None:
    html = _page().replace("<div class='text'>", "<div class='promo'>")
    assert _lines(html) == [*BODY]


def test_an_article_in_what_extractors_never_read_is_found() -> None:
    told = "".join(f"<p>{line}</p>" for line in BODY)
    html = f"<html><body><div class='page'><aside><div class='text'>{told}</div></aside></div></body></html>"
    assert _lines(html) == [*BODY]
