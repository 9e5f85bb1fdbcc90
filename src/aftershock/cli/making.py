"""The verbs that make and fill a case."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from aftershock.cli.doing import CaseArg, CaseOpt, Engine, Json, do
from aftershock.cli.screen import Screen


def report(
    folder: Annotated[Path, typer.Argument(help="The folder with what was published.")],
    out: Annotated[Path | None, typer.Option(help="The case folder; ./NAME.case if left out.")] = None,
    engine: Engine = "duckdb",
    json: Json = False,
) -> None:
    """The main job: a folder in, a sourced dossier out."""
    from aftershock import app

    place = app.case_for(folder, out)
    do("report", place, as_json=json, folder=str(folder.resolve()), engine=engine)


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


def add(
    case: Annotated[Path, typer.Argument(help="The case folder.")],
    what: Annotated[list[str], typer.Argument(help="Files, folders or addresses.")],
    site: Annotated[bool, typer.Option(help="Of an address: the pages in its feeds or sitemap.")] = False,
    most: Annotated[int, typer.Option(min=1, help="With --site: how many pages at most.")] = 100,
    json: Json = False,
) -> None:
    """Take files, folders or addresses into a case, without reading them yet."""
    named = [each if "://" in each else str(Path(each).resolve()) for each in what]
    do("add", case, as_json=json, what=named, pages=most if site else 0)


def run(case: CaseArg = None, named: CaseOpt = None, engine: Engine = "duckdb", json: Json = False) -> None:
    """Read what is new, and build the dossier again."""
    do("run", case or named, as_json=json, engine=engine)


def open_(case: CaseArg = None, named: CaseOpt = None) -> None:
    """Show the dossier in the browser."""
    from aftershock import app

    place = app.dossier_of(app.find_case(case or named))
    sys.stdout.write(f"{place}\n")
    if sys.stdout.isatty():
        typer.launch(place.resolve().as_uri())


def demo(
    out: Annotated[Path, typer.Option(help="Where the example and its case are put.")] = Path("demo"),
) -> None:
    """Run the main job on the bundled example: one invented incident."""
    from aftershock import app

    folder = app.unpack_example(out)
    do("report", app.case_for(folder, out / "port-hale.case"), folder=str(folder.resolve()))


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
