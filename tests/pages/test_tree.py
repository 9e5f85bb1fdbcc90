"""A page made lighter keeps every word; the parser's limits and repairs; the phrases of frames."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.pages import phrases
from aftershock.pages.main_text import main_text
from aftershock.pages.tree import lighten, slim, tree_of

WORDS = "The ferry at Hask keeps running until the end of the month, the office said on Monday. "
_TAGS = st.sampled_from(["p", "div", "span", "em", "a", "b", "section", "li", "h2", "br"])
_PIECES = st.recursive(
    st.sampled_from(["", " ", "\n", "ferry", " quay ", "Hask."]),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>" if tag == "br" else f"<{tag}>{''.join(parts)}</{tag}>",
        _TAGS,
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


def _said(tree: object) -> list[str]:
    return "".join(tree.itertext()).split()  # type: ignore[attr-defined]


@settings(deadline=None, max_examples=60)
@given(st.lists(_PIECES, max_size=6).map("".join))
def test_lighter_by_no_word_and_no_word_joined(body: str) -> None:
    html = f"<html><body><div>start</div>{body}</body></html>"
    whole, light = tree_of(html), tree_of(html)
    assert whole is not None
    assert light is not None
    lighten(light)
    # words that only an element kept apart may stand apart now; none is lost, none grows together
    assert "".join(_said(light)) == "".join(_said(whole))
    assert len(_said(light)) >= len(_said(whole))
    assert int(light.xpath("count(//*)")) <= int(whole.xpath("count(//*)"))


def test_what_is_never_read_goes_and_what_decides_stays() -> None:
    tree = tree_of(
        "<html><body><nav>All pages</nav><form>" + WORDS + "</form><figure><table><tr><td>9</td></tr></table>"
        "</figure><figure>A quay</figure><p>One<br>two<span> </span>three</p><div><i></i></div></body></html>"
    )
    lighten(tree)
    assert [node.tag for node in tree.iter()] == (
        ["html", "body", "form", "figure", "table", "tr", "td", "p", "br"]
    )
    assert "".join(tree.find("body").find("p").itertext()) == "Onetwo three"


def test_text_behind_an_empty_element_is_in_the_main_text() -> None:
    told = "The second quay opens in May, after the winter's repairs, and stays open until the autumn."
    html = f"<html><body><article><p>{WORDS * 3}</p><p>{WORDS}<b></b>{told}</p><p>{WORDS * 2}</p></article>"
    found = main_text(html, tree_of(html))
    assert found is not None
    assert told in found.text


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<html/><body><p>One two</p><p>three</p></body>", "Onetwothree"),
        (
            "<!DOCTYPE html PUBLIC 'a/b'><html><body><p>O\x00ne\x0b two</p><p>three\ufffe</p></body></html>",
            "Onetwothree",
        ),
        ("<html><body><p>Õne \ud800 t\U0001f30awo</p></body></html>", "Õne?t\U0001f30awo"),
    ],
)
def test_strange_beginnings_and_characters(html: str, words: str) -> None:
    tree = tree_of(html)
    assert tree is not None
    assert "".join(_said(tree)) == words


def test_nothing_that_is_an_element_is_no_tree() -> None:
    assert tree_of("") is None
    assert tree_of("   ") is None


def test_only_the_tag_with_too_many_attributes_is_slimmed() -> None:
    many = " ".join(f"a{n}" for n in range(3_000))
    script = f"<script>if (a < b) {{ {'x = 1; ' * 2_000} }}</script>"
    html = f"<html><body>{script}<p class='x'>One</p><p {many}>two</p></body></html>"
    assert slim(html) == f"<html><body>{script}<p class='x'>One</p><p>two</p></body></html>"
    assert slim(script) is script


# --- phrases -----------------------------------------------------------------------------------


def _one_by_one(line: str) -> str | None:
    """The slow way: each phrase of the lexicon alone, case ignored, scopes and kinds in their order."""
    known = phrases.phrases()
    for kind, pattern in (*known.line, *known.heading, *known.within):
        if pattern.fullmatch(line):
            return kind
    return None


LINES = [
    "Leave a reply", "LEAVE A REPLY", "© 2031 Hask Courier. All rights reserved.", "Next: the quay →", "Home",
    "Tüm hakları saklıdır", "İlgili haberler", "ilgili haberler", "HABERİN DEVAMI", "TIKLAYIN", "tıklayın",
    "Все права защищены", "12 comments", "The quay is open again.", "Please ſhare", "Hask newsletter sign-up",
    "Copyright 2031 Hask", "جميع الحقوق محفوظة", "Newsletter", "Weiterlesen …", "", "→",
    "Alle Rechte vorbehalten",
]  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_all_phrases_at_once_say_what_each_alone_says(line: str) -> None:
    assert phrases.whole_line(line) == _one_by_one(line)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(LINES), st.sampled_from(LINES), st.integers(0, 12))
def test_also_of_lines_made_of_two(left: str, right: str, cut: int) -> None:
    line = f"{left[:cut]} {right}".strip()
    assert phrases.whole_line(line) == _one_by_one(line)


def test_each_phrase_that_may_have_anything_before_it_has_a_hint() -> None:
    floating = [pattern for _, _, pattern in phrases.rows() if pattern.startswith(".")]
    assert len(floating) >= 14
    for pattern in floating:
        assert any(hint in pattern for hint in phrases.FLOATING_HINTS), pattern
    # small letters: the patterns are compared with lines made small
    assert not any(re.search(r"[A-Z]", pattern) for _, scope, pattern in phrases.rows() if scope != "within")
