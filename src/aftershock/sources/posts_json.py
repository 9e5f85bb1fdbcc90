"""What does a JSON file of posts hold? One object a line (NDJSON), an array, or an object around an array."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from aftershock.records import Capture, Post, Reject
from aftershock.sources.columns import are_posts, understand
from aftershock.sources.decoding import lines
from aftershock.sources.head import Head, peek
from aftershock.sources.json_shape import shape_of
from aftershock.sources.json_stream import MAX_VALUE, JsonBroken, Window
from aftershock.sources.posts import Plan, Tally, plan_of, post_of
from aftershock.sources.raw import Found
from aftershock.sources.source import Source

# Objects that tell about somebody or something: their members become columns of the post.
AUTHORS = ("author", "user", "account", "sender", "from", "owner", "profile")
CHANNELS = ("channel", "chat", "group", "page")
COUNTS = ("metrics", "public_metrics", "stats", "statistics", "engagement", "counts")
_AUTHOR_KEYS = {
    "author_id": ("id", "id_str", "did", "user_id"),
    "author_handle": ("username", "handle", "acct", "screen_name", "login", "unique_id"),
    "author_name": ("display_name", "displayname", "displayName", "name", "full_name"),
}
# How many objects at a file's start are asked whether they are posts: first lines may be notices.
ASKED = 5
# Different sets of keys whose plans are kept; files have a handful, hostile ones have one per line.
MAX_PLANS = 512
_STEP = "Look at this place of the file; the rest was read"
_ENDS_STEP = "Everything before it was read. Save the file again, or write one object a line"

Object = dict[str, Any]


def matches(head: Head) -> bool:
    """Whether the first objects of the file have the keys of posts."""
    shape = shape_of(head)
    if shape is None:
        return False
    if _are_posts(shape.keys) or _are_posts(shape.inner):
        return True
    return any(_are_posts(flattened(value)) for value in _first_lines(head))


def is_json(head: Head) -> tuple[str, ...] | None:
    """The keys that a JSON file begins with; None for what is not JSON."""
    shape = shape_of(head)
    return shape.keys if shape else None


def _are_posts(keys: tuple[str, ...] | Object) -> bool:
    return are_posts(understand(list(keys)).fields)


def _first_lines(head: Head) -> Iterator[Object]:
    for line in head.text.split("\n")[:ASKED]:
        try:
            value = _decoded(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """Each object as a post, with locator ``line=N`` or ``json=/N`` (a JSON pointer)."""
    head = peek(original, capture.source)
    reader = Reader(capture)
    first = head.text.lstrip().partition("\n")[0].rstrip()
    by_line = first.startswith("{") and (first.endswith("}") or (len(first) > 1 and "\n" not in head.text))
    if by_line:
        yield from _by_line(original, head.encoding, reader)
    else:
        yield from _by_value(original, head, reader)
    yield from reader.rejects()


def _by_line(original: Path, encoding: str, reader: Reader) -> Iterator[Found]:
    for number, line in lines(original, encoding, limit=MAX_VALUE):
        if line is None:
            yield reader.reject(number, f"a line of more than {MAX_VALUE} characters", _STEP)
            continue
        try:
            value = _decoded(line)
        except ValueError as error:
            if line.strip():
                yield reader.reject(number, f"not valid JSON ({error})", _STEP)
            continue
        yield reader.post(value, f"line={number}", number)


def _by_value(original: Path, head: Head, reader: Reader) -> Iterator[Found]:
    shape = shape_of(head)
    with original.open(encoding=head.encoding, errors="replace", newline="") as file:
        window = Window(file)
        try:
            if window.peek() == "[":
                yield from _elements(window, "", reader)
            elif shape is not None and not _are_posts(shape.keys):
                for key in window.members():
                    if key == shape.wrapped:
                        yield from _elements(window, f"/{key}", reader)
                    else:
                        window.value()
            else:
                position = 0
                while window.peek():
                    line = window.line
                    yield reader.post(window.value(), f"json=/{position}", line)
                    position += 1
        except JsonBroken as error:
            yield reader.reject(error.line, error.cause, _ENDS_STEP)


def _elements(window: Window, pointer: str, reader: Reader) -> Iterator[Found]:
    for position in window.elements():
        line = window.line if window.peek() else 0
        try:
            value = window.value()
        except JsonBroken as error:
            if not window.resume():
                raise
            yield reader.reject(error.line, error.cause, _STEP)
            continue
        yield reader.post(value, f"json={pointer}/{position}", line)


def _decoded(line: str) -> object:
    """One line's value; raises ValueError with the reason where it is none."""
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:  # more lenient: NaN, half surrogate pairs, control characters in strings
        return json.loads(line, strict=False)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply to be a post") from error


class Reader:
    """Reads objects of one file into posts, with one plan for each set of keys; knows what it left out."""

    def __init__(self, capture: Capture) -> None:
        self.capture, self.tally = capture, Tally()
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._unused: dict[str, None] = {}

    def post(self, value: object, locator: str, line: int) -> Post | Reject:
        """A post, or why this value is none."""
        if not isinstance(value, dict):
            return self.reject(line, f"not an object but {type(value).__name__}", _STEP)
        flat = flattened(value)
        keys = tuple(flat)
        plan = self._plans.get(keys) or self._plan(keys)
        post = post_of(flat.get, plan, self.capture, locator, line, self.tally)
        return self.reject(line, post, _STEP) if isinstance(post, str) else post

    def reject(self, line: int, cause: str, next_step: str) -> Reject:
        return Reject(file=self.capture.source, line=line, cause=cause, next_step=next_step)

    def rejects(self) -> Iterator[Reject]:
        """What is to be said after the last post."""
        yield from self.tally.rejects(self.capture.source)
        if self._unused:
            yield self.reject(
                1,
                f"keys that no field of a post is known for: {', '.join(self._unused)[:500]}",
                "Rename those that matter (author, created_at, text, url, ...); the posts were read",
            )

    def _plan(self, keys: tuple[str, ...]) -> Plan:
        columns = understand(keys)
        if len(self._unused) < MAX_PLANS:
            self._unused.update(dict.fromkeys(columns.unused))
        if len(self._plans) >= MAX_PLANS:
            self._plans.clear()
        plan = self._plans[keys] = plan_of(columns, None, None)
        return plan


def flattened(value: Object) -> Object:
    """The object with the members of its author, channel, counts and entities as columns of its own."""
    for member in value.values():
        if member.__class__ is dict:
            break
    else:
        return value
    flat: Object = {}
    for name, member in value.items():
        if not isinstance(member, dict):
            flat[name] = member
        elif name in AUTHORS:
            for key, spellings in _AUTHOR_KEYS.items():
                if (found := next((member[s] for s in spellings if member.get(s)), None)) is not None:
                    flat[key] = found
        elif name in CHANNELS:
            flat["channel_id"] = member.get("id") or member.get("username") or member.get("name")
        elif name in COUNTS:
            flat.update({key: count for key, count in member.items() if key not in value})
        elif name == "entities":
            flat["hashtags"] = member.get("hashtags")
            flat["links"] = member.get("urls")
            flat["mentions"] = member.get("mentions") or member.get("user_mentions")
        else:
            flat[name] = member
    return flat


source = Source(name="posts-json", media_type="application/json", version="1", matches=matches, read=read)
