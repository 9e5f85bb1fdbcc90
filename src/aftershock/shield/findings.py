"""What was found in a post: hits, known items, context, and the passages that prove each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aftershock import addresses
from aftershock.records import FieldReceipt, Receipt
from aftershock.shield import context, normalise
from aftershock.shield.banks import grams
from aftershock.shield.banks.bank import Bank, Match
from aftershock.shield.context import Context
from aftershock.shield.patterns import Patterns
from aftershock.shield.phrases import Hit, Phrases
from aftershock.shield.score import Linear
from aftershock.shield.verdict import Item
from aftershock.text import sha256

_LINK = re.compile(r"https?://[^\s<>\"'“”«»]+", re.IGNORECASE)
_TAIL = ".,;:!?)]}…"
WHOLE = (0, -1)  # the place of a match that is the whole text


class Place(NamedTuple):
    """Where a known item was found: a stretch of the text, or a field of the post."""

    start: int = 0
    end: int = -1
    field: str = ""
    value: str = ""


class Glance(NamedTuple):
    """Many texts, looked at together: the numbers of those that need a look of their own.

    In the others there is no phrase, pattern or known text. ``odd`` are disguised, ``scores`` are of each.
    """

    closer: frozenset[int]
    odd: frozenset[int] = frozenset()
    scores: Sequence[float | None] = ()


class Found(NamedTuple):
    """Everything found in one post."""

    hits: tuple[Hit, ...]
    matches: tuple[tuple[Match, Place], ...]
    context: Context


def glance(
    texts: Sequence[str], phrases: Phrases, patterns: Patterns, bank: Bank | None, score: Linear | None
) -> Glance:
    """Look at many texts in single passes over all of them."""
    closer = {
        number for number, text in enumerate(texts) if len(text) > grams.MOST or normalise.BETWEEN in text
    }
    texts = ["" if number in closer else text for number, text in enumerate(texts)] if closer else texts
    many = normalise.look_many(texts)
    closer |= many.alone
    closer.update(phrases.among(many))
    if patterns.count:
        closer.update(number for number, text in enumerate(texts) if patterns.find(text))
    scores: Sequence[float | None] = (None,) * len(texts)
    if bank is not None or score is not None:
        prints = grams.Prints(many.letters, many.ends)
        if bank is not None:
            plain = [each.encode("utf-8", "surrogatepass") for each in normalise.plain_many(texts)]
            closer |= bank.perhaps(plain, many.whole.encode().split(b"\0")[:-1], prints)
        if score is not None:
            scores = score.of_many(prints)
    return Glance(frozenset(closer), many.odd, scores)


def links(item: Item) -> list[tuple[str, Place]]:
    """The links of a post in one spelling: those in the text with their place, and those handed over."""
    found: dict[str, Place] = {}
    if "://" in item.text:
        for match in _LINK.finditer(item.text):
            written = match[0].rstrip(_TAIL)
            spelled = addresses.canonical(written)
            if spelled:
                found.setdefault(spelled, Place(match.start(), match.start() + len(written)))
    for number, written in enumerate(item.links):
        spelled = addresses.canonical(written)
        if spelled and spelled not in found:
            found[spelled] = Place(field=f"links/{number}", value=written)
    return list(found.items())


def known(
    item: Item, bank: Bank, plain: str, folded: str, print_: grams.Print | None
) -> list[tuple[Match, Place]]:
    """Every known item in a post."""
    found: list[tuple[Match, Place]] = []
    if folded:
        found += [(match, Place()) for match in bank.text(plain, folded, print_)]
    return found + beside(item, bank)


def beside(item: Item, bank: Bank) -> list[tuple[Match, Place]]:
    """Every known link, file, picture and film in a post."""
    found: list[tuple[Match, Place]] = []
    if not (item.links or item.files or item.pictures or item.film or "://" in item.text):
        return found
    for spelled, place in links(item) if item.links or "://" in item.text else ():
        found += [(match, place) for match in bank.link(spelled)]
    for field, values, asked in (("files", item.files, bank.file), ("pictures", item.pictures, bank.picture)):
        for number, value in enumerate(values):
            found += [(match, Place(field=f"{field}/{number}", value=value)) for match in asked(value)]
    if item.film:
        place = Place(field="film", value=f"{len(item.film)} key frames")
        found += [(match, place) for match in bank.film(item.film)]
    return found


def read(item: Item, hits: tuple[Hit, ...], matches: Iterable[tuple[Match, Place]]) -> Found:
    """Hits and matches with their context. A text that is itself known has none: it is the thing."""
    places = tuple(matches)
    passages = [
        Hit(match.bank, match.item, place.start, place.end, match.how == "exact", match.adopted)
        for match, place in places
        if place.end > 0
    ]
    whole = any(place.end < 0 and not place.field for _, place in places)
    return Found(hits, places, Context(bare=hits) if whole else context.read(item.text, [*hits, *passages]))


def evidence(
    item: Item, found: Found, names: frozenset[str]
) -> tuple[tuple[Receipt | FieldReceipt, ...], tuple[str, ...]]:
    """The passages that make the signals of a rule true, in order, and the known items among them."""
    text_id = sha256(item.text)
    spans: dict[tuple[int, int], None] = {}
    fields: dict[FieldReceipt, None] = {}
    items: dict[str, None] = {}
    for hit in found.hits:
        for name in names:
            if _speaks_of(name, hit, found.context):
                spans[hit.start, hit.end] = None
    for match, place in found.matches:
        kind = (
            match.kind
            if match.kind in ("picture", "film")
            else {"exact": "known", "folded": "disguised"}.get(match.how, "near")
        )
        if match.adopted and f"{kind}.{match.bank}" in names:
            items[match.item] = None
            if place.field:
                fields[
                    FieldReceipt(capture=item.key, locator=place.field, field=match.kind, value=place.value)
                ] = None
            else:
                spans[place.start, place.end if place.end >= 0 else len(item.text)] = None
    if not spans and not fields and item.text:
        spans[0, len(item.text)] = None  # a score, a signal from outside: of the whole post
    passages = [
        Receipt(text=text_id, start=start, end=end, quote=item.text[start:end])
        for start, end in sorted(spans)
        if end > start
    ]
    return (*passages, *fields), tuple(items)


def _speaks_of(name: str, hit: Hit, of: Context) -> bool:
    kind, _, rest = name.partition(".")
    if kind not in ("phrase", "pattern") or not hit.adopted:
        return False
    listed, _, end = rest.partition(".")
    if listed != hit.list:
        return False
    return {"exact": hit.exact, "folded": not hit.exact, "bare": hit in of.bare}.get(end, True)
