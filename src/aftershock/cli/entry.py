"""The command line: parse, call, print. Data on stdout, progress on stderr."""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Annotated

import typer

from aftershock import config
from aftershock.cli import asking, deciding, doing, making
from aftershock.cli.machine import doctor, models_cli
from aftershock.cli.screen import say
from aftershock.errors import AftershockError
from aftershock.shield.cli import shield_cli
from aftershock.version import __version__

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What happened, who says so, and how the internet reacted, with a receipt for every line.",
)

# Every verb, under the heading that the help shows it with.
_VERBS = {
    "Make a case": (
        ("report", making.report),
        ("new", making.new),
        ("add", making.add),
        ("run", making.run),
        ("open", making.open_),
        ("demo", making.demo),
        ("simulate", making.simulate),
    ),
    "Ask": (
        ("stories", asking.stories),
        *((name, asking.asks(name, words)) for name, words in asking.RECORDS),
    ),
    "Decide": (
        ("judge", deciding.judge),
        ("assess", deciding.assess),
        ("propose", deciding.propose),
        ("undo", deciding.undo),
        ("purge", deciding.purge),
    ),
    "Prove, and take along": (("verify", asking.verify), ("export", asking.export)),
    "Who acted together": (("coordination", asking.coordination), ("power", asking.power)),
}
_OTHERS = "This machine, and the filter"

for _heading, _verbs in _VERBS.items():
    for _name, _verb in _verbs:
        cli.command(_name, rich_help_panel=_heading)(_verb)
cli.command("doctor", rich_help_panel=_OTHERS)(doctor)
cli.add_typer(models_cli, name="models", rich_help_panel=_OTHERS)
cli.add_typer(shield_cli, name="shield", rich_help_panel=_OTHERS)


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
        signal.signal(number, doing.stop)
    try:
        cli()
    except AftershockError as error:
        say(f"aftershock: {error}")
        sys.exit(error.exit_code)
    except SystemExit as ended:
        if not doing.stopped:
            raise
        if ended.code != 1:  # stopped before there was anything to stop
            say("stopped")
        sys.exit(1)
    except OSError as error:  # a full disk, a place that may not be written
        say(f"aftershock: {error.filename or 'the system'}: {error.strerror or error}. {_MEND}")
        sys.exit(1)
    finally:
        sys.excepthook = _own_fault  # here, because typer puts in its own


_MEND = "Make room there or check the rights, then run it again: what was recorded is kept"


def _own_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What we did not foresee: one line with its place in our code; the whole trace where it is asked for."""
    if issubclass(kind, KeyboardInterrupt):
        say("stopped")
        return
    if config.debug():
        sys.__excepthook__(kind, error, trace)
        return
    frames = [each for each in traceback.extract_tb(trace) if "aftershock" in each.filename]
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    said = " ".join(str(error).split())[:300]
    say(
        f"aftershock: a fault of its own ({kind.__name__}: {said}){place}. The case keeps what was recorded. "
        "Please report it with what AFTERSHOCK_DEBUG=1 shows of the same command"
    )
