"""What of joint action may a person carry to a board of answers? Findings with what was expected."""

from __future__ import annotations

from aftershock.dossier.shown import Coordination, Group
from aftershock.records import Finding

NAME = "coordination"
FOUND = "more often together than chance and the crowd give: timing beyond a model, not intent"
AUDIENCE = (
    "audience or coordinated: cannot be told from when its members pass on the sources that they follow"
)
NOTHING = "nothing was found beyond what chance and the crowd give"


def of(found: Coordination | None) -> tuple[Finding, ...]:
    """How many groups acted together, then each group; nothing where that could not be looked at."""
    if found is None or found.cannot:
        return ()
    check, stand = found.scrambled, [group for group in found.groups if not group.followed]
    whole = Finding(
        name=NAME,
        value=float(len(stand)),
        expected=check.groups / check.copies if check is not None else None,
        interval=None,
        n=found.accounts,
        completeness=found.completeness,
        method=found.method,
        verdict=FOUND if stand else NOTHING,
        receipts=tuple(receipt for group in stand for receipt in group.receipts[:1]),
    )
    return (whole, *(_group(group, found) for group in found.groups))


def _group(group: Group, found: Coordination) -> Finding:
    """A group's occasions beside those expected; ``n`` are its accounts."""
    return Finding(
        name=f"{NAME}: {group.name}",
        value=float(group.observed),
        expected=group.expected,
        interval=None,
        q=group.q,
        n=group.members + group.joined,
        completeness=found.completeness,
        method=found.method,
        verdict=AUDIENCE if group.followed else FOUND,
        receipts=group.receipts,
    )
