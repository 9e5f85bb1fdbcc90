"""What finds ten thousand phrases at once, and patterns in linear time? Libraries of the extra `shield`."""

from __future__ import annotations

from aftershock.errors import ExtraMissing

try:
    import re2
    from ahocorasick_rs import AhoCorasick, BytesAhoCorasick
except ImportError:
    raise ExtraMissing("shield", what_for="the filter") from None

__all__ = ["AhoCorasick", "BytesAhoCorasick", "re2"]
