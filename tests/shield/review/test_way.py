"""Is there a way to the picture or film itself that nobody goes unasked, unlogged or uncounted?"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.errors import InputError
from aftershock.shield.ledger.happenings import Entry, NoticeReceived, Opened, Reviewed, ThreatDrafted
from aftershock.shield.review.door import HEADERS
from aftershock.shield.review.setup import Setup, looked_at
from aftershock.shield.review.way import address
from tests.shield.review.visiting import Desk

LOOK = "https://forum.example/media/{id}?of={platform}"
LINK = 'href="https://forum.example/media/a%2F1?of=forum"'
PDQ = "0f" * 32


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, setup=Setup(look=LOOK, hard_limit=2))
    made.post("a/1", pictures=(PDQ,))
    return made


def hard(desk: Desk, person: str = "ana") -> int:
    return desk.office.cases().days[person][desk.at[:10]].hard


def asked(desk: Desk) -> list[str]:
    return [
        each.entry.by
        for each in desk.log.read(kinds=("opened",))
        if isinstance(each.entry.what, Opened) and each.entry.what.why == "picture or film"
    ]


def test_the_address_comes_only_when_asked_for_and_counts_as_hard(desk: Desk) -> None:
    ana = desk.signed_in("ana", "reviewer")
    page = ana.take()
    assert "forum.example" not in page
    assert "The way to the picture or film" in page
    assert ana.post("/item/show", media="1").place == "/item"
    assert asked(desk) == ["person ana"]
    page = ana.get("/item")
    link = page[page.index(LINK) :].partition(">")[0]
    assert 'target="_blank"' in link
    assert 'rel="noreferrer noopener"' in link
    assert "<img" not in page
    assert "img-src 'self'" in dict(HEADERS)["content-security-policy"]
    ana.post("/item/show", media="1")
    assert len(asked(desk)) == 1
    assert hard(desk) == 1
    ana.decide(hard="0")
    assert hard(desk) == 1, "counted as it was opened, not once more"
    (look,) = [each.entry.what for each in desk.log.read(kinds=("reviewed",))]
    assert isinstance(look, Reviewed)
    assert look.hard


def test_what_was_asked_for_and_skipped_is_counted_too(desk: Desk) -> None:
    desk.post("b", pictures=(PDQ,))
    desk.post("c", pictures=(PDQ,))
    ana = desk.signed_in("ana", "reviewer")
    for _ in range(2):
        ana.take()
        ana.post("/item/show", media="1")
        ana.get("/item")
        ana.post("/item/skip", claim=ana.field("claim"))
    assert hard(desk) == 2
    assert "enough for one person" in ana.get("/"), "the day's limit of hard items is kept"


def test_asking_for_the_picture_does_not_show_the_text(desk: Desk) -> None:
    ana = desk.signed_in("ana", "reviewer")
    ana.get("/")
    ana.post("/take")
    ana.get("/item")
    ana.post("/item/show", media="1")
    assert "paint the red doors" not in ana.get("/item")
    assert ana.decide().status == 400, "the text was not looked at"


def test_there_is_no_way_where_none_is_set_up_or_only_text_is_there(tmp_path: Path, desk: Desk) -> None:
    for number, (setup, pictures) in enumerate(((Setup(), (PDQ,)), (Setup(look=LOOK), ()))):
        other = Desk(tmp_path / str(number), setup=setup)
        other.post("a", pictures=pictures)
        ana = other.signed_in("ana", "reviewer")
        assert "The way to" not in ana.take()
        ana.post("/item/show", media="1")
        assert "forum.example" not in ana.get("/item")
    assert asked(Desk(tmp_path / "0", setup=Setup())) == []


def test_appeals_notices_and_threats_have_it_too(desk: Desk) -> None:
    ana, ben = desk.signed_in("ana", "reviewer"), desk.signed_in("ben", "senior")
    ana.take()
    ana.decide()
    desk.appeal("p1", "a/1")
    notice = NoticeReceived(
        notice="n1", item="forum:a/1", url="", explanation="it shows a neighbour", ground="",
        good_faith=True, trusted_flagger=False,
    )  # fmt: skip
    threat = ThreatDrafted(threat="t1", item="forum:a/1", words="it names a day")
    for key, by, what in (("notice n1", "key 1", notice), ("threat t1", "person ana", threat)):
        desk.log.append([Entry(key=key, at=desk.at, by=by, what=what)])
    for count, (name, id_) in enumerate((("appeal", "p1"), ("notice", "n1"), ("threat", "t1")), 1):
        desk.later(minutes=1)
        page = f"/{name}?{name}={id_}"
        first = ben.get(page)
        assert ("The way to" in first) == (count == 1), "asked for before, since it came: it stays"
        ben.post(f"/{name}/show", media="1", **{name: id_})
        assert LINK in ben.get(page)
    assert asked(desk) == ["person ben"]


@pytest.mark.parametrize(
    "look",
    ["forum.example/{id}", "http://forum.example/{id}", "https://forum.example/", "https://{id}.example/{id}",
     "https://forum.example/{name}/{id}", "https://forum.example/{id}/{", "javascript:{id}"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_refused(look: str) -> None:
    with pytest.raises(InputError, match="look"):
        looked_at(Setup(look=look), "service.toml")


def test_an_id_cannot_leave_its_place() -> None:
    looked_at(Setup(look=LOOK), "service.toml")
    assert address(LOOK, 'forum:{platform}/../"?x#:', 3) == (
        "https://forum.example/media/%7Bplatform%7D%2F..%2F%22%3Fx%23%3A?of=forum"
    )
