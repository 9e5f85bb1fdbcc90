"""Two witnesses, the rules and the trained reader: which of what they found stands?

What both found stands on less; what only the network saw must be likely; what only the rules found stands
where the network does not object, that is, saw at least a hint of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from aftershock.records import ACTS, Act
from aftershock.statements.draft import Draft
from aftershock.statements.proposals import Proposal
from aftershock.statements.weights import ANOTHER_ACT, Seen
from aftershock.text import Span

# How sure the network is of a draft: its chance of being a statement times that of the act. Tuned on texts
# that neither the rules nor the weights measured with had seen; there sureness is about the share that is
# right (evals/statements/LOG.md).
TOGETHER = 0.25
ALONE = 0.45
DOUBTFUL = 0.9  # of speakers that usually do not speak, or of none
GRAVE = 0.75  # a wrong claim, denial or accusation is the worst line of a ledger
LIKELY = 0.5  # of a grave act that no rule names; below it the rule's own act stays
NEGATIVE = 0.6
HINT = 0.3
QUOTED = 0.0  # marks and a verb of saying beside them are sure without the network
# How much a rule's act adds to the network's chance of it: verbs of saying that carry anything tell least.
SPECIFIC = 0.35
PLAIN = 0.1
NAMED = 0.75  # "claimed the attack" is rarely anything else
NEAR = 25  # characters between two cues of one statement, as in the guideline
_CLAIM = "claims-responsibility"
_GRAVE = ("claims-responsibility", "calls-to-attack", "threatens", "denies", "blames")


def weigh(rules: Sequence[Draft], proposed: Sequence[Proposal], seen: Sequence[Seen]) -> list[Draft]:
    """The drafts that stand; ``proposed`` are the network's, ``seen`` all its sightings."""
    kept: list[Draft] = []
    spoken_for: set[int] = set()
    for draft, one, doubtful in sorted(proposed, key=lambda proposal: -proposal.seen.chance):
        beside = [n for n, rule in enumerate(rules) if apart(rule.cue, draft.cue) <= NEAR]
        same = [n for n in beside if akin(rules[n], draft)]
        taken = both(draft, rules[same[0]], one) if same else draft
        sure = one.chance * one.acts[ACTS.index(taken.act)]
        if same and taken.act == rules[same[0]].act:
            sure += TOGETHER  # two witnesses of one act
        needed = TOGETHER if same else DOUBTFUL if doubtful else ALONE
        if taken.act in _GRAVE and not (same and rules[same[0]].act == taken.act):
            needed = max(needed, GRAVE)
        if sure >= needed and not any(_once_more(taken, other) for other in kept):
            spoken_for.update(beside)
            kept.append(taken)
    for number, rule in enumerate(rules):
        quoted = rule.quote == "direct" and rule.act in ("reports", "other", "speculates", "urges")
        if number not in spoken_for and hinted(rule.cue, seen) >= (QUOTED if quoted else HINT):
            kept.append(rule)
    return kept


def _once_more(draft: Draft, other: Draft) -> bool:
    """Whether a draft says of one place what a surer one says already: "has never" beside "admitted"."""
    return (
        draft.voice.name == other.voice.name
        and draft.act == other.act
        and draft.target == other.target
        and apart(draft.cue, other.cue) <= NEAR
    )


def both(proposed: Draft, rule: Draft, one: Seen) -> Draft:
    """One draft of two that agree: the act that both make likeliest, the rules' marks and subtype."""
    act = _act(rule.act, one)
    same = rule.act == act
    negative = one.negative > NEGATIVE or (same and rule.polarity == "negative")
    ranked = sorted(zip(one.acts, ACTS, strict=True), key=lambda pair: -pair[0])
    others = [other for chance, other in ranked if chance >= ANOTHER_ACT]
    return msgspec.structs.replace(
        proposed,
        act=act,
        subtype=rule.subtype if same else None,
        polarity="negative" if negative else "positive",
        content=rule.content if rule.quote == "direct" and rule.content else proposed.content or rule.content,
        quote="direct" if rule.quote == "direct" else proposed.quote,
        target=rule.target if same and rule.target else proposed.target,
        target_id=rule.target_id if same and rule.target else proposed.target_id,
        alternatives=tuple(other for other in dict.fromkeys((*others, rule.act)) if other != act),
        rule=f"{proposed.rule}+{rule.rule}",
    )


def _act(rule: Act, one: Seen) -> Act:
    """The likeliest act when a rule's word for it is added to the network's chances."""
    added = PLAIN if rule in ("reports", "other") else NAMED if rule == _CLAIM else SPECIFIC
    chances = {act: chance + added * (act == rule) for act, chance in zip(ACTS, one.acts, strict=True)}
    best = max(ACTS, key=lambda act: chances[act])
    if rule == _CLAIM and best == "blames":
        return rule  # "X claims the attack through Y" accuses nobody, however sure the network is
    return rule if best in _GRAVE and best != rule and chances[best] < LIKELY else best


def standing(drafts: Sequence[Draft], spoken: Sequence[Draft], seen: Sequence[Seen]) -> list[Draft]:
    """Of what the rules read from whole turns, posts and sentences, what the network does not object to.

    It must have seen a hint at the cue or at the beginning, and must not have taken the same words apart.
    """
    kept = []
    for draft in drafts:
        span = draft.span()
        inside = [other for other in spoken if span.start <= other.cue.start < span.end]
        taken = bool(inside)
        if any(other.voice.name == draft.voice.name for other in inside):
            continue
        if taken and draft.rule.split(">")[0] not in ("label", "signature"):
            continue
        begins = Span(span.start, min(span.start + 1, span.end))
        if max(hinted(draft.cue, seen), hinted(begins, seen)) >= HINT or (
            not taken and draft.rule.split(">")[0] in ("post", "signature")
        ):
            kept.append(draft)
    return kept


def hinted(cue: Span, seen: Iterable[Seen]) -> float:
    """The best chance that the network gives to anything at a cue."""
    return max((one.chance for one in seen if apart(one.anchor, cue) <= NEAR), default=0.0)


def apart(one: Span, other: Span) -> int:
    """Characters between two spans; 0 or less where they touch."""
    return max(one.start - other.end, other.start - one.end)


def akin(one: Draft, other: Draft) -> bool:
    """Whether two drafts have one speaker: the same words, or a word of the name in common."""
    mine, theirs = one.voice.at, other.voice.at
    if mine and theirs and mine.start < theirs.end and theirs.start < mine.end:
        return True
    return bool(words_of(one.voice.name) & words_of(other.voice.name))


def words_of(name: str) -> set[str]:
    """The longer words of a name, in small letters."""
    return {word for word in re.findall(r"\w{3,}", name.lower()) if word not in ("the", "and", "for", "who")}
