"""How is a verb done on a case, and how does it end when somebody stops it?"""

from __future__ import annotations

from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from aftershock.cli.screen import Screen, nobody_listens, say

CaseArg = Annotated[Path | None, typer.Argument(help="The case folder; the only *.case here if left out.")]
CaseOpt = Annotated[Path | None, typer.Option("--case", help="The case folder, said as an option.")]
Json = Annotated[bool, typer.Option("--json", help="One record a line.")]
Engine = Annotated[str, typer.Option(help="What counts the posts: duckdb, or a spark that is there.")]
Who = Annotated[str | None, typer.Option(help="Who decides; your account's name if left out.")]

stopped: list[int] = []  # the signals that came


def stop(number: int, frame: FrameType | None) -> None:
    """Being told to end, in whatever way, is taken as Ctrl-C: the case is closed in order."""
    stopped.append(number)
    raise KeyboardInterrupt


def do(verb: str, case: Path | None, *, as_json: bool = False, **args: object) -> None:
    """Do a verb on a case, as its owner or through the process that owns it, and leave with its code."""
    from aftershock import app

    screen = Screen(verb, as_json=as_json)
    try:
        code = app.perform(verb, app.find_case(case), args, screen)
        screen.close(done=True)
    except (KeyboardInterrupt, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not stopped:
            raise  # the engine makes one of a signal that comes while it works
        screen.close()
        say("stopped; the case is good, the same command goes on where it was")
        raise typer.Exit(1) from None
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does: nothing is wrong
        nobody_listens()
        raise typer.Exit(0) from None
    finally:
        screen.close()
    raise typer.Exit(code)
