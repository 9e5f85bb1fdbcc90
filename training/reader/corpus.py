"""Which texts does the reader learn from, and what is there to learn in each window of them?

Two sources: ``texts/`` in the shorthand of `labels.py`, and the tuned two thirds of ``evals/statements``
(never the held-back third, whose field ``held`` is true, and no distractor). The evaluation labels name a
speaker and have no stretch of what is said: a speaker that stands in the evidence by name or pronoun is
found there, and what is not known is not learnt from.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from labels import ACTS as KNOWN_ACTS
from labels import Label, read

from aftershock.models.wordpiece import WordPiece
from aftershock.statements import passages
from aftershock.statements.reader_labels import ACTS, CERTAINTIES, POLARITIES, QUOTES, TIERS
from aftershock.statements.windows import Window, windows
from aftershock.text import Span

HERE = Path(__file__).parent
SET = HERE.parents[1] / "evals" / "statements" / "set.json"
_CERTAIN = {"hedged", "predicted", "counterfactual", "question"}
# Where a label names several cues, the verb of saying is the one that is learnt (guideline, 4).
_SAYING = re.compile(
    r"(?:sa(?:id|ys?|ying)|told|tells?|wr[oi]te|stat|announc|declar|report|read|accord|add|:)", re.I
)
assert set(ACTS) == KNOWN_ACTS


class Gold(NamedTuple):
    """What is known of one statement; ``None`` where a label does not tell (never "none")."""

    acts: tuple[str, ...]
    polarity: str
    tier: str
    cue: Span | None
    doubtful: tuple[Span, ...]
    speakers: tuple[Span, ...] | None
    content: tuple[Span, ...] | None
    quote: tuple[str, ...]
    certainty: str | None
    hedges: tuple[Span, ...] | None
    target: Span | None
    anchor: int


class Example(NamedTuple):
    """A text and its statements; ``source`` is its file's name."""

    source: str
    text: str
    golds: tuple[Gold, ...]


def written(folder: Path = HERE / "texts") -> list[Example]:
    """The texts in shorthand; one that does not read is named and left out."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        try:
            text, labels = read(path)
        except ValueError as error:
            print("left out:", error, file=sys.stderr)
            continue
        golds = [gold for gold in (_gold(text, label) for label in labels) if gold]
        found.append(Example(path.stem, text, tuple(_goes_on(gold, golds) for gold in golds)))
    return found


def _goes_on(gold: Gold, every: Sequence[Gold]) -> Gold:
    """ "She said that A and that B": a verb's second content is learnt where it begins, without a cue."""
    if not (gold.cue and gold.content):
        return gold
    said = [other.content for other in every if other.content and _same_saying(gold, other)]
    begins = gold.content[0].start
    later = any(gold.cue.end <= one[0].start and one[0].end < begins for one in said)
    return gold._replace(cue=None, anchor=begins) if later else gold


def _same_saying(gold: Gold, other: Gold) -> bool:
    return (gold.cue, gold.speakers, gold.tier) == (other.cue, other.speakers, other.tier)


def silent(folder: Path = HERE / "distractors") -> list[Example]:
    """Texts full of the words of acts that state nothing, so that the reader learns to pass them by."""
    return [Example(path.stem, path.read_text("utf-8"), ()) for path in sorted(folder.glob("*.txt"))]


def _gold(text: str, label: Label) -> Gold | None:
    spans = [Span(*span) if span else None for span in (label.cue, label.content, label.speaker)]
    first = next((span for span in spans if span), None)
    if first is None:
        return None
    cue, content, speaker = spans
    low, high = min(s.start for s in spans if s), max(s.end for s in spans if s)
    hedges = [
        _near(text, part.strip(), low, high) for part in label.extras.get("h", "").split(",") if part.strip()
    ]
    target = _near(text, label.extras.get("t", ""), low, high)
    certainty = label.extras.get("c", "asserted")
    return Gold(
        acts=label.acts,
        polarity="negative" if label.negative else "positive",
        tier=label.tier,
        cue=cue,
        doubtful=(),
        speakers=(speaker,) if speaker else (),
        content=(content,) if content else (),
        quote=(label.quote,),
        certainty=certainty if certainty in _CERTAIN else "asserted",
        hedges=tuple(span for span in hedges if span),
        target=target,
        anchor=first.start,
    )


def _near(text: str, words: str, low: int, high: int) -> Span | None:
    """Where words stand within or just around a statement."""
    if not words:
        return None
    at = text.find(words, max(low - 60, 0), high + 60)
    return Span(at, at + len(words)) if at >= 0 else None


def tuned() -> list[Example]:
    """The tuned two thirds of the evaluation set."""
    found = []
    for text in json.loads(SET.read_text("utf-8")):
        if text["held"] or text["distractor"]:
            continue
        golds = tuple(_of_set(text["text"], label) for label in text["statements"])
        found.append(Example(text["name"], text["text"], golds))
    return found


def _of_set(text: str, label: dict) -> Gold:
    low, high = label["evidence"]
    cues = [Span(*cue) for cue in label["cue"] or ()]
    cues.sort(key=lambda cue: not _SAYING.match(text[cue.start : cue.end]))
    cue = cues[0] if cues else None
    same = cue and text[cue.start : cue.end]
    target = _near(text, label["target"] or "", low, high)
    return Gold(
        acts=tuple(label["acts"]),
        polarity=label["polarity"],
        tier=label["tier"],
        cue=cue,
        doubtful=tuple(c for c in cues[1:] if text[c.start : c.end] != same or True),
        speakers=_speaker(text, label["speaker"], low, high) if label["tier"] == "attributed" else (),
        content=None,
        quote=tuple(label["quote"]),
        certainty=None,
        hedges=None,
        target=target,
        anchor=cue.start if cue else low,
    )


def _speaker(text: str, name: str, low: int, high: int) -> tuple[Span, ...] | None:
    """The words of the evidence that name or stand for a speaker; None where that cannot be told."""
    outside, _, inside = name.partition("(")
    options = [part.strip(' )"“”') for part in (inside, outside) if part.strip(" )")]
    evidence = text[low:high]
    for option in options:
        found = re.search(rf"(?<!\w){re.escape(option)}(?!\w)", evidence, re.I)
        if found:
            return (Span(low + found.start(), low + found.end()),)
    words = set(re.findall(r"[\w'’-]{3,}", outside.lower())) - {"the", "and", "for", "who", "from", "that"}
    run: list[re.Match[str]] = []
    best: list[re.Match[str]] = []
    for word in re.finditer(r"[\w'’-]+", evidence):
        plain = word[0].lower().removesuffix("'s").removesuffix("’s")
        joined = run and evidence[run[-1].end() : word.start()].strip() in ("", ".")
        if plain in words:
            run = [*run, word] if joined else [word]
        elif not (joined and plain in ("of", "the", "for")):
            run = []
        if len(run) > len(best):
            best = list(run)
    return (Span(low + best[0].start(), low + best[-1].end()),) if best else None


class Anchored(NamedTuple):
    """What to learn at one anchor: indices are pieces of the window; -1 or None: not learnt."""

    at: int
    acts: np.ndarray
    polarity: int
    tier: int
    quote: np.ndarray
    certainty: int
    speaker: tuple[np.ndarray, np.ndarray] | None
    content: tuple[int, int] | None
    hedges: np.ndarray | None
    target: tuple[int, int] | None


class Lesson(NamedTuple):
    """A window with its tags (-100: not learnt) and its anchors."""

    window: Window
    tags: np.ndarray
    anchors: tuple[Anchored, ...]


OUT, CUE, INSIDE, BARE = range(4)


def lessons(example: Example, vocabulary: WordPiece, spans: Sequence[Span] | None = None) -> list[Lesson]:
    """The windows of a text with what there is to learn in each."""
    spans = list(passages.split(example.text)) if spans is None else list(spans)
    return [_lesson(window, example.golds) for window in windows(example.text, spans, vocabulary)]


def _pieces(window: Window, span: Span) -> np.ndarray:
    """Which pieces lie in a span."""
    return (window.start < span.end) & (window.end > span.start) & (window.start >= 0)


def _lesson(window: Window, golds: Iterable[Gold]) -> Lesson:
    tags = np.where(window.own, OUT, -100)
    by_anchor: dict[int, list[Gold]] = {}
    for gold in golds:
        after = np.flatnonzero((window.start >= gold.anchor) & window.own)
        before = np.flatnonzero((window.start < gold.anchor) & (window.end > gold.anchor) & window.own)
        first = int(before[0]) if len(before) else int(after[0]) if len(after) else -1
        whole = gold.cue or Span(gold.anchor, gold.anchor + 12)
        if first < 0 or not _pieces(window, whole)[first]:
            continue
        by_anchor.setdefault(first, []).append(gold)
    for group in by_anchor.values():
        for gold in group:
            for doubtful in gold.doubtful:
                where = _pieces(window, doubtful)
                tags[where & (tags == OUT)] = -100
    for group in by_anchor.values():
        cue = next((gold.cue for gold in group if gold.cue), None)
        if cue:
            inside = _pieces(window, cue)
            tags[inside & window.own] = INSIDE
    for first, group in by_anchor.items():
        tags[first] = CUE if any(gold.cue for gold in group) else BARE
    return Lesson(window, tags, tuple(_anchored(window, first, group) for first, group in by_anchor.items()))


def _anchored(window: Window, first: int, group: Sequence[Gold]) -> Anchored:
    gold = group[0]
    acts = np.zeros(len(ACTS))
    for each in group:
        rest = 0.3 / max(len(each.acts) - 1, 1)
        for at, act in enumerate(each.acts):
            acts[ACTS.index(act)] += (1.0 if len(each.acts) == 1 else 0.7) if at == 0 else rest
    quote = np.zeros(len(QUOTES))
    for kind in gold.quote:
        quote[QUOTES.index(kind)] += 1 / len(gold.quote)
    return Anchored(
        at=first,
        acts=acts / acts.sum(),
        polarity=POLARITIES.index(gold.polarity),
        tier=TIERS.index(gold.tier),
        quote=quote,
        certainty=-100 if gold.certainty is None else CERTAINTIES.index(gold.certainty),
        speaker=_speakers(window, group),
        content=None if gold.content is None else _ends(window, gold.content),
        hedges=_hedges(window, group),
        target=_ends(window, (gold.target,) if gold.target else ())
        if gold.target or gold.hedges is not None
        else None,
    )


def _speakers(window: Window, group: Sequence[Gold]) -> tuple[np.ndarray, np.ndarray] | None:
    if any(gold.speakers is None for gold in group):
        return None
    starts, inside = np.zeros(len(window.ids)), np.zeros(len(window.ids))
    for gold in group:
        for span in gold.speakers or ():
            where = _pieces(window, span)
            if not where.any():
                return None
            starts[np.flatnonzero(where)[0]] = 1
            inside[where] = 1
    return starts, inside


def _hedges(window: Window, group: Sequence[Gold]) -> np.ndarray | None:
    if any(gold.hedges is None for gold in group):
        return None
    inside = np.zeros(len(window.ids))
    for gold in group:
        for span in gold.hedges or ():
            inside[_pieces(window, span)] = 1
    return inside


def _ends(window: Window, spans: Sequence[Span]) -> tuple[int, int] | None:
    """First and last piece; (0, 0), the opening, for none; None where it lies outside the window."""
    if not spans:
        return 0, 0
    where = np.flatnonzero(_pieces(window, spans[0]))
    if not len(where):
        return None
    return int(where[0]), int(where[-1])
