"""Is it a baseline that another team shares? Recognised here; what is in it is checked where it is used.

Past reactions as aggregates: no page, no post, no channel comes out of it. `reaction.shared`
reads it and knows what may stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from aftershock.records import Capture
from aftershock.sources.head import Head
from aftershock.sources.raw import Found
from aftershock.sources.source import Source

MEDIA_TYPE = "application/vnd.aftershock.baseline+json"
_FORMAT = re.compile(r'\{\s*"format"\s*:\s*"aftershock-baseline"')


def matches(head: Head) -> bool:
    """Whether a file says at its beginning that it is one."""
    return _FORMAT.match(head.text.lstrip()) is not None


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """Nothing: a baseline has no documents and no posts."""
    yield from ()


source = Source(name="shared-baseline", media_type=MEDIA_TYPE, version="1", matches=matches, read=read)
