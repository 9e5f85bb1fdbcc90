"""Is everything in the case as it was recorded, and if not: which file, which line, crash or loss?

The chains are checked by themselves, then against the seal, then the files against the chains, then the
receipts against the Texts. What hangs on something damaged is not blamed for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from aftershock.errors import CaseDamaged, CaseError, CaseLocked
from aftershock.records import Record
from aftershock.store import cards, chain, custody, layout, lock, receipts, seal, tables
from aftershock.store.chain import Scan
from aftershock.store.seal import Reach, Seal

if TYPE_CHECKING:
    from aftershock.store.cards import Card

Kind = Literal["damage", "crash", "notice"]
Rows = Callable[[], list[tuple[str, str, str]] | None]


class VerifyFinding(Record, frozen=True, kw_only=True):
    """What is not as recorded. ``file`` is relative to the case; ``line`` is 1-based, 0 for the whole file.

    ``damage``: recorded content is changed or lost. ``crash``: an addition was cut short; nothing that was
    recorded is touched. ``notice``: worth knowing, and in order.
    """

    kind: Kind
    file: str
    line: int = 0
    what: str


class Report(Record, frozen=True, kw_only=True):
    """``checked`` counts what was looked at; ``heads`` are the chains' last hashes, to deposit elsewhere."""

    findings: tuple[VerifyFinding, ...]
    checked: dict[str, int]
    heads: dict[str, str]

    @property
    def ok(self) -> bool:
        """Whether nothing that was recorded is changed or lost."""
        return all(finding.kind != "damage" for finding in self.findings)


def verify(path: str | Path, *, against: str | None = None) -> Report:
    """Check a whole case; ``against`` is a head that was deposited elsewhere.

    Raises CaseError where there is no case, CaseLocked while an owner works on it (ask the owner instead).
    """
    root = Path(path).absolute()
    if not root.is_dir() or not ((root / layout.CUSTODY).exists() or (root / layout.SEAL).exists()):
        raise CaseError("there is no case here", where=str(root), next_step="Name the case's folder")
    held = lock.take(root, shared=True, wait=1.0)
    try:
        return check(root, against=against)
    finally:
        held.release()


def check(root: Path, *, against: str | None = None, rows: Rows | None = None) -> Report:
    """The same, by somebody who holds the case's lock; ``rows`` gives the records of an open case file."""
    return Inspection(root, rows).report(against)


class Inspection:
    """One walk through a case; collects what it finds."""

    def __init__(self, root: Path, rows: Rows | None = None) -> None:
        self.root = root
        self.rows = rows or self._rows
        self.findings: list[VerifyFinding] = []
        self.checked: dict[str, int] = {}
        self.sealed: Seal | None = seal.read(root)
        self.custody = chain.scan(root / layout.CUSTODY)
        self.judgements = chain.scan(root / layout.JUDGEMENTS)
        self.state = custody.State()
        self.sure = not self.custody.faults  # whether the list of what should be there is complete
        self.texts_good: set[str] = set()
        self.texts_known: set[str] = set()
        self.texts_sure = True

    def report(self, against: str | None) -> Report:
        """Walk, and say what was found."""
        if self.sealed is None:
            self.damage(layout.SEAL, "is missing or not as it was written")
        self._chain(layout.CUSTODY, self.custody, self.sealed.custody if self.sealed else None)
        self._chain(layout.JUDGEMENTS, self.judgements, self.sealed.judgements if self.sealed else None)
        self._replay()
        self._judgements()
        loaded = self._cards()
        self._originals(loaded)
        self._texts(loaded)
        self._leftovers()
        self._derived()
        self._receipts()
        if against is not None:
            self._against(against)
        return Report(
            findings=tuple(self.findings),
            checked=self.checked,
            heads={"custody": self.custody.head, "judgements": self.judgements.head},
        )

    def damage(self, file: str, what: str, line: int = 0) -> None:
        """Recorded content is changed or lost."""
        self.findings.append(VerifyFinding(kind="damage", file=file, line=line, what=what))

    def crash(self, file: str, what: str, line: int = 0) -> None:
        """An addition was cut short."""
        self.findings.append(VerifyFinding(kind="crash", file=file, line=line, what=what))

    def notice(self, file: str, what: str) -> None:
        """Worth knowing, and in order."""
        self.findings.append(VerifyFinding(kind="notice", file=file, what=what))

    def _chain(self, file: str, found: Scan, reach: Reach | None) -> None:
        """One chain by itself, and against what the seal says it had."""
        self.checked[file] = len(found.links)
        for fault in found.faults:
            self.damage(file, fault.what, fault.line)
        if not (self.root / file).exists():
            self.damage(file, "is missing")
            return
        last = len(found.links) + len(found.faults)
        if reach and found.size < reach.size:
            self.damage(
                file, f"{reach.size} bytes were sealed, {found.size} are there: records are lost", last
            )
        elif reach and not found.faults and not seal.reached(found.links, reach):
            self.damage(file, f"{reach.length} records were sealed; they are not all here", last)
        elif found.torn:
            self.crash(file, f"{found.torn} bytes of an unfinished record stand at the end", last + 1)
        elif reach and not found.faults and len(found.links) > reach.length:
            more = len(found.links) - reach.length
            self.crash(file, f"{more} records were added and not sealed any more", last)

    def _replay(self) -> None:
        """What should be there, from the lines that are whole."""
        for link in self.custody.links:
            try:
                self.state.take(msgspec.convert(link.body, custody.Entry))
            except msgspec.ValidationError as error:
                self.damage(layout.CUSTODY, f"the record is no entry of custody: {error}", link.seq)
                self.sure = False
        if self.sealed is None or not seal.reached(self.custody.links, self.sealed.custody):
            self.sure = False
        if self.state.open_purge:
            self.crash(layout.CUSTODY, "a purge was recorded and not finished; opening the case finishes it")

    def _judgements(self) -> None:
        """The judgements against what custody says of them."""
        head, length = self.state.judged
        links = self.judgements.links
        if self.judgements.faults or not self.sure:
            return
        if len(links) < length or (length and links[length - 1].hash != head):
            self.damage(layout.JUDGEMENTS, f"the {length} judgements that custody speaks of are not these")
        elif len(links) > length:
            self.crash(layout.JUDGEMENTS, f"{len(links) - length} judgements that custody does not know yet")
        for link in links:
            if link.redacted and self.state.gone_judgements.get(link.digest) != link.redacted:
                self.damage(layout.JUDGEMENTS, "the body was replaced without a tombstone", link.seq)

    def _cards(self) -> dict[str, Card]:
        """The cards that should be there, and are as they were written."""
        loaded: dict[str, Card] = {}
        present = self.state.present_cards()
        self.checked[layout.CARDS] = len(present)
        for digest in sorted(present):
            if self._as_named(layout.card_path(digest), digest, "card"):
                loaded[digest] = cards.decode((self.root / layout.card_path(digest)).read_bytes())
        return loaded

    def _originals(self, loaded: dict[str, Card]) -> None:
        present = self.state.present_originals()
        self.checked[layout.ORIGINALS] = len(present)
        for sha256 in sorted(present):
            self._as_named(layout.original_path(sha256), sha256, "original")
        for capture, digest in self.state.captures.items():
            card = loaded.get(digest)
            if isinstance(card, cards.CaptureCard) and (
                card.capture.id != capture or card.capture.sha256 != self.state.originals[capture]
            ):
                self.damage(layout.card_path(digest), f"the card does not speak of {capture} as custody does")

    def _texts(self, loaded: dict[str, Card]) -> None:
        """Every Text that a card lists, and the capture that it comes from."""
        for digest in self.state.text_cards:
            card = loaded.get(digest)
            if not isinstance(card, cards.TextsCard):
                self.texts_sure = False
                continue
            for entry in card.entries:
                self.texts_known.add(entry.id)
                if entry.capture not in self.state.captures and self.sure:
                    self.damage(
                        layout.card_path(digest), f"text {entry.id[:12]} has no capture {entry.capture}"
                    )
        self.checked[layout.TEXTS] = len(self.texts_known)
        for text_id in sorted(self.texts_known):
            if self._as_named(layout.text_path(text_id), text_id, "text"):
                self.texts_good.add(text_id)

    def _as_named(self, name: str, digest: str, what: str) -> bool:
        """Whether a file named by its digest is there and has it; says so where not."""
        path = self.root / name
        if not path.is_file():
            if self.sure:
                self.damage(name, f"this {what} is missing")
            else:  # a purge may have taken it, and the record of that be the one that is damaged
                self.notice(name, f"this {what} is not here; the chain is damaged and cannot say why")
            return False
        if seal.digest_of_file(path) != digest:
            self.damage(name, f"this {what} is not what it was when it was recorded")
            return False
        return True

    def _leftovers(self) -> None:
        """Files that no record speaks of: of a crash, unless they are not even what they are called."""
        if not self.sure:
            return
        known = {layout.original_path(sha256) for sha256 in self.state.present_originals()}
        known |= {layout.card_path(digest) for digest in self.state.present_cards()}
        known |= {layout.text_path(text_id) for text_id in self.texts_known}
        folders = [layout.ORIGINALS, layout.CARDS, *([layout.TEXTS] if self.texts_sure else [])]
        for name in (name for folder in folders for name in layout.files_under(self.root, folder)):
            path = self.root / name
            if name in known:
                continue
            if path.stem == seal.digest_of_file(path):
                self.crash(
                    name, "no record speaks of this file; it is the leftover of an unfinished addition"
                )
            else:
                self.damage(name, "no record speaks of this file, and it is not what it is called")
        for name in layout.files_under(self.root, layout.PARTIAL):
            self.crash(name, "an unfinished file; the next owner takes it away")

    def _derived(self) -> None:
        """Derived files against the seal; ``case.toml`` against custody."""
        files = self.sealed.files if self.sealed else {}
        self.checked["derived"] = len(files)
        for name, digest in files.items():
            path = self.root / name
            if not path.is_file():
                self.damage(name, "is missing; it is derived, and the next run builds it again")
            elif seal.digest_of_file(path) != digest:
                self.damage(name, "is not as it was sealed; it is derived: delete it, and run the case again")
        there = [layout.TABLES, layout.REJECTS, layout.DOSSIER, *layout.files_under(self.root, layout.POSTS)]
        for name in there:
            if self.sealed and name not in files and (self.root / name).is_file():
                self.crash(name, "is not sealed: its last writer did not close the case")
        case_file = self.root / layout.CASE_FILE
        if not case_file.is_file():
            self.damage(layout.CASE_FILE, "is missing")
        elif self.sure and seal.digest_of_file(case_file) != self.state.case_file:
            self.notice(layout.CASE_FILE, "was edited since the chain last noted it")

    def _receipts(self) -> None:
        """Every receipt of the tables, where the tables themselves can be trusted to be read."""
        path = self.root / layout.TABLES
        blamed = {finding.file for finding in self.findings if finding.kind == "damage"}
        if not path.is_file() or layout.TABLES in blamed:
            return
        try:
            rows = self.rows()
        except CaseDamaged as error:
            self.damage(layout.TABLES, error.cause)
            return
        except CaseLocked:
            self.notice(layout.TABLES, "is in use: its receipts were not checked; ask the owner of the case")
            return
        if rows is None:
            self.crash(layout.TABLES, "has no tables yet: its owner was ended while it made them")
            return
        found = receipts.check(rows, self._text_of, frozenset(self.state.captures))
        self.checked["receipts"] = found.receipts
        if not (self.sure and self.texts_sure):
            return  # a Text that seems unknown may only have lost its record
        for broken in found.broken:
            self.damage(layout.TABLES, f"{broken.kind} {broken.id}: {broken.what}")

    def _rows(self) -> list[tuple[str, str, str]] | None:
        """The records of the tables; None where they were not made yet."""
        connection = tables.connect(self.root / layout.TABLES, readonly=True)
        try:
            if not tables.made(connection):
                return None
            return connection.execute(tables.query("all_records.sql")).fetchall()
        finally:
            connection.close()

    def _text_of(self, text_id: str) -> str | None:
        if text_id not in self.texts_known:
            raise KeyError(text_id)
        if text_id not in self.texts_good:
            return None
        return (self.root / layout.text_path(text_id)).read_bytes().decode()

    def _against(self, head: str) -> None:
        """Whether the case grew from the one whose head was deposited."""
        known = {link.hash for found in (self.custody, self.judgements) for link in found.links}
        if head not in known:
            self.damage(layout.CUSTODY, f"the chain does not contain the head {head}")
