"""Which stories does a round-up print, and which of its passages are whose?

A round-up is kept apart from the stories that it prints (`roundups`), but what it says of theirs is theirs:
it is no origin of its own, and who reads it should know whence each passage comes. A passage is a run of
words that stands so in a copy of the story; what stands in several strangers is the frame of their outlet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import msgspec

from aftershock.records import Reprint, Statement, Story
from aftershock.stories.letters import Letters
from aftershock.stories.roundups import FRAME, MIN_SHARE
from aftershock.stories.tokens import tokens
from aftershock.text import Span, receipt

# So many words and marks in a row do not stand in two texts by chance.
RUN = 8
# Of a story so many copies are looked at, those first of which the round-up has most.
COPIES = 4
# A line is printed from a story where more of its evidence than this stands in that story's passages.
MOST = 0.5


def passages(
    text: str, frame: Sequence[Span], parts: Mapping[str, Sequence[str]]
) -> list[tuple[str, list[Span]]]:
    """The passages of a round-up's text by the stories that they are printed from, in the order of the text.

    ``parts`` are texts of stories, by story; ``frame`` are passages of the text that are nobody's. A passage
    that two stories have is that one's of which the round-up has more.
    """
    among = Letters()
    whole = tokens(text, frame, among=among)
    held = {
        story: _held(whole.spelled, [tokens(copy, among=among).spelled for copy in copies])
        for story, copies in parts.items()
    }
    by_size = sorted(held, key=lambda story: (-sum(held[story]), story))
    owners = []
    for place in range(len(whole)):
        having = [story for story in by_size if held[story][place]]
        owners.append(having[0] if 0 < len(having) < FRAME else "")
    found: dict[str, list[Span]] = {}
    counts: dict[str, int] = {}
    at = 0
    for story, run in groupby(owners):
        size = sum(1 for _ in run)
        if story and size >= RUN:
            found.setdefault(story, []).append(Span(*whole.bounds(at, at + size)))
            counts[story] = counts.get(story, 0) + size
        at += size
    return [(story, spans) for story, spans in found.items() if counts[story] >= MIN_SHARE * len(whole)]


def _held(whole: str, copies: Sequence[str]) -> list[bool]:
    """Of each word of a text, a letter a word, whether it stands in a run that one of the copies has."""
    runs = {copy[at : at + RUN] for copy in copies for at in range(len(copy) - RUN + 1)}
    held = [False] * len(whole)
    for at in range(len(whole) - RUN + 1):
        if whole[at : at + RUN] in runs:
            held[at : at + RUN] = [True] * RUN
    return held


def printed(
    text_id: str, text: str, frame: Sequence[Span], parts: Mapping[str, Sequence[str]]
) -> tuple[Reprint, ...]:
    """`passages` as records, each with its receipt in the round-up."""
    return tuple(
        Reprint(story=story, passages=tuple(receipt(text_id, text, *span) for span in spans))
        for story, spans in passages(text, frame, parts)
    )


def attributed(line: Statement, story: Story) -> Statement:
    """A line of a story, with the story from which a round-up printed it, where it did."""
    if not story.reprints:
        return line
    evidence = [(w.evidence.text, w.evidence.start, w.evidence.end) for w in line.witnesses]
    size = sum(end - start for _, start, end in evidence)
    for reprint in story.reprints:
        here = sum(
            max(0, min(end, passage.end) - max(start, passage.start))
            for text, start, end in evidence
            for passage in reprint.passages
            if passage.text == text
        )
        if here > MOST * size:
            return msgspec.structs.replace(line, printed_from=reprint.story)
    return line
