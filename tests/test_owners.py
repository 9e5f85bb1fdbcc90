"""Are the channels of one declared owner one hand from folder to dossier, and nobody else with them?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import structs
from typer.testing import CliRunner

from aftershock import account, cli, response
from aftershock.reaction.owners import owners_of
from aftershock.reaction.simulate import files, plan, stream
from aftershock.records import Channel, Post
from aftershock.store import case as store
from aftershock.store.folder import CaseFolder

HOUSES = plan.Crowd(kind="owner", sources=2, followers=6, stimuli=30, within=15, share=0.9)
WORLD = plan.World(posts=2500, accounts=300, days=6.0, crowds=(HOUSES,))


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on a stream in which two owners write to six channels each, and nobody else acts together."""
    place = tmp_path_factory.mktemp("owners")
    files.write(stream.make(WORLD, seed=3), place / "folder", "parquet")
    told = CliRunner().invoke(
        cli.cli, ["report", str(place / "folder"), "--out", str(place / "a.case")], catch_exceptions=False
    )
    assert told.exit_code == 0, told.output
    return place / "a.case"


def test_the_report_leaves_an_owners_channels_out_and_says_how_many(reported: Path) -> None:
    told = CliRunner().invoke(cli.cli, ["coordination", str(reported), "--json"], catch_exceptions=False)
    search, *groups = (json.loads(line) for line in told.stdout.splitlines() if line.startswith("{"))
    assert (search["edges"], groups) == (0, [])
    assert search["owned_accounts"] == 12
    assert search["owned_pairs"] >= 25  # of 2 * 15
    page = (reported / "dossier.html").read_text("utf-8")
    assert "12 accounts share a declared owner with another" in page


def test_undeclared_they_would_be_found_and_with_one_left_out_there_is_no_group(reported: Path) -> None:
    with store.open_case(reported) as case, case.cursor() as cursor:
        listed = [each for each in case.read(account.CHANNELS.name, Channel) if each.owner]
        assert len(response.together(cursor).groups) == 2
        owned = owners_of(cursor, listed)
        assert len(owned) == 12
        assert {type(each) for each in owned} == {int}
        outsider = structs.replace(listed[0], owner=None)
        most = owners_of(cursor, [outsider, *listed[1:]])
        assert len(most) == 11
        found = response.together(cursor, most)
    assert found.groups == ()
    assert found.owned_accounts == 11


def test_who_writes_in_an_owners_group_chat_is_not_the_owner(tmp_path: Path) -> None:
    def post(n: int, **who: str) -> Post:
        return Post(
            platform="telegram", post_id=str(n), created_at="2026-03-14T12:00:00Z", text="x",
            locator=f"/{n}", **{"channel_id": "1700000001", **who},
        )  # fmt: skip

    posts = [
        post(1, author_id="channel1700000001", author_name="The House"),  # the channel, as exports name it
        post(2, author_id="user5", author_name="The House"),  # a member who took its name
        post(3, author_id="user6", author_handle="somebody"),
        post(4, channel_id="thehouse"),  # nobody named: the channel itself
        post(5, channel_id="thehouse", author_name="The House"),
        post(6, channel_id="thehouse", author_name="A Reader"),
        post(7, channel_id="other", author_id="channel1700000001"),
    ]
    chats = [
        Channel(platform="telegram", id=name, names=("The House",), owner="one house")
        for name in ("1700000001", "thehouse")
    ]
    with store.create(tmp_path / "a.case") as case:
        capture, _ = case.add_original(b"x", source="x", media_type="text/plain")
        case.add_posts(structs.replace(each, capture=capture.id) for each in posts)
        assert owned(case, chats) == {1, 4, 5, 7}


def owned(case: CaseFolder, chats: list[Channel]) -> set[int]:
    """The posts, by number, whose account is taken for the owner's."""
    with case.cursor() as cursor:
        accounts = owners_of(cursor, chats)
        rows = cursor.execute("select post_id, account from marked_posts").fetchall()
    return {int(number) for number, who in rows if who in accounts}
