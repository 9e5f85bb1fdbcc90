"""Which numbers for one thing exclude each other, since when, and does a text explain the difference?

A disputed point lists only sides of which each excludes each other one; two bounds that agree are never put
against each other because a third excludes both. A difference that a text accounts for ("three of the injured
had died" between 14 and 17) is shown as explained and is no conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from aftershock.events import intervals
from aftershock.events.actors import called
from aftershock.events.chronicle import Dispute, FigureLine, Side
from aftershock.events.figures import Given, amount, apart, counted, explanation
from aftershock.text import content_id

_LATER_IS_HIGHER = "The later the number, the higher it is: it may be an update."


def disputes(found: Sequence[FigureLine], given: Sequence[Given]) -> tuple[Dispute, ...]:
    """The disputed points about numbers: conflicts first, then differences that a text explains.

    ``found`` are the lines of `figures.lines`, ``given`` the figures that they were made of.
    """
    by_id = {item.figure.id: item for item in given}
    groups: dict[tuple[str, str, str], list[FigureLine]] = defaultdict(list)
    for line in found:
        groups[(line.event, line.role, line.unit)].append(line)
    conflicts: list[Dispute] = []
    explained: list[Dispute] = []
    for group in groups.values():
        conflicts += [_conflict(clique) for clique in _cliques(group)]
        explained += _explained(group, by_id, given)
    return (*conflicts, *explained)


def _cliques(group: Sequence[FigureLine]) -> Iterator[list[FigureLine]]:
    """The fewest sets, greedily, of lines that all exclude each other, so that each conflict is in one."""
    lines = sorted((line for line in group if line.disputed_by), key=lambda line: (-line.origins, line.low))
    left = {(one.id, other.id) for one in lines for other in lines if other.id in one.disputed_by}
    for one in lines:
        for other in lines:
            if (one.id, other.id) not in left:
                continue
            clique = [one, other]
            clique += [
                line
                for line in lines
                if line not in clique and all(known.id in line.disputed_by for known in clique)
            ]
            clique = _mutual(clique)
            left -= {(a.id, b.id) for a in clique for b in clique}
            yield sorted(clique, key=lambda line: line.low)


def _mutual(lines: Sequence[FigureLine]) -> list[FigureLine]:
    """The lines that exclude each one kept before them."""
    kept: list[FigureLine] = []
    for line in lines:
        if all(known.id in line.disputed_by for known in kept):
            kept.append(line)
    return kept


def _conflict(lines: Sequence[FigureLine]) -> Dispute:
    first = lines[0]
    sides = tuple(_side(line) for line in lines)
    told = "; ".join(f"{', '.join(side.who)}: {side.says}" for side in sides)
    return Dispute(
        id=content_id("dispute", "figures", first.event, first.role, first.unit, [line.id for line in lines]),
        kind="figures",
        event=first.event,
        text=f"The number of {counted(first.role, first.unit)} is given differently. {told}.",
        sides=sides,
        note=_LATER_IS_HIGHER if _rises(lines) else "",
    )


def _explained(
    group: Sequence[FigureLine], by_id: Mapping[str, Given], given: Sequence[Given]
) -> Iterator[Dispute]:
    """Pairs of numbers whose difference a text accounts for."""
    lines = sorted(group, key=lambda line: line.low)
    for at, lower in enumerate(lines):
        for higher in lines[at + 1 :]:
            why = _why(lower, higher, by_id, given)
            if why is None:
                continue
            quote = why.statement.witnesses[0].evidence.quote
            sides = (_side(lower), _side(higher, why))
            told = "; ".join(f"{', '.join(side.who)}: {side.says}" for side in sides)
            yield Dispute(
                id=content_id("dispute", "figures-explained", lower.id, higher.id),
                kind="figures-explained",
                event=lower.event,
                text=f"The number of {counted(lower.role, lower.unit)} differs over time. {told}.",
                sides=sides,
                note=f"What may explain it, by {called(why.statement)}: “{quote}”",
            )


def _why(
    lower: FigureLine, higher: FigureLine, by_id: Mapping[str, Given], given: Sequence[Given]
) -> Given | None:
    for mine in lower.figures:
        for theirs in higher.figures:
            if apart(by_id[mine], by_id[theirs]):
                why = explanation(by_id[mine], by_id[theirs], given)
                if why is not None:
                    return why
    return None


def _side(line: FigureLine, why: Given | None = None) -> Side:
    when = intervals.written(line.said_at)
    dated = f" ({when})" if when else ""
    more = () if why is None else tuple(w.evidence for w in why.statement.witnesses)
    return Side(
        who=line.said_by,
        says=f"{amount(line.low, line.high, line.modifier)} {line.role}{dated}",
        statements=line.statements if why is None else (*line.statements, why.statement.id),
        receipts=tuple(dict.fromkeys((*line.receipts, *more))),
    )


def _rises(lines: Sequence[FigureLine]) -> bool:
    """Whether each higher number was said after the one below it."""
    return all(
        one.said_at is not None and other.said_at is not None and intervals.before(one.said_at, other.said_at)
        for one, other in pairwise(lines)
    )
