"""Translations join the story that they tell; other articles on the same event do not."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np
import pytest

from aftershock.records import Boilerplate, Page
from aftershock.stories import build, nearest, telling, translated
from aftershock.stories.reading import text_of, wordings
from aftershock.stories.translated import Vectors, Version
from aftershock.text import receipt, sha256

ENGLISH = (
    "The ferry office of Norvale counted 214 boats on Monday evening. "
    "A clerk found 37 empty berths below the granary. Nobody in the office knows why."
)
OTHER = (
    "The ferry office of Norvale has a new roof since the 214 boats came in. "
    "It cost less than planned and took a summer. Visitors may climb up to it."
)
GERMAN = (
    "Das Fährbüro von Norvale zählte am Montagabend 214 Boote. "
    "Eine Angestellte fand 37 leere Liegeplätze unter dem Speicher. Niemand im Büro weiß warum."
)


class Asked:
    """In the place of the encoder: a sentence of two known texts is the number of its place."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, ...]] = []

    def embed_groups(self, groups: Sequence[tuple[str, ...]]) -> list[np.ndarray]:
        self.texts += groups
        known = [translated.sentences(ENGLISH), translated.sentences(GERMAN)]
        out = []
        for group in groups:
            rows = np.zeros((len(group), 9), np.float32)
            for row, sentence in enumerate(group):
                place = next((k.index(sentence) for k in known if sentence in k), 5)
                rows[row, place] = 1
            out.append(rows)
        return out


def version_of(text: str, language: str, day: int | None = None) -> Version:
    page = Page(id="p", capture="c", text="t", file="f", language=language)
    return translated.version(page, {"t": text})._replace(day=day)


def pages_of(*texts: tuple[str, str]) -> tuple[list[Page], dict[str, str]]:
    pages = [
        Page(id=f"page-{n}", capture="c", text=sha256(text), file=f"{n}.txt", language=language)
        for n, (language, text) in enumerate(texts)
    ]
    return pages, {sha256(text): text for _, text in texts}


def test_a_translation_is_a_member_of_the_story_and_its_reading_stays_one_language() -> None:
    pages, texts = pages_of(("de", GERMAN), ("en", ENGLISH), ("en", OTHER), ("en", ENGLISH + " (HON)"))
    asked = Asked()
    stories = build.build(pages, texts, embed=lambda: asked)
    found = {frozenset((m.file, m.relation) for m in story.members) for story in stories}
    assert found == {
        frozenset({("0.txt", "translated"), ("1.txt", "copy"), ("3.txt", "original")}),
        frozenset({("2.txt", "original")}),
    }
    [joined] = [story for story in stories if len(story.members) == 3]
    assert {run.text for run in joined.reading} <= {sha256(ENGLISH), sha256(ENGLISH + " (HON)")}
    again = build.build(pages[::-1], texts, embed=Asked)
    assert [msgspec.structs.replace(story, id="") for story in again] == [
        msgspec.structs.replace(story, id="") for story in stories
    ]


def test_copies_of_a_translation_are_read_together_and_a_retelling_is_no_translation() -> None:
    cut = GERMAN.replace("37 leere ", "")
    pages, texts = pages_of(("en", ENGLISH), ("de", GERMAN), ("de", cut), ("en", ENGLISH + " (HON)"))
    groups = [pages[1:3], [pages[0], pages[3]]]
    wording = {page.id: n for n, group in enumerate(groups) for page in group}
    told = telling.story((telling.parted(pages, wording), texts))
    assert [m.relation for m in told.members if m.text in map(sha256, (GERMAN, cut))] == ["translated"] * 2
    [german] = told.tellings
    assert {m.relation for m in german.members} == {"original", "damaged"}
    own = wordings(told)
    assert [{m.file for m in story.members} for story in own] == [{"0.txt", "3.txt"}, {"1.txt", "2.txt"}]
    assert text_of(own[1], texts) == GERMAN
    again = telling.parted([pages[0], msgspec.structs.replace(pages[1], language="en")], wording)
    assert [m.relation for m in telling.story((again, texts)).members] == ["original", "retold"]


def test_without_the_encoder_every_wording_is_a_story() -> None:
    pages, texts = pages_of(("de", GERMAN), ("en", ENGLISH))
    assert len(build.build(pages, texts)) == 2


def test_the_encoder_is_not_loaded_where_nothing_suggests_a_translation() -> None:
    pages, texts = pages_of(
        ("en", ENGLISH), ("en", "The market opens late today. It rains. Bring a hat, please.")
    )

    def load() -> Asked:
        raise AssertionError("nobody should ask")

    assert len(build.build(pages, texts, embed=load)) == 2


def test_of_many_texts_only_those_are_asked_that_share_figures() -> None:
    many = [
        version_of(f"The {n} boats lie at the quay today. They are {n * 7919} in all.", "en")
        for n in range(99)
    ]
    many += [
        version_of(f"Heute liegen {n} Boote am Kai hier. Es sind {n * 7919} im Ganzen.", "de")
        for n in range(99)
    ]
    asked = set(translated.candidates(many))
    assert {(n, n + 99) for n in range(10, 99)} <= asked
    assert len(asked) < 600
    # far apart in time: nobody translates after a month
    apart = [version_of(ENGLISH, "en", 0), version_of(GERMAN, "de", 30)]
    assert translated.pairs(apart, Asked) == []
    assert translated.pairs([apart[0], apart[1]._replace(day=3)], Asked) == [(0, 1)]


class Placed:
    """An encoder to whom sentence n of a text on subject s is a vector of its own, whatever its language."""

    def __init__(self) -> None:
        self.asked = 0

    def embed_groups(self, groups: Sequence[tuple[str, ...]]) -> Sequence[Vectors]:
        self.asked += len(groups)
        assert len(groups) <= translated.HELD
        out = []
        for group in groups:
            rows = []
            for sentence in group:
                subject, number = (int(each) for each in re.findall(r"\d+", sentence))
                row = np.random.default_rng([subject, number]).normal(size=64) + np.random.default_rng(
                    subject
                ).normal(size=64)
                rows.append(row / np.linalg.norm(row))
            out.append(np.array(rows, np.float32))
        return out


class Kept:
    """Keeps values in memory."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}

    def cached(self, kind: str, keys: Iterable[str]) -> dict[str, str]:
        return {key: self.values[kind, key] for key in keys if (kind, key) in self.values}

    def keep(self, kind: str, values: Mapping[str, str]) -> None:
        self.values |= {(kind, key): value for key, value in values.items()}


def told_twice(count: int) -> list[Version]:
    """Texts on ``count`` subjects in English and German that share no figure of two digits and more."""
    said = {"en": "On subject {}x there is sentence {}x here", "de": "Zur Sache {}x steht hier der Satz {}x"}
    return [
        version_of(". ".join(said[language].format(n, k) for k in range(4)) + ".", language)._replace(
            figures=frozenset()
        )
        for language in said
        for n in range(count)
    ]


def test_of_many_texts_in_two_languages_the_nearest_are_compared() -> None:
    count = 70
    assert count**2 > translated.ALL_PAIRS
    versions = told_twice(count)
    encoder, kept = Placed(), Kept()
    found = translated.pairs(versions, lambda: encoder, kept)
    assert found == [(n, n + count) for n in range(count)]
    asked = encoder.asked
    assert translated.pairs(versions, lambda: encoder, kept) == found
    assert encoder.asked == asked, "what was kept is not asked again"
    more = [
        *versions,
        version_of("On subject 7x there is sentence 0x here. On subject 7x there is 1x.", "fr"),
    ]
    assert (7, 2 * count) in translated.pairs(more, lambda: encoder, kept)
    assert encoder.asked < asked + 20
    assert translated.pairs(versions, Placed) == found, "nor does it matter whether anything is kept"
    days = [version._replace(day=0 if n < count else 30) for n, version in enumerate(versions)]
    assert translated.pairs(days, Placed) == []


def test_more_texts_than_are_held_at_once_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = told_twice(60)
    found = translated.pairs(versions, Placed)
    monkeypatch.setattr(translated, "HELD", 20)
    monkeypatch.setattr(translated, "PORTION", 10)
    assert translated.pairs(versions, Placed) == found


def test_comparing_very_many_takes_memory_for_the_texts_and_not_for_their_pairs() -> None:
    rng, half = np.random.default_rng(4), 1_500
    vectors = rng.normal(size=(2 * half, 32)).astype(np.float32)
    vectors[half:] = vectors[:half] + 0.1 * rng.normal(size=(half, 32))
    vectors /= np.linalg.norm(vectors, axis=1)[:, None]
    languages = ["en"] * half + ["de"] * half
    days = np.full(2 * half, nearest.UNDATED, np.int32)
    tracemalloc.start()
    found = nearest.foreign(vectors.astype(np.float16), languages, days, 10)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30e6  # a table of all pairs has 36 MB
    assert {(n, n + half) for n in range(half)} <= set(found)


def test_figures_are_read_in_any_digits_and_frames_are_left_out() -> None:
    assert translated.figures("١٤ people, 1,500 homes, 21:40, in 2031, 7 boats") == {"14", "1500", "2140"}
    tail = "Read more at 555-0100"
    text = f"{ENGLISH}\n{tail}"
    at = text.index(tail)
    frame = Boilerplate(kind="tail", receipt=receipt(sha256(text), text, at, len(text)))
    page = Page(id="p", capture="c", text=sha256(text), file="f", boilerplate=(frame,))
    assert translated.version(page, {sha256(text): text}).sentences() == translated.sentences(ENGLISH)


def test_texts_that_share_few_of_their_figures_are_no_translations() -> None:
    """The toll of another day in like words is another text, however near its sentences lie."""

    class Alike(Asked):
        def embed_groups(self, groups: Sequence[tuple[str, ...]]) -> list[np.ndarray]:
            return [np.ones((len(group), 1), np.float32) for group in groups]

    later = GERMAN.replace("37", "52").replace("214", "690")
    for german, stories in ((GERMAN, 1), (later, 2)):
        pages, texts = pages_of(("de", german), ("en", ENGLISH))
        assert len(build.build(pages, texts, embed=Alike)) == stories
