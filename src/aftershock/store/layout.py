"""Where does what stand in a case folder, and how is a file put there so that a crash leaves no half of it?

Every file is written whole under ``.partial/``, flushed to the disk, and only then renamed to its place:
what stands in its place is complete. ``.partial/`` may hold leftovers of a crash and is swept by the next
owner.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from aftershock.errors import CaseError

CASE_FILE = "case.toml"
CUSTODY = "custody.jsonl"
JUDGEMENTS = "judgements.jsonl"
STAGED_JUDGEMENTS = "judgements.jsonl.purged"  # waits for its tombstones to be recorded
SEAL = "seal.json"
TABLES = "case.duckdb"
REJECTS = "rejects.ndjson"
DOSSIER = "dossier.html"
LOCK = "lock"
ORIGINALS, TEXTS, CARDS, POSTS, INBOX, PARTIAL = "originals", "texts", "cards", "posts", "inbox", ".partial"
NEAR_TEXTS, NEAR_MEDIA = "posts/whole/near_texts.parquet", "posts/whole/near_media.parquet"
NEAR_PAIRS = "posts/whole/near_pairs.parquet"  # which pairs of texts were compared: the next run goes on
STORY_INDEX = "index/stories"  # derived: words and likenesses of articles, by which the next run goes on
FOLDERS = (ORIGINALS, TEXTS, CARDS, POSTS, INBOX, PARTIAL)

READ_ONLY, WRITABLE = 0o444, 0o644


def original_path(sha256: str) -> str:
    """``originals/ab/abcd…``: relative to the case, named by the SHA-256 of its bytes."""
    return f"{ORIGINALS}/{sha256[:2]}/{sha256}"


def text_path(text_id: str) -> str:
    """``texts/ab/abcd….txt``: relative to the case, named by the SHA-256 of its UTF-8."""
    return f"{TEXTS}/{text_id[:2]}/{text_id}.txt"


def card_path(digest: str) -> str:
    """``cards/ab/abcd….json``: relative to the case, named by the SHA-256 of its bytes."""
    return f"{CARDS}/{digest[:2]}/{digest}.json"


def place(root: Path, files: Iterable[tuple[str, bytes]], *, mode: int = READ_ONLY) -> None:
    """Write ``(relative path, bytes)`` files whole and durably, all or none of each file.

    All are flushed before the first is renamed, and each folder is flushed once: many files cost one round.
    Raises CaseError where the disk refuses; what was not yet renamed is taken away again.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for relative, data in files:
            partial = root / PARTIAL / secrets.token_hex(8)
            waiting.append((partial, root / relative))
            write_synced(partial, data, mode)
        finish(waiting)
    except OSError as error:
        for partial, _ in waiting:
            partial.unlink(missing_ok=True)
        raise disk_refused(root, error) from error


def finish(waiting: list[tuple[Path, Path]]) -> None:
    """Rename each ``(complete file, its place)`` and flush the folders that changed."""
    folders: set[Path] = set()
    for partial, target in waiting:
        if not target.parent.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent.parent)
        os.replace(partial, target)
        folders.add(target.parent)
    for folder in folders:
        sync(folder)


def write_synced(path: Path, data: bytes, mode: int) -> None:
    """Write a new file and wait until the disk has it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def sync(path: Path) -> None:
    """Wait until the disk has a file's bytes, or a folder's names (a rename is not durable before that)."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Take a file away if it is there, and wait until its name is gone."""
    if path.exists():
        path.unlink()
        sync(path.parent)


def files_under(root: Path, folder: str) -> list[str]:
    """All files below a folder of the case, as paths relative to the case, sorted."""
    base = root / folder
    return sorted(path.relative_to(root).as_posix() for path in base.rglob("*") if path.is_file())


def disk_refused(where: Path, error: OSError) -> CaseError:
    """What a refused write is called: a full disk, a missing right, a folder that went away."""
    return CaseError(
        f"could not be written: {error.strerror or error}",
        where=str(where),
        next_step="Nothing that was recorded is lost; free some space or check the rights, then run it again",
    )
