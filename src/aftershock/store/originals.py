"""How does an original come into the case, once, exactly as it is?"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from aftershock.errors import CaseDamaged, InputError
from aftershock.records import Capture
from aftershock.store import cards, clock, custody, layout, seal
from aftershock.text import content_id, sha256

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

PIECE = 1 << 20  # bytes read at a time: an original may be larger than the memory


def add(
    case: CaseFolder,
    data: bytes | Path,
    *,
    source: str,
    url: str | None,
    media_type: str,
    fetched_at: str | None,
) -> tuple[Capture, bool]:
    """Take in one original; returns its capture and whether it is new.

    The same bytes from the same source are one capture, however often they are added. Raises InputError on
    bytes that were purged from this case, and where the file cannot be read.
    """
    digest = _digest(data)
    if digest in case.state.gone_originals:
        raise InputError(
            "these bytes were purged from this case",
            where=source,
            next_step="They stay out; the chain of custody has the tombstone with its reason",
        )
    capture_id = content_id("capture", digest, source)
    if capture_id in case.state.captures:
        return case.capture(capture_id), False
    capture = Capture(
        id=capture_id,
        source=source,
        url=url,
        fetched_at=fetched_at or clock.now(),
        sha256=digest,
        media_type=media_type,
        path=layout.original_path(digest),
    )
    _place(case.root, data, capture)
    card, content = cards.encode(cards.capture_card(capture))
    layout.place(case.root, [(layout.card_path(card), content)])
    case.enter(case.entry(custody.ADD_ORIGINAL, capture=capture_id, sha256=digest, card=card))
    return capture, True


def _digest(data: bytes | Path) -> str:
    if isinstance(data, bytes):
        return sha256(data)
    try:
        return seal.digest_of_file(data)
    except OSError as error:
        raise _unreadable(data, error) from error


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"cannot be read: {error.strerror or error}",
        where=str(path),
        next_step="Check the file and its rights",
    )


def _place(root: Path, data: bytes | Path, capture: Capture) -> None:
    """Put the bytes in their place unless they stand there already (of another capture, or of a crash)."""
    target = root / capture.path
    if target.is_file():
        if seal.digest_of_file(target) == capture.sha256:
            return
        raise CaseDamaged(
            "this original is not what its name says",
            where=capture.path,
            next_step="Run verify on the case before anything is added",
        )
    if isinstance(data, bytes):
        layout.place(root, [(capture.path, data)])
    else:
        _copy(root, data, capture)


def _copy(root: Path, origin: Path, capture: Capture) -> None:
    """Copy a file in pieces; raises InputError where it changed since it was hashed."""
    partial = root / layout.PARTIAL / secrets.token_hex(8)
    try:
        source = origin.open("rb")
    except OSError as error:
        raise _unreadable(origin, error) from error
    hasher = hashlib.sha256()
    try:
        with source, open(partial, "xb") as target:
            while piece := source.read(PIECE):
                hasher.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        if hasher.hexdigest() != capture.sha256:
            raise InputError(
                "changed while it was taken in",
                where=str(origin),
                next_step="Add it again when it is complete",
            )
        partial.chmod(layout.READ_ONLY)
        layout.finish([(partial, root / capture.path)])
    except OSError as error:
        raise layout.disk_refused(root, error) from error
    finally:
        partial.unlink(missing_ok=True)
