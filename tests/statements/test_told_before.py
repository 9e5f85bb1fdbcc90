"""Words without marks before "police said" begin with the sentence that says so."""

from __future__ import annotations

import pytest

from aftershock.statements import proposals
from aftershock.statements import read as reading
from aftershock.statements.passages import split
from tests.statements.desk import Desk


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A bomb went off. Nine were killed, police said.", "Nine were killed"),
        ("“It is over. Go home,” police said.", "“It is over. Go home,”"),
        ("Nine were killed, police said.", "Nine were killed"),
    ],
)
def test_where_what_is_said_begins(text: str, said: str) -> None:
    (passage,) = reading._parsed([(text, span) for span in split(text)], Desk().reader)
    end = text.index(said) + len(said)
    start = proposals._told_before(passage, 0, end, text.index("said"))
    assert text[start:end] == said
