"""Where is what was dear to compute remembered, from one run to the next?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol


class Memory(Protocol):
    """Values under keys, kind by kind; a case is one (`store.folder.CaseFolder`)."""

    def cached(self, kind: str, keys: Iterable[str]) -> dict[str, str]: ...

    def keep(self, kind: str, values: Mapping[str, str]) -> None: ...
