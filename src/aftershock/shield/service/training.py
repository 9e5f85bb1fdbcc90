"""May a score that was trained on the platform's own labelled posts be used? Only where it proves itself
first.

Texts are split by families (the same folded words are one family, as is what shares a ``group``): three
fifths to train, one to calibrate, one held back and looked at once. Then functional tests: everyday posts in
eight languages stay below the threshold, neutral sentences do not rise because of a community's name, a
disguise changes nothing, and the platform's own test lines come out right. A score that fails is not written.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.shield import score
from aftershock.shield.normalise import fold
from aftershock.shield.score import Linear

LEAST = 30  # lines of either kind; below that nothing can be said about the held-back part
CLEAN = 0.01  # of everyday posts may reach the threshold
RISE = 0.05  # by which a community's name may raise neutral sentences, in the mean, above those with "local"
GAIN = 0.5  # of marked held-back posts: a score that finds less is of no use
Part = Literal["train", "calibrate", "held-back"]
Floats = NDArray[np.float64]


class Labelled(Record, frozen=True, kw_only=True):
    """A post that people judged. ``group`` joins posts that belong together (one thread, one campaign)."""

    text: str
    marked: bool
    group: str = ""


class Share(Record, frozen=True, kw_only=True):
    """A share with its 95 % interval (Wilson), and of how many."""

    value: float
    low: float
    high: float
    of: int


class Point(Record, frozen=True, kw_only=True):
    """What happens from a threshold on, on the held-back posts."""

    threshold: float
    found: Share
    wrong: Share


class Functional(Record, frozen=True, kw_only=True):
    """A functional test: how many of how many failed, and whether that is allowed."""

    name: str
    failed: int
    of: int
    passed: bool
    shown: tuple[str, ...] = ()


class Report(Record, frozen=True, kw_only=True):
    """What is known of a score. ``used``: it was written, and the policy may ask ``score.linear``."""

    used: bool
    digest: str
    threshold: float
    posts: dict[str, int]
    auc: float
    calibration_error: float
    curve: tuple[Point, ...]
    tests: tuple[Functional, ...]


class _Scored(NamedTuple):
    values: Floats
    marked: NDArray[np.bool_]


def train(labelled: Path, out: Path, *, tests: Path | None = None, threshold: float = 0.9) -> Report:
    """Train, calibrate, look at the held-back part, test; writes ``out`` only where all passes.

    The report stands beside ``out`` as JSON either way. Raises InputError with the line that is wrong, or
    where there is too little to learn from.
    """
    rows = list(read(labelled))
    parts: dict[Part, list[Labelled]] = {"train": [], "calibrate": [], "held-back": []}
    for row in rows:
        parts[part_of(row)].append(row)
    for name, some in parts.items():
        for marked in (True, False):
            if sum(row.marked == marked for row in some) < (LEAST if name == "train" else LEAST // 3):
                what = "marked" if marked else "unmarked"
                raise InputError(
                    f"too few {what} posts in the part '{name}' of {len(rows)}", where=str(labelled),
                    next_step="Label some hundred of either kind",
                )  # fmt: skip
    taught = parts["train"]
    linear = score.fit([row.text for row in taught], [row.marked for row in taught])
    linear = calibrated(linear, parts["calibrate"])
    linear = Linear(linear.weights, linear.slope, linear.offset, threshold)
    held = _scored(linear, parts["held-back"])
    functional = (
        everyday(linear, threshold),
        names(linear, threshold),
        disguises(linear, [row.text for row in parts["held-back"]]),
        useful(held, threshold),
        *([own(linear, list(read(tests)), threshold)] if tests else []),
    )
    report = Report(
        used=all(each.passed for each in functional),
        digest=linear.digest,
        threshold=threshold,
        posts={name: len(some) for name, some in parts.items()},
        auc=round(auc(held), 4),
        calibration_error=round(calibration_error(held), 4),
        curve=tuple(_point(held, at) for at in (0.5, 0.7, 0.8, 0.9, 0.95, 0.99)),
        tests=functional,
    )
    out.with_suffix(".report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))
    if report.used:
        partial = out.with_name("partial-" + out.name)
        linear.save(partial)
        partial.replace(out)
    return report


def read(file: Path) -> Iterator[Labelled]:
    """The lines of a file; raises InputError with the line that is no labelled post."""
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                yield msgspec.json.decode(line, type=Labelled)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                said = f"not a labelled post: {error}"
                raise InputError(said, where=str(file), line=number) from error


def part_of(row: Labelled) -> Part:
    """Where a post's family belongs: the same words, or the same group, are never on both sides."""
    family = row.group or fold(row.text)
    place = int.from_bytes(blake2b(family.encode(), digest_size=4).digest(), "big") % 5
    return "train" if place < 3 else "calibrate" if place == 3 else "held-back"


def calibrated(linear: Linear, rows: Sequence[Labelled]) -> Linear:
    """The score with its curve fitted on other posts: slope and offset by Newton's method (Platt 1999).

    Targets are drawn in by one example of either kind, so that a part without errors gives no certainty.
    """
    values = [linear.of(fold(row.text)) for row in rows]
    told = [(value, row.marked) for value, row in zip(values, rows, strict=True) if value is not None]
    bounded = np.clip([value for value, _ in told], 1e-6, 1 - 1e-6)
    sums = np.log(bounded / (1 - bounded))
    marked = np.array([mark for _, mark in told])
    yes, no = marked.sum(), (~marked).sum()
    wanted = np.where(marked, (yes + 1) / (yes + 2), 1 / (no + 2))

    def loss(slope: float, offset: float) -> float:
        line = slope * sums + offset
        return float((np.logaddexp(0, line) - wanted * line).sum())

    slope, offset = 1.0, 0.0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(slope * sums + offset)))
        off, weight = chance - wanted, chance * (1 - chance)
        gradient = np.array([(off * sums).sum(), off.sum()])
        mixed = (weight * sums).sum()
        second = np.array([[(weight * sums**2).sum() + 1e-6, mixed], [mixed, weight.sum() + 1e-6]])
        step = np.linalg.solve(second, gradient)
        size = 1.0
        while size > 1e-6 and loss(slope - size * step[0], offset - size * step[1]) > loss(slope, offset):
            size /= 2  # where the curve is flat a whole step leads too far
        slope, offset = slope - size * float(step[0]), offset - size * float(step[1])
        if size * float(np.abs(step).max()) < 1e-9:
            break
    # `linear` has a curve already: the new one is laid over it
    return Linear(linear.weights, slope * linear.slope, slope * linear.offset + offset)


# --- what the held-back posts say --------------------------------------------------------------


def auc(held: _Scored) -> float:
    """The chance that a marked post scores above an unmarked one (Mann and Whitney); ties count half."""
    order = np.argsort(held.values, kind="stable")
    values = held.values[order]
    ranks = np.empty(len(values))
    at = 0
    while at < len(values):
        end = at
        while end + 1 < len(values) and values[end + 1] == values[at]:
            end += 1
        ranks[order[at : end + 1]] = (at + end) / 2 + 1
        at = end + 1
    yes = int(held.marked.sum())
    no = len(values) - yes
    return float((ranks[held.marked].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no else math.nan


def calibration_error(held: _Scored, bins: int = 10) -> float:
    """Mean distance of what was said from what was, over tenths of the scale, weighted by posts."""
    place = np.minimum((held.values * bins).astype(int), bins - 1)
    total = 0.0
    for each in range(bins):
        inside = place == each
        if inside.any():
            total += abs(held.values[inside].mean() - held.marked[inside].mean()) * inside.sum()
    return float(total / max(1, len(held.values)))


def wilson(hits: int, of: int) -> Share:
    """A share with its 95 % interval (Wilson 1927)."""
    if not of:
        return Share(value=0.0, low=0.0, high=1.0, of=0)
    z, share = 1.959964, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return Share(
        value=round(share, 4),
        low=round(max(0.0, middle - half), 4),
        high=round(min(1.0, middle + half), 4),
        of=of,
    )


def _point(held: _Scored, threshold: float) -> Point:
    above = held.values > threshold
    return Point(
        threshold=threshold,
        found=wilson(int((above & held.marked).sum()), int(held.marked.sum())),
        wrong=wilson(int((above & ~held.marked).sum()), int((~held.marked).sum())),
    )


def _scored(linear: Linear, rows: Sequence[Labelled]) -> _Scored:
    values = [linear.of(fold(row.text)) or 0.0 for row in rows]
    return _Scored(np.array(values), np.array([row.marked for row in rows]))


# --- functional tests --------------------------------------------------------------------------


def everyday(linear: Linear, threshold: float) -> Functional:
    """Everyday talk in eight languages stays below the threshold."""
    text = resources.files("aftershock.data").joinpath("stand_ins.toml").read_text("utf-8")
    talk = tomllib.loads(text)["talk"].values()
    said = [
        f"{opening} {middle} {ending}"
        for pieces in talk
        for opening, middle, ending in zip(
            pieces["opening"] * 3, pieces["middle"] * 3, pieces["ending"] * 3, strict=False
        )
    ]
    return _test("everyday talk in eight languages", linear, said, threshold, CLEAN)


def names(linear: Linear, threshold: float) -> Functional:
    """No community's name raises neutral sentences, and none of them reaches the threshold."""
    text = resources.files("aftershock.data").joinpath("shield", "neutral.toml").read_text("utf-8")
    listed = tomllib.loads(text)

    def values(name: str) -> list[float]:
        return [linear.of(fold(sentence.format(name))) or 0.0 for sentence in listed["sentences"]]

    without, off = values("local"), []
    for name in listed["names"]:
        found = values(name)
        if max(found) > threshold or sum(found) - sum(without) > RISE * len(found):
            off.append(name)
    of = len(listed["names"])
    title = "neutral sentences with the names of communities"
    return Functional(name=title, failed=len(off), of=of, passed=not off, shown=_few(off))


def disguises(linear: Linear, texts: Sequence[str]) -> Functional:
    """Invisible marks and look-alikes change nothing: the score reads what is folded."""
    table = str.maketrans("aeo", "аео")
    worn = [(text, "\u200b".join(text).translate(table)) for text in texts[:200]]
    off = [
        text
        for text, other in worn
        if abs((linear.of(fold(text)) or 0) - (linear.of(fold(other)) or 0)) > 0.05
    ]
    allowed = len(off) <= 0.02 * len(worn)
    return Functional(
        name="disguises change nothing", failed=len(off), of=len(worn), passed=allowed, shown=_few(off)
    )


def useful(held: _Scored, threshold: float) -> Functional:
    """Half of the marked held-back posts are found, and of the unmarked ones one in a hundred at most."""
    point = _point(held, threshold)
    missed = round((1 - point.found.value) * point.found.of)
    wrong = round(point.wrong.value * point.wrong.of)
    passed = point.found.value >= GAIN and point.wrong.value <= CLEAN
    return Functional(name="held-back posts", failed=missed + wrong, of=len(held.values), passed=passed)


def own(linear: Linear, rows: Sequence[Labelled], threshold: float) -> Functional:
    """The platform's own test lines come out as they say, each of them."""
    off = [row.text for row in rows if ((linear.of(fold(row.text)) or 0.0) > threshold) != row.marked]
    return Functional(name="own lines", failed=len(off), of=len(rows), passed=not off, shown=_few(off))


def _test(name: str, linear: Linear, said: Sequence[str], most: float, allowed: float) -> Functional:
    off = [text for text in said if (linear.of(fold(text)) or 0.0) > most]
    passed = len(off) <= allowed * len(said)
    return Functional(name=name, failed=len(off), of=len(said), passed=passed, shown=_few(off))


def _few(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text[:80] for text in texts[:5])
