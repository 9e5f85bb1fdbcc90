"""By which digests does a table say that pictures are known? SHA-256 and PDQ, in columns of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from aftershock.records import Media

_DIGEST = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)


def digest(value: str | None) -> str | None:
    """A digest of 256 bits, as SHA-256 and PDQ both are, in 64 hexadecimal digits; None for anything else."""
    return value.lower() if value and _DIGEST.fullmatch(value) else None


def known_by(media: Iterable[Media], sha256: Sequence[str], pdq: Sequence[str]) -> tuple[Media, ...]:
    """The media with the digests given: each at its place where there are as many, else as media of their
    own. What is no digest is passed over; what a medium already has stays."""
    found = list(media)
    for field, values in (("sha256", sha256), ("pdq", pdq)):
        given = [digest(value) for value in values]
        if len(given) != len(found):
            found += [Media(type="unknown", **{field: each}) for each in given if each]
            continue
        found = [
            replace(medium, **{field: getattr(medium, field) or each})
            for medium, each in zip(found, given, strict=True)
        ]
    return tuple(found)
