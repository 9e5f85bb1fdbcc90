"""Is the right authority named, nothing guessed, and nothing sent without a person?"""

from __future__ import annotations

import pytest

from aftershock.errors import UsageError
from aftershock.shield.ledger.happenings import ThreatDrafted, ThreatSent
from aftershock.shield.papers.laws import Host
from aftershock.shield.papers.threats import Place, Suspicion, authorities, notification, sent
from tests.shield.ledger import made
from tests.shield.papers.told import AT, HOST, linked

THREAT = ThreatDrafted(threat="t1", item="harbour:p1", words="an announced act, rule calls")
LINKS = linked(made.decided("p1", "hold", content="c" * 64, language="ar"))


def place(state: str, role: str = "offence") -> Place:
    return Place(member_state=state, role=role, known_from="the post names the town")


def test_the_member_states_concerned_are_told() -> None:
    said = authorities(Suspicion(places=(place("FR"), place("IT", "victim"), place("FR", "suspect"))), HOST)
    assert said == (
        "law enforcement or judicial authority of FR",
        "law enforcement or judicial authority of IT",
    )


def test_where_none_is_known_the_own_state_and_europol_are() -> None:
    assert authorities(Suspicion(), HOST) == ("law enforcement authority of DE", "Europol")
    assert authorities(Suspicion(places=(place("XX"),)), Host(name="x")) == ("Europol",)


def test_the_draft_holds_what_is_known_and_guesses_nothing() -> None:
    draft = notification(THREAT, LINKS, Suspicion(), HOST, at=AT)
    for part in (
        "t1",
        "harbour:p1",
        "calls",
        "c" * 64,
        "Account on our service: a1",
        "Member states concerned: not known",
    ):
        assert part in draft.text, part
    assert draft.to == "law enforcement authority of DE; Europol"
    assert any("do not guess" in each for each in draft.missing)
    assert "Art. 18 of Regulation (EU) 2022/2065" in draft.page()
    assert "ar" not in draft.text.split("Member states")[1].split()  # the language of a post says nothing


def test_terrorist_content_follows_its_own_article() -> None:
    draft = notification(THREAT, LINKS, Suspicion(terrorist=True, places=(place("FR"),)), HOST, at=AT)
    assert draft.binding.duty.place == "TCO Art. 14(5)"
    assert any("Art. 14(5)" in each for each in draft.missing)


def test_what_the_log_does_not_know_is_said() -> None:
    draft = notification(THREAT, [], Suspicion(), HOST, at=AT)
    assert "the log has no decision on this item" in draft.missing


def test_only_a_person_sends_and_not_sending_has_a_reason() -> None:
    entry = sent("t1", to="Europol", person="ines", at=AT)
    assert (entry.by, entry.what) == ("person ines", ThreatSent(threat="t1", to="Europol", sent=True))
    with pytest.raises(UsageError, match="only a person"):
        sent("t1", to="Europol", person=" ", at=AT)
    with pytest.raises(UsageError, match="needs a reason"):
        sent("t1", to="", person="ines", at=AT, really=False)
    kept = sent("t1", to="", person="ines", at=AT, really=False, reason="a song")
    assert not kept.what.sent  # type: ignore[union-attr]
