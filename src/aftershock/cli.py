"""The command line: parse, call, print. Data on stdout, progress on stderr."""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any

import msgspec
import typer

from aftershock import config
from aftershock.errors import AftershockError, UsageError
from aftershock.shield.cli import shield_cli
from aftershock.version import __version__

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What happened, who says so, and how the internet reacted, with a receipt for every line.",
)
models_cli = typer.Typer(no_args_is_help=True, help="Install, check or list the models.")
cli.add_typer(models_cli, name="models")
cli.add_typer(shield_cli, name="shield")

CaseArg = Annotated[Path | None, typer.Argument(help="The case folder; the only *.case here if left out.")]
CaseOpt = Annotated[Path | None, typer.Option("--case", help="The case folder, said as an option.")]
Json = Annotated[bool, typer.Option("--json", help="One record a line.")]
Engine = Annotated[str, typer.Option(help="What counts the posts: duckdb, or a spark that is there.")]
Who = Annotated[str | None, typer.Option(help="Who decides; your account's name if left out.")]


class Screen:
    """Prints rows on stdout and progress on stderr; rich where there is a terminal, plain lines elsewhere."""

    def __init__(self, verb: str, *, as_json: bool) -> None:
        self.verb, self.as_json = verb, as_json
        self.stage = ""
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}

    def row(self, row: dict[str, Any]) -> None:
        if self.as_json:
            sys.stdout.write(msgspec.json.encode(row).decode() + "\n")
        else:
            from aftershock.lines import line

            sys.stdout.write(line(self.verb, row) + "\n")

    def progress(self, stage: str, done: int, total: int | None) -> None:
        if sys.stderr.isatty():
            self._bar(stage, done, total)
        elif stage != self.stage or (total and done == total):
            # a log, not a terminal: a line when a stage begins and one when it ends
            _say(f"{stage}: {done}{f' of {total}' if total is not None else ''}")
        self.stage = stage

    def notice(self, said: str) -> None:
        if self.bar is not None:
            self.bar.console.print(f"note: {said}", markup=False, highlight=False)
        else:
            _say(f"note: {said}")

    def close(self, *, done: bool = False) -> None:
        if self.bar is not None and done:
            self._finish()
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
        sys.stdout.flush()

    def _finish(self) -> None:
        """A stage whose length nobody knew is done when the next begins: its bar stops to move."""
        task = self.tasks.get(self.stage)
        if task is not None and self.bar.tasks[task].total is None:
            done = max(1, int(self.bar.tasks[task].completed))
            self.bar.update(task, completed=done, total=done)

    def _bar(self, stage: str, done: int, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        if self.bar is None:
            console = Console(stderr=True, no_color=config.no_color())
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self.bar = Progress(*columns, console=console)
            self.bar.start()
        if stage != self.stage:
            self._finish()
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(stage, total=total)
        self.bar.update(self.tasks[stage], completed=done, total=total)


def _do(verb: str, case: Path | None, *, as_json: bool = False, **args: object) -> None:
    """Do a verb on a case, as its owner or through the process that owns it, and leave with its code."""
    from aftershock import app

    screen = Screen(verb, as_json=as_json)
    try:
        code = app.perform(verb, app.find_case(case), args, screen)
        screen.close(done=True)
    except (KeyboardInterrupt, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not _stopped:
            raise  # the engine makes one of a signal that comes while it works
        screen.close()
        _say("stopped; the case is good, the same command goes on where it was")
        raise typer.Exit(1) from None
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does: nothing is wrong
        _nobody_listens()
        raise typer.Exit(0) from None
    finally:
        screen.close()
    raise typer.Exit(code)


def _asks(verb: str, help_: str) -> None:
    """A verb that answers with records of the case."""

    def ask(case: CaseArg = None, named: CaseOpt = None, json: Json = False) -> None:
        _do(verb, case or named, as_json=json)

    cli.command(verb, help=help_)(ask)


for _verb, _help in (
    ("pages", "The documents: title, author, date and how it is known, language, boilerplate."),
    ("posts", "The posts."),
    ("stories", "Which documents are copies of one another, and what each lost, added or changed."),
    ("ledger", "Who claims, denies, blames, praises, condemns, threatens, warns, reports."),
    ("figures", "The figures, whose each is, and which conflict."),
    ("timeline", "What happened and was said, in order of time."),
    ("events", "The events that the documents speak of."),
    ("mentions", "Each word for an act, and the event that it is taken to mean."),
    ("courses", "How each figure changed over time, and who gave it when."),
    ("groups", "What each group claimed, denied or was blamed for: target, means, delay of the claim."),
    ("history", "What is told of actors elsewhere and before."),
    ("affiliations", "Who says that two bodies belong together, since when, and who denies it."),
    ("persons", "Who speaks, under which names."),
    ("warnings", "Warnings and threats from before the event, and how long before."),
    ("callbacks", "Words from before the event that are said again after it."),
    ("disputes", "Points on which what is said excludes each other."),
    ("harms", "What may harm others: a suspect named, people blamed, a place threatened."),
    ("hypotheses", "Who was behind it: the possible answers and what speaks for and against."),
    ("reaction", "How large and how early the reaction was, against past events."),
    ("artefacts", "Hashtags, links and copied texts: first seen, how often, by how many."),
    ("panel", "The channels: who is watched, in what role, how completely."),
    ("rejects", "What was set aside, and why."),
    ("judgements", "What people decided, and what could not be re-attached."),
):
    _asks(_verb, _help)


@cli.command()
def report(
    folder: Annotated[Path, typer.Argument(help="The folder with what was published.")],
    out: Annotated[Path | None, typer.Option(help="The case folder; ./NAME.case if left out.")] = None,
    engine: Engine = "duckdb",
    json: Json = False,
) -> None:
    """The main job: a folder in, a sourced dossier out."""
    from aftershock import app

    place = app.case_for(folder, out)
    _do("report", place, as_json=json, folder=str(folder.resolve()), engine=engine)


@cli.command()
def new(
    case: Annotated[Path, typer.Argument(help="The case folder to make.")],
    title: str = "",
    where: str = "",
    when: Annotated[str, typer.Option(help="When the event was, ISO 8601 with a zone.")] = "",
    purpose: str = "",
    legal_basis: str = "",
    tlp: Annotated[str, typer.Option(help="Traffic Light Protocol marking.")] = "AMBER",
) -> None:
    """Make an empty case."""
    from aftershock import app

    app.new(case, title=title, where=where, when=when, purpose=purpose, legal_basis=legal_basis, tlp=tlp)
    sys.stdout.write(f"{case}\n")


@cli.command()
def add(
    case: Annotated[Path, typer.Argument(help="The case folder.")],
    what: Annotated[list[str], typer.Argument(help="Files, folders or addresses.")],
    site: Annotated[bool, typer.Option(help="Of an address: the pages in its feeds or sitemap.")] = False,
    most: Annotated[int, typer.Option(min=1, help="With --site: how many pages at most.")] = 100,
    json: Json = False,
) -> None:
    """Take files, folders or addresses into a case, without reading them yet."""
    named = [each if "://" in each else str(Path(each).resolve()) for each in what]
    _do("add", case, as_json=json, what=named, pages=most if site else 0)


@cli.command()
def run(case: CaseArg = None, named: CaseOpt = None, engine: Engine = "duckdb", json: Json = False) -> None:
    """Read what is new, and build the dossier again."""
    _do("run", case or named, as_json=json, engine=engine)


@cli.command("open")
def open_(case: CaseArg = None, named: CaseOpt = None) -> None:
    """Show the dossier in the browser."""
    from aftershock import app

    place = app.dossier_of(app.find_case(case or named))
    sys.stdout.write(f"{place}\n")
    if sys.stdout.isatty():
        typer.launch(place.resolve().as_uri())


@cli.command()
def judge(
    kind: Annotated[str, typer.Argument(help="accept, reject, merge, split, alias, or mark an artefact.")],
    targets: Annotated[list[str], typer.Argument(help="Ids; for split the event first; a name for alias.")],
    reason: Annotated[str, typer.Option(help="Why; needed.")],
    to: Annotated[str | None, typer.Option(help="For alias: the entity's id.")] = None,
    title: Annotated[str | None, typer.Option(help="For split: what the new event is called.")] = None,
    when: Annotated[str | None, typer.Option(help="For split: when it was, as 2026-03-14.")] = None,
    where: Annotated[str | None, typer.Option(help="For split: where it was.")] = None,
    person: Who = None,
    named: CaseOpt = None,
    json: Json = False,
) -> None:
    """Add a judgement: what was there stays, the judgement stands beside it."""
    said = {"reason": reason, "to": to, "person": person or config.person()}
    event = {"title": title, "when": when, "where": where}
    _do("judge", named, as_json=json, kind=kind, targets=targets, **said, **event)


@cli.command()
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
    if bool(take) == bool(what):
        raise UsageError("say what is assessed, or give a file with --take")
    file = str(take.resolve()) if take else None
    person = person or config.person()
    _do("assess", named, as_json=json, targets=what, value=value, take=file, reason=reason, person=person)


@cli.command()
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
    _do("propose", case or named, as_json=json, **given)


@cli.command()
def undo(
    judgement: Annotated[str, typer.Argument(help="The judgement's id.")],
    reason: Annotated[str, typer.Option(help="Why; needed.")],
    person: Who = None,
    named: CaseOpt = None,
    json: Json = False,
) -> None:
    """Take a judgement back, by adding one that says so."""
    _do("undo", named, as_json=json, judgement=judgement, reason=reason, person=person or config.person())


@cli.command()
def verify(
    case: CaseArg = None,
    named: CaseOpt = None,
    against: Annotated[str | None, typer.Option(help="A chain head that was deposited elsewhere.")] = None,
    json: Json = False,
) -> None:
    """Prove every line of a case back to the SHA-256 of its original."""
    _do("verify", case or named, as_json=json, against=against)


@cli.command()
def purge(
    reason: Annotated[str, typer.Option(help="Why; needed, and without personal data.")],
    account: Annotated[str | None, typer.Option(help="The account to take out.")] = None,
    before: Annotated[str | None, typer.Option(help="Everything captured before this day.")] = None,
    source: Annotated[str | None, typer.Option(help="The file or address to take out.")] = None,
    person: Who = None,
    named: CaseOpt = None,
    json: Json = False,
) -> None:
    """Replace originals by redacted copies; a tombstone holds both hashes, the reason and your name."""
    if sum(map(bool, (account, before, source))) != 1:
        raise UsageError("say exactly one of --account, --before, --source")
    person = person or config.person()
    _do(
        "purge",
        named,
        as_json=json,
        account=account,
        before=before,
        source=source,
        reason=reason,
        person=person,
    )


@cli.command()
def demo(
    out: Annotated[Path, typer.Option(help="Where the example and its case are put.")] = Path("demo"),
) -> None:
    """Run the main job on the bundled example: one invented incident."""
    from aftershock import app

    folder = app.unpack_example(out)
    _do("report", app.case_for(folder, out / "port-hale.case"), folder=str(folder.resolve()))


@cli.command()
def export(
    what: Annotated[
        str, typer.Argument(help="artefacts, baseline, bank; of accounts: network, members, shares.")
    ],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    form: Annotated[
        str, typer.Option("--format", help="csv, parquet; json for a baseline; gexf, svg for a network.")
    ] = "csv",
    person: Who = None,
    case: CaseOpt = None,
    json: Json = False,
) -> None:
    """Write artefacts as a table, or past events as a baseline to share: aggregates, no account.

    A bank is what you marked (judge mark ARTEFACT), for a platform's filter (shield bank add), where it is
    only looked at until a person of the platform adopts it.

    Rows about accounts (network, members, shares as CooRTweet has them) leave under pseudonyms, and only with
    --person: the name stands in each of them and in the case's chain.
    """
    form = {"baseline": "json", "bank": "ndjson"}.get(what, form)
    given = {"what": what, "out": str(out.resolve()), "form": form, "named": person or ""}
    _do("export", case, as_json=json, person=person or config.person(), **given)


@cli.command()
def coordination(
    case: CaseArg = None,
    named: CaseOpt = None,
    person: Annotated[
        str | None, typer.Option(help="Your name, for rows about accounts: pairs and members, as pseudonyms.")
    ] = None,
    json: Json = False,
) -> None:
    """Who acted together beyond chance and crowd: groups with observed, expected, q, and their posts."""
    _do("coordination", case or named, as_json=json, person=person)


@cli.command()
def power(
    case: CaseArg = None,
    named: CaseOpt = None,
    trace: Annotated[str, typer.Option(help="repost, link, hashtag, text, near, media or reply.")] = "repost",
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
    _do("power", case or named, as_json=json, trace=trace, delay=delay, groups=groups, **asked)


@cli.command()
def simulate(
    out: Annotated[Path, typer.Argument(help="The folder to report on; its truth goes into OUT.truth.")],
    what: Annotated[str, typer.Option(help="case, quiet, crowds, easy, hard, all or events.")] = "case",
    posts: Annotated[int, typer.Option(min=1, help="Posts of ordinary talk.")] = 100_000,
    accounts: Annotated[int | None, typer.Option(min=50, help="Accounts; a 20th of the posts.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same bytes.")] = 7,
    form: Annotated[str, typer.Option("--format", help="ndjson, csv or parquet.")] = "ndjson",
    plan: Annotated[Path | None, typer.Option(help="A TOML file that says all of it instead.")] = None,
    json: Json = False,
) -> None:
    """Make a stream of posts whose truth is known: talk, crowds, planted groups, past events."""
    from aftershock import app

    screen = Screen("simulate", as_json=json)
    asked = {"preset": what, "posts": posts, "accounts": accounts, "seed": seed, "form": form, "plan": plan}
    try:
        app.simulate(out, screen, **asked)
        screen.close(done=True)
    finally:
        screen.close()


@cli.command()
def doctor() -> None:
    """Say what is installed, what is missing, and what to do about it."""
    from aftershock import app

    sound = True
    for what, good, said in app.doctor():
        sys.stdout.write(f"{'ok  ' if good else 'BAD '} {what}: {said}\n")
        sound &= good
    raise typer.Exit(0 if sound else 1)


@models_cli.command("install")
def models_install() -> None:
    """Install every model of the manifest, checked by SHA-256."""
    from aftershock.models import fetch, manifest

    for model in manifest.manifest().values():
        sys.stderr.write(f"{model.name} {model.version}: {model.purpose}\n")
        new_ = fetch.install(model)
        sys.stdout.write(f"{model.name} {model.version} {'installed' if new_ else 'already there'}\n")


@models_cli.command("verify")
def models_verify() -> None:
    """Check the SHA-256 of every file of every model."""
    from aftershock.models import manifest

    bad = {model.name: manifest.damaged(model) for model in manifest.manifest().values()}
    for name, files in bad.items():
        sys.stdout.write(f"{name}: {'sound' if not files else 'missing or different: ' + ', '.join(files)}\n")
    raise typer.Exit(1 if any(bad.values()) else 0)


@models_cli.command("list")
def models_list(json: Json = False) -> None:
    """List the models: licence, source, purpose."""
    from aftershock.models import manifest

    for model in manifest.manifest().values():
        said = f"{model.name} {model.version} ({model.licence}): {model.purpose}"
        sys.stdout.write((msgspec.json.encode(model).decode() if json else said) + "\n")


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"aftershock {__version__}\n")
        raise typer.Exit


@cli.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    pass


def main() -> None:
    """The entry point: errors that we raise on purpose are said in one line, with their exit code."""
    if sys.stdout is None:  # closed by who called us
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  it stays open to the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):  # a lone surrogate or an old terminal must not end a verb
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        cli()
    except AftershockError as error:
        _say(f"aftershock: {error}")
        sys.exit(error.exit_code)
    except SystemExit as ended:
        if not _stopped:
            raise
        if ended.code != 1:  # stopped before there was anything to stop
            _say("stopped")
        sys.exit(1)
    except OSError as error:  # a full disk, a place that may not be written
        _say(f"aftershock: {error.filename or 'the system'}: {error.strerror or error}. {_MEND}")
        sys.exit(1)
    finally:
        sys.excepthook = _own_fault  # here, because typer puts in its own


_MEND = "Make room there or check the rights, then run it again: what was recorded is kept"


_stopped: list[int] = []  # the signals that came


def _stop(number: int, frame: object) -> None:
    """Being told to end, in whatever way, is taken as Ctrl-C: the case is closed in order."""
    _stopped.append(number)
    raise KeyboardInterrupt


def _say(line: str) -> None:
    """A line on stderr; where nobody listens any more, the work goes on without."""
    with suppress(OSError, ValueError):
        sys.stderr.write(line + "\n")


def _nobody_listens() -> None:
    """Let what is still to be flushed to stdout at the end go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _own_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What we did not foresee: one line with its place in our code; the whole trace where it is asked for."""
    if issubclass(kind, KeyboardInterrupt):
        _say("stopped")
        return
    if config.debug():
        sys.__excepthook__(kind, error, trace)
        return
    frames = [each for each in traceback.extract_tb(trace) if "aftershock" in each.filename]
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    said = " ".join(str(error).split())[:300]
    _say(
        f"aftershock: a fault of its own ({kind.__name__}: {said}){place}. The case keeps what was recorded. "
        "Please report it with what AFTERSHOCK_DEBUG=1 shows of the same command"
    )
