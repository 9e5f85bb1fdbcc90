"""Which pieces are made posts put together from? Read from ``data/stand_ins.toml``, which is all neutral."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from aftershock.records import Record


class Talk(Record, frozen=True, kw_only=True):
    """The pieces of an ordinary post in one language, in their order."""

    opening: tuple[str, ...]
    middle: tuple[str, ...]
    ending: tuple[str, ...]


class Phrases(Record, frozen=True, kw_only=True):
    """All pieces by language; ``tones`` by language and tone."""

    places: tuple[str, ...]
    talk: dict[str, Talk]
    tones: dict[str, dict[str, tuple[str, ...]]]


@cache
def phrases() -> Phrases:
    """The tables, read once."""
    data = resources.files("aftershock.data").joinpath("stand_ins.toml").read_bytes()
    return msgspec.toml.decode(data, type=Phrases)
