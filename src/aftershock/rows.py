"""How does a record answer a verb with ``--json``? As its own fields, each receipt with its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

_RECEIPT = {"text", "start", "end", "quote"}
Row = dict[str, Any]


def row(record: msgspec.Struct, files: Mapping[str, str], **more: object) -> Row:
    """A record as a JSON object: the contract's names, receipts as objects that also carry ``file``.

    ``files`` maps text ids to the name under which their original was taken in; where the record around a
    receipt names text and file itself, that wins, because two originals may hold the same text.
    """
    return {**_with_files(msgspec.to_builtins(record), files), **more}


def _with_files(value: Any, files: Mapping[str, str]) -> Any:
    if isinstance(value, list | tuple):
        return [_with_files(each, files) for each in value]
    if not isinstance(value, dict):
        return value
    if "file" in value and "text" in value:
        files = {**files, value["text"]: value["file"]}
    # the tag tells receipts apart where they are stored; their fields do it for a reader
    out = {name: _with_files(each, files) for name, each in value.items() if name != "@type"}
    if value.keys() >= _RECEIPT and "file" not in value:
        out["file"] = files.get(value["text"], "")
    return out
