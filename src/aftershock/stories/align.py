"""Which words of one copy are which words of another?

The longest common subsequence of tokens (rapidfuzz) comes first; then stray agreements are given up, the
pieces of one insertion are brought together, and gaps are moved to where a writer or a machine would have
cut. What stands elsewhere in the other copy is found as a move, by token 4-grams that stand once in both.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from aftershock.stories import scars
from aftershock.stories.letters import is_word
from aftershock.stories.tokens import Words

# Four tokens in a row that stand once in each copy hardly ever meet by chance within one story.
ANCHOR = 4
# A shorter run that turns up elsewhere is a phrase used twice, not a passage that was moved.
MIN_MOVED = 8
# Pairs of copies whose agreement is remembered: a copy meets the reading after it met the woven copies, and
# these are often the same words.
_REMEMBERED = 16
# No word is spelled so (`tokens.Letters`).
_APART = "\U0010ffff"


class Block(NamedTuple):
    """Tokens ``a0:a1`` of the one and ``b0:b1`` of the other."""

    a0: int
    a1: int
    b0: int
    b1: int


class Alignment(NamedTuple):
    """Equal blocks in the order of both, the gaps between them, and blocks that stand elsewhere.

    Gaps do not contain the tokens of moved blocks. Every token of both is in exactly one block.
    """

    equal: tuple[Block, ...]
    gaps: tuple[Block, ...]
    moved: tuple[Block, ...]


def align(one: Words, two: Words) -> Alignment:
    """The alignment of two texts' words (see `tokens.split_joined` for words joined in one of them)."""
    a, b = one.spelled, two.spelled
    if a == b:
        return Alignment((Block(0, len(a), 0, len(b)),) if a else (), (), ())
    equal = _slide(list(_agreed(a, b)), one, two)
    moved = _moves(equal, a, b)
    return Alignment(tuple(equal), tuple(_gaps(equal, moved, len(a), len(b))), tuple(moved))


@lru_cache(maxsize=_REMEMBERED)
def _agreed(a: str, b: str) -> tuple[Block, ...]:
    return tuple(_tidy(_common(a, b, Block(0, len(a), 0, len(b))), a, b))


def _common(a: str, b: str, gap: Block) -> list[Block]:
    a0, a1, b0, b1 = gap
    if a0 == a1 or b0 == b1:
        return []
    return [
        Block(a0 + op.src_start, a0 + op.src_end, b0 + op.dest_start, b0 + op.dest_end)
        for op in LCSseq.opcodes(a[a0:a1], b[b0:b1])
        if op.tag == "equal"
    ]


def _joined(blocks: Sequence[Block]) -> list[Block]:
    result: list[Block] = []
    for block in blocks:
        if block.a0 == block.a1:
            continue
        if result and result[-1].a1 == block.a0 and result[-1].b1 == block.b0:
            result[-1] = Block(result[-1].a0, block.a1, result[-1].b0, block.b1)
        else:
            result.append(block)
    return result


def _tidy(equal: list[Block], a: str, b: str) -> list[Block]:
    """Give up stray agreements and bring one insertion's pieces together, until nothing changes."""
    # Each step gives up, joins or moves one block; the bound is for two posts that pull at one word.
    first = 0
    for _ in range(4 * len(equal) + 16):
        change = _first_change(equal, first, a, b)
        if change is None:
            break
        number, instead = change
        # only the neighbours' gaps have changed: those before them need not be asked again, and only the
        # blocks at the seams can have come to touch
        first, low = max(0, number - 2), max(0, number - 1)
        equal[low : number + 2] = _joined([*equal[low:number], *instead, *equal[number + 1 : number + 2]])
    return equal


def _first_change(equal: list[Block], first: int, a: str, b: str) -> tuple[int, list[Block]] | None:
    """The first block from number ``first`` on that does not stay, and what comes in its place."""
    posts = "@" in a or "@" in b
    end_a, end_b = (equal[first - 1].a1, equal[first - 1].b1) if first else (0, 0)
    for number in range(first, len(equal)):
        block = a0, a1, b0, b1 = equal[number]
        next_a, next_b = equal[number + 1][::2] if number + 1 < len(equal) else (len(a), len(b))
        own_a, own_b, later_a, later_b = a0 - end_a, b0 - end_b, next_a - a1, next_b - b1
        if not own_a and not later_a:
            if own_b and later_b and (moved := _met(b, b0, b1, end_b, next_b)) is not None:
                return number, [Block(a0, a1, moved, moved + b1 - b0)]
        elif not own_b and not later_b:
            if own_a and later_a and (moved := _met(a, a0, a1, end_a, next_a)) is not None:
                return number, [Block(moved, moved + a1 - a0, b0, b1)]
        elif _is_stray(a1 - a0, own_a, own_b, later_a, later_b):
            return number, []
        if posts:
            around = Block(end_a, next_a, end_b, next_b)
            if _in_post(b, b0, b1, end_b, next_b):
                return number, _common(a, b, around._replace(b1=b0))
            if _in_post(a, a0, a1, end_a, next_a):
                return number, _common(a, b, around._replace(a1=a0))
        end_a, end_b = block[1], block[3]
    return None


def _in_post(b: str, start: int, end: int, before: int, after: int) -> bool:
    """A word or two of a post in b that happen to be words which b lost just there.

    The post, ``before:after``, is known by the "@" of its signature behind them, with none before them.
    """
    if end - start > 2 or start - before < 3:
        return False
    return "@" in b[end:after] and "@" not in b[before:start]


def _is_stray(length: int, own_a: int, own_b: int, later_a: int, later_b: int) -> bool:
    """A word or two that two different passages happen to share.

    Counted are the tokens that each copy has for itself before and behind. A word between two losses (or two
    additions) is no stray: there one copy is simply whole. It takes a neighbour in which both copies have
    words of their own, and more the longer the agreement is.
    """
    if not ((own_a and own_b) or (later_a and later_b)):
        return False
    both_sides = own_a + own_b and later_a + later_b
    return bool(both_sides) and length <= min(own_a + later_a, own_b + later_b) // 3


def _met(b: str, start: int, end: int, before: int, after: int) -> int | None:
    """Where the tokens ``start:end``, with only b's own on both sides, stand so that these become one gap."""
    own, length = b[start:end], end - start
    if b[after - length : after] == own:
        return after - length
    return before if b[before : before + length] == own else None


def _slide(equal: list[Block], one: Words, two: Words) -> list[Block]:
    """Move each one-sided gap, where its first or last words allow it, to the likeliest seam."""
    result = list(equal)
    for number in range(1, len(result)):
        left, right = result[number - 1], result[number]
        if left.a1 == right.a0 and left.b1 < right.b0:
            shift = _best_shift(two, left.b1, right.b0, one, left.a1, left.b1 - left.b0, right.b1 - right.b0)
        elif left.b1 == right.b0 and left.a1 < right.a0:
            shift = _best_shift(one, left.a1, right.a0, two, left.b1, left.a1 - left.a0, right.a1 - right.a0)
        else:
            continue
        if shift:
            result[number - 1] = Block(left.a0, left.a1 + shift, left.b0, left.b1 + shift)
            result[number] = Block(right.a0 + shift, right.a1, right.b0 + shift, right.b1)
    return _joined(result)


def _best_shift(words: Words, start: int, end: int, other: Words, hole: int, back: int, ahead: int) -> int:
    """How far the gap ``start:end`` of ``words`` (nothing at ``hole`` of ``other``) is best moved."""
    spelled = words.spelled
    options = [0]
    shift = 0
    while shift < ahead - 1 and spelled[start + shift] == spelled[end + shift]:
        shift += 1
        options.append(shift)
    shift = 0
    while -shift < back - 1 and spelled[start + shift - 1] == spelled[end + shift - 1]:
        shift -= 1
        options.append(shift)
    if len(options) == 1:
        return 0
    return max(options, key=lambda s: (_seam(words, start + s, end + s, other, hole + s), -abs(s)))


def _seam(words: Words, start: int, end: int, other: Words, hole: int) -> int:
    """How much the ends of a gap look like the ends of something cut out or put in."""
    points = 0
    if 0 < hole < len(other) and scars.at(other.before(hole), other.spelled[hole - 1], other.spelled[hole]):
        points += 8
    previous, before = words.spelled[start - 1] if start else "", words.before(start)
    if not previous or "\n" in before:
        points += 2
    if not previous or previous in '.!?"…':
        points += 2
    behind = words.before(end) if end < len(words) else ""
    if "\n" in behind:
        points += 2
    points += bool(before) + (end == len(words) or bool(behind))
    return points + is_word(words.key(start))


def _moves(equal: list[Block], a: str, b: str) -> list[Block]:
    """Passages of `MIN_MOVED` tokens or more that stand in both, unmatched, in another order."""
    matched = sum(block.a1 - block.a0 for block in equal)
    if len(a) - matched < MIN_MOVED or len(b) - matched < MIN_MOVED:
        return []
    ends = [*equal, Block(len(a), len(a), len(b), len(b))]
    open_a = _between([(block.a0, block.a1) for block in ends])
    open_b = _between([(block.b0, block.b1) for block in ends])
    anchors = _anchors(a, b, open_a, open_b)
    if not anchors:
        return []
    free_a, free_b = _flags(len(a), open_a), _flags(len(b), open_b)
    moved: list[Block] = []
    for start_a, start_b in anchors:
        if not (free_a[start_a] and free_b[start_b]):
            continue
        low_a, low_b, end_a, end_b = start_a, start_b, start_a, start_b
        while low_a and low_b and free_a[low_a - 1] and free_b[low_b - 1] and a[low_a - 1] == b[low_b - 1]:
            low_a, low_b = low_a - 1, low_b - 1
        while end_a < len(a) and end_b < len(b) and free_a[end_a] and free_b[end_b] and a[end_a] == b[end_b]:
            end_a, end_b = end_a + 1, end_b + 1
        if end_a - low_a >= MIN_MOVED:
            moved.append(Block(low_a, end_a, low_b, end_b))
            free_a[low_a:end_a] = bytes(end_a - low_a)
            free_b[low_b:end_b] = bytes(end_b - low_b)
    return moved


def _between(taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches before each of some stretches, without those that are empty."""
    found, at = [], 0
    for start, end in taken:
        if at < start:
            found.append((at, start))
        at = end
    return found


def _flags(length: int, stretches: Sequence[tuple[int, int]]) -> bytearray:
    flags = bytearray(length)
    for low, high in stretches:
        flags[low:high] = b"\1" * (high - low)
    return flags


def _anchors(
    a: str, b: str, open_a: Sequence[tuple[int, int]], open_b: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Where 4-grams stand that are once in the open stretches of each, in the order of a."""
    if not all(any(high - low >= MIN_MOVED for low, high in some) for some in (open_a, open_b)):
        return []
    if sum(high - low for low, high in open_a) < sum(high - low for low, high in open_b):
        return sorted((at, there) for there, at in _anchors(b, a, open_b, open_a))
    # the grams of the one with less are looked for in all that is open of the other
    grams = [(at, b[at : at + ANCHOR]) for low, high in open_b for at in range(low, high - ANCHOR + 1)]
    whole = _APART.join([a[low:high] for low, high in open_a])
    begins = list(accumulate([high - low + 1 for low, high in open_a], initial=0))
    times = Counter(gram for _, gram in grams)
    found = []
    for there, gram in grams:
        at = whole.find(gram) if times[gram] == 1 else -1
        if at >= 0 and whole.find(gram, at + 1) < 0:
            stretch = bisect_right(begins, at) - 1
            found.append((open_a[stretch][0] + at - begins[stretch], there))
    return sorted(found)


def _gaps(equal: list[Block], moved: list[Block], end_a: int, end_b: int) -> list[Block]:
    """What lies between equal blocks, without moved passages, in order."""
    gone_a = sorted((block.a0, block.a1) for block in moved)
    gone_b = sorted((block.b0, block.b1) for block in moved)
    gaps: list[Block] = []
    at_a = at_b = 0
    for block in [*equal, Block(end_a, end_a, end_b, end_b)]:
        if not moved:
            gaps.append(Block(at_a, block.a0, at_b, block.b0))
            at_a, at_b = block.a1, block.b1
            continue
        pieces_a = _without(at_a, block.a0, gone_a)
        pieces_b = _without(at_b, block.b0, gone_b)
        if len(pieces_a) == len(pieces_b) == 1:
            gaps.append(Block(*pieces_a[0], *pieces_b[0]))
        else:
            gaps += [Block(low, high, at_b, at_b) for low, high in pieces_a]
            gaps += [Block(at_a, at_a, low, high) for low, high in pieces_b]
        at_a, at_b = block.a1, block.b1
    return [gap for gap in gaps if gap.a0 < gap.a1 or gap.b0 < gap.b1]


def _without(low: int, high: int, gone: list[tuple[int, int]]) -> list[tuple[int, int]]:
    pieces = []
    for start, end in gone:
        if low <= start and end <= high:
            pieces.append((low, start))
            low = end
    pieces.append((low, high))
    return [piece for piece in pieces if piece[0] < piece[1]] or [(low, low)]
