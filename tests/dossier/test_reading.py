# ruff: noqa: E501 (tables of data)
"""Are the ledger's ways to be narrowed, its origins, and what was read how, on the page?"""

from __future__ import annotations

import re

import msgspec
import pytest

from aftershock.dossier import read_as
from aftershock.dossier.build import build
from aftershock.dossier.charts import steps, timeline
from aftershock.dossier.independent import Independent
from aftershock.dossier.kin import _delay
from aftershock.dossier.ledger import CHUNK
from aftershock.records import Receipt
from tests.dossier import told
from tests.dossier.fixture import STATEMENTS, case
from tests.dossier.test_build import Tree
from tests.dossier.test_reaction import section, text


@pytest.fixture(scope="module")
def page() -> str:
    return build(case())


@pytest.mark.parametrize(
    ("rule", "way", "more"),
    [
        ("say.report.reports@ab12", "rules", ""),
        ("reader@0f3a9c:0.91", "reader", "0.91"),
        ("reader@0f3a9c:0.91+block", "reader", "0.91"),
        ("reader@0f3a9c:0.78+say.report@ab12", "both", "0.78"),
        ("passive>reader@0f3a9c:0.66", "both", "0.66"),
        ("shallow@77aa", "shallow", ""),
        ("proposed@toy-1", "proposed", "toy-1"),
    ],
)
def test_a_rule_tells_how_a_line_was_read(rule: str, way: str, more: str) -> None:
    found = read_as.mark(rule)
    assert (found.way, found.more) == (way, more)


def test_each_line_says_how_it_was_read_and_can_be_left_out(page: str) -> None:
    rows = re.findall(r'<tr id="L\d+".*?</tr>', page, re.DOTALL)
    assert sum('data-read="shallow"' in row and "◦" not in row for row in rows) >= 2
    assert sum("proposed toy-1" in row for row in rows) == 1
    form = re.search(r'<form id="filter".*?</form>', page, re.DOTALL)
    assert form
    for name in ("text", "act", "who", "tier", "read", "origins", "scope"):
        assert f'name="{name}"' in form.group()


def test_the_filter_for_speakers_names_no_account(page: str) -> None:
    assert not re.search(r'data-who="(?!w\d+")', page)
    assert "selm_watcher" not in page


def test_the_method_says_which_documents_were_read_how(page: str) -> None:
    words = text(section(page, "method", "receipts"))
    assert "read in full" in words
    assert "shallow" in words
    assert "proposed by a language model (1)" in words


def test_outlets_that_print_one_source_are_one_origin() -> None:
    """Three documents cite the police; what they say goes back to one."""
    material = case()
    police = [
        s for s in material.chronicle.statements if "harbour police" in (s.speaker_name or "").casefold()
    ]
    independent = Independent(material)
    assert len(police) > 2
    assert len(independent.origins(police)) == 1
    blames = [
        s for s in material.chronicle.statements if s.act == "blames" and s.target == "Free Coast League"
    ]
    assert len(independent.origins(blames)) == len(blames) == 2
    behind = independent.behind(material)
    assert {behind[s.id].origins for s in blames} == {2}


def test_actors_stand_with_what_they_say_and_what_is_said_of_them(page: str) -> None:
    who = section(page, "who", "ledger")
    assert '<th scope="col" class="of">is blamed</th>' in who
    row = re.search(r'<tr><th scope="row"><bdi>The Free Coast League</bdi></th>.*?</tr>', who, re.DOTALL)
    assert row
    assert "2 origins" in row.group()
    assert "is said of it" in who


def test_the_course_of_a_figure_has_a_picture_and_every_point_a_receipt(page: str) -> None:
    found = section(page, "fig-1", "fig-2")
    assert "How it changed" in found
    points = re.search(r'<p class="behind">(11 Mar 2031, 21:10 UTC.*?)</p>', found, re.DOTALL)
    assert points
    assert points.group().count('class="ref"') == 4


def test_a_step_keeps_the_number_until_the_next_is_given() -> None:
    def step(at: float, low: float) -> steps.Step:
        return steps.Step(at, at, low, low, f"{low:g}", "police", True, 1)

    drawn = steps.draw("s", "t", [step(0, 10), step(36000, 10), step(72000, 20)], 940)
    way = re.search(r'<path d="(M[^"]+)" class="steps"', drawn)
    assert way
    x0, y0, x1, y1, _, y2 = map(
        float,
        re.fullmatch(r"M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H([\d.]+)V([\d.]+)", way[1]).groups(),  # type: ignore[union-attr]
    )
    assert y0 == y1 > y2
    assert x0 < x1


def test_groups_ties_and_words_said_again_have_receipts(page: str) -> None:
    before = section(page, "before", "answers")
    words = text(before)
    assert "20 to 44 hours" in words
    assert "contested" in words
    assert "no document holds the first saying" in words
    assert "14 to 15 days" in words
    for row in re.findall(r"<tr.*?</tr>", before, re.DOTALL)[1:]:
        assert 'class="ref"' in row or "<th scope" in row
    assert "Minister Tarel Osk" in words


@pytest.mark.parametrize(
    ("hours", "words"),
    [((1.4, 1.4), "1 hour"), ((0.0, 20.0), "20 hours at most"), ((20.0, 44.0), "20 to 44 hours"), ((96.0, 120.0), "4 to 5 days"), (None, "")],
)  # fmt: skip
def test_delays_in_words(hours: tuple[float, float] | None, words: str) -> None:
    assert _delay(hours) == words


def test_an_empty_stretch_is_cut_out_of_the_axis() -> None:
    day = 86400.0
    rows = [
        timeline.Stretch("long before", "statement", 0.0, day),
        timeline.Stretch("the event", "event", 900 * day, 900 * day, True),
        timeline.Stretch("after it", "statement", 901 * day, 902 * day),
    ]
    drawn = timeline.draw("t", "t", rows, 940)
    assert drawn.count('class="cut"') == 1
    assert drawn.count("<circle") == 1  # known to the minute; the others are bars
    near = timeline.draw("t", "t", rows[1:], 940)
    assert 'class="cut"' not in near


def test_places_say_how_exactly_they_are_known(page: str) -> None:
    words = text(section(page, "timeline", "before"))
    assert "venue: station" in words
    assert "one of 2 of that name, chosen by the country that the text speaks of" in words


def test_many_lines_are_folded_and_none_is_lost() -> None:
    material = case()
    found = []
    for number in range(700):
        statement = material.chronicle.statements[number % 30]
        witness = statement.witnesses[0]
        whole = witness.evidence
        end = whole.end - number // 30 % 20
        less = Receipt(text=whole.text, start=whole.start, end=end, quote=whole.quote[: end - whole.start])
        witness = msgspec.structs.replace(witness, evidence=less, content=None, cue=None, speaker=None)
        found.append(msgspec.structs.replace(statement, id=f"s{number}", witnesses=(witness,)))
    page = build(case(chronicle=msgspec.structs.replace(material.chronicle, statements=tuple(found))))
    assert len(re.findall(r'<tr id="L\d+"', page)) == 700
    assert page.count("<summary>Lines L") == -(-700 // CHUNK) - 1
    Tree(page)


def test_the_fixture_reads_as_many_lines_as_before() -> None:
    assert len(STATEMENTS) == len(case().chronicle.statements)
    assert {told.rule(n, "wire") for n in range(9)} >= {"proposed@toy-1", "test@1"}
