"""Is this original small enough to be one document? Pages, feeds and texts are read as a whole."""

from __future__ import annotations

from pathlib import Path

from aftershock.records import Capture, Reject
from aftershock.sources.raw import refused

# The longest books have some 10 MB; what is larger is a dump, and would be held in memory several times.
MAX_DOCUMENT = 32 * 1024 * 1024


def read_whole(original: Path, capture: Capture) -> bytes | Reject:
    """The bytes of a document, or why they are not read."""
    try:
        with original.open("rb") as file:
            data = file.read(MAX_DOCUMENT + 1)
    except OSError as error:
        cause = f"the original cannot be read ({error.strerror})"
        return refused(capture, cause, "Check that it exists and its permissions")
    if len(data) > MAX_DOCUMENT:
        cause = f"larger than {MAX_DOCUMENT // 1024 // 1024} MB, too long for one document"
        return refused(capture, cause, "Split it into its documents and add those")
    return data
