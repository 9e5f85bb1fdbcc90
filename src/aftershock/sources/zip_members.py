"""Which files stand in a ZIP archive, and how is one read without unpacking it whole?

A file that is stored as it is becomes a window on the archive; a packed one is unpacked into a temporary
file, up to a bound. What a hostile archive claims of its sizes is never believed.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from aftershock.errors import InputError, brief

# The list of files is held in memory: 100,000 names take some 50 MB.
MAX_LIST = 16 * 1024 * 1024
# A packed file beyond this is unpacked no further.
MAX_UNPACKED = 4 << 30
MAX_RATIO, RATIO_FROM = 200, 64 * 1024 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
          struct.error, UnicodeDecodeError, OverflowError)  # fmt: skip
_END, _LOCATOR, _LOCAL = b"PK\x05\x06", b"PK\x06\x07", b"PK\x03\x04"
_BLOCK = 1 << 20
_WHOLE = "Get the archive again"


def opened(path: Path, name: str) -> zipfile.ZipFile:
    """The archive, to be closed; raises InputError where it is none, or its list is too long to hold."""
    try:
        size = _list_size(path)
        if size > MAX_LIST:
            raise InputError(
                f"it lists more files than are read (the list alone has {size // 1048576:,} MB)",
                where=name,
                next_step="Unpack it and add the files in it",
            )
        return zipfile.ZipFile(path)
    except BROKEN as error:
        raise InputError(
            f"it is a ZIP archive that cannot be read ({brief(error)})", where=name, next_step=_WHOLE
        ) from error


def small(archive: zipfile.ZipFile, name: str, limit: int) -> bytes | None:
    """A file of an archive, or None where it is not there; raises InputError beyond ``limit`` bytes."""
    try:
        info = archive.getinfo(name)
        with archive.open(info) as stream:
            data = stream.read(limit + 1)
    except KeyError:
        return None
    except BROKEN as error:
        raise InputError(f"{name} in it cannot be read ({brief(error)})", next_step=_WHOLE) from error
    if len(data) > limit:
        raise InputError(f"{name} in it is larger than {limit // 1048576} MB", next_step=_WHOLE)
    return data


def seekable(archive: zipfile.ZipFile, path: Path, info: zipfile.ZipInfo) -> BinaryIO:
    """A file of an archive as a stream that can be searched, to be closed; raises InputError."""
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise InputError(
            f"{info.filename} in it unpacks to {info.file_size / 1048576:,.0f} MB from "
            f"{info.compress_size / 1048576:.1f}: a bomb",
            next_step="Unpack it with care and add what is in it, if it is what it should be",
        )
    try:
        if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1:
            return _window(path, info)
        return _unpacked(archive, info)
    except BROKEN as error:
        raise InputError(
            f"{info.filename} in it cannot be read ({brief(error)})", next_step=_WHOLE
        ) from error


def _list_size(path: Path) -> int:
    """How long the list of files at the end of an archive says that it is (both forms of ZIP)."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - 66_000))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) < at + 22:
            raise zipfile.BadZipFile("its end is missing")
        listed = int(struct.unpack_from("<L", tail, at + 12)[0])
        place = tail.rfind(_LOCATOR, 0, at)
        if listed == 0xFFFFFFFF and place >= 0:
            file.seek(min(size, struct.unpack_from("<Q", tail, place + 8)[0]))
            listed = int(struct.unpack_from("<Q", file.read(56), 40)[0])
        return min(listed, size)


def _window(path: Path, info: zipfile.ZipInfo) -> BinaryIO:
    file = path.open("rb")
    file.seek(info.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(_LOCAL):
        file.close()
        raise zipfile.BadZipFile("its header is damaged")
    name, extra = struct.unpack_from("<HH", header, 26)
    return io.BufferedReader(_Window(file, info.header_offset + 30 + name + extra, info.file_size))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    # closed by the caller
    copy = tempfile.TemporaryFile()  # noqa: SIM115
    left = MAX_UNPACKED
    with archive.open(info) as stream:
        while left > 0 and (block := stream.read(min(_BLOCK, left))):
            copy.write(block)
            left -= len(block)
    copy.seek(0)
    return copy


class _Window(io.RawIOBase):
    """A stretch of a file, read as a file of its own."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._start, self._length, self._at = file, start, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, origin + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._file.seek(self._start + self._at)
        data = self._file.read(max(0, min(len(buffer), self._length - self._at)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
