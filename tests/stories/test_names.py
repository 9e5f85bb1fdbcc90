"""Is a story called the same whatever joins it, in whatever portions it came, and when all is built anew?"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from evals.stories import generate

from aftershock.records import Interval, Page
from aftershock.store import layout
from aftershock.stories import build, grouping
from aftershock.stories.register import Entry, Register
from aftershock.text import sha256
from tests.rows import do

CLAIM = "The Quay Front claimed responsibility for the blast at the granary of Norvale."


def pages_of(texts: list[str], kind: str = "article") -> list[Page]:
    """Pages in the order of their coming; their dates are in no order."""
    rng = random.Random(1)
    return [
        Page(
            id=f"page-{rng.randrange(1 << 40):010x}", capture="c", text=sha256(text), file=f"{number}.txt",
            kind=kind, published=Interval(start=f"2031-03-{rng.randint(1, 28):02}T00:00:00Z", end=None),
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip


def crowds(count: int, seed: int) -> list[str]:
    """Copies of six stories, half of them of the first, with no damage, one or two."""
    rng = random.Random(seed)
    world = generate.world(rng)
    stories = [generate.story(rng, world, rng.randint(8, 20)) for _ in range(6)]
    return [
        generate.damaged(
            rng, stories[rng.choice((0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5))], world,
            tuple(rng.sample(generate.DAMAGES, rng.randint(0, 2))), reorder=False,
        ).text
        for _ in range(count)
    ]  # fmt: skip


def registered(texts: list[str], cuts: list[int], folder: Path) -> Register:
    """The documents in an index that was left and opened again at each cut."""
    entries = [Entry(n.to_bytes(16, "big"), text) for n, text in enumerate(texts)]
    for low, high in zip([0, *cuts], [*cuts, len(entries)], strict=True):
        register = Register(folder)
        assert len(register) == low
        register.add_all(entries[low:high])
    return register


def test_in_five_portions_and_at_once_and_anew_the_same_stories_have_the_same_names(tmp_path: Path) -> None:
    texts = [d.text for d in generate.corpus(21, 24, generate.DAMAGES + generate.HELD_BACK)]
    random.Random(2).shuffle(texts)
    pages = pages_of(texts)
    by_id = {page.text: text for page, text in zip(pages, texts, strict=True)}
    names: dict[str, str] = {}
    for fifth in range(1, 6):
        known = pages[: len(pages) * fifth // 5]
        grown = build.build(known, by_id, beside=tmp_path / "index")
        for story in grown:
            first = min((m.page for m in story.members), key=[p.id for p in pages].index)
            assert names.setdefault(first, story.id) == story.id
    at_once = build.build(pages, by_id)
    assert grown == at_once
    shutil.rmtree(tmp_path / "index")
    assert build.build(pages, by_id, beside=tmp_path / "index") == at_once
    assert len({story.id for story in at_once}) == len(at_once)


def test_an_older_copy_that_comes_later_renames_nothing() -> None:
    rng = random.Random(3)
    world = generate.world(rng)
    text = generate.story(rng, world, 10)
    texts = [
        text,
        *(generate.damaged(rng, text, world, (d,), reorder=False).text for d in generate.DAMAGES[:3]),
    ]
    pages = pages_of(texts)
    by_id = {page.text: each for page, each in zip(pages, texts, strict=True)}
    [alone] = build.build(pages[:1], by_id)
    for count in (2, 3, 4):
        [grown] = build.build(pages[:count], by_id)
        assert grown.id == alone.id
    [other] = build.build(pages[1:], by_id)
    assert other.id != alone.id


def test_a_post_gives_its_words_as_a_name_whichever_of_its_kind_is_read() -> None:
    texts = ["We heard a blast at the quay", "we heard a blast at the quay https://example.org/1", "#Norvale"]
    pages = pages_of(texts, kind="post")
    by_id = {page.text: text for page, text in zip(pages, texts, strict=True)}
    [one, tag] = build.build([pages[0], pages[2]], by_id)
    [other] = build.build([pages[1]], by_id)
    assert one.id == other.id != tag.id


@pytest.mark.slow
def test_a_case_in_portions_and_one_built_anew_have_the_same_stories_and_lines(tmp_path: Path) -> None:
    texts = [d.text for d in generate.corpus(6, 5, generate.DAMAGES)][:10]
    portions = [tmp_path / f"in-{n}" for n in range(5)]
    for number, text in enumerate(texts):
        for folder in (portions[number // 2], tmp_path / "all"):
            folder.mkdir(exist_ok=True)
            (folder / f"{number}.txt").write_text(f"{CLAIM} {text}", "utf-8")
    grown, at_once = tmp_path / "grown.case", tmp_path / "once.case"
    for folder in portions:
        do("report", grown, folder=str(folder))
    do("report", at_once, folder=str(tmp_path / "all"))
    asked = ("stories", "ledger", "events", "figures")
    known = {verb: do(verb, grown) for verb in asked}
    assert known["ledger"]
    assert {verb: do(verb, at_once) for verb in asked} == known
    (grown / layout.TABLES).unlink()  # all that was derived; the chain stays
    do("run", grown)
    assert {verb: do(verb, grown) for verb in asked} == known


@pytest.mark.slow
def test_a_crowd_of_thousands_grows_into_what_it_is_at_once(tmp_path: Path) -> None:
    texts = crowds(2_000, 3)
    once = registered(texts, [], tmp_path / "once")
    grown = registered(texts, [300, 301, 999, 1_500], tmp_path / "grown")
    assert np.array_equal(once.documents(), grown.documents())
    sides = ["left", "right"]
    assert np.array_equal(np.sort(once.edges(), order=sides), np.sort(grown.edges(), order=sides))
    assert grouping.groups(once) == grouping.groups(grown)
