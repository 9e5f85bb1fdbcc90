"""How do many rows that are read by one plan become posts at once?

Column by column, where a column's values are plain; a column that is not goes value by value through the same
functions as a single row (`sources.posts`), so that both ways give the same posts and the same rejects. What
cannot be said by columns at all (CooRTweet's objects) is left to the single rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aftershock.records import Capture, Media, Post, Reject
from aftershock.sources import marks, posts
from aftershock.sources.decoding import MOJIBAKE
from aftershock.sources.posts import Plan, Tally
from aftershock.sources.raw import Found, refused
from aftershock.sources.times import TzSource, utc, written
from aftershock.store.batch import PostBatch
from aftershock.store.posts import SCHEMA, to_arrow, to_media, to_time

# Rows that become posts together: enough that columns pay, few enough that they weigh nothing (some 20 MB).
ROWS = 20_000
Column = Sequence[Any]
T = TypeVar("T")
_STATED = re.compile(r"[12]\d{3}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ?")
_MICRO = 1_000_000


class Rows(NamedTuple):
    """Rows with one plan: ``column(key)`` gives a key's values, ``locators`` and ``lines`` their places."""

    column: Callable[[Any], Column]
    locators: Sequence[str]
    lines: Sequence[int]
    plan: Plan


def possible(plan: Plan) -> bool:
    """Whether rows of this plan can be read by columns."""
    return plan.object is None


def posts_of(
    rows: Rows, capture: Capture, tally: Tally, next_step: str
) -> tuple[pa.Table, list[int], list[Reject]]:
    """The posts of some rows as a table of `store.posts.SCHEMA`, the places of the rows that they come from,
    and a reject for each row that is none."""
    plan, column = rows.plan, rows.column
    count = len(rows.locators)
    texts = _texts(column, plan)
    fields: dict[str, Any] = {"text": texts}
    for field, key in plan.strings:
        fields[field] = strings(column(key))
    for field, key in plan.references:
        fields[field] = _references(column(key))
    for field, key, between, sign in plan.lists:
        fields[field] = [posts.several(cell, between, sign) if cell else () for cell in column(key)]
    for field, find, signs in _DERIVED:
        fields[field] = _derived(texts, fields.get(field), find, signs)
    fields["media"] = _media(column, plan)
    keep, rejects = _refused(rows, fields, capture, next_step)
    if rejects:
        if not keep:
            return SCHEMA.empty_table(), keep, rejects
        rows = _without(rows, keep)
        fields = {name: values and [values[at] for at in keep] for name, values in fields.items()}
        column, count, texts = rows.column, len(keep), fields["text"]
    _named(rows, fields)
    fields["created_at"], fields["tz_source"] = _created(rows, tally)
    _identified(rows, fields, capture, tally)
    for field, key in plan.times:
        fields[field] = times(column(key), None)[0]
    fields["metrics"] = _metrics(rows, count)
    fields["capture"] = pa.repeat(pa.scalar(capture.id), count)
    fields["locator"] = rows.locators
    if fields["media"] is not None:
        fields["media"] = to_media(fields["media"])
    arrays = [_array(fields.get(field.name), field, count) for field in SCHEMA]
    return pa.Table.from_arrays(arrays, schema=SCHEMA), keep, rejects


def _media(column: Callable[[Any], Column], plan: Plan) -> list[tuple[Media, ...]] | None:
    keys = [key for key in (plan.media, plan.sha256, plan.pdq) if key is not None]
    if not keys:
        return None
    cells = {key: column(key) for key in keys}
    nothing: Column = [None] * len(cells[keys[0]])
    return [
        posts.media_of(*each)
        for each in zip(
            *(cells.get(key, nothing) for key in (plan.media, plan.sha256, plan.pdq)), strict=True
        )
    ]


def _array(values: Any, field: pa.Field, count: int) -> Any:
    if values is None:
        if pa.types.is_list(field.type):
            offsets = pa.array([0] * (count + 1), pa.int32())
            return pa.ListArray.from_arrays(offsets, pa.array([], field.type.value_type)).cast(field.type)
        return pa.nulls(count, field.type)
    return values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values, type=field.type)


def _without(rows: Rows, keep: list[int]) -> Rows:
    return Rows(
        column=lambda key: [values[at] for values in (rows.column(key),) for at in keep],
        locators=[rows.locators[at] for at in keep],
        lines=[rows.lines[at] for at in keep],
        plan=rows.plan,
    )


# --- what was said -----------------------------------------------------------------------------


def _texts(column: Callable[[Any], Column], plan: Plan) -> list[str]:
    values = column(plan.text)
    if plan.title is None and _all_text(values):
        joined = "\x1e".join(values)
        if "\0" not in joined and "\r" not in joined and (joined.isascii() or _sound(joined)):
            return list(values)
    cells = {plan.text: None, plan.title: None}
    titles = column(plan.title) if plan.title is not None else [None] * len(values)
    found = []
    for cells[plan.text], cells[plan.title] in zip(values, titles, strict=True):
        found.append(posts.said(cells.get, plan))
    return found


def _all_text(values: Column) -> bool:
    return set(map(type, values)) <= {str}


def _sound(joined: str) -> bool:
    """Whether nothing in these characters needs a repair."""
    try:
        joined.encode()
    except UnicodeEncodeError:
        return False
    return MOJIBAKE.search(joined) is None


_DERIVED: tuple[tuple[str, Callable[[str], tuple[str, ...]], tuple[str, ...]], ...] = (
    ("links", marks.links, ("://", "t.me/")),
    ("hashtags", marks.hashtags, ("#", "＃")),
    ("mentions", marks.mentions, ("@",)),
)


def _derived(
    texts: Sequence[str],
    given: list[tuple[str, ...]] | None,
    find: Callable[[str], tuple[str, ...]],
    signs: tuple[str, ...],
) -> list[tuple[str, ...]]:
    """What no column gave, from the text itself."""
    first, *others = signs
    if given is None:
        if not others:
            return [find(text) if first in text else () for text in texts]
        (other,) = others
        return [find(text) if first in text or other in text else () for text in texts]
    return [had or find(text) for had, text in zip(given, texts, strict=True)]


def _refused(
    rows: Rows, fields: dict[str, Any], capture: Capture, next_step: str
) -> tuple[list[int], list[Reject]]:
    """The places of the rows that are posts; rejects for those that say nothing at all."""
    texts = fields["text"]
    empty = [at for at, text in enumerate(texts) if not text or text.isspace()]
    if not empty:
        return list(range(len(texts))), []
    instead = [fields[name] for name in posts.INSTEAD if fields.get(name) is not None]
    bad = {at for at in empty if not any(values[at] for values in instead)}
    rejects = [refused(capture, posts.SAYS_NOTHING, next_step, rows.lines[at]) for at in sorted(bad)]
    return [at for at in range(len(texts)) if at not in bad], rejects


# --- who, where, when, under which id ----------------------------------------------------------


def _named(rows: Rows, fields: dict[str, Any]) -> None:
    plan, column = rows.plan, rows.column
    handles = strings(column(plan.author_handle))
    if any(handle and handle[0] == "@" for handle in handles):
        handles = [(handle[1:] or None) if handle and handle[0] == "@" else handle for handle in handles]
    channels = strings(column(plan.channel_id))
    authors = fields.get("author_id") or [None] * len(handles)
    fields["channel_id"] = [
        channel or author or handle or ""
        for channel, author, handle in zip(channels, authors, handles, strict=True)
    ]
    fields["author_handle"] = handles
    fields["url"] = strings(column(plan.url))
    platforms = strings(column(plan.platform))
    known: dict[str | None, str] = {name: posts.platform_of(name, None) for name in set(platforms) if name}
    fields["platform"] = [
        known[name] if name else posts.platform_of(None, url)
        for name, url in zip(platforms, fields["url"], strict=True)
    ]
    if "lang" in fields:
        fields["lang"] = [lang and posts.first_of(lang) for lang in fields["lang"]]


def _created(rows: Rows, tally: Tally) -> tuple[Any, Any]:
    values = rows.column(rows.plan.created_at)
    moments, sources = times(values, rows.plan.day_first)
    if moments.null_count:
        for at, known in enumerate(moments.is_valid().to_pylist()):
            if not known and (time := values[at]) and (said := posts.string(time)):
                tally.add(*posts.TIME_CANNOT_BE_READ, rows.lines[at], said)
    return moments, sources


def _identified(rows: Rows, fields: dict[str, Any], capture: Capture, tally: Tally) -> None:
    ids = strings(rows.column(rows.plan.post_id))
    if any("+" in each for each in ids if each):
        for at, each in enumerate(ids):
            if each and posts.rounded(each):
                tally.add(*posts.ID_WAS_ROUNDED, rows.lines[at], each)
                ids[at] = None
    if not all(ids):
        created = [moment and written(moment) for moment in fields["created_at"].to_pylist()]
        for at, each in enumerate(ids):
            if not each:
                ids[at] = posts.own_id(
                    fields["url"][at], fields["channel_id"][at], created[at], fields["text"][at],
                    capture, rows.locators[at],
                )  # fmt: skip
    fields["post_id"] = ids


def strings(values: Column) -> list[str | None]:
    """Each value as `posts.string` gives it."""
    kinds = set(map(type, values))
    if kinds == {type(None)}:
        return [None] * len(values)
    if kinds <= _WORDS_OR_NONE and _plain(values, posts.NOTHING):
        return [value or None for value in values]
    if kinds == {int}:
        return list(map(str, values))
    return _one_by_one(values, posts.string)


def _references(values: Column) -> list[str | None]:
    if set(map(type, values)) <= _WORDS_OR_NONE and _plain(values, _NO_REFERENCE):
        return [value or None for value in values]
    return _one_by_one(values, lambda value: posts.reference(value) if value else None)


_WORDS_OR_NONE = {str, type(None)}
_NO_REFERENCE = posts.NOTHING | posts.FLAGS


def _plain(values: Column, barred: frozenset[str]) -> bool:
    """Whether all strings are kept as they are: nothing to strip, to repair, or that says nothing."""
    words = [value for value in values if value]
    joined = "\n".join(words)
    # space within a value would split it; an empty line, or space at an end, would fall away
    if not joined.isascii() or "\0" in joined or joined.split() != words:
        return False
    return barred.isdisjoint(joined.lower().split())


def _one_by_one(values: Column, read: Callable[[Any], T]) -> list[T]:
    known: dict[str, T] = {}
    found = []
    for value in values:
        if value.__class__ is not str:
            found.append(read(value))
        else:
            if value not in known:
                known[value] = read(value)
            found.append(known[value])
    return found


def times(values: Column, day_first: bool | None) -> tuple[Any, Any]:
    """Moments (UTC, microseconds, null where unreadable) and how each zone is known, as `times.utc` says."""
    kinds = set(map(type, values))
    if kinds == {int} and min(values) >= 10**9 and max(values) < 10**10:  # seconds since 1970
        seconds = pc.multiply(pa.array(values, pa.int64()), _MICRO)
        return seconds.cast(pa.timestamp("us")), pa.repeat(pa.scalar("exact"), len(values))
    if kinds == {str} and (found := _stated(values)) is not None:
        return found
    known: dict[tuple[type, Any], tuple[Any, TzSource]] = {}
    moments_, sources = [], []
    for value in values:
        try:
            key = (value.__class__, value)
            if key not in known:
                text, source = utc(value, day_first=day_first)
                known[key] = to_time(text), source
            moment, source = known[key]
        except TypeError:  # a list or an object is no time
            moment, source = None, "unknown"
        moments_.append(moment)
        sources.append(source)
    return pa.array(moments_, pa.timestamp("us")), pa.array(sources, pa.string())


def _stated(values: Column) -> tuple[Any, Any] | None:
    """Times that are all written the same common way; None where they are not."""
    first = values[0]
    if len(first) not in (19, 20) or not _STATED.fullmatch(first):
        return None
    zoned = len(first) == 20
    pattern = r"^(19[89]\d|20\d\d)-\d\d-\d\d[T ]\d\d:\d\d:\d\d" + ("Z$" if zoned else "$")
    try:
        column = pa.array(values, pa.string())
        if not pc.all(pc.match_substring_regex(column, pattern)).as_py():
            return None
        moments = column.cast(pa.timestamp("us", "UTC") if zoned else pa.timestamp("us"))
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    if zoned:
        moments = moments.cast(pa.timestamp("us"))
    return moments, pa.repeat(pa.scalar("declared" if zoned else "assumed"), len(values))


def _metrics(rows: Rows, count: int) -> Any:
    """Counts by name, in the order of the names."""
    named = sorted((metric, key) for metric, key in rows.plan.metrics)
    counts = [_counts(rows.column(key)) for _, key in named]
    there = np.array([counted.is_valid().to_numpy(zero_copy_only=False) for counted in counts], np.bool_)
    values = np.array([counted.fill_null(0).to_numpy() for counted in counts], np.int64)
    there, values = there.reshape(len(named), count), values.reshape(len(named), count)
    offsets = np.concatenate(([0], np.cumsum(there.sum(axis=0)))).astype(np.int32)
    names = np.repeat(np.arange(len(named))[:, None], count, axis=1).T[there.T]
    keys = pa.array([name for name, _ in named], pa.string()).take(pa.array(names, pa.int32()))
    found = pa.MapArray.from_arrays(pa.array(offsets), keys, pa.array(values.T[there.T], pa.int64()))
    return found.cast(SCHEMA.field("metrics").type)


def _counts(values: Column) -> Any:
    if set(map(type, values)) == {int} and min(values) >= 0 and max(values) < posts.MOST:
        return pa.array(values, pa.int64())
    return pa.array(_one_by_one(values, posts.count_of), pa.int64())


def batches(
    groups: Sequence[tuple[Rows, Sequence[int]]],
    others: Sequence[tuple[int, Found]],
    capture: Capture,
    tally: Tally,
    next_step: str,
) -> Iterator[Found]:
    """The posts of rows with several plans as one batch in the order of their places; then the rejects.

    Each group comes with the places of its rows; ``others`` are single posts and rejects with theirs.
    """
    tables: list[pa.Table] = []
    order: list[int] = []
    rejects = [each for _, each in others if isinstance(each, Reject)]
    single = [(place, each) for place, each in others if isinstance(each, Post)]
    if single:
        tables.append(to_arrow([post for _, post in single]))
        order += [place for place, _ in single]
    for rows, places in groups:
        table, keep, refused = posts_of(rows, capture, tally, next_step)
        tables.append(table)
        order += [places[at] for at in keep] if refused else places
        rejects += refused
    if order:
        table = pa.concat_tables(tables)
        if len(groups) != 1 or single:
            table = table.take(pa.array(np.argsort(order)))
        yield PostBatch(capture=capture.id, table=table)
    yield from rejects
