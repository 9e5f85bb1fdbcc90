"""Can two words for an act mean one event? Kinds of acts that are told of one event side by side.

A bomb makes an explosion, an ambush is a shooting, a siege has hostages. A stabbing is no shelling.
"""

from __future__ import annotations

from collections.abc import Mapping

GENERIC = frozenset({"attack", "massacre", "killing", "riot"})
_TOGETHER = (
    frozenset({"bombing", "explosion", "sabotage", "rocket-fire", "drone-strike"}),
    frozenset({"explosion", "shelling", "rocket-fire"}),
    frozenset({"bombing", "explosion", "assassination", "downing"}),
    frozenset({"explosion", "arson", "sabotage"}),
    frozenset({"airstrike", "explosion", "drone-strike", "rocket-fire"}),
    frozenset({"shooting", "ambush", "raid", "assassination", "killing", "massacre"}),
    frozenset({"shooting", "hostage-taking", "raid", "hijacking"}),
    frozenset({"shooting", "bombing"}),
    frozenset({"stabbing", "killing", "assassination", "massacre", "riot"}),
    frozenset({"ramming", "killing", "massacre"}),
    frozenset({"poisoning", "killing", "assassination"}),
    frozenset({"abduction", "hostage-taking", "killing", "raid", "ambush"}),
    frozenset({"hijacking", "hostage-taking", "abduction"}),
    frozenset({"riot", "arson", "killing"}),
    frozenset({"raid", "ambush", "massacre", "killing"}),
    frozenset({"downing", "shooting", "rocket-fire"}),
)  # fmt: skip
PASSING = 0.25
# Kinds that last: their time is the stretch that a text gives, not its narrowest day.
LASTING = frozenset({"hostage-taking", "siege", "hijacking", "riot"})


def together(one: str, other: str) -> bool:
    """Whether two kinds can be told of one event."""
    if one == other or "attack" in (one, other):
        return True
    return any(one in kinds and other in kinds for kinds in _TOGETHER)


def chief(kinds: Mapping[str, float]) -> str | None:
    """The kind that says most of how it was done: the heaviest that is not general, else the heaviest.

    A kind that is told in passing only (`PASSING` of the whole weight) does not speak for the event: one
    airstrike among ten words for an attack.
    """
    whole = sum(kinds.values())
    told = {k: weight for k, weight in kinds.items() if k not in GENERIC and weight > PASSING * whole}
    known = told or {kind: weight for kind, weight in kinds.items() if weight > 0}
    return max(sorted(known), key=lambda kind: known[kind], default=None)
