"""Which phrases are repeated in texts that are no copies of each other, and more than they were before?

A phrase is a run of words (`runs`: also in scripts without blanks). Runs of three words that stand in texts
enough are found, and those that follow each other in a text are one phrase. It came up where its share of
texts is surely larger than it was before: what a language says anyway did not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from aftershock.reaction.chances import rate_ratio
from aftershock.reaction.runs import Run, runs, tokens, weight

# Two words in a row are every language's; what is longer than twelve is a text, and told as one.
LEAST, MOST_WORDS = 3, 12
TEXTS = 5  # that a phrase stands in
# Of a phrase so many words of more than three letters: "it is as it" is none.
LONG, LETTERS = 2, 3
WITHIN = 0.5  # of its texts also have a larger phrase: it is a part of that
TRIED = 400  # candidates that are counted, the ones in most texts
# Topics drift from day to day; what came with an event is several times as frequent, and so for certain: the
# interval is that of all candidates at once (Bonferroni).
TIMES, LEVEL = 3.0, 0.05
_ASIDE = re.compile(r"https?://\S+|www\.\S+|[@#＠＃]\w+")  # links, names and tags are other things

Said = Sequence[str]
Starts = Mapping[Run, Sequence[Run]]  # phrases by their first three words


def said_in(text: str) -> list[str]:
    """The words of a text, without links, names and tags."""
    return tokens(_ASIDE.sub(" ", text))


def risen(after: Sequence[Said], before: Sequence[Said]) -> dict[Run, int]:
    """The phrases that came up, the one in most texts first, and in how many; each text once, copies aside.

    Nothing where there are no texts from before: what is usual is not known then.
    """
    if not before:
        return {}
    tried = Counter({run: 0 for run, _ in _chains(after).most_common(TRIED)})
    index = starts(tried)
    now, usual = (
        Counter(phrase for said in each for phrase in held(said, index)) for each in (after, before)
    )
    rising = {
        phrase: now[phrase]
        for phrase in tried
        if now[phrase] >= TEXTS and _came_up((now[phrase], len(after)), (usual[phrase], len(before)))
    }
    return _largest(rising)


def _came_up(now: tuple[int, int], usual: tuple[int, int]) -> bool:
    """Whether a phrase's share of the texts is several times what it was, and not by chance."""
    low, _ = rate_ratio(now[0], now[1], usual[0], usual[1], chance=1 - LEVEL / TRIED)
    return low > 1.0 and now[0] * usual[1] >= TIMES * usual[0] * now[1]


def starts(phrases: Iterable[Run]) -> Starts:
    """Phrases by the words that they begin with."""
    out: dict[Run, list[Run]] = defaultdict(list)
    for phrase in phrases:
        out[next(run for _, run in runs(phrase, LEAST))].append(phrase)
    return out


def held(said: Said, index: Starts) -> set[Run]:
    """The phrases that stand in a text."""
    return {
        phrase
        for start, run in runs(said, LEAST)
        if run in index
        for phrase in index[run]
        if tuple(said[start : start + len(phrase)]) == phrase
    }


def _chains(texts: Sequence[Said]) -> Counter[Run]:
    """In how many texts each chain of frequent runs stands as a whole."""
    counts = Counter(run for said in texts for run in {run for _, run in runs(said, LEAST)})
    frequent = {run for run, many in counts.items() if many >= TEXTS}
    found: Counter[Run] = Counter()
    for said in texts:
        found.update({chain for chain in _chained(said, frequent) if _is_phrase(chain)})
    return found


def _chained(said: Said, frequent: set[Run]) -> Iterable[Run]:
    first = last = end = -1
    for start, run in runs(said, LEAST):
        if run not in frequent:
            continue
        if start != last + 1 or first < 0:
            if first >= 0:
                yield tuple(said[first:end])
            first = start
        last, end = start, start + len(run)
    if first >= 0:
        yield tuple(said[first:end])


def _is_phrase(run: Run) -> bool:
    long = sum(weight(word) for word in run if weight(word) < 1 or len(word) > LETTERS)
    return long >= LONG and sum(map(weight, run)) <= MOST_WORDS


def _largest(rising: Mapping[Run, int]) -> dict[Run, int]:
    """Of phrases within each other the one that says most of what is repeated."""
    order = sorted(rising, key=lambda phrase: (-rising[phrase], -len(phrase), phrase))
    kept: dict[Run, int] = {}
    for phrase in order:
        part = any(_within(phrase, other) and rising[other] >= WITHIN * rising[phrase] for other in order)
        if not part and not any(_within(other, phrase) for other in kept):
            kept[phrase] = rising[phrase]
    return kept


def _within(part: Run, whole: Run) -> bool:
    return len(part) < len(whole) and any(
        whole[start : start + len(part)] == part for start in range(len(whole) - len(part) + 1)
    )
