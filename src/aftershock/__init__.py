"""What happened, who says so, and how the internet reacted, with a receipt for every line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aftershock.version import __version__

__all__ = ["__version__", "open_case"]

if TYPE_CHECKING:
    from pathlib import Path

    from aftershock.library import Case


def open_case(path: str | Path) -> Case:
    """Open a case folder for reading; its tables come as Arrow. Loads the engine only when called."""
    from aftershock.library import Case  # the engine is loaded here, not on import

    return Case(path)
