"""Who says that bodies belong together, who denies it, and does each saying keep its source?"""

from __future__ import annotations

import pytest

from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle

from .hand_made import Desk


def account(made: Desk) -> Chronicle:
    """The account of a desk."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def said(sentence: str) -> list[tuple[str, str, str, str, str]]:
    """What one sentence in a document's own voice says of how bodies belong together."""
    made = Desk()
    made.page(f"A title\n{sentence}", published="2031-05-05")
    return [
        (tie.kind, tie.part, tie.whole, tie.stance, (tie.since.start or "")[:4] if tie.since else "")
        for tie in account(made).affiliations
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The River Guard, which police call a wing of the Green Union, is small.",
         ("wing", "River Guard", "Green Union", "claimed", "")),
        ("The River Guard is the armed wing of the Green Union.",
         ("wing", "River Guard", "Green Union", "claimed", "")),
        ("The River Guard, a branch of the Green Union, is small.",
         ("branch", "River Guard", "Green Union", "claimed", "")),
        ("The Green Union's media outlet, Green Voice, wrote of it.",
         ("outlet", "Green Voice", "Green Union", "claimed", "")),
        ("The River Guard broke away from the Green Union in 2028.",
         ("splinter", "River Guard", "Green Union", "claimed", "2028")),
        ("The River Guard, formerly known as the Mill Watch, is small.",
         ("alias", "River Guard", "Mill Watch", "claimed", "")),
        ("The Green Union denies any link to the River Guard.",
         ("link", "Green Union", "River Guard", "denied", "")),
        ("The River Guard says it is no longer affiliated with the Green Union.",
         ("link", "River Guard", "Green Union", "denied", "")),
        ("The River Guard is not a wing of the Green Union.",
         ("wing", "River Guard", "Green Union", "denied", "")),
        ("The River Guard pledged allegiance to the Green Union.",
         ("link", "River Guard", "Green Union", "claimed", "")),
    ],
)  # fmt: skip
def test_sayings_are_found(sentence: str, found: tuple[str, str, str, str, str]) -> None:
    assert said(sentence) == [found]


@pytest.mark.parametrize(
    "sentence",
    [
        "The River Guard is a wing of the old mill.",
        "The Green Union has no comment on the River Guard.",
        "A branch of the Green Bank was robbed.",
        "The River Guard met the Green Union in 2028.",
    ],
)
def test_other_sentences_say_nothing_of_it(sentence: str) -> None:
    assert said(sentence) == []


def test_claim_and_denial_stand_beside_each_other_with_their_sources() -> None:
    made = Desk()
    made.knows("river-guard", "River Guard")
    made.knows("green-union", "Green Union")
    one = made.page("A title\nThe River Guard, which police call a wing of the Green Union, claimed it.")
    two = made.page("Reply\nThe Green Union denies any link to the River Guard.")
    made.says(one, made.texts[one.members[0].text].split("\n")[1], "claims-responsibility", "River Guard")
    made.says(two, made.texts[two.members[0].text].split("\n")[1], "denies", "Green Union")
    told = account(made)
    assert [(tie.kind, tie.stance, tie.said_by) for tie in told.affiliations] == [
        ("wing", "claimed", "police"),
        ("wing", "denied", "Green Union"),
    ]
    for tie in told.affiliations:
        for receipt in tie.receipts:
            assert made.texts[receipt.text][receipt.start : receipt.end] == receipt.quote  # type: ignore[union-attr]
    (guard,) = [entity for entity in told.entities if entity.id == "river-guard"]
    (relation,) = guard.relations
    assert (relation.of, relation.claimed_by, relation.denied_by) == (
        "green-union", ("police",), ("Green Union",),
    )  # fmt: skip


def test_what_is_contested_does_not_make_two_groups_one() -> None:
    made = Desk()
    made.knows("river-guard", "River Guard")
    made.knows("green-union", "Green Union")
    text = "Bombing in Corran\nThe River Guard, a wing of the Green Union, claimed the bombing in Corran."
    story = made.page(text)
    second = made.page("Bombing in Corran\nThe Green Union claimed the bombing in Corran.")
    made.says(story, text.split("\n")[1], "claims-responsibility", "River Guard", speaker_id="river-guard")
    made.says(
        second, "The Green Union claimed the bombing in Corran", "claims-responsibility", "Green Union",
        speaker_id="green-union",
    )  # fmt: skip
    assert [dispute.kind for dispute in account(made).disputes] == ["rival-claims"]
