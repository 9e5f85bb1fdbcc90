"""What did people decide, what of it stands, and to what does it belong after a re-read?

Judgements are only ever added. An undo is a judgement that supersedes another; undoing an undo brings the
first back. Each keeps anchors (the receipts of what it speaks of, and its act), by which it finds its
statement again when a later release reads the same originals otherwise. What is read out of statements
(figures, harms, affiliations, warnings, call-backs) is judged and found again in the same way.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import msgspec

from aftershock.errors import UsageError
from aftershock.records import (
    ACTS,
    Event,
    FieldReceipt,
    Figure,
    Judgement,
    JudgementKind,
    Receipt,
    Record,
    Statement,
)
from aftershock.store import cards, clock, custody
from aftershock.text import content_id

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

KINDS: tuple[JudgementKind, ...] = get_args(JudgementKind)
# A judgement moves to a statement that has at least half of what it was about; with less it may be about
# something else, and a person should look.
MIN_OVERLAP = 0.5
QUOTED = 80  # characters of a passage that is named


class Written(Record, frozen=True, kw_only=True):
    """The body of a line. Salt: what a purge leaves of it must not allow guesses at what it said."""

    judgement: Judgement
    salt: str


class Orphan(Record, frozen=True, kw_only=True):
    """A target that no statement fits any more."""

    judgement: str
    target: str


class Reattached(NamedTuple):
    """Old target -> the id it has now (every target that was found), and what found nothing."""

    targets: dict[str, str]
    orphaned: tuple[Orphan, ...]


def of_body(body: dict[str, Any]) -> Judgement:
    """The judgement in a line's body; raises msgspec.ValidationError where there is none."""
    return msgspec.convert(body, Written).judgement


def add(
    case: CaseFolder,
    kind: JudgementKind,
    targets: Sequence[str],
    *,
    value: Mapping[str, str],
    reason: str,
    person: str,
    supersedes: str | None = None,
) -> Judgement:
    """Write a judgement down; one that stands already, word for word, is given back instead.

    Raises UsageError without a target, a reason or a person, and on an unknown kind.
    """
    _check(kind, targets, reason, person)
    had = of_case(case)
    for judgement in standing(had):
        said = {key: text for key, text in judgement.value.items() if not key.startswith(_ANCHOR)}
        if (judgement.kind, judgement.targets, said, judgement.reason, judgement.person) == (
            kind,
            tuple(targets),
            dict(value),
            reason,
            person,
        ):
            return judgement
    anchors, marks = _anchors(case, targets, {each.id: each for each in had})
    at = clock.now()
    judgement = Judgement(
        id=content_id("judgement", kind, tuple(targets), dict(value), reason, person, at, len(had)),
        kind=kind,
        targets=tuple(targets),
        value={**value, **marks},
        anchors=anchors,
        reason=reason,
        person=person,
        at=at,
        supersedes=supersedes,
    )
    written = Written(judgement=judgement, salt=cards.new_salt())
    case.judgement_chain.add([msgspec.to_builtins(written)])
    case.enter(vouch(case, who=person))
    return judgement


def vouch(case: CaseFolder, *, who: str | None = None) -> custody.Entry:
    """Custody's entry on the head of the judgements: one deposited head then speaks for both chains."""
    chain = case.judgement_chain
    return case.entry(custody.JUDGE, sha256=chain.head, count=len(chain.links), who=who)


def _check(kind: str, targets: Sequence[str], reason: str, person: str) -> None:
    if kind not in KINDS:
        raise UsageError(f"there is no judgement {kind!r}", next_step=f"Kinds: {', '.join(KINDS)}")
    for what, given in (("target", targets), ("reason", reason.strip()), ("person", person.strip())):
        if not given:
            raise UsageError(
                f"a judgement needs a {what}", next_step="Say what it is about, why, and who says it"
            )


def undo(case: CaseFolder, judgement_id: str, *, reason: str, person: str) -> Judgement:
    """Take a judgement back, by a new one that supersedes it.

    Raises UsageError where there is no such judgement, or where it does not stand any more.
    """
    had = of_case(case)
    if judgement_id not in {judgement.id for judgement in had}:
        raise UsageError(
            "there is no such judgement", where=judgement_id, next_step="List them: aftershock judgements"
        )
    if judgement_id in superseded(had):
        raise UsageError(
            "this judgement was taken back already", where=judgement_id, next_step="Nothing to do"
        )
    return add(case, "undo", (judgement_id,), value={}, reason=reason, person=person, supersedes=judgement_id)


def of_case(case: CaseFolder) -> tuple[Judgement, ...]:
    """Every judgement of a case, in the order in which they were made."""
    return tuple(of_body(link.body) for link in case.judgement_chain.links)


def standing(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Those that hold: not undone, not superseded; undos themselves are left out."""
    gone = superseded(judgements)
    return tuple(
        judgement for judgement in judgements if judgement.id not in gone and judgement.kind != "undo"
    )


def superseded(judgements: Sequence[Judgement]) -> set[str]:
    """The ids of those that no longer hold, undos among them.

    Backwards: what a judgement supersedes or undoes is gone only while that judgement itself is not.
    """
    gone: set[str] = set()
    for judgement in reversed(judgements):
        if judgement.id not in gone:
            gone |= {judgement.supersedes} if judgement.supersedes else set()
            gone |= set(judgement.targets) if judgement.kind == "undo" else set()
    return gone


# --- anchors -----------------------------------------------------------------------------------

EVENT = "event"
_ANCHOR = "anchor "  # value["anchor <target>"] = "<act> <first>:<after last>" of its anchors


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
    word, _, places = row.value.get(_ANCHOR + target, "").partition(" ")
    first, _, last = places.partition(":")
    return word, row.anchors[int(first) : int(last)] if word else ()


def sort_of(row: Judgement) -> str:
    """What sort of line a judgement is about: one of `LINES`, or empty."""
    word = anchored(row, row.targets[0])[0].partition("/")[0] if row.targets else ""
    return word if word in LINES else ""


def _anchors(
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
            marks[_ANCHOR + target] = f"{word} {len(anchors)}:{len(anchors) + len(cited)}"
            anchors += cited
    return tuple(anchors), marks


def orphaned_why(row: Judgement, texts: Container[str]) -> str:
    """Why a judgement finds its object no more; ``texts`` are the ids of the Texts that the case has."""
    if not row.anchors:
        return f"nothing has the id {', '.join(row.targets)} any more"
    if not any(anchor.text in texts for anchor in row.anchors):
        return "its document is no longer in the case"
    quote = " ".join(row.anchors[0].quote.split())
    shown = quote if len(quote) <= QUOTED else quote[: QUOTED - 1] + "…"
    return f"its passage is read otherwise now: “{shown}”"


def reattach(judgements: Iterable[Judgement], statements: Sequence[Statement]) -> Reattached:
    """Find the statements that judgements speak of, after a re-read.

    An id that is still there is kept. Otherwise the statement of the same act whose evidence overlaps the
    anchors most takes its place, if it has at least `MIN_OVERLAP` of them. Targets without anchors (events,
    names) are not looked for here. Pure; the order of ``statements`` does not matter.
    """
    present = {statement.id for statement in statements}
    by_act: dict[str, list[Statement]] = {}
    for statement in sorted(statements, key=lambda statement: statement.id):
        by_act.setdefault(statement.act, []).append(statement)
    found: dict[str, str] = {}
    orphaned: list[Orphan] = []
    for judgement in judgements:
        for target in judgement.targets:
            act, anchors = anchored(judgement, target)
            if act not in ACTS:
                continue  # events and lines are looked for where they are made (`judged`, `correcting`)
            if target in present:
                found[target] = target
                continue
            best = max(by_act.get(act, ()), key=lambda each: overlap(anchors, each), default=None)
            if best is not None and overlap(anchors, best) >= MIN_OVERLAP:
                found[target] = best.id
            else:
                orphaned.append(Orphan(judgement=judgement.id, target=target))
    return Reattached(found, tuple(orphaned))


def overlap(anchors: Sequence[Receipt], statement: Statement) -> float:
    """The largest share (0 to 1) of one anchor and one evidence that both have: intersection over union.

    The same quote in another Text counts as the same passage: a re-read may have cut the Texts otherwise.
    """
    return most_shared(anchors, [witness.evidence for witness in statement.witnesses])


def most_shared(anchors: Iterable[Receipt], passages: Sequence[Receipt]) -> float:
    """The same of any passages."""
    return max((_shared(anchor, passage) for anchor in anchors for passage in passages), default=0.0)


def _shared(one: Receipt, other: Receipt) -> float:
    if one.quote == other.quote and one.text != other.text:
        return 1.0
    if one.text != other.text:
        return 0.0
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / (max(one.end, other.end) - min(one.start, other.start))
