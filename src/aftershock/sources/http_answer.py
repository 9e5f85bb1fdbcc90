"""What did a web server answer? The status, the headers and the decoded body of a recorded HTTP message."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})(?:\s*;[^\r\n]{0,200})?\s{0,8}\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
# No server sends more; what is longer is an attack on whoever keeps it.
MAX_HEADERS = 500


class Answer(NamedTuple):
    """One HTTP answer. ``body`` is as it was sent; ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The declared type without its parameters, lower-case; empty where none is declared."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The declared encoding of the body."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else None


class Body(NamedTuple):
    """A body as it was meant: ``data`` is at most as long as asked for, ``problem`` says what is wrong."""

    data: bytes
    problem: str = ""


def parse(block: bytes) -> Answer | None:
    """The answer that a recorded message holds; None where it is no HTTP answer."""
    status = _STATUS.match(block)
    if status is None:
        return None
    end = _END_OF_HEAD.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    headers: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines()[1 : MAX_HEADERS + 1]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return Answer(int(status[1]), headers, body)


def unchunked(answer: Answer) -> Body:
    """The body without its transfer coding; many recorders take it off and leave the header."""
    if "chunked" not in answer.headers.get("transfer-encoding", "").lower() or not _CHUNK.match(answer.body):
        return Body(answer.body)
    pieces: list[bytes] = []
    body, at = answer.body, 0
    while size := _CHUNK.match(body, at):
        length = int(size[1], 16)
        if length == 0:
            return Body(b"".join(pieces))
        pieces.append(body[size.end() : size.end() + length])
        at = size.end() + length
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return Body(b"".join(pieces), "its chunks break off")


def decoded(body: bytes, coding: str, limit: int) -> Body:
    """A body without its content codings (``gzip``, ``br`` ...), never more than ``limit`` bytes."""
    names = [name.strip().lower() for name in coding.split(",") if name.strip()]
    problem = ""
    for name in reversed(names[:4]):
        name = "gzip" if name == "x-gzip" else name
        if name in ("", "identity", "none", "utf-8") or not body:
            continue
        if name in _MAGIC and not body.startswith(_MAGIC[name]):
            continue  # recorders that store what they decoded keep the header
        found = _decode(name, body, limit)
        if found is None:
            return Body(b"", f"its coding '{name[:40]}' is not known")
        body, problem = found.data, problem or found.problem
    return Body(body, problem)


def _decode(name: str, body: bytes, limit: int) -> Body | None:
    broken = f"its {name} coding is damaged"
    if name == "deflate":
        return _inflated(body, limit, broken)
    from fastwarc import stream_io

    readers = {"gzip": stream_io.GzipReader, "br": stream_io.BrotliReader, "zstd": stream_io.ZstdReader}
    if name not in readers:
        return None
    return _drained(readers[name](io.BytesIO(body)), limit, broken)


def _inflated(body: bytes, limit: int, broken: str) -> Body:
    """Both readings of ``deflate`` that servers use: with and without zlib's frame."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflater = zlib.decompressobj(window)
        try:
            data = inflater.decompress(body, limit + 1)
        except zlib.error:
            continue
        return Body(data[:limit], _too_long(limit) if len(data) > limit else "")
    return Body(b"", broken)


def _drained(reader: Any, limit: int, broken: str) -> Body:
    """What a decoder gives, piece by piece, so that what came before a damage is kept."""
    pieces, left = [], limit + 1
    try:
        while left and (piece := reader.read(min(left, 1 << 16))):
            pieces.append(piece)
            left -= len(piece)
    except (OSError, ValueError):
        return Body(b"".join(pieces)[:limit], broken)
    return Body(b"".join(pieces)[:limit], "" if left else _too_long(limit))


def _too_long(limit: int) -> str:
    return f"unpacked it is larger than {limit // 1024 // 1024} MB"
