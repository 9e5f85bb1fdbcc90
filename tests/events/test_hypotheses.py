"""Does the board weigh by interest, show silence, and never decide what the input does not?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aftershock.events.build import build
from aftershock.events.chronicle import Board
from aftershock.events.hypotheses import UNKNOWN
from aftershock.records import Judgement
from aftershock.text import content_id

from .hand_made import Desk

HEAD = "Bombing in Port Sorrel\nA bombing in Port Sorrel on 14 March 2026. "


def board(*said: tuple[str, str, str, dict[str, object]], judged: Sequence[Judgement] = ()) -> Board | None:
    """The board of one event; each statement is (speaker, sentence, act, fields)."""
    made = Desk()
    made.knows("northern-column", "Northern Column")
    story = made.page(HEAD + " ".join(f"{sentence}." for _, sentence, _, _ in said), published="2026-03-15")
    for speaker, sentence, act, fields in said:
        made.says(story, sentence, act, speaker, **fields)
    given = (made.ledger, made.stories, made.pages, made.texts, made.gazetteer)
    (found,) = build(*given, judgements=judged).boards or (None,)
    return found


CLAIM = ("Northern Column", "Northern Column claimed it", "claims-responsibility", {})
BLAME = ("minister", "The minister blamed Kesten", "blames", {"target": "Kesten"})
DENIAL = ("Kesten", "Kesten denied any part", "denies", {})


def net(found: Board, name: str) -> float:
    """The net of the hypothesis that starts with a name."""
    (identity,) = [each.id for each in found.hypotheses if each.text.startswith(name)]
    return next(rank.net for rank in found.ranks if rank.hypothesis == identity)


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


def assess(*targets: str, **value: str) -> Judgement:
    """A person's correction; ``weight_self_claim`` stands for "weight self-claim"."""
    said = {key.replace("weight_", "weight ").replace("_", "-"): each for key, each in value.items()}
    identity = "-".join((*targets, *value))
    return Judgement(
        id=identity, kind="assess", targets=targets, value=said, reason="why", person="Ines", at="2026-03-16"
    )


def test_a_person_corrects_a_mark_and_stands_beside_it() -> None:
    before = board(CLAIM, BLAME)
    assert before is not None
    answer = next(each.id for each in before.hypotheses if each.text.startswith("Kesten"))
    item = next(a.item for a in before.assessments if a.hypothesis == answer and a.mark == "consistent")
    after = board(CLAIM, BLAME, judged=[assess(answer, item, mark="neutral", reliability="0.5")])
    assert after is not None
    changed = next(a for a in after.assessments if (a.hypothesis, a.item) == (answer, item))
    assert (changed.mark, changed.reliability, changed.person, changed.reason) == (
        "neutral",
        0.5,
        "Ines",
        "why",
    )
    assert net(after, "Kesten") == pytest.approx(net(before, "Kesten") - 0.5)


def test_a_person_adds_an_answer_and_carries_a_finding_in() -> None:
    before = board(CLAIM, BLAME)
    assert before is not None
    added = assess(before.id, hypothesis="An accident, nobody did it.")
    with_answer = board(CLAIM, BLAME, judged=[added])
    assert with_answer is not None
    answer = next(each.id for each in with_answer.hypotheses if each.text.startswith("An accident"))
    assert net(with_answer, "An accident") == pytest.approx(-0.7)  # the claim excludes it
    carried = assess(answer, "finding:onset", mark="consistent")
    found = board(CLAIM, BLAME, judged=[added, carried])
    assert found is not None
    assert net(found, "An accident") == pytest.approx(1.0 - 0.7)
    marks = {a.hypothesis: a.mark for a in found.assessments if a.item == "finding:onset"}
    assert len(marks) == len(found.hypotheses)
    assert sorted(marks.values()) == ["consistent"] + ["silent"] * (len(marks) - 1)


def test_weights_are_moved_by_a_person() -> None:
    before = board(CLAIM, BLAME)
    assert before is not None
    found = board(CLAIM, BLAME, judged=[assess(before.id, weight_self_claim="0.1")])
    assert found is not None
    assert found.weights["self-claim"] == 0.1
    assert net(found, "Northern Column") == pytest.approx(0.1)


def test_what_speaks_of_an_answer_that_is_gone_is_listed() -> None:
    made = Desk()
    story = made.page(HEAD + "It was.", published="2026-03-15")
    made.says(story, "It was", "reports", "police")
    gone = assess("no-such-answer", "no-such-item", mark="neutral")
    given = (made.ledger, made.stories, made.pages, made.texts, made.gazetteer)
    assert gone.id in build(*given, judgements=[gone]).orphaned


def test_an_added_answer_alone_makes_a_board() -> None:
    made = Desk()
    story = made.page(HEAD + "It was.", published="2026-03-15")
    made.says(story, "It was", "reports", "police")
    given = (made.ledger, made.stories, made.pages, made.texts, made.gazetteer)
    (event,) = [event for event in build(*given).events if event.main]
    wanted = assess(content_id("board", event.id), hypothesis="A gas leak.")
    (found,) = build(*given, judgements=[wanted]).boards
    assert found.verdict == "not decidable from this"
