"""Two witnesses, the rules and the trained reader: which of what they found stands?

How sure the two make us of each draft is fitted (`sureness`); what is sure enough stands, the surest first.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import Final

import msgspec

from aftershock.records import ACTS, Act
from aftershock.statements import blamed, issued, sureness
from aftershock.statements.draft import Draft
from aftershock.statements.proposals import Proposal
from aftershock.statements.sureness import Around, Candidate
from aftershock.statements.weights import ANOTHER_ACT, Seen
from aftershock.text import Span

# How sure a draft must be (`sureness`), chosen on texts that neither the rules nor the weights had seen
# (evals/statements/LOG.md). A wrong claim, denial or accusation is the worst line of a ledger.
LEAST = 0.4
GRAVE = 0.35
CLAIM = 0.6
LISTED = 0.35  # of a claim by a group of the gazetteer: who is listed there seldom claims anything else
# The network's chance times the act's where no rule agrees: of anybody, of somebody unnamed, of what usually
# does not speak. Distractors ask for them (`evals/statements`).
ALONE, UNNAMED, DOUBTFUL = 0.72, 0.88, 0.9
OWN = 0.45  # the same of the writer's own statements
# The same in a text in which so many statements stand already: there people speak.
SPOKEN = 2
AMONG = (0.3, 0.5, 0.6)
LIKELY = 0.5  # of a grave act that no rule names; below it the rule's own act stays
HINT = 0.3
NEGATIVE = 0.6
UNCLEAR = 0.2  # of a denied claim: between this and its complement anything may be meant
# How much a rule's act adds to the network's chance of it: verbs of saying that carry anything tell least.
SPECIFIC = 0.35
PLAIN = 0.1
NAMED = 0.75  # "claimed the attack" is rarely anything else
NEAR = 25  # characters between two cues of one statement, as in the guideline
# Rules that stand whatever the network sees: it has learnt too few of these forms.
BY_GRAMMAR = (blamed.AGENTLESS, issued.ISSUED, "verb.pin.blames")
BEHIND = 6  # characters between a verb that denies and the noun of what it denies ("the reports")
BY, SAME = 100, 200  # characters: what stands about a cue, and how far one speaker's next cue may be
_CLAIM: Final = "claims-responsibility"
# "Claimed that ...": its content names no deed of the speaker's own; the network must be sure of one.
_ASSERTS, ASSERTED = "verb.claim.reports", 0.9
_WHOLE = ("label", "issuer", "carried")  # rules that take a stretch for one statement
_GRAVE = ("claims-responsibility", "calls-to-attack", "threatens", "denies", "blames")
_LAID = ("claims-responsibility", "calls-to-attack", "threatens", "blames")  # what a denial puts away


def weigh(
    rules: Sequence[Draft],
    proposed: Sequence[Proposal],
    seen: Sequence[Seen],
    groups: Container[str] = frozenset(),
    before: int = 0,
) -> list[Draft]:
    """The drafts that stand; ``proposed`` are the network's, ``seen`` all its sightings.

    ``groups`` are the ids of the gazetteer's groups, ``before`` counts what stands in the text so far.
    """
    weighed = [(sureness.sure(one), one) for one in candidates(rules, proposed)]
    sure_enough = [
        one
        for sure, one in sorted(weighed, key=lambda pair: -pair[0])
        if sure >= needed(one.draft, _listed(one, groups))
    ]
    plain = [one for one in sure_enough if not _strange(one, _listed(one, groups), ALONE, UNNAMED, DOUBTFUL)]
    if before + len(plain) >= SPOKEN:
        plain = [one for one in sure_enough if not _strange(one, _listed(one, groups), *AMONG)]
    kept: list[Draft] = []
    consumed: set[int] = set()
    denied = [one for one in plain if one.draft.act == "denies"]
    for one in plain:
        if one.draft.act in _LAID and any(_put_away(one, denial) for denial in denied):
            continue
        if any(_once_more(one.draft, other) for other in kept):
            continue
        kept.append(one.draft)
        consumed.update(n for n, rule in enumerate(rules) if rule is one.rule or _covered(rule, one.draft))
    for number, rule in enumerate(rules):
        if number not in consumed:
            one = alone(rule, kept, seen, proposed)
            listed = rule.voice.entity in groups
            stands = rule.rule.endswith(BY_GRAMMAR) or _said_by_name(rule)
            if stands or sureness.sure(one) >= needed(rule, listed):
                kept.append(rule)
    return kept


def _said_by_name(rule: Draft) -> bool:
    """Whether somebody named says it by a verb: quoted directly, or in plain words without a grave act.

    That is the rules' own ground. News of other kinds than what the weights were fitted on is full of it, and
    the network sees it there less surely (evals/statements/LOG.md).
    """
    by_verb = rule.rule.startswith("verb.") and rule.content is not None and rule.tier == "attributed"
    named = rule.voice.resolved_by in ("gazetteer", "name", "surname")
    return by_verb and named and (rule.quote in ("direct", "mixed") or rule.act in ("reports", "other"))


def _listed(one: Candidate, groups: Container[str]) -> bool:
    """Whether a group of the gazetteer speaks, and the network sees clearly what is claimed."""
    return one.draft.voice.entity in groups and _clear(one)


def heard(one: Proposal) -> bool:
    """Whether somebody surely speaks here by name, whatever they do: then they relay what is inside."""
    voice = one.draft.voice
    return (
        one.seen.chance >= LIKELY
        and not one.doubtful
        and one.draft.tier == "attributed"
        and voice.resolved_by in ("gazetteer", "name", "surname", "words")
    )


def candidates(rules: Sequence[Draft], proposed: Sequence[Proposal]) -> list[Candidate]:
    """What the network proposes, each with the rules' draft of the same speaker where there is one."""
    found = []
    for draft, one, doubtful in proposed:
        beside = [rule for rule in rules if _together(rule, draft)]
        same = next((rule for rule in beside if akin(rule, draft)), None)
        many = sum(other.seen is one for other in proposed) > 1
        taken = both(draft, same, one) if same else draft
        around = _around(draft, one, proposed)
        found.append(Candidate(taken, one, same, doubtful, bool(beside) and same is None, many, around))
    return found


def alone(
    rule: Draft, kept: Sequence[Draft], seen: Sequence[Seen], proposed: Sequence[Proposal]
) -> Candidate:
    """A draft that only the rules made, and what the network sees nearest to it."""
    near = [one for one in seen if apart(one.anchor, rule.cue) <= NEAR]
    best = max(near, key=lambda one: one.chance, default=None)
    beside = any(_together(rule, other) for other in kept)
    return Candidate(rule, best, rule, False, beside, False, _around(rule, best, proposed))


def _around(draft: Draft, one: Seen | None, proposed: Sequence[Proposal]) -> Around:
    """The best of the other sightings that stand near a draft, around it or within it."""
    best = dict.fromkeys(Around._fields, 0.0)
    for other, seen, _ in proposed:
        if one is not None and seen.anchor == one.anchor:
            continue
        chance, far = seen.chance * max(seen.acts), apart(seen.anchor, draft.cue)
        for name, holds in (
            ("near", far <= NEAR),
            ("by", far <= BY),
            ("outer", seen.content is not None and _within(draft.cue, seen.content)),
            ("inner", draft.content is not None and _within(seen.anchor, draft.content)),
            ("same", far <= SAME and other.voice.name == draft.voice.name),
        ):
            if holds:
                best[name] = max(best[name], chance)
    return Around(**best)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start < outer.end


def needed(draft: Draft, listed: bool = False) -> float:
    """How sure a draft must be; ``listed`` where its speaker is a group of the gazetteer."""
    if draft.act == _CLAIM:
        return LISTED if listed else CLAIM
    return GRAVE if draft.act in _GRAVE else LEAST


def _clear(one: Candidate) -> bool:
    """Whether the network sees clearly that something is claimed, or that it is not (a question)."""
    if one.seen is None:
        return True
    return one.seen.chance >= LIKELY and not UNCLEAR < one.seen.negative < 1 - UNCLEAR


def _strange(one: Candidate, listed: bool, anybody: float, unnamed: float, doubtful: float) -> bool:
    """What news has too little of for fitted weights to know: recipes that call, clubs that plan an attack.

    Where no rule agrees, the network's own word must be good enough; a listed group's claim is not strange.
    """
    if one.rule is not None or one.seen is None or (listed and one.draft.act == _CLAIM):
        return False
    words = one.draft.voice.resolved_by == "words"
    least = doubtful if one.doubtful else unnamed if words else anybody
    if one.draft.tier != "attributed":
        least = max(least, OWN)
    return one.seen.chance * one.seen.acts[ACTS.index(one.draft.act)] < least


def _covered(rule: Draft, kept: Draft) -> bool:
    """Whether a rule's draft says of the same place what a kept one says: one speaker, or the same words."""
    return _together(rule, kept) and akin(rule, kept)


def _together(rule: Draft, draft: Draft) -> bool:
    """Whether two cues may be one statement's; "in a statement claiming it, X said" has two, however near."""
    return apart(rule.cue, draft.cue) <= (0 if rule.rule.endswith(issued.ISSUED) else NEAR)


def _put_away(one: Candidate, denial: Candidate) -> bool:
    """ "Denied reports that they came from Orsk": the noun behind the verb blames nobody, its verb denies."""
    behind = 0 <= one.draft.cue.start - denial.draft.cue.end <= BEHIND
    return behind and one.rule is not None and one.rule is denial.rule


def _once_more(draft: Draft, other: Draft) -> bool:
    """Whether a draft says of one place what a surer one says already: "has never" beside "admitted", or a
    colon far behind "said in a statement on Monday"."""
    if draft.voice.name != other.voice.name or draft.act != other.act:
        return False
    if draft.cue != other.cue and draft.content == other.content is not None:
        return True
    near = draft.target == other.target and apart(draft.cue, other.cue) <= NEAR
    return near and not sided(draft, other)


def sided(draft: Draft, other: Draft) -> bool:
    """Whether one verb says two things: "she said that A and that B"."""
    if draft.cue != other.cue or not (draft.content and other.content):
        return False
    return apart(draft.content, other.content) > 0


def both(proposed: Draft, rule: Draft, one: Seen) -> Draft:
    """One draft of two that agree: the act that both make likeliest, the rules' marks and subtype."""
    if rule.rule.endswith(blamed.AGENTLESS):  # whose words these are nobody says: the grammar tells the rest
        return msgspec.structs.replace(rule, rule=f"{proposed.rule}+{rule.rule}")
    act = _act(rule, one)
    same = rule.act == act
    direct = rule.quote == "direct" and one.anchor == proposed.cue  # else a verb's second content
    negative = (
        one.negative > NEGATIVE or proposed.subtype == "retracts" or (same and rule.polarity == "negative")
    )
    ranked = sorted(zip(one.acts, ACTS, strict=True), key=lambda pair: -pair[0])
    others = [other for chance, other in ranked if chance >= ANOTHER_ACT]
    return msgspec.structs.replace(
        proposed,
        act=act,
        subtype=rule.subtype if same else proposed.subtype if proposed.act == act else None,
        polarity="negative" if negative else "positive",
        content=rule.content if direct and rule.content else proposed.content or rule.content,
        quote="direct" if direct else proposed.quote,
        target=rule.target if same and rule.target else proposed.target,
        target_id=rule.target_id if same and rule.target else proposed.target_id,
        alternatives=tuple(other for other in dict.fromkeys((*others, rule.act)) if other != act),
        rule=f"{proposed.rule}+{rule.rule}",
    )


def _act(draft: Draft, one: Seen) -> Act:
    """The likeliest act when a rule's word for it is added to the network's chances."""
    rule = draft.act
    added = PLAIN if rule in ("reports", "other") else NAMED if rule == _CLAIM else SPECIFIC
    chances = {act: chance + added * (act == rule) for act, chance in zip(ACTS, one.acts, strict=True)}
    if rule == "denies" or (draft.rule == _ASSERTS and chances[_CLAIM] < ASSERTED):
        chances[_CLAIM] = 0.0  # "denied responsibility", "claimed that the mill was empty" claim no deed
    best = max(ACTS, key=lambda act: chances[act])
    if rule == _CLAIM and best == "blames":
        return rule  # "X claims the attack through Y" accuses nobody, however sure the network is
    return rule if best in _GRAVE and best != rule and chances[best] < LIKELY else best


def standing(drafts: Sequence[Draft], spoken: Sequence[Draft], seen: Sequence[Seen]) -> list[Draft]:
    """Of what the rules read from whole turns, posts and sentences, what the network does not object to.

    It must have seen a hint at the cue or at the beginning, and must not have taken the same words apart;
    where somebody is accused by nobody, the sentence tells of the act for certain. Turns, communiqués and
    quotations that stand alone it reads by itself, and is right twice as often.
    """
    kept = []
    for draft in drafts:
        if draft.rule.split(">")[0] in _WHOLE:
            continue
        span = draft.span()
        inside = [other for other in spoken if span.start <= other.cue.start < span.end]
        accused = any(other.rule.endswith(blamed.AGENTLESS) for other in inside)
        inside = [other for other in inside if not blamed.aside(other)]
        taken = bool(inside)
        if any(other.voice.name == draft.voice.name for other in inside):
            continue
        if taken and draft.rule.split(">")[0] != "signature":
            continue
        begins = Span(span.start, min(span.start + 1, span.end))
        if max(hinted(draft.cue, seen), hinted(begins, seen)) >= HINT or (
            not taken and (accused or draft.rule.split(">")[0] in ("post", "signature", "block"))
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
