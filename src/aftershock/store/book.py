"""How do the chain, the seal and what should stand on disk stay in step while a case is written?

The part of an open case (`folder.CaseFolder`) that every addition goes through.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aftershock import config
from aftershock.errors import CaseError
from aftershock.store import clock, custody, layout, seal
from aftershock.store.chain import Chain
from aftershock.text import sha256
from aftershock.version import __version__

GROUP = 500  # chain lines written together while many originals come in: what a kill can undo is at most that


class Book:
    """Both chains, the seal, and the state that they describe."""

    def __init__(self, root: Path, *, readonly: bool) -> None:
        self.root, self.readonly = root, readonly
        self.turn = threading.RLock()  # one writes at a time; reads go on meanwhile
        self.custody = Chain(root / layout.CUSTODY)
        self.judgement_chain = Chain(root / layout.JUDGEMENTS)
        self.state = custody.replay(link.body for link in self.custody.links)
        sealed = seal.read(root)
        self.files = dict(sealed.files) if sealed else {}  # derived files that are as they were sealed
        self._grouped: list[custody.Entry] | None = None

    def writing(self) -> None:
        """Raise CaseError where the case was opened for reading."""
        if self.readonly:
            raise CaseError(
                "the case was opened for reading", where=str(self.root), next_step="Open it as its owner"
            )

    @property
    def head(self) -> str:
        """The hash of custody's last record: deposited elsewhere, it proves this case later."""
        return self.custody.head

    def entry(
        self,
        action: str,
        *,
        capture: str | None = None,
        sha256: str | None = None,
        card: str | None = None,
        text: str | None = None,
        was: str | None = None,
        now: str | None = None,
        reason: str | None = None,
        count: int | None = None,
        who: str | None = None,
        digests: Mapping[str, str] | None = None,
    ) -> custody.Entry:
        """An entry of this moment, person and tool."""
        return custody.Entry(
            at=clock.now(),
            who=who or config.person(),
            tool=f"aftershock {__version__}",
            action=action,
            capture=capture,
            sha256=sha256,
            card=card,
            text=text,
            was=was,
            now=now,
            reason=reason,
            count=count,
            digests=dict(digests or {}),
        )

    def enter(self, *entries: custody.Entry) -> None:
        """Add entries to the chain in one flush, and seal its new length (or both when the group ends)."""
        self.writing()
        with self.turn:
            for entry in entries:
                self.state.take(entry)
            if self._grouped is not None:
                self._grouped += entries
                if len(self._grouped) < GROUP:
                    return
                entries, self._grouped = tuple(self._grouped), []
            self._flush(entries)

    def _flush(self, entries: Iterable[custody.Entry]) -> None:
        self.custody.add(custody.body_of(entry) for entry in entries)
        self.write_seal()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let many additions share their flushes; what was added is recorded even if an error ends it."""
        self.writing()
        with self.turn:
            if self._grouped is not None:  # already within a group
                yield
                return
            self._grouped = []
            try:
                yield
            finally:
                waiting, self._grouped = self._grouped, None
                if waiting:
                    self._flush(waiting)

    def record(self, action: str, *, reason: str | None = None, **digests: str) -> None:
        """Enter into the chain that something happened; ``digests`` are ids or SHA-256, nothing else."""
        self.enter(self.entry(action, reason=reason, digests=digests))

    def write_seal(self) -> None:
        """Write down how far the chains reach now, and the digests of the derived files."""
        seal.write(
            self.root,
            seal.Seal(
                at=clock.now(),
                custody=_reach(self.custody),
                judgements=_reach(self.judgement_chain),
                files=dict(self.files),
            ),
        )

    def unseal(self, names: Iterable[str]) -> None:
        """Say that these derived files are about to change: their old digests no longer hold."""
        known = [name for name in names if name in self.files]
        for name in known:
            del self.files[name]
        if known:
            self.write_seal()

    def put(self, name: str, data: bytes) -> None:
        """Write a derived file of the case (such as ``dossier.html``) whole, and seal it."""
        self.writing()
        with self.turn:
            self.unseal([name])
            layout.place(self.root, [(name, data)], mode=layout.WRITABLE)
            self.files[name] = sha256(data)
            self.write_seal()


def _reach(chain: Chain) -> seal.Reach:
    return seal.Reach(length=len(chain.links), size=chain.size, head=chain.head)
