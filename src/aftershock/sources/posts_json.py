"""What does a JSON file of posts hold? One object a line (NDJSON), an array, or an object around an array."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aftershock.records import Capture, Post, Reject
from aftershock.sources.columns import are_posts, understand
from aftershock.sources.decoding import line_blocks, repaired
from aftershock.sources.head import Head, peek
from aftershock.sources.json_shape import Shape, shape_of
from aftershock.sources.json_stream import JsonBroken, Window
from aftershock.sources.posts import Plan, Tally, plan_of, post_of
from aftershock.sources.raw import Found, refused
from aftershock.sources.source import Source, never_silent

if TYPE_CHECKING:  # loads Arrow, which a folder without posts does not need
    from aftershock.sources import bulk

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
# A line longer than this is no post, whatever it holds: the longest posts of any service have some 100,000
# characters, and every stage after this one would have to carry it.
MAX_LINE = 1 << 22
# Different sets of keys whose plans are kept; files have a handful, hostile ones have one per line.
MAX_PLANS = 512
# Objects of one set of keys below this many are read one by one: columns would cost more.
FEW = 16
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
    for line in (head.text.split("\n") + head.second.split("\n"))[:ASKED]:
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
    if by_line and not _wrapped(shape_of(head)):
        yield from _by_line(original, head.encoding, reader)
    else:
        yield from _by_value(original, head, reader)
    yield from reader.rejects()


def _wrapped(shape: Shape | None) -> bool:
    """Whether the posts stand in a list of the first object, and are not that object itself."""
    return shape is not None and shape.wrapped is not None and not _are_posts(shape.keys)


def _by_line(original: Path, encoding: str, reader: Reader) -> Iterator[Found]:
    """Lines in blocks: those that decode at once go by columns, each other one by itself."""
    from aftershock.sources import bulk

    waiting: list[tuple[Object, int]] = []
    for first, block in line_blocks(original, encoding, limit=MAX_LINE):
        for number, line in enumerate(block, start=first):
            value: object = None
            if line is not None:
                try:
                    value = _DECODE(line)
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                    pass
                else:
                    if value.__class__ is dict:
                        waiting.append((value, number))
                        continue
            yield from reader.several(waiting)
            waiting = []
            yield from _one(line, number, reader)
        if len(waiting) >= bulk.ROWS:
            yield from reader.several(waiting)
            waiting = []
    yield from reader.several(waiting)


_DECODE = msgspec.json.Decoder().decode


def _one(line: bytes | None, number: int, reader: Reader) -> Iterator[Found]:
    if line is None:
        yield reader.reject(number, f"a line of more than {MAX_LINE} bytes", _STEP)
        return
    text = repaired(line)
    try:
        value = _decoded(text)
    except ValueError as error:
        if text.strip():
            yield reader.reject(number, f"not valid JSON ({error})", _STEP)
        return
    yield reader.post(value, f"line={number}", number)


def _by_value(original: Path, head: Head, reader: Reader) -> Iterator[Found]:
    shape = shape_of(head)
    with original.open(encoding=head.encoding, errors="replace", newline="") as file:
        window = Window(file)
        try:
            if window.peek() == "[":
                yield from _elements(window, "", reader)
            elif shape is not None and not _are_posts(shape.keys):
                number = 0
                while window.peek():  # one object, or a page of results a line
                    place = f"/{number}" if number else ""
                    for key in window.members():
                        if key == shape.wrapped:
                            yield from _elements(window, f"{place}/{key}", reader)
                        else:
                            window.value()
                    number += 1
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

    def __init__(self, capture: Capture, *, place: str = "line") -> None:
        self.capture, self.tally, self._place = capture, Tally(), place
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._unused: dict[str, None] = {}

    def post(self, value: object, locator: str, line: int) -> Post | Reject:
        """A post, or why this value is none."""
        if not isinstance(value, dict):
            return self.reject(line, f"not an object but {type(value).__name__}", _STEP)
        flat = flattened(value)
        keys = tuple(flat)
        plan = self.plan(keys)
        post = post_of(flat.get, plan, self.capture, locator, line, self.tally)
        return self.reject(line, post, _STEP) if isinstance(post, str) else post

    def several(self, values: Sequence[tuple[Object, int]]) -> Iterator[Found]:
        """The posts of many lines, in their order; lines of a kind that is rare go one by one."""
        from aftershock.sources import bulk

        groups: dict[tuple[str, ...], list[int]] = {}
        flat = [flattened(value) for value, _ in values]
        for place, value in enumerate(flat):
            groups.setdefault(tuple(value), []).append(place)
        numbers = [number for _, number in values]
        known: list[tuple[bulk.Rows, Sequence[int]]] = []
        found: list[tuple[int, Found]] = []
        for keys, places in groups.items():
            plan = self.plan(keys)
            if len(places) >= FEW and bulk.possible(plan):
                known.append((self._rows(flat, numbers, places, frozenset(keys)), places))
                continue
            for place in places:
                locator = f"{self._place}={numbers[place]}"
                post = post_of(flat[place].get, plan, self.capture, locator, numbers[place], self.tally)
                one = self.reject(numbers[place], post, _STEP) if isinstance(post, str) else post
                found.append((place, one))
        yield from bulk.batches(known, found, self.capture, self.tally, _STEP)

    def _rows(
        self, flat: Sequence[Object], numbers: Sequence[int], places: Sequence[int], keys: frozenset[str]
    ) -> bulk.Rows:
        from aftershock.sources import bulk

        def column(key: Any) -> bulk.Column:
            if key not in keys:
                return [None] * len(places)
            return [flat[place][key] for place in places]

        lines = [numbers[place] for place in places]
        locators = [f"{self._place}={line}" for line in lines]
        return bulk.Rows(
            column=column, locators=locators, lines=lines, plan=self.plan(tuple(flat[places[0]]))
        )

    def reject(self, line: int, cause: str, next_step: str) -> Reject:
        return refused(self.capture, cause, next_step, line)

    def rejects(self) -> Iterator[Reject]:
        """What is to be said after the last post."""
        yield from self.tally.rejects(self.capture.source)
        if self._unused:
            yield self.reject(
                1,
                f"keys that no field of a post is known for: {', '.join(self._unused)[:500]}",
                "Rename those that matter (author, created_at, text, url, ...); the posts were read",
            )

    def plan(self, keys: tuple[str, ...]) -> Plan:
        """How objects with these keys are read."""
        if (known := self._plans.get(keys)) is not None:
            return known
        columns = understand(keys)
        if len(self._unused) < MAX_PLANS:
            self._unused.update(dict.fromkeys(columns.unused))
        if len(self._plans) >= MAX_PLANS:
            self._plans.clear()
        plan = self._plans[keys] = plan_of(columns, None, None)
        return plan


def flattened(value: Object) -> Object:
    """The object with the members of its author, channel, counts and entities as columns of its own."""
    if dict not in map(type, value.values()):
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


source = Source(
    name="posts-json", media_type="application/json", version="3", matches=matches, read=never_silent(read)
)
