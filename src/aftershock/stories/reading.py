"""Where does a passage of a story's reading stand in each of its documents?

The reading is a view (`Story.reading`): its runs joined. A passage of it is found again in a member
through the member's matches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aftershock.records import Match, Member, Page, Receipt, Record, Run, Story
from aftershock.text import content_id, trim

Texts = Mapping[str, str]

# Half of a passage must stand in a member before it counts as a witness at all.
MIN_COVERED = 0.5


class Located(Record, frozen=True, kw_only=True):
    """A passage in one member; ``whole`` where it stands there word for word."""

    member: Member
    receipt: Receipt
    whole: bool


def text_of(story: Story, texts: Texts) -> str:
    """The reading text of a story; ``texts`` maps text ids to their characters."""
    return "".join(texts[run.text][run.start : run.end] for run in story.reading)


def single(page: Page, text: str) -> Story:
    """The story of a page that has no copies: its text is its reading."""
    member = Member(
        text=page.text,
        page=page.id,
        file=page.file,
        relation="original",
        matches=(Match(reading=0, at=0, length=len(text)),),
    )
    return Story(
        id=content_id("story", page.id),
        members=(member,),
        reading=(Run(text=page.text, start=0, end=len(text)),),
        boilerplate=page.boilerplate,
    )


def locate(story: Story, texts: Texts, start: int, end: int) -> tuple[Located, ...]:
    """The passage ``start:end`` of the reading in every member that has it, whole witnesses first.

    A member that has less than half of the passage is no witness. Order among equals is the story's own.
    """
    reading = text_of(story, texts)
    wanted = _squeezed(reading[start:end])
    found = []
    for member in story.members:
        span = _span_in(member.matches, start, end)
        if span is None:
            continue
        text = texts[member.text]
        at, to = trim(text, *span)
        if at >= to:
            continue
        quote = text[at:to]
        receipt = Receipt(text=member.text, start=at, end=to, quote=quote)
        found.append(Located(member=member, receipt=receipt, whole=_squeezed(quote) == wanted))
    return tuple(sorted(found, key=lambda located: not located.whole))


def _span_in(matches: Sequence[Match], start: int, end: int) -> tuple[int, int] | None:
    """The stretch of a member that the passage covers, or None where too little stands there."""
    pieces = []
    covered = 0
    for match in matches:
        low, high = max(start, match.reading), min(end, match.reading + match.length)
        if low < high:
            pieces.append((match.at + low - match.reading, match.at + high - match.reading))
            covered += high - low
    if covered < MIN_COVERED * (end - start):
        return None
    return min(low for low, _ in pieces), max(high for _, high in pieces)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
