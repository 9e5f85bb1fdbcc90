"""What does a sound policy leave open, that somebody should know before a post shows it?

A rule that has expired is silent, and nobody hears that; and without an exemption whoever quotes a call is
held as whoever makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from aftershock.shield.policy.language import names
from aftershock.shield.policy.table import Parsed, Rule

SOON = 14  # days before its end from which a rule is said to expire
_MILDER = ("hold", "block")  # what an exemption makes milder
_USES = (
    (("context.newsroom",), "a newsroom that reports"),
    (("context.quote", "context.report"), "whoever quotes or reports something"),
    (("context.counter",), "whoever speaks against something"),
)


class Ending(NamedTuple):
    """Rules that are not off: expired ones, and those whose last day is at most ``SOON`` days away."""

    expired: tuple[Rule, ...]
    soon: tuple[Rule, ...]

    def lines(self) -> tuple[str, ...]:
        """One for each rule, the oldest end first."""
        return tuple(
            f"rule {each.id} {said} {each.expires} (owner {each.owner})"
            for rules, said in ((self.expired, "has been silent since it expired:"), (self.soon, "expires:"))
            for each in sorted(rules, key=lambda rule: (rule.expires, rule.id))
        )


def ending(rules: Sequence[Rule], day: str) -> Ending:
    """Which rules have expired on a day (``YYYY-MM-DD``) or soon will have; the last day itself counts as
    before.
    """
    awake = [rule for rule in rules if rule.mode != "off"]
    near = (date.fromisoformat(day) + timedelta(days=SOON)).isoformat()
    return Ending(
        expired=tuple(rule for rule in awake if rule.expires < day),
        soon=tuple(rule for rule in awake if day <= rule.expires <= near),
    )


def left_open(parsed: Parsed, day: str) -> tuple[str, ...]:
    """What to say about a policy on a day."""
    return (*_unexempted(parsed), *ending(parsed.policy.rules, day).lines())


def _unexempted(parsed: Parsed) -> list[str]:
    """Uses of words that nothing exempts, in a policy that keeps posts back."""
    policy = parsed.policy
    if not any(rule.mode != "off" and rule.action in _MILDER for rule in policy.rules):
        return []
    asked = {name for each in parsed.exemptions for name in names(each)}
    found = [
        f"no exemption asks {' or '.join(signals)}: {who} is held as anybody else"
        for signals, who in _USES
        if not asked & set(signals)
    ]
    if "context.newsroom" in asked and not policy.lists.newsrooms:
        found.append("[lists] names no newsroom: the exemption that asks context.newsroom helps nobody")
    return found
