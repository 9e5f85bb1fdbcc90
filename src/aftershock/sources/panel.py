"""Who is watched, in which role, and who says so? A list of channels that an analyst keeps (TOML or CSV)."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aftershock.records import Capture, Channel, Reject
from aftershock.sources.columns import normalised
from aftershock.sources.decoding import decode
from aftershock.sources.head import Head
from aftershock.sources.posts import string
from aftershock.sources.posts_csv import header_of
from aftershock.sources.raw import Found, refused
from aftershock.sources.source import Source
from aftershock.sources.times import utc
from aftershock.sources.whole import read_whole

_TELEGRAM_ID = re.compile(r"(?:channel|chat|-100)(\d+)")
FIELDS = ("platform", "id", "names", "role", "role_by", "role_why", "owner", "watched_from", "watched_to")
_BY_NAME = {normalised(field): field for field in FIELDS}
_TABLE = re.compile(r"^[ \t]*\[\[[ \t]*channels?[ \t]*\]\]", re.MULTILINE)
_ROLE = re.compile(r"^[ \t]*(?:role|platform)[ \t]*=", re.MULTILINE)
_NAMES = re.compile(r"\s*[;|]\s*")
_LINE = re.compile(r"\(at line (\d+),")
_FIX = "Mend this entry; the other channels were read"


def matches(head: Head) -> bool:
    """Whether the file declares channels: ``[[channel]]`` tables, or columns for platform, id and role."""
    if _TABLE.search(head.text) and _ROLE.search(head.text):
        return True
    header = header_of(head)
    if header is None:
        return False
    return {"platform", "id", "role"} <= {_BY_NAME.get(normalised(name)) for name in header.names}


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """Each declared channel; one whose role nobody stands for, or without platform and id, is set aside."""
    data = read_whole(original, capture)
    if isinstance(data, Reject):
        yield data
        return
    text = decode(data).text
    if _TABLE.search(text):
        yield from _toml(text, capture)
    else:
        yield from _csv(text, capture)


def _toml(text: str, capture: Capture) -> Iterator[Found]:
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _LINE.search(str(error))
        step = "Mend this line; no channel of the file was read"
        yield refused(capture, f"not valid TOML ({error})", step, int(found[1]) if found else 0)
        return
    listed = said.get("channel", said.get("channels"))
    lines = [text.count("\n", 0, match.start()) + 1 for match in _TABLE.finditer(text)]
    for number, entry in enumerate(listed if isinstance(listed, list) else []):
        line = lines[number] if number < len(lines) else 0
        if isinstance(entry, dict):
            yield _channel(entry, line, capture)


def _csv(text: str, capture: Capture) -> Iterator[Found]:
    header = header_of(
        Head(name=capture.source, size=len(text), data=b"", encoding="utf-8", text=text, whole=True)
    )
    if header is None:
        yield refused(capture, "no header row", "Name the columns in the first line", 1)
        return
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=header.delimiter)
    fields = [_BY_NAME.get(normalised(name)) for name in header.names]
    try:
        for row in rows:
            if not row or rows.line_num <= header.line:
                continue
            entry = {field: cell for field, cell in zip(fields, row, strict=False) if field}
            yield _channel(entry, rows.line_num, capture)
    except csv.Error as error:
        yield refused(capture, f"the row cannot be read ({error})", "Look at its quotes", rows.line_num)


def _channel(entry: Mapping[str, Any], line: int, capture: Capture) -> Found:
    said = {field: string(entry.get(field)) for field in FIELDS}
    if not said["platform"] or not said["id"]:
        return refused(capture, "a channel without platform or id", _FIX, line)
    if said["role"] and not (said["role_by"] and said["role_why"]):
        cause = f"the role of {said['id']} is stated without who says so (role_by) and why (role_why)"
        return refused(capture, cause, "Add role_by and role_why, or leave the role out", line)
    watched = {}
    for field in ("watched_from", "watched_to"):
        watched[field] = _time(entry.get(field))
        if said[field] and watched[field] is None:
            return refused(capture, f"{field} of {said['id']} is no date: {said[field]}", _FIX, line)
    return Channel(
        platform=said["platform"].casefold(),
        id=_bare(said["platform"].casefold(), said["id"]),
        names=_names(entry.get("names")),
        role=said["role"] or "unknown",
        role_by=said["role_by"],
        role_why=said["role_why"],
        owner=said["owner"],
        watched_from=watched["watched_from"],
        watched_to=watched["watched_to"],
    )


def _time(value: object) -> str | None:
    """A date as TOML gives it, or as text."""
    return utc(value.isoformat() if hasattr(value, "isoformat") else value)[0]


def _names(value: object) -> tuple[str, ...]:
    pieces = value if isinstance(value, list) else _NAMES.split(value) if isinstance(value, str) else []
    return tuple(dict.fromkeys(name for piece in pieces if (name := string(piece))))


def _bare(platform: str, id_: str) -> str:
    """The id as posts have it: Telegram's exports write ``channel1700000001`` for a sender and the bare
    number for the chat, and people copy either."""
    if platform == "telegram" and (number := _TELEGRAM_ID.fullmatch(id_)):
        return number[1]
    return id_


source = Source(name="panel", media_type="text/plain", version="1", matches=matches, read=read)
