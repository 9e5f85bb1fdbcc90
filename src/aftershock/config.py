"""What the environment says; the only reader of it."""

from __future__ import annotations

import getpass
import os
from pathlib import Path


def models_dir() -> Path:
    """Where models are kept: ``AFTERSHOCK_MODELS``, else the user's data folder."""
    if named := os.environ.get("AFTERSHOCK_MODELS"):
        return Path(named)
    return _data_home() / "aftershock" / "models"


def keys_dir() -> Path:
    """Where pseudonym keys are kept, outside every case: ``AFTERSHOCK_KEYS``, else the user's folder."""
    if named := os.environ.get("AFTERSHOCK_KEYS"):
        return Path(named)
    return _data_home() / "aftershock" / "keys"


def person() -> str:
    """Who works here: ``AFTERSHOCK_PERSON``, else the account's name. Written into the chain."""
    if named := os.environ.get("AFTERSHOCK_PERSON"):
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some sandboxes
        return "unknown"


def secret(variable: str | None) -> str | None:
    """What a variable that the user names holds, such as a key; None where none is named or set."""
    return os.environ.get(variable) if variable else None


def no_color() -> bool:
    """Whether colours are unwanted (https://no-color.org)."""
    return bool(os.environ.get("NO_COLOR"))


def debug() -> bool:
    """Whether ``AFTERSHOCK_DEBUG`` asks for the whole trace of a fault."""
    return bool(os.environ.get("AFTERSHOCK_DEBUG"))


def threads() -> int:
    """Texts run through a model at once: ``AFTERSHOCK_THREADS``, else as many as cores, up to 8."""
    named = os.environ.get("AFTERSHOCK_THREADS", "")
    return int(named) if named.isdigit() and int(named) else min(os.cpu_count() or 1, 8)


def runtime_dir() -> Path:
    """A short path for local sockets: a Unix socket's path may have about 100 bytes only."""
    return Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
