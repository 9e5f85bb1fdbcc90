"""Where does a passage of a story's reading stand in each of its documents?

The reading is a view (`Story.reading`): its runs joined. A passage of it is found again in a member
through the member's matches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from aftershock.records import REWORDED, Match, Member, Page, Receipt, Record, Run, Story
from aftershock.stories import scars, wounds
from aftershock.stories.tokens import fold
from aftershock.text import Span, content_id, trim

Texts = Mapping[str, str]

# Half of a passage must stand in a member before it counts as a witness at all.
MIN_COVERED = 0.5
# An embedded post may stand between two halves of a sentence; a longer break means that it was moved apart.
MAX_BREAK = 600
# A passage begins or ends with at most this many quotes and dashes that may differ in type.
_MARKS = 3


class Located(Record, frozen=True, kw_only=True):
    """A passage in one member; ``whole`` where it stands there word for word
    (quotes, dashes and spaces may be of another type)."""

    member: Member
    receipt: Receipt
    whole: bool


def text_of(story: Story, texts: Texts) -> str:
    """The reading text of a story; ``texts`` maps text ids to their characters."""
    return "".join(texts[run.text][run.start : run.end] for run in story.reading)


def damage(story: Story, texts: Texts) -> tuple[Span, ...]:
    """Where the reading of a story is itself still wounded, in code points of the reading.

    A place that any copy has unwounded is read from that copy, so what is found here has no whole witness: a
    statement that spans it must say so.
    """
    return tuple(scar.span for scar in scars.find(text_of(story, texts)))


def wordings(story: Story) -> tuple[Story, ...]:
    """A story as often as it is worded: as its copies tell it, then as each telling does, under one id."""
    own = tuple(member for member in story.members if member.relation not in REWORDED)
    others = (
        Story(
            id=story.id,
            members=telling.members,
            reading=telling.reading,
            variants=telling.variants,
            boilerplate=story.boilerplate,
        )
        for telling in story.tellings
    )
    return (msgspec.structs.replace(story, members=own, tellings=(), reprints=()), *others)


def single(page: Page, text: str) -> Story:
    """The story of a page that has no copies: its text without its boilerplate is its reading."""
    runs, matches = [], []
    at = 0
    for start, end in wounds.beside(page, text):
        runs.append(Run(text=page.text, start=start, end=end))
        matches.append(Match(reading=at, at=start, length=end - start))
        at += end - start
    member = Member(
        text=page.text,
        page=page.id,
        file=page.file,
        relation="original",
        matches=tuple(matches),
        scars=wounds.of(page, text),
    )
    return Story(
        id=content_id("story", page.id),
        members=(member,),
        reading=tuple(runs),
        boilerplate=page.boilerplate,
    )


def locate(story: Story, texts: Texts, start: int, end: int) -> tuple[Located, ...]:
    """The passage ``start:end`` of the reading in every member that has it, whole witnesses first.

    A member that has less than half of the passage is no witness. Order among equals is the story's own.
    """
    reading = text_of(story, texts)
    wanted = _squeezed(fold(reading[start:end]))
    found = []
    for member in story.members:
        text = texts[member.text]
        span = _span_in(member.matches, start, end)
        if span is None:
            continue
        at, to = trim(text, *_grown(text, *span, fold(reading[start:end])))
        if at >= to:
            continue
        quote = text[at:to]
        receipt = Receipt(text=member.text, start=at, end=to, quote=quote)
        found.append(Located(member=member, receipt=receipt, whole=_squeezed(fold(quote)) == wanted))
    return tuple(sorted(found, key=lambda located: not located.whole))


def _span_in(matches: Sequence[Match], start: int, end: int) -> tuple[int, int] | None:
    """The stretch of a member that the passage covers, or None where too little of it stands together.

    Pieces of a passage that was moved apart do not stand together: the stretch with most of it is taken.
    """
    pieces = []
    for match in matches:
        low, high = max(start, match.reading), min(end, match.reading + match.length)
        if low < high:
            pieces.append((match.at + low - match.reading, match.at + high - match.reading))
    groups: list[list[tuple[int, int]]] = []
    for piece in sorted(pieces):
        if groups and piece[0] - groups[-1][-1][1] <= MAX_BREAK + (end - start):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    if not groups:
        return None
    best = max(groups, key=_length)
    if _length(best) < MIN_COVERED * (end - start):
        return None
    return best[0][0], best[-1][1]


def _grown(text: str, at: int, to: int, passage: str) -> tuple[int, int]:
    """The stretch with the marks at its ends that differ in type only, as the folded passage has them."""
    near = fold(text[max(0, at - _MARKS) : to + _MARKS])
    low, high = at - max(0, at - _MARKS), to - max(0, at - _MARKS)
    for lead in range(1, _MARKS + 1):
        if lead <= low and passage.startswith(near[low - lead : low + 1]):
            return _grown_end(near, at - lead, low - lead, high, passage)
    return _grown_end(near, at, low, high, passage)


def _grown_end(near: str, at: int, low: int, high: int, passage: str) -> tuple[int, int]:
    for tail in range(_MARKS, 0, -1):
        if high + tail <= len(near) and passage.endswith(near[high - 1 : high + tail]):
            return at, at + high + tail - low
    return at, at + high - low


def _length(pieces: Sequence[tuple[int, int]]) -> int:
    return sum(high - low for low, high in pieces)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
