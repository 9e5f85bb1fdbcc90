"""Is what was passed around told rightly: where first, on which way, ready before or not, quoted again?"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import duckdb
import pytest

from aftershock.reaction import artefacts, callbacks, readiness
from aftershock.reaction.callbacks import Said
from aftershock.reaction.result import Artefact

from .stream import empty, fill

T0 = "2026-03-14T12:00:00Z"
AT = datetime(2026, 3, 14, 12, 0)
TEXT = "The boats at the northern quay stop at noon and nobody knows for how long"
LISTED = {("chirp", "press"): "Column Press"}


def passed(*, shift: float = 0.0) -> duckdb.DuckDBPyConnection:
    """One of each kind, first by a listed channel, then by three others; hour by hour."""
    connection = empty()
    fill(
        connection,
        (
            {
                "account": account,
                "channel": channel,
                "platform": platform,
                "created_at": AT + timedelta(hours=hour - shift),
                "text": TEXT if account != "c" else TEXT.upper() + "!!",
                "hashtags": ["Quay"] if account != "c" else ["#QUAY"],
                "links": [" ", "https://courier.example/7?utm_source=x"],
                "sha256": "ab" * 32,
                "quote_of": "1234567890123",
                "id": f"{account}{hour}",
            }
            for hour, (account, channel, platform) in enumerate(
                [
                    ("a", "press", "chirp"),
                    ("b", "own-b", "chirp"),
                    ("c", "own-c", "chirp"),
                    ("b", "own-b", "chirp"),
                    ("d", "own-d", "boat"),
                ]
            )
        ),
    )
    return connection


def by_kind(found: tuple[Artefact, ...]) -> dict[str, Artefact]:
    return {each.kind: each for each in found}


def test_every_kind_is_told_with_its_way_and_half_life() -> None:
    connection = passed()
    found = by_kind(artefacts.top(connection, T0, LISTED))
    assert {"hashtag", "link", "text", "picture or file", "quotation"} == found.keys()
    tag = found["hashtag"]
    assert (tag.label, tag.posts, tag.accounts, tag.before, tag.channels) == ("Quay", 5, 4, 0, 4)
    assert tag.by == "Column Press"
    assert tag.half_life == pytest.approx(2.0)
    assert [(step.where, step.platform, step.posts) for step in tag.path] == [
        ("Column Press", "chirp", 1),
        (artefacts.UNATTRIBUTED, "chirp", 2),
        (artefacts.UNATTRIBUTED, "chirp", 1),
        (artefacts.UNATTRIBUTED, "boat", 1),
    ]
    assert tag.path[1].first_seen == "2026-03-14T13:00:00Z"
    assert found["link"].label == "https://courier.example/7?utm_source=x"
    assert found["text"].label == TEXT
    assert found["picture or file"].label == "ab" * 32
    for artefact in found.values():
        assert artefact.receipts[0].value == artefact.label  # type: ignore[union-attr]


def test_a_quotation_is_called_by_the_words_that_are_quoted_where_the_case_has_them() -> None:
    connection = passed()
    assert by_kind(artefacts.top(connection, T0, LISTED))["quotation"].label == "1234567890123"
    said = {"account": "z", "created_at": AT - timedelta(hours=1), "text": "the quay is closed"}
    fill(connection, [{**said, "id": "1234567890123"}])
    found = by_kind(artefacts.top(connection, T0, LISTED))["quotation"]
    assert found.label == "the quay is closed"
    assert found.receipts[0].value == "1234567890123"  # type: ignore[union-attr]


def test_lanes_count_the_hours_of_each_platform_and_what_is_old_in_one_step() -> None:
    connection = passed()
    fill(
        connection,
        (
            {
                "account": "e",
                "created_at": AT - timedelta(hours=hours),
                "hashtags": ["quay"],
                "id": f"e{hours}",
            }
            for hours in (400, 300, 0.5)
        ),
    )
    tag = by_kind(artefacts.top(connection, T0, LISTED))["hashtag"]
    (chirp, boat) = tag.lanes
    assert (chirp.platform, chirp.posts) == ("chirp", 7)
    assert chirp.points == ((-37.0, 2), (-1.0, 1), (0.0, 1), (1.0, 1), (2.0, 1), (3.0, 1))
    assert (boat.platform, boat.posts, boat.points) == ("boat", 1, ((4.0, 1),))


def test_nobody_is_named_who_is_not_listed() -> None:
    told = repr(artefacts.top(passed(), T0, {}))
    assert "press" not in told
    assert "own-b" not in told


def test_two_accounts_pass_nothing_around() -> None:
    connection = empty()
    fill(
        connection,
        [{"account": who, "created_at": AT + timedelta(hours=1), "hashtags": ["x"]} for who in "aabb"],
    )
    assert artefacts.top(connection, T0) == ()


def test_what_was_there_before_stands_beside_how_old_things_usually_are() -> None:
    """Each day thirty fresh tags go around; one of today's was first seen six days ago."""
    connection = empty()
    rows = []
    for day in range(-10, 1):
        for number in range(30):
            at = AT + timedelta(days=day, hours=1 + number / 10)
            rows += [
                {"account": who, "created_at": at, "hashtags": [f"d{day}n{number}"]}
                for who in ("a", "b", "c")
            ]
    rows.append({"account": "early", "created_at": AT - timedelta(days=6), "hashtags": ["kept"]})
    rows += [{"account": who, "created_at": AT + timedelta(hours=2), "hashtags": ["kept"]} for who in "abcd"]
    fill(connection, rows)
    tag = next(each for each in artefacts.top(connection, T0) if each.label == "kept")
    assert tag.ready is not None
    assert tag.ready.hours == pytest.approx(144)
    assert tag.ready.as_old == 0
    assert tag.ready.compared >= 19
    assert tag.ready.q is not None
    assert tag.ready.q < 0.05
    assert "older than usual" in tag.note


def test_what_is_listed_says_how_many_there_are_and_all_are_to_be_had() -> None:
    connection = passed()
    fill(
        connection,
        (
            {
                "account": who,
                "created_at": AT + timedelta(hours=2, minutes=number),
                "hashtags": [f"t{number}"],
                "text": f"{number}" if number < 30 else f"{TEXT}, as number {number} says",
                "id": f"{who}-{number}",
            }
            for number in range(40)
            for who in ("f", "g", "h")
        ),
    )
    listed, every = artefacts.top(connection, T0, LISTED), artefacts.top(connection, T0, LISTED, most=99)
    tags = [each for each in listed if each.kind == "hashtag"]
    assert (len(tags), {each.of_kind for each in tags}) == (artefacts.MOST, {41})
    assert [each.of_kind for each in listed if each.kind == "text"] == [11] * 11  # short texts are no copies
    assert {each.of_kind for each in listed if each.kind == "link"} == {1}
    labels = [each.label for each in every if each.kind == "hashtag"]
    assert len(set(labels)) == len(labels) == 41
    kept = {each.id for each in listed}
    assert [each for each in every if each.id in kept] == list(listed)
    assert all(each.path and each.receipts and not each.lanes for each in every if each.id not in kept)


def test_without_earlier_days_nothing_is_said_of_what_was_ready() -> None:
    found = by_kind(artefacts.top(passed(shift=0.5), T0, LISTED))
    ready = found["hashtag"].ready
    assert ready is not None
    assert ready.p is None
    assert "cannot be told from 0 things" in found["hashtag"].note


def test_ages_of_a_null_are_flat() -> None:
    """Things of today that are as old as those of earlier days: small p are as rare as they should be."""
    dice = random.Random(6)
    ages = [
        {"day": -day, "age": int(dice.expovariate(1 / 40)), "things": 1}
        for day in range(1, 11)
        for _ in range(40)
    ]
    small = 0
    for _ in range(400):
        seen = AT - timedelta(hours=dice.expovariate(1 / 40) + 1)
        thing = Artefact(
            kind="x", label="y", posts=1, accounts=3, before=1, first_seen=f"{seen.isoformat()}Z"
        )
        (told,) = readiness.weighed([thing], ages, AT, AT - timedelta(days=90))
        assert told.ready is not None
        assert told.ready.p is not None
        small += told.ready.p <= 0.1
    assert small / 400 == pytest.approx(0.1, abs=0.05)


# --- call-backs --------------------------------------------------------------------------------

OLD = "We warned that the harbour lights would be turned off before the winter begins"


def test_an_old_statement_that_is_quoted_again_is_found_with_what_would_come_anyway() -> None:
    connection = empty()
    fill(
        connection,
        [
            {"account": "z", "created_at": AT - timedelta(hours=5), "text": f"they said: {OLD}"},
            {
                "account": "a",
                "created_at": AT + timedelta(hours=2),
                "text": f"Remember? «{OLD.upper()}» #then",
            },
            {"account": "b", "created_at": AT + timedelta(hours=1), "text": OLD},
            {"account": "c", "created_at": AT + timedelta(hours=3), "text": OLD, "repost_of": "1"},
            {"account": "d", "created_at": AT + timedelta(hours=3), "text": "the harbour lights are off"},
        ],
    )
    said = [
        Said(id="s1", text=OLD, at="2026-01-02T00:00:00Z"),
        Said(id="later", text=OLD, at="2026-03-20T00:00:00Z"),
        Said(id="other", text="Nothing of this was ever said about the old lantern museum roof", at=None),
    ]
    (found,) = callbacks.find(connection, said, T0)
    assert (found.statement, found.posts, found.accounts, found.before) == ("s1", 2, 2, 1)
    assert found.first_seen == "2026-03-14T13:00:00Z"
    assert found.ratio == 2
    assert found.interval is not None
    assert found.interval[0] < 1 < found.interval[1]
    assert found.receipts[0].value == OLD


def test_words_that_everybody_uses_call_nothing_back() -> None:
    connection = empty()
    fill(
        connection,
        [{"account": "a", "created_at": AT + timedelta(hours=1), "text": "in the end it is as it was to be"}],
    )
    assert (
        callbacks.find(connection, [Said(id="s", text="But in the end it is as it was, he said")], T0) == ()
    )


@pytest.mark.parametrize(
    ("old", "again", "words"),
    [
        (
            "北方灯塔合唱团明天将在港口大门旁再次歌唱",
            "有人说：灯塔合唱团明天，将在港口大门旁再次",
            "灯塔合唱团明天将在港口大",
        ),
        (
            "คณะนักร้องประสานเสียงโคมไฟจะร้องเพลงอีกครั้งข้างประตูท่าเรือในวันพรุ่งนี้",
            "เขาว่า คณะนักร้องประสานเสียงโคมไฟจะร้องเพลงอีกครั้งนะ",
            "คณะนักร้องประสานเสียงโคมไฟจะร้",
        ),
        (
            "灯台の合唱団はあした港の門のそばでもう一度歌うだろう",
            "また灯台の合唱団はあした港の門のそばで歌うそうだ",
            "灯台の合唱団はあした港の門の",
        ),
    ],
)
def test_old_words_come_back_where_no_blanks_part_them(old: str, again: str, words: str) -> None:
    connection = empty()
    rows = [again, "今天港口关闭，请大家不要前往那里，谢谢各位的理解", old[:8]]
    fill(connection, ({"account": t, "created_at": AT + timedelta(hours=1), "text": t} for t in rows))
    (found,) = callbacks.find(connection, [Said(id="s", text=old)], T0)
    assert (found.posts, found.words) == (1, words)
