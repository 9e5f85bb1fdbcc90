"""The apparatus is read place by place, and says which direction it is sure of."""

from __future__ import annotations

from aftershock.lines import line
from aftershock.rows import row
from aftershock.stories import apparatus
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
    found = {place.passage: place for place in apparatus.places(story, texts)}
    lost = found["al-Sorren,"]
    assert [(w.kind, w.scar) for w in lost.wordings] == [("lost", True)]
    assert set(lost.wordings[0].sigla) == {letters["1.txt"], letters["2.txt"]}
    assert lost.sure
    assert [(w.quote, w.sigla) for w in found["Nobody"].wordings] == [("Somebody", (letters["2.txt"],))]
    assert found["Ilan Dorr"].wordings[0].sigla == (letters["3.txt"],)
    assert found[""].wordings[0].kind == "added"
    lines = apparatus.told(story, texts)
    assert f"    lost in {letters['1.txt']}, {letters['2.txt']}, with a scar" in [
        each.replace(f"{letters['2.txt']}, {letters['1.txt']}", f"{letters['1.txt']}, {letters['2.txt']}")
        for each in lines
    ]
    assert any("the office nor [al-Sorren,] also known as ASR" in each for each in lines)


def test_what_one_of_two_has_without_a_wound_is_said_to_go_either_way() -> None:
    gone = WHOLE.splitlines()[3]
    story, texts = told(WHOLE, WHOLE.replace(gone + "\n", ""))
    [place] = apparatus.places(story, texts)
    assert not place.sure
    assert apparatus.told(story, texts)[-1].endswith("lost or added, either way")


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
