"""Does each question bind to a table of posts, and answer a small one worked out by hand?"""

from __future__ import annotations

from datetime import datetime

import pytest

from aftershock.errors import CaseError
from aftershock.reaction.queries import NAMES, ask, sql

from .stream import empty, fill

T0 = datetime(2026, 3, 14, 12, 0)
LAST = datetime(2026, 3, 15, 12, 0)
PARAMETERS: dict[str, dict[str, object]] = {
    "bins": {"platforms": None, "t0": T0, "step": 3600, "first": T0, "last": LAST},
    "window": {"platforms": None, "first": T0, "last": LAST},
    "ends": {"platforms": None, "first": T0, "last": LAST},
    "gaps": {"platforms": None, "first": T0, "last": LAST},
    "objects": {"trace": "hashtag", "first": T0, "last": LAST, "accounts": 2, "most": 5, "length": 3},
    "path": {"trace": "hashtag", "last": LAST, "objects": [1], "steps": 3},
    "lanes": {"trace": "hashtag", "t0": T0, "last": LAST, "objects": [1]},
    "ages": {"trace": "hashtag", "first": T0, "last": LAST, "accounts": 1},
    "verbatim": {"posts": [1]},
    "pointed": {"keys": [1]},
    "monitored": {"first": T0, "last": LAST, "listed": ["chirp\x1fc"], "platforms": None},
    "posting_in": {"channels": ["c"]},
    "since": {},
    "untimed": {},
    "phrased": {"first": T0, "last": LAST, "length": 10, "most": 9},
    "holding": {"words": ["boats"], "last": LAST},
    "said": {"first": T0, "last": LAST, "length": 10},
}

# Two posts before t0, four after; a and b share a tag, a link and (but for marks and links) a text.
LINK = "https://x.example/1"
ROWS: list[dict[str, object]] = [
    {"account": "a", "created_at": "2026-03-14T11:20:00", "hashtags": ["Port"], "text": "early"},
    {"account": "c", "created_at": "2026-03-14T11:59:59", "text": "early too"},
    {
        "account": "a", "created_at": "2026-03-14T12:00:00", "hashtags": ["port", " "], "links": [LINK],
        "text": f"The boats stop today! {LINK}",
    },
    {
        "account": "b", "created_at": "2026-03-14T12:59:59", "hashtags": ["PORT"], "links": [LINK, ""],
        "text": "the boats stop today @somebody",
    },
    {
        "account": "b", "created_at": "2026-03-14T13:00:00", "hashtags": ["solo"], "repost_of": "7",
        "text": "the boats stop today",
    },
    {"account": "d", "created_at": "2026-03-15T12:00:00", "hashtags": ["port"], "text": "too late"},
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_binds_to_the_empty_table(name: str) -> None:
    assert sql(name).startswith(f"-- {name}: ")
    rows = ask(empty(), name, **PARAMETERS[name])
    assert rows == [] or rows[0].get("posts") in (0, None)


def answer(name: str) -> list[dict[str, object]]:
    """The rows of a question on the hand-made table."""
    connection = empty()
    fill(connection, ROWS)
    return ask(connection, name, **PARAMETERS[name])


def test_bins() -> None:
    assert answer("bins") == [
        {"bin": 0, "posts": 2, "accounts": 2},
        {"bin": 1, "posts": 1, "accounts": 1},
    ]


def test_bins_before_t0_count_down_from_minus_one() -> None:
    connection = empty()
    fill(connection, ROWS)
    rows = ask(connection, "bins", t0=T0, step=1800, first=datetime(2026, 3, 14), last=T0, platforms=None)
    assert [(row["bin"], row["posts"]) for row in rows] == [(-2, 1), (-1, 1)]


def test_pointed() -> None:
    connection = empty()
    fill(connection, [*ROWS, {"account": "e", "created_at": "2026-03-14T12:00:00", "id": "9", "text": " "}])
    keys = connection.execute("select post_key from marked_posts order by post_id").fetchall()
    rows = ask(connection, "pointed", keys=[key for (key,) in keys])
    assert sorted(str(row["text"]) for row in rows) == sorted(str(row["text"]) for row in ROWS)


def test_window() -> None:
    assert answer("window") == [
        {
            "posts": 3, "platforms": 1, "platform_names": "chirp", "hours": 2, "deleted": 0, "dated": 0,
            "late": 0, "assumed": 0, "by_day": 0, "accounts": 2,
            "once": 1, "twice": 1, "thrice": 0, "four_times": 0,
        }
    ]  # fmt: skip


def test_window_counts_what_was_deleted_and_what_was_observed_late() -> None:
    connection = empty()
    fill(connection, ROWS)
    connection.execute("update posts set observed_at = created_at + interval 25 hour where locator = '/2'")
    connection.execute("update posts set observed_at = created_at + interval 1 hour where locator = '/3'")
    connection.execute("update posts set deleted_at = created_at where locator in ('/0', '/4')")
    (row,) = ask(connection, "window", **PARAMETERS["window"])
    assert (row["dated"], row["late"], row["deleted"]) == (2, 1, 1)


def test_times_without_a_zone_and_days_without_an_hour_are_counted() -> None:
    connection = empty()
    fill(connection, ROWS)
    connection.execute("update posts set tz_source = 'assumed' where locator in ('/2', '/3')")
    connection.execute("update posts set created_at = '2026-03-15' where locator = '/3'")
    connection.execute("update posts set tz_source = 'exact', created_at = '2026-03-15' where locator = '/4'")
    connection.execute("update posts set created_at = null where locator = '/0'")
    connection.execute(
        "update posts set locator = 'text=t;chars=1-9', created_at = null where locator = '/5'"
    )
    (row,) = ask(connection, "window", **PARAMETERS["window"])
    assert (row["posts"], row["assumed"], row["by_day"]) == (3, 2, 1)
    assert ask(connection, "untimed") == [{"posts": 5, "timeless": 1, "by_day": 1}]


def test_gaps_are_asked_for_each_channel_and_for_the_platform() -> None:
    connection = empty()
    rows = [{"account": "a", "created_at": f"2026-03-14T12:0{n}:00"} for n in range(7)]
    fill(connection, rows)
    # one channel has 1, 2, 5 and 6; the other 10, 12 and something that is no number
    for locator, channel, number in zip(
        range(7), "aaaabbb", ("1", "2", "5", "6", "10", "12", "x-1"), strict=True
    ):
        connection.execute(
            f"update posts set channel_id = '{channel}', post_id = '{number}' where locator = '/{locator}'"
        )
    of_all = {"posts": 7, "numbered": 6}
    assert ask(connection, "gaps", **PARAMETERS["gaps"]) == [
        {"platform": "chirp", "level": "channel", "streams": 1, "seen": 4.0, "numbers": 6.0, **of_all},
        {"platform": "chirp", "level": "platform", "streams": 1, "seen": 6.0, "numbers": 12.0, **of_all},
    ]
    connection.execute("update posts set platform = 'else' where post_id = 'x-1'")
    assert ask(connection, "gaps", **PARAMETERS["gaps"])[-1] == {
        "platform": "else", "level": "none", "streams": 0, "seen": 0.0, "numbers": 0.0, "posts": 1,
        "numbered": 0,
    }  # fmt: skip


def test_only_the_named_platforms_count_and_never_posts_that_stand_in_a_page() -> None:
    connection = empty()
    fill(connection, ROWS)
    parameters = {**PARAMETERS["window"], "platforms": ["elsewhere"]}
    assert ask(connection, "window", **parameters)[0]["posts"] == 0
    parameters["platforms"] = ["elsewhere", "chirp"]
    assert ask(connection, "window", **parameters)[0]["posts"] == 3
    connection.execute("update posts set locator = 'text=t;chars=1-9' where author_id = 'b'")
    assert ask(connection, "window", **parameters)[0]["posts"] < 3


def test_ends() -> None:
    assert [row["locator"] for row in answer("ends")] == ["/2", "/4"]


def test_objects_of_two_accounts_with_when_half_of_them_had_come() -> None:
    (row,) = answer("objects")
    assert {name: value for name, value in row.items() if name != "object"} == {
        "posts": 2, "accounts": 2, "before": 1, "first_seen": datetime(2026, 3, 14, 11, 20),
        "half": datetime(2026, 3, 14, 12, 0), "of_kind": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("trace", "posts"), [("link", 2), ("text", 2), ("media", None)])
def test_objects_of_other_kinds(trace: str, posts: int | None) -> None:
    connection = empty()
    fill(connection, ROWS)
    rows = ask(connection, "objects", **{**PARAMETERS["objects"], "trace": trace})
    assert [row["posts"] for row in rows] == ([] if posts is None else [posts])


def test_short_texts_are_no_copies() -> None:
    connection = empty()
    fill(connection, ROWS)
    assert ask(connection, "objects", **{**PARAMETERS["objects"], "trace": "text", "length": 400}) == []


def test_path_names_the_first_post_of_each_channel() -> None:
    connection = empty()
    fill(connection, ({**row, "channel": f"of-{row['account']}"} for row in ROWS))
    (found,) = ask(connection, "objects", **PARAMETERS["objects"])
    rows = ask(connection, "path", **{**PARAMETERS["path"], "objects": [found["object"]]})
    assert [(row["channel_id"], row["posts"], row["locator"], row["channels"]) for row in rows] == [
        ("of-a", 2, "/0", 2),
        ("of-b", 1, "/3", 2),
    ]


def test_ages_are_whole_hours_at_the_beginning_of_a_day() -> None:
    assert [tuple(row.values()) for row in answer("ages")] == [(-1, -1, 1), (0, -1, 1), (0, 0, 1)]


def test_said_leaves_reposts_and_short_texts_out() -> None:
    rows = answer("said")
    assert [(row["posts"], row["accounts"], row["locator"]) for row in rows] == [(1, 1, "/2"), (1, 1, "/3")]


def test_phrased_gives_each_text_once_and_near_ones_one_number() -> None:
    connection = empty()
    fill(connection, ROWS)
    rows = ask(connection, "phrased", **PARAMETERS["phrased"])
    assert [row["accounts"] for row in rows] == [2]  # links, handles and marks are no words
    fill(connection, [{"account": "e", "created_at": T0, "text": "the boats stop at noon today"}])
    texts = connection.execute(
        "select distinct text_id from marked_posts where text like '%boats%'"
    ).fetchall()
    connection.executemany("insert into near_texts values (?, 7)", texts)
    assert [row["near"] for row in ask(connection, "phrased", **PARAMETERS["phrased"])] == [7, 7]
    assert len(ask(connection, "phrased", **{**PARAMETERS["phrased"], "most": 1})) == 1


def test_holding_finds_words_whatever_their_case_and_each_post_once() -> None:
    connection = empty()
    fill(connection, ROWS)
    rows = ask(connection, "holding", words=["boats", "stop"], last=LAST)
    assert [row["locator"] for row in rows] == ["/2", "/3"]
    assert ask(connection, "holding", words=["boats"], last=T0) == []


def test_since_and_verbatim() -> None:
    assert answer("since") == [{"first_post": datetime(2026, 3, 14, 11, 20)}]
    connection = empty()
    fill(connection, ROWS)
    (post,) = connection.execute("select post from marked_posts where locator = '/2'").fetchall()
    (row,) = ask(connection, "verbatim", posts=[post[0]])
    assert (row["hashtags"], row["tags"], row["links"]) == (["port", " "], ["port"], [LINK])


def test_a_refused_query_shows_itself() -> None:
    connection = empty()
    connection.execute("drop table posts")
    with pytest.raises(CaseError, match="-- window: how much"):
        ask(connection, "window", **PARAMETERS["window"])
