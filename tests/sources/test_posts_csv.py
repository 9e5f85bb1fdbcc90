"""Tables of posts: any delimiter and column names; bad rows are set aside, the others are read."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftershock.records import Media, Post, Reject
from aftershock.sources import posts_csv
from aftershock.sources.decoding import clean

from .conftest import ReadBytes


def split(found: list[Any]) -> tuple[list[Post], list[Reject]]:
    return [f for f in found if isinstance(f, Post)], [f for f in found if isinstance(f, Reject)]


def posts(read: ReadBytes, data: bytes | str) -> list[Post]:
    name, found = read(data)
    assert name == "posts-csv"
    assert all(isinstance(item, Post) for item in found), found
    return split(found)[0]


def test_every_field_of_a_full_table(read: ReadBytes) -> None:
    table = (
        "Post ID,Platform,Channel,User ID,Username,Display Name,Created At,Text,URL,Lang,Hashtags,Links,"
        "Mentions,In-Reply-To,Repost Of,Quote Of,Forwarded From,Thread ID,Edited At,Media URL,"
        "Likes,Shares,Views\n"
        '7,Twitter,quay-news,12,@ana,Ana Berg,2024-03-01 14:00:00+02:00,"Quay, closed",https://x.com/ana/status/7,'
        'en,"#Quay,smoke","https://a.example/1,https://a.example/b,c",@bo,5,6,4,Harbour Desk,1,1709294460,'
        'https://img.example/1.jpg,"1,234",1.2K,\n'
    )
    (post,) = posts(read, table)
    assert post == Post(
        platform="x",
        channel_id="quay-news",
        post_id="7",
        thread_id="1",
        url="https://x.com/ana/status/7",
        author_id="12",
        author_handle="ana",
        author_name="Ana Berg",
        created_at="2024-03-01T12:00:00Z",
        tz_source="declared",
        edited_at="2024-03-01T12:01:00Z",
        text="Quay, closed",
        lang="en",
        links=("https://a.example/1", "https://a.example/b,c"),
        hashtags=("Quay", "smoke"),
        mentions=("bo",),
        media=(Media(type="unknown", url="https://img.example/1.jpg"),),
        reply_to="5",
        repost_of="6",
        quote_of="4",
        forwarded_from="Harbour Desk",
        metrics={"likes": 1234, "shares": 1200},
        capture="capture-0123456789abcdef",
        locator="row=2",
    )


def test_4cat_table(read: ReadBytes) -> None:
    """The exact time goes before the server's local one, and a removed author is nobody."""
    table = (
        "id,thread_id,author,body,timestamp,unix_timestamp\n"
        "chat-12,chat-12,REDACTED,Smoke at #Quay https://a.example,2024-03-01 13:00:00,1709294400\n"
    )
    (post,) = posts(read, table)
    assert (post.post_id, post.author_handle, post.channel_id) == ("chat-12", None, "")
    assert (post.created_at, post.tz_source) == ("2024-03-01T12:00:00Z", "exact")
    assert (post.hashtags, post.links) == (("Quay",), ("https://a.example",))


def test_coortweet_table(read: ReadBytes) -> None:
    table = (
        "object_id,account_id,content_id,timestamp_share\n"
        "https://a.example/1,u1,c1,1709294400\n#Quay,u2,c2,1709294401\n998877,u3,c3,1709294402\n"
    )
    first, second, third = posts(read, table)
    assert (first.post_id, first.author_id, first.links) == ("c1", "u1", ("https://a.example/1",))
    assert second.hashtags == ("Quay",)
    assert (third.repost_of, third.created_at) == ("object:998877", "2024-03-01T12:00:02Z")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(read: ReadBytes, delimiter: str, encoding: str) -> None:
    rows = [["author", "date", "message"], ["ana", "2024-03-01", f"Le quai était fermé{delimiter} la fumée"]]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    (post,) = posts(read, out.getvalue().encode(encoding))
    assert post.text == f"Le quai était fermé{delimiter} la fumée"


def test_excel_states_its_delimiter(read: ReadBytes) -> None:
    (post,) = posts(read, "sep=;\r\nauthor;date;text\r\nana;2024-03-01;a, b\r\n")
    assert (post.text, post.locator) == ("a, b", "row=2")


def test_quoted_newlines_keep_physical_lines_right(read: ReadBytes) -> None:
    table = (
        'author,date,text\nana,2024-03-01,"one\r\ntwo\n\nthree"\nbo,2024-03-01\ncy,2024-03-01,"ok ""so"""\n'
    )
    good, bad = split(read(table)[1])
    assert [(post.text, post.locator) for post in good] == [
        ("one\ntwo\n\nthree", "row=2"),
        ('ok "so"', "row=4"),
    ]
    assert [(reject.line, reject.cause) for reject in bad] == [(6, "the row has 2 cells, the header 3")]


def test_a_quote_that_is_never_closed_costs_one_row(read: ReadBytes) -> None:
    rows = [f"u{n},2024-03-01,text {n}" for n in range(3000)]
    rows[1500] = 'u,2024-03-01,"never closed'
    good, bad = split(read("author,date,text\n" + "\n".join(rows) + "\n")[1])
    assert len(good) == 2999
    assert [reject.line for reject in bad] == [1502]
    assert bad[0].next_step


def test_an_open_quote_that_meets_another_costs_one_row(read: ReadBytes) -> None:
    table = 'author,date,text\na,2024-03-01,"open\nb,2024-03-01,"closed, well"\nc,2024-03-01,plain\n'
    good, bad = split(read(table)[1])
    assert [post.text for post in good] == ["closed, well", "plain"]
    assert [reject.line for reject in bad] == [2]


def test_an_endless_record_is_cut_off(read: ReadBytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posts_csv, "MAX_RECORD", 100_000)
    rows = "".join(f"u{n},2024-03-01,text {n}\n" for n in range(8000))
    good, bad = split(read('author,date,text\nx,2024-03-01,"open\n' + rows)[1])
    assert len(good) == 8000
    assert [(reject.line, "100000 characters" in reject.cause) for reject in bad] == [(2, True)]


def test_a_line_of_a_million_characters(read: ReadBytes) -> None:
    table = (
        "author,date,text\na,2024-03-01,"
        + "x" * 2_000_000
        + "\nb,2024-03-01,ok\nc,2024-03-01,"
        + "y" * 900_000
    )
    good, bad = split(read(table)[1])
    assert [(len(post.text), post.locator) for post in good] == [(2, "row=3"), (900_000, "row=4")]
    assert [reject.line for reject in bad] == [2]


def test_wrong_times_are_counted_and_the_posts_kept(read: ReadBytes) -> None:
    table = "author,date,text\n" + "".join(f"a,soon,text {n}\n" for n in range(50))
    good, bad = split(read(table)[1])
    assert len(good) == 50
    assert {(post.created_at, post.tz_source) for post in good} == {(None, "unknown")}
    assert [(r.line, r.cause) for r in bad] == [
        (2, "a time cannot be read; the posts are kept without it in 50 posts (first: 'soon')")
    ]
    assert len({post.post_id for post in good}) == 50


def test_days_first_by_the_column(read: ReadBytes) -> None:
    first, second = posts(read, "author,date,text\na,03/04/2024 10:00,x\nb,25/04/2024 10:00,y\n")
    assert (first.created_at, second.created_at) == ("2024-04-03T10:00:00Z", "2024-04-25T10:00:00Z")


def test_ids_that_a_spreadsheet_rounded_do_not_make_one_post_of_many(read: ReadBytes) -> None:
    table = "id,author,date,text\n" + "".join(f"1.76543E+18,a{n},2024-03-01,same\n" for n in range(3))
    good, bad = split(read(table)[1])
    assert len({post.post_id for post in good}) == 3
    assert "rounded by a spreadsheet" in bad[0].cause


def test_ids_of_posts_without_one(read: ReadBytes) -> None:
    """Who, when and what make an id; without these equal texts stay different posts."""
    known = posts(read, "author,date,text\nana,2024-03-01,same\nana,2024-03-01,same\n")
    assert known[0].post_id == known[1].post_id
    table = "lang,url,text,date\nen,,same,\nen,,same,\n"
    unknown = posts(read, table)
    assert unknown[0].post_id != unknown[1].post_id
    assert posts(read, table) == unknown  # and stay the same when read again


def test_yes_and_no_columns_point_nowhere(read: ReadBytes) -> None:
    (post,) = posts(read, "id,author,text,retweet\n1,ana,x,False\n")
    assert post.repost_of is None


def test_platform_from_the_address(read: ReadBytes) -> None:
    table = "author,text,url\n" + "".join(
        f"a,x,{url}\n"
        for url in (
            "https://www.twitter.com/a",
            "HTTPS://T.ME/b/1",
            "https://bsky.app/p",
            "https://n.example",
            "odd",
        )
    )
    assert [post.platform for post in posts(read, table)] == [
        "x",
        "telegram",
        "bluesky",
        "unknown",
        "unknown",
    ]


def test_columns_that_nobody_knows_are_named(read: ReadBytes) -> None:
    good, (reject,) = split(read("author,text,date,shoe size,timestamp\na,x,2024-03-01,44,\n")[1])
    assert len(good) == 1
    assert reject.cause == "columns that no field of a post is known for: shoe size"


def test_nul_bytes_and_stray_bytes(read: ReadBytes) -> None:
    rows = b"".join(b"u%d,2024-03-01,plain text without faults\n" % n for n in range(2000))
    good, bad = split(read(b"author,date,text\n" + rows + b"x,2024-03-01,a\0b \x96 c\xc3\xa9\n")[1])
    assert good[-1].text == "a\ufffdb – cé"
    assert not bad


cells = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_every_row_comes_out_as_a_post_or_a_reject(read: ReadBytes, rows: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["author", "text", "id"])
    writer.writerows((author, text, f"p{n}") for n, (author, text) in enumerate(rows))
    name, found = read(out.getvalue())
    assert name == "posts-csv"
    good, bad = split(found)
    assert len(good) + len(bad) == max(1, len(rows))  # a table without rows is said to be one
    by_id = {f"p{n}": text for n, (_, text) in enumerate(rows)}
    assert all(post.text == clean(by_id[post.post_id]) for post in good)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_bytes_below_a_header_make_it_fail(read: ReadBytes, data: bytes) -> None:
    for item in read(b"author,text,date\nana,the quay is closed,2024-03-01\n" * 20 + data)[1]:
        assert isinstance(item, Post | Reject)
