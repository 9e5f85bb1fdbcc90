"""To what does a judgement belong after a re-read?

Each keeps anchors (the receipts of what it speaks of, and its act), by which it finds its statement again
when a later release reads the same originals otherwise. What is read out of statements (figures, harms,
affiliations, warnings, call-backs) is found again in the same way.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from aftershock.records import ACTS, Event, FieldReceipt, Figure, Judgement, Receipt, Record, Statement
from aftershock.text import content_id, one_line

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

EVENT = "event"
_MARK = "anchor "  # value["anchor <target>"] = "<act> <first>:<after last>" of its anchors
# A judgement moves to a statement that has at least half of what it was about; with less it may be about
# something else, and a person should look.
MIN_OVERLAP = 0.5
QUOTED = 80  # characters of a passage that is named
# What is read out of statements: the table that it stands in, by what it is called here.
LINES = {
    "figure": "figures",
    "harm": "harms",
    "affiliation": "affiliations",
    "warning": "warnings",
    "callback": "callbacks",
}


class Line(Record, frozen=True, kw_only=True):
    """What a line of any of these tables is found again by; two in one passage differ in the other fields."""

    id: str
    receipts: tuple[Receipt | FieldReceipt, ...] = ()
    kind: str = ""
    part: str = ""
    whole: str = ""


class _Decided(Record, frozen=True, kw_only=True):
    """A judgement's id, what it was about when it was made, and what that is now."""

    id: str
    asked: str
    target: str


def mark_of(sort: str, line: Line) -> str:
    """The first word of a line's anchor mark: its sort, and what tells it from its neighbours."""
    beside = content_id("line", line.kind, line.part, line.whole) if line.kind or line.part else ""
    return f"{sort}/{beside}" if beside and sort != "warning" else sort


def lines_of(sort: str, case: CaseFolder) -> dict[str, Line]:
    """What stands in the table of a sort now, by id."""
    if sort == "figure":
        return {each.id: Line(id=each.id, receipts=(each.receipt,)) for each in case.read("figures", Figure)}
    return {each.id: each for each in case.read(LINES[sort], Line)}


def anchored(row: Judgement, target: str) -> tuple[str, tuple[Receipt, ...]]:
    """The first word of a target's mark (an act, ``event``, a sort of line; empty: none) and its anchors."""
    word, _, places = row.value.get(_MARK + target, "").partition(" ")
    first, _, last = places.partition(":")
    return word, row.anchors[int(first) : int(last)] if word else ()


def without_marks(row: Judgement) -> dict[str, str]:
    """What a person said in a judgement."""
    return {key: text for key, text in row.value.items() if not key.startswith(_MARK)}


def targets_marked(row: Judgement) -> list[str]:
    """The targets that have anchors, by the ids that they had when they were judged."""
    return [key.removeprefix(_MARK) for key in row.value if key.startswith(_MARK)]


def sort_of(row: Judgement) -> str:
    """What sort of line a judgement is about: one of `LINES`, or empty."""
    word = anchored(row, row.targets[0])[0].partition("/")[0] if row.targets else ""
    return word if word in LINES else ""


def of_targets(
    case: CaseFolder, targets: Sequence[str], had: Mapping[str, Judgement]
) -> tuple[tuple[Receipt, ...], dict[str, str]]:
    """The receipts of the targets that are statements, events or lines, and which belong to which target.

    What a person corrected before keeps the anchors of its first reading: that is what a re-read gives.
    """
    known: dict[str, tuple[str, list[Receipt]]] = {
        each.id: (each.act, [w.evidence for w in each.witnesses])
        for each in case.read("statements", Statement)
    }
    known |= {each.id: (EVENT, list(each.receipts)) for each in case.read("events", Event)}
    for sort in LINES:
        for each in lines_of(sort, case).values():
            cited = [receipt for receipt in each.receipts if isinstance(receipt, Receipt)]
            known[each.id] = (mark_of(sort, each), cited)
    for row in case.read("decided", _Decided):
        if row.id in had and (word := anchored(had[row.id], row.asked)[0]):
            known[row.target] = (word, list(anchored(had[row.id], row.asked)[1]))
    anchors: list[Receipt] = []
    marks: dict[str, str] = {}
    for target in targets:
        if target in known:
            word, cited = known[target]
            marks[_MARK + target] = f"{word} {len(anchors)}:{len(anchors) + len(cited)}"
            anchors += cited
    return tuple(anchors), marks


def orphaned_why(row: Judgement, texts: Container[str]) -> str:
    """Why a judgement finds its object no more; ``texts`` are the ids of the Texts that the case has."""
    if not row.anchors:
        return f"nothing has the id {', '.join(row.targets)} any more"
    if not any(anchor.text in texts for anchor in row.anchors):
        return "its document is no longer in the case"
    return f"its passage is read otherwise now: “{one_line(row.anchors[0].quote, QUOTED)}”"


def reattach(judgements: Iterable[Judgement], statements: Sequence[Statement]) -> dict[str, str]:
    """Old target -> the statement that it is now, after a re-read, for every target that was found.

    An id that is still there is kept. Otherwise the statement of the same act whose evidence overlaps the
    anchors most takes its place, if it has at least `MIN_OVERLAP` of them. Targets without anchors (events,
    names) are not looked for here. Pure; the order of ``statements`` does not matter.
    """
    present = {statement.id for statement in statements}
    by_act: dict[str, list[Statement]] = {}
    for statement in sorted(statements, key=lambda statement: statement.id):
        by_act.setdefault(statement.act, []).append(statement)
    found: dict[str, str] = {}
    for judgement in judgements:
        for target in judgement.targets:
            act, anchors = anchored(judgement, target)
            if act not in ACTS:
                continue  # events and lines are looked for where they are made (`judged`, `correcting`)
            if target in present:
                found[target] = target
                continue
            shares = [
                (most_shared(anchors, [witness.evidence for witness in each.witnesses]), each.id)
                for each in by_act.get(act, ())
            ]
            share, best = max(shares, key=lambda each: each[0], default=(0.0, ""))
            if share >= MIN_OVERLAP:
                found[target] = best
    return found


def most_shared(anchors: Iterable[Receipt], passages: Sequence[Receipt]) -> float:
    """The largest share (0 to 1) of one anchor and one passage that both have: intersection over union.

    The same quote in another Text counts as the same passage: a re-read may have cut the Texts otherwise.
    """
    return max((_shared(anchor, passage) for anchor in anchors for passage in passages), default=0.0)


def _shared(one: Receipt, other: Receipt) -> float:
    if one.quote == other.quote and one.text != other.text:
        return 1.0
    if one.text != other.text:
        return 0.0
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / (max(one.end, other.end) - min(one.start, other.start))
