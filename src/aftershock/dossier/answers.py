"""Which answers compete, and what does each line say of each? The matrix, its weights, its sums.

Written out in full; with script a reader can also move weights and marks and take the changed board away as
a file, which ``aftershock assess --take`` enters under a person's name. A place is shown only where it is
stable.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from aftershock.dossier.material import Material
from aftershock.dossier.passage import inline
from aftershock.dossier.receipts import Cited, Register
from aftershock.dossier.shown import Receipts
from aftershock.events.chronicle import Board
from aftershock.events.corrections import FINDING
from aftershock.records import Assessment, Finding, Record

MARKS = {"consistent": "+", "inconsistent": "−", "neutral": "○", "silent": "·"}
NO_PLACE = "no stable place"
_NOBODYS = "observed"  # what a cell weighs by that nobody filled, once it is marked

_Sources = Mapping[str, tuple[str, Receipts]]  # item -> who says it, and by what it is shown


class Cell(Record, frozen=True, kw_only=True):
    """What an item says of one answer: its sign, the word for it, what it weighs by, and why."""

    sign: str
    mark: str
    interest: str
    reliability: float
    why: str
    person: str | None


class Weighed(Record, frozen=True, kw_only=True):
    """One item of a board: who says it, with what interest, how reliable, and what of each answer.

    ``interest`` and ``reliability`` are words; where the cells of a row differ, all of them. A finding that a
    person carried in has ``cites``.
    """

    id: str
    name: Markup
    statement: int | None
    cites: tuple[Cited, ...]
    interest: str
    reliability: str
    cells: tuple[Cell, ...]


class Question(Record, frozen=True, kw_only=True):
    """A board of competing answers, ready to be shown; ``ids`` are those of the answers, by column."""

    id: str
    ids: tuple[str, ...]
    question: Markup
    answers: tuple[Markup, ...]
    undecidable: tuple[bool, ...]
    items: tuple[Weighed, ...]
    sums: tuple[tuple[str, str, tuple[str, ...]], ...]  # key, words, a cell for each answer
    weights: tuple[tuple[str, float], ...]
    leave_one_out: Markup
    cautions: tuple[Markup, ...]
    verdict: Markup


def boards(material: Material, register: Register, rows: Mapping[str, int]) -> list[Question]:
    """Competing answers to each question; ``rows`` are the ledger's line numbers by statement."""
    said = {s.id: (s.speaker_name or "not attributed", ()) for s in material.chronicle.statements}
    found = {FINDING + each.name: (_told(each), each.receipts) for each in material.findings}
    return [_question(board, register, rows, {**said, **found}) for board in material.chronicle.boards]


def _told(finding: Finding) -> str:
    """A finding in words, with what would be expected without it."""
    seen = "" if finding.value is None else f": {finding.value:g}"
    expected = "" if finding.expected is None else f" ({finding.expected:.3g} expected)"
    return f"{finding.name}{seen}{expected}; {finding.verdict}"


def _question(board: Board, register: Register, rows: Mapping[str, int], sources: _Sources) -> Question:
    ids = tuple(hypothesis.id for hypothesis in board.hypotheses)
    items = dict.fromkeys(assessment.item for assessment in board.assessments)
    marks = {(a.item, a.hypothesis): a for a in board.assessments}
    used = {assessment.interest for assessment in board.assessments}
    used |= {_NOBODYS} if len(marks) < len(items) * len(ids) else set()
    numbers = {answer: f"H{number}" for number, answer in enumerate(ids, 1)}
    return Question(
        id=board.id,
        ids=ids,
        question=inline(board.question, register.masking),
        answers=tuple(inline(h.text, register.masking) for h in board.hypotheses),
        undecidable=tuple(h.undecidable for h in board.hypotheses),
        items=tuple(
            _weighed(item, [marks.get((item, answer)) for answer in ids], board, register, rows, sources)
            for item in items
        ),
        sums=_sums(board),
        weights=tuple((interest, weight) for interest, weight in board.weights.items() if interest in used),
        leave_one_out=_left_out(board, rows, numbers),
        cautions=tuple(inline(caution, register.masking) for caution in board.cautions),
        verdict=inline(board.verdict, register.masking),
    )


def _weighed(
    item: str,
    given: list[Assessment | None],
    board: Board,
    register: Register,
    rows: Mapping[str, int],
    sources: _Sources,
) -> Weighed:
    name, receipts = sources.get(item, (item, ()))
    there = [each for each in given if each is not None]
    return Weighed(
        id=item,
        name=inline(name, register.masking),
        statement=rows.get(item),
        cites=register.cite_all(receipts),
        interest=" / ".join(dict.fromkeys(each.interest for each in there)),
        reliability=" / ".join(dict.fromkeys(f"{each.reliability:g}" for each in there)),
        cells=tuple(_cell(each, board, register) for each in given),
    )


def _cell(given: Assessment | None, board: Board, register: Register) -> Cell:
    if given is None:
        return Cell(
            sign=MARKS["silent"], mark="silent", interest=_NOBODYS, reliability=1.0, why="", person=None
        )
    weight = board.weights[given.interest] * given.reliability
    said = str(inline(given.reason, register.masking).striptags())
    why = f"weight {weight:g}: {said}" if given.mark != "silent" else ""
    by = f" (corrected by {given.person})" if given.person else ""
    return Cell(
        sign=MARKS[given.mark],
        mark=given.mark,
        interest=given.interest,
        reliability=given.reliability,
        why=why + by,
        person=given.person,
    )


def _sums(board: Board) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    ranks = {rank.hypothesis: rank for rank in board.ranks}
    ordered = [ranks[h.id] for h in board.hypotheses if h.id in ranks]
    if len(ordered) < len(board.hypotheses):
        return ()
    return (
        ("for", "speaks for it (sum of weights)", tuple(f"{rank.consistent:.2f}" for rank in ordered)),
        ("against", "speaks against it (sum of weights)", tuple(f"{r.inconsistent:.2f}" for r in ordered)),
        ("silent", "silent items", tuple(f"{rank.silence:.0%}" for rank in ordered)),
        (
            "place",
            "place, where nothing tried moves it",
            tuple(str(rank.ranks[0]) if rank.stable else NO_PLACE for rank in ordered),
        ),
    )


def _left_out(board: Board, rows: Mapping[str, int], numbers: Mapping[str, str]) -> Markup:
    """Whether the leading answer hangs on a single item."""
    seen = {one.leaders for one in board.leave_one_out}
    if len(seen) < 2:
        return Markup("")
    parts = [
        f"without L{rows[one.item]}: {', '.join(numbers.get(h, h) for h in one.leaders)}"
        for one in board.leave_one_out
        if one.item in rows
    ]
    return Markup("{}").format("; ".join(parts))
