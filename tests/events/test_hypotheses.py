"""Does the board weigh by interest, show silence, and never decide what the input does not?"""

from __future__ import annotations

import pytest

from aftershock.events.build import build
from aftershock.events.chronicle import Board
from aftershock.events.hypotheses import UNKNOWN, WEIGHTS, Item, standing
from aftershock.records import Statement

from .hand_made import Desk

HEAD = "Bombing in Port Sorrel\nA bombing in Port Sorrel on 14 March 2026. "


def board(*said: tuple[str, str, str, dict[str, object]]) -> Board | None:
    """The board of one event; each statement is (speaker, sentence, act, fields)."""
    made = Desk()
    made.knows("northern-column", "Northern Column")
    story = made.page(HEAD + " ".join(f"{sentence}." for _, sentence, _, _ in said), published="2026-03-15")
    for speaker, sentence, act, fields in said:
        made.says(story, sentence, act, speaker, **fields)
    (found,) = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).boards or (None,)
    return found


CLAIM = ("Northern Column", "Northern Column claimed it", "claims-responsibility", {})
BLAME = ("minister", "The minister blamed Kesten", "blames", {"target": "Kesten"})
DENIAL = ("Kesten", "Kesten denied any part", "denies", {})


def net(found: Board, name: str) -> float:
    """The net of the hypothesis that starts with a name."""
    (identity,) = [each.id for each in found.hypotheses if each.text.startswith(name)]
    return next(rank.net for rank in found.ranks if rank.hypothesis == identity)


def test_the_table_of_the_reference_is_reproduced() -> None:
    """The invented example of the method: five independent items, then five with an interest."""
    kinds = ["observed"] * 5 + ["self-claim", "accuser", "accused", "anonymous", "anonymous, rebutted"]
    marks = {"A": "CCCC0CIIII", "B": "IICICICI0C", "D": "II000000C0"}
    words = {"C": "consistent", "I": "inconsistent", "0": "silent"}
    statement = Statement(id="s", story="t", act="reports")
    items = [Item(statement, "neutral", "", kind, "") for kind in kinds]
    table = {(who, at): words[mark] for who, row in marks.items() for at, mark in enumerate(row)}
    nets = {who: standing(who, items, table, WEIGHTS) for who in marks}  # type: ignore[arg-type]
    assert [round(nets[who].inconsistent, 2) for who in "ABD"] == [1.45, 4.2, 2.0]
    assert [round(nets[who].net, 2) for who in "ABD"] == [3.25, -1.55, -1.7]
    assert [nets[who].silent / 10 for who in "ABD"] == [0.1, 0.1, 0.7]


def test_weights_follow_the_interest_of_the_speaker() -> None:
    found = board(CLAIM, BLAME, DENIAL)
    assert found is not None
    assert net(found, "Northern Column") == pytest.approx(0.7)
    assert net(found, "Kesten") == pytest.approx(0.5 - 0.5 - 0.7)
    assert net(found, UNKNOWN) == pytest.approx(-0.7)


def test_a_mostly_silent_leader_never_goes_without_a_warning() -> None:
    found = board(CLAIM, BLAME, DENIAL)
    assert found is not None
    assert found.ranks[0].silence > 0.5
    assert any("comes first" in caution and "say nothing about it" in caution for caution in found.cautions)


def test_one_item_decides_nothing() -> None:
    found = board(CLAIM)
    assert found is not None
    assert found.verdict == "not decidable from this"
    assert all(each.undecidable for each in found.hypotheses)


def test_leave_one_out_names_who_leads_without_each_item() -> None:
    found = board(CLAIM, BLAME)
    assert found is not None
    assert len(found.leave_one_out) == 2
    leaders = {each.leaders for each in found.leave_one_out}
    assert len(leaders) == 2  # without the claim another one leads


def test_the_same_speaker_saying_it_twice_is_one_item() -> None:
    again = ("Northern Column", "Northern Column claimed it again", "claims-responsibility", {})
    one, two = board(CLAIM, BLAME), board(CLAIM, BLAME, again)
    assert one is not None
    assert two is not None
    assert net(one, "Northern Column") == net(two, "Northern Column")


@pytest.mark.parametrize(
    "blamed",
    ["Dagny Roel", "the migrants", "residents of Mill Lane", "Minister Roel", "the government", "who"],
)
def test_persons_and_communities_are_never_proposed(blamed: str) -> None:
    blame = ("posts", f"Posts blamed {blamed}", "blames", {"target": blamed})
    assert board(blame) is None


def test_what_the_author_concludes_weighs_nothing() -> None:
    mine = ("the writer", "It was Kesten", "blames", {"target": "Kesten", "tier": "author"})
    found = board(CLAIM, mine)
    assert found is not None
    assert net(found, "Kesten") == pytest.approx(-0.7)
