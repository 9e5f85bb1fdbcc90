"""What a clock tells of a saying: is it no part of a name, and does it put the sayings of a day in order?"""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
import pytest

from aftershock.events.build import build
from aftershock.records import Interval
from aftershock.statements import dates, reckoning
from aftershock.statements import read as reading

from .desk import Desk


@pytest.mark.parametrize(
    ("opening", "who", "name"),
    [
        ("At 21:00 ", "police", "police"),
        ("At 21:00 GMT ", "police", "police"),
        ("At 21:00 GMT on 14 March ", "police", "police"),
        ("On 14 March ", "police", "police"),
        ("At around 6 am ", "police", "police"),
        ("By Wednesday morning ", "officials", "officials"),
        ("On Tuesday evening ", "police", "police"),
        ("", "The 14 March Movement", "14 March Movement"),
        ("On 14 March ", "the Norwald Gazette", "Norwald Gazette"),
    ],
)
def test_a_time_is_no_part_of_a_name(pair: Desk, opening: str, who: str, name: str) -> None:
    found = pair.read(f"{opening}{who} said nine people were killed.")
    assert [s.speaker_name for s in found if s.tier == "attributed"] == [name]


@pytest.mark.parametrize(
    ("text", "start", "granularity", "clock"),
    [
        ("At 21:00 police said nine people were killed.", "2024-06-05T00:00:00Z", "day", "21:00"),
        ("By 10:15 pm the ministry said nine people were killed.", "2024-06-05T00:00:00Z", "day", "22:15"),
        ("At noon the ministry said nine people were killed.", "2024-06-05T00:00:00Z", "day", "12:00"),
        ("21:40 - The ministry says nine people were killed.", "2024-06-05T00:00:00Z", "day", "21:40"),
        ("At 21:00 GMT police said nine people were killed.", "2024-06-05T21:00:00Z", "minute", ""),
        ("At 23:00 MSK police said nine people were killed.", "2024-06-05T20:00:00Z", "minute", ""),
        ("At 21:00 on Monday police said nine people were killed.", "2024-06-03T00:00:00Z", "day", "21:00"),
    ],
)
def test_a_clock_time_is_of_the_publications_day(
    pair: Desk, text: str, start: str, granularity: str, clock: str
) -> None:
    (said,) = [s.said_at for s in pair.read(text) if s.tier == "attributed"]
    assert said is not None
    assert (said.start, said.granularity, reckoning.wall(said)) == (start, granularity, clock)


def test_the_hour_of_an_act_is_not_that_of_what_is_said(pair: Desk) -> None:
    found = pair.read("A bomb exploded at 21:00 and police said nine people were killed.")
    assert {s.said_at for s in found} == {None}


@pytest.mark.parametrize(
    ("words", "at", "start", "end"),
    [
        ("at 09:00", "2024-06-05T12:00:00Z", "2024-06-05T00:00:00Z", "2024-06-06T00:00:00Z"),
        ("at 21:00", "2024-06-05T12:00:00Z", "2024-06-04T00:00:00Z", "2024-06-06T00:00:00Z"),
        ("at 21:00 GMT", "2024-06-05T12:00:00Z", "2024-06-04T21:00:00Z", "2024-06-04T21:01:00Z"),
        ("at 09:00 GMT", "2024-06-05T12:00:00Z", "2024-06-05T09:00:00Z", "2024-06-05T09:01:00Z"),
    ],
)
def test_nothing_is_said_at_an_hour_that_has_not_come(words: str, at: str, start: str, end: str) -> None:
    (expression,) = dates.find(words)
    found = reckoning.at_clock(expression, Interval(start=at, end=at, granularity="instant"))
    assert (found.start, found.end) == (start, end)


def test_the_figures_of_one_day_stand_in_order(pair: Desk) -> None:
    text = (
        "Bombing in Tarn\nA bombing killed people in Tarn on Wednesday.\n"
        "At 22:30 police said 14 people were killed in the bombing.\n"
        "At 21:00 police said nine people were killed in the bombing."
    )
    story, page, texts = pair.story(text)
    ledger = reading.read((story,), (page,), texts, reader=pair.reader)
    told = build(ledger, (story,), (page,), texts, SimpleNamespace(entities={}))
    (line,) = told.figure_history
    assert [(point.low, point.status) for point in line.points] == [(9, "superseded"), (14, "standing")]
    assert "9 (police, 2024-06-05 21:00, zone not stated), then 14" in line.text


def test_a_live_page_is_written_on_after_it_is_published(pair: Desk) -> None:
    text = (
        "14:20 GMT Health Minister Orla Venn: nine dead, 20 injured.\n\n"
        "13:05 GMT Police say the square is closed.\n\n"
        "12:10 GMT Police say a car exploded."
    )
    story, page, texts = pair.story(text)
    published = Interval(start="2024-06-05T12:00:00Z", end="2024-06-05T12:01:00Z", granularity="minute")
    page = msgspec.structs.replace(page, published=published)
    found = reading.read((story,), (page,), texts, reader=pair.reader)
    said = {each.speaker_name: (each.said_at.start or "")[:16] for each in found if each.said_at}
    assert said["Health Minister Orla Venn"] == "2024-06-05T14:20"
    assert {when[:10] for when in said.values()} == {"2024-06-05"}


def test_a_deadline_is_not_when_it_was_set(pair: Desk) -> None:
    found = pair.read("The Hill Brigade said it would attack again if nobody was freed by 12 June 2024.")
    assert {(s.said_at.start or "")[:10] for s in found if s.said_at} <= {"2024-06-05"}
