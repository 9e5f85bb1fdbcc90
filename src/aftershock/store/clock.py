"""What time is it, in the words of the records?"""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """This moment, UTC, to the second, as ISO 8601 that ends in ``Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
