"""Do links that lead to one place have one spelling, and others not?"""

from __future__ import annotations

import pytest

from aftershock.addresses import canonical, domain, shortened

SAME = [
    ("https://example.org/a?a=1&b=2",
     ["HTTP://www.Example.org:80/a/?utm_source=x&b=2&a=1#top", "//example.org:443/a?b=2&amp;a=1&fbclid=9",
      "https://user:word@example.org/a?a=1&b=2"]),
    ("https://bücher.example/ä x", ["http://xn--bcher-kva.example/%C3%A4%20x", "https://BÜCHER.example/%c3%a4%20x"]),
    ("https://youtube.com/watch?v=abc", ["https://youtu.be/abc?si=1", "https://m.youtube.com/watch?v=abc&feature=share"]),
    ("https://t.me/harbour/12", ["t.me/harbour/12", "https://telegram.me/s/harbour/12"]),
    ("https://x.com/a/status/1", ["https://twitter.com/a/status/1?s=20", "https://mobile.twitter.com/a/status/1/"]),
    ("https://example.org", ["http://www.example.org/", "https://example.org./"]),
    ("https://example.org/#!/page", ["http://example.org/#!/page"]),
]  # fmt: skip
OTHERS = [
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a", "https://example.org/a?id=1"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://bit.ly/x", "https://bit.ly/X"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://a.example.org/", "https://example.org/"),
]


@pytest.mark.parametrize(("link", "others"), SAME, ids=lambda each: str(each)[:30])
def test_one_place_has_one_spelling(link: str, others: list[str]) -> None:
    assert {canonical(each) for each in others} == {canonical(link)}


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_places_have_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_a_spelling_is_its_own() -> None:
    for link, others in SAME:
        for each in (link, *others):
            spelled = canonical(each)
            assert spelled is not None
            assert canonical(spelled) == spelled


@pytest.mark.parametrize(
    "word", ["", " ", "mailto:a@b.example", "javascript:alert(1)", "ftp://a.example/x", "https://", "nowhere"]
)
def test_what_is_no_link_to_a_site_has_none(word: str) -> None:
    assert canonical(word) is None


@pytest.mark.parametrize(
    ("link", "whose"),
    [
        ("https://www.news.example/a", "news.example"), ("https://news.example:8443/a", "news.example"),
        ("https://t.me/Harbour/12", "t.me/harbour"), ("https://x.com/Ana/status/1", "x.com/ana"),
        ("https://bit.ly/x", None), ("https://youtu.be/abc", None), ("https://t.me", None),
    ],
)  # fmt: skip
def test_whose_site_it_is(link: str, whose: str | None) -> None:
    spelled = canonical(link)
    assert spelled is not None
    assert domain(spelled) == whose
    assert shortened(spelled) == ("bit.ly" in link)
