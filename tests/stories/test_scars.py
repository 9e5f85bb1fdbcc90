"""Wounds of a text, found without its sister."""

from __future__ import annotations

from pathlib import Path

import pytest
from evals.stories import bodies

from aftershock.records import Page
from aftershock.stories import build, reading, scars
from aftershock.text import lines, sha256


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the Quayside Circle ( ) and others", "empty-brackets"),
        ("and others [ ) said so", "empty-brackets"),
        ("the clerk said “ ” twice", "empty-quotes"),
        ("the    driver left", "gap"),
        ("neither   nor the office", "gap"),
        ("was led by Mira  . Later", "space-before-stop"),
        ("neither the office nor , also known", "space-before-stop"),
        ("they asked the ’s mayor again", "possessive-alone"),
        ("the ferry (, founded in May) left", "bracket-on-mark"),
    ],
)
def test_each_kind_is_found(text: str, kind: str) -> None:
    [scar] = scars.find(text)
    assert scar.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "A sound line, with a stop.  And a second after two spaces.",
        "    indented, or a list:\n  - one\n  - two",
        "Waiting . . . and waiting – or so — it seems  — to end",
        "It rose by .5 to 3.5 (see there).",
        "Il a dit : « non » ; et puis ?",
        "call foo() or bar[0](x)",
        "\n".join("col  one  two  three  four" for _ in range(9)),
        "",
    ],
)
def test_sound_text_has_none(text: str) -> None:
    assert scars.find(text) == ()


def test_a_reading_says_where_no_copy_is_whole() -> None:
    base = (
        "The harbour office named   as the owner of the ferry on Monday, a clerk said after the meeting.\n"
        "Ilan Dorr and the Quayside Circle compare ledgers, lists and boats at the granary in March."
    )
    text = base.replace("Ilan Dorr", " ")
    pages = [
        Page(id=f"page-{n}", capture="c", text=sha256(t), file=f"{n}.txt") for n, t in enumerate((base, text))
    ]
    texts = {sha256(t): t for t in (base, text)}
    [story] = build.build(pages, texts)
    whole = reading.text_of(story, texts)
    assert "Ilan Dorr" in whole
    [span] = reading.damage(story, texts)
    assert whole[span.start - 5 : span.end + 2] == "named   as"


def test_real_news_text_has_few_false_alarms(shared_data: Path) -> None:
    found = total = 0
    for texts in bodies.bodies().values():
        found += sum(len(scars.find(text)) for text in texts)
        total += sum(1 for text in texts for _ in lines(text))
    # Measured 2.9 per 1,000 lines over both sets; several of them are real slips of the printed page.
    assert 1000 * found / total <= 4


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The clerk left early.\nNobody in the harbour office knew the name of the", "breaks-off"),
        ("Die Liste der Boote lag am Montag noch auf dem", "breaks-off"),
        ("After the meeting the office of Ilan Dorr wrote on Monday:", "nothing-announced"),
        ("После встречи представитель порта Илан Дорр заявил:", "nothing-announced"),
    ],
)
def test_an_end_that_cannot_be_one_is_told(text: str, kind: str) -> None:
    [scar] = scars.find(text)
    assert scar.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "The list of all the boats is on the page of the office norvale.com",
        "She wrote: the boats of the harbour office are all in their berths.",
        "Photographs by Ilan Dorr and Mira Oste of the harbour Team A",
        "What to see in the old town:\n- the granary\n- the quay",
        "The harbour office of Norvale is closed on Monday",
    ],
)
def test_an_end_that_may_be_one_is_not(text: str) -> None:
    assert scars.find(text) == ()


def test_a_copy_that_breaks_off_before_a_post_has_lost_it() -> None:
    from evals.stories import collation

    body = (
        "The office said on Monday that all boats are in. Nobody in the harbour is missing any of them now. "
        * 4
    )
    post = "Watch the quay with us tonight #Norvale #Quay — Harbour (@harbour) March 3, 2031"
    whole = f"{body}He pointed to what the office had posted: {post}"
    cut = whole[: whole.index("the quay with us")].rstrip()
    told = collation.told([whole, cut])
    assert told is not None
    story, texts = told
    assert reading.text_of(story, texts).endswith("March 3, 2031")
    assert {(v.kind, v.note) for v in story.variants} == {("lost", "breaks off")}
