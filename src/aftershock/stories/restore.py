"""Which words belong to a story's reading, and which witness gives each of them?

All copies are woven into one sequence; each stretch that some copies have and some lack is then judged: a
wound where it is missing means that it was lost, a post's signature that it was put in, otherwise the
majority of the copies that reach that far decides, and a tie keeps the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from aftershock.records import Run
from aftershock.stories import ends, insertions, scars
from aftershock.stories.align import Alignment, Block, align
from aftershock.stories.tokens import Word, cut_like, split_joined

# Below this share of the longest copy a text is a part of the story and cannot lead its reading.
MIN_LEADING = 0.6
# Two passages at one place that share no word, one of them this much longer, are a loss and an addition.
UNRELATED_RATIO = 3
# A passage that stands twice is a slip of the page from here on; shorter ones are phrases.
MIN_REPEATED = 8


class Reading(NamedTuple):
    """The reading of a story: its runs, its text, and its tokens with offsets in that text."""

    runs: tuple[Run, ...]
    text: str
    words: tuple[Word, ...]
    origins: tuple[Word, ...]  # for each token the word of the witness that gives it
    base: int


class _Placed(NamedTuple):
    """One copy against the woven sequence: for each woven place its token, and its other wordings."""

    words: list[Word]
    at: list[int]  # woven place -> token number, -1 where it lacks the word
    other: list[Block]  # woven a0:a1 stands as words[b0:b1] here


def restore(members: Sequence[list[Word]], texts: Sequence[str], ids: Sequence[str]) -> Reading:
    """The reading of copies given as token lists, with ``texts`` and text ``ids`` in the same order.

    The order of the members must be deterministic; it decides between equals.
    """
    base = leading(members, texts)
    order = [base, *(n for n in range(len(members)) if n != base)]
    woven = list(members[base])
    for number in order[1:]:
        woven = _woven(woven, members[number], texts)
    for number in order:
        woven = cut_like(woven, members[number])
    placed = {number: _place(woven, members[number], texts) for number in order}
    kept = _kept(woven, placed, texts)
    return _assembled(kept, placed, texts, ids, base)


def leading(members: Sequence[list[Word]], texts: Sequence[str]) -> int:
    """The number of the copy that leads: the least wounded of those that are no mere parts."""
    longest = max(1, *(len(words) for words in members))
    whole = [n for n in range(len(members)) if len(members[n]) >= MIN_LEADING * longest]

    def rank(n: int) -> tuple[int, int, int]:
        # Among texts of one length within a twentieth the first in order (the oldest) leads.
        wounds = len(scars.find(texts[n])) + insertions.signatures(texts[n])
        return wounds, -round(20 * len(members[n]) / longest), n

    return min(whole, key=rank)


def is_unrelated(one: Sequence[Word], two: Sequence[Word]) -> bool:
    """Whether two passages at the same place are a loss and an addition, not two wordings of one thing."""
    if not one or not two or is_cut(one, two) or is_cut(two, one):
        return False
    mine, theirs = {w.key for w in one}, {w.key for w in two}
    short, long = sorted((len(one), len(two)))
    return not mine & theirs and long >= UNRELATED_RATIO * short and long >= 8


def is_cut(whole: Sequence[Word], part: Sequence[Word]) -> bool:
    """Whether ``part`` is a piece of a word with which ``whole`` begins or ends: a text that breaks off."""
    if len(part) != 1 or not part[0].key[0].isalnum():
        return False
    piece = part[0].key
    return whole[0].key.startswith(piece) or (len(piece) > 2 and whole[-1].key.endswith(piece))


def parted(gaps: Iterable[Block], words: Sequence[Word], texts: Sequence[str]) -> Iterator[Block]:
    """Gaps with the posts and plugs of ``words`` cut off from what is another wording of the same place."""
    for gap in gaps:
        if gap.a0 == gap.a1 or gap.b0 == gap.b1:
            yield gap
            continue
        cuts = [gap.b0, *_seams(gap, words, texts), gap.b1]
        foreign = [bool(insertions.kind_of(quoted(words[low:high], texts))) for low, high in pairwise(cuts)]
        if len(cuts) == 2 or all(foreign) or not any(foreign):
            yield gap
            continue
        own = [piece for piece, is_foreign in zip(pairwise(cuts), foreign, strict=True) if not is_foreign]
        first, last = own[0][0], own[-1][1]
        if gap.b0 < first:
            yield Block(gap.a0, gap.a0, gap.b0, first)
        yield Block(gap.a0, gap.a1, first, last)
        if last < gap.b1:
            yield Block(gap.a1, gap.a1, last, gap.b1)


def _seams(gap: Block, words: Sequence[Word], texts: Sequence[str]) -> list[int]:
    """The tokens within a gap that begin a line, or follow the signature of a post."""
    text = texts[words[gap.b0].source]
    ends = [
        words[gap.b0].start + post.end
        for post in insertions.posts_in(text[words[gap.b0].start : words[gap.b1 - 1].end])
    ]
    return [
        n
        for n in range(gap.b0 + 1, gap.b1)
        if "\n" in words[n].before or any(words[n - 1].end <= end <= words[n].start for end in ends)
    ]


def quoted(words: Sequence[Word], texts: Sequence[str]) -> str:
    """The passage from the first to the last of some words of one member."""
    return texts[words[0].source][words[0].start : words[-1].end] if words else ""


def _woven(woven: list[Word], words: list[Word], texts: Sequence[str]) -> list[Word]:
    """The sequence with the passages that only ``words`` has put in at their places."""
    woven, words = split_joined(woven, words)
    result: list[Word] = []
    at = 0
    for gap in parted(align(woven, words).gaps, words, texts):
        mine, theirs = woven[gap.a0 : gap.a1], words[gap.b0 : gap.b1]
        result += woven[at : gap.a1]
        at = max(at, gap.a1)
        if theirs and (not mine or is_unrelated(mine, theirs)):
            result += theirs
    return result + woven[at:]


def _place(woven: list[Word], words: list[Word], texts: Sequence[str]) -> _Placed:
    words = cut_like(words, woven)
    found: Alignment = align(woven, words)
    at = [-1] * len(woven)
    for block in (*found.equal, *found.moved):
        for step in range(block.a1 - block.a0):
            at[block.a0 + step] = block.b0 + step
    gaps = parted(found.gaps, words, texts)
    other = [gap for gap in gaps if gap.a0 < gap.a1 and gap.b0 < gap.b1]
    return _Placed(words, at, other)


def _kept(woven: list[Word], placed: Mapping[int, _Placed], texts: Sequence[str]) -> list[tuple[int, Word]]:
    """The words of the reading with their woven places (-1 for another wording that won)."""
    columns = list(zip(*([token >= 0 for token in p.at] for p in placed.values()), strict=True))
    worded = _rewordings(woven, placed)
    reaches = [_reach(p.at) for p in placed.values()]
    result: list[tuple[int, Word]] = []
    start = 0
    while start < len(woven):
        end = start + 1
        while end < len(woven) and columns[end] == columns[start]:
            end += 1
        reworded = worded.get((start, end))
        if reworded is not None:
            result += [(-1, word) for word in reworded]
        elif _stays(Block(start, end, 0, 0), woven, columns[start], list(placed.values()), reaches, texts):
            result += [(place, woven[place]) for place in range(start, end)]
        start = end
    return result


def _reach(at: list[int]) -> tuple[int, int]:
    """The first and last woven place that a copy has: beyond them it is cut off and has no vote."""
    places = [place for place, token in enumerate(at) if token >= 0]
    return (places[0], places[-1]) if places else (0, -1)


def _stays(
    span: Block,
    woven: list[Word],
    holds: tuple[bool, ...],
    placed: list[_Placed],
    reaches: list[tuple[int, int]],
    texts: Sequence[str],
) -> bool:
    """Whether the woven stretch ``a0:a1`` belongs to the reading."""
    if all(holds):
        return True
    holders = sum(holds)
    lacking = 0
    for number, copy in enumerate(placed):
        if holds[number] or not reaches[number][0] < span.a0 <= span.a1 <= reaches[number][1]:
            continue
        if any(block.a0 < span.a1 and span.a0 < block.a1 for block in copy.other):
            continue  # it words the passage otherwise, which is no vote against it
        lacking += 1
    passage = _passage(woven[span.a0 : span.a1], texts)
    slug = insertions.slug_of(passage, ends=span.a1 == len(woven))
    if slug == insertions.DATELINE:
        return True  # it was dropped by whoever lacks it; nobody takes over another outlet's
    if any(
        not holds[n] and breaks_off(placed[n].words, woven[span.a0], texts) for n in _at_end(placed, span)
    ):
        return True
    if slug or insertions.kind_of(passage) or _is_repeated(span, woven):
        return holders > len(holds) - holders
    wounded = any(not holds[n] and _wounded(placed[n], span) for n in range(len(placed)))
    return wounded or holders >= lacking


def _passage(words: Sequence[Word], texts: Sequence[str]) -> str:
    return "".join(word.before[:1] + texts[word.source][word.start : word.end] for word in words)


def _is_repeated(span: Block, woven: list[Word]) -> bool:
    """Whether the stretch, of a sentence's length, stands a second time elsewhere."""
    size = span.a1 - span.a0
    if size < MIN_REPEATED:
        return False
    keys = [word.key for word in woven]
    wanted = keys[span.a0 : span.a1]
    return any(
        keys[at] == wanted[0] and keys[at : at + size] == wanted
        for at in (*range(span.a0 - size + 1), *range(span.a1, len(keys) - size + 1))
    )


def _at_end(placed: Sequence[_Placed], span: Block) -> Iterator[int]:
    """The copies whose last word is the one before a woven stretch."""
    for number, copy in enumerate(placed):
        if span.a0 and copy.words and copy.at[span.a0 - 1] == len(copy.words) - 1:
            yield number


def breaks_off(words: Sequence[Word], following: Word, texts: Sequence[str]) -> bool:
    """Whether a copy ends within a sentence that goes on elsewhere with a word in the same line."""
    last = words[-1]
    return "\n" not in following.before and ends.mid_sentence(texts[last.source][: last.end])


def _wounded(copy: _Placed, span: Block) -> bool:
    """Whether the copy shows a scar where the stretch is missing."""
    left = next((copy.at[place] for place in range(span.a0 - 1, -1, -1) if copy.at[place] >= 0), None)
    if left is None or left + 1 >= len(copy.words):
        return False
    return scars.at(copy.words[left + 1].before, copy.words[left].key, copy.words[left + 1].key)


def _rewordings(woven: list[Word], placed: Mapping[int, _Placed]) -> dict[tuple[int, int], list[Word]]:
    """Woven stretches that more copies word otherwise, and alike, than have them as woven."""
    ballots: dict[tuple[int, int], dict[tuple[str, ...], list[list[Word]]]] = {}
    for copy in placed.values():
        for block in copy.other:
            words = copy.words[block.b0 : block.b1]
            if is_unrelated(woven[block.a0 : block.a1], words):
                continue
            wording = tuple(word.key for word in words)
            if scars.is_emptied(wording):
                continue  # what is left of a loss is no wording, however many copies have it
            ballots.setdefault((block.a0, block.a1), {}).setdefault(wording, []).append(words)
    won = {}
    for (start, end), wordings in ballots.items():
        as_woven = sum(all(at >= 0 for at in copy.at[start:end]) for copy in placed.values())
        wording, voters = max(wordings.items(), key=lambda item: (len(item[1]), item[0]))
        if len(voters) > as_woven:
            won[start, end] = voters[0]
    return won


def _assembled(
    kept: list[tuple[int, Word]],
    placed: Mapping[int, _Placed],
    texts: Sequence[str],
    ids: Sequence[str],
    base: int,
) -> Reading:
    """Runs and text; the space between two words comes from a copy that has them side by side."""
    pieces: list[tuple[int, int, int]] = []
    words: list[Word] = []
    length = 0
    first = [ids.index(text) for text in ids]  # the same text is one source
    for number, (place, word) in enumerate(kept):
        before = ""
        if number:
            space = _space(kept[number - 1], (place, word), placed)
            if space is not None:
                before = texts[space[0]][space[1] : space[2]]
                _put(pieces, first[space[0]], *space[1:])
        length += len(before)
        size = word.end - word.start
        _put(pieces, first[word.source], word.start, word.end)
        words.append(Word(-1, length, length + size, word.key, before))
        length += size
    runs = [Run(text=ids[source], start=start, end=end) for source, start, end in pieces if start < end]
    text = "".join(texts[source][start:end] for source, start, end in pieces)
    return Reading(tuple(runs), text, tuple(words), tuple(word for _, word in kept), base)


def _put(pieces: list[tuple[int, int, int]], source: int, start: int, end: int) -> None:
    """Put a piece of a witness behind the others: made one with the last where it goes on with it."""
    if pieces and pieces[-1][0] == source and pieces[-1][2] == start:
        pieces[-1] = source, pieces[-1][1], end
    elif start < end:
        pieces.append((source, start, end))


def _space(
    left: tuple[int, Word], right: tuple[int, Word], placed: Mapping[int, _Placed]
) -> tuple[int, int, int] | None:
    """Where the white space between two words of the reading is read, unwounded if any copy has it so."""
    beside = left[1].source == right[1].source and left[1].end + len(right[1].before) == right[1].start
    if beside and not scars.at(right[1].before, left[1].key, right[1].key):
        return right[1].source, left[1].end, right[1].start
    options: list[Word] = [right[1]] if beside else []
    for copy in placed.values():
        if left[0] >= 0 and right[0] >= 0:
            one, two = copy.at[left[0]], copy.at[right[0]]
            if one >= 0 and two == one + 1:
                options.append(copy.words[two])
    for word in options:
        if not scars.at(word.before, left[1].key, right[1].key):
            return word.source, word.start - len(word.before), word.start
    word = options[0] if options else right[1]
    if not options and not word.before:
        return None
    return word.source, word.start - len(word.before), word.start
