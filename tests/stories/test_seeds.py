"""Five real documents: two are one article, one of them wounded; the others stand alone."""

from __future__ import annotations

import re
from pathlib import Path

from aftershock.records import Page
from aftershock.stories import build, reading
from aftershock.text import sha256
from tests.stories.test_collate import check


def test_the_two_copies_are_one_story_and_nothing_of_them_is_lost(seeds: Path) -> None:
    files = sorted(seeds.glob("*.txt"))
    pages, texts = [], {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        texts[sha256(text)] = text
        pages.append(Page(id=f"page-{file.name[:3]}", capture="c", text=sha256(text), file=file.name[:3]))
    stories = build.build(pages, texts)
    members = sorted(sorted(m.file for m in story.members) for story in stories)
    assert members == [["000", "001"], ["002"], ["003"], ["004"]]
    story = next(s for s in stories if len(s.members) == 2)
    check(story, texts)
    assert {m.file: m.relation for m in story.members} == {"000": "original", "001": "damaged"}
    sound, wounded = (next(t for p in pages if p.file == f for t in [texts[p.text]]) for f in ("000", "001"))
    # An independent count: the words of the sound copy that are too few in the wounded one.
    gone = [v for v in story.variants if v.kind == "lost"]
    posts = [v for v in story.variants if v.kind == "added"]
    assert all(v.file == "001" and v.scar for v in gone)
    assert all(v.note == "embedded post" for v in posts)
    assert len(posts) == wounded.count("(@")
    left = wounded
    for post in posts:
        left = left.replace(post.quote, "")

    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text)

    assert len(words(left)) + sum(len(words(v.reading)) for v in gone) == len(words(sound))
    assert words(reading.text_of(story, texts)) == words(sound)
    assert reading.damage(story, texts) == ()
    assert {v.kind for v in story.variants} == {"lost", "added"}
