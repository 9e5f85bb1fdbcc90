"""Are short phrases found that many repeat in words of their own, and is what everybody says left alone?"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from aftershock.reaction import artefacts, phrases, slogans
from aftershock.reaction.runs import joined, runs, tokens

from .stream import empty, fill

T0 = "2026-03-14T12:00:00Z"
AT = datetime(2026, 3, 14, 12, 0)
SPACED = [
    f"{first}{last}" for first in ("mar", "tol", "bes", "kin", "ru") for last in ("ada", "eno", "isk", "umo")
]
HAN = "海山田水火木金土日月星云雨雪风花草鱼鸟马"
THAI = "กขคงจชซดตถทนบปผพมยรลวสหอ"
SLOGANS = {
    "spaced": ("Lanterns for the old quay", " ", SPACED),
    "han": ("旧码头要有灯光", "", list(HAN)),
    "thai": ("โคมไฟเพื่อท่าเรือเก่า", "", [a + b for a in THAI for b in THAI[:4]]),
}


def crowd(kind: str, *, before: int = 0, after: int = 12, seed: int = 1) -> list[dict[str, object]]:
    """Posts in words drawn by chance; some of each stretch hold the slogan amid them."""
    slogan, blank, words = SLOGANS[kind]
    chance = random.Random(seed)

    def text(number: int, many: int) -> str:
        said = [blank.join(chance.choices(words, k=8)) for _ in range(2)]
        return f"{said[0]}{blank}{slogan if number < many else chance.choice(words)}{blank}{said[1]}"

    return [
        {
            "account": f"a{number}",
            "channel": "press" if number == 0 else f"own-{number}",
            "created_at": AT + timedelta(minutes=sign * (10 * number + 1)),
            "text": text(number, many),
        }
        for sign, many, of in ((1, after, 60), (-1, before, 240))
        for number in range(of)
    ]


@pytest.mark.parametrize("kind", sorted(SLOGANS))
def test_a_slogan_is_told_with_its_way_in_any_script(kind: str) -> None:
    connection = empty()
    fill(connection, crowd(kind))
    (found,) = slogans.top(connection, T0, {("chirp", "press"): "Column Press"})
    assert (found.kind, found.label) == (slogans.KIND, SLOGANS[kind][0])
    assert (found.posts, found.accounts, found.before, found.channels) == (12, 12, 0, 12)
    assert (found.by, found.first_seen) == ("Column Press", "2026-03-14T12:01:00Z")
    assert found.half_life == pytest.approx(50 / 60)  # since the first of them
    assert len(found.path) == artefacts.STEPS
    assert [lane.posts for lane in found.lanes] == [12]
    assert found.label in found.receipts[0].value  # type: ignore[union-attr]


def test_what_was_said_as_often_before_came_not_with_the_event() -> None:
    connection = empty()
    fill(connection, crowd("spaced", before=40))
    assert slogans.top(connection, T0) == ()


def test_a_slogan_that_was_there_before_says_so() -> None:
    connection = empty()
    fill(connection, crowd("spaced", before=2, after=30))
    (found,) = slogans.top(connection, T0)
    assert (found.posts, found.before) == (30, 2)
    assert found.note == "also seen before the first report"
    assert found.first_seen == "2026-03-14T11:49:00Z"


def test_copies_of_a_whole_post_are_no_slogan() -> None:
    connection = empty()
    rows = crowd("spaced", after=0)
    rows += [
        {
            "account": f"c{n}",
            "created_at": AT + timedelta(minutes=n),
            "text": "Lanterns for the old quay tonight",
        }
        for n in range(20)
    ]
    fill(connection, rows)
    assert slogans.top(connection, T0) == ()


def test_without_posts_from_before_nothing_is_usual_and_nothing_is_told() -> None:
    assert phrases.risen([["one", "phrase", "again"]] * 20, []) == {}


def test_a_phrase_that_is_merely_more_frequent_is_none() -> None:
    """Two and a half times as large a share, surely more than once: topics drift so from day to day."""
    chance, phrase = random.Random(5), ["lanterns", "for", "the", "quay"]

    def texts(of: int, many: int) -> list[list[str]]:
        return [chance.choices(SPACED, k=9) + (phrase if n < many else []) for n in range(of)]

    before = texts(1_000, 40)
    assert phrases.risen(texts(500, 50), before) == {}
    assert [joined(each) for each in phrases.risen(texts(500, 100), before)] == [joined(phrase)]


def test_of_phrases_within_each_other_the_larger_is_told_where_most_have_it() -> None:
    large, chance = "lanterns for the old quay", random.Random(3)
    after = [
        [
            *chance.choices(SPACED, k=6),
            *(large if n < 9 else large[:20]).split(),
            *chance.choices(SPACED, k=6),
        ]
        for n in range(12)
    ]
    before = [chance.choices(SPACED, k=12) for _ in range(200)]
    assert [joined(phrase) for phrase in phrases.risen(after, before)] == [large]


@pytest.mark.parametrize(
    ("text", "length"),
    [("one two three four five six seven", 6), ("海山田水火木金土日月星云雨", 12), ("ก" * 33, 30)],
)
def test_a_run_of_six_words_in_each_script(text: str, length: int) -> None:
    found = list(runs(tokens(text), 6))
    assert {len(run) for _, run in found} == {length}
    assert [start for start, _ in found] == list(range(len(found)))


def test_a_mixed_text_is_joined_as_it_is_read() -> None:
    assert tokens("Die Ampel 灯塔 ist rot, ドア open!") == [
        "die",
        "ampel",
        "灯",
        "塔",
        "ist",
        "rot",
        "ド",
        "ア",
        "open",
    ]
    assert joined(tokens("die ampel 灯塔 ist rot")) == "die ampel 灯塔 ist rot"
