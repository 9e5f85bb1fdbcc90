"""A raw document is read whole: every receipt slices back, nothing visible is without a name."""

# ruff: noqa: E501 - markup and sentences stand as they are served

from __future__ import annotations

import pytest

from aftershock.errors import NoMainText
from aftershock.pages.read import Reading, read
from aftershock.records import FieldReceipt, Receipt
from aftershock.sources.raw import RawPage
from aftershock.text import sha256

PARAGRAPHS = (
    "The bridge at Tarnow Ford was opened to lorries again on Tuesday, nine days after an explosion tore a hole "
    "in its eastern span, the district office said in the morning.",
    "Engineers said that the pillars had not moved. They had measured every hour since the night of the blast, "
    "and would go on measuring until the winter.",
    "Nobody has claimed the blast so far. The police are looking for two men who were seen on the bank with a "
    "boat, and have asked boatmen to come forward with their pictures.",
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Bridge at Tarnow Ford reopens | Tarnow Post</title>
<meta property="og:title" content="Bridge at Tarnow Ford reopens"><meta property="og:site_name" content="Tarnow Post">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [{{"@type": "NewsArticle",
"headline": "Bridge at Tarnow Ford reopens", "datePublished": "2031-03-11T18:30:00+02:00",
"author": [{{"@type": "Person", "name": "Orla Venn"}}, {{"@type": "Person", "name": "Piet Vonk"}}]}}]}}</script>
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport pages</a></li></ul></nav>
<article><h1>Bridge at Tarnow Ford reopens</h1><p class="byline">By Orla Venn and Piet Vonk</p>
<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>
<blockquote class="twitter-tweet"><p lang="en">Traffic flows again at #TarnowFord, thanks to all who helped.
<a href="https://t.co/abc">https://t.co/abc</a></p>&mdash; Tarnow Roads (@tarnowroads)
<a href="https://twitter.com/tarnowroads/status/1234567890123456789?ref=x">March 11, 2031</a></blockquote>
<p>{PARAGRAPHS[2]}</p></article>
<div class="related"><h3>Related Posts</h3><a href="/a">A look back at the floods</a></div>
<div id="cookie"><p>We use cookies to make this site work for everybody.</p></div>
<footer>© 2031 Tarnow Post. All rights reserved.</footer></body></html>"""


def raw(**fields: str | bool | None) -> RawPage:
    return RawPage(capture="capture-1", file="page.html", locator="bytes=0-99", **fields)  # type: ignore[arg-type]


def check_receipts(reading: Reading) -> None:
    """The first law: what is quoted stands at its offsets."""
    texts = {text.id: text.text for text in reading.texts}
    receipts = [
        item.receipt for item in (*reading.page.boilerplate, *reading.page.contested, *reading.embedded)
    ]
    receipts += [part for item in reading.embedded for part in (item.body, item.signature) if part]
    receipts += [item for item in reading.page.receipts if isinstance(item, Receipt)]
    for receipt in receipts:
        assert texts[receipt.text][receipt.start : receipt.end] == receipt.quote != ""
    assert all(text.id == sha256(text.text) for text in reading.texts)
    assert reading.page.text == reading.texts[0].id


def test_html_main_text_and_metadata() -> None:
    reading = read(raw(html=PAGE, url="https://tarnowpost.example/2031/03/11/bridge"))
    check_receipts(reading)
    main, page = reading.texts[0], reading.page
    assert all(paragraph in main.text for paragraph in PARAGRAPHS)
    assert "cookies" not in main.text
    assert main.extractor.startswith("trafilatura@")
    assert main.extractor.endswith(("/precision", "/precision-fast"))
    assert page.title == "Bridge at Tarnow Ford reopens"
    assert page.author == "Orla Venn, Piet Vonk"
    assert page.language == "en"
    assert page.published is not None
    assert (page.published.start, page.published.zone) == ("2031-03-11T16:30:00Z", "+02:00")
    assert page.published.how == "json-ld datePublished"
    field = next(r for r in page.receipts if isinstance(r, FieldReceipt) and r.field == "published")
    assert field.value == "2031-03-11T18:30:00+02:00"
    assert field.value in PAGE


def test_everything_visible_is_in_the_main_text_or_named() -> None:
    reading = read(raw(html=PAGE))
    main, visible = reading.texts
    named = [item for item in reading.page.boilerplate if item.receipt.text == visible.id]
    kinds = {item.kind for item in named}
    assert {"navigation", "related links", "cookie notice", "footer"} <= kinds
    rest = visible.text
    for item in named:
        rest = rest.replace(item.receipt.quote, "")
    solid = "".join(main.text.split())
    for line in rest.splitlines():
        assert "".join(line.split()) in solid, line


def test_html_post_is_a_post_of_its_author() -> None:
    reading = read(raw(html=PAGE))
    (post,) = reading.posts
    (embedded,) = reading.embedded
    assert (post.platform, post.author_name, post.author_handle) == ("twitter", "Tarnow Roads", "tarnowroads")
    assert post.post_id == "1234567890123456789"
    # The number says 2020, the page says 2031: the page's day stands, and no false exactness.
    assert (post.created_at, post.tz_source) == ("2031-03-11T00:00:00Z", "unknown")
    assert post.hashtags == ("TarnowFord",)
    assert post.links == ("https://t.co/abc",)
    assert embedded.body is not None
    assert embedded.body.quote.startswith("Traffic flows again")
    assert "@tarnowroads" in embedded.receipt.quote
    assert (
        post.locator == f"text={embedded.receipt.text};chars={embedded.receipt.start}-{embedded.receipt.end}"
    )


def test_plain_text_is_kept_character_for_character() -> None:
    text = "\ufeffA line  with \u00a0spaces\t\r\n\n\n\nAnother line, and a long one, that says a little more.  \n\n"
    reading = read(raw(text=text))
    assert [t.text for t in reading.texts] == [text]
    check_receipts(reading)


def test_feed_entry_keeps_paragraphs_and_what_the_feed_declares() -> None:
    receipt = FieldReceipt(
        capture="capture-1", locator="entry=3", field="published", value="Fri, 16 May 2031 09:00:00 +0200"
    )
    item = RawPage(
        capture="capture-1",
        file="feed.xml",
        locator="entry=3",
        html="<p>First paragraph of the entry.</p><p>Second &amp; last.</p>",
        fragment=True,
        declared_title="Harbour shut",
        declared_author="Coast Wire",
        declared_published="Fri, 16 May 2031 09:00:00 +0200",
        receipts=(receipt,),
    )
    reading = read(item)
    assert reading.texts[0].text.split("\n\n") == ["First paragraph of the entry.", "Second & last."]
    page = reading.page
    assert (page.title, page.author) == ("Harbour shut", "Coast Wire")
    assert page.published is not None
    assert (page.published.start, page.published.how) == ("2031-05-16T07:00:00Z", "feed entry")
    assert receipt in page.receipts


def test_the_same_document_gives_the_same_ids() -> None:
    assert read(raw(html=PAGE)) == read(raw(html=PAGE))


@pytest.mark.parametrize(
    "fields",
    [
        {"text": " \n\t "},
        {"html": ""},
        {"html": "<html><body><script>x()</script></body></html>"},
        {"html": "", "fragment": True},
    ],
)
def test_no_text_says_so(fields: dict[str, str | bool]) -> None:
    with pytest.raises(NoMainText) as caught:
        read(raw(**fields))
    assert "page.html" in str(caught.value)
    assert caught.value.tried
