"""Which place is named? A small table of our own: countries and their capitals.

Cities below the capital, regions and venues are not in it: a passage without a listed place has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.statements.folding import tokens

COLUMNS = ("name", "kind", "country", "population", "source")


class Place(Record, frozen=True, kw_only=True):
    """A country or a capital; ``country`` is the ISO 3166 code of two letters."""

    name: str
    kind: str
    country: str
    source: str


class PlaceMention(Record, frozen=True, kw_only=True):
    """A place's name at ``start:end`` (code points, end exclusive)."""

    start: int
    end: int
    place: Place


@cache
def load() -> Mapping[tuple[str, ...], Place]:
    """The places of ``data/places.tsv`` by their folded name; raises InputError with the line that is off."""
    found: dict[tuple[str, ...], Place] = {}
    lines = resources.files("aftershock.data").joinpath("places.tsv").read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or line == "\t".join(COLUMNS):
            continue
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise InputError(
                f"{len(cells)} columns, not {len(COLUMNS)}",
                where="data/places.tsv",
                line=number,
                next_step="Part the columns by tabs",
            )
        name, kind, country, _, source = cells
        key = tuple(token.key for token in tokens(name))
        # Where a capital bears its country's name (Singapore), the country is meant.
        if key not in found or kind == "country":
            found[key] = Place(name=name, kind=kind, country=country, source=source)
    return found


def find(text: str) -> tuple[PlaceMention, ...]:
    """The listed places of a text, in order, longest first; a name needs its capital letter."""
    places = load()
    longest = max(len(key) for key in places)
    listed = tuple(tokens(text))
    mentions: list[PlaceMention] = []
    at = 0
    while at < len(listed):
        step = 1
        for length in range(min(longest, len(listed) - at), 0, -1):
            run = listed[at : at + length]
            place = places.get(tuple(token.key for token in run))
            whole = all(token.joined and not token.owned for token in run[1:])
            if place is not None and whole and text[run[0].start].isupper():
                mentions.append(PlaceMention(start=run[0].start, end=run[-1].end, place=place))
                step = length
                break
        at += step
    return tuple(mentions)
