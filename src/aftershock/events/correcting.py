"""What did people correct or set aside, line by line, and what stood there first?

Statements and their figures are corrected before anything is made of them; harms, affiliations, warnings and
call-backs when they are made. The first reading is kept beside each (`chronicle.Decided`). A judgement finds
its line by id, else by the passages that it keeps; one whose line is gone is an orphan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec

from aftershock.events import correctable
from aftershock.events.actors import Actors, plain
from aftershock.events.chronicle import Chronicle, Harm, Receipts
from aftershock.events.decided import Change, Decided
from aftershock.events.figures import amount, counted
from aftershock.events.harms import ordered
from aftershock.events.intervals import written
from aftershock.events.timeline import says
from aftershock.records import Figure, Interval, Judgement, Receipt, Record, Statement
from aftershock.store.anchors import (
    MIN_OVERLAP,
    Line,
    anchored,
    mark_of,
    most_shared,
    sort_of,
    targets_marked,
    without_marks,
)
from aftershock.store.judgements import standing

L = TypeVar("L", bound=Record)
Sort = Literal["statement", "figure", "harm", "affiliation", "warning", "callback"]
Verdict = Literal["accepted", "rejected", "corrected", "set aside"]
# Gives a line as corrected by fields; None where what it is to lead to is not there.
Corrector = Callable[[L, Mapping[str, str], Judgement], L | None]


class Aimed(NamedTuple):
    """A judgement at one line as it stands: the id that it named, and the one that the line has now."""

    row: Judgement
    asked: str
    target: str

    @property
    def fields(self) -> dict[str, str]:
        """What is to be corrected."""
        return without_marks(self.row)


class Corrected(NamedTuple):
    """The ledger as corrected, the figures that count no more, and what was decided of them."""

    statements: tuple[Statement, ...]
    aside: frozenset[str]
    decided: tuple[Decided, ...]
    orphaned: tuple[str, ...]


def statements(given: Sequence[Statement], judgements: Sequence[Judgement], actors: Actors) -> Corrected:
    """The statements and their figures as people corrected them; none is left out here."""
    rows = [row for row in standing(tuple(judgements)) if row.kind in ("accept", "reject", "correct")]
    known = {each.id: each for each in given}
    first = dict(known)
    decided: list[Decided] = []
    orphaned: list[str] = []
    for row in (row for row in rows if not sort_of(row)):
        for target in row.targets if row.kind != "correct" else row.targets[:1]:
            if target in known:
                aimed = Aimed(row, _asked(row, target), target)
                if row.kind == "correct":
                    known[target] = _statement(known[target], aimed.fields, actors)
                decided.append(_of_statement(aimed, first[target]))
            elif row.kind == "correct":
                orphaned.append(row.id)
    figures = _figures(tuple(known.values()), rows)
    return Corrected(
        figures.statements, figures.aside, (*decided, *figures.decided), (*orphaned, *figures.orphaned)
    )


def _asked(row: Judgement, target: str) -> str:
    """The id that a judgement of one statement named before it was aimed at the one that stands now."""
    named = targets_marked(row)
    return named[0] if len(row.targets) == 1 and len(named) == 1 else target


def _statement(given: Statement, fields: Mapping[str, str], actors: Actors) -> Statement:
    changes: dict[str, Any] = {key: fields[key] for key in ("act", "polarity", "certainty") if key in fields}
    if "speaker" in fields:
        name, entity = _who(fields["speaker"], actors)
        changes |= {"speaker_name": name, "speaker_id": entity, "resolved_by": "judgement"}
        changes |= {"tier": "attributed"} if name else {}
    if "target" in fields:
        changes["target"], changes["target_id"] = _who(fields["target"], actors)
    if "date" in fields:
        changes["said_at"] = correctable.day(fields["date"])
    return msgspec.structs.replace(given, **changes)


def _who(value: str, actors: Actors) -> tuple[str | None, str | None]:
    """The name and id that a person means: by the id, else by the name; nobody where it is empty."""
    entity = actors.entities.get(value)
    if entity is not None:
        return (entity.names[0].name if entity.names else value), value
    return value or None, actors.names.get(plain(value))


def _of_statement(aimed: Aimed, first: Statement) -> Decided:
    was = {
        "act": first.act,
        "polarity": first.polarity,
        "certainty": first.certainty,
        "speaker": first.speaker_name,
        "target": first.target,
        "date": first.said_at,
    }
    verdicts: dict[str, Verdict] = {"accept": "accepted", "reject": "rejected", "correct": "corrected"}
    cited = tuple(witness.evidence for witness in first.witnesses)
    return _decided("statement", aimed, verdicts[aimed.row.kind], says(first), was, cited)


def _figures(given: Sequence[Statement], rows: Iterable[Judgement]) -> Corrected:
    """The statements with their figures corrected, and which of these are set aside."""
    figures = {each.id: each for statement in given for each in statement.figures}
    lines = {key: Line(id=key, receipts=(each.receipt,)) for key, each in figures.items()}
    aimed, orphaned = _aimed("figure", lines, rows)
    now = dict(figures)
    aside: set[str] = set()
    decided = []
    for each in aimed:
        first = figures[each.target]
        if each.row.kind == "correct":
            now[each.target] = correctable.figure(now[each.target], each.fields)
        was = {"role": first.role, "unit": first.unit, "value": _number(first)}
        aside |= {each.target} if each.row.kind == "reject" else set()
        text = f"{_number(first)} {counted(first.role, first.unit)}"
        decided.append(_decided("figure", each, _verdict(each.row), text, was, (first.receipt,)))
    out = tuple(
        msgspec.structs.replace(s, figures=tuple(now[f.id] for f in s.figures)) if s.figures else s
        for s in given
    )
    return Corrected(out, frozenset(aside), tuple(decided), orphaned)


def _number(figure: Figure) -> str:
    return amount(figure.low, figure.high, figure.modifier)


def without(given: Iterable[Statement], aside: frozenset[str]) -> tuple[Statement, ...]:
    """The statements without the figures that were set aside."""
    return tuple(
        msgspec.structs.replace(s, figures=tuple(f for f in s.figures if f.id not in aside))
        if any(f.id in aside for f in s.figures)
        else s
        for s in given
    )


class Lines(NamedTuple):
    """What people ask of the lines of one account; collects what was decided and what found nothing."""

    judgements: tuple[Judgement, ...]
    decided: list[Decided]
    orphaned: list[str]

    def applied(self, sort: Sort, found: Sequence[L], correct: Corrector[L]) -> tuple[L, ...]:
        """The lines of a sort as corrected, in their order, without those set aside."""
        first: dict[str, Any] = {msgspec.structs.asdict(item)["id"]: item for item in found}
        lines = {key: _line(item) for key, item in first.items()}
        rows = [row for row in standing(self.judgements) if row.kind in ("reject", "correct")]
        aimed, orphaned = _aimed(sort, lines, rows)
        self.orphaned.extend(orphaned)
        now = dict(first)
        for each in aimed:
            if each.target not in now:
                continue  # set aside before
            if each.row.kind == "reject":
                del now[each.target]
            elif (corrected := correct(now[each.target], each.fields, each.row)) is not None:
                now[each.target] = corrected
            else:
                self.orphaned.append(each.row.id)
                continue
            item = first[each.target]
            text, was = _in_words(sort, item)
            self.decided.append(_decided(sort, each, _verdict(each.row), text, was, item.receipts))
        return tuple(now.values())


def with_harms(chronicle: Chronicle, found: Sequence[Harm], judgements: Sequence[Judgement]) -> Chronicle:
    """The account with harms that were found in posts, when it had been made, as people corrected them."""
    asked = Lines(tuple(judgements), [], [])
    kept = asked.applied("harm", found, lambda line, fields, _: correctable.harm(line, fields))
    placed = {each.id for each in asked.decided}
    return msgspec.structs.replace(
        chronicle,
        harms=ordered((*chronicle.harms, *kept)),
        decided=(*chronicle.decided, *asked.decided),
        orphaned=tuple(each for each in chronicle.orphaned if each not in placed),
    )


def _line(item: Any) -> Line:
    """A line as it is found again."""
    return Line(
        id=item.id,
        receipts=item.receipts,
        kind=getattr(item, "kind", ""),
        part=getattr(item, "part", ""),
        whole=getattr(item, "whole", ""),
    )


def _in_words(sort: Sort, item: Any) -> tuple[str, dict[str, object]]:
    """A line in words, and its fields as they were read."""
    if sort == "affiliation":
        was = {"kind": item.kind, "stance": item.stance, "part": item.part, "whole": item.whole}
        no = "no " if item.stance == "denied" else ""
        text = f"{item.part}: {no}{item.kind} of {item.whole}, as {item.said_by} says"
        return text, {**was, "said-by": item.said_by, "since": item.since}
    if sort == "warning":
        return f"{item.text} ({item.why})", {"event": item.event}
    if sort == "callback":
        return item.text, {"first": item.first}
    return item.text, {"kind": item.kind, "text": item.text}


def _verdict(row: Judgement) -> Verdict:
    return "corrected" if row.kind == "correct" else "set aside"


def _aimed(
    sort: Sort, lines: Mapping[str, Line], rows: Iterable[Judgement]
) -> tuple[list[Aimed], tuple[str, ...]]:
    """The judgements about a sort, each at its line, and those of which no line is left."""
    found: list[Aimed] = []
    orphaned: list[str] = []
    for row in rows:
        if sort_of(row) != sort:
            continue
        targets = (
            row.targets[:1] if row.kind == "correct" and sort in ("warning", "callback") else row.targets
        )
        taken: set[str] = set()
        for target in targets:
            now = target if target in lines else _nearest(sort, row, target, lines, taken)
            if now is not None:
                taken.add(now)
                found.append(Aimed(row, target, now))
        if not taken:
            orphaned.append(row.id)
    return found, tuple(orphaned)


def _nearest(
    sort: Sort, row: Judgement, target: str, lines: Mapping[str, Line], taken: set[str]
) -> str | None:
    """The line of the same mark whose passages share most with those that the judgement keeps."""
    word, anchors = anchored(row, target)
    ranked = sorted(
        (
            -most_shared(anchors, [r for r in line.receipts if isinstance(r, Receipt)]),
            key in taken,
            key,
        )
        for key, line in lines.items()
        if mark_of(sort, line) == word
    )
    return ranked[0][2] if ranked and -ranked[0][0] >= MIN_OVERLAP else None


def _decided(
    sort: Sort, aimed: Aimed, verdict: Verdict, text: str, was: Mapping[str, object], cited: Receipts
) -> Decided:
    changes = tuple(
        Change(field=key, was=_shown(was.get(key)), now=value)
        for key, value in sorted(aimed.fields.items())
        if verdict == "corrected" and key in was
    )
    row = aimed.row
    return Decided(
        id=row.id, sort=sort, asked=aimed.asked, target=aimed.target, verdict=verdict, text=text,
        changes=changes, reason=row.reason, person=row.person, at=row.at, receipts=cited,
    )  # fmt: skip


def _shown(value: object) -> str:
    if isinstance(value, Interval):
        return written(value)
    return "" if value is None else str(value)
