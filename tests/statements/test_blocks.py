"""Does a quotation of several paragraphs stay its speaker's to its end, and no further?"""

from __future__ import annotations

import pytest

from aftershock.statements import blocks

from .desk import Desk


@pytest.mark.parametrize("reader", ["desk", "pair"])
@pytest.mark.parametrize("group", ["Hill Brigade", "Free Column"])
@pytest.mark.parametrize(
    "paragraphs",
    [
        ("The {}, in a letter, stated:", "We struck the depot at dawn.",
         "We will strike again until they leave.", "Police said three guards were hurt."),
        ("In a message to the paper, the {} said:", "“Our unit struck the depot at dawn.",
         "“We will strike again until they leave.”", "Police said three guards were hurt."),
        ("The {} wrote:", "> We struck the depot at dawn.", "> We will strike again until they leave.",
         "Police said three guards were hurt."),
    ],
)  # fmt: skip
def test_each_paragraph_of_a_block_is_its_speakers(
    request: pytest.FixtureRequest, reader: str, group: str, paragraphs: tuple[str, ...]
) -> None:
    desk: Desk = request.getfixturevalue(reader)
    found = desk.read("\n\n".join(paragraphs).format(group))
    who = {w: s.speaker_name for s in found for w in ("depot", "again", "guards") if w in _content(s)}
    assert who == {"depot": group, "again": group, "guards": "Police"}
    assert {s.tier for s in found} == {"attributed"}


def _content(statement: object) -> str:
    content = statement.witnesses[0].content  # type: ignore[attr-defined]
    return content.quote if content else ""


@pytest.mark.parametrize(
    ("paragraph", "following", "on"),
    [
        ("“We did it.", "“We will be back.”", True),
        ("“We did it.”", "“We will be back.”", True),
        ("“We did it.”", "“I am tired,” wrote a student on the wall.", False),
        ("“We did it.”", "“I am tired,” wrote a student. “Good night.”", False),
        ("“We did it.”", "We walked on to the mill.", False),
        ("We did it.", "Our men left at dawn.", True),
        ("We did it.", "The mayor did not reply.", False),
        ("We did it.", "Officials told us that the square was shut.", False),
        ("We did it.", "We asked the mayor for a word.", False),
        ("We did it.", "“I heard of our loss,” the mayor wrote.", False),
        ("The mill burned.", "We were not there.", False),
        ("> We did it.", "> Nobody saw it.", True),
        ("> We did it.", "We were not there.", False),
        ("First:", "the mill.", True),
    ],
)
def test_where_a_block_ends(paragraph: str, following: str, on: bool) -> None:
    assert blocks.goes_on(paragraph, following) is on
