"""What does a person change on the boards of competing answers? Checked against the boards as they stand.

A board travels as JSON: ``hypotheses --json`` writes one a line, a person (or the page of the dossier)
changes marks, interests, reliabilities and weights, or adds an answer, and the file comes back as
judgements, one for each thing that differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from aftershock import account
from aftershock.correct import Change
from aftershock.errors import UsageError
from aftershock.events import corrections
from aftershock.events.chronicle import Board
from aftershock.records import Assessment, Mark
from aftershock.store.folder import CaseFolder


class _Answer(msgspec.Struct):
    id: str = ""
    text: str = ""
    exclusive: bool = True


class _Cell(msgspec.Struct):
    hypothesis: str
    item: str
    mark: Mark
    interest: str | None = None
    reliability: float | None = None
    reason: str = ""


class _File(msgspec.Struct):
    """A board as it comes back: what is left out stays as it is."""

    id: str
    hypotheses: list[_Answer] = []
    assessments: list[_Cell] = []
    weights: dict[str, float] = {}


def check(case: CaseFolder, targets: Sequence[str], value: Mapping[str, str]) -> None:
    """Raises UsageError where targets or value speak of nothing that stands on a board of the case."""
    if fault := corrections.wrong(value):
        raise UsageError(fault)
    boards = account.BOARDS.of(case)
    answers = {each.id for board in boards for each in board.hypotheses}
    if len(targets) == 1 and targets[0] in {board.id for board in boards}:
        return
    if len(targets) != 2 or targets[0] not in answers:
        raise UsageError(
            "no such board or answer",
            where=" ".join(targets),
            next_step="List them: aftershock hypotheses --json",
        )
    if targets[1] not in _items(case, boards):
        raise UsageError(
            "no such item", where=targets[1], next_step="Name a statement of the board, or finding:NAME"
        )


def changes(case: CaseFolder, file: Path) -> tuple[Change, ...]:
    """What an edited board asks for, against the board as it stands.

    ``file`` holds a board, or several, one a line. Raises UsageError, naming line and cause, where it cannot
    be read, speaks of a board that is not there, or asks for what cannot be.
    """
    boards = {board.id: board for board in account.BOARDS.of(case)}
    found: list[Change] = []
    for where, given in _decoded(file):
        board = boards.get(given.id)
        if board is None:
            raise UsageError("no such board", where=f"{where}: {given.id}")
        for change in (*_of_board(board, given), *_of_cells(board, given)):
            if fault := corrections.wrong(change.value):
                raise UsageError(fault, where=f"{where}: {' '.join(change.targets)}")
            found.append(change)
    return tuple(found)


def _decoded(file: Path) -> Iterator[tuple[str, _File]]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", where=str(file)) from error
    whole = text.strip()
    lines = [(1, whole)] if whole.startswith("{\n") else list(enumerate(text.splitlines(), 1))
    for number, line in lines:
        if line.strip():
            try:
                yield f"{file}:{number}", msgspec.json.decode(line, type=_File)
            except msgspec.DecodeError as error:
                raise UsageError(f"no board: {error}", where=f"{file}:{number}") from error


def _of_board(board: Board, given: _File) -> Iterator[Change]:
    known = {each.id for each in board.hypotheses}
    for each in given.hypotheses:
        if each.text and each.id not in known:
            beside = {} if each.exclusive else {"exclusive": "no"}
            yield Change((board.id,), {"hypothesis": each.text, **beside})
    for interest, weight in given.weights.items():
        if weight != board.weights.get(interest):
            yield Change((board.id,), {f"weight {interest}": f"{weight:g}"})


def _of_cells(board: Board, given: _File) -> Iterator[Change]:
    before = {(each.hypothesis, each.item): each for each in board.assessments}
    names = {each.id: each.text for each in given.hypotheses}
    known = {each.id for each in board.hypotheses}
    for cell in given.assessments:
        answer = cell.hypothesis
        if answer not in known:
            if not names.get(answer):
                raise UsageError("an assessment of an answer that is not on the board", where=answer)
            answer = corrections.added_id(board.event, names[answer])
        value = _differs(before.get((answer, cell.item)), cell)
        if value:
            yield Change((answer, cell.item), value, cell.reason)


def _differs(before: Assessment | None, cell: _Cell) -> dict[str, str]:
    value: dict[str, str] = {}
    if cell.mark != (before.mark if before else "silent"):
        value["mark"] = cell.mark
    if cell.interest is not None and before is not None and cell.interest != before.interest:
        value["interest"] = cell.interest
    if cell.reliability is not None and cell.reliability != (before.reliability if before else 1.0):
        value["reliability"] = f"{cell.reliability:g}"
    return value


def _items(case: CaseFolder, boards: Sequence[Board]) -> set[str]:
    """What may stand as an item: what stands already, and any finding."""
    items = {each.item for board in boards for each in board.assessments}
    for kind in (account.FINDINGS, account.JOINT):
        items |= {corrections.FINDING + each.name for each in kind.of(case)}
    return items
