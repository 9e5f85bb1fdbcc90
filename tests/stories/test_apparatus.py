"""The apparatus is read place by place, and says which direction it is sure of."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from aftershock.cli import cli
from aftershock.errors import UsageError
from aftershock.lines import line
from aftershock.rows import row
from aftershock.stories import apparatus, edition
from aftershock.text import sha256
from tests import rows
from tests.stories.test_collate import WHOLE, told


def test_many_witnesses_are_told_by_place() -> None:
    copies = [
        WHOLE,
        WHOLE.replace("al-Sorren,", " "),
        WHOLE.replace("al-Sorren,", " ").replace("Nobody was hurt", "Somebody was hurt"),
        WHOLE.replace("Ilan Dorr", "( )"),
        WHOLE + "Read more: the repairs in Norvale, explained",
    ]
    story, texts = told(*copies)
    letters = {file: letter for (_, file), letter in apparatus.sigla(story).items()}
    found = {place.base: place for place in apparatus.places(story, texts)}
    lost = found["al-Sorren,"]
    assert [(w.kind, w.scar) for w in lost.wordings] == [("lost", True)]
    assert set(lost.wordings[0].sigla) == {letters["1.txt"], letters["2.txt"]}
    assert lost.sure
    assert [(w.quote, w.sigla) for w in found["Nobody"].wordings] == [("Somebody", (letters["2.txt"],))]
    assert found["Ilan Dorr"].wordings[0].sigla == (letters["3.txt"],)
    assert found[""].wordings[0].kind == "added"
    assert set(lost.having) == {letters[f"{n}.txt"] for n in (0, 3, 4)}
    assert lost.witness is not None
    assert lost.witness.quote == lost.base
    for place in found.values():
        for stand in (stand for wording in place.wordings for stand in wording.stands):
            assert texts[stand.text][stand.start : stand.end] == stand.quote
    lines = edition.told(apparatus.of(story, texts))
    losing = sorted((letters["1.txt"], letters["2.txt"]))
    assert f"    lost in {', '.join(losing)}, with a scar" in lines
    assert f"    has it: {', '.join(sorted(lost.having))}" in lines
    assert any("the office nor [al-Sorren,] also known as ASR" in each for each in lines)


def test_what_one_of_two_has_without_a_wound_is_said_to_go_either_way() -> None:
    gone = WHOLE.splitlines()[3]
    story, texts = told(WHOLE, WHOLE.replace(gone + "\n", ""))
    [place] = apparatus.places(story, texts)
    assert not place.sure
    assert any(
        each.endswith("lost or added, either way") for each in edition.told(apparatus.of(story, texts))
    )


def test_hundreds_of_witnesses_are_told_in_short() -> None:
    parted = WHOLE.replace("Nobody was hurt", "Somebody was hurt")
    alone = [WHOLE.replace("Ilan Dorr", f"Ilan Dorr{n}") for n in range(20)]
    copies = [WHOLE] * 90 + [WHOLE.replace("al-Sorren,", " ")] * 30 + [parted] * 80 + alone
    copies.append(WHOLE.replace("on Monday.", "on Sunday."))
    story, texts = told(*dict.fromkeys(copies))  # one document a wording: the others are made of them
    kinds = {member.text: member for member in story.members}
    many = [
        msgspec.structs.replace(kinds[sha256(text)], file=f"{n}.txt", page=f"page-{n}")
        for n, text in enumerate(copies)
    ]
    variants = [
        msgspec.structs.replace(v, file=member.file)
        for member in many
        for v in story.variants
        if v.text == member.text
    ]
    of = apparatus.of(msgspec.structs.replace(story, members=tuple(many), variants=tuple(variants)), texts)
    assert len(of.documents) == 221
    lines = edition.told(of)
    assert len(lines) < 25
    assert max(map(len, lines)) < 400
    assert any(each.startswith("    lost in CM–DP") for each in lines)
    assert any("has it: all but CM–DP" in each for each in lines)
    assert any(each.startswith("    with words of its own each: ") for each in lines)
    assert f"alone against all others at 1 more place: {of.documents[-1].siglum} 1" in lines
    assert "scars in CM–DP: gap (30)" in lines
    whole = edition.told(msgspec.structs.replace(of, documents=of.documents[:3]))  # few: nothing in short
    assert len(whole) > len(lines)


def test_ranges_and_those_who_are_not() -> None:
    order = [apparatus._letter(n) for n in range(40)]
    assert edition.who(["A", "B"], order, short=True) == "A, B"
    assert edition.who(["A", "B", "C", "E"], order, short=True) == "A–C, E"
    assert edition.who(order[1:], order, short=True) == "all but A"
    assert edition.who(order, order, short=True) == "all"
    assert edition.who(order[::2] * 1, order, short=True).endswith(" and 8 more")
    assert edition.who(["A", "B", "C"], order, short=False) == "A, B, C"


@pytest.mark.slow
def test_the_verb_and_the_dossier_show_one_apparatus(tmp_path: Path) -> None:
    folder, case = tmp_path / "in", tmp_path / "a.case"
    folder.mkdir()
    copies = (WHOLE, WHOLE.replace("al-Sorren,", " "), WHOLE.replace("Nobody was hurt", "Somebody was hurt"))
    for number, text in enumerate(copies):
        (folder / f"{number}.txt").write_text(text, "utf-8")
    rows.do("report", case, folder=str(folder))
    [told_] = rows.do("stories", case, apparatus=True)
    assert told_ == rows.do("stories", case, apparatus=True, story=told_["story"])[0]
    letter = {each["file"]: each["siglum"] for each in told_["documents"]}
    assert sorted(letter) == ["0.txt", "1.txt", "2.txt"]
    page = (case / "dossier.html").read_text("utf-8")
    assert page.count('<p class="behind" data-kind=') == sum(len(p["wordings"]) for p in told_["places"])
    said = line("stories", told_)
    assert f"has it: {', '.join(sorted((letter['0.txt'], letter['2.txt'])))}" in said
    assert f"otherwise in {letter['2.txt']}: “Somebody”" in said
    assert all(w["stands"][0]["file"] in ("1.txt", "2.txt") for p in told_["places"] for w in p["wordings"])
    with pytest.raises(UsageError, match="no such story"):
        rows.do("stories", case, apparatus=True, story="story-0")
    run = CliRunner().invoke(cli, ["stories", str(case), "--short"])
    assert isinstance(run.exception, UsageError)
    run = CliRunner().invoke(cli, ["stories", str(case), "--apparatus", "--short"])
    assert f"scars in {letter['1.txt']}: gap (1)" in run.output


def test_letters_go_on_behind_z() -> None:
    assert [apparatus._letter(n) for n in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_the_verb_says_where_a_loss_may_be_an_addition() -> None:
    passage = WHOLE.splitlines()[3]
    short = WHOLE.replace(passage + "\n", "")
    for copies, sure in (((WHOLE, short), False), ((WHOLE, WHOLE + "(HON)", short), True)):
        story, _ = told(*copies)
        lost = [v for v in story.variants if v.kind == "lost"]
        assert {v.sure for v in lost} == {sure}
        assert ("lost or added, either way" in line("stories", row(story, {}))) is not sure
