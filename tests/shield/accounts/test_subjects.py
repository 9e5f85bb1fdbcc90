"""Is of a snapshot only read what is asked, and does all of it go into the next one?"""

from __future__ import annotations

import threading

import pytest

from aftershock.shield.accounts import subjects
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Subject
from aftershock.shield.accounts.standing import standing
from aftershock.shield.accounts.subjects import Subjects, parts_of
from tests.shield.accounts.story import NO_SECOND, NOW, Story

MANY = 2 * subjects.PART + 3


def whole() -> dict[str, Subject]:
    return {f"harbour:{n}": Subject(item=f"harbour:{n}", account=f"a{n % 7}") for n in range(MANY)}


def test_who_asks_for_one_item_reads_one(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Story()
    for n in range(50):
        told.decided(f"p{n}", "block", account=f"a{n % 10}")
    read: list[bytes] = []
    one = subjects._one
    monkeypatch.setattr(subjects, "_one", lambda raw: read.append(raw) or one(raw))
    again = Accounts(NO_SECOND)
    assert again.restored(told.accounts.saved())
    assert read == []
    assert len(again.known.subjects) == 50
    assert "harbour:p7" in again.known.subjects
    assert again.known.subjects.get("harbour:none") is None
    assert again.saved() == told.accounts.saved()
    assert read == [], "what nobody asked goes on as it is"
    first = again.known.subjects["harbour:p7"]
    assert again.known.subjects.get("harbour:p7") is first, "always the same one: it is written to"
    assert len(read) == 1
    first.account = "other"
    third = Accounts(NO_SECOND)
    assert third.restored(again.saved())
    assert third.known.subjects["harbour:p7"].account == "other"
    assert third.known != told.known
    first.account = "a7"
    assert again.known == told.known


def test_all_of_them_are_there_in_their_order() -> None:
    plain = whole()
    kept = Subjects(parts_of(plain))
    assert kept["harbour:5"] is kept["harbour:5"]
    kept["harbour:new"] = plain["harbour:new"] = Subject(item="harbour:new", account="")
    again = Subjects(parts_of(kept))
    assert list(again) == list(plain)
    assert list(again.values()) == list(plain.values())
    assert list(again.items()) == list(plain.items())
    assert again == plain
    with pytest.raises(KeyError):
        again["harbour:none"]


def test_those_who_ask_at_once_get_the_same_one() -> None:
    kept = Subjects(parts_of(whole()))
    together, found = threading.Barrier(4), [list[Subject]() for _ in range(4)]

    def ask(mine: list[Subject]) -> None:
        together.wait(10)
        mine.extend(kept[f"harbour:{n}"] for n in range(MANY))

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in found]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert all(len({id(each) for each in four}) == 1 for four in zip(*found, strict=True))


def test_a_restart_in_the_middle_goes_on_as_if_there_was_none() -> None:
    told = Story()
    for n in range(6):
        told.decided(f"p{n}", "hold", account="a1")
    before, told.accounts = told.accounts, Accounts(NO_SECOND)
    assert told.accounts.restored(before.saved())
    told.reviewed("ines", "p3", "block")
    told.decided("p3", "block", account="a1", revision=1)
    for link in told.links[-2:]:
        before.apply(link)
    assert told.known == before.known
    assert [each.items for each in told.standing("a1").strikes] == [("harbour:p3",)]
    assert standing(before.known, "a1", now=NOW) == told.standing("a1")
