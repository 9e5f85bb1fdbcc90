"""Behind "she said that A" stands "and that B": whose cue is B's?"""

from __future__ import annotations

import pytest

from aftershock.statements import proposals
from aftershock.statements import read as reading
from aftershock.statements.passages import split
from aftershock.statements.weights import Seen
from aftershock.text import Span
from tests.statements.desk import Desk


def _seen(text: str, cue: str | None, content: str) -> Seen:
    at = text.index(content)
    said = Span(at, at + len(content))
    where = Span(text.index(cue), text.index(cue) + len(cue)) if cue else Span(at, at + 1)
    return Seen(
        chance=0.9, anchor=where, cue=where if cue else None, acts=(1.0,), negative=0.0, tier="attributed",
        quote="indirect", certainty="asserted", speakers=(), heard=0.9, content=said, target=None, hedges=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ada said that the mill burned and that nobody was hurt.", ("the mill burned", "nobody was hurt")),
        ("Ada said the mill burned, but that it stood.", ("the mill burned", "it stood")),
        ("Ada said A was in, that B was out, and that C was ill.", ("A was in", "B was out", "C was ill")),
    ],
)
def test_a_second_content_has_the_same_verb(text: str, parts: tuple[str, ...]) -> None:
    (passage,) = reading._parsed([(text, span) for span in split(text)], Desk().reader)
    seen = [_seen(text, None if number else "said", part) for number, part in enumerate(parts)]
    found = proposals._verbs(passage, seen)
    assert set(found) == {one.anchor for one in seen[1:]}
    assert set(found.values()) == {seen[0].cue}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ada said the mill burned. It stood for years.", ("the mill burned", "It stood for years")),
        ("“It burned,” Ada said. “It stood for years.”", ("It burned", "It stood for years")),
    ],
)
def test_another_sentence_is_another_saying(text: str, parts: tuple[str, ...]) -> None:
    (passage,) = reading._parsed([(text, span) for span in split(text)], Desk().reader)
    assert not proposals._verbs(passage, [_seen(text, "said", parts[0]), _seen(text, None, parts[1])])
