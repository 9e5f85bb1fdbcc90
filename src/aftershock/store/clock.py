"""What time is it, in the words of the records?"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import lru_cache


def now() -> str:
    """This moment, UTC, to the second, as ISO 8601 that ends in ``Z``."""
    return said(int(time.time()))


@lru_cache(maxsize=1)  # asked for every post, and the same for a whole second
def said(second: int) -> str:
    """A second since 1970, in the same words."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
