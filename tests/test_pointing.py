"""Do tables say the same however ids and times are written? Numbers, words, days, a forum."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aftershock import gather, intake, response
from aftershock.progress import silent
from aftershock.store import case as store
from aftershock.store import traces
from aftershock.store.folder import CaseFolder


@contextmanager
def taken_in(place: Path, table: str) -> Iterator[CaseFolder]:
    """A case whose posts are a table's."""
    folder = place / "folder"
    folder.mkdir()
    (folder / "posts.csv").write_text(table, "utf-8")
    with store.open_case(place / "a.case", create=True) as case:
        gather.gather(case, [str(folder)], silent)
        intake.read_new(case, silent)
        yield case


def shares(spelled: str) -> str:
    """A CooRTweet table: six accounts share 60 objects within seconds, forty others at any time."""
    dice = random.Random(5)
    rows: list[tuple[int, str, int]] = []
    for thing in range(1, 61):
        begun = 1_709_294_400 + thing * 7200
        rows += [(thing, f"planted{n}", begun + dice.randrange(20)) for n in range(6)]
        rows += [(thing, f"other{dice.randrange(40)}", begun + dice.randrange(7200)) for _ in range(8)]
    lines = [f"{spelled}{thing},{who},{n},{at}" for n, (thing, who, at) in enumerate(rows, 1)]
    return "\n".join(["object_id,account_id,content_id,timestamp_share", *lines]) + "\n"


def test_objects_that_are_numbers_are_found_as_those_that_are_words(tmp_path: Path) -> None:
    found = []
    for spelled in ("", "vid"):
        place = tmp_path / f"called-{spelled}"
        place.mkdir()
        with taken_in(place, shares(spelled)) as case, case.cursor() as cursor:
            found.append(response.together(cursor))
    numbers, words = found
    (group,) = numbers.groups
    assert group.members + group.joined == 6
    assert (numbers.actions, numbers.edges) == (words.actions, words.edges)
    (named,) = words.groups
    assert (named.observed, named.q) == (group.observed, pytest.approx(group.q))


def test_days_without_an_hour_are_no_moment_at_which_people_met(tmp_path: Path) -> None:
    """Whoever writes dates alone writes midnight for everybody: nobody is found by that, and it is said."""
    head, *lines = shares("vid").splitlines()
    dice = random.Random(9)
    days = [
        f"vid{n},reader{dice.randrange(14)},d{n}.{place},2026-03-{1 + n % 28:02}"
        for n in range(60)
        for place in range(15)
    ]
    never = [f"vid{n % 60},reader{n % 11},n{n},soon" for n in range(7)]
    with taken_in(tmp_path, "\n".join([head, *lines, *days, *never]) + "\n") as case, case.cursor() as cursor:
        found = response.together(cursor)
    (group,) = found.groups
    assert group.members + group.joined == 6
    assert "7 posts without a time and 900 with a day alone are left out" in found.completeness


FORUM = """author,post_id,reply_to,quote_of,date,text
ana,11,,,2026-03-14T12:00:00Z,the hall is closed
bo,12,11,,2026-03-14T12:01:00Z,since when
cy,13,11,12,2026-03-14T12:02:00Z,since noon
"""


def whose(case: CaseFolder, trace: str) -> list[tuple[str, str | None]]:
    """Who pointed at whose post."""
    with case.cursor() as cursor:
        rows = traces.trace_events(cursor, (trace,)).order("t").fetchall()
        called = traces.accounts(cursor, {each for row in rows for each in (row[2], row[5]) if each})
    return [(called[row[2]][1], row[5] and called[row[5]][1]) for row in rows]


def test_a_forum_counts_its_posts_whoever_writes_them(tmp_path: Path) -> None:
    with taken_in(tmp_path, FORUM) as case:
        assert whose(case, "reply") == [("bo", "ana"), ("cy", "ana")]
        assert whose(case, "quote") == [("cy", "bo")]


@pytest.mark.parametrize("platform", ["telegram", "chirp"])
def test_where_channels_count_for_themselves_a_number_is_the_channels(tmp_path: Path, platform: str) -> None:
    head, *lines = FORUM.splitlines()
    table = [f"platform,channel,{head}"]
    for channel in ("north", "south"):
        table += [f"{platform},{channel},{line}" for line in lines]
    table.append(f"{platform},south,south,14,12,,2026-03-14T12:03:00Z,we know")
    with taken_in(tmp_path, "\n".join(table) + "\n") as case, case.cursor() as cursor:
        objects = cursor.execute(
            "select channel_id, reply_key, author_handle from marked_posts where reply_key is not null"
        ).fetchall()
    north, south = (
        {key for where, key, who in objects if where == c and who != c} for c in ("north", "south")
    )
    assert len(north) == len(south) == 1
    assert north != south
