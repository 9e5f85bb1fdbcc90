"""What was set aside, and why?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from aftershock.errors import CaseDamaged
from aftershock.records import Reject
from aftershock.store import layout
from aftershock.text import canonical_json


def read(root: Path) -> tuple[Reject, ...]:
    """The rejects of a case; raises CaseDamaged naming the line that cannot be read."""
    path = root / layout.REJECTS
    lines = path.read_bytes().splitlines() if path.is_file() else []
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(msgspec.json.decode(line, type=Reject))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CaseDamaged(
                "this line is no reject",
                where=layout.REJECTS,
                line=number,
                next_step="The file is derived: delete it and run the case again",
            ) from error
    return tuple(found)


def merge(had: Iterable[Reject], found: Mapping[str, Iterable[Reject]]) -> bytes:
    """The file's bytes when the rejects of the named files are replaced."""
    kept = [reject for reject in had if reject.file not in found]
    kept += [reject for rejects in found.values() for reject in rejects]
    kept.sort(key=lambda reject: (reject.file, reject.line, reject.cause))
    return b"".join(canonical_json(reject) + b"\n" for reject in kept)
