"""How does a copy relate to its story: original, copy, reprint, damaged, excerpt?"""

from __future__ import annotations

from collections.abc import Sequence

from aftershock.records import Match, Page, Relation, Variant
from aftershock.stories.collate import CUT

# A copy with less than this share of the reading is a part of it.
EXCERPT = 0.6


def relations(
    pages: Sequence[Page],
    matches: Sequence[Sequence[Match]],
    variants: Sequence[Sequence[Variant]],
    length: int,
    base: int,
) -> tuple[Relation, ...]:
    """The relation of each member, in order; ``length`` is that of the reading, ``base`` leads it.

    At most one is the original: of the sound ones the first published, else the one that leads the reading.
    """
    found: list[Relation] = [_of(m, v, length) for m, v in zip(matches, variants, strict=True)]
    sound = [n for n, relation in enumerate(found) if relation in ("copy", "reprint")]
    if sound:
        first = min(sound, key=lambda n: (_published(pages[n]), n != base, n))
        found[first] = "original"
    return tuple(found)


def _published(page: Page) -> str:
    # A page without a date cannot be shown to be the first: it comes after every date.
    return (page.published.start if page.published else None) or "9999"


def _of(matches: Sequence[Match], variants: Sequence[Variant], length: int) -> Relation:
    lost = [v for v in variants if v.kind == "lost" or v.scar or v.note == CUT]
    wounded = any(v.scar or v.note == CUT for v in lost)
    if not wounded and sum(match.length for match in matches) < EXCERPT * length:
        return "excerpt"
    if lost:
        return "damaged"
    return "reprint" if variants else "copy"
