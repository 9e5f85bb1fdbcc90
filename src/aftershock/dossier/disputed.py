"""What could hurt others, what is disputed, what was warned of, which answers compete?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from aftershock.dossier.material import Material
from aftershock.dossier.passage import inline
from aftershock.dossier.receipts import SENSITIVE, Cited, Register
from aftershock.dossier.times import written
from aftershock.events.chronicle import Board, PriorWarning
from aftershock.records import FieldReceipt, Receipt, Record

HARMS = {
    "suspect-named": "A person is named as a suspect",
    "community-blamed": "A community is blamed",
    "community-threatened": "A community is threatened",
    "place-threatened": "A place is threatened",
    "data-passed-around": "Data about people is passed around",
    "call-to-attack": "A call for violence",
    "threat": "A threat",
}
DISPUTES = {
    "figures": "Numbers exclude each other",
    "figures-explained": "Numbers of different days; the text says why",
    "claim-denied": "A claim is denied",
    "blame-denied": "Blame is rejected",
    "suspect-denied": "A suspect's part is denied",
    "rival-claims": "More than one claims it",
    "attributions-differ": "Attributions differ",
}
MARKS = {"consistent": "+", "inconsistent": "−", "neutral": "○", "silent": "·"}


class Point(Record, frozen=True, kw_only=True):
    """A line with a heading: a harm, a side of a dispute, a warning, a piece of history."""

    label: str
    text: Markup
    statements: tuple[int, ...]
    cites: tuple[Cited, ...]
    who: tuple[Markup, ...] = ()
    when: str = ""
    veil: str = ""


class Disputed(Record, frozen=True, kw_only=True):
    """A disputed point with its sides beside each other."""

    label: str
    text: Markup
    note: Markup
    sides: tuple[Point, ...]


class Weighed(Record, frozen=True, kw_only=True):
    """One item of a board: what it says about each hypothesis."""

    name: Markup
    statement: int | None
    marks: tuple[tuple[str, str, str], ...]  # sign, meaning, weight and reason


class Question(Record, frozen=True, kw_only=True):
    """A board of competing answers, ready to be shown."""

    question: Markup
    answers: tuple[Markup, ...]
    undecidable: tuple[bool, ...]
    items: tuple[Weighed, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...]
    leave_one_out: Markup
    cautions: tuple[Markup, ...]
    verdict: Markup


def harms(material: Material, register: Register, rows: Mapping[str, int]) -> list[Point]:
    """Possible harm to others, before everything else."""
    return [
        Point(
            label=HARMS[harm.kind],
            text=inline(harm.text, register.masking),
            statements=_numbers(harm.statements, rows),
            cites=_cites(harm.receipts, register),
        )
        for harm in material.chronicle.harms
    ]


def disputes(material: Material, register: Register, rows: Mapping[str, int]) -> list[Disputed]:
    """Points on which what is said excludes each other."""
    return [
        Disputed(
            label=DISPUTES[dispute.kind],
            text=inline(dispute.text, register.masking),
            note=inline(dispute.note, register.masking) if dispute.note else Markup(""),
            sides=tuple(
                Point(
                    label="",
                    who=tuple(inline(name, register.masking) for name in side.who),
                    text=inline(side.says, register.masking),
                    statements=_numbers(side.statements, rows),
                    cites=_cites(side.receipts, register),
                )
                for side in dispute.sides
            ),
        )
        for dispute in material.chronicle.disputes
    ]


def warnings(material: Material, register: Register, rows: Mapping[str, int]) -> list[Point]:
    """Warnings and threats from before the event, with how long before."""
    return [
        Point(
            label=SENSITIVE.get(warning.kind, "a warning").removeprefix("a ").capitalize(),
            who=(inline(warning.speaker, register.masking),),
            text=inline(warning.text, register.masking),
            when=f"{written(warning.said_at)}: {lead(warning)} before the event",
            statements=_numbers((warning.statement,), rows),
            cites=_cites(warning.receipts, register),
            veil=SENSITIVE.get(warning.kind, ""),
        )
        for warning in material.chronicle.warnings
    ]


def history(material: Material, register: Register, rows: Mapping[str, int]) -> list[Point]:
    """What actors did, claimed or denied elsewhere or before."""
    return [
        Point(
            label=line.act,
            who=(inline(line.actor, register.masking),),
            text=inline(line.text, register.masking),
            when=written(line.at) if line.at else "",
            statements=_numbers((line.statement or "",), rows),
            cites=_cites(line.receipts, register),
        )
        for line in material.chronicle.history
    ]


def boards(material: Material, register: Register, rows: Mapping[str, int]) -> list[Question]:
    """Competing answers to each question."""
    speakers = {s.id: s.speaker_name or "not attributed" for s in material.chronicle.statements}
    return [_question(board, register, rows, speakers) for board in material.chronicle.boards]


def lead(warning: PriorWarning) -> str:
    """How long before the event: ``3 to 5 hours``, ``12 to 13 days``."""
    low, high = warning.lead_hours
    unit, size = ("hours", 1.0) if high < 72 else ("days", 24.0)
    first, last = max(0, round(low / size)), round(high / size)
    return f"{first} {unit}" if first == last else f"{first} to {last} {unit}"


def _question(
    board: Board, register: Register, rows: Mapping[str, int], speakers: Mapping[str, str]
) -> Question:
    ids = [hypothesis.id for hypothesis in board.hypotheses]
    items = dict.fromkeys(assessment.item for assessment in board.assessments)
    marks = {(a.item, a.hypothesis): a for a in board.assessments}
    weighed = []
    for item in items:
        cells = []
        for hypothesis in ids:
            found = marks.get((item, hypothesis))
            mark = found.mark if found else "silent"
            why = f"weight {found.reliability:g}: {found.reason}" if found and mark != "silent" else ""
            cells.append((MARKS[mark], mark, why))
        weighed.append(
            Weighed(
                name=inline(speakers.get(item, item), register.masking),
                statement=rows.get(item),
                marks=tuple(cells),
            )
        )
    leaders = {h.id: f"H{number}" for number, h in enumerate(board.hypotheses, 1)}
    return Question(
        question=inline(board.question, register.masking),
        answers=tuple(inline(h.text, register.masking) for h in board.hypotheses),
        undecidable=tuple(h.undecidable for h in board.hypotheses),
        items=tuple(weighed),
        sums=_sums(board),
        leave_one_out=_left_out(board, rows, leaders),
        cautions=tuple(inline(caution, register.masking) for caution in board.cautions),
        verdict=inline(board.verdict, register.masking),
    )


def _sums(board: Board) -> tuple[tuple[str, tuple[str, ...]], ...]:
    ranks = {rank.hypothesis: rank for rank in board.ranks}
    ordered = [ranks[h.id] for h in board.hypotheses if h.id in ranks]
    if len(ordered) < len(board.hypotheses):
        return ()
    return (
        ("speaks for it (sum of weights)", tuple(f"{rank.consistent:.2f}" for rank in ordered)),
        ("speaks against it (sum of weights)", tuple(f"{rank.inconsistent:.2f}" for rank in ordered)),
        ("silent items", tuple(f"{rank.silence:.0%}" for rank in ordered)),
        ("place when items and weights vary", tuple(_places(*rank.ranks) for rank in ordered)),
    )


def _places(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _left_out(board: Board, rows: Mapping[str, int], leaders: Mapping[str, str]) -> Markup:
    """Whether the leading answer hangs on a single item."""
    seen = {one.leaders for one in board.leave_one_out}
    if len(seen) < 2:
        return Markup("")
    parts = [
        f"without L{rows[one.item]}: {', '.join(leaders.get(h, h) for h in one.leaders)}"
        for one in board.leave_one_out
        if one.item in rows
    ]
    return Markup("{}").format("; ".join(parts))


def _numbers(statements: Iterable[str], rows: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sorted({rows[s] for s in statements if s in rows}))


def _cites(receipts: Iterable[Receipt | FieldReceipt], register: Register) -> tuple[Cited, ...]:
    return tuple(dict.fromkeys(register.cite(receipt) for receipt in receipts))
