"""The verbs by which a person decides: each adds, with a name and a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aftershock import config
from aftershock.cli.doing import CaseArg, CaseOpt, Json, Who, do
from aftershock.errors import UsageError


def judge(
    kind: Annotated[
        str, typer.Argument(help="accept, reject, correct, merge, split, alias, or mark an artefact.")
    ],
    targets: Annotated[list[str], typer.Argument(help="Ids; for split the event first; a name for alias.")],
    reason: Annotated[str, typer.Option(help="Why; needed.")],
    change: Annotated[
        list[str] | None,
        typer.Option("--set", help="For correct: FIELD=VALUE, as act=denies; may be given again."),
    ] = None,
    to: Annotated[str | None, typer.Option(help="For alias: the entity's id.")] = None,
    title: Annotated[str | None, typer.Option(help="For split: what the new event is called.")] = None,
    when: Annotated[str | None, typer.Option(help="For split: when it was, as 2026-03-14.")] = None,
    where: Annotated[str | None, typer.Option(help="For split: where it was.")] = None,
    person: Who = None,
    named: CaseOpt = None,
    json: Json = False,
) -> None:
    """Add a judgement: what was there stays, the judgement stands beside it.

    correct takes a statement (act, polarity, certainty, speaker, target, date), a figure (role, unit, value),
    a harm (kind, text), an affiliation (kind, stance, part, whole, said-by, since), a warning (event) or a
    call-back (first); reject sets any of them aside.
    """
    said = {"reason": reason, "to": to, "person": person or config.person()}
    event = {"title": title, "when": when, "where": where}
    do("judge", named, as_json=json, kind=kind, targets=targets, set=change, **said, **event)


def assess(
    reason: Annotated[str, typer.Option(help="Why; needed.")],
    what: Annotated[
        list[str] | None,
        typer.Argument(help="An answer and an item (a statement, finding:NAME), or a board."),
    ] = None,
    mark: Annotated[str | None, typer.Option(help="consistent, inconsistent, neutral or silent.")] = None,
    interest: Annotated[str | None, typer.Option(help="observed, self-claim, accuser, accused, ...")] = None,
    reliability: Annotated[str | None, typer.Option(help="From 0 to 1.")] = None,
    answer: Annotated[str | None, typer.Option(help="For a board: an answer to add, in words.")] = None,
    beside: Annotated[
        bool, typer.Option("--beside", help="The added answer may be true together with another.")
    ] = False,
    weight: Annotated[
        list[str] | None,
        typer.Option(help="For a board: what an interest weighs, as accuser=0.25; may be given again."),
    ] = None,
    take: Annotated[
        Path | None, typer.Option(help="Boards as `hypotheses --json` wrote them, edited.")
    ] = None,
    person: Who = None,
    named: CaseOpt = None,
    json: Json = False,
) -> None:
    """Correct a board of competing answers, add an answer, or carry a finding in."""
    given = {"mark": mark, "interest": interest, "reliability": reliability, "hypothesis": answer}
    value = {key: each for key, each in given.items() if each is not None}
    value |= {"exclusive": "no"} if beside else {}
    for each in weight or ():
        interest, equals, number = each.partition("=")
        if not equals:
            raise UsageError(f"{each!r} is no weight", next_step="Write --weight accuser=0.25")
        value[f"weight {interest.strip()}"] = number.strip()
    if bool(take) == bool(what):
        raise UsageError("say what is assessed, or give a file with --take")
    file = str(take.resolve()) if take else None
    person = person or config.person()
    do("assess", named, as_json=json, targets=what, value=value, take=file, reason=reason, person=person)


def propose(
    address: Annotated[
        str, typer.Option(help="A server with a chat interface, as http://localhost:8080/v1.")
    ],
    model: Annotated[str, typer.Option(help="The model's name there.")],
    key_from: Annotated[str | None, typer.Option(help="The environment variable that holds the key.")] = None,
    case: CaseArg = None,
    named: CaseOpt = None,
    person: Who = None,
    json: Json = False,
) -> None:
    """Have a language model propose statements: the case's passages go to that address.

    Only what stands word for word in the source is taken, marked with the model's name.
    """
    person = person or config.person()
    given = {"address": address, "model": model, "key_from": key_from, "person": person}
    do("propose", case or named, as_json=json, **given)


def undo(
    judgement: Annotated[str, typer.Argument(help="The judgement's id.")],
    reason: Annotated[str, typer.Option(help="Why; needed.")],
    person: Who = None,
    named: CaseOpt = None,
    json: Json = False,
) -> None:
    """Take a judgement back, by adding one that says so."""
    do("undo", named, as_json=json, judgement=judgement, reason=reason, person=person or config.person())


def purge(
    reason: Annotated[str, typer.Option(help="Why; needed, and without personal data.")],
    account: Annotated[str | None, typer.Option(help="The account to take out.")] = None,
    before: Annotated[str | None, typer.Option(help="Everything captured before this day.")] = None,
    source: Annotated[str | None, typer.Option(help="The file or address to take out.")] = None,
    person: Who = None,
    case: CaseArg = None,
    named: CaseOpt = None,
    json: Json = False,
) -> None:
    """Replace originals by redacted copies; a tombstone holds both hashes, the reason and your name."""
    if sum(map(bool, (account, before, source))) != 1:
        raise UsageError("say exactly one of --account, --before, --source")
    person = person or config.person()
    wanted = {"account": account, "before": before, "source": source}
    do("purge", case or named, as_json=json, reason=reason, person=person, **wanted)
