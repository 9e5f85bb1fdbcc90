"""What did each copy lose, add or change against the story's reading, and where do they agree?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from aftershock.records import Match, Page, Receipt, Variant
from aftershock.stories import insertions, scars
from aftershock.stories.align import Alignment, Block, align
from aftershock.stories.restore import Reading, breaks_off, is_cut, is_unrelated, parted
from aftershock.stories.tokens import Word, cut_like, fold, is_word

MOVED = "moved"
REPEATED = "repeated"
CUT = "cut word"
BREAKS_OFF = "breaks off"

Kind = Literal["lost", "added", "changed"]


class Collated(NamedTuple):
    """One member against the reading."""

    matches: tuple[Match, ...]
    variants: tuple[Variant, ...]


class _Sides(NamedTuple):
    """Reading and member, as text and as tokens cut alike."""

    reading: str
    reads: list[Word]
    origins: tuple[Word, ...]
    member: str
    words: list[Word]
    page: Page
    texts: Sequence[str]
    ids: Sequence[str]


def collate(
    reading: Reading, words: list[Word], page: Page, text: str, texts: Sequence[str], ids: Sequence[str]
) -> Collated:
    """The matches and variants of one member, in the order of the reading.

    ``words`` are the member's tokens, ``text`` its characters; ``texts`` and ``ids`` are those of all members
    in the order of `restore.restore`. White space alone is never a variant.
    """
    words = cut_like(words, list(reading.words))
    reads = cut_like(list(reading.words), words)
    origins = reading.origins if len(reads) == len(reading.words) else _cut_like(reads, reading)
    sides = _Sides(reading.text, reads, origins, text, words, page, texts, ids)
    found = align(reads, words)
    gaps = parted(found.gaps, words, texts)
    variants = [variant for gap in gaps for variant in _of_gap(gap, sides)]
    variants += [_moved(block, sides) for block in found.moved]
    variants.sort(key=lambda v: (v.reading_at, v.start, v.end))
    return Collated(tuple(_matches(found, sides)), tuple(_one_scar_each(variants)))


def _one_scar_each(variants: list[Variant]) -> Iterator[Variant]:
    """Losses that share one scar: the first quotes it, the others stand at its end."""
    quoted: set[tuple[int, int]] = set()
    for variant in variants:
        if variant.kind == "lost" and variant.quote:
            if (variant.start, variant.end) in quoted:
                variant = msgspec.structs.replace(variant, start=variant.end, quote="")
            quoted.add((variant.start, variant.end))
        yield variant


def _cut_like(reads: Sequence[Word], reading: Reading) -> tuple[Word, ...]:
    """The witnesses' words, cut where the reading's words were cut."""
    result = []
    at = 0
    for read in reads:
        while reading.words[at].end <= read.start:
            at += 1
        shift = reading.origins[at].start - reading.words[at].start
        origin = reading.origins[at]
        result.append(Word(origin.source, read.start + shift, read.end + shift, read.key, read.before))
    return tuple(result)


def _matches(found: Alignment, sides: _Sides) -> Iterator[Match]:
    """Equal stretches, character for character, grown over the space between words.

    A plain quote against a curly one is no variant and no match: `reading.locate` bridges it.
    """
    reading, member = sides.reading, sides.member
    for block in sorted((*found.equal, *found.moved)):
        first, last = sides.reads[block.a0], sides.reads[block.a1 - 1]
        at, to = sides.words[block.b0].start, sides.words[block.b1 - 1].end
        if reading[first.start : last.end] == member[at:to]:
            yield Match(reading=first.start, at=at, length=to - at)
            continue
        start_r = start_m = end_r = end_m = -1
        for step in range(block.a1 - block.a0):
            read, word = sides.reads[block.a0 + step], sides.words[block.b0 + step]
            if end_r >= 0 and reading[end_r : read.start] == member[end_m : word.start]:
                end_r, end_m = read.start, word.start
            else:
                if end_r > start_r:
                    yield Match(reading=start_r, at=start_m, length=end_r - start_r)
                start_r, start_m, end_r, end_m = read.start, word.start, read.start, word.start
            alike = reading[read.start : read.end] == member[word.start : word.end]
            if alike:
                end_r, end_m = read.end, word.end
                continue
            if end_r > start_r:
                yield Match(reading=start_r, at=start_m, length=end_r - start_r)
            start_r = start_m = end_r = end_m = -1
        if end_r > start_r:
            yield Match(reading=start_r, at=start_m, length=end_r - start_r)


def _of_gap(gap: Block, sides: _Sides) -> Iterator[Variant]:
    """The variants of one place where the copies part."""
    missing, own = sides.reads[gap.a0 : gap.a1], sides.words[gap.b0 : gap.b1]
    if missing and own and _same_but_spaces(missing, own):
        return
    if len(missing) > 1 and own and is_cut(missing, own):
        first = missing[0].key.startswith(own[0].key)
        cut = (gap.a0, gap.a0 + 1) if first else (gap.a1 - 1, gap.a1)
        yield _changed(Block(*cut, gap.b0, gap.b1), sides)
        rest = (gap.a0 + 1, gap.a1) if first else (gap.a0, gap.a1 - 1)
        at = gap.b1 if first else gap.b0
        yield from _lost(Block(*rest, at, at), sides)
        return
    if missing and own and scars.is_emptied([word.key for word in own]):
        yield from _lost(gap, sides)
        return
    if missing and own and not _apart(missing, own, sides):
        yield _changed(gap, sides)
        return
    if missing:
        yield from _lost(Block(gap.a0, gap.a1, gap.b0, gap.b0), sides)
    if own:
        yield from _added(gap, sides)


def _same_but_spaces(one: Sequence[Word], two: Sequence[Word]) -> bool:
    return "".join(word.key for word in one) == "".join(word.key for word in two)


def _apart(missing: Sequence[Word], own: Sequence[Word], sides: _Sides) -> bool:
    """Whether a loss and an addition only happen to meet here."""
    if is_unrelated(missing, own) or insertions.kind_of(sides.member[own[0].start : own[-1].end]):
        return True
    return not any(is_word(word.key) for word in own) or not any(is_word(word.key) for word in missing)


def _hole(at: int, sides: _Sides) -> tuple[int, int, bool]:
    """Where the member's words part before token ``at``: offsets, and whether a scar stands there.

    With a scar the span is the scar's white space; without, it is empty.
    """
    words = sides.words
    if at == 0:
        return (words[0].start, words[0].start, False) if words else (0, 0, False)
    left = words[at - 1]
    if at == len(words):
        return left.end, left.end, False
    right = words[at]
    if right.start - len(right.before) == left.end and scars.at(right.before, left.key, right.key):
        return left.end, right.start, True
    return left.end, left.end, False


def _lost(gap: Block, sides: _Sides) -> Iterator[Variant]:
    """The losses of one place; what stands in the gap itself is the scar that they left ("( )")."""
    start, end, scar = _hole(gap.b0, sides)
    if gap.b0 < gap.b1:
        start, end, scar = sides.words[gap.b0].start, sides.words[gap.b1 - 1].end, True
    cut = 0 < gap.b0 == len(sides.words) and breaks_off(sides.words, sides.reads[gap.a0], sides.texts)
    for low, high in _by_witness(gap.a0, gap.a1, sides):
        missing = sides.reading[sides.reads[low].start : sides.reads[high - 1].end]
        yield Variant(
            kind="lost",
            text=sides.page.text,
            file=sides.page.file,
            start=start,
            end=end,
            quote=sides.member[start:end],
            reading=missing,
            reading_at=sides.reads[low].start,
            witness=_witness(low, high, sides),
            scar=scar,
            note=""
            if scar
            else BREAKS_OFF
            if cut
            else insertions.slug_of(missing, ends=high == len(sides.reads)),
        )


def _by_witness(low: int, high: int, sides: _Sides) -> Iterator[tuple[int, int]]:
    """The reading's tokens ``low:high`` in stretches that one witness gives without a break."""
    start = low
    for at in range(low + 1, high):
        left, right = sides.origins[at - 1], sides.origins[at]
        if right.source == left.source and right.start >= left.end:
            between = sides.texts[left.source][left.end : right.start]
            if not between.strip():
                continue
        yield start, at
        start = at
    yield start, high


def _witness(low: int, high: int, sides: _Sides) -> Receipt:
    """The receipt of the reading's tokens ``low:high``, of the longest stretch that one witness gives."""
    first, last = max(_by_witness(low, high, sides), key=lambda piece: piece[1] - piece[0])
    source = sides.origins[first].source
    start, end = sides.origins[first].start, sides.origins[last - 1].end
    return Receipt(text=sides.ids[source], start=start, end=end, quote=sides.texts[source][start:end])


def _added(gap: Block, sides: _Sides) -> Iterator[Variant]:
    at = sides.reads[gap.a0 - 1].end if gap.a0 else 0
    for low, high in _unbroken(gap.b0, gap.b1, sides):
        start, end = sides.words[low].start, sides.words[high - 1].end
        passage = sides.member[start:end]
        for piece in insertions.posts_in(passage):
            quote = passage[piece.start : piece.end]
            lead = len(quote) - len(quote.lstrip())
            quote = quote.strip()
            note = insertions.kind_of(quote) or (REPEATED if _stands_in(quote, sides.reading) else "")
            note = note or insertions.slug_of(quote, ends=high == len(sides.words))
            yield Variant(
                kind="added",
                text=sides.page.text,
                file=sides.page.file,
                start=start + piece.start + lead,
                end=start + piece.start + lead + len(quote),
                quote=quote,
                reading="",
                reading_at=at,
                note=note,
            )


def _unbroken(low: int, high: int, sides: _Sides) -> Iterator[tuple[int, int]]:
    """The member's tokens ``low:high`` cut where boilerplate stands between two of them."""
    start = low
    for at in range(low + 1, high):
        left, right = sides.words[at - 1], sides.words[at]
        if right.start - len(right.before) > left.end:
            yield start, at
            start = at
    yield start, high


def _stands_in(quote: str, reading: str) -> bool:
    squeezed = " ".join(fold(quote).split())
    return len(squeezed) > 40 and squeezed in " ".join(fold(reading).split())


def _changed(gap: Block, sides: _Sides) -> Variant:
    start, end = sides.words[gap.b0].start, sides.words[gap.b1 - 1].end
    low, high = sides.reads[gap.a0].start, sides.reads[gap.a1 - 1].end
    mine, theirs = fold(sides.member[start:end]), fold(sides.reading[low:high])
    # A fragment of the reading's word ("amba" of "ambassador") is what a cut leaves, no new wording.
    cut = gap.b1 - gap.b0 == gap.a1 - gap.a0 == 1 and _is_fragment(mine, theirs)
    return Variant(
        kind="changed",
        text=sides.page.text,
        file=sides.page.file,
        start=start,
        end=end,
        quote=sides.member[start:end],
        reading=sides.reading[low:high],
        reading_at=low,
        witness=_witness(gap.a0, gap.a1, sides),
        scar=_hole(gap.b0, sides)[2] or _hole(gap.b1, sides)[2],
        note=(BREAKS_OFF if gap.b1 == len(sides.words) else CUT) if cut else "",
    )


def _is_fragment(part: str, whole: str) -> bool:
    # Endings of two letters are inflections ("attack", "attacks"), not cuts.
    return len(whole) - len(part) > 2 and (whole.startswith(part) or whole.endswith(part))


def _moved(block: Block, sides: _Sides) -> Variant:
    start, end = sides.words[block.b0].start, sides.words[block.b1 - 1].end
    low, high = sides.reads[block.a0].start, sides.reads[block.a1 - 1].end
    return Variant(
        kind="changed",
        text=sides.page.text,
        file=sides.page.file,
        start=start,
        end=end,
        quote=sides.member[start:end],
        reading=sides.reading[low:high],
        reading_at=low,
        witness=_witness(block.a0, block.a1, sides),
        note=MOVED,
    )
