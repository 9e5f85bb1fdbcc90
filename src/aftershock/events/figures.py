"""Which numbers are given for an event, by whom, how independently, and which exclude each other?

Figures are compared only where event, role and unit agree (annotation guideline, section 4): attackers
against victims, a part against the whole, and overlapping bounds are no conflict. A later figure of the same
source takes the place of its earlier one, and so does a toll that a text says to have risen; that is history,
not conflict.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from aftershock.events import intervals
from aftershock.events.actors import Actors, called, speaker, voices
from aftershock.events.chronicle import FigureHistory, FigureLine, FigurePoint, Origin
from aftershock.records import Figure, Interval, Receipt, Statement
from aftershock.statements import figure_words as words
from aftershock.statements.reckoning import wall
from aftershock.text import content_id

Status = Literal["standing", "withdrawn", "superseded"]

# Roles that count one thing of one event, so that two numbers can exclude each other. Ages, shots, sums of
# money and the like stand beside each other: they may be of different people or things.
COUNTED_ONCE = frozenset({"killed", "injured", "casualties", "missing", "hostages", "attackers", "arrested"})
# "About 40" reaches a tenth to both sides, one at least: a reading of ours, not the source's.
ABOUT = 0.1
# "Over 40" excludes 40: the least step by which a count can be more.
STEP = 1e-6
# Words that count on top of, or out of, another number: no rival to it.
_BESIDE = frozenset({"part", "another", "a further", "an additional", "additional", "the other", "including"})
# "The toll has risen to 17", "bringing the number to 17": whatever was lower before is past.
_RISEN = re.compile(
    r"\b(?:ris(?:es?|en|ing)|rose|increas\w+|climb\w*|jump\w*|grow(?:s|n|ing)?|grew|went up|gone up|up"
    r"|br(?:ings?|inging|ought)|now (?:stands|stood))\b[^.;]{0,60}\b(?:to|at)\s+(?:at least\s+|about\s+)?\Z",
    re.I,
)
# Of several sources with one number, the one that still stands by it decides.
_LASTING: tuple[Status, ...] = ("standing", "superseded", "withdrawn")
_PART_AFTER = re.compile(
    r"[\w\s-]{0,20}?\bof (?:the|them|whom|which|those|these)\b|\s+(?:\w+\s+)?(?:more|others?)\b(?! than)",
    re.I,
)
_PART_BEFORE = re.compile(r"(?:\bincluding|\bamong them|\bof (?:them|whom|which))\W*(?:\w+\W+){0,2}\Z", re.I)


class Given(NamedTuple):
    """One figure with the statement that gives it, where it comes from, and when it was said."""

    figure: Figure
    statement: Statement
    origin: str
    at: Interval | None
    part: bool

    @property
    def event(self) -> str:
        """The event that the number is about: that of its clause, else its statement's."""
        return self.figure.event or self.statement.event or ""


OriginsOf = Callable[[Sequence[Statement]], tuple[Origin, ...]]


def given(
    statements: Iterable[Statement], actors: Actors, published: Mapping[str, Interval | None]
) -> list[Given]:
    """Every figure of statements about an event; ``published`` maps a story to when it was published."""
    found: list[Given] = []
    origins: dict[tuple[str, int], str] = {}
    for statement in statements:
        who = speaker(actors, statement)
        for figure in statement.figures:
            if figure.event is None and statement.event is None:
                continue
            # One number in one sentence is one origin, however many speakers stand around it.
            place = (figure.receipt.text, figure.receipt.start)
            found.append(
                Given(
                    figure=figure,
                    statement=statement,
                    origin=origins.setdefault(place, who or statement.printed_from or statement.story),
                    at=_said_at(statement, published.get(statement.story)),
                    part=is_part(figure, statement),
                )
            )
    return found


def exclude(one: Figure, other: Figure) -> bool:
    """Whether two figures' values exclude each other; overlapping bounds are compatible. Symmetric."""
    low, high = reach(one)
    least, most = reach(other)
    return high < least or most < low


def reach(figure: Figure) -> tuple[float, float]:
    """The values that a figure allows; "about" widens it, "at least" has no upper bound."""
    low, high = figure.low, float("inf") if figure.high is None else figure.high
    modifier = figure.modifier.casefold()
    if modifier in words.ABOUT:
        slack = max(1.0, ABOUT * low)
        return low - slack, high + slack
    # a bound that is given besides ("over 5, namely 5") leaves no room for the step
    step = STEP if low + STEP <= high else 0.0
    return low + (step if modifier in words.OVER else 0), high - (step if modifier in words.UNDER else 0)


def is_part(figure: Figure, statement: Statement) -> bool:
    """Whether a figure counts a part of another ("three of the injured", "including two children")."""
    if figure.modifier.casefold() in _BESIDE:
        return True
    for witness in statement.witnesses:
        evidence = witness.evidence
        if evidence.text == figure.receipt.text and evidence.start <= figure.receipt.start < evidence.end:
            at = figure.receipt.start - evidence.start
            to = figure.receipt.end - evidence.start
            before, after = evidence.quote[:at], evidence.quote[to:]
            inside = re.search(r"\bof (?:the|them|whom|which|those|these)\b", figure.receipt.quote, re.I)
            return bool(inside or _PART_BEFORE.search(before) or _PART_AFTER.match(after))
    return False


def lines(figures: Sequence[Given], origins_of: OriginsOf | None = None) -> tuple[FigureLine, ...]:
    """One line for each distinct number of an event, role and unit, the most widely told first.

    ``origins_of`` gives the independent origins of some statements; without it named sources are counted.
    """
    current = with_status(figures)
    groups: dict[tuple[object, ...], list[Given]] = defaultdict(list)
    for item in current:
        figure = item.figure
        bounds = (figure.low, figure.high, figure.modifier.casefold(), item.part)
        groups[(item.event, figure.role, figure.unit, *bounds)].append(item)
    made = [_line(group, origins_of) for group in groups.values()]
    made = [_with_disputes(line, made, current) for line in made]
    return tuple(sorted(made, key=lambda line: (line.event, line.role, line.unit, -line.origins, line.low)))


def history(figures: Sequence[Given]) -> tuple[FigureHistory, ...]:
    """How each figure changed over time, from what bears a date; only where it changed."""
    groups: dict[tuple[str, str, str], list[Given]] = defaultdict(list)
    for item in with_status(figures):
        if not item.part:
            groups[(item.event, item.figure.role, item.figure.unit)].append(item)
    made = []
    for (event, role, unit), group in groups.items():
        dated = [item for item in group if item.at is not None and intervals.dated(item.at)]
        dated.sort(key=lambda item: (item.at.start or "" if item.at else "", wall(item.at), item.figure.low))
        points = tuple(_distinct(dated))
        if len({(point.low, point.high) for point in points}) > 1:
            steps = [f"{amount(p.low, p.high, '')} ({p.said_by}, {_when(p.at)})" for p in points]
            text = f"{counted(role, unit)}: " + ", then ".join(steps)
            made.append(FigureHistory(event=event, role=role, unit=unit, text=text, points=points))
    return tuple(made)


def _when(at: Interval | None) -> str:
    return f"{intervals.written(at)} {wall(at)}, zone not stated" if wall(at) else intervals.written(at)


def amount(low: float, high: float | None, modifier: str) -> str:
    """A number in words that keep its bounds: "at least 40", "30 to 40", "about 12"."""
    if modifier in ("part", "including"):
        return f"{low:.10g} (a part)"
    if modifier in words.OPEN_ENDED:
        return modifier
    if high is None:
        return f"{modifier or 'at least'} {low:.10g}"
    if high != low:
        return f"{low:.10g} to {high:.10g}"
    return f"{modifier} {low:.10g}".strip()


def counted(role: str, unit: str) -> str:
    """What was counted, and what became of it: "people killed", "attackers"."""
    return unit if role in (unit, "other", "") else f"{unit} {role}"


def _line(group: Sequence[Given], origins_of: OriginsOf | None) -> FigureLine:
    first = group[0]
    found = origins_of([item.statement for item in group]) if origins_of else ()
    figure = first.figure
    states = {item.figure.status for item in group}
    times = [item.at for item in group if item.at is not None and intervals.dated(item.at)]
    return FigureLine(
        id=content_id(
            "figure-line", first.event, figure.role, figure.unit, figure.low, figure.high,
            figure.modifier.casefold(), first.part,
        ),
        event=first.event,
        role=figure.role,
        unit=figure.unit,
        low=figure.low,
        high=figure.high,
        modifier=figure.modifier,
        status=next(state for state in _LASTING if state in states),
        said_by=voices(item.statement for item in group),
        origins=len(found) if found else len({item.origin for item in group}),
        origin_list=found,
        documents=len({witness.text for item in group for witness in item.statement.witnesses}),
        said_at=min(times, key=lambda at: at.start or "", default=None),
        statements=tuple(dict.fromkeys(item.statement.id for item in group)),
        figures=tuple(item.figure.id for item in group),
        receipts=tuple(dict.fromkeys(receipt for item in group for receipt in _receipts(item))),
    )  # fmt: skip


def _receipts(item: Given) -> list[Receipt]:
    """The number itself, then its evidence in every other document that carries the statement."""
    own = item.figure.receipt
    return [own, *(w.evidence for w in item.statement.witnesses if w.evidence.text != own.text)]


def with_status(figures: Sequence[Given]) -> list[Given]:
    """An earlier standing figure of a named source is superseded by its later one, if that differs.

    So is a lower one of the same document where the number is then said to have risen.
    """
    kept = []
    for item in figures:
        later = any(_replaces(other, item) for other in figures)
        if later and item.figure.status == "standing":
            item = item._replace(figure=msgspec.structs.replace(item.figure, status="superseded"))
        kept.append(item)
    return kept


def _replaces(later: Given, earlier: Given) -> bool:
    if later.part or earlier.part or not _comparable(later, earlier):
        return False
    if not exclude(later.figure, earlier.figure):
        return False
    named = later.origin == earlier.origin and later.origin != later.statement.story
    if named and _said_before(earlier, later):
        return True
    reversed_ = later.at is not None and earlier.at is not None and intervals.before(later.at, earlier.at)
    one_account = named or later.statement.story == earlier.statement.story
    return one_account and not reversed_ and later.figure.low > earlier.figure.low and _risen(later)


def _said_before(earlier: Given, later: Given) -> bool:
    """Whether one number was given before another: by their dates, or by the clock of one document."""
    if earlier.at is None or later.at is None:
        return False
    by_clock = earlier.statement.story == later.statement.story and earlier.at.start == later.at.start
    first, last = wall(earlier.at), wall(later.at)
    return intervals.before(earlier.at, later.at) or (by_clock and bool(first and last) and first < last)


def _risen(item: Given) -> bool:
    """Whether the words before a number say that it rose to it."""
    start = item.figure.receipt.start
    for witness in item.statement.witnesses:
        evidence = witness.evidence
        if evidence.text == item.figure.receipt.text and evidence.start <= start < evidence.end:
            return _RISEN.search(evidence.quote[: start - evidence.start]) is not None
    return False


def _comparable(one: Given, other: Given) -> bool:
    return (one.event, one.figure.role, one.figure.unit) == (
        other.event, other.figure.role, other.figure.unit
    ) and one.figure.role in COUNTED_ONCE  # fmt: skip


def conflict(one: Given, other: Given, figures: Iterable[Given] = ()) -> bool:
    """Whether two figures conflict: they stand `apart`, and none of ``figures`` explains why. Symmetric."""
    return apart(one, other) and explanation(one, other, figures) is None and not _update(one, other)


def _update(one: Given, other: Given) -> bool:
    """Whether the higher number is said later, and said to have risen: an update of whoever's lower one."""
    earlier, later = sorted((one, other), key=lambda item: item.figure.low)
    if earlier.at is None or later.at is None or not intervals.before(earlier.at, later.at):
        return False
    return _risen(later)


def apart(one: Given, other: Given) -> bool:
    """Whether two figures exclude each other: same event, role and unit, both standing, of two origins,

    neither a part of a whole, and not side by side in one sentence (which explains itself). Symmetric.
    """
    if one.part or other.part or one.figure.status != "standing" or other.figure.status != "standing":
        return False
    if one.origin == other.origin:
        return False  # one source that gives two numbers has changed its mind, or speaks of two things
    return _comparable(one, other) and exclude(one.figure, other.figure) and not _same_sentence(one, other)


def explanation(one: Given, other: Given, figures: Iterable[Given]) -> Given | None:
    """The part that is the exact difference of two counts, as the text that gives the higher one tells it."""
    lower, higher = sorted((one, other), key=lambda item: item.figure.low)
    if lower.figure.low != lower.figure.high or higher.figure.low != higher.figure.high:
        return None
    if lower.at is not None and higher.at is not None and intervals.before(higher.at, lower.at):
        return None
    for item in figures:
        exact = item.figure.low == item.figure.high == higher.figure.low - lower.figure.low
        alike = (item.figure.role, item.figure.unit) == (higher.figure.role, higher.figure.unit)
        if exact and alike and item.part and item.statement.story == higher.statement.story:
            return item
    return None


def _same_sentence(one: Given, other: Given) -> bool:
    if one.statement.id == other.statement.id:
        return True
    return any(
        first.evidence.text == second.evidence.text
        and first.evidence.start < second.evidence.end
        and second.evidence.start < first.evidence.end
        for first in one.statement.witnesses
        for second in other.statement.witnesses
    )


def _with_disputes(line: FigureLine, every: Sequence[FigureLine], figures: Sequence[Given]) -> FigureLine:
    """The line with the ids of those that exclude it."""
    by_id = {item.figure.id: item for item in figures}
    others = tuple(
        other.id
        for other in every
        if any(
            conflict(by_id[mine], by_id[theirs], figures) for mine in line.figures for theirs in other.figures
        )
    )
    return msgspec.structs.replace(line, disputed_by=others)


def _distinct(dated: Iterable[Given]) -> Iterable[FigurePoint]:
    seen = set()
    for item in dated:
        mark = (item.origin, item.figure.low, item.figure.high)
        if mark in seen:
            continue
        seen.add(mark)
        yield FigurePoint(
            at=item.at,
            low=item.figure.low,
            high=item.figure.high,
            said_by=called(item.statement),
            status=item.figure.status,
            receipts=tuple(_receipts(item)),
        )


def _said_at(statement: Statement, published: Interval | None) -> Interval | None:
    said = statement.said_at
    return said if said is not None and intervals.dated(said) else published
