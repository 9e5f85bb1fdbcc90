"""What share of the posts has which tone, how surely, and how does it move over time?

Texts in a language that the head was never measured on are left out of every share, and counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy
from msgspec.structs import replace

from aftershock.models.encoder import Told
from aftershock.models.kernel import load
from aftershock.pages.language import language_of
from aftershock.records import FieldReceipt, Finding, Receipt, Record
from aftershock.store.memory import Memory
from aftershock.tone.head import CLASSES, Class, Tone, read, rule
from aftershock.tone.mixing import SEED, drawn, estimate, tables

if TYPE_CHECKING:
    from aftershock.tone.mixing import Floats, Ints

FEWEST = 30  # posts below which a share is not estimated: its interval would be most of the scale
EXAMPLES = 3
HOUR = timedelta(hours=1)
DRAWS = 1_000  # of shares that are compared: the smallest p is twice one in so many

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
    """The tones of a set of posts; ``start`` is when the bin's hour begins (UTC) where time is looked at.

    ``texts`` distinct ones, in ``languages`` (texts of each, the most first; empty: not clear), stand behind
    ``posts``; ``left_out`` are the texts in languages that the head knows nothing of.
    """

    posts: int
    not_told: float
    shares: tuple[Share, ...]
    start: str | None = None
    texts: int = 0
    languages: tuple[tuple[str, int], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()


class Change(Record, frozen=True, kw_only=True):
    """How far the share of a tone differs between two sets of posts, with its 95 % interval and its p."""

    tone: Class
    value: float
    low: float
    high: float
    p: float


class ToneOf(Record, frozen=True, kw_only=True):
    """The tone of posts: findings with receipts, the mix of all, hour by hour, and of the posts before.

    ``changes`` are the differences from the posts before to the posts after, a tone each.
    """

    findings: tuple[Finding, ...]
    mix: Mix | None
    hours: tuple[Mix, ...]
    note: str
    before: Mix | None = None
    changes: tuple[Change, ...] = ()


def told_of(
    texts: Sequence[str], *, memory: Memory | None = None, told: Told | None = None
) -> dict[str, Tone]:
    """The tone of each distinct text, with its language."""
    return {
        text: replace(tone, language=language_of(text))
        for text, tone in read(texts, memory=memory, told=told).items()
    }


def mix(texts: Sequence[str], known: Mapping[str, Tone], *, start: str | None = None) -> Mix | None:
    """The mix of posts, one text a post (copies count as posted); None for fewer than ``FEWEST`` posts.

    ``known`` is the tone of each distinct text.
    """
    outcome, often = counted(texts, known)
    if often.sum() < FEWEST:
        return None
    value, spread = estimate(outcome, often, load("tone").confusion)
    plain = numpy.bincount(outcome, often, len(CLASSES) + 1)[: len(CLASSES)]
    spoken = Counter(known[text].language or "" for text in set(texts) if not known[text].foreign)
    left = Counter(known[text].language or "" for text in set(texts) if known[text].foreign)
    return Mix(
        posts=int(often.sum()),
        not_told=float(often[outcome == len(CLASSES)].sum() / often.sum()),
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
        texts=len(outcome),
        languages=_most(spoken),
        left_out=_most(left),
    )


def _most(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def counted(texts: Sequence[str], known: Mapping[str, Tone]) -> tuple[Ints, Ints]:
    """What was told of each distinct text (the place of its class; after them: not told), and how often it
    was posted; without the languages that are left out."""
    copies = {text: many for text, many in Counter(texts).items() if not known[text].foreign}
    labels = [known[text].label for text in copies]
    outcome = [CLASSES.index(label) if label else len(CLASSES) for label in labels]
    return numpy.array(outcome, dtype=numpy.int64), numpy.array(list(copies.values()), dtype=numpy.int64)


def drawings(sets: Sequence[Sequence[str]], known: Mapping[str, Tone]) -> list[Floats | None]:
    """Shares that each set of posts may have (drawings, classes), all under the same drawn error tables; None
    where there are too few posts."""
    chance = numpy.random.default_rng(SEED)
    confusion = load("tone").confusion
    table = tables(chance, confusion, DRAWS)
    made: list[Floats | None] = []
    for texts in sets:
        outcome, often = counted(texts, known)
        made.append(None if often.sum() < FEWEST else drawn(chance, outcome, often, confusion, table))
    return made


def changes(before: Floats, after: Floats) -> tuple[Change, ...]:
    """The difference of each tone's share, from drawings (drawings, classes) under the same error tables."""
    apart = after - before
    low, high = numpy.quantile(apart, [0.025, 0.975], axis=0)
    side = numpy.minimum((apart <= 0).mean(axis=0), (apart >= 0).mean(axis=0))
    p = numpy.minimum(1.0, 2 * (side * len(apart) + 1) / (len(apart) + 1))
    return tuple(
        Change(tone=name, value=float(at), low=float(one), high=float(other), p=float(chance))
        for name, at, one, other, chance in zip(CLASSES, apart.mean(axis=0), low, high, p, strict=True)
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
    known = told_of([*texts, *before] if len(texts) >= FEWEST else [], memory=memory, told=told)
    whole = mix(texts, known) if known else None
    if whole is None:
        foreign = sum(known[text].foreign for text in texts) if known else 0
        left = f", {foreign} of them in languages that the head knows nothing of," if foreign else ""
        note = f"{len(texts)} posts{left} are too few to estimate shares of tone (at least {FEWEST})"
        return ToneOf(findings=(), mix=None, hours=(), note=note)
    past = mix(before, known)
    earlier, later = drawings((before, texts), known) if past else (None, None)
    timed = [(text, at) for text, at in zip(texts, times or (), strict=False) if at]
    proofs = examples(texts, known, receipts)
    completeness = f"{completeness}; {stands_on(whole)}"
    return ToneOf(
        findings=findings(whole, proofs, before=past, completeness=completeness),
        mix=whole,
        hours=over_time([text for text, _ in timed], [at for _, at in timed], known, since=since),
        note="" if past else "no posts from before the event to compare with",
        before=past,
        changes=changes(earlier, later) if earlier is not None and later is not None else (),
    )


def stands_on(found: Mix) -> str:
    """Which texts shares stand on: how many, in which languages, and which were left out."""
    told = _listed(found.languages)
    left = f"; left out, as the head knows nothing of the language: {_listed(found.left_out)}"
    return f"{found.texts:,} distinct texts ({told})" + (left if found.left_out else "")


def _listed(languages: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name or 'language not clear'} {many:,}" for name, many in languages)


def examples(
    texts: Sequence[str], known: Mapping[str, Tone], receipts: Sequence[Proof]
) -> dict[Class, list[Proof]]:
    """The surest distinct posts of each class."""
    sure: dict[Class, dict[str, tuple[float, Proof]]] = defaultdict(dict)
    for text, proof in zip(texts, receipts, strict=True):
        tone = known[text]
        if tone.label and not tone.foreign:
            sure[tone.label].setdefault(text, (max(tone.probabilities), proof))
    return {
        name: [proof for _, proof in sorted(found.values(), key=lambda pair: -pair[0])[:EXAMPLES]]
        for name, found in sure.items()
    }


def _two(value: float) -> str:
    return f"{value:.2f}".removeprefix("0") if value < 1 else "1.00"
