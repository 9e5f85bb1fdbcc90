"""What can be done in an open case?

One object, thin: each method hands over to the file that answers its question. A reader has the same
object, and everything that writes raises CaseError there.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from aftershock.records import Capture, Judgement, JudgementKind, Post, Record, Reject, Text
from aftershock.store import (
    cards,
    casefile,
    clock,
    custody,
    judgements,
    layout,
    lock,
    originals,
    recovery,
    rejects,
    seal,
    tables,
    texts,
    verify,
)
from aftershock.store.batch import PostBatch
from aftershock.store.book import Book
from aftershock.text import sha256

if TYPE_CHECKING:
    import duckdb

R = TypeVar("R", bound=Record)


class CaseFolder(Book):
    """An open case. Made by `case.open_case` and `case.create`; give it back with `close` or ``with``."""

    def __init__(self, root: Path, held: lock.Lock, *, readonly: bool = False) -> None:
        super().__init__(root, readonly=readonly)
        self._engine = threading.RLock()  # short: only while a cursor is made or given back
        self.notices: list[str] = []  # what a person should know of this opening
        self._held = held
        self._tables: duckdb.DuckDBPyConnection | None = None
        self._posts_shown = False  # whether the views show the parts that are on disk now
        self._cursors: list[duckdb.DuckDBPyConnection] = []
        self._cards: dict[str, cards.Card] = {}
        self._index: dict[cards.TextEntry, None] | None = None
        self._ids: set[str] | None = None
        if not readonly:
            held.say(lock.myself(clock.now()))

    # --- coming and going ----------------------------------------------------------------------

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # what was interrupted may still hold the case file open, and write at its end
        each = error
        while each is not None:
            traceback.clear_frames(each.__traceback__)
            each = each.__context__
        self.close()

    def close(self) -> None:
        """Seal the case if it is ours, and let others have it."""
        try:
            if not self.readonly:
                self.seal()
        finally:
            try:
                self._close_tables()
            finally:
                self._held.release()

    def listening_at(self, socket_path: str) -> None:
        """Write into ``lock`` where this owner can be asked."""
        self._held.say(lock.myself(clock.now(), socket_path))

    def recover(self, *, crashed: bool) -> None:
        """Mend what a crash left, and record that; called once by `open_case`."""
        self.writing()
        recovery.recover(self, crashed=crashed)

    @property
    def meta(self) -> casefile.CaseMeta:
        """What ``case.toml`` says now."""
        return casefile.read(self.root)

    def describe(self, data: bytes) -> None:
        """Put a new ``case.toml`` in the place of the old, and let the chain note its digest."""
        self.writing()
        casefile.parse(data, where=layout.CASE_FILE)
        with self.turn:
            layout.place(self.root, [(layout.CASE_FILE, data)], mode=layout.WRITABLE)
            self.record(custody.CASE_FILE, file=sha256(data))

    def seal(self) -> None:
        """Bring everything derived to the disk and write its digests down."""
        self.writing()
        with self.turn:
            with self._engine:
                if self._cursors and self._tables is not None:  # somebody reads: the file stays, with all
                    self._tables.execute("checkpoint kept")
                else:
                    self._close_tables()
            for name in (layout.TABLES, layout.DOSSIER):
                path = self.root / name
                if path.is_file() and name not in self.files:
                    self.files[name] = seal.digest_of_file(path)
            self.write_seal()

    # --- originals and texts -------------------------------------------------------------------

    def add_original(
        self,
        data: bytes | Path,
        *,
        source: str,
        media_type: str,
        url: str | None = None,
        fetched_at: str | None = None,
    ) -> tuple[Capture, bool]:
        """Take in one original (bytes, or a file's path); returns its capture and whether it is new.

        Raises InputError on bytes that were purged from this case or cannot be read.
        """
        self.writing()
        with self.turn:
            return originals.add(
                self, data, source=source, url=url, media_type=media_type, fetched_at=fetched_at
            )

    def card(self, digest: str) -> cards.Card:
        """A card by its digest, checked against it; raises CaseDamaged where it is not what it was."""
        if digest not in self._cards:
            self._cards[digest] = cards.load(self.root, digest)
        return self._cards[digest]

    def capture(self, capture_id: str) -> Capture:
        """One capture; raises KeyError on an id that the case does not have."""
        card = self.card(self.state.captures[capture_id])
        assert isinstance(card, cards.CaptureCard), f"{capture_id} has a card of another sort"
        return card.capture

    def captures(self, *, withheld: bool = False) -> tuple[Capture, ...]:
        """All captures in the order in which they came; those purged as a whole only with ``withheld``."""
        found = [self.card(card) for card in self.state.captures.values()]
        return tuple(
            card.capture
            for card in found
            if isinstance(card, cards.CaptureCard) and (withheld or not card.withheld)
        )

    def original(self, capture: Capture) -> Path:
        """Where the original of a capture stands; read-only."""
        return self.root / capture.path

    def add_texts(self, new: Iterable[Text]) -> int:
        """Enter Texts in one round; returns how many were new. Raises ValueError on a wrong id."""
        self.writing()
        with self.turn:
            return texts.add(self, new)

    @property
    def text_index(self) -> dict[cards.TextEntry, None]:
        """Every Text's entry, in the order in which they came."""
        if self._index is None:
            found = [self.card(digest) for digest in self.state.text_cards]
            self._index = {
                entry: None for card in found if isinstance(card, cards.TextsCard) for entry in card.entries
            }
        return self._index

    def text_entries(self) -> tuple[cards.TextEntry, ...]:
        """Which Text came from which capture, where in it, read by what; in the order of entry."""
        return tuple(self.text_index)

    def text_ids(self) -> set[str]:
        """The ids of all Texts."""
        if self._ids is None:
            self._ids = {entry.id for entry in self.text_index}
        return self._ids

    def text(self, text_id: str) -> str:
        """The characters of a Text, checked; raises KeyError, or CaseDamaged where it was changed."""
        return texts.read(self, text_id)

    def texts(self) -> Mapping[str, str]:
        """All Texts by id, read when asked for."""
        return texts.Texts(self)

    def drop_derived(self) -> None:
        """Take everything derived away; the next run builds it again."""
        self.writing()
        with self.turn:
            self._close_tables()
            names = [layout.TABLES, f"{layout.TABLES}.wal", layout.REJECTS, layout.DOSSIER]
            names += layout.files_under(self.root, layout.POSTS)
            names += layout.files_under(self.root, layout.STORY_INDEX)
            self.unseal(names)
            for name in names:
                layout.remove(self.root / name)

    def forget_read(self) -> None:
        """Drop what was read from cards: a purge changed them."""
        self._cards, self._index, self._ids = {}, None, None

    # --- derived tables ------------------------------------------------------------------------

    def connection(self, *, posts: bool = True) -> duckdb.DuckDBPyConnection:
        """A cursor of the case's engine, with the tables and `posts`, one for each thread; close it.

        Without ``posts`` it may not see those that were just added.
        """
        if self._tables is None:
            with self.turn, self._engine:  # in this order: opening may have to write
                if self._tables is None:
                    self._tables = self._open_tables()
        if posts and not self._posts_shown:
            self._show_posts()
        with self._engine:
            cursor = self._tables.cursor()
            self._cursors.append(cursor)
            return tables.settle(cursor)

    def _open_tables(self) -> duckdb.DuckDBPyConnection:
        path = self.root / layout.TABLES
        self._posts_shown = False
        if self.readonly:
            return tables.connect(path if path.is_file() else None, readonly=True)
        return recovery.open_tables(self, path, self.files.get(layout.TABLES))

    def _show_posts(self) -> None:
        """Let the views show what is on disk: once after many parts were written, not after each."""
        from aftershock.store import posts

        with self.turn, self._engine:
            if not self._posts_shown and self._tables is not None:
                posts.attach(self._tables, self.root)
                self._posts_shown = True

    def _close_tables(self) -> None:
        for cursor in self._cursors:
            cursor.close()
        self._cursors = []
        if self._tables is not None:
            self._tables.close()
            self._tables = None

    @contextmanager
    def cursor(self, *, posts: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that is closed at the end of the block; ``posts`` as for `connection`."""
        cursor = self.connection(posts=posts)
        try:
            yield cursor
        finally:
            with self._engine:
                self._cursors = [open_one for open_one in self._cursors if open_one is not cursor]
            cursor.close()

    def write(self, kind: str, records: Iterable[Record]) -> int:
        """Replace all records of a kind (`tables.KINDS`) at once; returns how many there are now."""
        self.writing()
        with self.turn, self.cursor(posts=False) as cursor:
            self.unseal([layout.TABLES])
            return tables.write(cursor, kind, records)

    def read(self, kind: str, type_: type[R]) -> tuple[R, ...]:
        """All records of a kind, in the order in which they were written."""
        with self.cursor(posts=False) as cursor:
            return tables.read(cursor, kind, type_)

    def cached(self, kind: str, keys: Iterable[str]) -> dict[str, str]:
        """What was kept under these keys by `keep`: results that are dear to compute, such as readings."""
        with self.cursor(posts=False) as cursor:
            return tables.cached(cursor, kind, keys)

    def keep(self, kind: str, values: Mapping[str, str]) -> None:
        """Keep results under their keys, for a later run; they go with the case file."""
        self.writing()
        with self.turn, self.cursor(posts=False) as cursor:
            self.unseal([layout.TABLES])
            tables.keep(cursor, kind, values)

    # --- judgements, proof, purge --------------------------------------------------------------

    def judge(
        self,
        kind: JudgementKind,
        targets: Sequence[str],
        *,
        reason: str,
        person: str,
        value: Mapping[str, str] | None = None,
    ) -> Judgement:
        """Write a person's judgement down. Raises UsageError without target, reason or person."""
        self.writing()
        with self.turn:
            return judgements.add(self, kind, targets, value=value or {}, reason=reason, person=person)

    def undo(self, judgement_id: str, *, reason: str, person: str) -> Judgement:
        """Take a judgement back by a new one. Raises UsageError where it does not stand."""
        self.writing()
        with self.turn:
            return judgements.undo(self, judgement_id, reason=reason, person=person)

    def judgements(self) -> tuple[Judgement, ...]:
        """Every judgement, in the order in which they were made; `judgements.standing` says which hold."""
        return judgements.of_case(self)

    def verify(self, *, against: str | None = None) -> verify.Report:
        """Check the whole case while holding it; see `verify.verify`."""
        with self.turn:
            if not self.readonly:
                self.seal()
            return verify.check(self.root, against=against, rows=self._rows)

    def _rows(self) -> list[tuple[str, str, str]]:
        with self.cursor() as cursor:
            return cursor.execute(tables.query("all_records.sql")).fetchall()

    # --- posts and rejects ---------------------------------------------------------------------

    def add_posts(
        self, new: Iterable[Post | PostBatch], *, tell: Callable[[int], None] = lambda count: None
    ) -> dict[str, int]:
        """Write posts, replacing what their captures had before; returns how many per capture.

        ``tell`` is told from time to time how many were written.
        """
        from aftershock.store import posts

        self.writing()
        with self.turn:
            counts = posts.write(self.root, new, announce=self.unseal, tell=tell)
            if counts:
                self._seal_files(posts.parts(self.root))
            return counts

    def relate_posts(self) -> None:
        """Work out which texts and pictures are nearly the same, where posts changed since it was done."""
        from aftershock.store import nearness

        self.writing()
        with self.turn:
            written = nearness.refresh(self.root, self.cursor, announce=self.unseal)
            if written:
                self._seal_files(written)

    def _seal_files(self, paths: Iterable[Path]) -> None:
        for path in paths:
            name = path.relative_to(self.root).as_posix()
            if name not in self.files:
                self.files[name] = seal.digest_of_file(path)
        self.write_seal()
        self._posts_shown = False

    def iter_posts(self) -> Iterator[Post]:
        """Every post once, as last observed, in a fixed order; memory is bounded."""
        from aftershock.store import posts

        with self.cursor() as cursor:
            yield from posts.read(cursor)

    def set_rejects(self, found: Mapping[str, Iterable[Reject]]) -> None:
        """Put these rejects in the place of what the named files had before."""
        self.writing()
        with self.turn:
            self.put(layout.REJECTS, rejects.merge(self.rejects(), found))
            self.write("rejects", self.rejects())

    def rejects(self) -> tuple[Reject, ...]:
        """What was set aside, by file and line."""
        return rejects.read(self.root)
