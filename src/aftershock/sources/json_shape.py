"""What kind of JSON is this? Judged by the first keys of a file, even where it is cut off or damaged."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Literal

from aftershock.records import Record
from aftershock.sources.head import Head
from aftershock.sources.json_stream import JsonBroken, Window

_NUMBERS = re.compile(
    r"\s*\[\s*(?:-?[\d.eE+]+|null|true|false)\s*,\s*(?:-?[\d.eE+]+|null|true|false)\s*[,\]]"
)
# Under which keys files keep their list of posts.
WRAPPERS = ("posts", "data", "items", "messages", "results", "statuses", "tweets")


class Shape(Record, frozen=True, kw_only=True):
    """How a JSON file begins: an object or an array, the first object's keys, and what its short strings say.

    ``wrapped`` names the key whose array holds objects, and ``inner`` the keys of the first of those.
    """

    kind: Literal["object", "array"]
    keys: tuple[str, ...]
    strings: dict[str, str]
    wrapped: str | None = None
    inner: tuple[str, ...] = ()


def shape_of(head: Head, *, repair: Callable[[str], str] | None = None) -> Shape | None:
    """The shape of a file that begins as JSON does; None for everything else."""
    if head.text.lstrip()[:1] not in ("{", "["):
        return None
    window = Window(io.StringIO(head.text), repair=repair)
    keys: dict[str, None] = {}
    strings: dict[str, str] = {}
    wrapped: list[tuple[str, tuple[str, ...]]] = []
    kind: Literal["object", "array"] = "object"
    try:
        if window.peek() == "[":
            kind = "array"
            for _ in window.elements():
                if window.peek() == "{":
                    _look(window, keys, strings, wrapped)
                break
        else:
            _look(window, keys, strings, wrapped)
    except JsonBroken:
        pass  # the head ends here, or the file is damaged: what was seen is judged
    if not keys and not _begins_as_json(head.text):
        return None
    name, inner = wrapped[0] if wrapped else (None, ())
    return Shape(kind=kind, keys=tuple(keys), strings=strings, wrapped=name, inner=inner)


def _look(
    window: Window, keys: dict[str, None], strings: dict[str, str], wrapped: list[tuple[str, tuple[str, ...]]]
) -> None:
    for key in window.members():
        keys[key] = None
        if key in WRAPPERS and window.peek() == "[":
            for _ in window.elements():
                if window.peek() != "{":
                    window.value()
                    continue
                inner: dict[str, None] = {}
                try:
                    _look(window, inner, {}, [])
                finally:
                    wrapped.append((key, tuple(inner)))
                return  # the first element tells; the rest of the object is not looked at
            continue
        value = window.value()
        if isinstance(value, str) and len(value) < 200:
            strings[key] = value


def _begins_as_json(text: str) -> bool:
    """Whether the first marks are those of JSON, and not of a text that begins with a bracket."""
    squeezed = "".join(text[:2000].split())[:2]
    return squeezed in ("{}", "[]", '{"', "[{", "[[", '["') or bool(_NUMBERS.match(text))
