"""What stands in a JSON file that is too large, or too damaged, to be parsed at once?

A window moves over the file: objects and arrays are entered, and single values decoded one at a time. Each
value is parsed strictly first; the format's own repair is tried only where that fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TextIO

# Read at once: some hundred posts.
CHUNK = 1 << 20
# The longest single value (a post with everything in it) that is held.
MAX_VALUE = 1 << 24
# An error this close to the end of what was read may only mean that more must be read: for the value to be
# whole, or for the repair to see all of what it repairs (a file's path, a notice).
MARGIN = 4096
_SPACE = re.compile(r"[ \t\r\n]*")
# Control characters inside strings are wrong but harmless: they are read as they stand.
_DECODER = json.JSONDecoder(strict=False)


class JsonBroken(ValueError):
    """The file is not valid JSON at a place that cannot be repaired."""

    def __init__(self, cause: str, line: int) -> None:
        self.cause, self.line = cause, line
        super().__init__(f"line {line}: {cause}")


class Window:
    """A moving view of a JSON text."""

    def __init__(self, file: TextIO, *, repair: Callable[[str], str] | None = None) -> None:
        self._file, self._repair = file, repair
        self._text, self._at, self._ended = "", 0, False
        self._counted, self._line = 0, 1  # lines up to here were counted
        self._mended = 0  # the text up to here was repaired
        self.repaired = 0
        self._fill()
        self._text = self._text.removeprefix("\ufeff")

    def peek(self) -> str:
        """The next character that is not space; empty at the end of the file."""
        mark = self._text[self._at : self._at + 1]
        if mark and mark not in " \t\r\n":
            return mark
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._fill():
                return self._text[self._at : self._at + 1]

    @property
    def line(self) -> int:
        """The physical line (1-based) of the place that was reached."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def value(self) -> object:
        """The value that stands here, decoded; raises JsonBroken where there is none."""
        if not self.peek():
            raise JsonBroken("the file ends where a value should stand", self.line)
        repaired = False
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                sure = self._ended or (
                    error.pos < len(self._text) - MARGIN and not error.msg.startswith("Unterminated string")
                )
                if not sure and self._fill():
                    repaired = False
                elif repaired or not self._mend():
                    line = self.line + self._text.count("\n", self._at, error.pos)
                    raise JsonBroken(f"not valid JSON ({error.msg})", line) from error
                else:
                    repaired = True
            except RecursionError as error:
                raise JsonBroken("nested too deeply to be a post", self.line) from error
            except ValueError as error:  # a number with more digits than are converted
                raise JsonBroken(f"a value cannot be read ({error})", self.line) from error
            else:
                if end < len(self._text) or self._ended or not self._fill():
                    self._at = end
                    return value

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here; the caller takes each value before the next key."""
        self._take("{")
        while self.peek() != "}":
            key = self.value()
            if not isinstance(key, str):
                raise JsonBroken("a key is not a string", self.line)
            self._take(":")
            yield key
            if self.peek() != "}":
                self._take(",")
        self._at += 1

    def elements(self) -> Iterator[int]:
        """The positions (from 0) in the array that begins here; the caller takes each value in turn."""
        self._take("[")
        position = 0
        while self.peek() != "]":
            yield position
            position += 1
            if self.peek() != "]":
                self._take(",")
        self._at += 1

    def resume(self) -> bool:
        """After a broken element: moves to the next one, or to the end of its array.

        Only elements that begin a line can be told from objects inside the broken one, by their
        indentation. False where there is no such line: the rest of the file cannot be read.
        """
        start = self._text.rfind("\n", 0, self._at)
        indent = self._text[start + 1 : self._at]
        if start < 0 or indent.strip():
            return False
        # The end of the array must stop the search: what follows it belongs to another array.
        lesser = f"[ \\t]{{0,{max(len(indent) - 1, 0)}}}"
        following = re.compile(
            rf"\n(?:{re.escape(indent)}(?=\{{)|[ \t]{{0,{len(indent)}}}(?=\])|{lesser}(?=\}}))"
        )
        searched = self._at + 1
        while not (found := following.search(self._text, searched)):
            self._at = max(searched, len(self._text) - len(indent) - MARGIN)
            if not self._fill():
                return False
            searched = self._at
        _ = self.line
        self._at = found.end()
        if self._text[self._at] == "}" and indent:
            return False
        if self._text[self._at] == "{":
            # Its comma was passed over with the broken element, or was never there.
            self._text = self._text[: self._at] + "," + self._text[self._at :]
        return True

    def _take(self, mark: str) -> None:
        found = self.peek()
        if found != mark:
            what = repr(found) if found else "the end of the file"
            raise JsonBroken(f"expected {mark!r}, found {what}", self.line)
        self._at += 1

    def _fill(self) -> bool:
        """Reads on, dropping what was passed; False at the end of the file."""
        if self._ended:
            return False
        if len(self._text) - self._at > MAX_VALUE:
            raise JsonBroken(f"a value of more than {MAX_VALUE} characters", self.line)
        # As much again as is held, so that a long value is tried a few times and not often.
        more = self._file.read(max(CHUNK, len(self._text) - self._at))
        if not more:
            self._ended = True
            return False
        # One line before the place is kept: `resume` looks at how it is indented.
        keep = self._text.rfind("\n", 0, self._at) if self._at else 0
        keep = self._at if keep < 0 or self._at - keep > 200 else keep
        _ = self.line
        self._text = self._text[keep:] + more
        self._at -= keep
        self._mended -= keep
        self._counted = self._at
        return True

    def _mend(self) -> bool:
        """Repairs what was read but not yet passed; False where the repair finds nothing to do."""
        if self._repair is None or self._mended >= len(self._text):
            return False
        rest = self._text[self._at :]
        mended = self._repair(rest)
        self._text = self._text[: self._at] + mended
        self._mended = len(self._text)
        if mended == rest:
            return False
        self.repaired += 1
        return True
