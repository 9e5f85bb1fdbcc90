"""The declared day stands unless the page shows nothing but the day of a later edition."""

from __future__ import annotations

import pytest

from aftershock.pages import published
from aftershock.pages.markup import markup_of
from aftershock.pages.tree import tree_of

PAGE = """<html><head><title>What to take aboard</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2029-03-30T08:00:00-04:00",
"dateModified": "{revised}"}}</script></head><body><article><h1>What to take aboard</h1>{shown}
<p>The ferry at Hask takes dogs, and has done so since the pier was built, the office said on Monday when it
was asked by readers from Orvania in a letter of 11 December 2031 about the crossing.</p></article></body>
</html>"""
LATER = "2031-12-11T09:52:32-05:00"
FIRST_DAY, LATER_DAY = "2029-03-30T12:00:00Z", "2031-12-11T00:00:00Z"


def day(shown: str, revised: str = LATER) -> tuple[str | None, str]:
    tree = tree_of(PAGE.format(shown=shown, revised=revised))
    found = published.published_of(markup_of(tree), tree, None)
    assert found is not None
    return found.when.start, found.when.how


@pytest.mark.parametrize(
    "shown",
    [
        "<h4>December 11, 2031</h4>",
        "<div>Updated on December 11, 2031</div>",
        '<time datetime="2031-12-11T09:52:32-05:00">11/12</time>',
    ],
)
def test_a_page_that_shows_only_its_later_day_is_dated_by_it(shown: str) -> None:
    assert day(shown) == (LATER_DAY, "visible date of a later edition (json-ld dateModified)")


@pytest.mark.parametrize(
    "shown",
    [
        "",  # in a sentence the day is what is told, not when
        "<p>March 30, 2029, updated December 11, 2031</p>",
        '<time datetime="2029-03-30">Two years ago</time> <p>December 11, 2031</p>',
        "<p>30 March 2029</p><p>11 December 2031</p>",
    ],
)
def test_the_declared_day_stands_where_it_is_shown_or_none_is(shown: str) -> None:
    assert day(shown) == (FIRST_DAY, "json-ld datePublished")


@pytest.mark.parametrize("revised", ["2029-04-02T09:00:00Z", "2028-01-01", "soon", ""])
def test_a_correction_makes_no_edition(revised: str) -> None:
    assert day("<p>2 April 2029</p>", revised) == (FIRST_DAY, "json-ld datePublished")


def test_a_revision_in_a_meta_element_counts_too() -> None:
    html = (
        '<html><head><meta property="article:published_time" content="2029-03-30T12:00:00Z">'
        f'<meta property="article:modified_time" content="{LATER}"></head>'
        "<body><p>By Cora Whitlock, 10 December 2031</p><p>Words.</p></body></html>"
    )
    tree = tree_of(html)
    found = published.published_of(markup_of(tree), tree, None)
    assert found is not None
    assert found.when.start == "2031-12-10T00:00:00Z"  # as it is shown; the revision's hour is another zone's
    assert found.fact is not None
    assert (found.fact.where, found.fact.value) == ("meta article:modified_time", LATER)
