"""Which items does a snapshot know? Each is read when it is first asked.

A restart asks for few of them: those of the accounts that post, those that wait on a page. The others stay
the bytes that they are in the snapshot, and go into the next one as they came.
"""

from __future__ import annotations

import threading
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from itertools import islice
from typing import TypeVar, overload

import msgspec

from aftershock.shield.accounts.known import Subject

PART = 2_000  # items in one part of a snapshot: about a millisecond

_T = TypeVar("_T")
_encode = msgspec.msgpack.encode
_one = msgspec.msgpack.Decoder(Subject).decode
_named = msgspec.msgpack.Decoder(dict[str, msgspec.Raw]).decode


class Subjects(dict[str, Subject]):
    """Items by name, some of them still bytes; whoever asks gets a ``Subject``, always the same one."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        super().__init__()
        self._reading = threading.Lock()
        for part in parts:
            self.update(_named(part))  # type: ignore[arg-type]

    def __getitem__(self, item: str) -> Subject:
        found = super().__getitem__(item)
        return found if type(found) is Subject else self._read(item)

    @overload
    def get(self, item: str, default: None = None, /) -> Subject | None: ...

    @overload
    def get(self, item: str, default: Subject, /) -> Subject: ...

    @overload
    def get(self, item: str, default: _T, /) -> Subject | _T: ...

    def get(self, item: str, default: object = None, /) -> object:
        """The item of a name."""
        found = super().get(item)
        if found is None:
            return default
        return found if type(found) is Subject else self._read(item)

    def values(self) -> ValuesView[Subject]:  # type: ignore[override]
        """All of them, read."""
        return self._all().values()

    def items(self) -> ItemsView[str, Subject]:  # type: ignore[override]
        """All of them with their names, read."""
        return self._all().items()

    def __eq__(self, other: object) -> bool:
        return self._all() == other

    __hash__ = None

    def _read(self, item: str) -> Subject:
        with self._reading:  # two who ask at once must not change one each
            found = super().__getitem__(item)
            if type(found) is not Subject:
                found = _one(found)  # type: ignore[arg-type]
                self[item] = found
            return found

    def _all(self) -> dict[str, Subject]:
        return {item: self[item] for item in self}


def parts_of(subjects: Mapping[str, Subject]) -> list[bytes]:
    """Items as bytes, in parts, as other threads stand still while one is written down; what nobody read
    stays as it is.
    """
    left: Iterator[tuple[str, object]] = iter(dict.items(subjects))  # type: ignore[arg-type]
    return list(iter(lambda: _encode(dict(islice(left, PART))), _encode({})))
