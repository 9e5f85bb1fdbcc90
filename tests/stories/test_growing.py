"""A story that grows keeps its name, and what grows one by one is what all at once would give."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from evals.stories import generate
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.records import Interval, Page
from aftershock.stories import build, grouping, growing, register
from aftershock.stories.growing import Growing
from aftershock.stories.register import Register
from aftershock.text import sha256


def pages_of(texts: list[str], rng: random.Random) -> list[Page]:
    return [
        Page(
            id=f"page-{number:03}",
            capture="c",
            text=sha256(text),
            file=f"{number}.txt",
            published=Interval(start=f"2031-03-{rng.randint(1, 28):02}T00:00:00Z", end=None),
        )
        for number, text in enumerate(texts)
    ]


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_in_any_order_no_story_is_renamed_and_the_groups_are_those_of_all_at_once(seed: int) -> None:
    rng = random.Random(seed)
    texts = [d.text for d in generate.corpus(seed, 6, generate.DAMAGES + generate.HELD_BACK)]
    texts += rng.choices(texts, k=3)  # the same words again
    rng.shuffle(texts)
    pages = pages_of(texts, rng)
    by_id = {page.text: text for page, text in zip(pages, texts, strict=True)}
    watched = Growing(Register())
    for page in pages:
        before = {story: set(members) for story, members in watched.stories().items()}
        placed = watched.insert(build.entry(page, by_id), page)
        after = {story: set(members) for story, members in watched.stories().items()}
        assert page.id in placed.members
        for story, members in before.items():
            grown = [name for name, others in after.items() if members <= others]
            first = min(members)
            if grown and first == min(after[grown[0]]):
                assert grown == [story]  # whatever joined it came later: it keeps its name
            if story in placed.ended:
                assert story not in after
    assert sorted(watched.stories().values()) == sorted(build.cluster(texts))
    again = build.build(pages, by_id)
    assert {story.id: sorted(m.page for m in story.members) for story in again} == {
        story: sorted(pages[n].id for n in members) for story, members in watched.stories().items()
    }


def test_the_index_goes_on_where_it_was(tmp_path: Path) -> None:
    texts = [d.text for d in generate.corpus(8, 24, generate.DAMAGES)]
    pages = pages_of(texts, random.Random(8))
    by_id = {page.text: text for page, text in zip(pages, texts, strict=True)}
    half = pages[: len(pages) // 2]
    build.build(half, by_id, beside=tmp_path / "index")
    known = Register(tmp_path / "index")
    assert len(known) == len(half)
    told: list[tuple[str, int, int | None]] = []
    found = build.build(pages, by_id, beside=tmp_path / "index", told=lambda *step: told.append(step))
    assert told[0] == ("finding copies", len(half), len(pages))  # what was known is not read again
    assert {frozenset(m.page for m in s.members) for s in found} == {
        frozenset(m.page for m in s.members) for s in build.build(pages, by_id)
    }
    # a page that went away is forgotten, and so is what it brought together
    build.build(half, by_id, beside=tmp_path / "index")
    assert len(Register(tmp_path / "index")) == len(half)


def test_what_a_crash_left_behind_the_note_is_cut_off(tmp_path: Path) -> None:
    texts = [d.text for d in generate.corpus(8, 12, generate.DAMAGES)]
    entries = [register.Entry(n.to_bytes(16, "big"), text) for n, text in enumerate(texts)]
    first = Register(tmp_path)
    first.add_all(entries[:10])
    with (tmp_path / "words").open("ab") as out:
        out.write(b"torn")
    with (tmp_path / "edges").open("ab") as out:
        out.write(b"torn")
    second = Register(tmp_path)
    assert len(second) == 10
    second.add_all(entries[10:])
    assert grouping.groups(second) == build.cluster(texts)
    (tmp_path / "words").write_bytes(b"short")
    assert len(Register(tmp_path)) == 0  # begun anew


def test_a_story_carried_by_very_many_is_one_story() -> None:
    rng = random.Random(3)
    world = generate.world(rng)
    text, other = generate.story(rng, world, 20), generate.story(rng, world, 20)
    kinds = (generate.words_dropped, generate.plugs_added, generate.names_dropped, generate.reworded)
    copies = [generate.damaged(rng, text, world, (rng.choice(kinds),), reorder=False).text for _ in range(90)]
    groups = build.cluster([text, other, *copies])
    assert sorted(map(len, groups)) == [1, 91]


@pytest.mark.slow
def test_inserting_is_the_same_after_a_restart(tmp_path: Path) -> None:
    texts = [d.text for d in generate.corpus(9, 240, generate.DAMAGES)]
    entries = [register.Entry(n.to_bytes(16, "big"), text) for n, text in enumerate(texts)]
    for start in range(0, len(entries), 50):
        some = Register(tmp_path)
        assert len(some) == start
        for entry in entries[start : start + 50]:
            some.add(entry)
        some.save()
    assert grouping.groups(Register(tmp_path)) == build.cluster(texts)


def test_in_a_crowd_too_large_to_be_linked_anew_a_page_joins_what_it_resembles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(growing, "MOST", 12)
    monkeypatch.setattr(growing, "LARGE", 1_000)  # no page is plainly in
    rng = random.Random(5)
    world = generate.world(rng)
    text, other = generate.story(rng, world, 20), generate.story(rng, world, 20)
    kinds = (generate.words_dropped, generate.plugs_added, generate.names_dropped, generate.reworded)
    texts = [
        generate.damaged(rng, each, world, (rng.choice(kinds),), reorder=False).text
        for each in rng.choices((text, text, text, other), k=40)
    ]
    texts += [texts[0], text[: len(text) * 3 // 5]]
    pages = pages_of(texts, rng)
    by_id = {page.text: each for page, each in zip(pages, texts, strict=True)}
    watched = Growing(Register())
    for page in pages:
        placed = watched.insert(build.entry(page, by_id), page)
        assert page.id in placed.members
        assert not placed.ended  # nothing there is named anew
    assert sorted(watched.stories().values()) == sorted(build.cluster(texts))
    assert max(map(len, watched.stories().values())) > 12
