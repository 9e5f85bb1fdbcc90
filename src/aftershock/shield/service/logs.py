"""What does the service say of itself while it runs? One JSON object a line on stderr, without secrets or
posts.

Only the fields that a caller names are written, each shortened; no text of a post, no header, no body is
ever handed in here (the tests look).
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import msgspec

from aftershock.store.clock import now

_logger = logging.getLogger("aftershock.shield")
LONGEST = 2_000


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = getattr(record, "said", None) or {"what": record.getMessage()}
        return msgspec.json.encode({"at": now(), "level": record.levelname.lower(), **said}).decode()


def start() -> None:
    """Write to stderr from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    _logger.handlers[:] = [handler]
    _logger.setLevel(logging.INFO)
    _logger.propagate = False


def say(what: str, *, level: int = logging.INFO, **fields: str | int | float | bool) -> None:
    """One line. Fields are for ids, hashes, counts, causes."""
    short = {name: _short(value) for name, value in fields.items()}
    _logger.log(level, what, extra={"said": {"what": what, **short}})


def warn(what: str, **fields: str | int | float | bool) -> None:
    """One line that somebody should read."""
    say(what, level=logging.WARNING, **fields)


def fault(error: BaseException, **fields: str | int | float | bool) -> None:
    """A fault of ours: its kind and place in the code. Its words may hold what was posted, so not those."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "aftershock" in each.filename]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    warn("a fault of its own", kind=type(error).__name__, place=place, **fields)


def _short(value: str | int | float | bool) -> str | int | float | bool:
    return value[:LONGEST] if isinstance(value, str) else value
