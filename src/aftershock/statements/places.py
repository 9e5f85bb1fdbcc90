"""Which place is named, which of several of that name, and how exactly is it known?

A table of our own (`data/places.tsv`): countries, capitals, first-order regions, cities, disputed places.
Of several places of one name the text decides: what stands right beside the name, then the country that the
text speaks of most, then rank and population. A passage without a listed place has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.statements.folding import Token, tokens

COLUMNS = ("name", "kind", "country", "population", "other_names", "note", "source")
Kind = Literal["country", "capital", "region", "city", "territory", "area"]
Precision = Literal["venue", "city", "region", "country", "area", "unknown"]

# Of two places of one name, with nothing else to go by: the state, the capital, then by people.
_RANK = {"country": 5, "capital": 4, "territory": 3, "area": 3, "city": 2, "region": 2}
_PRECISION: dict[str, Precision] = {
    "country": "country", "capital": "city", "city": "city", "region": "region", "territory": "region",
    "area": "area",
}  # fmt: skip
SMALL = 250_000
# Names that are also words, first names or surnames: taken for a place only behind a word of place, or with
# their country beside them.
_WORDS = frozenset((
    "acre", "alexandria", "allen", "angers", "aurora", "austin", "bali", "barcelona", "batman", "bay",
    "belem", "bender", "bethlehem", "bo", "bol", "bolton", "bor", "boulder", "chad", "charlotte",
    "columbus", "constantine", "cork", "cuba", "dakota", "darwin", "dayton", "delaware", "derby",
    "durham", "engels", "essen", "florence", "georgia", "goa", "halifax", "hamilton", "henderson",
    "hidalgo", "hit", "hobart", "hull", "indiana", "irvine", "isan", "jackson", "java", "jordan",
    "kara", "kent", "kerch", "kingston", "kirov", "leon", "levant", "lexington", "lima", "lincoln",
    "lod", "london", "magdalena", "maine", "male", "marche", "mary", "melbourne", "merida", "mesa",
    "meta", "miranda", "moscow", "nancy", "natal", "nazareth", "nelson", "newcastle", "nice", "norfolk",
    "orlando", "ouest", "para", "paris", "perm", "perth", "raleigh", "reading", "regina", "rochester",
    "rosario", "salamanca", "sale", "salt", "salvador", "same", "san fernando", "santa cruz",
    "santander", "seno", "sham", "split", "sucre", "sydney", "tripoli", "troy", "tula", "uri",
    "valencia", "van", "victoria", "virginia", "wah", "wales", "wana", "wellington",
))  # fmt: skip
# ... but these stand for the place nearly always, words though they are.
_SAFE = frozenset((
    "alexandria", "bali", "barcelona", "cuba", "delaware", "georgia", "indiana", "java", "lima",
    "london", "maine", "melbourne", "moscow", "paris", "sydney", "tripoli", "valencia", "virginia",
    "wales",
))  # fmt: skip
_PLACED = re.compile(
    r"(?:\b(?:in|at|near|from|to|of|around|outside|inside|across|for|through|into|north|south|east|west|city|town"
    r"|capital|province|region)|,)\s+\Z",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\A(?:,|\s+in|\s*\()\s+?\(?")
_SURNAME = re.compile(r"\A\s+[A-Z][a-z]+")
# A text names a country often before it decides: once is a mention in passing.
_FAR = 400


class Place(Record, frozen=True, kw_only=True):
    """A place of the table; ``country`` is its ISO 3166 code of two letters, empty for what no state holds.

    ``note`` says what is disputed; ``population`` is rounded and serves as a rank only.
    """

    name: str
    kind: Kind
    country: str
    source: str
    population: int = 0
    names: tuple[str, ...] = ()
    note: str = ""

    @property
    def precision(self) -> Precision:
        """How exactly the name tells where: city, region, country, area of several states."""
        return _PRECISION[self.kind]


class PlaceMention(Record, frozen=True, kw_only=True):
    """A place's name at ``start:end`` (code points, end exclusive): one of ``among`` so named, and why."""

    start: int
    end: int
    place: Place
    among: int = 1
    by: Literal["name", "beside", "text", "rank"] = "name"


@cache
def load() -> Mapping[tuple[str, ...], tuple[Place, ...]]:
    """The places of ``data/places.tsv`` by folded name, the first in rank first.

    Raises InputError with the line that is off.
    """
    found: dict[tuple[str, ...], list[Place]] = {}
    lines = resources.files("aftershock.data").joinpath("places.tsv").read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or line == "\t".join(COLUMNS):
            continue
        place = _row(line, number)
        for name in dict.fromkeys((place.name, *place.names)):
            key = tuple(token.key for token in tokens(name))
            if place not in found.setdefault(key, []):
                found[key].append(place)
    small = {
        p.country for places in found.values() for p in places if p.kind == "country" and p.population < SMALL
    }
    return {
        key: tuple(sorted(places, key=lambda place: _by_rank(place, place.country in small)))
        for key, places in found.items()
    }


def _row(line: str, number: int) -> Place:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS) or cells[1] not in _RANK or (cells[3] and not cells[3].isdigit()):
        raise InputError(
            f"{len(cells)} columns, kind {cells[1] if len(cells) > 1 else ''!r}",
            where="data/places.tsv",
            line=number,
            next_step=f"Write {', '.join(COLUMNS)}, parted by tabs",
        )
    name, kind, country, population, others, note, source = cells
    return Place(
        name=name,
        kind=kind,  # type: ignore[arg-type]  # asked above
        country=country,
        source=source,
        population=int(population or 0),
        names=tuple(filter(None, others.split("|"))),
        note=note,
    )


def _by_rank(place: Place, small: bool) -> tuple[int, int, str, str]:
    # Where a capital bears its country's name (Singapore), the country is meant. The capital of a small
    # island is no likelier than a large city of its name.
    rank = _RANK["city"] if small and place.kind == "capital" else _RANK[place.kind]
    return -rank, -place.population, place.name, place.country


def find(text: str) -> tuple[PlaceMention, ...]:
    """The listed places of a text, in order, longest first; a name needs its capital letter."""
    hits = list(_hits(text))
    told = Counter(
        country
        for _, _, places in hits
        if len(countries := {p.country for p in places}) == 1
        for country in countries
    )
    mentions: list[PlaceMention] = []
    for at, (start, end, places) in enumerate(hits):
        chosen = _chosen(text, hits, at, told)
        if chosen is not None:
            place, by = chosen
            mentions.append(PlaceMention(start=start, end=end, place=place, among=_countries(places), by=by))
    return tuple(mentions)


Hit = tuple[int, int, tuple[Place, ...]]


def _hits(text: str) -> Iterator[Hit]:
    places = load()
    longest = max(len(key) for key in places)
    listed = tuple(tokens(text))
    at = 0
    while at < len(listed):
        found = _at(text, listed, at, longest)
        if found is not None:
            yield found[0]
        at += found[1] if found else 1


def _at(text: str, listed: Sequence[Token], at: int, longest: int) -> tuple[Hit, int] | None:
    if not text[listed[at].start].isupper() and listed[at].key != "al":
        return None
    for length in range(min(longest, len(listed) - at), 0, -1):
        run = listed[at : at + length]
        places = load().get(tuple(token.key for token in run))
        if places and all(token.joined and not token.owned for token in run[1:]):
            if length == 1 and not text[run[0].start].isupper():
                return None
            return (run[0].start, run[-1].end, places), length
    return None


def _countries(places: Sequence[Place]) -> int:
    return len({(place.country, place.name) for place in places})


def _chosen(
    text: str, hits: Sequence[Hit], at: int, told: Counter[str]
) -> tuple[Place, Literal["name", "beside", "text", "rank"]] | None:
    """The place that is meant, and by what it was chosen; None where the name is a word or a person here."""
    start, end, places = hits[at]
    beside = _beside(text, hits, at)
    if beside:
        fitting = [
            place for place in places if place.country in beside and place.kind not in ("country", "area")
        ]
        if fitting:
            return fitting[0], "beside" if _countries(places) > 1 else "name"
    folded = " ".join(token.key for token in tokens(text[start:end]))
    if _SURNAME.match(text[end : end + 20]) and folded in _WORDS:
        return None
    if folded in _WORDS - _SAFE and not _PLACED.search(text[max(0, start - 20) : start]):
        return None
    if _countries(places) == 1:
        return places[0], "name"
    if places[0].kind == "country":
        return places[0], "rank"
    ranked = sorted(places, key=lambda place: -told[place.country])
    if told[ranked[0].country] > told[places[0].country]:
        return ranked[0], "text"
    return places[0], "rank"


def _beside(text: str, hits: Sequence[Hit], at: int) -> set[str]:
    """The countries of the place named right behind: "Tripoli, Lebanon"; "Birmingham in Alabama"."""
    if at + 1 >= len(hits):
        return set()
    _, end, _ = hits[at]
    start, _, places = hits[at + 1]
    between = text[end:start]
    if not re.fullmatch(r"(?:,|,? in(?: the)?| \(|, the)\s*", between):
        return set()
    return {place.country for place in places if place.kind in ("country", "region", "territory")}


def lookup(name: str) -> tuple[Place, ...]:
    """The places that a name alone may mean, the first in rank first; empty where none is listed."""
    return load().get(tuple(token.key for token in tokens(name)), ())


def within(part: str, whole: str) -> bool:
    """Whether one name is a place inside another: a city or region in its country."""
    for inner in lookup(part):
        for outer in lookup(whole):
            if outer.kind == "country" and inner.kind != "country" and inner.country == outer.country:
                return True
    return False


@cache
def _venues() -> Mapping[str, str]:
    text = resources.files("aftershock.data").joinpath("lexicons", "venue_kinds.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:] if line and not line.startswith("#")]
    return {row[0]: row[1] for row in rows}


def venue_kind(name: str) -> str | None:
    """What kind of venue a name says it is, by its last word ("Marrow Hall"); None where it says none."""
    words = name.casefold().split()
    return _venues().get(words[-1]) if len(words) > 1 else None


def precision(name: str) -> Precision:
    """How exactly a place name tells where; "unknown" where the table does not have it."""
    if venue_kind(name):
        return "venue"
    listed = lookup(name)
    return listed[0].precision if listed else "unknown"
