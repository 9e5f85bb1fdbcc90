"""What did people correct or add on a board of competing answers?

Judgements of the kind ``assess`` speak of boards:

* targets (hypothesis, item), value ``mark``, ``interest`` or ``reliability`` (0 to 1), each optional: what
  this item says of this answer. The item may be a statement, or ``finding:NAME``: a finding that a person
  carries in, which needs a mark and weighs as observed unless an interest is given.
* targets (board,), value ``hypothesis``: an answer that nobody in the ledger gives; ``exclusive`` "no"
  where it may be true together with another.
* targets (board,), value ``weight INTEREST``: how much an interest weighs, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, get_args

import msgspec

from aftershock.events.weighing import WEIGHTS
from aftershock.records import Assessment, Judgement, Mark
from aftershock.store.judgements import standing
from aftershock.text import content_id

MARKS: tuple[Mark, ...] = get_args(Mark)
FINDING = "finding:"


class Added(NamedTuple):
    """An answer that a person added."""

    id: str
    text: str
    exclusive: bool


class Asked(NamedTuple):
    """What people ask of one board; ``cells`` in the order in which they were judged."""

    added: tuple[Added, ...]
    weights: dict[str, float]
    cells: tuple[Judgement, ...]


def wrong(value: Mapping[str, str]) -> str | None:
    """What is wrong with the value of an ``assess`` judgement; None where nothing is."""
    if (mark := value.get("mark")) is not None and mark not in MARKS:
        return f"there is no mark {mark!r}: {', '.join(MARKS)}"
    if (interest := value.get("interest")) is not None and interest not in WEIGHTS:
        return f"there is no interest {interest!r}: {', '.join(WEIGHTS)}"
    for key, text in value.items():
        kind, _, interest = key.partition(" ")
        if kind == "weight" and interest not in WEIGHTS:
            return f"there is no interest {interest!r}: {', '.join(WEIGHTS)}"
        if key == "exclusive" and text not in ("yes", "no"):
            return f"exclusive is {text!r}, neither yes nor no"
        if kind in ("weight", "reliability") and not _share(text):
            return f"{key} is {text!r}, no number from 0 to 1"
    if not any(
        key.partition(" ")[0] in ("mark", "interest", "reliability", "hypothesis", "weight") for key in value
    ):
        return "nothing is assessed: give a mark, an interest, a reliability, a hypothesis or a weight"
    return None


def of(board: str, event: str, judgements: Sequence[Judgement]) -> Asked:
    """What the standing judgements ask of a board. Later ones stand over earlier ones."""
    rows = [row for row in standing(tuple(judgements)) if row.kind == "assess" and wrong(row.value) is None]
    added: dict[str, Added] = {}
    weights: dict[str, float] = {}
    for row in rows:
        if board not in row.targets:
            continue
        if text := row.value.get("hypothesis"):
            made = Added(added_id(event, text), text, row.value.get("exclusive") != "no")
            added[made.id] = made
        for key, number in row.value.items():
            if key.startswith("weight "):
                weights[key.removeprefix("weight ")] = float(number)
    cells = tuple(row for row in rows if len(row.targets) == 2)
    return Asked(tuple(added.values()), weights, cells)


def added_id(event: str, text: str) -> str:
    """The id of an answer that a person adds to an event's board."""
    return content_id("hypothesis", event, "added", text)


def applied(proposed: Iterable[Assessment], asked: Asked, hypotheses: Mapping[str, str]) -> list[Assessment]:
    """The assessments as corrected. A finding carried in is silent on the answers nobody marked it for."""
    cells = {(each.hypothesis, each.item): each for each in proposed}
    known = {item: each for (_, item), each in cells.items()}
    for row in asked.cells:
        hypothesis, item = row.targets
        if hypothesis not in hypotheses or (item not in known and not item.startswith(FINDING)):
            continue
        before = cells.get((hypothesis, item)) or _carried_in(hypothesis, item)
        cells[hypothesis, item] = _corrected(before, row)
    return [*cells.values(), *_silences(cells, hypotheses)]


def unplaced(
    judgements: Sequence[Judgement], answers: Mapping[str, Sequence[str]], items: Container[str]
) -> tuple[str, ...]:
    """The ids of assessments whose board, answer or item on it is gone.

    ``answers`` are each board's, ``items`` those of all boards; a finding is looked for in `settling`.
    """
    known = {answer for given in answers.values() for answer in given}
    return tuple(
        row.id
        for row in standing(tuple(judgements))
        if row.kind == "assess"
        and (
            row.targets[0] not in (known if len(row.targets) == 2 else answers)
            or not all(item in items or item.startswith(FINDING) for item in row.targets[1:2])
        )
    )


def _corrected(before: Assessment, row: Judgement) -> Assessment:
    mark = row.value.get("mark", before.mark)
    return msgspec.structs.replace(
        before,
        id=content_id("assessment", before.hypothesis, before.item, mark, row.id),
        mark=mark,
        interest=row.value.get("interest", before.interest),
        reliability=float(row.value.get("reliability", before.reliability)),
        reason=row.reason,
        person=row.person,
    )


def _carried_in(hypothesis: str, item: str) -> Assessment:
    return Assessment(
        id=content_id("assessment", hypothesis, item, "silent"),
        hypothesis=hypothesis,
        item=item,
        mark="silent",
        reliability=1.0,
        interest="observed",
        reason="",
    )


def _silences(cells: Mapping[tuple[str, str], Assessment], hypotheses: Iterable[str]) -> Iterator[Assessment]:
    findings = dict.fromkeys(item for _, item in cells if item.startswith(FINDING))
    for item in findings:
        for hypothesis in hypotheses:
            if (hypothesis, item) not in cells:
                yield _carried_in(hypothesis, item)


def _share(text: str) -> bool:
    try:
        return 0.0 <= float(text) <= 1.0
    except ValueError:
        return False
