"""Which posts are read, and is each other one counted? The engine's way beside the plain one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from aftershock.engine.duck import Duck
from aftershock.records import Channel, Post
from aftershock.statements import act_cues, lexicon, selection
from aftershock.store import case as store

LISTED = {
    ("telegram", "desk"): Channel(platform="telegram", id="desk", names=("Harbour Desk",), role="official")
}
TEXTS = (
    "The group claims responsibility for the fire at the ferry hall.",
    "the GROUP claims responsibility for the fire at the ferry hall! https://a.example/1",
    "boats are late today",
    "Boats are late today",
    "réclaimed land",
    "a long account " * 20,
    "", " \u3000 ",
    "They denied it. #harbour",
    "Den ganzen Tag am Hafen.", "Sie bekannten sich zu dem Brand.", "Les faits ont été revendiqués.",
    "Nobody took credit for it.", "Take the boat, hold on, find the pier.", "Полиция отрицает это",
)  # fmt: skip


def some(count: int, capture: str, seed: int) -> list[Post]:
    chance = random.Random(seed)
    made = [
        Post(
            platform=chance.choice(("telegram", "chirp")), channel_id=chance.choice(("desk", "c1")),
            post_id=str(n),
            text=chance.choice(TEXTS), created_at=f"2026-03-14T12:{chance.randrange(60):02}:00Z",
            repost_of="9" if chance.random() < 0.1 else None, capture=capture,
            locator="text=t;chars=1-2" if chance.random() < 0.05 else f"line={n}",
        )
        for n in range(count)
    ]  # fmt: skip
    # one language a text: of one text in two languages either way may take the first that it can read
    return [replace(post, lang=("en", "de", None)[len(post.text) % 3]) for post in made]


@pytest.mark.parametrize("seed", range(6))
def test_the_engine_chooses_what_the_plain_way_chooses(tmp_path: Path, seed: int) -> None:
    words = lexicon.load()
    with store.create(tmp_path / "a.case") as case:
        capture, _ = case.add_original(b"x", source="x", media_type="text/plain")
        case.add_posts(some(60, capture.id, seed))
        files = {capture.id: "x"}
        with case.cursor() as cursor:
            fast = selection.among(Duck(cursor), listed=LISTED, files=files, lexicon=words)
        plain = selection.choose(
            case.iter_posts(), listed=LISTED, files=files, has_cue=act_cues.finder(words)
        )
    assert [page.id for page in fast.pages] == [page.id for page in plain.pages]
    assert fast.texts == plain.texts
    assert sum(count for _, count in fast.counts) == 60
    counts, others = dict(fast.counts), dict(plain.counts)
    for why in ("read", selection.EMBEDDED, selection.EMPTY, selection.REPOST):
        assert counts.get(why, 0) == others.get(why, 0), why


def test_what_is_read_and_why_not_by_hand(tmp_path: Path) -> None:
    with store.create(tmp_path / "a.case") as case:
        capture, _ = case.add_original(b"x", source="x", media_type="text/plain")
        case.add_posts(
            Post(
                platform="chirp",
                channel_id="c",
                post_id=str(n),
                text=text,
                capture=capture.id,
                locator=f"line={n}",
            )
            for n, text in enumerate((*TEXTS[:9], TEXTS[0], TEXTS[2]))
        )
        with case.cursor() as cursor:
            chosen = selection.among(Duck(cursor), listed={}, files={}, lexicon=lexicon.load())
    # the claim once, the long one, the denial; the claim's copies; two kinds of short ones, one of them twice
    assert dict(chosen.counts) == {
        "read": 3, selection.SAME: 3, selection.EMPTY: 2, selection.SHORT: 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "cue"),
    [
        ("They deny it", "en", True),
        ("They denied it", "en", True),
        ("Den Hafen sehen, dennoch", "de", False),
        ("The club took credit for the fire", "en", True),
        ("Credit was taken by nobody", "en", True),
        ("Take a seat near the window", "en", False),
        ("Hold the line, it is late", "en", False),
        ("He holds the owner responsible", "en", True),
        ("He bragged of it", "en", True),
        ("She called it shameful", "en", True),
        ("Please call your family", "en", False),
        ("Children play at the fountain", "en", False),
        ("L’attaque est revendiquée", "fr", True),
        ("La fontaine coule encore", "fr", False),
        ("Она отрицает вину", None, True),
        ("Они осудили это: revendication", "en", False),
    ],
)
def test_a_cue_is_a_word_with_what_it_needs(text: str, language: str | None, cue: bool) -> None:
    assert act_cues.finder(lexicon.load())(text, language) is cue


def test_the_engine_looks_for_no_less_than_is_found() -> None:
    """Every cue of the shallow tables, alone in a text, in capitals: the engine's patterns must meet it."""
    import duckdb

    from aftershock.models import cues

    told = act_cues.finder(lexicon.load())
    rows = [
        (said, lang)
        for act, lang, cue in cues.rows("shallow")
        for said in (cue.replace("*", " x"), cue.replace("*", " x").upper())
        if act != "none" and told(said, lang)
    ]
    assert len(rows) > 800
    missed = duckdb.connect().execute(
        "select text from (select unnest(?) as text) where not regexp_matches(lower(text), ?)",
        [[text for text, _ in rows], act_cues.foreign()],
    )
    words = act_cues.words(lexicon.load())
    import re

    alone = re.compile(words.alone)
    assert [text for (text,) in missed.fetchall() if not alone.search(text)] == []
