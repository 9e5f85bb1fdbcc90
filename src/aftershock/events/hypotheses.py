"""Who may have done it, and what speaks for and against each, with the interest of whoever says so?

First cut, proposed from the ledger: one hypothesis for each group, state or office that claims or is blamed,
and "somebody not named here". Persons and communities are never proposed: a person may add one. Marks and
weights follow the annotation guideline, section 5: an item is consistent
where it is more likely if the hypothesis is true, inconsistent where it is less likely, else silent; what an
author concludes has weight 0. Counting inconsistencies alone lets the hypothesis win about which most items
are silent (after the review of Heuer's method in open tools), so silence stands beside every rank, ranks are
printed with how far they move when one item is left out or a weight is changed, and nothing is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from aftershock.events.actors import Actors, akin, called, in_name_of, label, speaker, spelling, target
from aftershock.events.chronicle import Board, LeftOut, Rank
from aftershock.events.disputes import blames_of, claims_of, denials_of, denies_part
from aftershock.events.parties import proposable
from aftershock.records import Assessment, Event, Hypothesis, Statement
from aftershock.text import content_id

# Editorial judgement, adjustable: how much an item weighs by the interest of whoever says it.
WEIGHTS: dict[str, float] = {
    "observed": 1.0,
    "self-claim": 0.7,
    "accused": 0.5,
    "accuser": 0.5,
    "anonymous": 0.3,
    "anonymous, rebutted": 0.15,
    "author": 0.0,
}
# The sweep: each weight by itself, halved and raised by half. Wider would no longer be the same judgement.
SWEEP = (0.5, 1.5)
MOSTLY_SILENT = 0.5
UNKNOWN = "somebody not named here"
Mark = Literal["consistent", "inconsistent", "neutral", "silent"]


class Item(NamedTuple):
    """One thing said, once however often it is told: its statement, who says it, about whom, and why."""

    statement: Statement
    mark: Mark
    about: str
    interest: str
    reason: str


class Standing(NamedTuple):
    """The sums of one hypothesis under one set of weights."""

    consistent: float
    inconsistent: float
    silent: int

    @property
    def net(self) -> float:
        """What speaks for it less what speaks against it."""
        return self.consistent - self.inconsistent


def board(
    event: Event, statements: Sequence[Statement], actors: Actors, weights: Mapping[str, float] = WEIGHTS
) -> Board | None:
    """The board of one event, or None where nobody claims, is blamed or suspected."""
    said = list(_items(statements, actors))
    named = _candidates(said, actors)
    if not named:
        return None
    items = [item for item in said if any(akin(actors, item.about, who) for who in named)]
    identities = {who: content_id("hypothesis", event.id, who) for who in (*named, UNKNOWN)}
    excludes = {
        who: tuple(identities[other] for other in identities if other != who and not akin(actors, who, other))
        for who in identities
    }
    names = {who: label(actors, who) for who in identities}
    names.update({item.about: spelling(actors, item.about, item.statement) for item in reversed(items)})
    marks = {(who, at): _mark(item, who, actors) for who in identities for at, item in enumerate(items)}
    ranks, left_out = _ranks(list(identities), items, marks, weights)
    unstable = [rank for rank in ranks if not rank.stable]
    cautions = _cautions(ranks, items, names, left_out=len(said) - len(items))
    return Board(
        id=content_id("board", event.id),
        event=event.id,
        question=f"Who carried out: {event.title}?",
        hypotheses=tuple(
            Hypothesis(
                id=identity,
                question=f"Who carried out: {event.title}?",
                text=f"{names[who]} carried it out.",
                excludes=excludes[who],
                subsumes=tuple(identities[o] for o in identities if o != who and _contains(actors, who, o)),
                undecidable=any(rank.hypothesis == who for rank in unstable),
            )
            for who, identity in identities.items()
        ),
        assessments=tuple(_assessments(identities, items, marks, weights)),
        ranks=tuple(_with_id(rank, identities) for rank in ranks),
        leave_one_out=tuple(
            LeftOut(item=item.statement.id, leaders=tuple(identities[who] for who in leaders))
            for item, leaders in zip(items, left_out, strict=True)
        ),
        weights=dict(weights),
        cautions=cautions,
        verdict=_verdict(ranks, items),
    )


def standing(
    who: str, items: Sequence[Item], marks: Mapping[tuple[str, int], Mark], weights: Mapping[str, float],
    without: int | None = None,
) -> Standing:  # fmt: skip
    """Sums for a hypothesis: C and I are the weights of consistent and inconsistent items."""
    consistent = inconsistent = 0.0
    silent = 0
    for at, item in enumerate(items):
        if at == without:
            continue
        mark = marks[who, at]
        if mark == "consistent":
            consistent += weights[item.interest]
        elif mark == "inconsistent":
            inconsistent += weights[item.interest]
        else:
            silent += 1
    return Standing(consistent, inconsistent, silent)


def _items(statements: Sequence[Statement], actors: Actors) -> Iterator[Item]:
    """What is said about who did it: one item for each speaker, act and actor, unnamed speakers by story."""
    seen: set[tuple[str, Mark, str]] = set()
    homes: dict[str, None] = {}
    denials = denials_of(statements)
    for item in (
        *(_claim(s, denials, actors, "consistent") for s in claims_of(statements, "positive")),
        *(_claim(s, denials, actors, "inconsistent") for s in claims_of(statements, "negative")),
        *(_blame(s, denials, actors) for s in blames_of(statements)),
        *(denied for s in denials for denied in _denial(s, statements, actors)),
    ):
        # Blame of a body and of its service are one: what is counted once must not be counted by its names.
        home = next((known for known in homes if akin(actors, known, item.about)), item.about)
        if item.about not in actors.entities:
            item = item._replace(about=home)
        homes.setdefault(item.about)
        who = speaker(actors, item.statement) or item.statement.story
        key = (who, item.mark, item.about)
        if key not in seen and item.about:
            seen.add(key)
            yield item


def _claim(statement: Statement, denials: Sequence[Statement], actors: Actors, mark: Mark) -> Item:
    who = speaker(actors, statement) or ""
    if in_name_of(statement):  # whose the name is may be anybody: weighed as anonymous, less where disowned
        disowned = any(akin(actors, speaker(actors, denial), who) for denial in denials)
        interest = "anonymous, rebutted" if disowned else "anonymous"
        return Item(statement, mark, who, interest, f"{called(statement)} claimed responsibility")
    said = "claimed responsibility" if mark == "consistent" else "is said not to have claimed"
    return Item(statement, mark, who, "self-claim", f"{called(statement)} {said}")


def _blame(statement: Statement, denials: Sequence[Statement], actors: Actors) -> Item:
    accused = target(actors, statement) or ""
    interest = _interest(statement, "accuser")
    if interest == "anonymous" and any(akin(actors, speaker(actors, d), accused) for d in denials):
        interest = "anonymous, rebutted"
    reason = f"{called(statement)} blamed {spelling(actors, accused or None, statement)}"
    return Item(statement, "consistent", accused, interest, reason)


def _denial(statement: Statement, statements: Sequence[Statement], actors: Actors) -> Iterator[Item]:
    """A denial by an accused or a claimant speaks against it; so does one whose target is such an actor."""
    speaks, aimed = speaker(actors, statement), target(actors, statement)
    at_issue = [target(actors, s) for s in blames_of(statements)]
    at_issue += [speaker(actors, s) for s in claims_of(statements, "positive")]
    for who in dict.fromkeys(at_issue):
        own = statement.act == "denies" and akin(actors, speaks, who) and denies_part(statement)
        if who and (own or akin(actors, aimed, who)):
            interest = _interest(statement, "accused" if own else "accuser")
            yield Item(statement, "inconsistent", who, interest, f"{called(statement)} denied it")


def _interest(statement: Statement, otherwise: str) -> str:
    if statement.tier == "author":
        return "author"
    if not statement.speaker_name and not statement.speaker_id:
        return "anonymous"
    return otherwise


def _candidates(items: Iterable[Item], actors: Actors) -> list[str]:
    """The actors that are claimants, blamed or suspected; several names of one unlisted actor are one."""
    found: list[str] = []
    for item in items:
        known = item.about in actors.entities
        if (
            item.mark == "consistent"
            and proposable(actors, item.about, item.statement)
            and not any(
                item.about == other or (not known and akin(actors, item.about, other)) for other in found
            )
        ):
            found.append(item.about)
    return found


def _mark(item: Item, who: str, actors: Actors) -> Mark:
    """What an item says about a hypothesis. Only a claim speaks against the others: it excludes them.

    Blame of one actor says nothing of another, and neither does a denial.
    """
    if who != UNKNOWN and (item.about == who or akin(actors, item.about, who)):
        return item.mark
    if item.statement.act == "claims-responsibility" and item.mark == "consistent":
        return "inconsistent"
    return "silent"


def _ranks(
    names: Sequence[str],
    items: Sequence[Item],
    marks: Mapping[tuple[str, int], Mark],
    weights: Mapping[str, float],
) -> tuple[list[Rank], list[tuple[str, ...]]]:
    """Ranks by net, with the places each takes in leave-one-out and the sweep; and who leads without what."""
    now = {who: standing(who, items, marks, weights) for who in names}
    variants = [
        {who: standing(who, items, marks, weights, without=at).net for who in names}
        for at in range(len(items))
    ]
    left_out = [_leaders(nets) for nets in variants]
    for name, weight in weights.items():
        for factor in SWEEP:
            swept = {**weights, name: weight * factor}
            variants.append({who: standing(who, items, marks, swept).net for who in names})
    variants.append({who: here.net for who, here in now.items()})
    ranks = []
    for who, here in now.items():
        places = [place for nets in variants for place in _places(nets, who)]
        total = here.consistent + here.inconsistent
        ranks.append(
            Rank(
                hypothesis=who,
                consistent=round(here.consistent, 4),
                inconsistent=round(here.inconsistent, 4),
                net=round(here.net, 4),
                silence=here.silent / len(items),
                rate=here.inconsistent / total if total else None,
                ranks=(min(places), max(places)),
                stable=min(places) == max(places),
            )
        )
    return sorted(ranks, key=lambda rank: -rank.net), left_out


def _places(nets: Mapping[str, float], who: str) -> tuple[int, int]:
    """The best and worst place of one among all: equal nets share their places."""
    mine = round(nets[who], 9)
    above = sum(round(net, 9) > mine for net in nets.values())
    level = sum(round(net, 9) == mine for net in nets.values())
    return above + 1, above + level


def _leaders(nets: Mapping[str, float]) -> tuple[str, ...]:
    best = max(nets.values())
    return tuple(who for who, net in nets.items() if net >= best - 1e-9)


def _cautions(
    ranks: Sequence[Rank], items: Sequence[Item], names: Mapping[str, str], *, left_out: int
) -> tuple[str, ...]:
    """What a reader must know before looking at the ranks."""
    said = []
    least = min(rank.inconsistent for rank in ranks)
    first = {"by what speaks for it less what speaks against it": [r for r in ranks if r.net == ranks[0].net]}
    first["by what speaks against it"] = [rank for rank in ranks if rank.inconsistent == least]
    for how, leaders in first.items():
        for rank in leaders:
            if rank.silence > MOSTLY_SILENT:
                said.append(
                    f"'{names[rank.hypothesis]}' comes first {how}, but {rank.silence:.0%} of the items "
                    "say nothing about it."
                )
    if left_out:
        said.append(f"{left_out} items about persons, communities or unnamed parties stand on no board.")
    if all(item.interest in ("self-claim", "accused", "accuser", "author") for item in items):
        said.append("Every item comes from somebody with an interest in the answer.")
    return tuple(said)


def _verdict(ranks: Sequence[Rank], items: Sequence[Item]) -> str:
    if len(items) < 2 or not ranks[0].stable:
        return "not decidable from this"
    return "the first place is stable under the changes tried; this weighs what is said and proves nothing"


def _assessments(
    identities: Mapping[str, str],
    items: Sequence[Item],
    marks: Mapping[tuple[str, int], Mark],
    weights: Mapping[str, float],
) -> Iterator[Assessment]:
    for who, identity in identities.items():
        for at, item in enumerate(items):
            yield Assessment(
                id=content_id("assessment", identity, item.statement.id, marks[who, at]),
                hypothesis=identity,
                item=item.statement.id,
                mark=marks[who, at],
                reliability=weights[item.interest],
                interest=item.interest,
                reason=item.reason,
            )


def _contains(actors: Actors, parent: str, part: str) -> bool:
    """Whether an answer contains another: the parent of a branch contains it, not the other way round."""
    entity = actors.entities.get(part)
    return entity is not None and any(relation.of == parent for relation in entity.relations)


def _with_id(rank: Rank, identities: Mapping[str, str]) -> Rank:
    return msgspec.structs.replace(rank, hypothesis=identities[rank.hypothesis])
