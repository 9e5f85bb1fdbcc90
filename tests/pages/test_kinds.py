"""Pages after the habits of many systems: their text in scripts, tables, frames, behind notices."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from aftershock.pages.furniture import without_notices
from aftershock.pages.gaps import with_gaps_filled
from aftershock.pages.read import Reading, read
from aftershock.pages.scripted import scripted_text
from aftershock.pages.tree import tree_of
from aftershock.sources.raw import RawPage

ROOT = Path(__file__).parents[2]
KINDS = runpy.run_path(str(ROOT / "evals/pages/kinds.py"))
FLOORS = json.loads((ROOT / "evals/floors.json").read_text("utf-8"))["kinds"]
PROSE = "The ferry at Hask keeps running until the end of the month, the office said, and the night boat too."
MORE = (
    "Nobody had told the gulls, which stood in rows on the railing and waited for the captain and his bread."
)


def page(html: str) -> Reading:
    return read(RawPage(capture="c", file="f", locator="", html=html))


def test_floors() -> None:
    assert KINDS["digest"]() == FLOORS["digest"]
    scores = KINDS["scores"](KINDS["ours"])
    for name, floor in FLOORS["at_least"].items():
        assert scores[name] >= floor, name


def test_a_page_that_shows_its_text_has_no_need_of_scripts() -> None:
    script = json.dumps({"props": {"body": f"<p>{PROSE}</p><p>{MORE}</p>"}})
    html = f'<html><body><p>Loading</p><script type="application/json">{script}</script></body></html>'
    assert page(html).texts[0].text == f"{PROSE}\n\n{MORE}"
    assert scripted_text(html, f"{PROSE}\n{MORE}") is None


@pytest.mark.parametrize(
    "script", ["{", "[" * 100_000, '{"body": 5}', '{"related": {"body": "%s"}}' % (PROSE * 3)]
)
def test_scripts_that_hold_no_text(script: str) -> None:
    assert (
        scripted_text(f'<html><body><script type="application/json">{script}</script></body></html>', "")
        is None
    )


def test_the_lines_of_a_declared_body_stay_apart() -> None:
    body = json.dumps({"@type": "NewsArticle", "articleBody": f"{PROSE}\n\n{MORE}"})
    found = scripted_text(
        f'<html><script type="application/ld+json">{body}</script><body><p>x</p></body></html>', "x"
    )
    assert found is not None
    assert found.text.split("\n") == [PROSE, "", MORE]


def test_a_table_that_arranges_a_page_is_no_table() -> None:
    inner = f"<td>{PROSE}<br><br>{MORE}<br><br>{PROSE[::-1]}</td>"
    html = f"<html><body><table><tr><td><a href='/'>Home</a></td>{inner}</tr></table></body></html>"
    assert {PROSE, MORE} <= {line.strip() for line in page(html).texts[0].text.split("\n")}


def test_a_page_about_cookies_is_no_notice() -> None:
    html = f"<html><body><div class='cookie-rules'><p>Cookies. {PROSE * 9}</p></div><p>Foot</p></body></html>"
    assert without_notices(tree_of(html)) == ""
    asks = f"<html><body><div role='dialog'><p>We use cookies.</p></div><p>{PROSE}</p></body></html>"
    assert without_notices(tree_of(asks)) == "We use cookies."


def test_gaps_are_filled_where_headings_are_missing_throughout() -> None:
    lines = [PROSE, MORE, PROSE[::-1], MORE[::-1]]
    heads = ["First of three", "Second of three", "Third of three"]
    html = "".join(
        f"<p>{line}</p><h3>{head}</h3>" for line, head in zip(lines, [*heads, "Foot"], strict=True)
    )
    tree = tree_of(f"<html><body>{html}</body></html>")
    both = [each for pair in zip(lines, [*heads, "Foot"], strict=True) for each in pair]
    text, witness = "\n".join(lines), "\n\n".join(both)
    assert with_gaps_filled(text, witness, tree).split("\n") == both[:-1]
    one = witness.replace(heads[0], "").replace(heads[1], "")
    assert with_gaps_filled(text, one, tree) == text


def test_half_a_character_in_a_script_is_a_question_mark() -> None:
    body = '{"@type": "NewsArticle", "articleBody": "\\ud800 %s"}' % (PROSE * 2)
    html = f'<html><body><p>x</p><script type="application/ld+json">{body}</script></body></html>'
    assert page(html).texts[0].text.startswith("? The ferry")
