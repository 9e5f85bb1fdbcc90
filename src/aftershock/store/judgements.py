"""What did people decide, and what of it stands?

Judgements are only ever added. An undo is a judgement that supersedes another; undoing an undo brings the
first back. To what they belong after a re-read is told by the anchors that each keeps (`store.anchors`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from aftershock.errors import UsageError
from aftershock.records import Judgement, JudgementKind, Record
from aftershock.store import anchors, cards, clock, custody
from aftershock.text import content_id

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

KINDS: tuple[JudgementKind, ...] = get_args(JudgementKind)


class Written(Record, frozen=True, kw_only=True):
    """The body of a line. Salt: what a purge leaves of it must not allow guesses at what it said."""

    judgement: Judgement
    salt: str


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
    said = (kind, tuple(targets), dict(value), reason, person)
    had = of_case(case)
    for each in standing(had):
        if (each.kind, each.targets, anchors.without_marks(each), each.reason, each.person) == said:
            return each
    cited, marks = anchors.of_targets(case, targets, {each.id: each for each in had})
    at = clock.now()
    judgement = Judgement(
        id=content_id("judgement", *said, at, len(had)),
        kind=kind,
        targets=tuple(targets),
        value={**value, **marks},
        anchors=cited,
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
