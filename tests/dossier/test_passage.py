"""Is what comes from outside shown safely, and as it stands?"""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.dossier.passage import Mark, Masking, defang, excerpt_bounds, inline, passage, visible

NOBODY = Masking()


def words(markup: str) -> str:
    """What a reader sees: without tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example/a/b?c=1", "hxxps://news[.]example/a/b?c=1"),
        ("http://user:secret@news.example/", "hxxp://news[.]example/"),
        ("HTTPS://X.com/somebody/status/1", "HxxPS://X[.]com/…"),
        ("https://social.example/@somebody/1", "hxxps://social[.]example/…"),
        ("www.news.example/a", "www[.]news[.]example/a"),
    ],
)
def test_links_are_defanged(url: str, shown: str) -> None:
    assert defang(url) == shown


def test_handles_are_masked_unless_listed() -> None:
    text = "@listed wrote to @somebody and @other@social.example, mail me@home.example"
    allowed = Masking(allowed=frozenset({"listed"}))
    assert words(inline(text, allowed)) == "@listed wrote to @… and @…, mail …@home[.]example"
    keyed = Masking(allowed=frozenset({"listed"}), pseudonym=lambda name: f"p{len(name)}")
    assert words(inline("@listed @somebody", keyed)) == "@listed @p8"


@pytest.mark.parametrize("start", range(12))
def test_a_quote_that_cuts_a_handle_does_not_show_the_rest_of_it(start: int) -> None:
    text = "x @some_body y"
    shown = words(passage(text, start, len(text), NOBODY))
    assert "some" not in shown
    assert "body" not in shown


def test_characters_that_hide_or_reorder_are_named() -> None:
    shown = words(inline("a\u202eb\u200bc\x00d\u200de", NOBODY))
    assert shown == "a‹RLO›b‹ZWSP›c‹U+0000›d\u200de"
    assert visible("\u2066x\u2069") == "‹LRI›x‹PDI›"


def test_markup_from_outside_is_text() -> None:
    shown = str(inline("</script><img src=x onerror=alert(1)> & \" '", NOBODY))
    assert "<img" not in shown
    assert "</script" not in shown
    assert words(shown) == "</script><img src=x onerror=alert(1)> & \" '"


def test_highlights_nest_and_are_clipped() -> None:
    text = "one two three four"
    shown = passage(text, 4, 18, NOBODY, [Mark(0, 13, "evidence"), Mark(8, 13, "cue")])
    assert shown == '<mark class="evidence">two </mark><mark class="evidence cue">three</mark> four'


def test_a_lost_place_has_a_caret() -> None:
    assert words(passage("ab", 0, 2, NOBODY, [Mark(1, 1, "lost")])) == "a\u2038b"


@given(st.text(alphabet="ab @é.\u0301\u05d0\u0628👩\u200d<&\n", max_size=60), st.data())
def test_nothing_is_lost_and_tags_are_balanced(text: str, data: st.DataObject) -> None:
    """Without handles and links the shown words are the text's own, whatever is highlighted."""
    text = text.replace("@", "_")
    cut = st.integers(0, len(text))
    marks = [
        Mark(min(pair), max(pair), kind)
        for kind in ("evidence", "cue")
        for pair in [data.draw(st.tuples(cut, cut))]
        if pair[0] != pair[1]
    ]
    shown = passage(text, 0, len(text), NOBODY, marks)
    assert words(shown) == text
    assert shown.count("<mark") == shown.count("</mark>")


def test_an_excerpt_begins_and_ends_at_words() -> None:
    text = "alpha beta gamma delta epsilon"
    low, high = excerpt_bounds(text, 11, 16, 3)
    assert text[low:high] == "beta gamma delta"
