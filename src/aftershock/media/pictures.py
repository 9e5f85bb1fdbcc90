"""What is left of a picture that lay beside the posts? Its hashes: never its pixels, never its words.

SHA-256 says that two files are the same, PDQ (Meta's perceptual hash of 256 bits, by the package ``pdqhash``)
that two pictures look the same: copies that were made smaller or saved anew are some bits apart, and 31 of
256 is the distance that its makers take for a match. A picture without enough detail has a PDQ that matches
many others; it gets none. Pillow reads the pixels, and both parts are the extra ``media``.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from aftershock.errors import ExtraMissing, InputError
from aftershock.records import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT = "aftershock-picture"
MOST_BYTES = 64 * 1024 * 1024  # of a file: no picture of a post comes near it
MOST_PIXELS = 64_000_000  # a picture of 200 bytes may unpack to gigabytes
WORKED = 1024  # pixels on a side that are hashed: PDQ itself looks at 64
DETAIL = 50  # PDQ's own measure of detail, of 100; its makers advise against what lies below
READ = ("PNG", "JPEG", "GIF", "WEBP")
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_FIX = "Save it anew, or leave it out: the posts are read without it"


class Picture(Record, frozen=True, kw_only=True):
    """A picture as it is kept in a case: ``pdq`` is 64 hexadecimal digits, None without enough detail."""

    format: str = FORMAT
    sha256: str
    pdq: str | None
    width: int
    height: int


def is_picture(head: bytes) -> bool:
    """Whether a file's first bytes are those of a picture that is read here."""
    return head.startswith(_SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def hashes(path: Path, name: str) -> Picture:
    """The hashes of a picture file; ``name`` is what errors call it.

    Raises ExtraMissing without the extra, InputError where the file is too large, broken or no picture.
    """
    needed()
    import numpy as np
    from PIL import Image

    data = _bytes(path, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of a size that is refused below
            with Image.open(io.BytesIO(data), formats=READ) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise _refused(f"a picture of {width} x {height} pixels, more than is unpacked", name)
                picture.draft("RGB", (WORKED, WORKED))  # a JPEG is read at an eighth of its size where it can
                small = picture.convert("RGB")
                small.thumbnail((WORKED, WORKED))
    except Image.DecompressionBombError as error:
        raise _refused("a picture that unpacks to more than is allowed", name) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise _refused(f"a picture that cannot be read ({str(error)[:100] or 'broken'})", name) from error
    return Picture(
        sha256=hashlib.sha256(data).hexdigest(),
        pdq=looks(np.asarray(small)),
        width=width,
        height=height,
    )


def needed() -> None:
    """Raises ExtraMissing where the extra is not installed."""
    try:
        import pdqhash  # noqa: F401
        from PIL import Image  # noqa: F401
    except ImportError as error:
        raise ExtraMissing("media", what_for="the hash of a picture") from error


def looks(pixels: NDArray[np.uint8]) -> str | None:
    """The PDQ hash of pixels (height x width x RGB); None without enough detail."""
    import numpy as np
    import pdqhash

    bits, quality = pdqhash.compute(pixels)
    return np.packbits(bits.astype(bool)).tobytes().hex() if quality >= DETAIL else None


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refused(f"it cannot be read ({error.strerror})", name) from error
    if len(data) > MOST_BYTES:
        raise _refused(f"a picture of more than {MOST_BYTES // 2**20} MB", name)
    return data


def _refused(cause: str, name: str) -> InputError:
    return InputError(cause, where=name, next_step=_FIX)


def write(picture: Picture) -> bytes:
    """What is kept of a picture in the case, as JSON whose first field is its format."""
    return msgspec.json.encode(picture) + b"\n"


def read(data: bytes, name: str) -> Picture:
    """What was kept; raises InputError where it is none."""
    try:
        return msgspec.json.decode(data, type=Picture)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"no hashes of a picture: {error}", where=name, next_step=_FIX) from error
