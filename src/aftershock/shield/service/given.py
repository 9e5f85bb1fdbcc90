"""Which posts does somebody hand to a verb? One JSON object a line: as the service takes them, or the
contract's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.shield.verdict import Item


class _Medium(Record, frozen=True, kw_only=True):
    sha256: str | None = None
    pdq: str | None = None


class _Line(Record, frozen=True, kw_only=True):
    """Fields of both shapes; what is missing is made up from the line's number."""

    platform: str = "stdin"
    id: str = ""
    post_id: str = ""
    revision: int = 0
    text: str = ""
    channel: str = ""
    channel_id: str = ""
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    film: tuple[str, ...] = ()
    media: tuple[_Medium, ...] = ()
    signals: dict[str, float | bool | None] = {}  # noqa: RUF012  never written to


_decode = msgspec.json.Decoder(_Line).decode


def items(lines: Iterable[bytes], file: str = "stdin", *, first: int = 1) -> Iterator[Item]:
    """The posts in their order; raises InputError with the line that is none. ``first``: its number."""
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        try:
            row = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            said = f"not a post: {error}"
            raise InputError(said, where=file, line=number, next_step="One JSON object a line") from error
        yield Item(
            platform=row.platform,
            id=row.id or row.post_id or str(number),
            revision=row.revision,
            text=row.text,
            channel=row.channel or row.channel_id,
            links=row.links,
            files=row.files + tuple(each.sha256 for each in row.media if each.sha256),
            pictures=row.pictures + tuple(each.pdq for each in row.media if each.pdq),
            film=row.film,
            signals=row.signals,
        )
