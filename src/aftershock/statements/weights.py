"""What does the trained reader see in a text: cues, and for each who speaks, what is said, which act?

A small network (22 MB, `data/reader`, recipe in `training/reader`) goes once over each window of a text.
Without its files, or where they are not those of the manifest, nothing is seen and the rules read alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aftershock.models import manifest
from aftershock.models.wordpiece import WordPiece
from aftershock.records import Act, Certainty, Polarity, QuoteType, Record, Tier
from aftershock.statements.reader_labels import ACTS, CERTAINTIES, PAIRS, POLARITIES, QUOTES, TAGS, TIERS
from aftershock.statements.windows import Window, windows
from aftershock.text import Span

# An anchor less likely than this is not even a hint; the network does not ask about it any further.
FAINT = 0.08
_CUE, _INSIDE, _BARE = (TAGS.index(tag) for tag in ("cue", "inside", "bare"))
_START, _WITHIN, _FROM, _TO, _HEDGE, _AIM_FROM, _AIM_TO = range(len(PAIRS))
_ENDS = tuple(accumulate((len(ACTS), len(POLARITIES), len(TIERS), len(QUOTES), len(CERTAINTIES))))
ANOTHER_ACT = 0.2  # an act this likely beside the first may also fit
_LONGEST_SPEAKER = 24  # pieces
_WORD = re.compile(r"\w+")

# The words that stand between two who speak together.
_JOINING = frozenset(
    ("and", "or", "nor", "as", "well", "along", "together", "with", "both", "neither", "the", "a")
)

Floats = NDArray[np.float32]


class Seen(Record, frozen=True, kw_only=True):
    """One statement as the network sees it; spans are offsets of the text, ``chance`` is of its being one."""

    chance: float
    anchor: Span
    cue: Span | None
    acts: tuple[float, ...]  # the chance of each act, in the order of ACTS
    negative: float
    tier: Tier
    quote: QuoteType
    certainty: Certainty
    speakers: tuple[Span, ...]
    heard: float  # the chance of the likeliest word to name the speaker
    content: Span | None
    target: Span | None
    hedges: tuple[Span, ...]

    @property
    def act(self) -> Act:
        """The likeliest act."""
        return ACTS[self.acts.index(max(self.acts))]

    @property
    def others(self) -> tuple[Act, ...]:
        """Acts that may also fit, likeliest first."""
        ranked = sorted(zip(self.acts, ACTS, strict=True), key=lambda pair: -pair[0])
        return tuple(act for chance, act in ranked[1:] if chance >= ANOTHER_ACT)

    @property
    def polarity(self) -> Polarity:
        """Negative where that is the likelier."""
        return "negative" if self.negative > 0.5 else "positive"


class TrainedReader:
    """The loaded network; ``mark``, the beginning of its digest, stands on each line it helped to read."""

    def __init__(self, network: Path, vocabulary: Path, mark: str, *, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(network), options, providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # in one step the two take a fifth longer
        )  # fmt: skip
        self.vocabulary = WordPiece(vocabulary.read_text("utf-8").splitlines())
        self.mark = mark

    def read(self, text: str, spans: Iterable[Span]) -> list[Seen]:
        """What stands in the paragraphs of a text, in order; faint sightings are included."""
        return [one for window in self.windows(text, spans) for one in self.see(text, window)]

    def windows(self, text: str, spans: Iterable[Span]) -> Iterator[Window]:
        """The windows of a text, in order: each can be seen by itself, on any thread."""
        return windows(text, spans, self.vocabulary)

    def see(self, text: str, window: Window) -> list[Seen]:
        """What stands in a window of a text, in order.

        Each window is run by itself: the 8-bit weights scale to the largest value of a batch, and what is
        seen in a text must not depend on its company.
        """
        out = self._session.run(None, {"ids": window.ids, "case": window.case, "quoted": window.quoted})
        return list(_decoded(text, window, *out))


@cache
def trained() -> TrainedReader | None:
    """The network of the package, loaded once a process; None where its files are missing or others."""
    model = manifest.manifest().get("reader")
    if model is None or manifest.damaged(model):
        return None
    here = manifest.folder(model)
    return TrainedReader(here / "reader.onnx", here / "vocab.txt", manifest.digest(model)[:8], threads=1)


def _decoded(
    text: str, window: Window, tags: Floats, anchors: NDArray[np.int64], pairs: Floats, classes: Floats
) -> Iterator[Seen]:
    """What is seen in a window; ``pairs`` and ``classes`` are those of the ``anchors``, in their order."""
    chance = tags[:, _CUE] + tags[:, _BARE]
    shown = window.own & (chance >= FAINT) & (window.start >= 0)
    for row in np.flatnonzero(shown[anchors]).tolist():
        at = int(anchors[row])
        yield _seen(text, window, at, float(chance[at]), tags, pairs[:, row, :], classes[row])


def _seen(
    text: str, window: Window, at: int, chance: float, tags: Floats, scores: Floats, classes: Floats
) -> Seen:
    acts, polarity, tier, quote, certainty = (
        classes[start:end] for start, end in zip((0, *_ENDS), _ENDS, strict=False)
    )
    bare = tags[at, _BARE] > tags[at, _CUE]
    last = at
    while last + 1 < len(tags) and tags[last + 1, _INSIDE] > 0.5 and window.own[last + 1]:
        last += 1
    cue = _span(text, window, at, last)
    return Seen(
        chance=round(chance, 4),
        anchor=cue,
        cue=None if bare else cue,
        acts=tuple([round(chance, 4) for chance in acts.tolist()]),
        negative=round(float(polarity[1]), 4),
        tier=TIERS[int(tier.argmax())],
        quote=QUOTES[int(quote.argmax())],
        certainty=CERTAINTIES[int(certainty.argmax())],
        speakers=tuple(_speakers(text, window, scores)),
        heard=round(1 / (1 + math.exp(-float(scores[_START].max()))), 4),
        content=_stretch(text, window, scores[_FROM], scores[_TO]),
        target=_stretch(text, window, scores[_AIM_FROM], scores[_AIM_TO]),
        hedges=tuple(_runs(text, window, scores[_HEDGE] > 0)),
    )


def _speakers(text: str, window: Window, scores: Floats) -> Iterator[Span]:
    """The words of each speaker: the likeliest beginning and what goes on from it, and those joined to it.

    Scores are log odds.
    """
    placed = window.start >= 0
    best = int(np.where(placed, scores[_START], -np.inf).argmax())
    if not placed[best] or scores[_START][best] + max(scores[_WITHIN][best], 0) <= -1.0:
        return
    starts = {best} | {int(n) for n in np.flatnonzero((scores[_START] > 0) & placed)}
    found = {start: _span(text, window, start, _last(start, starts, window, scores)) for start in starts}
    joined = [found.pop(best)]
    for span in sorted(found.values()):
        low, high = min(joined), max(joined)
        between = text[high.end : span.start] if span.start >= high.end else text[span.end : low.start]
        if not between.strip():  # a title and its name are one
            beside = high if span.start >= high.end else low
            joined.remove(beside)
            joined.append(Span(min(beside.start, span.start), max(beside.end, span.end)))
        elif all(word in _JOINING or word[:1].isupper() for word in _WORD.findall(between)):
            joined.append(span)
    yield from sorted(joined)


def _last(start: int, starts: set[int], window: Window, scores: Floats) -> int:
    """The last piece of a speaker's words that begin at a piece."""
    last = start
    while (
        last + 1 < scores.shape[1]
        and last - start < _LONGEST_SPEAKER
        and last + 1 not in starts
        and scores[_WITHIN][last + 1] > 0
        and window.start[last + 1] >= 0
    ):
        last += 1
    return last


def _stretch(text: str, window: Window, starts: Floats, ends: Floats) -> Span | None:
    """The likeliest stretch of one or more pieces; None where the opening is likelier than any."""
    low, high = int(starts.argmax()), int(ends.argmax())
    if low == 0 or high == 0:
        return None
    if high < low:  # the surer end stays
        if starts[low] - starts.max() >= ends[high] - ends.max():
            high = low + int(ends[low:].argmax())
        else:
            low = int(starts[: high + 1].argmax())
    places = window.start[low : high + 1] >= 0
    if low == 0 or high < low or not places[0] or not places[-1]:
        return None
    return _span(text, window, low, high)


def _runs(text: str, window: Window, marked: NDArray[np.bool_]) -> Iterator[Span]:
    if not marked.any():
        return
    at = 0
    places: Sequence[bool] = (marked & (window.start >= 0)).tolist()
    while at < len(places):
        if not places[at]:
            at += 1
            continue
        first = at
        while at + 1 < len(places) and places[at + 1]:
            at += 1
        yield _span(text, window, first, at)
        at += 1


def _span(text: str, window: Window, first: int, last: int) -> Span:
    """The stretch from one piece to another, grown to whole words."""
    start, end = int(window.start[first]), int(window.end[last])
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return Span(start, end)
