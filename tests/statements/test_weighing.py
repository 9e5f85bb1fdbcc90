"""Two witnesses: what both found stands, what the network doubts does not, grave acts need more."""

from __future__ import annotations

import math

import msgspec
import pytest

from aftershock.records import ACTS, Act
from aftershock.statements import sureness
from aftershock.statements.draft import Draft, Voice
from aftershock.statements.proposals import Proposal
from aftershock.statements.weighing import CLAIM, LEAST, SPOKEN, alone, both, candidates, standing, weigh
from aftershock.statements.weights import Seen
from aftershock.text import Span
from tests.statements.desk import Desk


def _seen(at: int, act: Act, chance: float, *, negative: float = 0.0, sure: float = 1.0) -> Seen:
    rest = (1 - sure) / (len(ACTS) - 1)
    return Seen(
        chance=chance,
        anchor=Span(at, at + 4),
        cue=Span(at, at + 4),
        acts=tuple(sure if each == act else rest for each in ACTS),
        negative=negative,
        tier="attributed",
        quote="none",
        certainty="asserted",
        speakers=(),
        heard=0.95,
        content=None,
        target=None,
        hedges=(),
    )


def _draft(at: int, act: Act, name: str = "Ada Brink", **fields: object) -> Draft:
    voice = Voice(name=name, at=Span(0, 9))
    return Draft(act=act, voice=voice, cue=Span(at, at + 4), rule="verb.x", **fields)  # type: ignore[arg-type]


def _proposal(one: Seen, *, doubtful: bool = False, name: str = "Ada Brink") -> Proposal:
    return Proposal(_draft(one.anchor.start, one.act, name), one, doubtful)


def test_alone_the_network_must_be_sure() -> None:
    likely, unlikely = _seen(10, "reports", 0.9), _seen(200, "reports", 0.3)
    proposed = [_proposal(likely), _proposal(unlikely)]
    assert [draft.cue.start for draft in weigh([], proposed, [likely, unlikely])] == [10]


def test_together_less_is_needed() -> None:
    one = _seen(10, "condemns", 0.4)
    assert weigh([], [_proposal(one)], [one]) == []
    (kept,) = weigh([_draft(10, "condemns")], [_proposal(one)], [one])
    assert kept.act == "condemns"
    assert kept.rule == "verb.x+verb.x"


def test_a_claim_by_a_listed_group_needs_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sureness, "sure", lambda one: 0.45)
    one = _seen(10, "claims-responsibility", 0.6)
    draft = msgspec.structs.replace(
        _draft(10, "claims-responsibility"), voice=Voice(name="Ada Brink", entity="brigade", at=Span(0, 9))
    )
    proposed = [Proposal(draft, one, False)]
    assert weigh([], proposed, [one]) == []
    assert weigh([], proposed, [one], frozenset({"another"})) == []
    (kept,) = weigh([], proposed, [one], frozenset({"brigade"}))
    assert kept.voice.entity == "brigade"
    asked = _seen(10, "claims-responsibility", 0.45)  # "did the Brigade claim it?"
    assert weigh([], [Proposal(draft, asked, False)], [asked], frozenset({"brigade"})) == []
    denial = msgspec.structs.replace(draft, act="denies")
    assert weigh([], [Proposal(denial, _seen(10, "denies", 0.3), False)], [one], frozenset({"brigade"})) == []


def test_a_claim_needs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    between = (LEAST + CLAIM) / 2
    assert LEAST < between < CLAIM
    monkeypatch.setattr(sureness, "sure", lambda one: between)
    claim, plain = _seen(10, "claims-responsibility", 0.9), _seen(200, "reports", 0.9)
    kept = weigh([], [_proposal(claim), _proposal(plain)], [claim, plain])
    assert [draft.act for draft in kept] == ["reports"]


def test_what_seldom_speaks_is_doubted() -> None:
    one = _seen(10, "urges", 0.8)
    assert weigh([], [_proposal(one, doubtful=True)], [one]) == []


def test_a_rule_stands_where_the_network_sees_a_hint() -> None:
    rule = _draft(10, "denies")
    assert sureness.sure(alone(rule, [], [], [])) < 0.2
    assert weigh([rule], [], []) == []
    assert weigh([rule], [], [_seen(12, "denies", 0.99)]) == [rule]


def test_sureness_grows_with_each_witness() -> None:
    faint, clear = _seen(10, "condemns", 0.3), _seen(10, "condemns", 0.95)
    alone = [sureness.sure(one) for seen in (faint, clear) for one in candidates([], [_proposal(seen)])]
    (both,) = candidates([_draft(10, "condemns")], [_proposal(clear)])
    assert alone[0] < alone[1] < sureness.sure(both)
    assert sureness.features(both)["same act"] == 1.0


def test_sureness_is_what_the_trees_add_up_to(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = sureness.Question
    trees = (
        (ask("chance", 0.1, 1, 9.0), ask("act=urges", 0.5, 9.0, -1.0)),
        (ask("around: near", 0.3, 0.25, 9.0),),
    )
    monkeypatch.setattr(sureness, "shipped", lambda: sureness.forest(trees))
    (one,) = candidates([], [_proposal(_seen(10, "urges", 0.5))])  # log odds of .5 are 0
    assert sureness.sure(one) == pytest.approx(1 / (1 + math.exp(0.75)))


def test_the_shipped_trees_end_in_weights() -> None:
    for tree in sureness.trees():
        for number, question in enumerate(tree):
            for to in (question.low, question.high):
                assert not isinstance(to, int) or number < to < len(tree)


def test_what_else_is_seen_around_a_draft_counts() -> None:
    first, second = _seen(10, "reports", 0.9), _seen(60, "urges", 0.5)
    near, far = candidates([], [_proposal(first), _proposal(second)])
    assert (near.around.by, near.around.near, near.around.same) == (0.5, 0.0, 0.5)
    assert far.around.by == pytest.approx(0.9)


def test_where_people_speak_a_stranger_is_believed_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sureness, "sure", lambda one: 0.7)
    club = _proposal(_seen(10, "urges", 0.7), doubtful=True)
    assert weigh([], [club], [club.seen]) == []
    assert len(weigh([], [club], [club.seen], before=SPOKEN)) == 1


def test_a_claim_that_is_taken_back_is_negative() -> None:
    one = _seen(10, "claims-responsibility", 0.95)
    back = msgspec.structs.replace(_proposal(one).draft, subtype="retracts", polarity="negative")
    kept = both(back, _draft(10, "claims-responsibility"), one)
    assert kept.polarity == "negative"


def test_either_witness_of_a_denied_act_is_believed() -> None:
    one = _seen(10, "claims-responsibility", 0.9, negative=0.1)
    rule = _draft(10, "claims-responsibility", polarity="negative")
    (kept,) = weigh([rule], [_proposal(one)], [one])
    assert kept.polarity == "negative"


def test_one_place_is_said_once() -> None:
    near = [_seen(10, "reports", 0.9), _seen(16, "reports", 0.8)]
    assert len(weigh([], [_proposal(one) for one in near], near)) == 1
    two = [_proposal(near[0]), _proposal(near[1], name="Per Lind")]
    assert len(weigh([], two, near)) == 2


def test_what_is_said_once_is_told_once() -> None:
    one = [_seen(10, "reports", 0.9), _seen(60, "reports", 0.9)]
    said = [_draft(each.anchor.start, "reports", content=Span(64, 90)) for each in one]
    proposed = [Proposal(draft, each, False) for draft, each in zip(said, one, strict=True)]
    assert len(weigh([], proposed, one)) == 1


def test_one_verb_says_two_things() -> None:
    one = _seen(10, "reports", 0.9)
    parts = [_draft(10, "reports", content=Span(low, low + 20)) for low in (15, 40)]
    proposed = [Proposal(draft, one, False) for draft in (*parts, parts[0])]
    assert [draft.content for draft in weigh([], proposed, [one])] == [draft.content for draft in parts]


def test_whole_turns_stand_where_the_network_sees_something() -> None:
    turn = Draft(
        act="reports", voice=Voice(name="Ada Brink"), cue=Span(10, 11), rule="narrative", content=Span(10, 60)
    )
    assert standing([turn], [], []) == []
    label = msgspec.structs.replace(turn, rule="label>content.urge")
    assert standing([label], [], [_seen(10, "reports", 0.5)]) == []  # the network reads it by itself
    assert standing([turn], [], [_seen(10, "reports", 0.5)]) == [turn]
    assert standing([turn], [_draft(20, "denies")], [_seen(10, "reports", 0.5)]) == []


@pytest.mark.parametrize(
    ("rule", "name", "sure", "act"),
    [
        ("denies", "verb.deny.denies", 0.97, "denies"),  # "has denied responsibility"
        ("reports", "verb.claim.reports", 0.85, "reports"),  # "claimed that the mill was empty"
        ("reports", "verb.claim.reports", 0.97, "claims-responsibility"),
        ("reports", "verb.say.reports", 0.85, "claims-responsibility"),
    ],
)
def test_what_claims_no_deed(rule: Act, name: str, sure: float, act: Act) -> None:
    one = _seen(10, "claims-responsibility", 0.99, sure=sure)
    draft = msgspec.structs.replace(_draft(10, rule), rule=name)
    assert both(_proposal(one).draft, draft, one).act == act


def test_the_noun_behind_a_denial_blames_nobody() -> None:
    said = Desk().read("Kesten's ministry denied reports that the gunmen had come from Orsk.")
    assert [(s.act, s.speaker_name) for s in said] == [("denies", "Kesten's ministry")]
