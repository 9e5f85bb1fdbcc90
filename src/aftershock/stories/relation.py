"""How does a copy relate to its story: original, copy, reprint, damaged, excerpt?"""

from __future__ import annotations

from collections.abc import Sequence

from aftershock.records import Match, Page, Relation, Variant
from aftershock.stories.collate import BREAKS_OFF, CUT
from aftershock.stories.insertions import SLUGS

# A copy with less than this share of the reading is a part of it.
EXCERPT = 0.6
# A first edition may lack what a later one added; what lacks more than this is rather a shortened copy.
SHORTENED = 0.1


def relations(
    pages: Sequence[Page],
    matches: Sequence[Sequence[Match]],
    variants: Sequence[Sequence[Variant]],
    length: int,
    base: int,
) -> tuple[Relation, ...]:
    """The relation of each member, in order; ``length`` is that of the reading, ``base`` leads it.

    At most one is the original: of those without a wound the first published, else the one that leads the
    reading. Datelines and signature lines are each outlet's own and make nothing of a copy.
    """
    found: list[Relation] = [_of(m, v, length) for m, v in zip(matches, variants, strict=True)]
    gone = [sum(len(v.reading) for v in _losses(own)) for own in variants]
    whole = [
        n
        for n, kind in enumerate(found)
        if kind != "excerpt" and not any(_is_wound(v) or v.note == BREAKS_OFF for v in variants[n])
    ]
    if whole:
        first = min(
            whole, key=lambda n: (gone[n] > SHORTENED * length, _published(pages[n]), gone[n], n != base, n)
        )
        found[first] = "original"
    return tuple(found)


def _published(page: Page) -> str:
    # A page without a date cannot be shown to be the first: it comes after every date. Nor can one that
    # bears a day alone, beside one of that day with its hour: each counts by when it stood there for sure.
    return (page.published.end or page.published.start if page.published else None) or "9999"


def _losses(variants: Sequence[Variant]) -> list[Variant]:
    gone = [v for v in variants if v.kind == "lost" or _is_wound(v) or v.note == BREAKS_OFF]
    return [v for v in gone if v.note not in SLUGS]


def _is_wound(variant: Variant) -> bool:
    return variant.scar or variant.note == CUT


def _of(matches: Sequence[Match], variants: Sequence[Variant], length: int) -> Relation:
    wounded = any(map(_is_wound, variants))
    if not wounded and sum(match.length for match in matches) < EXCERPT * length:
        return "excerpt"
    if _losses(variants):
        return "damaged"
    return "reprint" if any(v.note not in SLUGS for v in variants) else "copy"
