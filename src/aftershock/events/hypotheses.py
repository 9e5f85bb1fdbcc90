"""Who may have done it, and what speaks for and against each, with the interest of whoever says so?

Proposed from the ledger: one hypothesis for each group, state or office that claims or is blamed, and
"somebody not named here". Persons and communities are never proposed: a person may add one. Marks and
weights follow the annotation guideline, section 5: an item is consistent where it is more likely if the
hypothesis is true, inconsistent where it is less likely, else silent; what an author concludes has weight
0. People correct and add (`corrections`); what the matrix then says is `weighing`'s to tell. Nothing here
is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from aftershock.events import corrections, names_in_time
from aftershock.events.actors import Actors, akin, called, in_name_of, label, speaker, spelling, target
from aftershock.events.chronicle import Board
from aftershock.events.disputes import blames_of, claims_of, denials_of, denies_part
from aftershock.events.parties import proposable
from aftershock.events.weighing import WEIGHTS, weigh
from aftershock.records import Assessment, Event, Hypothesis, Judgement, Mark, Statement
from aftershock.text import content_id

UNKNOWN = "somebody not named here"


class Item(NamedTuple):
    """One thing said, once however often it is told: its statement, who says it, about whom, and why."""

    statement: Statement
    mark: Mark
    about: str
    interest: str
    reason: str


def boards(
    events: Iterable[Event],
    statements: Mapping[str, Sequence[Statement]],
    actors: Actors,
    judgements: Sequence[Judgement] = (),
) -> Iterator[Board]:
    """A board for each main event with competing answers; ``statements`` are those of each event's id."""
    for event in events:
        made = board(event, statements.get(event.id, ()), actors, judgements) if event.main else None
        if made is not None:
            yield made


def board(
    event: Event, statements: Sequence[Statement], actors: Actors, judgements: Sequence[Judgement] = ()
) -> Board | None:
    """The board of one event as people corrected it, or None where nobody claims, is blamed or suspected."""
    identity = content_id("board", event.id)
    said = list(_items(statements, actors))
    named = _candidates(said, actors)
    asked = corrections.of(identity, event.id, judgements)
    if not named and not asked.added:
        return None
    items = [item for item in said if any(akin(actors, item.about, who) for who in named)]
    ids = {who: content_id("hypothesis", event.id, who) for who in (*named, UNKNOWN)}
    called_as = {who: label(actors, who) for who in ids}
    called_as |= {item.about: spelling(actors, item.about, item.statement) for item in reversed(items)}
    for who in ids:
        if (names_of := names_in_time.called(actors.entities.get(who), event.when)) is not None:
            called_as[who] = f"{names_of.then} (now {names_of.now})"
    names = {ids[who]: f"{called_as[who]} carried it out." for who in ids}
    names |= {added.id: added.text for added in asked.added}
    proposed = [*_proposed(ids, items, actors), *_on_added(asked.added, items)]
    assessments = corrections.applied(proposed, asked, names)
    weights = {**WEIGHTS, **asked.weights}
    weighed = weigh(names, assessments, weights)
    unstable = {rank.hypothesis for rank in weighed.ranks if not rank.stable}
    question = f"Who carried out: {event.title}?"
    answers = (*_answers(question, ids, names, actors), *_added(question, asked.added, names))
    left = len(said) - len(items)
    aside = f"{left} items about persons, communities or unnamed parties stand on no board."
    return Board(
        id=identity,
        event=event.id,
        question=question,
        hypotheses=tuple(_told(each, asked.added, each.id in unstable) for each in answers),
        assessments=tuple(assessments),
        ranks=weighed.ranks,
        leave_one_out=weighed.left_out,
        weights=weights,
        cautions=(*weighed.cautions, *([aside] if left else ())),
        verdict=weighed.verdict,
    )


def _answers(
    question: str, ids: Mapping[str, str], names: Mapping[str, str], actors: Actors
) -> Iterator[Hypothesis]:
    for who, answer in ids.items():
        others = [other for other in ids if other != who]
        yield Hypothesis(
            id=answer,
            question=question,
            text=names[answer],
            excludes=tuple(ids[other] for other in others if not akin(actors, who, other)),
            subsumes=tuple(ids[other] for other in others if _contains(actors, who, other)),
        )


def _added(
    question: str, added: Iterable[corrections.Added], names: Mapping[str, str]
) -> Iterator[Hypothesis]:
    for each in added:
        excludes = tuple(answer for answer in names if answer != each.id) if each.exclusive else ()
        yield Hypothesis(id=each.id, question=question, text=each.text, excludes=excludes)


def _told(answer: Hypothesis, added: Iterable[corrections.Added], unstable: bool) -> Hypothesis:
    """An answer that also excludes what a person added as exclusive, and says whether it can be placed."""
    more = (each.id for each in added if each.exclusive and each.id != answer.id)
    excludes = tuple(dict.fromkeys((*answer.excludes, *more)))
    return msgspec.structs.replace(answer, excludes=excludes, undecidable=unstable)


def _items(statements: Sequence[Statement], actors: Actors) -> Iterator[Item]:
    """What is said about who did it: one item for each speaker, act and actor, unnamed speakers by story."""
    seen: set[tuple[str, Mark, str]] = set()
    denials = denials_of(statements)
    said = (
        *(_claim(s, denials, actors, "consistent") for s in claims_of(statements, "positive")),
        *(_claim(s, denials, actors, "inconsistent") for s in claims_of(statements, "negative")),
        *(_blame(s, denials, actors) for s in blames_of(statements)),
        *(denied for s in denials for denied in _denial(s, statements, actors)),
    )
    # Blame of a body and of its service are one: what is counted once must not be counted by its names.
    unlisted = dict.fromkeys(item.about for item in said if item.about and item.about not in actors.entities)
    homes = sorted(unlisted, key=len)
    for item in said:
        if item.about in unlisted:
            home = next(known for known in homes if akin(actors, known, item.about))
            item = item._replace(about=home)
        who = speaker(actors, item.statement) or item.statement.printed_from or item.statement.story
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


def _proposed(ids: Mapping[str, str], items: Sequence[Item], actors: Actors) -> Iterator[Assessment]:
    for who, identity in ids.items():
        for item in items:
            yield _assessment(identity, item, _mark(item, who, actors))


def _on_added(added: Iterable[corrections.Added], items: Sequence[Item]) -> Iterator[Assessment]:
    """What is said of an answer that a person added: a claim by another excludes it, the rest is silent."""
    for each in added:
        for item in items:
            claimed = item.statement.act == "claims-responsibility" and item.mark == "consistent"
            yield _assessment(each.id, item, "inconsistent" if claimed and each.exclusive else "silent")


def _assessment(hypothesis: str, item: Item, mark: Mark) -> Assessment:
    return Assessment(
        id=content_id("assessment", hypothesis, item.statement.id, mark),
        hypothesis=hypothesis,
        item=item.statement.id,
        mark=mark,
        reliability=1.0,
        interest=item.interest,
        reason=item.reason,
    )


def _contains(actors: Actors, parent: str, part: str) -> bool:
    """Whether an answer contains another: the parent of a branch contains it, not the other way round."""
    entity = actors.entities.get(part)
    return entity is not None and any(relation.of == parent for relation in entity.relations)
