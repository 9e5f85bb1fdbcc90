"""Who says of themselves that they did it?"""

from __future__ import annotations

import msgspec
import pytest

from aftershock.records import ACTS, Act
from aftershock.statements import deeds
from aftershock.statements.weights import Seen
from aftershock.text import Span


def _seen(top: Act, claim: float) -> Seen:
    rest = (1 - claim - 0.5) / (len(ACTS) - 2)
    chances = {top: 0.5, "claims-responsibility": claim}
    return Seen(
        chance=0.9, anchor=Span(0, 4), cue=Span(0, 4), negative=0.0, tier="attributed", quote="indirect",
        acts=tuple(chances.get(act, rest) for act in ACTS), certainty="asserted", speakers=(), heard=0.9,
        content=Span(5, 40), target=None, hedges=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "own"),
    [
        ("that its own men were responsible", True),
        ("one of their teams had “struck” the depot", True),
        ("to have set fire to a car in 2019", True),
        ("“We did it”", True),
        ("they had not carried out the attack", False),
        ("the police had fired first", False),
        ("it had heard of the fire", False),
    ],
)
def test_own_deeds(words: str, own: bool) -> None:
    assert deeds.own(words) is own


def test_a_plain_said_becomes_a_claim() -> None:
    one = _seen("reports", 0.3)
    assert one.act == "reports"
    raised = deeds.weighed(one, "that they had shot him")
    assert raised.act == "claims-responsibility"
    assert sum(raised.acts) == pytest.approx(sum(one.acts))
    assert deeds.weighed(one, "that he had been shot") is one


def test_what_is_denied_or_hardly_seen_is_left() -> None:
    assert deeds.weighed(_seen("denies", 0.3), "they had done it").act == "denies"
    assert deeds.weighed(_seen("reports", 0.05), "they had done it").act == "reports"
    author = msgspec.structs.replace(_seen("reports", 0.3), tier="author")
    assert deeds.weighed(author, "we did it").act == "reports"
