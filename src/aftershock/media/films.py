"""Which stills stand for a film, so that a copy that was cut anew is found? Their PDQ hashes, in order.

Two stills a second, and of neighbours that look the same the first: where a copy begins or is cut in other
places, most of its stills are still near one of these. The film is read by the program ffmpeg where it is
installed, without network and only in the containers of ``is_film``; else somebody saves stills of it, in the
order of their names, in a folder.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from aftershock.errors import InputError
from aftershock.media import pictures

EACH = 2  # stills a second
SIDE = 256  # pixels on a side that are hashed; PDQ looks at 64
SAME = 15  # bits: nearer than this, a still is the one before it once more
MOST = 4_096  # key frames of one film
SECONDS = 900.0  # after which reading ends
_HEAD = 32  # bytes that tell a container
_STILL = ("heic", "heix", "mif1", "msf1", "avif", "avis")  # pictures in the container of films
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi"


def is_film(head: bytes) -> bool:
    """Whether a file's first bytes are those of MP4 and MOV, Matroska and WebM, or AVI."""
    if head[4:8] == b"ftyp":
        return head[8:12].decode("latin-1") not in _STILL
    return head.startswith(b"\x1a\x45\xdf\xa3") or (head[:4] == b"RIFF" and head[8:12] == b"AVI ")


def key_frames(path: Path, name: str) -> tuple[str, ...]:
    """The PDQ hashes of a film's key frames, of a file or of a folder of stills; stills without detail are
    left out. ``name`` is what errors call it.

    Raises ExtraMissing without the extra ``media``, InputError where there is no ffmpeg or nothing to hash.
    """
    found = _kept(_stills(path, name) if path.is_dir() else _read(path, name))
    if not found:
        raise InputError(
            "no still with enough detail for a hash", where=name, next_step="Is it a film that can be played?"
        )
    return found


def _kept(hashes: Iterable[str | None]) -> tuple[str, ...]:
    kept: list[str] = []
    for each in hashes:
        if each is None or (kept and (int(each, 16) ^ int(kept[-1], 16)).bit_count() <= SAME):
            continue
        kept.append(each)
        if len(kept) == MOST:
            break
    return tuple(kept)


def _stills(folder: Path, name: str) -> Iterator[str | None]:
    """Those of a folder's pictures, ``still-9`` before ``still-10``."""
    for path in sorted(folder.iterdir(), key=_number):
        if path.is_file() and pictures.is_picture(head(path)):
            yield pictures.hashes(path, f"{name}/{path.name}").pdq


def _number(path: Path) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", path.name)]


def head(path: Path) -> bytes:
    """A file's first bytes."""
    with path.open("rb") as file:
        return file.read(_HEAD)


def _read(path: Path, name: str) -> Iterator[str | None]:
    """Those of a film; ffmpeg is ended when nobody wants more, or after ``SECONDS``."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise InputError(
            "no program here reads films (ffmpeg)", where=name,
            next_step="Install ffmpeg, or save stills of the film in a folder and name that",
        )  # fmt: skip
    pictures.needed()
    import numpy as np

    command = [
        *(program, "-nostdin", "-v", "quiet", "-threads", "1", "-protocol_whitelist", "file"),
        *("-format_whitelist", _FORMATS, "-max_pixels", str(pictures.MOST_PIXELS)),
        *("-i", f"file:{path.resolve()}", "-map", "0:v:0", "-vf", f"fps={EACH},scale={SIDE}:{SIDE}"),
        *("-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"),
    ]
    size = SIDE * SIDE * 3
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        ending = threading.Timer(SECONDS, process.kill)
        ending.start()
        try:
            while len(still := process.stdout.read(size)) == size:
                yield pictures.looks(np.frombuffer(still, np.uint8).reshape(SIDE, SIDE, 3))
        finally:
            ending.cancel()
            process.kill()
