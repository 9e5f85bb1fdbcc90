"""Is a file still the one whose bytes were taken in? Told without reading it again.

A file of `LARGE` bytes or more is known by its inode, size and times. Whoever changes bytes moves the time of
change, which no program sets back. A file that changed just before it was hashed is not remembered: a second
change within the clock's grain would go unseen. The case's own copy is checked by its digest, whatever is
remembered here.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from aftershock.text import content_id

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

LARGE = 4 << 20  # smaller files are hashed before their stamp is looked up
SETTLED = 2 * 10**9  # nanoseconds; the coarsest clock of a file system in use goes by two seconds
_KIND = "familiar"


def stamp(path: Path) -> str | None:
    """What changes when a file does; None where the file is small, gone or was changed just now."""
    try:
        found = path.stat()
    except OSError:
        return None  # whoever reads it next says why
    if found.st_size < LARGE or time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < SETTLED:
        return None
    return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def known(case: CaseFolder, name: str, now: str | None) -> bool:
    """Whether the case has the bytes of a file with this stamp, and may keep them."""
    if now is None:
        return False
    was, _, digest = case.cached(_KIND, [name]).get(name, "").rpartition(" ")
    there = was == now and digest not in case.state.gone_originals
    return there and content_id("capture", digest, name) in case.state.captures


def remember(case: CaseFolder, name: str, before: str | None, digest: str) -> None:
    """Keep the stamp that a file had before its bytes were hashed."""
    if before is not None:
        case.keep(_KIND, {name: f"{before} {digest}"})
