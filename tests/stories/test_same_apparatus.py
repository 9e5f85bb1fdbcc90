"""The apparatus is, byte for byte, the one that was told word by word before words were kept in columns."""

from __future__ import annotations

import hashlib

import msgspec
from evals.stories import generate

from aftershock.records import Page, Story
from aftershock.stories import telling
from aftershock.text import sha256

# Of the twenty stories as they were told by the code before, with a record for each word (since then with
# the empty list of what a story reprints).
BEFORE = "505d4695c108f06dc95d52c1d6ddbd28b6da29992168ade3b4e09fe1bde8b38f"


def stories() -> list[Story]:
    documents = generate.corpus(77, 12, generate.DAMAGES + generate.HELD_BACK)
    groups: dict[int, list[tuple[Page, str]]] = {}
    for number, document in enumerate(documents):
        page = Page(id=f"page-{number}", capture="capture", text=sha256(document.text), file=f"{number}.txt")
        groups.setdefault(document.story, []).append((page, document.text))
    return [
        telling.story((telling.Parted(tuple(page for page, _ in group)), {p.text: text for p, text in group}))
        for group in groups.values()
    ]


def test_stories_are_told_as_they_were() -> None:
    told = b"".join(msgspec.json.encode(story) for story in stories())
    assert hashlib.sha256(told).hexdigest() == BEFORE


def test_copies_without_words_are_told() -> None:
    texts = {sha256(text): text for text in ("\n ", " \u200b ")}
    pages = tuple(Page(id=key, capture="capture", text=key, file=key) for key in texts)
    story = telling.story((telling.Parted(pages), texts))
    assert len(story.members) == 2
    assert story.reading == ()
