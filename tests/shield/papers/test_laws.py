"""Does the size profile say what binds whom, and does a draft say what it is?"""

from __future__ import annotations

import pytest

from aftershock.shield.papers.draft import CHECK, drafted, moment, months_later
from aftershock.shield.papers.laws import DUTIES, Host, bound
from aftershock.shield.papers.personal import found, masked
from tests.shield.papers.told import AT, HOST

TODAY = "2026-11-22"
SMALL = Host(name="Small Board", small=True)
STORE = Host(name="Store", kind="hosting")
LARGE = Host(name="Large", kind="very-large", small=True)  # size never excludes a very large platform


@pytest.mark.parametrize(
    ("place", "small", "store", "platform", "large"),
    [
        ("DSA Art. 15", False, True, True, True),
        ("DSA Art. 16", True, True, True, True),
        ("DSA Art. 17", True, True, True, True),
        ("DSA Art. 18", True, True, True, True),
        ("DSA Art. 20", False, False, True, True),
        ("DSA Art. 22", False, False, True, True),
        ("DSA Art. 24(1)", False, False, True, True),
        ("DSA Art. 24(3)", True, False, True, True),
        ("DSA Art. 24(5)", False, False, True, True),
        ("DSA Art. 42", False, False, False, True),
        ("TCO Art. 3", True, True, True, True),
        ("TCO Art. 6", True, True, True, True),
        ("TCO Art. 7", True, True, True, True),
    ],
)
def test_what_binds_whom(place: str, small: bool, store: bool, platform: bool, large: bool) -> None:
    said = [bound(place, host, on=TODAY).binds for host in (SMALL, STORE, HOST, LARGE)]
    assert said == [small, store, platform, large]


def test_nothing_binds_a_host_without_services_in_the_union_or_orders_one_that_is_not_public() -> None:
    away = Host(name="Away", in_union=False)
    assert not any(bound(place, away, on=TODAY).binds for place in DUTIES)
    closed = Host(name="Closed", public=False)
    assert not bound("TCO Art. 3", closed, on=TODAY).binds
    assert bound("DSA Art. 18", closed, on=TODAY).binds


def test_who_grew_has_twelve_months_for_the_platform_duties_and_none_for_the_report() -> None:
    grown = Host(name="Grown", small_until="2026-03-01")
    assert not bound("DSA Art. 20", grown, on="2027-02-28").binds
    assert bound("DSA Art. 20", grown, on="2027-03-01").binds
    assert bound("DSA Art. 15", grown, on="2026-03-02").binds


def test_a_draft_says_that_it_is_one_with_law_and_date() -> None:
    draft = drafted(
        "A paper", "TCO Art. 3", HOST, to="somebody", at=AT, lines=["words"], missing=["a", "", "a"]
    )
    page = draft.page()
    assert page.startswith(CHECK)
    assert "Art. 3 of Regulation (EU) 2021/784 of 2021-04-29" in page
    assert "Binding here: yes" in page
    assert draft.missing == ("a",)


@pytest.mark.parametrize(
    ("at", "later"),
    [
        ("2026-11-22T01:00:00Z", "2027-05-22T01:00:00Z"),
        ("2026-08-31T10:00:00Z", "2027-02-28T10:00:00Z"),
        ("2027-08-31T10:00:00Z", "2028-02-29T10:00:00Z"),
        ("2026-03-01T00:00:00Z", "2026-09-01T00:00:00Z"),  # 184 days: more than 183
    ],
)
def test_six_months_are_calendar_months(at: str, later: str) -> None:
    assert months_later(at, 6) == later


def test_moments_are_shown_in_utc() -> None:
    assert moment("2026-11-22T02:10:00+01:00") == "2026-11-22 01:10 UTC"
    assert moment("soon") == "not known"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("write to ines@harbour.example", ("mail",)),
        ("as @ines_h and @ines@harbour.example said", ("handle",)),
        ("see https://harbour.example/u/ines", ("link",)),
        ("call +49 30 1234567", ("number",)),
        ("from 192.0.2.17", ("address",)),
        ("clause 4.2, on 2026-11-22, rule calls-2", ()),
    ],
)
def test_what_could_name_somebody_is_found_and_masked(text: str, kinds: tuple[str, ...]) -> None:
    assert found(text) == kinds
    assert found(masked(text)) == ()
