"""Is it what was kept of a picture? Its hashes, as `media.pictures` writes them: no page and no post."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aftershock.records import Capture
from aftershock.sources.head import Head
from aftershock.sources.raw import Found
from aftershock.sources.source import Source

MEDIA_TYPE = "application/vnd.aftershock.picture+json"


def matches(head: Head) -> bool:
    """Whether it begins as the hashes of a picture do."""
    return head.text.startswith('{"format":"aftershock-picture"')


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """Nothing: the hashes are looked up by the posts that speak of the picture."""
    yield from ()


source = Source(name="picture-hash", media_type=MEDIA_TYPE, version="1", matches=matches, read=read)
