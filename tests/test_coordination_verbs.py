"""Do the verbs about joint action tell groups to everybody, and accounts to a named person alone?"""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as xml
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from aftershock import cli, gather, intake
from aftershock.errors import AftershockError
from aftershock.progress import silent
from aftershock.reaction.simulate import files, plan, stream
from aftershock.rows import Row
from aftershock.store import case as store

WORLD = plan.World(
    posts=9000,
    accounts=900,
    days=6.0,
    plants=(plan.Plant(name="reposts", members=(14, 14), objects=(30, 30), trace="repost"),),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, frozenset[str]]:
    """A case whose posts hold one planted group, and that group's accounts as the posts call them."""
    place = tmp_path_factory.mktemp("joint")
    made = stream.make(WORLD, seed=3)
    files.write(made, place / "folder", "parquet")
    with store.open_case(place / "joint.case", create=True) as case:
        gather.describe(case, place / "folder")
        gather.gather(case, [str(place / "folder")], silent)
        intake.read_new(case, silent)
    (group,) = [cause for cause in made.truth.causes if cause.planted]
    return place / "joint.case", frozenset(group.accounts)


def rows(*said: str) -> list[Row]:
    told = CliRunner().invoke(cli.cli, [*said, "--json"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]


def chain(case: Path) -> str:
    return (case / "custody.jsonl").read_text("utf-8")


def test_groups_are_told_to_everybody_with_numbers_and_posts_and_no_account(
    made: tuple[Path, frozenset[str]],
) -> None:
    case, _ = made
    search, *groups = rows("coordination", str(case))
    assert (search["kind"], search["groups"]) == ("search", len(groups))
    check = search["scrambled"]
    assert (check["copies"], check["edges"], check["groups"]) == (1, 0, 0)
    assert check["edges_most"] == check["groups_most"] == pytest.approx(3.0, abs=0.01)  # the rule of three
    (group,) = groups
    assert group["kind"] == "group"
    assert group["members"] + group["joined"] >= 11
    assert group["observed"] > group["expected"]
    assert group["q"] <= 0.01
    assert group["receipts"][0].keys() >= {"capture", "locator", "field", "value"}
    listed = [receipt["locator"] for each in group["objects"] for receipt in each["receipts"]]
    assert max(len(each["receipts"]) for each in group["objects"]) == 10
    assert 10 < len(listed) <= 100 < group["posts"]
    assert f"of {group['shared']} objects" in group["cut"]
    assert (
        f"{len(set(listed))} of {group['posts']} posts. All of them: aftershock export group-posts"
        in group["cut"]
    )
    told = json.dumps([search, *groups])
    assert "reader_" not in told
    assert "acct-" not in told


def test_pairs_and_members_are_told_under_pseudonyms_to_a_person_who_gives_a_name(
    made: tuple[Path, frozenset[str]],
) -> None:
    case, members = made
    told = rows("coordination", str(case), "--person", "R. Analyst")
    pairs = [row for row in told if row["kind"] == "pair"]
    accounts = [row for row in told if row["kind"] == "account"]
    assert len({row["id"] for row in accounts if row["group"]}) >= 11
    assert all(row["released_by"] == "R. Analyst" for row in (*pairs, *accounts))
    assert all(row["one"].startswith("acct-") for row in pairs)
    assert "reader_" not in json.dumps(told)
    assert not any(member in json.dumps(told) for member in members)
    for row in pairs:  # counted again from its posts: the objects of each pair are as many as it says
        assert len({each["object"] for each in row["posts"]}) == row["objects"]
        assert all(len(each["receipts"]) == 2 for each in row["posts"])
        assert row["q"] <= 0.01 or row["through"] == "group"
    assert "pairs and members, by R. Analyst" in chain(case)


@pytest.mark.parametrize("form", ["gexf", "svg", "csv", "parquet"])
def test_a_network_leaves_with_the_persons_name_alone(
    made: tuple[Path, frozenset[str]], tmp_path: Path, form: str
) -> None:
    case, members = made
    out = tmp_path / f"network.{form}"
    said = ["export", "network", "--out", str(out), "--format", form, "--case", str(case)]
    with pytest.raises(AftershockError, match="only with the name of a person"):
        CliRunner().invoke(cli.cli, said, catch_exceptions=False)
    assert not out.exists()
    rows(*said, "--person", "R. Analyst")
    assert f"network as {form}, by R. Analyst" in chain(case)
    if form == "parquet":
        told = repr(pq.read_table(out).to_pylist())
    else:
        told = out.read_text("utf-8")
    assert not any(member in told for member in members)
    if form == "gexf":
        assert len(list(xml.fromstring(told).iter("{http://gexf.net/1.3}node"))) >= 11
    if form in ("csv", "parquet"):
        assert told.count("R. Analyst") >= 10


def exported(case: Path, what: str, place: Path, form: str = "csv") -> list[Row]:
    out = place / f"{what}.{form}"
    said = ["export", what, "--out", str(out), "--format", form, "--case", str(case)]
    with pytest.raises(AftershockError, match="only with the name of a person"):
        CliRunner().invoke(cli.cli, said, catch_exceptions=False)
    rows(*said, "--person", "R. Analyst")
    assert f"{what} as {form}, by R. Analyst" in chain(case)
    if form == "parquet":
        return pq.read_table(out).to_pylist()
    return list(csv.DictReader(out.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("what", ["group-posts", "pair-posts"])
def test_posts_leave_alike_in_either_form_and_without_a_name(
    made: tuple[Path, frozenset[str]], tmp_path: Path, what: str
) -> None:
    case, members = made
    flat, typed = (exported(case, what, tmp_path, form) for form in ("csv", "parquet"))
    when = {"released_at"}
    assert [{k: str(v) for k, v in row.items() if k not in when} for row in typed] == [
        {k: v for k, v in row.items() if k not in when} for row in flat
    ]
    told = repr(typed)
    assert not any(member in told for member in members)
    assert "reader_" not in told
    assert {row["released_by"] for row in flat} == {"R. Analyst"}


def test_a_groups_posts_can_be_counted_again(made: tuple[Path, frozenset[str]], tmp_path: Path) -> None:
    case, _ = made
    (group,) = rows("coordination", str(case))[1:]
    posts = exported(case, "group-posts", tmp_path)
    known = {row["id"] for row in exported(case, "members", tmp_path) if row["group"] == group["name"]}
    assert {row["group"] for row in posts} == {group["name"]}
    assert {row["account"] for row in posts} <= known
    assert len({row["post"] for row in posts}) == group["posts"]
    assert len({(row["trace"], row["object"]) for row in posts}) == group["shared"]
    places = {(row["capture"], row["locator"], row["at"]) for row in posts}
    assert {
        (r["capture"], r["locator"], r["value"]) for o in group["objects"] for r in o["receipts"]
    } <= places


def test_a_pairs_meetings_can_be_counted_again(made: tuple[Path, frozenset[str]], tmp_path: Path) -> None:
    case, _ = made
    told = [row for row in rows("coordination", str(case), "--person", "R. Analyst") if row["kind"] == "pair"]
    meetings: dict[tuple[str, str, str], list[Row]] = {}
    for row in exported(case, "pair-posts", tmp_path):
        meetings.setdefault((row["source"], row["target"], row["trace"]), []).append(row)
    assert len(meetings) == len(told)
    for pair in told:
        some = meetings[pair["one"], pair["other"], pair["trace"]]
        assert len({row["object"] for row in some}) == pair["objects"]
        assert {int(row["observed"]) for row in some} == {pair["observed"]}
        assert all(float(row["seconds"]) <= pair["window"] for row in some)
        for row in some:
            ends = [datetime.fromisoformat(row[f"{end}_at"]) for end in ("source", "target")]
            assert abs((ends[0] - ends[1]).total_seconds()) == pytest.approx(float(row["seconds"]), abs=0.01)


def test_in_words_a_search_says_its_bound_and_a_group_where_its_posts_are(
    made: tuple[Path, frozenset[str]],
) -> None:
    case, _ = made
    said = CliRunner().invoke(cli.cli, ["coordination", str(case)], catch_exceptions=False).stdout
    assert (
        "By 1 copy a mean of up to 3 false pairs and 3 false groups a copy cannot be ruled out (95 %)."
        in said
    )
    assert re.search(r"Listed: 5 of \d+ objects\. All of them: aftershock export group-posts", said)


def test_shares_go_out_as_coortweet_has_them_and_come_in_again(
    made: tuple[Path, frozenset[str]], tmp_path: Path
) -> None:
    case, members = made
    folder = tmp_path / "again"
    folder.mkdir()
    out = folder / "shares.csv"
    rows("export", "shares", "--out", str(out), "--case", str(case), "--person", "R. Analyst")
    sent = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert not any(member in out.read_text("utf-8") for member in members)
    assert {"#", "h", "r"} <= {row["object_id"][0] for row in sent}  # tags, addresses, what else was shared
    with store.open_case(tmp_path / "again.case", create=True) as taken:
        gather.gather(taken, [str(folder)], silent)
        intake.read_new(taken, silent)
        (said,) = taken.rejects()  # our own column is none of a post's, and is said to be none
        assert said.cause.endswith("known for: released_by")
        posts = list(taken.iter_posts())
    assert len({post.author_id or post.author_handle for post in posts}) == len(
        {row["account_id"] for row in sent}
    )
    assert any(post.hashtags for post in posts)
    assert any(post.links for post in posts)
    assert any(post.repost_of for post in posts)


def test_power_says_whether_such_a_group_would_have_been_seen(made: tuple[Path, frozenset[str]]) -> None:
    case, _ = made
    asked = ("power", str(case), "--groups", "6", "--size", "12")
    often, once = rows(*asked, "--campaigns", "24", "--campaigns", "1")
    assert often["seen"] >= 5
    assert "would have been seen" in often["said"]
    assert often["low"] <= often["seen"] / often["planted"] <= often["high"]
    assert (once["seen"], once["planted"]) == (0, 6)
    assert "says nothing" in once["said"]
    with pytest.raises(AftershockError, match="nobody acted in the trace 'media'"):
        CliRunner().invoke(cli.cli, ["power", str(case), "--trace", "media"], catch_exceptions=False)


def test_a_case_that_does_not_say_why_gives_no_rows_about_accounts(tmp_path: Path) -> None:
    store.create(tmp_path / "bare.case").close()
    with pytest.raises(AftershockError, match="purpose and legal basis"):
        CliRunner().invoke(
            cli.cli,
            ["export", "members", "--out", str(tmp_path / "m.csv"), "--case", str(tmp_path / "bare.case"),
             "--person", "R. Analyst"],
            catch_exceptions=False,
        )  # fmt: skip
