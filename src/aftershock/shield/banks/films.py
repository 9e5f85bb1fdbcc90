"""Of which known films is a part in these key frames, however it was cut anew?

Each frame votes for the films that hold a frame like it. A film is found where enough different frames of it
are seen and most of them in its own order: pictures that many films share (a black screen, a channel's
sign) do not make a film, and a clip that was shortened, or put together in another order, still has runs
in order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aftershock.shield.banks.pictures import Pictures

# Different frames of one film that must be seen; a film of fewer must be seen whole.
FRAMES = 3
# Of the frames seen, the share that must stand in the film's order (in runs).
IN_ORDER = 0.5
# A frame that stands in more films than this is everybody's.
CROWD = 50


def matches(
    pictures: Pictures, frame_at: NDArray[np.uint32], frames: Sequence[bytes]
) -> list[tuple[int, float]]:
    """Rows of films with the share of the asked frames that are theirs, largest first."""
    seen: dict[int, list[tuple[int, int]]] = {}
    for asked_at, frame in enumerate(frames):
        places = pictures.find(frame)
        rows: dict[int, int] = {}
        for place, _ in places:
            rows.setdefault(int(pictures.row[place]), int(frame_at[place]))
        if len(rows) <= CROWD:
            for row, at in rows.items():
                seen.setdefault(row, []).append((asked_at, at))
    found = []
    for row, pairs in seen.items():
        different = len({at for _, at in pairs})
        length = int((pictures.row == row).sum()) if different < FRAMES else FRAMES
        if different < min(FRAMES, length) or length < 2:
            continue
        if in_order([at for _, at in pairs]) >= max(2, IN_ORDER * different):
            found.append((row, len(pairs) / len(frames)))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def in_order(places: Sequence[int]) -> int:
    """The length of the longest rising run of places, others left out (patience sorting)."""
    tops: list[int] = []
    for place in places:
        at = bisect_left(tops, place)
        tops[at : at + 1] = [place]
    return len(tops)
