"""Has every restriction a statement that the database takes, without personal data; is the user told in
words?
"""

from __future__ import annotations

import random
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.records import FieldReceipt, Receipt
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import Decided, Entry, Link, NoticeReceived
from aftershock.shield.ledger.sealed import Looked
from aftershock.shield.papers.draft import CHECK
from aftershock.shield.papers.laws import Host
from aftershock.shield.papers.restrictions import Restriction, owed, restrictions
from aftershock.shield.papers.statements_of_reasons import UNKNOWN_DATE, Basis, Publishing, calls, state
from aftershock.shield.papers.user_text import to_user
from aftershock.shield.papers.validation import exposing, problems, problems_of_call
from aftershock.shield.verdict import Answer, Ground
from tests.shield.accounts.story import Story
from tests.shield.papers.told import AT, HOST, linked, said

PUBLISHING = Publishing(
    bases={
        "call": Basis(
            category="STATEMENT_CATEGORY_VIOLENCE", says="Clause 4.2: no calls", means="A call to do harm.",
            keywords=("KEYWORD_INCITEMENT_VIOLENCE_HATRED",),
        ),
        "threat": Basis(
            category="STATEMENT_CATEGORY_VIOLENCE", ground="illegal", says="Section 9 of the Harbour Act",
            means="It announces harm to a person.",
        ),
    },
    terms="https://harbour.example/terms", territory=("DE", "FR"),
)  # fmt: skip
VERDICTS = ("allow", "label", "limit", "hold", "block")
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
long_words = words | st.integers(400, 3000).map(lambda size: "long words " * (size // 11))
naming = st.sampled_from(
    (
        "@ines_h said",
        "mail ines@harbour.example",
        "+49 30 123456789",
        "https://harbour.example/u/7",
        "192.0.2.1",
    )
)
grounds = st.builds(
    Ground, rule=words, clause=long_words | naming, category=st.sampled_from(("call", "threat", "", "other")),
    wanted=st.sampled_from(("review", *VERDICTS[1:])), outcome=st.sampled_from(("review", *VERDICTS[1:])),
    policy=st.just("p" * 64), items=st.lists(words, max_size=2).map(tuple), why=naming,
    evidence=st.lists(
        st.builds(Receipt, text=st.just("t"), start=st.just(0), end=st.just(2), quote=naming)
        | st.builds(FieldReceipt, capture=words, locator=words, field=words, value=naming),
        max_size=3,
    ).map(tuple),
)  # fmt: skip
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2037, 12, 1))
moments = days.map(lambda day: f"{day}T09:00:00Z")
answers = st.builds(
    Answer, item=words.map(lambda name: f"harbour:{name}"), revision=st.integers(0, 3),
    verdict=st.sampled_from(VERDICTS[1:]), review=st.booleans(),
    grounds=st.lists(grounds, max_size=3).map(tuple), policy=st.just("p" * 64), at=st.just(AT),
)  # fmt: skip
decided = st.builds(
    Decided, answer=answers, account=words,
    language=st.sampled_from(("", "en", "und", "zh-cn", "AR", "ger", "pt_BR")),
    item_at=moments | words | st.sampled_from(("", "1999-01-01T00:00:00Z", "2026-11-22T02:00:00+05:00")),
)  # fmt: skip
publishings = st.builds(
    Publishing,
    bases=st.dictionaries(
        st.sampled_from(("call", "threat", "")),
        st.builds(
            Basis, ground=st.sampled_from(("illegal", "incompatible")), says=long_words | naming,
            means=long_words | naming, also_illegal=st.booleans(),
        ),
        max_size=3,
    ),
    territory=st.sampled_from(((), ("DE",))),
    content=st.sampled_from(((), ("CONTENT_TYPE_TEXT",), ("CONTENT_TYPE_OTHER", "CONTENT_TYPE_IMAGE"))),
)  # fmt: skip
looked = st.none() | st.builds(
    Looked, text=words, files=st.lists(words, max_size=1).map(tuple),
    film=st.lists(words, max_size=1).map(tuple), pictures=st.lists(words, max_size=1).map(tuple),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(decided, moments, publishings, looked, st.booleans())
def test_every_restriction_has_a_sound_statement_without_personal_data(
    what: Decided, at: str, publishing: Publishing, seen: Looked | None, noticed: bool
) -> None:
    _sound(what, at, publishing, seen, noticed)


@pytest.mark.slow
@settings(max_examples=1200, deadline=None)
@given(decided, moments, publishings, looked, st.booleans())
def test_every_one_of_many_restrictions_has(
    what: Decided, at: str, publishing: Publishing, seen: Looked | None, noticed: bool
) -> None:
    _sound(what, at, publishing, seen, noticed)


def _sound(what: Decided, at: str, publishing: Publishing, seen: Looked | None, noticed: bool) -> None:
    before = [said(_notice(what.answer.item), at=at, by="key 1")] if noticed else []
    links = linked(*before, Entry(key="d", at=at, by="rule r", what=what))
    (restriction,) = restrictions(links)
    stated = state(restriction, publishing, looked=seen)
    assert problems(stated.statement.fields()) == ()
    assert exposing(stated.statement.fields()) == ()
    body = stated.statement.json().decode()
    assert what.answer.item not in body or len(what.answer.item) < 12
    page = to_user(restriction, stated, publishing, HOST, at=at).page()
    assert page.startswith(CHECK)
    assert "court" in page


def _notice(item: str) -> NoticeReceived:
    return NoticeReceived(
        notice="n", item=item, url="", explanation="why", ground="", name="Omar", email="o@x.example"
    )


def one(story: Story) -> Restriction:
    return list(restrictions(story.links, terms=story.known.terms))[-1]


def test_what_a_rule_did_alone_is_fully_automated() -> None:
    story = Story()
    story.decided("p1", "block", language="en")
    stated = state(one(story), PUBLISHING)
    made = stated.statement
    assert made.decision_visibility == ("DECISION_VISIBILITY_CONTENT_REMOVED",)
    assert (made.automated_detection, made.automated_decision) == ("Yes", "AUTOMATED_DECISION_FULLY")
    assert (made.source_type, made.content_language) == ("SOURCE_VOLUNTARY", "EN")
    assert made.incompatible_content_ground == "Clause 4.2: no calls"
    assert made.territorial_scope == ("DE", "FR")
    assert "same as a known item" in made.decision_facts
    assert stated.to_check == (UNKNOWN_DATE,)
    assert stated.happening.puid == made.puid


@pytest.mark.parametrize(
    ("verdict", "did"),
    [("label", "LABELLED"), ("limit", "DEMOTED"), ("hold", "DISABLED"), ("block", "REMOVED")],
)
def test_what_was_done(verdict: str, did: str) -> None:
    story = Story()
    story.decided("p1", verdict)  # type: ignore[arg-type]
    assert state(one(story), PUBLISHING).statement.decision_visibility == (
        f"DECISION_VISIBILITY_CONTENT_{did}",
    )


def test_a_person_after_a_rule_is_partly_automated_and_alone_not_at_all() -> None:
    story = Story()
    story.decided("p1", "hold")
    story.reviewed("ines", "p1", "block")
    assert state(one(story), PUBLISHING).statement.automated_decision == "AUTOMATED_DECISION_PARTIALLY"
    alone = Story()
    alone.decided("p1", "allow")
    alone.reviewed("ines", "p1", "block")
    made = state(one(alone), PUBLISHING).statement
    assert made.automated_decision == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert made.automated_detection == "No"
    assert made.incompatible_content_ground == "Clause 4.2 of the terms"  # as the reviewer named it


def test_what_is_illegal_names_the_provision() -> None:
    answer = Answer(
        item="harbour:p1", revision=0, verdict="hold", review=True, policy="p", at=AT,
        grounds=(Ground(rule="r", clause="5", category="threat", wanted="hold", outcome="hold", policy="p"),),
    )  # fmt: skip
    (found,) = restrictions(linked(Entry(key="d", at=AT, by="rule r", what=Decided(answer=answer))))
    made = state(found, PUBLISHING).statement
    assert made.decision_ground == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert made.illegal_content_legal_ground == "Section 9 of the Harbour Act"
    assert made.incompatible_content_ground is None


def test_a_blocked_account_is_suspended_until_its_end() -> None:
    story = Story()
    story.restricted("p1", "p2")
    story.blocked("omar", "p1", "p2")
    made = state(one(story), PUBLISHING).statement
    assert (made.decision_account, made.decision_visibility) == ("DECISION_ACCOUNT_SUSPENDED", ())
    assert made.end_date_account_restriction == "2027-01-01"
    assert made.category == "STATEMENT_CATEGORY_VIOLENCE"
    assert problems(made.fields()) == ()


def test_a_notice_is_the_source_and_nobody_is_named() -> None:
    notice = NoticeReceived(
        notice="n", item="harbour:p1", url="", explanation="why", ground="", name="Vera",
        trusted_flagger=True,
        email="vera@harbour.example",
    )  # fmt: skip
    story = Story()
    story.decided("p1", "allow")
    story.tell(said(notice, by="key 1"))
    story.reviewed("ines", "p1", "block")
    stated = state(one(story), PUBLISHING)
    assert stated.statement.source_type == "SOURCE_TRUSTED_FLAGGER"
    page = to_user(one(story), stated, PUBLISHING, HOST, at=AT).page()
    for name in ("Vera", "vera@", "ines"):
        assert name not in stated.statement.json().decode()
        assert name not in page.split("\n\n", 1)[1]


def test_one_statement_for_each_change_to_a_restriction_and_none_for_what_had_no_effect() -> None:
    story = Story(Terms(second_share=0.0, second_always=(), second_for_blocks=False))
    story.decided("p1", "hold")
    story.decided("p1", "hold", head="tone")  # said once more, not anew
    review = story.reviewed("ines", "p1", "allow")
    assert len(list(restrictions(story.links))) == 1
    story.undone("ines", review)  # the policy's hold stands again: that is a restriction
    assert [each.verdict for each in restrictions(story.links)] == ["hold", "hold"]
    story.reviewed("", "p1", "block")  # nobody: refused
    assert len(list(restrictions(story.links))) == 2
    story.reviewed("omar", "p1", "block")
    story.appealed("x", "p1")
    story.judged("vera", "x")
    assert [each.verdict for each in restrictions(story.links)] == ["hold", "hold", "block"]
    marks = {state(each, PUBLISHING).statement.puid for each in restrictions(story.links)}
    assert len(marks) == 3
    first = state(next(restrictions(story.links)), PUBLISHING)
    story.tell(said(first.happening, by="clock"))
    assert len(list(owed(story.links))) == 2


def test_the_user_is_told_everything_the_article_asks_for() -> None:
    story = Story()
    story.decided("p1", "hold")
    story.reviewed("ines", "p1", "block")
    restriction = one(story)
    stated = state(restriction, PUBLISHING)
    page = to_user(restriction, stated, PUBLISHING, HOST, at=AT).page()
    for part in (
        "We removed your post", "holds DE, FR", "nobody reported it", "A person looked at it",
        "Clause 4.2: no calls", "until 2027-05-22", "out-of-court", "court",
        "Art. 17 of Regulation (EU) 2022/2065 of 2022-10-19",
    ):  # fmt: skip
        assert part in page, part
    small = to_user(restriction, stated, PUBLISHING, Host(name="Small", small=True), at=AT)
    assert "out-of-court" not in small.text
    assert "go to a court" in small.text
    assert small.binding.binds


def test_many_statements_are_taken_in_calls_of_a_hundred() -> None:
    dice = random.Random(7)
    story = Story()
    for number in range(300):
        verdict = dice.choice(VERDICTS)
        story.decided(f"p{number}", verdict)  # type: ignore[arg-type]
        if dice.random() < 0.5:
            story.reviewed("ines", f"p{number}", dice.choice(VERDICTS))  # type: ignore[arg-type]
    found: list[Restriction] = list(restrictions(story.links))
    made = [state(each, PUBLISHING).statement for each in found]
    assert len(made) > 200
    bodies = [msgspec.json.decode(body)["statements"] for body in calls(made)]
    assert [len(body) for body in bodies[:-1]] == [100] * (len(bodies) - 1)
    assert all(problems_of_call(body) == () for body in bodies)
    assert [one["puid"] for body in bodies for one in body] == [each.puid for each in made]


def test_links_may_come_from_anywhere_in_between() -> None:
    assert list(restrictions(iter(()))) == []
    other: list[Link] = linked(said(_notice("harbour:p1"), by="key 1"))
    assert list(restrictions(other)) == []
