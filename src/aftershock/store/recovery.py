"""What did a crash leave behind, and how does the case go on?

Nothing here takes away what was recorded. A torn last line was never acknowledged; a file under
``.partial/`` was never complete; a card that no line speaks of belongs to an addition that is done again.
Originals and Texts without a line stay where they are: `verify` names them as leftovers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aftershock.errors import CaseDamaged
from aftershock.store import custody, judgements, layout, seal, tables
from aftershock.store.chain import Chain
from aftershock.text import sha256

if TYPE_CHECKING:
    import duckdb

    from aftershock.store.folder import CaseFolder


def recover(case: CaseFolder, *, crashed: bool) -> None:
    """Mend what the last owner's end left, record that it was done, and note a changed ``case.toml``."""
    torn = case.custody.repair() + case.judgement_chain.repair()
    swept = _sweep(case.root) if crashed or torn else 0
    if crashed or torn:
        swept += _drop_cards(case)
    finish_purge(case)
    entries = []
    if torn or swept:
        case.notices.append(
            f"the last owner ended in a crash: {torn} torn bytes and {swept} leftover files taken away"
        )
        entries.append(case.entry(custody.RECOVER, count=torn + swept))
    if len(case.judgement_chain.links) > case.state.judged[1]:  # written, but not yet vouched for
        entries.append(judgements.vouch(case))
    case_file = case.root / layout.CASE_FILE
    digest = sha256(case_file.read_bytes()) if case_file.is_file() else "missing"
    if digest != case.state.case_file:
        entries.append(case.entry(custody.CASE_FILE, digests={"file": digest}))
    if entries:
        case.enter(*entries)


def _sweep(root: Path) -> int:
    """Take away incomplete files."""
    swept = 0
    for path in sorted((root / layout.PARTIAL).rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()
            swept += 1
        else:
            path.rmdir()
    return swept


def _drop_cards(case: CaseFolder) -> int:
    """Take away cards that no line speaks of."""
    present = case.state.present_cards()
    dropped = [name for name in layout.files_under(case.root, layout.CARDS) if Path(name).stem not in present]
    for name in dropped:
        layout.remove(case.root / name)
    return len(dropped)


def finish_purge(case: CaseFolder) -> None:
    """Carry out what the tombstones say, if that was not done yet; drop what waited for none."""
    staged = case.root / layout.STAGED_JUDGEMENTS
    if not case.state.open_purge:
        layout.remove(staged)
        return
    if staged.is_file():
        layout.finish([(staged, case.root / layout.JUDGEMENTS)])
        case.judgement_chain = Chain(case.root / layout.JUDGEMENTS)
    case.forget_read()
    case.drop_derived()
    state, texts = case.state, case.text_ids()
    gone = [layout.original_path(was) for was in state.gone_originals if was not in state.present_originals()]
    gone += [layout.card_path(was) for was in state.gone_cards if was not in state.present_cards()]
    gone += [layout.text_path(text) for text in state.gone_texts if text not in texts]
    for name in gone:
        layout.remove(case.root / name)
    _sweep(case.root)
    case.enter(case.entry(custody.PURGE_DONE))


def open_tables(case: CaseFolder, path: Path, sealed: str | None) -> duckdb.DuckDBPyConnection:
    """Open the case file for writing; where it is not what was sealed, or cannot be read, start it anew.

    Without the check, writing to a damaged file would seal the damage as if it were ours.
    """
    if sealed and path.is_file() and seal.digest_of_file(path) != sealed:
        return _anew(case, path, "it is not as it was sealed")
    missing = sealed is not None and not path.is_file()
    try:
        opened = tables.connect(path, announce=lambda: case.unseal([layout.TABLES]))
    except CaseDamaged as error:
        return _anew(case, path, error.cause)
    if missing:
        case.notices.append(f"{layout.TABLES} was missing and starts empty; run the case to fill it again")
        case.enter(case.entry(custody.REBUILD))
    return opened


def _anew(case: CaseFolder, path: Path, why: str) -> duckdb.DuckDBPyConnection:
    was = seal.digest_of_file(path)
    for name in (path, path.with_name(path.name + ".wal")):
        layout.remove(name)
    case.notices.append(
        f"{layout.TABLES} was dropped ({why}) and starts empty; run the case to fill it again"
    )
    case.unseal([layout.TABLES])
    case.enter(case.entry(custody.REBUILD, was=was))
    return tables.connect(path)
