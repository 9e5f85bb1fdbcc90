"""Which pictures beside the posts do the posts speak of? Their hashes are put where the paths were alone.

Exports name pictures by a path beside the file (``photos/1.jpg``). A post keeps that path; what is known
of the picture there, SHA-256 and PDQ, is filled in where the export does not give it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from aftershock.media.pictures import Picture
from aftershock.records import Media, Post
from aftershock.store.batch import PostBatch

Known = Mapping[str, Picture]  # by the path as it stands in the posts


def by_folder(pictures: Known, files: Iterable[str]) -> dict[str, Known]:
    """For the folder of each file, the pictures in and under it as posts there name them."""
    return {
        folder: found for folder in set(map(posixpath.dirname, files)) if (found := _under(pictures, folder))
    }


def folder(file: str) -> str:
    """The folder that paths in a file begin at."""
    return posixpath.dirname(file)


def _under(pictures: Known, folder: str) -> dict[str, Picture]:
    """By their path from the folder, with and without ``./``."""
    found: dict[str, Picture] = {}
    for name, picture in pictures.items():
        if not folder or name.startswith(f"{folder}/"):
            path = posixpath.relpath(name, folder or ".")
            found[path] = found[f"./{path}"] = picture
    return found


def filled(posts: Iterable[Post | PostBatch], known: Known) -> Iterator[Post | PostBatch]:
    """The same posts, their media with the hashes that are known."""
    for each in posts:
        if not known:
            yield each
        elif isinstance(each, PostBatch):
            yield PostBatch(capture=each.capture, table=_table(each.table, known))
        elif any(medium.url in known for medium in each.media):
            yield replace(each, media=tuple(_medium(medium, known) for medium in each.media))
        else:
            yield each


def _medium(medium: Media, known: Known) -> Media:
    picture = known.get(medium.url or "")
    if picture is None:
        return medium
    return replace(medium, sha256=medium.sha256 or picture.sha256, pdq=medium.pdq or picture.pdq)


def _table(table: Any, known: Known) -> Any:
    """The same by columns: lists of media are taken apart, filled, and put together again."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place = table.schema.get_field_index("media")
    column = table.column(place).combine_chunks()
    flat = column.flatten()
    at = pc.index_in(flat.field("url"), value_set=pa.array(list(known), pa.string()))
    if at.null_count == len(at):
        return table
    digests = pa.array([each.sha256 for each in known.values()], pa.string()).take(at)
    seen = pa.array([each.pdq for each in known.values()], pa.string()).take(at)
    values = {
        "sha256": pc.coalesce(flat.field("sha256"), digests),
        "pdq": pc.coalesce(flat.field("pdq"), seen),
    }
    kinds = list(flat.type)
    media = pa.StructArray.from_arrays(
        [values.get(kind.name, flat.field(kind.name)) for kind in kinds], fields=kinds
    )
    lengths = pc.fill_null(pc.list_value_length(column), 0)
    ends = pc.cumulative_sum(lengths)
    offsets = pa.concat_arrays([pa.array([0], ends.type), ends]).cast(pa.int32())
    lists = pa.ListArray.from_arrays(offsets, media, type=column.type, mask=column.is_null())
    return table.set_column(place, table.schema.field(place), lists)
