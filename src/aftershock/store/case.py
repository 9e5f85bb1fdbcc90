"""How is a case made and opened, and who may then do what in it?

`open_case` gives a `CaseFolder`: the owner's (it alone writes) or, with ``readonly``, one of many readers'.
Order of every write: the file, then its line in the chain, then the seal. A kill in between leaves a file
that no line speaks of, or a line that the seal does not know yet; both are told from a loss.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from aftershock.errors import CaseDamaged, CaseError
from aftershock.store import casefile, custody, layout, lock, seal
from aftershock.store.casefile import CaseMeta
from aftershock.store.chain import GENESIS, Chain
from aftershock.store.folder import CaseFolder
from aftershock.text import sha256

# How long a verb waits for another's short write before it says that the case is taken.
PATIENCE = 2.0


def create(path: str | Path, meta: CaseMeta | None = None) -> CaseFolder:
    """Make a new case and become its owner.

    Raises CaseError where there is one already, or where the folder holds other things.
    """
    root = Path(path).absolute()
    if is_case(root) and not _half_made(root):
        raise CaseError("there is a case already", where=str(root), next_step="Open it, or name another")
    foreign = [] if not root.exists() else [entry.name for entry in root.iterdir() if not _ours(entry.name)]
    if foreign:
        raise CaseError(
            f"the folder holds other things ({', '.join(sorted(foreign)[:3])})",
            where=str(root),
            next_step="Name a folder that is empty or not there yet",
        )
    try:
        for name in ("", *layout.FOLDERS):
            (root / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise layout.disk_refused(root, error) from error
    held = lock.take(root, wait=PATIENCE)
    data = casefile.encode(meta or CaseMeta())
    layout.place(root, [(layout.CASE_FILE, data)], mode=layout.WRITABLE)
    for name in (layout.CUSTODY, layout.JUDGEMENTS):
        (root / name).unlink(missing_ok=True)  # of a creation that a crash cut short
        (root / name).touch()
    folder = CaseFolder(root, held)
    folder.record(custody.CREATE, case=secrets.token_hex(16), file=sha256(data))
    return folder


_make = create  # `open_case` has a flag of that name


def open_case(
    path: str | Path, *, create: bool = False, readonly: bool = False, wait: float = PATIENCE
) -> CaseFolder:
    """Open a case, as its owner or with ``readonly`` as one of its readers.

    Raises CaseError where there is none (unless ``create``), CaseLocked where another process holds it,
    CaseDamaged where a chain is broken or has lost records: `verify` says what and where.
    """
    root = Path(path).absolute()
    if not is_case(root) or _half_made(root):
        if not create:
            raise CaseError(
                "there is no case here", where=str(root), next_step="Make one: aftershock report FOLDER"
            )
        return _make(root)
    crashed = lock.left_behind(root)
    held = lock.take(root, shared=readonly, wait=wait)
    try:
        folder = CaseFolder(root, held, readonly=readonly)
        _check_reach(folder)
        if not readonly:
            folder.recover(crashed=crashed)
    except BaseException:
        held.release()
        raise
    return folder


def is_case(path: str | Path) -> bool:
    """Whether a folder is a case (or what is left of one)."""
    root = Path(path)
    return (root / layout.CUSTODY).is_file() or (root / layout.SEAL).is_file()


def _ours(name: str) -> bool:
    return name in {*layout.FOLDERS, layout.CASE_FILE, layout.CUSTODY, layout.JUDGEMENTS, layout.LOCK}


def _half_made(root: Path) -> bool:
    """Whether a crash cut the making of this case short, before anything was added to it."""
    if (root / layout.SEAL).exists() or any(files for files in _content(root)):
        return False
    return len(Chain(root / layout.CUSTODY).links) <= 1


def _content(root: Path) -> list[list[str]]:
    return [layout.files_under(root, folder) for folder in (layout.ORIGINALS, layout.TEXTS, layout.CARDS)]


def _check_reach(folder: CaseFolder) -> None:
    """Refuse a case whose chains have lost what the seal says they had."""
    sealed = seal.read(folder.root)
    if sealed is None:
        raise CaseDamaged(
            "the seal is missing or not as it was written",
            where=str(folder.root / layout.SEAL),
            next_step="Run verify on the case; put the seal back from a copy",
        )
    head, length = folder.state.judged
    vouched = seal.Reach(length=length, head=head or GENESIS)
    for chain, reach in (
        (folder.custody, sealed.custody),
        (folder.judgement_chain, sealed.judgements),
        (folder.judgement_chain, vouched),
    ):
        if not seal.reached(chain.links, reach):
            raise CaseDamaged(
                f"{reach.length} records were there, {len(chain.links)} are there, or others than those",
                where=str(chain.path),
                next_step="Records were lost: run verify on the case, and put the chain back from a copy",
            )
