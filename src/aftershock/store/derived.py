"""What do coordination and artefacts ask of every post? Worked out once, when its part is written.

The columns are described in docs/posts.md. Nothing empty ever becomes an object: an empty link shared by all
posts without a link would make everybody coordinated with everybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aftershock import addresses
from aftershock.store import fingerprints, ids

# Raised when the same posts give other columns than before: parts are then written anew.
VERSION = "2"
_BIG, _BIGS, _WORDS = pa.int64(), pa.list_(pa.int64()), pa.list_(pa.string())
FIELDS: tuple[tuple[str, Any], ...] = (
    ("row_id", _BIG), ("post", _BIG), ("account", _BIG), ("author_key", _BIG), ("post_key", _BIG),
    ("urls", _WORDS), ("domains", _WORDS), ("tags", _WORDS), ("handles", _WORDS),
    ("url_ids", _BIGS), ("domain_ids", _BIGS), ("tag_ids", _BIGS), ("tags_id", _BIG), ("handle_ids", _BIGS),
    ("text_id", _BIG), ("near_bands", pa.list_(pa.int32())), ("media_ids", _BIGS),
    ("repost_key", _BIG), ("quote_key", _BIG), ("reply_key", _BIG), ("forward_key", _BIG),
)  # fmt: skip
NAMES = tuple(name for name, _ in FIELDS)
# A capture's rows are numbered within its own stretch: 35 bits of its id, then 28 of the row's place.
ROW_BITS = 28
# Ids this short may be counted within a channel (Telegram, boards); longer ones are the platform's.
LOCAL_DIGITS = 9
# Where they always are, whoever writes. Elsewhere a channel is needed that is not who wrote: a table without
# channels has its authors in their place, and its short ids are the table's.
LOCAL_PLATFORMS = ("telegram", "vk", "ok")
_SIGNS = str.maketrans("", "", "#@＃＠")


def columns(table: Any, capture: str, first_row: int) -> dict[str, Any]:
    """The marks of some posts (a table of `store.posts.SCHEMA`), by name.

    ``first_row`` is the place of the first of them among its capture's.
    """
    table = table.combine_chunks()
    of = {name: _column(table, name) for name in table.column_names}
    found: dict[str, Any] = {"row_id": row_base(capture) + np.arange(first_row, first_row + table.num_rows)}
    _who(of, found)
    _lists(of, found)
    _texts(of, found)
    return {name: pa.array(found[name], type_) for name, type_ in FIELDS}


def _column(table: Any, name: str) -> Any:
    chunked = table.column(name)
    return chunked.chunk(0) if chunked.num_chunks == 1 else chunked.combine_chunks()


def marked(table: Any, capture: str, first_row: int) -> Any:
    """The posts with their marks behind them."""
    for name, column in columns(table, capture, first_row).items():
        table = table.append_column(pa.field(name, column.type), column)
    return table


def row_base(capture: str) -> int:
    """Where the rows of a capture begin."""
    return (ids.of_one(capture) >> ROW_BITS) << ROW_BITS


# --- who, and which post -----------------------------------------------------------------------


def _who(of: dict[str, Any], found: dict[str, Any]) -> None:
    platform, channel = ids.of_column(of["platform"]), ids.of_column(of["channel_id"])
    found["platform_ids"] = platform
    handle, name = _filled(of["author_handle"]), _filled(of["author_name"])
    who = pc.coalesce(_filled(of["author_id"]), handle, name, of["channel_id"])
    found["account"] = ids.together(KINDS["account"], platform, ids.of_column(who))
    found["author_key"] = author_keys(platform, pc.coalesce(handle, name))
    within = np.where(_counts(of), channel, NOWHERE)
    post_id = _filled(of["post_id"])
    post = ids.together(KINDS["revision"], platform, channel, ids.of_column(post_id))
    # a post without an id cannot be told from another, and is one of its own
    nameless = pc.is_null(post_id).to_numpy(zero_copy_only=False)
    found["post"] = np.where(nameless, found["row_id"], post)
    found["post_key"] = post_keys(platform, within, post_id)
    for key, field in (("repost_key", "repost_of"), ("quote_key", "quote_of"), ("reply_key", "reply_to")):
        found[key] = post_keys(platform, within, _filled(of[field]))
    found["forward_key"] = author_keys(platform, _filled(of["forwarded_from"]))


def _counts(of: dict[str, Any]) -> Any:
    """Where short ids of posts are counted within the channel."""
    local = pc.is_in(of["platform"], value_set=pa.array(LOCAL_PLATFORMS))
    id_, handle = (
        pc.fill_null(pc.not_equal(of["channel_id"], of[f"author_{field}"]), True)
        for field in ("id", "handle")
    )
    return pc.or_(local, pc.and_(id_, handle)).to_numpy(zero_copy_only=False)


KINDS = {
    kind: ids.of_one(f"kind {kind}")
    for kind in ("account", "author", "revision", "post", "link", "domain", "hashtag", "hashtags", "media")
}


def _filled(column: Any) -> Any:
    """The column with null for what is empty."""
    return pc.if_else(pc.equal(column, ""), None, column)


def author_keys(platform: ids.Ids, names: Any) -> Any:
    """Accounts as others point at them: by platform and name; null for none."""
    return _known(names, ids.together(KINDS["author"], platform, ids.of_column(_spelled(names, folded))))


def post_keys(platform: ids.Ids, within: ids.Ids, values: Any) -> Any:
    """Posts as others point at them: by platform and id, short ids within the channel (`NOWHERE`: not so)."""
    if values.null_count == len(values):
        return values.cast(_BIG)
    if pc.any(pc.starts_with(values, "http", ignore_case=True)).as_py():
        values = _spelled(values, named_in)
    local = pc.fill_null(pc.match_substring_regex(values, _LOCAL), False).to_numpy(zero_copy_only=False)
    where = np.where(local, within, NOWHERE)
    return _known(values, ids.together(KINDS["post"], platform, where, ids.of_column(values)))


NOWHERE = ids.of_one("")
_LOCAL = rf"^[0-9]{{1,{LOCAL_DIGITS}}}$"


def named_in(value: str) -> str:
    """The id that an address of a post names (its last part with a digit), or the value itself."""
    if not addresses.is_web(value):
        return value
    parts = (addresses.canonical(value) or "").partition("?")[0].split("/")
    return next((part for part in reversed(parts[1:]) if re.search(r"\d", part)), value)


def _known(values: Any, numbers: ids.Ids) -> Any:
    """The numbers, with null where the value is null or empty."""
    return pa.array(numbers, mask=pc.is_null(_filled(values)).to_numpy(zero_copy_only=False))


def _spelled(column: Any, spelled: Callable[[str], str | None]) -> Any:
    """A column of strings, each in the spelling that a function gives, asked once for each different one."""
    coded = column.dictionary_encode()
    known = pa.array([each and spelled(each) for each in coded.dictionary.to_pylist()], pa.string())
    return known.take(coded.indices)


# --- links, tags, names, pictures --------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """A hashtag or a name as it is compared: NFKC, without case, signs and space at its ends."""
    if word.isascii():
        return word.translate(_SIGNS).lower().strip()
    plain = unicodedata.normalize("NFKC", word).translate(_SIGNS).casefold()
    return unicodedata.normalize("NFKC", plain).strip()


def _lists(of: dict[str, Any], found: dict[str, Any]) -> None:
    found["urls"] = _each(of["links"], addresses.canonical)
    found["domains"] = _each(found["urls"], addresses.domain)
    found["tags"] = _each(of["hashtags"], folded)
    found["handles"] = _each(of["mentions"], folded)
    for name, kind in (("url", "link"), ("domain", "domain"), ("tag", "hashtag")):
        words = found[f"{name}s"]
        found[f"{name}_ids"] = _like(words, ids.together(KINDS[kind], ids.of_column(words.flatten())))
    handles = found["handles"]
    platform = np.repeat(found["platform_ids"], _lengths(handles))
    handle_ids = ids.together(KINDS["author"], platform, ids.of_column(handles.flatten()))
    found["handle_ids"] = _like(handles, handle_ids)
    several = pc.if_else(
        pc.greater(found["tags"].value_lengths(), 1), pc.binary_join(found["tags"], " "), None
    )
    found["tags_id"] = _known(several, ids.together(KINDS["hashtags"], ids.of_column(several)))
    media = of["media"]
    if len(media.flatten()):
        keys = [
            [key for item in items if (key := media_key(item))] if items else []
            for items in media.to_pylist()
        ]
        media = pa.array(keys, _WORDS)
    else:
        media = pa.ListArray.from_arrays([0] * (len(media) + 1), pa.array([], pa.string()))
    found["media_ids"] = _like(media, ids.together(KINDS["media"], ids.of_column(media.flatten())))


def media_key(item: dict[str, str | None]) -> str | None:
    """What a picture or film is known by: its PDQ, else its SHA-256, else where it lies."""
    if item["pdq"]:
        return f"pdq:{item['pdq'].lower()}"
    if item["sha256"]:
        return f"sha256:{item['sha256'].lower()}"
    url = item["url"] and (addresses.canonical(item["url"]) if addresses.is_web(item["url"]) else None)
    return f"url:{url}" if url else None


def _lengths(lists: Any) -> Any:
    return lists.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)


def _each(lists: Any, spelled: Callable[[str], str | None]) -> Any:
    """Each list's words in one spelling, each once, without those that have none or are empty."""
    words = lists.flatten()
    if not len(words):
        return pa.ListArray.from_arrays([0] * (len(lists) + 1), pa.array([], pa.string()))
    known = _filled(_spelled(words, spelled))
    lengths = _lengths(lists)
    if lengths.max() > 1 or known.null_count:
        values = iter(known.to_pylist())
        clean = [list(dict.fromkeys(w for _ in range(n) if (w := next(values)))) for n in lengths.tolist()]
        return pa.array(clean, _WORDS)
    return pa.ListArray.from_arrays(_offsets(lengths), known)


def _offsets(lengths: Any) -> Any:
    return pa.array(np.concatenate(([0], np.cumsum(lengths))), pa.int32())


def _like(lists: Any, numbers: ids.Ids) -> Any:
    """Numbers in lists as long as those."""
    lengths = _lengths(lists)
    return pa.ListArray.from_arrays(_offsets(lengths), pa.array(numbers[: int(lengths.sum())], _BIG))


# --- texts -------------------------------------------------------------------------------------


def _texts(of: dict[str, Any], found: dict[str, Any]) -> None:
    """Ids of the words; a repost says what another said, and has none."""
    own = pc.is_null(_filled(of["repost_of"])).to_numpy(zero_copy_only=False)
    coded = of["text"].dictionary_encode()
    said = fingerprints.words(coded.dictionary)
    places = coded.indices.to_numpy()
    text = fingerprints.text_ids(said)
    found["text_id"] = pa.array(text[places], mask=(text[places] == 0) | ~own)
    long = np.flatnonzero((said.length >= fingerprints.MIN_NEAR) & (text != 0))
    which = np.full(len(said.length), -1, np.int64)
    which[long] = np.arange(len(long))
    rows = fingerprints.bands(said, long)
    found["near_bands"] = fingerprints.as_lists(rows, np.where(own, which[places], -1))
