"""What a site allows (RFC 9309): own group first, longest pattern, wildcards."""

from __future__ import annotations

import pytest

from aftershock.sources.robots import Rules, allows, parse

ROBOTS = """\ufeff# rules
User-agent: *
Disallow: /

User-agent: otherbot
User-Agent: AFTERSHOCK
Disallow: /private   # not for us
Allow: /private/press
Disallow: /*.pdf$
Disallow: /search?q=
Disallow:
Crawl-delay: 2.5
Disallow: /caf\u00e9
Sitemap: https://a.example/map.xml
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/privateer", False),
        ("/private/press/1", True),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x", True),
        ("/a.pdf/b.pdf", False),
        ("/search?q=x", False),
        ("/search", True),
        ("/caf%c3%a9", False),
        ("/café/x", False),
        ("/robots.txt", True),
    ],
)
def test_own_group(path: str, allowed: bool) -> None:
    assert allows(parse(ROBOTS, "Aftershock"), f"https://a.example{path}") is allowed


def test_everybodys_group_and_the_delay() -> None:
    assert not allows(parse(ROBOTS, "Nobody"), "https://a.example/x")
    assert parse(ROBOTS, "Aftershock").delay == 2.5
    assert parse("Crawl-delay: 9\nUser-agent: *\nCrawl-delay: soon\n", "Aftershock").delay is None


def test_nothing_said_is_all_allowed() -> None:
    for text in ("", "<html>not found</html>", "User-agent: *\nDisallow:\n", "\0\0:"):
        assert allows(parse(text, "Aftershock"), "https://a.example/x")


def test_an_own_group_without_rules_frees_from_everybodys() -> None:
    rules = parse("User-agent: *\nDisallow: /\n\nUser-agent: aftershock\nDisallow:\n", "Aftershock")
    assert allows(rules, "https://a.example/x")


def test_allow_wins_a_draw_and_many_stars_take_no_time() -> None:
    assert allows(Rules(paths=(("/a", False), ("/a", True))), "https://a.example/a")
    assert allows(Rules(paths=(("/" + "*a" * 5000 + "$", False),)), "https://a.example/" + "a" * 4999)
    assert not allows(Rules(paths=(("/" + "*a" * 5000 + "$", False),)), "https://a.example/" + "a" * 5000)
