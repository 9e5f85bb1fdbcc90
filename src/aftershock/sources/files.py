"""Which files of a folder are read, and under which name?"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from aftershock.records import Reject

CASE_SUFFIX = ".case"


def walk(folder: Path) -> Iterator[tuple[Path, str] | Reject]:
    """Every file under a folder with its name (relative to the folder, ``/`` between), in the names' order.

    A single file is its own folder. What is skipped comes as a `Reject` that says why: hidden files and
    folders, cases, empty files, links that leave the folder, links to folders, things that are not files.
    """
    if folder.is_file():
        yield folder, _readable(folder.name)
        return
    if not folder.exists():
        yield _skip(str(folder), "no such file or folder", "Look at how its name is written")
        return
    yield from _under(folder, folder.resolve(), "")


def _under(folder: Path, root: Path, prefix: str) -> Iterator[tuple[Path, str] | Reject]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield _skip(
            prefix.rstrip("/") or str(folder), f"the folder cannot be read ({error.strerror})", _RIGHTS
        )
        return
    for entry in entries:
        name = prefix + _readable(entry.name)
        path = folder / entry.name
        if reason := _reason(entry, path, root):
            yield _skip(name, *reason)
        elif entry.is_dir(follow_symlinks=False):
            yield from _under(path, root, name + "/")
        else:
            yield path, name


_RIGHTS = "Check its permissions"
_NOTHING = "Nothing to do, or rename it so that it is read"


def _reason(entry: os.DirEntry[str], path: Path, root: Path) -> tuple[str, str] | None:
    """Why an entry is skipped, and what to do about it; None where it is read."""
    if entry.name.startswith("."):
        return "hidden, not read", _NOTHING
    try:
        if entry.is_symlink():
            target = path.resolve(strict=True)
            if not target.is_relative_to(root):
                return "a link that leaves the folder", "Copy what it points to into the folder"
            if target.is_dir():
                return "a link to a folder that is read in its own place", "Nothing to do"
        if entry.is_dir():
            return ("a case, not an input", "Nothing to do") if entry.name.endswith(CASE_SUFFIX) else None
        status = entry.stat()
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that points to itself
        return f"cannot be read ({getattr(error, 'strerror', None) or error})", _RIGHTS
    if not stat.S_ISREG(status.st_mode):
        return "not a file (a device, socket or pipe)", "Remove it from the folder"
    if status.st_size == 0:
        return "an empty file", "Remove it or save it again"
    if not os.access(path, os.R_OK):
        return "cannot be read (permission denied)", _RIGHTS
    return None


def _skip(name: str, cause: str, next_step: str) -> Reject:
    return Reject(file=name, line=0, cause=cause, next_step=next_step)


def _readable(name: str) -> str:
    """A file's name as text: bytes that are not valid UTF-8 are shown as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
