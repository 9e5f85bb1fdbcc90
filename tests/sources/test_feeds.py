"""Saved feeds: an entry is a document, with what the feed declares about it."""

from __future__ import annotations

import json

from aftershock.records import Reject
from aftershock.sources.raw import RawPage

from .conftest import ReadBytes

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Harbour Courier</title><language>en-gb</language>
<item><title>Quay closed &amp; guarded</title><link>https://courier.example/1</link>
<dc:creator>Ana Berg</dc:creator>
<pubDate>Fri, 01 Mar 2024 15:00:00 +0300</pubDate><description>Short.</description>
<content:encoded>
<![CDATA[<p>The quay is closed.</p><blockquote class="x">A post</blockquote>]]></content:encoded>
</item>
<item><guid isPermaLink="false">x-2</guid><title>Only a headline</title></item>
<item><pubDate>Fri, 01 Mar 2024 15:00:00 +0300</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Courrier</title>
<entry><id>https://courrier.example/7</id><title>Quai fermé</title><updated>2024-03-01T12:00:00Z</updated>
<author><name>Bo</name></author><content type="text">Le quai est fermé.</content></entry></feed>"""


def pages(found: list[object]) -> list[RawPage]:
    return [item for item in found if isinstance(item, RawPage)]


def rejects(found: list[object]) -> list[Reject]:
    return [item for item in found if isinstance(item, Reject)]


def test_rss_entries_with_what_they_declare(read: ReadBytes) -> None:
    name, found = read(RSS)
    assert name == "feed"
    first, second = pages(found)
    assert first.fragment
    assert first.html == '<p>The quay is closed.</p><blockquote class="x">A post</blockquote>'
    assert (first.url, first.locator) == ("https://courier.example/1", "entry=1")
    assert (first.declared_title, first.declared_author) == ("Quay closed & guarded", "Ana Berg")
    assert first.declared_published == "Fri, 01 Mar 2024 15:00:00 +0300"  # as it stands there
    assert first.declared_language == "en-gb"
    assert {receipt.field: receipt.value for receipt in first.receipts} == {
        "url": "https://courier.example/1",
        "title": "Quay closed & guarded",
        "author": "Ana Berg",
        "published": "Fri, 01 Mar 2024 15:00:00 +0300",
        "language": "en-gb",
    }
    assert (second.text, second.html, second.url) == ("Only a headline", None, None)
    assert [reject.cause for reject in rejects(found)] == [
        "entry 3 of the feed has neither a title nor a text"
    ]


def test_atom(read: ReadBytes) -> None:
    name, (entry,) = read(ATOM)
    assert name == "feed"
    assert isinstance(entry, RawPage)
    assert (entry.text, entry.html) == ("Le quai est fermé.", None)
    assert (entry.url, entry.declared_author, entry.declared_language) == (
        "https://courrier.example/7",
        "Bo",
        "fr",
    )
    assert entry.declared_published == "2024-03-01T12:00:00Z"


def test_feed_in_utf16_and_in_a_legacy_encoding(read: ReadBytes) -> None:
    for encoding in ("utf-16", "iso-8859-1"):
        data = f'<?xml version="1.0" encoding="{encoding}"?>{ATOM}'.encode(encoding)
        name, (entry,) = read(data)
        assert name == "feed"
        assert isinstance(entry, RawPage)
        assert entry.text == "Le quai est fermé."


def test_a_truncated_feed_gives_what_it_has_and_says_where_it_breaks(read: ReadBytes) -> None:
    name, found = read(RSS[: RSS.index("<item><guid")] + "<item><title>Cut of")
    assert name == "feed"
    assert pages(found)[0].declared_title == "Quay closed & guarded"
    (reject, *_) = rejects(found)
    assert reject.line == 11
    assert "not well-formed XML" in reject.cause


def test_entity_bombs_and_external_entities_expand_to_nothing(read: ReadBytes) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>'
    body = "<rss><channel><item><title>&e8;</title><description>x</description></item></channel></rss>"
    name, found = read(bomb + body)
    assert name == "feed"
    assert sum(len(str(item)) for item in found) < 10_000
    external = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e8 SYSTEM "file:///etc/passwd">]>'
    _, found = read(external + body)
    assert "root:" not in str(found)


def test_other_xml_is_no_feed(read: ReadBytes) -> None:
    assert read("<rssx>not a feed</rssx>")[0] == "text"


def test_an_empty_feed_is_said(read: ReadBytes) -> None:
    _, (reject,) = read("<rss version='2.0'><channel><title>x</title></channel></rss>")
    assert isinstance(reject, Reject)
    assert reject.cause == "the feed has no entries"


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Courier",
    "items": [
        {
            "id": "https://courier.example/1",
            "content_html": "<p>x</p>",
            "authors": [{"name": "Ana"}, {"name": "Bo"}],
            "date_published": "2024-03-01T12:00:00Z",
        },
        {"id": "2", "content_text": "Plain.", "title": "T", "language": "fr"},
        {"id": "3"},
        "nonsense",
    ],
    "language": "en",
    "author": {"name": "Desk"},
}


def test_json_feed(read: ReadBytes) -> None:
    name, found = read(json.dumps(JSON_FEED))
    assert name == "json-feed"
    first, second = pages(found)
    assert (first.html, first.url, first.declared_author) == (
        "<p>x</p>",
        "https://courier.example/1",
        "Ana, Bo",
    )
    assert (first.declared_language, first.declared_published) == ("en", "2024-03-01T12:00:00Z")
    assert (second.text, second.url, second.declared_author) == ("Plain.", None, "Desk")
    assert second.declared_language == "fr"
    assert [reject.cause for reject in rejects(found)] == [
        "item 3 has neither a title nor a text",
        "item 4 is not an object",
    ]


def test_json_feed_with_sorted_keys_and_a_broken_item(read: ReadBytes) -> None:
    text = json.dumps(JSON_FEED, sort_keys=True, indent=1).replace(
        '"content_text": "Plain.",', '"content_text": ,'
    )
    name, found = read(text)
    assert name == "json-feed"
    assert [page.locator for page in pages(found)] == ["entry=1"]
    broken = rejects(found)[0]
    assert text.split("\n")[broken.line - 1].strip() == '"content_text": ,'
