"""Does hostile, odd or broken input ever end in a traceback, or cost more than its part?"""

from __future__ import annotations

import random

from aftershock.records import Page
from aftershock.statements import read as statements
from aftershock.stories.reading import single

WIRE = (
    "Police in Port Example said on 3 March 2031 that at least five people were killed in an explosion at "
    "the Quay Market. The Salt Road Brigade claimed responsibility in a statement.\n"
)


def test_a_text_without_grammar_is_read_to_its_end() -> None:
    """Verbs in lists of passives lead to one another: no walk along them may go round or too deep."""
    words = [
        "harbour",
        "police",
        "said",
        "killed",
        "five",
        "officials",
        ".",
        "the",
        ",",
        "claimed",
        "blamed",
        "attacked",
        "by",
        "was",
        "and",
        "or",
    ]
    chance = random.Random(7)
    texts = [" ".join(chance.choices(words, k=700)) for _ in range(3)]
    texts.append("The market was " + "attacked and " * 450 + "closed.")
    texts.append("The market was " + "killed, blamed, attacked, " * 220 + "closed by police.")
    reader = statements.reader()
    for number, text in enumerate(texts):
        page = Page(id=f"page-{number}", capture="c", text="t", file="f")
        story = single(page, text)
        for line in statements.read_story(story, {page.id: page}, {"t": text}, reader=reader):
            for witness in line.witnesses:
                found = witness.evidence
                assert text[found.start : found.end] == found.quote
