"""What share of the posts has which tone, how surely, and how does it move over time?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy

from aftershock.models.encoder import Told
from aftershock.models.kernel import load
from aftershock.records import FieldReceipt, Finding, Receipt, Record
from aftershock.tone.head import CLASSES, Class, Memory, Tone, read, rule
from aftershock.tone.mixing import estimate

FEWEST = 30  # posts below which a share is not estimated: its interval would be most of the scale
EXAMPLES = 3
HOUR = timedelta(hours=1)

Proof = Receipt | FieldReceipt


class Share(Record, frozen=True, kw_only=True):
    """The estimated share of one class, corrected for the head's errors, with its 95 % interval.

    ``counted`` is its share of the posts that were told, as the head told them.
    """

    tone: Class
    value: float
    low: float
    high: float
    counted: float | None = None


class Mix(Record, frozen=True, kw_only=True):
    """The tones of a set of posts; ``start`` is when the bin's hour begins (UTC) where time is looked at."""

    posts: int
    not_told: float
    shares: tuple[Share, ...]
    start: str | None = None


class ToneOf(Record, frozen=True, kw_only=True):
    """The tone of posts: findings with receipts, the mix of all, hour by hour, and of the posts before."""

    findings: tuple[Finding, ...]
    mix: Mix | None
    hours: tuple[Mix, ...]
    note: str
    before: Mix | None = None


def mix(texts: Sequence[str], known: Mapping[str, Tone], *, start: str | None = None) -> Mix | None:
    """The mix of posts, one text a post (copies count as posted); None for fewer than ``FEWEST`` posts.

    ``known`` is the tone of each distinct text.
    """
    return None if len(texts) < FEWEST else _mix(texts, known, start=start)


def _mix(texts: Sequence[str], known: Mapping[str, Tone], *, start: str | None = None) -> Mix:
    copies = Counter(texts)
    labels = [known[text].label for text in copies]
    outcome = numpy.array([CLASSES.index(label) if label else len(CLASSES) for label in labels])
    often = numpy.array(list(copies.values()))
    value, spread = estimate(outcome, often, load("tone").confusion)
    plain = numpy.bincount(outcome, often, len(CLASSES) + 1)[: len(CLASSES)]
    return Mix(
        posts=len(texts),
        not_told=float(often[outcome == len(CLASSES)].sum()) / len(texts),
        shares=tuple(
            Share(
                tone=name,
                value=float(at),
                low=float(min(low, at)),
                high=float(max(high, at)),
                counted=float(many / plain.sum()) if plain.sum() else None,
            )
            for name, at, (low, high), many in zip(CLASSES, value, spread, plain, strict=True)
        ),
        start=start,
    )


def over_time(
    texts: Sequence[str], times: Sequence[str], known: Mapping[str, Tone], *, since: str | None = None
) -> tuple[Mix, ...]:
    """A mix for each hour that has posts enough; ``times`` are ISO times (UTC), hours begin at ``since``'s
    minute (none: at the clock's)."""
    first = datetime.fromisoformat(since) if since else datetime(1970, 1, 1, tzinfo=UTC)
    bins: dict[int, list[str]] = defaultdict(list)
    for text, at in zip(texts, times, strict=True):
        bins[(datetime.fromisoformat(at) - first) // HOUR].append(text)
    found = (
        mix(bins[hour], known, start=f"{first + hour * HOUR:%Y-%m-%dT%H:%M:%SZ}") for hour in sorted(bins)
    )
    return tuple(each for each in found if each)


def wording(share: Share, not_told: float) -> str:
    """The plain sentence beside a share."""
    return (
        f"estimated share {_two(share.value)} ({_two(share.low)}-{_two(share.high)}), corrected; "
        f"{not_told:.0%} not told"
    ).replace("%", " %")


def findings(
    whole: Mix, examples: Mapping[Class, Sequence[Proof]], *, before: Mix | None, completeness: str
) -> tuple[Finding, ...]:
    """One finding a class; what would be expected is the share in the posts before the event, where known."""
    usual = {share.tone: share.value for share in before.shares} if before else {}
    return tuple(
        Finding(
            name=f"tone: {share.tone}",
            value=share.value,
            expected=usual.get(share.tone),
            interval=(share.low, share.high),
            n=whole.posts,
            completeness=completeness,
            method=rule(),
            verdict=wording(share, whole.not_told),
            receipts=tuple(examples.get(share.tone, ())[:EXAMPLES]),
        )
        for share in whole.shares
    )


def tone_of(
    texts: Sequence[str],
    *,
    receipts: Sequence[Proof],
    times: Sequence[str | None] | None = None,
    since: str | None = None,
    before: Sequence[str] = (),
    completeness: str = "not known",
    memory: Memory | None = None,
    told: Told | None = None,
) -> ToneOf:
    """The tone of posts: one text, receipt and (where known) ISO time a post, in the same order.

    ``since`` is the moment that hours are counted from. ``before`` are texts of posts from before the event:
    their shares are what would be expected. Each distinct text is read once and kept in ``memory`` (the
    case). Raises ModelMissing without the encoder.
    """
    if len(texts) < FEWEST:
        note = f"{len(texts)} posts are too few to estimate shares of tone (at least {FEWEST})"
        return ToneOf(findings=(), mix=None, hours=(), note=note)
    known = read([*texts, *before], memory=memory, told=told)
    tones = [known[text] for text in texts]
    whole, past = _mix(texts, known), mix(before, known)
    timed = [(text, at) for text, at in zip(texts, times or (), strict=False) if at]
    return ToneOf(
        findings=findings(whole, _examples(texts, tones, receipts), before=past, completeness=completeness),
        mix=whole,
        hours=over_time([text for text, _ in timed], [at for _, at in timed], known, since=since),
        note="" if past else "no posts from before the event to compare with",
        before=past,
    )


def _examples(
    texts: Sequence[str], tones: Sequence[Tone], receipts: Sequence[Proof]
) -> dict[Class, list[Proof]]:
    """The surest distinct posts of each class."""
    sure: dict[Class, dict[str, tuple[float, Proof]]] = defaultdict(dict)
    for text, tone, proof in zip(texts, tones, receipts, strict=True):
        if tone.label:
            sure[tone.label].setdefault(text, (max(tone.probabilities), proof))
    return {
        name: [proof for _, proof in sorted(found.values(), key=lambda pair: -pair[0])[:EXAMPLES]]
        for name, found in sure.items()
    }


def _two(value: float) -> str:
    return f"{value:.2f}".removeprefix("0") if value < 1 else "1.00"
