"""How do many posts of one capture travel together? As a table, so that a million of them need no records."""

from __future__ import annotations

from typing import Any

from aftershock.records import Record


class PostBatch(Record, frozen=True, kw_only=True):
    """Posts of one capture: ``table`` is a ``pyarrow.Table`` with the columns of `store.posts.SCHEMA`."""

    capture: str
    table: Any
