"""Which known items does a rule that is awake ask about? What no rule asks about is looked at, not let
through.

A rule is awake in ``review`` and ``enforce``, on some share of posts, until it expires. Platforms take over
items of banks that their policy does not name yet: that must never switch off a person's look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aftershock.shield.policy.language import names
from aftershock.shield.policy.table import Parsed

ALIKE = {"picture": ("picture",), "film": ("film",)}  # kinds of items that are never exact
WHOLE = ("known",)
TEXTS = ("known", "disguised", "near")


def asked_until(parsed: Parsed) -> dict[str, str]:
    """The signals that rules awake ask, each with the last day on which one does."""
    found: dict[str, str] = {}
    for rule, when in zip(parsed.policy.rules, parsed.rules, strict=True):
        if rule.mode in ("review", "enforce") and rule.rollout > 0:
            for name in names(when):
                found[name] = max(found.get(name, ""), rule.expires)
    return found


def is_asked(until: Mapping[str, str], bank: str, kind: str, how: str, day: str) -> bool:
    """Whether a match of this kind, found ``exact``, ``folded`` or ``near``, is asked about on a day."""
    signals = ALIKE.get(kind) or (WHOLE if how == "exact" else TEXTS)
    return any(until.get(f"{signal}.{bank}", "") >= day for signal in signals)


def unasked(parsed: Parsed, kinds: Iterable[tuple[str, str]], day: str) -> tuple[str, ...]:
    """What to say about banks (with the kinds of their items) that no rule awake asks about."""
    until = asked_until(parsed)
    silent = sorted({pair for pair in kinds if not is_asked(until, *pair, "exact", day)})
    return tuple(
        f"no rule that is awake asks {(ALIKE.get(kind) or WHOLE)[0]}.{bank}: a {kind} of this bank "
        "only brings a post before a person, whoever adopted it"
        for bank, kind in silent
    )
