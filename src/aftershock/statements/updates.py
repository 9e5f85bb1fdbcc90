"""What does a copy say otherwise, or besides, than the story's reading?

Copies are not always copies: a later version has another number, a reprint adds a paragraph, a page carries
posts. The reading cannot hold both, and no figure may vanish for that. So the sentences of a member in which
it adds or changes something are read as well, from that member alone; and a member that says otherwise is no
witness of what the reading says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from aftershock.records import Match, Member, Run, Statement, Story, Variant, Witness
from aftershock.statements.figure_words import NUMBER
from aftershock.stories.reading import Texts
from aftershock.stories.tokens import fold
from aftershock.text import Span

# Differences that say nothing of their own: a frame's line, a passage elsewhere or twice, a damaged word.
_SILENT = frozenset({"page furniture", "moved", "repeated", "cut word", "breaks off"})
# An added word or two ("OPS", a dateline's town) asserts nothing; a short sentence does.
MIN_ADDED = 4
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(NUMBER)
_NAME = re.compile(r"\b[A-Z]\w+")
_NOT = re.compile(r"\b(?:not|no|never|nobody|none|neither|nor|without)\b|n't\b", re.IGNORECASE)
_STOP = re.compile(r"[.!?][”\"’')]*\s+|\n+")


def passages(story: Story, texts: Texts) -> tuple[Story, ...]:
    """Each member's own sentences as a story of that member alone, to be read like any other."""
    found = []
    for member in story.members if len(story.members) > 1 else ():
        text = texts[member.text]
        spans = _joined(_sentence(text, v) for v in story.variants if v.text == member.text and _says(v))
        found += [_alone(story, member, span) for span in spans]
    return tuple(found)


def merge(lines: Sequence[Statement], own: Iterable[Statement], story: Story) -> tuple[Statement, ...]:
    """The ledger of a story: the reading's lines with the witnesses that say the same, then what only one
    member says.

    A line of a member that the reading's lines have already, in the same place, is left out.
    """
    changes = [v for v in story.variants if v.kind == "changed" and _says(v)]
    kept = [line for each in lines if (line := _without_dissenters(each, changes)) is not None]
    known = {line.id for line in kept}
    for line in own:
        if line.id not in known and not any(_same(line, other) for other in kept):
            known.add(line.id)
            kept.append(line)
    return tuple(kept)


def together(told: Iterable[Iterable[Statement]]) -> tuple[Statement, ...]:
    """The lines of all wordings of one story; of a sentence that several have, one line with all witnesses.

    What they say in other words stays two lines: what one denies the other may only report.
    """
    found: dict[str, Statement] = {}
    for line in (line for lines in told for line in lines):
        if (known := found.get(line.id)) is not None:
            new = tuple(each for each in line.witnesses if each not in known.witnesses)
            line = msgspec.structs.replace(known, witnesses=known.witnesses + new)
        found[line.id] = line
    return tuple(found.values())


def _says(variant: Variant) -> bool:
    """Whether a difference is one of what is said, and not of how it was copied or put."""
    if variant.kind == "lost" or variant.scar or variant.note in _SILENT:
        return False
    if variant.kind == "added":
        return len(_WORD.findall(variant.quote)) >= MIN_ADDED
    return _weighty(variant.quote) != _weighty(variant.reading)


def _weighty(passage: str) -> list[str]:
    """The words of a passage that change what is said: numbers, names, negations. The rest is wording."""
    folded = fold(passage)
    found = _NUMBER.findall(folded) + _NAME.findall(folded) + _NOT.findall(folded)
    return sorted(word.casefold() for word in found)


def _sentence(text: str, variant: Variant) -> Span:
    """What a member adds, or the sentences that it changes."""
    if variant.kind == "added":
        return Span(variant.start, variant.end)
    start = max((stop.end() for stop in _STOP.finditer(text, 0, variant.start)), default=0)
    stop = _STOP.search(text, max(variant.start, variant.end - 1))
    return Span(start, stop.end() if stop else len(text))


def _joined(spans: Iterable[Span]) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _alone(story: Story, member: Member, span: Span) -> Story:
    """A member's stretch as a story whose reading it is; the id stays, the lines belong to the same story."""
    match = Match(reading=0, at=span.start, length=span.end - span.start)
    return msgspec.structs.replace(
        story,
        members=(msgspec.structs.replace(member, matches=(match,)),),
        reading=(Run(text=member.text, start=span.start, end=span.end),),
        variants=(),
    )


def _without_dissenters(line: Statement, changes: Sequence[Variant]) -> Statement | None:
    """The line with the witnesses in which nothing of it is said otherwise; None where none is left."""
    agreeing = tuple(witness for witness in line.witnesses if not any(_in(v, witness) for v in changes))
    if len(agreeing) == len(line.witnesses):
        return line
    return msgspec.structs.replace(line, witnesses=agreeing) if agreeing else None


def _in(variant: Variant, witness: Witness) -> bool:
    at = witness.evidence
    return variant.text == at.text and variant.start < at.end and at.start < variant.end


def _same(line: Statement, other: Statement) -> bool:
    """Whether two lines say one thing in one place: act and speaker, and mostly one stretch of a text."""
    if (line.act, line.polarity) != (other.act, other.polarity) or not _akin(line, other):
        return False
    mine = line.witnesses[0].evidence
    return any(
        theirs.evidence.text == mine.text
        and 2 * (min(theirs.evidence.end, mine.end) - max(theirs.evidence.start, mine.start))
        > min(theirs.evidence.end - theirs.evidence.start, mine.end - mine.start)
        for theirs in other.witnesses
    )


def _akin(line: Statement, other: Statement) -> bool:
    """Whether the speakers may be one: a member read alone may have only the surname."""
    mine, theirs = (set(_WORD.findall(each.speaker_name or "")) for each in (line, other))
    return mine == theirs or bool(mine & theirs)
