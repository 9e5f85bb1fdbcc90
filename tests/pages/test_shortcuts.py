"""Does what is asked first, to save time, ever change an answer?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.pages import boilerplate, flattened, frame, language, phrases
from aftershock.pages.beginnings import beginnings, first_of
from aftershock.pages.lead import solid
from aftershock.pages.markup import clean, markup_of
from aftershock.pages.title import same_words, words_of
from aftershock.pages.tree import MAX_ELEMENTS, oversized, sound, tree_of

TEXTS = st.text(
    st.one_of(st.sampled_from("aZéß _-—–―&mdash;@#.:/tphwR\n\t\x1c\xa0☀😀٣²İſ\u0307"), st.characters()),
    max_size=60,
)


@pytest.mark.parametrize(
    ("pattern", "begin"),
    [
        ("(?:leave|post) a reply", ["lea", "pos"]),
        ("(?:view |show )?(?:all )?comments", ["vie", "sho", "all", "com"]),
        (r"\d+ yorum|yorumlar ?\(\d+\)", ["0", "yor"]),
        ("(?:(?:1|one) comment|©)", ["0 c", "one", "©"]),
        (r"abo[n|]e(?:\|x|y)", ["abo"]),
        ("(?:no|ab?) ?c", ["no ", "noc", "a c", "ac", "ab ", "abc"]),
        ("x+y|no", ["x", "no"]),
    ],
)
def test_what_a_pattern_may_begin_with(pattern: str, begin: list[str]) -> None:
    assert beginnings(pattern) == frozenset(begin)


@pytest.mark.parametrize(
    "pattern", [".{0,9}x", "a?", "a*b", "a{0,2}b", "[ab]c", r"\(c\)", "(?:a|.)b", "(a)b", ""]
)
def test_of_anything_else_it_may_be_any_character(pattern: str) -> None:
    assert beginnings(pattern) is None


def test_nearly_all_phrases_are_known_by_their_beginning() -> None:
    fixed = [pattern for _, _, pattern in phrases.rows() if not pattern.startswith(".")]
    assert sum(beginnings(pattern) is not None for pattern in fixed) > 0.95 * len(fixed)
    assert first_of("٣ comments") == first_of("3 comments") == "0 c"


LINES = st.one_of(
    TEXTS, *(st.from_regex(pattern, fullmatch=True) for _, _, pattern in phrases.rows()[::7])
).map(lambda line: line[: boilerplate.MAX_LINE])


@settings(deadline=None)
@given(LINES)
def test_the_phrase_that_a_line_is(line: str) -> None:
    folded = phrases._folded(line)
    slow = phrases._joined(lambda _: True).fullmatch(folded)
    if phrases._hints().search(folded) or not phrases._floating().fullmatch(folded):
        assert phrases.whole_line(line) == (phrases._kinds()[int(slow.lastgroup[1:])] if slow else None)


@given(TEXTS)
def test_letters_alone(text: str) -> None:
    assert solid(text) == re.sub(r"[\W_]+", "", text).casefold()


@given(TEXTS)
def test_white_space_made_single(text: str) -> None:
    assert clean(text) == sound(re.sub(r"\s+", " ", text).strip())


@given(TEXTS)
def test_dashes_of_a_signature(text: str) -> None:
    slow = re.compile(r"(?:[—–―]|--+|&mdash;|(?<=\s)-(?=\s))")
    fast = re.compile(flattened._DASH)
    assert [found.span() for found in fast.finditer(text)] == [found.span() for found in slow.finditer(text)]


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(["RT @a:", "http://x", "www.x", "#a", "☀", "😀"]), TEXTS), max_size=5)
)
def test_noise_of_posts(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert language.cleaned_of(text) == " ".join(language._NOISE.sub(" ", text).split())[: language.SAMPLE]


@given(st.lists(st.sampled_from(["Ferry", "aground", "off", "Straße", "STRASSE", "x"]), max_size=6))
def test_versions_of_a_title(words: list[str]) -> None:
    line, title = " ".join(words), "Ferry runs aground off the Straße of Hask"
    long_enough = " " in line and len(line) < 2 * len(title)
    assert frame._alike(line, title, words_of(title)) == (
        long_enough and same_words(words_of(line), words_of(title))
    )


@pytest.mark.parametrize("count", [MAX_ELEMENTS - 2, MAX_ELEMENTS - 1])
def test_a_page_with_too_many_elements(count: int) -> None:
    html = f"<html><body>{'<li>a' * count}"
    tree = tree_of(html)
    assert tree.xpath("count(//*)") == count + 2
    assert oversized(html, tree) is (count + 2 > MAX_ELEMENTS)


def test_headings_of_the_article_come_first() -> None:
    article = "<article><h1>Ferry aground</h1></article>"
    tree = tree_of(f"<html><body><h1>Site</h1><main><h1>Rubric</h1>{article}</main></body></html>")
    assert [fact.value for fact in markup_of(tree).headings] == ["Ferry aground", "Rubric", "Site"]
