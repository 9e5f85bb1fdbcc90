"""A saved page is decoded as it declares, and says where it stood."""

from __future__ import annotations

import pytest

from aftershock.sources.raw import RawPage
from aftershock.sources.webpage import address

from .conftest import ReadBytes

RUSSIAN = "Представители порта сообщили, что причал закрыт."


def page_of(read: ReadBytes, data: bytes | str) -> RawPage:
    name, (page,) = read(data)
    assert name == "html"
    assert isinstance(page, RawPage)
    assert page.text is None
    return page


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html>\n<html>",
        "<HTML>",
        "\n\n <!-- saved -->\n<html lang=en>",
        "<div class=x>",
        "<p>Text",
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html>',
    ],
)
def test_pages_are_known_by_how_they_begin(read: ReadBytes, start: str) -> None:
    assert page_of(read, start + "<p>The quay is closed.</p>").html is not None


def test_declared_encoding_is_used(read: ReadBytes) -> None:
    html = f'<html><meta http-equiv="Content-Type" content="text/html;charset=windows-1251">{RUSSIAN}'
    page = page_of(read, html.encode("cp1251"))
    assert page.html == html
    assert ("encoding", "cp1251") in [(receipt.field, receipt.value) for receipt in page.receipts]


def test_a_declaration_that_no_longer_holds_is_not_believed(read: ReadBytes) -> None:
    html = f"<html><head><meta charset='iso-8859-1'></head>{RUSSIAN}"
    assert page_of(read, html.encode()).html == html


def test_canonical_address_with_its_receipt(read: ReadBytes) -> None:
    html = (
        '<html><head><link rel="Canonical" href="https://news.example/a?x=1&amp;y=2">'
        '<meta property="og:url" content="https://other.example/"></head><body>x</body></html>'
    )
    page = page_of(read, html)
    assert page.url == "https://news.example/a?x=1&y=2"
    (receipt,) = page.receipts
    assert (receipt.field, receipt.value, receipt.locator) == (
        "canonical",
        "https://news.example/a?x=1&y=2",
        page.locator,
    )


def test_other_ways_of_saying_the_address() -> None:
    assert address('<meta property="og:url" content="https://news.example/b">') == (
        "og:url",
        "https://news.example/b",
        "https://news.example/b",
    )
    saved = "<!-- saved from url=(0024)https://news.example/c/d --><html><head>"
    assert address(saved) == ("saved from url", "https://news.example/c/d", "https://news.example/c/d")
    assert address(saved + '<link rel=canonical href="/e">') == ("canonical", "/e", "https://news.example/e")


def test_what_readers_wrote_into_the_body_is_not_the_address() -> None:
    assert address('<html><body><p>x<link rel="canonical" href="https://evil.example/">') is None
    assert address('<link rel="canonical" href="javascript:alert(1)">') is None
    assert address('<link rel="canonical" href="http://[broken">') is None


@pytest.mark.parametrize(
    "html",
    ["<html>" + "<div>" * 50_000, "<html><![if x]><![x[", "<html><!" + "-" * 9999, "<html><a " + "b=" * 9999],
)
def test_hostile_pages_do_no_harm(read: ReadBytes, html: str) -> None:
    assert page_of(read, html).html == html
