"""Which words of one copy are which words of another?

The longest common subsequence of tokens (rapidfuzz) comes first; then stray agreements are given up, the
pieces of one insertion are brought together, and gaps are moved to where a writer or a machine would have
cut. What stands elsewhere in the other copy is found as a move, by token 4-grams that stand once in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from aftershock.stories import scars
from aftershock.stories.tokens import Word, is_word

# Four tokens in a row that stand once in each copy hardly ever meet by chance within one story.
ANCHOR = 4
# A shorter run that turns up elsewhere is a phrase used twice, not a passage that was moved.
MIN_MOVED = 8


Gram = tuple[int, tuple[str, ...]]  # a place and the tokens from there


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


def align(one: Sequence[Word], two: Sequence[Word]) -> Alignment:
    """The alignment of two token lists (see `tokens.split_joined` for words joined in one of them)."""
    a, b = [word.key for word in one], [word.key for word in two]
    if a == b:
        return Alignment((Block(0, len(a), 0, len(b)),) if a else (), (), ())
    equal = _tidy(_common(a, b, Block(0, len(a), 0, len(b))), a, b)
    equal = _slide(equal, one, two)
    moved = _moves(equal, a, b)
    return Alignment(tuple(equal), tuple(_gaps(equal, moved, len(a), len(b))), tuple(moved))


def _unique_pairs(a: list[Gram], b: list[Gram]) -> list[tuple[int, int]]:
    once_b: dict[tuple[str, ...], int] = {}
    for place, gram in b:
        once_b[gram] = -1 if gram in once_b else place
    times_a = Counter(gram for _, gram in a)
    return [(place, once_b[gram]) for place, gram in a if times_a[gram] == 1 and once_b.get(gram, -1) >= 0]


def _common(a: list[str], b: list[str], gap: Block) -> list[Block]:
    if gap.a0 == gap.a1 or gap.b0 == gap.b1:
        return []
    codes = LCSseq.opcodes(a[gap.a0 : gap.a1], b[gap.b0 : gap.b1])
    return [
        Block(gap.a0 + op.src_start, gap.a0 + op.src_end, gap.b0 + op.dest_start, gap.b0 + op.dest_end)
        for op in codes
        if op.tag == "equal"
    ]


def _joined(blocks: list[Block]) -> list[Block]:
    result: list[Block] = []
    for block in blocks:
        if block.a0 == block.a1:
            continue
        if result and result[-1].a1 == block.a0 and result[-1].b1 == block.b0:
            result[-1] = Block(result[-1].a0, block.a1, result[-1].b0, block.b1)
        else:
            result.append(block)
    return result


def _tidy(equal: list[Block], a: list[str], b: list[str]) -> list[Block]:
    """Give up stray agreements and bring one insertion's pieces together, until nothing changes."""
    # Each step gives up, joins or moves one block; the bound is for two posts that pull at one word.
    first = 0
    for _ in range(4 * len(equal) + 16):
        for number in range(first, len(equal)):
            block = equal[number]
            before = _gap_before(equal, number)
            after = _gap_after(equal, number, len(a), len(b))
            moved = _brought_together(block, before, after, a, b)
            if moved is not None:
                instead = [moved]
            elif _is_stray(block, before, after):
                instead = []
            elif _in_post(block, before, after, b):
                instead = _common(a, b, Block(before.a0, after.a1, before.b0, before.b1))
            elif _in_post(_turned(block), _turned(before), _turned(after), a):
                instead = _common(a, b, Block(before.a0, before.a1, before.b0, after.b1))
            else:
                continue
            # only the neighbours' gaps have changed: those before them need not be asked again
            first = max(0, number - 2)
            equal = equal[:first] + _joined(equal[first:number] + instead + equal[number + 1 :])
            break
        else:
            break
    return equal


def _turned(block: Block) -> Block:
    return Block(block.b0, block.b1, block.a0, block.a1)


def _in_post(block: Block, before: Block, after: Block, b: list[str]) -> bool:
    """A word or two of a post in b that happen to be words which b lost just there.

    The post is known by the "@" of its signature behind them, with none in the words before.
    """
    if block.b1 - block.b0 > 2 or before.b1 - before.b0 < 3:
        return False
    return "@" in b[after.b0 : after.b1] and "@" not in b[before.b0 : before.b1]


def _gap_before(equal: list[Block], number: int) -> Block:
    left = equal[number - 1] if number else Block(0, 0, 0, 0)
    return Block(left.a1, equal[number].a0, left.b1, equal[number].b0)


def _gap_after(equal: list[Block], number: int, end_a: int, end_b: int) -> Block:
    right = equal[number + 1] if number + 1 < len(equal) else Block(end_a, end_a, end_b, end_b)
    return Block(equal[number].a1, right.a0, equal[number].b1, right.b0)


def _is_stray(block: Block, before: Block, after: Block) -> bool:
    """A word or two that two different passages happen to share.

    A word between two losses (or two additions) is no stray: there one copy is simply whole. It takes a
    neighbour in which both copies have words of their own, and more the longer the agreement is.
    """
    replaced = any(gap.a1 > gap.a0 and gap.b1 > gap.b0 for gap in (before, after))
    if not replaced:
        return False
    own_a = before.a1 - before.a0 + after.a1 - after.a0
    own_b = before.b1 - before.b0 + after.b1 - after.b0
    both_sides = before.a1 + before.b1 > before.a0 + before.b0 and after.a1 + after.b1 > after.a0 + after.b0
    return both_sides and block.a1 - block.a0 <= min(own_a, own_b) // 3


def _brought_together(block: Block, before: Block, after: Block, a: list[str], b: list[str]) -> Block | None:
    """The block moved so that the two gaps beside it, both on one side, become one; None where it cannot."""
    length = block.a1 - block.a0
    if before.a0 == before.a1 and after.a0 == after.a1 and before.b0 < before.b1 and after.b0 < after.b1:
        own = b[block.b0 : block.b1]
        if b[after.b1 - length : after.b1] == own:
            return Block(block.a0, block.a1, after.b1 - length, after.b1)
        if b[before.b0 : before.b0 + length] == own:
            return Block(block.a0, block.a1, before.b0, before.b0 + length)
    if before.b0 == before.b1 and after.b0 == after.b1 and before.a0 < before.a1 and after.a0 < after.a1:
        own = a[block.a0 : block.a1]
        if a[after.a1 - length : after.a1] == own:
            return Block(after.a1 - length, after.a1, block.b0, block.b1)
        if a[before.a0 : before.a0 + length] == own:
            return Block(before.a0, before.a0 + length, block.b0, block.b1)
    return None


def _slide(equal: list[Block], one: Sequence[Word], two: Sequence[Word]) -> list[Block]:
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
        result[number - 1] = Block(left.a0, left.a1 + shift, left.b0, left.b1 + shift)
        result[number] = Block(right.a0 + shift, right.a1, right.b0 + shift, right.b1)
    return _joined(result)


def _best_shift(
    words: Sequence[Word], start: int, end: int, other: Sequence[Word], hole: int, back: int, ahead: int
) -> int:
    """How far the gap ``start:end`` of ``words`` (nothing at ``hole`` of ``other``) is best moved."""
    options = [0]
    shift = 0
    while shift < ahead - 1 and words[start + shift].key == words[end + shift].key:
        shift += 1
        options.append(shift)
    shift = 0
    while -shift < back - 1 and words[start + shift - 1].key == words[end + shift - 1].key:
        shift -= 1
        options.append(shift)
    if len(options) == 1:
        return 0
    return max(options, key=lambda s: (_seam(words, start + s, end + s, other, hole + s), -abs(s)))


def _seam(words: Sequence[Word], start: int, end: int, other: Sequence[Word], hole: int) -> int:
    """How much the ends of a gap look like the ends of something cut out or put in."""
    points = 0
    if 0 < hole < len(other) and scars.at(other[hole].before, other[hole - 1].key, other[hole].key):
        points += 8
    previous = words[start - 1].key if start else ""
    if not previous or "\n" in words[start].before:
        points += 2
    if not previous or previous in '.!?"…':
        points += 2
    if end < len(words) and "\n" in words[end].before:
        points += 2
    points += bool(words[start].before) + (end == len(words) or bool(words[end].before))
    return points + is_word(words[start].key)


def _moves(equal: list[Block], a: list[str], b: list[str]) -> list[Block]:
    """Passages of `MIN_MOVED` tokens or more that stand in both, unmatched, in another order."""
    free_a, free_b = [True] * len(a), [True] * len(b)
    for block in equal:
        free_a[block.a0 : block.a1] = [False] * (block.a1 - block.a0)
        free_b[block.b0 : block.b1] = [False] * (block.b1 - block.b0)
    if sum(free_a) < MIN_MOVED or sum(free_b) < MIN_MOVED:
        return []
    moved: list[Block] = []
    for start_a, start_b in _free_anchors(a, b, free_a, free_b):
        if not (free_a[start_a] and free_b[start_b]):
            continue
        low_a, low_b, end_a, end_b = start_a, start_b, start_a, start_b
        while low_a and low_b and free_a[low_a - 1] and free_b[low_b - 1] and a[low_a - 1] == b[low_b - 1]:
            low_a, low_b = low_a - 1, low_b - 1
        while end_a < len(a) and end_b < len(b) and free_a[end_a] and free_b[end_b] and a[end_a] == b[end_b]:
            end_a, end_b = end_a + 1, end_b + 1
        if end_a - low_a >= MIN_MOVED:
            moved.append(Block(low_a, end_a, low_b, end_b))
            free_a[low_a:end_a] = [False] * (end_a - low_a)
            free_b[low_b:end_b] = [False] * (end_b - low_b)
    return moved


def _free_anchors(
    a: list[str], b: list[str], free_a: list[bool], free_b: list[bool]
) -> list[tuple[int, int]]:
    """4-grams of free tokens that stand once among the free tokens of both."""

    def grams(keys: list[str], free: list[bool]) -> list[Gram]:
        found: list[Gram] = []
        for low, high in _stretches(free):
            run = keys[low:high]
            found += zip(range(low, high), zip(run, run[1:], run[2:], run[3:], strict=False), strict=False)
        return found

    return _unique_pairs(grams(a, free_a), grams(b, free_b))


def _stretches(free: list[bool]) -> Iterator[tuple[int, int]]:
    """Where tokens are free, from each to the next that is not."""
    high = 0
    while high < len(free):
        try:
            low = free.index(True, high)
        except ValueError:
            return
        high = free.index(False, low) if False in free[low:] else len(free)
        yield low, high


def _gaps(equal: list[Block], moved: list[Block], end_a: int, end_b: int) -> list[Block]:
    """What lies between equal blocks, without moved passages, in order."""
    gone_a = sorted((block.a0, block.a1) for block in moved)
    gone_b = sorted((block.b0, block.b1) for block in moved)
    gaps: list[Block] = []
    at_a = at_b = 0
    for block in [*equal, Block(end_a, end_a, end_b, end_b)]:
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
