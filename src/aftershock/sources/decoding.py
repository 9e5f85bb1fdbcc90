"""Which characters do these bytes stand for?

Bytes that are valid UTF-8 are taken as they are. Anything else is repaired here, before a text is fixed:
byte order marks, UTF-16 and UTF-32, legacy encodings, single stray bytes, mojibake, line ends, NUL.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from aftershock.records import Record

# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Half of the bytes of Latin text in UTF-16 are NUL; scripts with few ASCII characters still have spaces.
MIN_NUL_SHARE = 0.05
# A legacy text has no valid multi-byte sequences but by chance; this many good ones for each bad byte
# mean UTF-8 with stray bytes in it.
GOOD_PER_BAD = 4
# What two-byte sequences of UTF-8 look like when they were read as a one-byte encoding.
MOJIBAKE = re.compile(
    "[\u00c2-\u00f4\u0402-\u045f][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_STRAY = re.compile("[\udc80-\udcff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Decoded(Record, frozen=True, kw_only=True):
    """A text, the encoding its bytes were in, and what was repaired on the way (empty: nothing)."""

    text: str
    encoding: str
    repairs: tuple[str, ...] = ()


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The text of a whole document: decoded, mojibake repaired, line ends as LF.

    ``declared`` is the encoding that the document itself names; valid UTF-8 goes before it, because
    pages that were saved again keep a declaration that no longer holds.
    """
    encoding, marked = detect(data, declared=declared)
    repairs = []
    text, stray = _decoded(data[marked:], encoding)
    if stray:
        repairs.append(f"{stray} stray bytes read as windows-1252")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
        repairs.append("NUL characters replaced")
    mended = mend(text)
    if mended != text:
        repairs.append("mojibake repaired")
    return Decoded(text=mended, encoding=encoding, repairs=tuple(repairs))


def detect(data: bytes, *, declared: str | None = None, whole: bool = True) -> tuple[str, int]:
    """The encoding of some bytes, and how long their byte order mark is.

    ``whole`` is False where the bytes are only the head of a file and may end inside a character.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    if wide := _without_mark(data):
        return wide, 0
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, whole)
    except UnicodeDecodeError:
        return _legacy(data, declared), 0
    return "utf-8", 0


def mend(text: str) -> str:
    """The text with mojibake repaired, line by line; a text without any comes back as it is."""
    if text.isascii() or not MOJIBAKE.search(text):
        return text
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        replace_lossy_sequences=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    lines = text.split("\n")
    return "\n".join(ftfy.fix_text(line, config) if MOJIBAKE.search(line) else line for line in lines)


def clean(text: str) -> str:
    """One value of a post: without NUL and half surrogate pairs (no file holds them), mojibake repaired."""
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return mend(text)


def lines(path: Path, encoding: str, *, limit: int) -> Iterator[tuple[int, str | None]]:
    """The physical lines of a file, with number (1-based) and line end; None for one longer than ``limit``.

    Holds one line at a time. A line that is not valid in the file's encoding keeps what is valid.
    """
    if encoding == "utf-8":
        yield from _utf8_lines(path, limit)
        return
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        number, length = 1, 0
        while piece := file.readline(limit):
            ended = piece[-1] in "\r\n"
            if length or (not ended and len(piece) >= limit):
                length += len(piece)
                if not ended:
                    continue
                yield number, None
            else:
                yield number, piece.removeprefix("\ufeff") if number == 1 else piece
            number, length = number + 1, 0
        if length:
            yield number, None


def _utf8_lines(path: Path, limit: int) -> Iterator[tuple[int, str | None]]:
    """As `lines`, from bytes: one decoding a line, so that a bad byte spoils no other line."""
    with path.open("rb") as file:
        number, too_long = 1, False
        while piece := file.readline(limit):
            if piece[-1] != 10 and len(piece) >= limit:
                too_long = True
                continue
            if too_long:
                yield number, None
            else:
                if number == 1:
                    piece = piece.removeprefix(codecs.BOM_UTF8)
                try:
                    yield number, piece.decode()
                except UnicodeDecodeError:
                    yield number, _decoded(piece, "utf-8")[0]
            number, too_long = number + 1, False
        if too_long:
            yield number, None


# Read at once by `line_blocks`: some thousand lines.
BLOCK = 1 << 22


def line_blocks(path: Path, encoding: str, *, limit: int) -> Iterator[tuple[int, list[bytes | None]]]:
    """The physical lines of a file as bytes of UTF-8, many at a time, with the number of the first.

    None for a line longer than ``limit``. Bytes that are not valid stand as they are: see `repaired`.
    """
    if encoding != "utf-8":
        for number, line in lines(path, encoding, limit=limit):
            yield number, [None if line is None else line.encode("utf-8", "surrogatepass")]
        return
    with path.open("rb") as file:
        number, rest, too_long = 1, b"", False
        while piece := file.read(BLOCK):
            if number == 1 and not rest and not too_long:
                piece = piece.removeprefix(codecs.BOM_UTF8)
            cut = piece.rfind(b"\n") + 1
            if not cut:
                rest += b"" if too_long else piece
                too_long = too_long or len(rest) >= limit
                rest = b"" if too_long else rest
                continue
            found: list[bytes | None] = [*(rest + piece[:cut]).split(b"\n")[:-1]]
            if too_long:
                found[0] = None
            if limit <= len(rest) + len(piece):
                found = [None if line is None or len(line) >= limit else line for line in found]
            yield number, found
            number, rest, too_long = number + len(found), piece[cut:], False
        if rest or too_long:
            yield number, [None if too_long else rest]


def repaired(line: bytes) -> str:
    """A line of `line_blocks` as text: one decoding a line, so that a bad byte spoils no other line."""
    return _decoded(line, "utf-8")[0]


def _decoded(data: bytes, encoding: str) -> tuple[str, int]:
    """The text, and how many stray bytes in it were read as windows-1252."""
    if encoding != "utf-8":
        return data.decode(encoding, "replace"), 0
    try:
        return data.decode(), 0
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
        stray = sum(len(run) for run in _STRAY.findall(text))
        return _STRAY.sub(_as_windows, text), stray


def _as_windows(run: re.Match[str]) -> str:
    return run[0].encode("utf-8", "surrogateescape").decode("windows-1252", "replace")


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, by the place of its NUL bytes."""
    sample = data[: 8192 - len(data[:8192]) % 2]
    if b"\0" not in sample or len(sample) < 4:
        return None
    even, odd = sample[::2].count(0) / (len(sample) / 2), sample[1::2].count(0) / (len(sample) / 2)
    if odd >= MIN_NUL_SHARE and even < odd / 20:
        return "utf-16-le" if _valid(data, "utf-16-le") else None
    if even >= MIN_NUL_SHARE and odd < even / 20:
        return "utf-16-be" if _valid(data, "utf-16-be") else None
    return None


def _valid(data: bytes, encoding: str) -> bool:
    """Whether these bytes are text in the encoding: decodable, and without characters that no text has."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data, False)
    except UnicodeDecodeError:
        return False
    return not is_binary(text)


# Compressed and compiled bytes have some 10 % control characters; a text damaged by a few has far less.
MAX_CONTROL_SHARE = 0.02
MIN_CONTROL = 4
_CONTROL = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


def is_binary(text: str) -> bool:
    """Whether decoded bytes are no text: too many characters that do not occur in texts.

    A few in a short text are damage.
    """
    count = len(_CONTROL.findall(text))
    return count >= MAX_CONTROL_SHARE * len(text) and (count >= MIN_CONTROL or count * 2 > len(text))


def _legacy(data: bytes, declared: str | None) -> str:
    """The encoding of bytes that are not valid UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    stray = len("".join(_STRAY.findall(text)))
    good = sum(not character.isascii() for character in text) - stray
    if good >= GOOD_PER_BAD * stray:
        return "utf-8"
    if declared and (named := _known(declared)) and named != "utf-8":
        return named
    from resiliparse.parse.encoding import detect_encoding

    found = _known(detect_encoding(data) or "") or "utf-8"
    return "cp1252" if found == "utf-8" else found


def _known(name: str) -> str | None:
    """The codec of a declared encoding as browsers read it, or None for a name that nobody knows."""
    try:
        codec = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if not codec._is_text_encoding:
        return None
    # The web reads these labels as windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
    return "cp1252" if codec.name in ("iso8859-1", "ascii") else codec.name
