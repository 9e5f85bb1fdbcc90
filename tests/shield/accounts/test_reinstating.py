"""Is what an authority or a court puts back as it was, with everything that had rested on it?"""

from __future__ import annotations

import pytest

from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.outcome import stands
from aftershock.shield.ledger.happenings import Informed, OrderExecuted, OrderPaused, OrderReported
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.papers import transparency
from aftershock.shield.papers.orders import orders
from aftershock.shield.papers.reinstating import restored, words
from aftershock.shield.papers.restrictions import restrictions
from tests.shield.accounts.story import NO_SECOND, Story
from tests.shield.papers.told import HOST, order

ORDERS = ("TCO-7", "TCO-8")


def story(*names: str, orders_: tuple[str, ...] = ("TCO-7",), execute: bool = True) -> Story:
    """Items that orders removed."""
    made = Story()
    items = tuple(f"harbour:{name}" for name in names)
    for each in orders_:
        made.person("ben", order(each, items=items))
        if execute:
            made.person("ben", OrderExecuted(order=each, action="removed", items=items))
    return made


def put_back(told: Story, *names: str, order_: str = "TCO-7", **more: object) -> int:
    given: dict[str, object] = {
        "order": order_, "items": tuple(f"harbour:{each}" for each in names), "authority": "a court",
        "reference": "7 K 12/26", "basis": "court", "reason": "it reports, it does not incite",
    }  # fmt: skip
    return told.person("ines", Reinstated(**{**given, **more}))  # type: ignore[arg-type]


def verdict(told: Story, name: str, revision: int = 0) -> tuple[str, str]:
    found = stands(told.known.subjects[f"harbour:{name}"].revisions[revision])
    return found.verdict, found.by


def test_an_order_that_fell_puts_back_all_revisions_and_those_that_come_are_decided_by_themselves() -> None:
    told = story("p", "q")
    told.decided("p", "allow", revision=1)
    assert verdict(told, "p", 1) == ("block", "order")
    seq = put_back(told, "p", "q")
    assert not told.void(seq)
    assert [verdict(told, *place) for place in (("p", 0), ("p", 1), ("q", 0))] == [("allow", "authority")] * 3
    told.decided("p", "hold", revision=2)
    assert verdict(told, "p", 2) == ("hold", "policy")
    assert list(restrictions(told.links, terms=NO_SECOND))[-1].revision == 2


def test_strikes_limits_and_blocks_that_stood_on_it_are_gone() -> None:
    told = Story()
    told.restricted("p", "q", "r")
    assert len(told.standing().strikes) == 3
    assert told.standing().limits
    told.blocked("vera", "p", "q")
    assert told.standing().blocked
    told.person("ben", order(items=("harbour:p", "harbour:q")))
    told.person("ben", OrderExecuted(order="TCO-7", action="removed", items=("harbour:p", "harbour:q")))
    put_back(told, "p", "q")
    found = told.standing()
    assert [strike.items for strike in found.strikes] == [("harbour:r",)]
    assert found.blocked is None
    assert {item for limit in found.limits for item in limit.items} <= {"harbour:r"}
    assert told.void(told.reviewed("omar", "p", look=2)) == (
        "an authority or court put it back: this revision is not decided on again"
    )


def test_what_the_platform_decided_itself_can_stay() -> None:
    told = Story()
    told.restricted("p")
    told.person("ben", order(items=("harbour:p",)))
    told.person("ben", OrderExecuted(order="TCO-7", action="removed", items=("harbour:p",)))
    assert verdict(told, "p") == ("block", "order")
    put_back(told, "p", ours_stays=True)
    assert verdict(told, "p") == ("hold", "person")
    assert len(told.standing().strikes) == 1


def test_another_order_on_the_item_stays() -> None:
    told = story("p", orders_=ORDERS)
    put_back(told, "p", order_="TCO-8")
    assert verdict(told, "p") == ("block", "order")
    assert told.void(put_back(told, "p", order_="TCO-8")) == "that order was lifted from them already"
    put_back(told, "p")
    assert verdict(told, "p") == ("allow", "authority")


def test_an_order_that_fell_before_it_was_executed_cannot_be_executed_any_more() -> None:
    told = story("p", execute=False)
    put_back(told, "p")
    (found,) = orders(told.links).orders.values()
    assert (found.status, found.done, found.deadline, found.missing) == ("annulled", True, "", ())
    told.person("ben", OrderExecuted(order="TCO-7", action="removed", items=("harbour:p",)))
    assert "harbour:p" not in told.known.subjects
    told.person("ben", OrderPaused(order="TCO-7", cause="manifest-error", explanation="x"))
    told.person("ben", OrderReported(order="TCO-7", annex="II", reference="x"))
    after = orders(told.links)
    assert after.orders["TCO-7"].status == "annulled"
    assert len(after.void) == 3


def test_of_an_order_a_part_can_fall() -> None:
    told = story("p", "q", execute=False)
    put_back(told, "p")
    assert orders(told.links).orders["TCO-7"].status == "open"
    assert orders(told.links).orders["TCO-7"].missing == ("harbour:q",)
    told.person("ben", OrderExecuted(order="TCO-7", action="removed", items=("harbour:q",)))
    assert orders(told.links).orders["TCO-7"].status == "executed"
    put_back(told, "q")
    assert orders(told.links).orders["TCO-7"].status == "annulled"
    report = transparency.report(told.links, since="", until="", terms=NO_SECOND)
    counted = {each.what: each.count for each in report.orders}
    assert (counted["annulled"], counted["items put back by an authority or court"]) == (1, 2)


def test_a_finding_about_items_without_an_order() -> None:
    told = Story()
    told.restricted("p")
    told.decided("q", "allow")
    put_back(told, "p", order_="", basis="finding")
    assert verdict(told, "p") == ("allow", "authority")
    assert told.standing().strikes == ()
    assert told.void(put_back(told, "q", order_="", basis="finding")) == "nothing restricts them"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"authority": " "}, "who decided"),
        ({"reference": ""}, "who decided"),
        ({"reason": ""}, "who decided"),
        ({"items": ()}, "which items"),
        ({"order": "TCO-9"}, "does not know that order"),
        ({"order": ""}, "a removal order is on harbour:p"),
        ({"order": "", "items": ("harbour:z",)}, "no decision on harbour:z"),
        ({"order": "", "ours_stays": True}, "only what the platform decided"),
    ],
)
def test_what_may_not_be_has_no_effect(more: dict[str, object], said: str) -> None:
    told = story("p")
    assert said in told.void(put_back(told, "p", **more))
    assert verdict(told, "p") == ("block", "order")
    assert restored(told.links, told.known.void) == {}


def test_only_a_person_puts_back() -> None:
    told = story("p")
    what = Reinstated(
        order="TCO-7", items=("harbour:p",), authority="a", reference="b", basis="court", reason="c"
    )
    last = told.links[-1].entry
    assert told.void(told.tell(type(last)(key="k", at=told.at, by="key 1", what=what))).startswith(
        "only a person"
    )
    assert orders(told.links).orders["TCO-7"].status == "executed"


def test_whoever_posted_it_is_told_what_stands_and_not_before_confidentiality_ends() -> None:
    told = story("p")
    seq = put_back(told, "p")
    (each,) = restored(told.links).values()
    (one,) = orders(told.links).orders.values()
    draft = words(each, one, HOST, at=told.at)
    assert draft is not None
    assert "It was put back" in draft.text
    assert "no strike, limit or block" in draft.text
    assert "7 K 12/26" in draft.text
    told.person("ines", Informed(about=each.about, to="uploader", how="message 4"))
    assert (restored(told.links)[seq].told, restored(told.links)[seq].how) == (told.at, "message 4")

    secret = Story()
    secret.person("ben", order(items=("harbour:p",), confidential_until="2026-12-01T00:00:00Z"))
    secret.person("ben", OrderExecuted(order="TCO-7", action="removed", items=("harbour:p",)))
    put_back(secret, "p", ours_stays=True)
    (each,) = restored(secret.links).values()
    (one,) = orders(secret.links).orders.values()
    assert words(each, one, HOST, at=secret.at) is None
    later = words(each, one, HOST, at="2026-12-01T00:00:01Z")
    assert later is not None
    assert "under our own terms stays" in later.text


def test_a_snapshot_keeps_it() -> None:
    told = story("p", "q", orders_=ORDERS)
    put_back(told, "p")
    again = Accounts(NO_SECOND)
    assert again.restored(told.accounts.saved())
    assert again.known == told.known
