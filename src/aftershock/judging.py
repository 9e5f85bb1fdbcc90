"""What does a person ask for with a judgement, and may it be? Checked against the case before it is kept."""

from __future__ import annotations

from collections.abc import Callable

from aftershock import ask, correct, joining, marked
from aftershock.correct import Change
from aftershock.errors import UsageError
from aftershock.store.folder import CaseFolder
from aftershock.verb import Args

KINDS = ("accept", "reject", "correct", "merge", "split", "alias", "mark")
Targets = tuple[str, ...]


def asked(case: CaseFolder, args: Args, notice: Callable[[str], None]) -> tuple[Change, ...]:
    """The judgements that are asked for; ``notice`` is told what a person should know of them.

    Raises UsageError where there is no such kind, or its targets are off.
    """
    kind, targets = args["kind"], tuple(args["targets"])
    if kind not in KINDS:
        raise UsageError(f"there is no judgement '{kind}'", next_step=f"Use {', '.join(KINDS)}")
    if kind == "correct":
        return correct.changes(case, targets, correct.fields(args.get("set") or ()))
    if kind == "alias":
        return (_alias(case, targets, args.get("to"), notice),)
    value = {key: args[key] for key in ("title", "when", "where") if args.get(key)}
    return (Change(_targets(case, kind, targets, args.get("when")), value),)


def _alias(case: CaseFolder, targets: Targets, entity: str | None, notice: Callable[[str], None]) -> Change:
    if len(targets) != 1 or not entity:
        raise UsageError("alias takes one name and --to with the entity's id")
    if said := joining.unheard(case, entity):
        notice(said)
    return Change((entity,), {"name": targets[0], "entity": entity})


def _targets(case: CaseFolder, kind: str, targets: Targets, when: str | None) -> Targets:
    """What a judgement of this kind is kept of, where it may be: of a line of figures its numbers."""
    if kind == "mark":
        marked.known(case, targets)
        return targets
    if kind == "merge":
        joining.joinable(case, targets)
        return targets
    if kind == "reject" and (aside := correct.set_aside(case, targets)):
        return aside
    if kind == "split" and len(targets) < 2:
        raise UsageError(
            "split takes an event, and the statements or mentions that belong to another one",
            next_step="List them: aftershock ledger, aftershock mentions",
        )
    ask.known(case, targets)
    if when:
        correct.check_date(when)
    return targets
