"""What is decided about a post, and why? The records, and how the outcomes of rules become one verdict.

The most severe outcome stands; exemptions make it milder; two bounds hold whatever a policy says: without an
exact known item nothing is blocked, and what nobody of the platform adopted is only looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Literal

from aftershock.records import Decision, FieldReceipt, Reason, Receipt, Record
from aftershock.shield.policy.table import VERDICTS, Exemption, Rule, Verdict

Outcome = Literal["review", "label", "limit", "hold", "block"]


class Item(Record, frozen=True, kw_only=True):
    """A post as a platform hands it over. ``signals`` come from outside (tone, account); None is missing.

    ``film`` holds the PDQ hashes of key frames in order. Nothing about its author is asked but what
    ``signals`` carries and the policy declares.
    """

    platform: str
    id: str
    revision: int = 0
    text: str = ""
    channel: str = ""
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    film: tuple[str, ...] = ()
    signals: dict[str, float | bool | None] = {}  # noqa: RUF012  never written to

    @property
    def key(self) -> str:
        """Platform and id: what a decision is about."""
        return f"{self.platform}:{self.id}"


class Ground(Record, frozen=True, kw_only=True):
    """One reason: the rule, its clause, where it stands in the original, and under which policy.

    ``outcome`` is what came of it after exemptions and breakers; ``wanted`` what the rule says. ``items`` are
    known items that were found.
    """

    rule: str
    clause: str
    category: str
    wanted: Outcome
    outcome: Outcome
    policy: str
    evidence: tuple[Receipt | FieldReceipt, ...] = ()
    items: tuple[str, ...] = ()
    why: str = ""


class Answer(Record, frozen=True, kw_only=True):
    """The verdict on one revision of a post. ``review``: a person is asked to look.

    ``shadow`` are rules that would have fired, ``unknown`` those that could not tell for want of a signal.
    """

    item: str
    revision: int
    verdict: Verdict
    review: bool
    grounds: tuple[Ground, ...]
    exemptions: tuple[str, ...] = ()
    shadow: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    policy: str
    at: str

    def decision(self) -> Decision:
        """The record of the data contract: one reason for each passage."""
        deciding = next((ground.rule for ground in self.grounds if ground.outcome == self.verdict), "")
        reasons: list[Reason] = []
        for ground in self.grounds:
            passages = [each for each in ground.evidence if isinstance(each, Receipt)]
            reasons += [Reason(rule=ground.rule, policy=ground.policy, receipt=each) for each in passages]
            if not passages:
                reasons.append(Reason(rule=ground.rule, policy=ground.policy))
        return Decision(
            item=self.item,
            revision=self.revision,
            verdict=self.verdict,
            reasons=tuple(reasons),
            by=f"rule {deciding}" if deciding else "policy",
            at=self.at,
        )


def share(rule: str, key: str) -> float:
    """Where a post stands in a rule's rollout, 0 to below 100: always the same for the same rule and post."""
    digest = blake2b(f"{rule}\0{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 * 100


def outcome(
    rule: Rule, exemptions: Sequence[Exemption], *, known: bool, tripped: bool
) -> tuple[Outcome, str]:
    """What comes of a rule that fired, and why it is not what the rule says."""
    wanted: Outcome = rule.action
    if rule.mode == "review":
        return "review", "the rule is in review"
    why = ""
    if tripped:
        if wanted != "block" or not known:
            return "review", "the rule floods: back to review"
        wanted, why = "hold", "the rule floods: held until a person looks"  # what is known does not stand
    elif wanted == "block" and not known:
        wanted, why = "hold", "no exact known item: held at most"
    for exemption in exemptions:
        milder: Outcome = {"block": exemption.block_to, "hold": exemption.hold_to}.get(wanted, wanted)
        if _severity(milder) < _severity(wanted):
            wanted, why = milder, f"exempted by {exemption.id}"
    return wanted, why


def strongest(grounds: Sequence[Ground]) -> Verdict:
    """The most severe outcome; review alone lets the post stand."""
    return max((_verdict(ground.outcome) for ground in grounds), key=VERDICTS.index, default="allow")


def _verdict(outcome_: Outcome) -> Verdict:
    return "allow" if outcome_ == "review" else outcome_


def _severity(outcome_: Outcome) -> int:
    return VERDICTS.index(_verdict(outcome_))
