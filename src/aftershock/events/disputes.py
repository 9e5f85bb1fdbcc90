"""On which points do speakers contradict each other about who did it?

A claim against the claimant's own or another's denial, blame against the answer of the accused, a suspect
named against a denial, two claimants, and blame that goes to different parties. Each says only "X claimed; Y
denied": which of them is right is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from aftershock.events.actors import (
    Actors,
    akin,
    called,
    in_name_of,
    mentions,
    official,
    part_of,
    speaker,
    spelling,
    target,
    voices,
)
from aftershock.events.chronicle import Dispute, DisputeKind, Receipts, Side
from aftershock.events.lexicon import harm_words
from aftershock.events.parties import proposable
from aftershock.records import Statement
from aftershock.text import content_id

# What a denial of involvement speaks of; "denies that it received help" is none.
_PART = re.compile(
    r"\b(?:responsib\w*|involv\w*|behind|carr(?:y|ied) (?:it )?out|part in|any part|role|had no\w*|claim\w*|"
    r"nothing to do|not (?:its|our|their)|not (?:ours|theirs)|allegation\w*|accusation\w*|link\w*|"
    r"knowledge|innocent|did not)\b",
    re.IGNORECASE,
)


def find(statements: Sequence[Statement], actors: Actors) -> tuple[Dispute, ...]:
    """The disputed points between the statements about one event, those with a named suspect first."""
    ledger = _Ledger(statements, actors)
    found = [
        *ledger.suspects(),
        *ledger.unnamed_suspects(),
        *ledger.claims(),
        *ledger.rivals(),
        *ledger.blame(),
        *ledger.attributions(),
    ]
    return tuple({dispute.id: dispute for dispute in found}.values())


def evidence(statements: Iterable[Statement]) -> Receipts:
    """The evidence of some statements, in every document that carries it."""
    return tuple(dict.fromkeys(w.evidence for statement in statements for w in statement.witnesses))


def side(statements: Sequence[Statement], says: str) -> Side:
    """One side: its speakers as the statements name them."""
    return Side(
        who=voices(statements),
        says=says,
        statements=tuple(statement.id for statement in statements),
        receipts=evidence(statements),
    )


def with_origins(
    dispute: Dispute,
    statements: Iterable[Statement],
    origins_of: Callable[[Sequence[Statement]], Sequence[object]],
) -> Dispute:
    """The disputed point with the number of independent origins of each side."""
    by_id = {statement.id: statement for statement in statements}
    sides = tuple(
        msgspec.structs.replace(
            side, origins=len(origins_of([by_id[each] for each in side.statements if each in by_id]))
        )
        for side in dispute.sides
    )
    return msgspec.structs.replace(dispute, sides=sides)


def claims_of(statements: Iterable[Statement], polarity: str) -> list[Statement]:
    """Claims of responsibility by a named speaker, asserted (positive) or not made (negative)."""
    return [
        s
        for s in statements
        if s.act == "claims-responsibility" and s.polarity == polarity and s.speaker_name and _meant(s)
    ]


def blames_of(statements: Iterable[Statement]) -> list[Statement]:
    """Statements that name a responsible party, whether said firmly or with a hedge."""
    return [
        s for s in statements if s.act == "blames" and s.polarity == "positive" and s.target and _meant(s)
    ]


def denials_of(statements: Iterable[Statement]) -> list[Statement]:
    """Statements that deny, or refuse to blame."""
    return [
        s
        for s in statements
        if (s.act == "denies" and s.polarity == "positive")
        or (s.act == "blames" and s.polarity == "negative")
    ]


def _meant(statement: Statement) -> bool:
    """Whether a speaker stands behind the words: no question, forecast or "as if"."""
    return statement.certainty in ("asserted", "hedged")


def denies_part(denial: Statement) -> bool:
    """Whether a denial is about having had a part: a group may deny other things of the same event.

    To deny charges is an answer to a court, by or for a person; it says nothing of who else carried it out.
    """
    return any(_PART.search(witness.evidence.quote) for witness in denial.witnesses)


def names_suspect(statement: Statement) -> bool:
    """Whether a statement calls the one it blames a suspect."""
    return any(harm_words("suspect").search(witness.evidence.quote) for witness in statement.witnesses)


class _Ledger:
    """The statements about one event, by what they do. Holds no state beyond its input."""

    def __init__(self, statements: Sequence[Statement], actors: Actors) -> None:
        self.actors = actors
        self.claimed = claims_of(statements, "positive")
        # "A caller", "a man": nothing shows that it is another than a claimant who has a name.
        self.named = [s for s in self.claimed if s.speaker_id or not (s.speaker_name or "")[:1].islower()]
        self.unclaimed = claims_of(statements, "negative")
        self.blaming = blames_of(statements)
        self.denying = denials_of(statements)
        blames = [s for s in statements if s.act == "blames" and s.polarity == "positive"]
        self.pointing = [s for s in blames if target(actors, s) is None and names_suspect(s)]

    def claims(self) -> Iterator[Dispute]:
        """A claim against a denial by, or about, the claimant, or against the report that it made none."""
        for who, claims in _grouped(self.claimed, lambda s: speaker(self.actors, s), self.actors):
            against = [d for d in self.denying if self._answers(d, who)]
            against += [n for n in self.unclaimed if akin(self.actors, speaker(self.actors, n), who)]
            if against:
                name = called(claims[0]) if in_name_of(claims[0]) else spelling(self.actors, who, claims[0])
                text = f"{name} is said to have claimed responsibility; {_names(against)} {_verb(against)}."
                yield self._dispute("claim-denied", text, claims, "claimed responsibility", against)

    def blame(self) -> Iterator[Dispute]:
        """Blame against the denial of the accused, or of somebody who rejects the accusation."""
        for who, blames in _grouped(self.blaming, lambda s: target(self.actors, s), self.actors):
            against = [d for d in self.denying if d not in blames and self._answers(d, who)]
            accusers = {speaker(self.actors, blame) for blame in blames}
            against += [
                d
                for d in self.denying
                if d not in against
                and any(
                    accuser and akin(self.actors, target(self.actors, d), accuser) for accuser in accusers
                )
            ]
            if against:
                name = spelling(self.actors, who, blames[0])
                kind: DisputeKind = "suspect-denied" if any(map(names_suspect, blames)) else "blame-denied"
                text = f"{_names(blames)} blamed {name}; {_names(against)} denied it."
                yield self._dispute(kind, text, blames, f"blamed {name}", against)

    def suspects(self) -> Iterator[Dispute]:
        """Blame with a suspect, first: a wrong one is the greatest harm."""
        return (dispute for dispute in self.blame() if dispute.kind == "suspect-denied")

    def rivals(self) -> Iterator[Dispute]:
        """Two claimants that have names and are not parts of one actor."""
        groups = _grouped(self.named, lambda s: speaker(self.actors, s), self.actors)
        for at, (one, first) in enumerate(groups):
            for other, second in groups[at + 1 :]:
                if not self._related(one, first, other, second):
                    names = _names(first), _names(second)
                    text = f"{names[0]} claimed responsibility; {names[1]} claimed it too."
                    says = "claimed responsibility"
                    yield self._dispute(
                        "rival-claims", text, first, says, second, says, "The claims may be joint, or false."
                    )

    def attributions(self) -> Iterator[Dispute]:
        """Blame that goes to different parties, or to another than the claimant: one line for the event."""
        blamed = _grouped(self.blaming, lambda s: target(self.actors, s), self.actors)
        claimed = _grouped(self.named or self.claimed, lambda s: speaker(self.actors, s), self.actors)
        # Blame of a person for what they said, or of a community, is no answer to the question who did it.
        parties = [(who, "blamed", group) for who, group in blamed if proposable(self.actors, who, group[0])]
        parties += [(who, "claimed", group) for who, group in claimed]
        apart = [
            party
            for party in parties
            if any(
                not self._related(party[0], party[2], other[0], other[2]) and "blamed" in (party[1], other[1])
                for other in parties
            )
        ]
        # Two claimants alone are rivals; one speaker who names several parties names them together.
        speakers = {speaker(self.actors, s) for _, _, group in apart for s in group}
        if len(apart) < 2 or not any(what == "blamed" for _, what, _ in apart) or len(speakers) < 2:
            return
        sides = tuple(side(group, self._attribution(who, what, group)) for who, what, group in apart)
        told = "; ".join(
            f"{_names(group)} {each.says}" for (_, _, group), each in zip(apart, sides, strict=True)
        )
        officials = [who for who in speakers if official(self.actors, who)]
        yield Dispute(
            id=content_id("dispute", "attributions-differ", apart[0][2][0].event),
            kind="attributions-differ",
            event=apart[0][2][0].event or "",
            text=f"{told}.",
            sides=sides,
            note="Official sources are among them." if len(officials) > 1 else "",
        )

    def _related(self, one: str, first: Sequence[Statement], other: str, second: Sequence[Statement]) -> bool:
        """Whether two parties are one, or one is named as a part of the other."""
        return (
            akin(self.actors, one, other)
            or part_of(self.actors, spelling(self.actors, one, first[0]), other)
            or part_of(self.actors, spelling(self.actors, other, second[0]), one)
        )

    def _attribution(self, who: str, what: str, group: Sequence[Statement]) -> str:
        return (
            f"blamed {spelling(self.actors, who, group[0])}" if what == "blamed" else "claimed responsibility"
        )

    def unnamed_suspects(self) -> Iterator[Dispute]:
        """Somebody pointed to as a suspect, whom the story does not name, against a denial in that story."""
        for blame in self.pointing:
            against = [
                d for d in self.denying if d.story == blame.story and d is not blame and denies_part(d)
            ]
            if against:
                text = f"{called(blame)} pointed to a suspect; {_names(against)} denied it."
                yield self._dispute("suspect-denied", text, [blame], "pointed to a suspect", against)

    def _answers(self, denial: Statement, who: str | None) -> bool:
        """Whether a denial is by an actor, or says of that actor that it was not involved."""
        if who is None:
            return False
        own = denial.act == "denies" and akin(self.actors, speaker(self.actors, denial), who)
        if own and denies_part(denial):
            return True
        if akin(self.actors, target(self.actors, denial), who):
            return True
        return denial.target is not None and mentions(self.actors, denial.target, who)

    def _dispute(
        self,
        kind: DisputeKind,
        text: str,
        one: Sequence[Statement],
        says: str,
        other: Sequence[Statement],
        answer: str = "denied it",
        note: str = "",
    ) -> Dispute:
        sides = (side(one, says), side(other, _verb(other) if answer == "denied it" else answer))
        event = one[0].event or ""
        ids = sorted({*sides[0].statements, *sides[1].statements})
        return Dispute(
            id=content_id("dispute", kind, event, ids),
            kind=kind,
            event=event,
            text=text,
            sides=sides,
            note=note,
        )


def _grouped(
    statements: Iterable[Statement], of: Callable[[Statement], str | None], actors: Actors
) -> list[tuple[str, list[Statement]]]:
    """Statements by the actor that ``of`` gives, in order of mention; parts of one actor are one."""
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        who = of(statement)
        if who is not None:
            home = next((known for known in groups if akin(actors, known, who)), who)
            groups.setdefault(home, []).append(statement)
    return list(groups.items())


def _names(statements: Sequence[Statement]) -> str:
    names = voices(statements)
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _verb(statements: Sequence[Statement]) -> str:
    """What the other side does: it denies, or is reported to have made no claim."""
    if all(s.act == "claims-responsibility" for s in statements):
        return "was also said not to have claimed it"
    return "denied it"
