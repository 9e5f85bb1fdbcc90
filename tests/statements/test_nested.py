"""Who relays whom?"""

from __future__ import annotations

import pytest

from aftershock.statements import nested
from aftershock.statements.draft import Draft, Voice
from aftershock.statements.passages import Passage
from aftershock.statements.read import english
from aftershock.text import Span


def _passage(text: str) -> Passage:
    nlp, forms = english()
    return Passage(forms.complete(nlp(text)), 0, text, ())


def _draft(text: str, who: str, cue: str, content: str) -> Draft:
    def at(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    return Draft(act="reports", voice=Voice(name=who, at=at(who)), cue=at(cue), rule="r", content=at(content))


def _via(text: str, drafts: list[Draft], heard: list[Draft]) -> dict[str, tuple[str, ...]]:
    return {each.voice.name: each.via for each in nested.relayed(_passage(text), drafts, None, heard)}


def test_who_is_cited_is_relayed_by_who_cites() -> None:
    text = "The Courier, citing two policemen, wrote that four died."
    drafts = [
        _draft(text, "The Courier", "wrote", "four died"),
        _draft(text, "two policemen", "citing", "four died"),
    ]
    assert _via(text, drafts, []) == {"The Courier": (), "two policemen": ("The Courier",)}


def test_who_is_not_sure_enough_to_stand_relays_all_the_same() -> None:
    text = "The Courier notes that the mayor said four died."
    inner = _draft(text, "the mayor", "said", "four died")
    outer = _draft(text, "The Courier", "notes", "the mayor said four died")
    assert _via(text, [inner], [outer]) == {"the mayor": ("The Courier",)}
    assert _via(text, [inner], []) == {"the mayor": ()}


@pytest.mark.parametrize(
    ("told", "via"),
    [
        ("the weekly Prism", ("Prism",)),
        ("Radio Tolmen", ("Radio Tolmen",)),
        ("state television", ("state television",)),
        ("the Harrow Star", ("Harrow Star",)),
        ("the court", ()),
        ("Ada Brink", ()),
    ],
)
def test_the_outlet_that_was_told_relays_it(told: str, via: tuple[str, ...]) -> None:
    text = f"A caller told {told} that four died."
    assert _via(text, [_draft(text, "A caller", "told", "four died")], []) == {"A caller": via}
