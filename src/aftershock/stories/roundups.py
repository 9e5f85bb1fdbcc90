"""Which texts are round-ups: pages that carry several other stories?

A round-up resembles each of its parts and would glue them together; it is kept apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aftershock.stories.fingerprints import Fingerprint, shared

# Half of a part's triples, or a third of a lead's, stand in a round-up; a chance likeness has far fewer.
MIN_PART = 0.3
# Parts are different stories where they share next to nothing with each other.
MAX_BETWEEN_PARTS = 0.1
# A part is a fair share of the round-up (else it is a quotation), but never nearly all of it.
MIN_SHARE, MAX_SHARE = 0.08, 0.75


def roundups(prints: Sequence[Fingerprint], scores: Mapping[tuple[int, int], float]) -> frozenset[int]:
    """The numbers of texts that contain at least two others which have nothing to do with each other."""
    near: dict[int, list[int]] = {}
    for i, j in scores:
        near.setdefault(i, []).append(j)
        near.setdefault(j, []).append(i)
    found = set()
    for whole, others in near.items():
        parts = [part for part in sorted(others) if _is_part(prints[part], prints[whole])]
        if any(
            shared(prints[one].triples, prints[two].triples)
            <= MAX_BETWEEN_PARTS * min(len(prints[one].triples), len(prints[two].triples))
            for number, one in enumerate(parts)
            for two in parts[number + 1 :]
        ):
            found.add(whole)
    return frozenset(found)


def _is_part(part: Fingerprint, whole: Fingerprint) -> bool:
    both = shared(part.triples, whole.triples)
    if both < MIN_PART * len(part.triples):
        return False
    return MIN_SHARE * len(whole.triples) <= both <= MAX_SHARE * len(whole.triples)
