"""Hashtags, links and mentions in texts of the whole world."""

from __future__ import annotations

import pytest

from aftershock.sources.marks import hashtags, links, mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#Harbour and #harbour, #Harbour.", ("Harbour", "harbour")),
        ("#हिन्दी_टैग #ภาษาไทย #العربية #東京", ("हिन्दी_टैग", "ภาษาไทย", "العربية", "東京")),
        ("＃東京 (#Quay7)", ("東京", "Quay7")),
        ("a#b &#39; https://a.example/#top #2024 # x", ()),
        ("no tags", ()),
    ],
)
def test_hashtags(text: str, expected: tuple[str, ...]) -> None:
    assert hashtags(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://a.example/x_(y)). And (http://b.example/?q)!", ("https://a.example/x_(y)", "http://b.example/?q")),
        ("HTTPS://A.example/X", ("HTTPS://A.example/X",)),
        ("t.me/quay/12 and https://t.me/quay", ("https://t.me/quay", "https://t.me/quay/12")),
        ("https://a.example https://a.example", ("https://a.example",)),
        ("<https://a.example/b>", ("https://a.example/b",)),
        ("about.me/x ://", ()),
    ],
)  # fmt: skip
def test_links(text: str, expected: tuple[str, ...]) -> None:
    assert links(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Ana, @ana_b. (@c.d)", ("Ana", "ana_b", "c.d")),
        ("@ana@social.example said", ("ana@social.example",)),
        ("@desk.news.example", ("desk.news.example",)),
        ("mail ana@courier.example or https://x.example/@ana", ()),
    ],
)
def test_mentions(text: str, expected: tuple[str, ...]) -> None:
    assert mentions(text) == expected


def test_long_lines_take_no_time() -> None:
    for text in (
        "#" * 300_000,
        "@" * 300_000,
        "https://a" + ")" * 300_000,
        "t.me/" * 50_000,
        "a" * 1_000_000 + " #x",
    ):
        assert len(hashtags(text)) + len(links(text)) + len(mentions(text)) <= 1
