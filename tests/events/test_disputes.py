"""Are contradictions about who did it found, worded soberly, and false ones left out?"""

from __future__ import annotations

import msgspec
import pytest

from aftershock.events.actors import voices
from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle

from .hand_made import Desk

HEAD = "Bombing in Port Sorrel\nA bombing in Port Sorrel on 14 March 2026."


def desk(*sentences: str) -> Desk:
    """A desk with one page about one bombing."""
    made = Desk()
    made.knows("northern-column", "Northern Column")
    made.knows("hill-branch", "Hill Branch", kind="branch", parent="northern-column")
    made.knows("river-front", "River Front")
    made.page(" ".join((HEAD, *sentences)), published="2026-03-15")
    return made


def account(made: Desk) -> Chronicle:
    """The account of a desk."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def kinds(made: Desk) -> list[tuple[str, str]]:
    """Kind and wording of the disputed points."""
    return [(dispute.kind, dispute.text) for dispute in account(made).disputes]


def test_a_claim_against_the_claimants_own_denial() -> None:
    made = desk("Northern Column claimed it.", "Northern Column denied any part in it.")
    made.says(made.stories[0], "Northern Column claimed it", "claims-responsibility", "Northern Column")
    made.says(made.stories[0], "Northern Column denied any part in it", "denies", "Northern Column")
    assert kinds(made) == [
        ("claim-denied", "Northern Column is said to have claimed responsibility; Northern Column denied it.")
    ]


def test_denying_something_else_is_no_denial_of_the_claim() -> None:
    made = desk("Northern Column claimed it.", "Northern Column denied that Kesten paid.")
    made.says(made.stories[0], "Northern Column claimed it", "claims-responsibility", "Northern Column")
    made.says(made.stories[0], "Northern Column denied that Kesten paid", "denies", "Northern Column")
    assert kinds(made) == []


def test_who_has_no_name_is_nobodys_rival() -> None:
    made = desk("A caller claimed it.", "A hooded man claimed it.", "River Front claimed it.")
    for name, who in (("A caller", "caller"), ("A hooded man", "hooded man"), ("River Front", "River Front")):
        made.says(made.stories[0], f"{name} claimed it", "claims-responsibility", who)
    assert kinds(made) == []


def test_two_claimants_are_rivals_unless_one_is_a_part_of_the_other() -> None:
    made = desk("River Front claimed it.", "Northern Column claimed it.", "Hill Branch claimed it.")
    for name in ("River Front", "Northern Column"):
        made.says(made.stories[0], f"{name} claimed it", "claims-responsibility", name)
    assert kinds(made) == [
        ("rival-claims", "River Front claimed responsibility; Northern Column claimed it too.")
    ]
    made.ledger.pop(0)
    made.says(made.stories[0], "Hill Branch claimed it", "claims-responsibility", "Hill Branch")
    assert kinds(made) == []


def test_a_channel_in_somebodys_name_is_not_that_somebody() -> None:
    words = "A channel in the name of the River Front claimed it"
    made = desk(f"{words}.", "River Front denied responsibility.")
    made.says(made.stories[0], words, "claims-responsibility", "River Front")
    made.says(made.stories[0], "River Front denied responsibility", "denies", "River Front")
    assert kinds(made) == [
        (
            "claim-denied",
            "somebody in the name of River Front is said to have claimed responsibility; "
            "River Front denied it.",
        )
    ]


def test_a_claim_as_if_counts_for_nothing() -> None:
    made = desk("One would think Northern Column claimed it.", "River Front claimed it.")
    made.says(
        made.stories[0], "Northern Column claimed it", "claims-responsibility", "Northern Column",
        certainty="counterfactual",
    )  # fmt: skip
    made.says(made.stories[0], "River Front claimed it", "claims-responsibility", "River Front")
    assert kinds(made) == []


def test_a_named_suspect_against_a_denial_is_a_harm_and_comes_first() -> None:
    blame = "Posts pointed to a mechanic, who had been named as a suspect"
    made = desk(f"{blame}.", "Police: he had nothing to do with it.", "River Front claimed it.",
                "Northern Column claimed it.")  # fmt: skip
    made.says(made.stories[0], "River Front claimed it", "claims-responsibility", "River Front")
    made.says(made.stories[0], "Northern Column claimed it", "claims-responsibility", "Northern Column")
    made.says(made.stories[0], blame, "blames", "posts", target="who")
    made.says(made.stories[0], "Police: he had nothing to do with it", "denies", "Police")
    told = account(made)
    assert told.disputes[0].kind == "suspect-denied"
    assert told.harms[0].kind == "suspect-named"
    assert told.harms[0].text == "somebody not named, in posts, named or pointed to a suspect; it is denied."


def test_harms_in_plain_words_most_pressing_first() -> None:
    made = desk(
        "A note threatened the churches of the coast.", "Posts blamed the migrants of Mill Lane.",
        "A post called on readers to strike the ports.", "Accounts shared a list of home addresses.",
    )  # fmt: skip
    page = made.stories[0]
    made.says(page, "A note threatened the churches of the coast", "threatens", "a note", target="churches")
    made.says(page, "Posts blamed the migrants of Mill Lane", "blames", "posts", target="migrants")
    made.says(page, "A post called on readers to strike the ports", "calls-to-attack", "a post")
    made.says(page, "Accounts shared a list of home addresses", "other", "accounts")
    assert "somebody not named, in a note, threatened places, or called for attacks on them." in [
        harm.text for harm in account(made).harms
    ]
    assert [harm.kind for harm in account(made).harms] == [
        "call-to-attack", "community-blamed", "place-threatened", "place-threatened", "data-passed-around",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("speaker", "target", "text"),
    [
        ("Note", "posts", "somebody not named, in a note, threatened."),
        ("a video", "the statement", "somebody not named, in a video, threatened."),
        ("Evening Post", "the council", "Evening Post threatened the council."),
        ("River Front", "police posts", "River Front threatened police posts."),
        ("River Front", "it", "River Front threatened."),
    ],
)
def test_a_document_neither_threatens_nor_is_threatened(speaker: str, target: str, text: str) -> None:
    words = f"{speaker} threatened {target}"
    made = desk(f"{words}.")
    made.says(made.stories[0], words, "threatens", speaker, target=target)
    assert [harm.text for harm in account(made).harms] == [text]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("River Front threatened more attacks in a video filmed at the airport", "threat"),
        ("In a note left at the station River Front threatened the council", "threat"),
        ("River Front threatened in a note pinned to a gate to attack the market", "place-threatened"),
        ("River Front threatened in a video to attack the market", "place-threatened"),
    ],
)
def test_where_it_was_said_is_not_what_is_threatened(words: str, kind: str) -> None:
    made = desk(f"{words}.")
    made.says(made.stories[0], words, "threatens", "River Front")
    assert [harm.kind for harm in account(made).harms] == [kind]


def test_refusing_to_blame_a_community_is_no_harm() -> None:
    made = desk("The mayor did not blame the migrants.")
    made.says(
        made.stories[0], "The mayor did not blame the migrants", "blames", "mayor", target="migrants",
        polarity="negative",
    )  # fmt: skip
    assert account(made).harms == ()


def test_denying_charges_is_no_answer_to_who_did_it() -> None:
    made = desk("Police spoke of a suspect.", "His lawyer denied the charges.")
    made.says(made.stories[0], "Police spoke of a suspect", "blames", "Police")
    made.says(made.stories[0], "His lawyer denied the charges", "denies", "His lawyer", target="the charges")
    assert kinds(made) == []


def test_who_was_named_in_posts_is_a_harm_with_the_denial_beside_it() -> None:
    told = "Police said that a baker named as a suspect in many posts had nothing to do with it."
    made = desk(told, "Police say two men were named as suspects by a judge.")
    made.says(made.stories[0], told, "denies", "Police")
    made.says(made.stories[0], "Police say two men were named as suspects by a judge.", "reports", "Police")
    (harm,) = account(made).harms
    assert (harm.kind, harm.text) == (
        "suspect-named",
        "Somebody was named as a suspect; Police denied that the person had a part.",
    )
    assert harm.receipts[0].quote == told  # type: ignore[union-attr]


def test_a_known_speaker_stands_once_whatever_it_is_called() -> None:
    made = desk("NC claimed it.", "Northern Column claimed it.", "Karst claimed it.")
    for name in ("NC", "Northern Column", "Karst", "NC"):
        made.says(made.stories[0], f"{name} claimed it", "claims-responsibility", name)
    ids = ("northern-column", "northern-column", None, "northern-column")
    known = [
        msgspec.structs.replace(statement, speaker_id=found)
        for statement, found in zip(made.ledger, ids, strict=True)
    ]
    assert voices(known) == ("NC", "Karst")


def test_a_place_that_was_struck_is_not_the_one_threatened_for_it() -> None:
    words = (
        "The general said the army would answer the attack on the market",
        "The general said the army would answer the attack on the mosque with fire on the market",
    )
    for text, kind in zip(words, ("threat", "place-threatened"), strict=True):
        made = desk(f"{text}.")
        made.says(made.stories[0], text, "threatens", "general")
        assert [harm.kind for harm in account(made).harms] == [kind]
