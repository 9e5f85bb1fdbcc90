"""The verbs that answer: with records, with the proof, with who acted together, with a table to take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from aftershock import config
from aftershock.cli.doing import CaseArg, CaseOpt, Engine, Json, Who, do
from aftershock.errors import UsageError

# What answers with records of the case as they stand.
RECORDS = (
    ("pages", "The documents: title, author, date and how it is known, language, boilerplate."),
    ("posts", "The posts."),
    ("ledger", "Who claims, denies, blames, praises, condemns, threatens, warns, reports."),
    (
        "proposals",
        "What language models answered, where you asked one: what was taken, what refused and why.",
    ),
    ("figures", "The figures, whose each is, and which conflict."),
    ("timeline", "What happened and was said, in order of time."),
    ("events", "The events that the documents speak of."),
    ("mentions", "Each word for an act, and the event that it is taken to mean."),
    ("courses", "How each figure changed over time, and who gave it when."),
    ("groups", "What each group claimed, denied or was blamed for: target, means, delay of the claim."),
    ("history", "What is told of actors elsewhere and before."),
    ("affiliations", "Who says that two bodies belong together, since when, and who denies it."),
    ("persons", "Who speaks or is accused, under which names."),
    ("entities", "The actors that the lines name: the id to judge by, names, kind, relations."),
    ("warnings", "Warnings and threats from before the event, and how long before."),
    ("callbacks", "Words from before the event that documents or posts say again after it."),
    ("disputes", "Points on which what is said excludes each other."),
    ("harms", "What may harm others: a suspect named, people blamed, a place threatened."),
    ("hypotheses", "Who was behind it: the possible answers and what speaks for and against."),
    ("reaction", "How large, how early, how glad the reaction was, against past events."),
    (
        "tone",
        "Which share of the posts celebrates, condemns, blames, ...: by hour, and after past events.",
    ),
    ("curves", "Posts per hour after this event and after past ones."),
    ("artefacts", "Hashtags, links and copied texts: first seen, how often, by how many."),
    ("panel", "The channels: who is watched, in what role, how completely."),
    ("rejects", "What was set aside, and why."),
    ("decided", "What people decided of each line, beside what was read there first."),
    ("judgements", "What people decided, and what could not be re-attached."),
)


def asks(verb: str, words: str) -> Callable[..., None]:
    """A verb that answers with records of the case; ``words`` are its help."""

    def ask(case: CaseArg = None, named: CaseOpt = None, json: Json = False) -> None:
        do(verb, case or named, as_json=json)

    ask.__doc__ = words
    return ask


def stories(
    case: CaseArg = None,
    named: CaseOpt = None,
    apparatus: Annotated[
        bool, typer.Option("--apparatus", help="Place by place: the base reading, who has it, who has what.")
    ] = False,
    story: Annotated[str | None, typer.Option(help="With --apparatus: this story alone, by its id.")] = None,
    short: Annotated[
        bool,
        typer.Option("--short", help="With --apparatus: for hundreds of documents; by itself from 40 on."),
    ] = False,
    json: Json = False,
) -> None:
    """Which documents are copies of one another, and what each lost, added or changed."""
    if (story or short) and not apparatus:
        raise UsageError("--story and --short go with --apparatus")
    do("stories", case or named, as_json=json, apparatus=apparatus, story=story, short=short)


def verify(
    case: CaseArg = None,
    named: CaseOpt = None,
    against: Annotated[str | None, typer.Option(help="A chain head that was deposited elsewhere.")] = None,
    json: Json = False,
) -> None:
    """Prove every line of a case back to the SHA-256 of its original."""
    do("verify", case or named, as_json=json, against=against)


def coordination(
    case: CaseArg = None,
    named: CaseOpt = None,
    trace: Annotated[
        list[str] | None,
        typer.Option(help="Search this trace alone: repost, link, forward, ...; may be given again."),
    ] = None,
    window: Annotated[
        list[float] | None, typer.Option(help="Seconds that count as together; may be given again.")
    ] = None,
    level: Annotated[float | None, typer.Option(help="Share of pairs and groups that may be false.")] = None,
    person: Annotated[
        str | None, typer.Option(help="Your name, for rows about accounts: pairs and members, as pseudonyms.")
    ] = None,
    engine: Engine = "duckdb",
    json: Json = False,
) -> None:
    """Who acted together beyond chance and crowd: groups with observed, expected, q, and their posts."""
    asked = {"traces": trace or [], "windows": window or [], "level": level}
    do("coordination", case or named, as_json=json, person=person, engine=engine, **asked)


def power(
    case: CaseArg = None,
    named: CaseOpt = None,
    trace: Annotated[
        str, typer.Option(help="repost, link, hashtag, text, near, media, forward or reply.")
    ] = "repost",
    size: Annotated[
        list[int] | None, typer.Option(min=2, help="Accounts in the group; may be given again.")
    ] = None,
    campaigns: Annotated[
        list[int] | None, typer.Option(min=1, help="Objects that it acts on; may be given again.")
    ] = None,
    delay: Annotated[float, typer.Option(min=0.1, help="Seconds that a member waits, on average.")] = 40.0,
    groups: Annotated[int, typer.Option(min=1, help="Groups to plant for each size.")] = 10,
    json: Json = False,
) -> None:
    """Would a group of this size have been seen here? Groups are planted into the case's own posts."""
    asked = {"sizes": size or [5, 10, 20], "campaigns": campaigns or [6, 12, 24]}
    do("power", case or named, as_json=json, trace=trace, delay=delay, groups=groups, **asked)


def export(
    what: Annotated[str, typer.Argument(help="One of the kinds below.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    form: Annotated[
        str, typer.Option("--format", help="csv or parquet, where no other is named above.")
    ] = "csv",
    person: Who = None,
    case: CaseArg = None,
    named: CaseOpt = None,
    json: Json = False,
) -> None:
    """Write something of a case to a file: aggregates as they are, rows about accounts under pseudonyms.

    \b
    artefacts  what was passed around: counts, first seen, path
    tone       shares by event, stretch of time and tone, with intervals
    curves     posts by event and hour, and per 1,000 active accounts
    callbacks  old statements that posts quote again, with counts
    baseline   this event and past ones as numbers, to share (json)
    bank       what you marked (judge mark ARTEFACT), for a filter (ndjson)
    network    pairs that acted together: observed, expected, q (gexf, svg too)
    members    the accounts of groups
    group-posts  the posts of their members: when, on what, where the original is
    pair-posts   the meetings of each pair, with what was observed and expected
    shares     each action as CooRTweet takes it (csv)

    A bank is only looked at by a platform until a person there adopts it (shield bank add).

    The last five are about accounts: they leave only with --person, whose name stands in each row and in the
    case's chain.
    """
    form = {"baseline": "json", "bank": "ndjson"}.get(what, form)
    given = {"what": what, "out": str(out.resolve()), "form": form, "named": person or ""}
    do("export", case or named, as_json=json, person=person or config.person(), **given)
