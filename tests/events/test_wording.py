"""Is a name found in the texts in which it stands, and only there?"""

from __future__ import annotations

import random

from aftershock.events.groups import with_article
from aftershock.events.wording import Wording

WORDS = ["the", "Grey", "Tide", "of", "al-Hask", "tide", "Ó", "7th", "group", "حركة", "said", "Tide's"]


def test_what_is_found_is_what_a_search_of_every_text_finds() -> None:
    chance = random.Random(5)
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(0, 9))) for _ in range(300)]
    wording = Wording(texts)
    for _ in range(200):
        name = " ".join(chance.choices(WORDS, k=chance.randint(1, 3)))
        whole = [text for text in texts if f" {name} " in f" {text} "]
        found = list(wording.having(name))
        assert [text for text in found if f" {name} " in f" {text} "] == whole
        assert all(name in text for text in found)


def test_few_of_many_texts_are_looked_at() -> None:
    looked = []

    class Text(str):
        def __contains__(self, part: object) -> bool:
            looked.append(part)
            return super().__contains__(part)  # type: ignore[operator]

    wording = Wording(
        [Text(f"Mayor Quill {number} spoke of the Grey Tide {number}.") for number in range(500)]
    )
    assert with_article("Grey Tide 77", wording)
    assert not with_article("Mayor Osk", wording)
    assert len(looked) == 1
