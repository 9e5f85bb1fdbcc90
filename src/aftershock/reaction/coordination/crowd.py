"""When do others act on the same object? What one visible post, link or tag draws from everybody (shared
stimulus)

For each action: how many others acted on the object within the window (near) and within the hour (far). Their
ratio is the chance that somebody who acts on it in that hour does so within the window, with nobody's
arrangement: two thirds in the first minutes of a push message, a sixtieth in the slow hours after. Where few
others acted, the ratio of all objects at the same age stands in, as a prior worth ``PRIOR`` others. It is
never taken below what an even spread over the hour gives (null B).

The accounts that are looked at are left out of their own crowd: a group must not hide behind itself (`own`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aftershock.reaction.coordination.join import on_one_line
from aftershock.reaction.coordination.stream import MILLI, Floats, Ints, Stream

HORIZON = 3600.0  # seconds around an action in which it might as well have happened
PRIOR = 5.0
_AGES = 24  # doublings of minutes since the object's first action


@dataclass(frozen=True, eq=False)
class Crowd:
    """For each action of a stream the others within the window and the horizon, and the prior of its age."""

    near: Ints
    far: Ints
    prior: Floats
    even: float

    def chance(self, places: Ints, near: Ints | float = 0, far: Ints | float = 0) -> Floats:
        """The chance to act within the window, ``near`` and ``far`` of the others left out."""
        ratio = (self.near[places] - near + PRIOR * self.prior[places]) / (self.far[places] - far + PRIOR)
        found: Floats = np.clip(ratio, self.even, 1.0)
        return found


def even_share(window: float, grid: int) -> float:
    """Null B's w = (2W + 1) / (2H + 1), in steps of the times that occur."""
    return float((2 * (int(window * MILLI) // grid) + 1) / (2 * (int(HORIZON * MILLI) // grid) + 1))


def crowd(stream: Stream, window: float, label: Ints | None = None) -> Crowd:
    """What others do around each action; the stream without an account's repeats within the window.

    ``label``: what accounts of one community do to each other is no part of what is usual at an age.
    """
    even = even_share(window, stream.grid)
    if not len(stream):
        none = np.zeros(0, dtype=np.int64)
        return Crowd(none, none, np.zeros(0), even)
    near = around(stream.object, stream.t, window) - 1
    far = around(stream.object, stream.t, HORIZON) - 1
    starts = np.flatnonzero(np.diff(stream.object, prepend=-1))
    born = np.repeat(stream.t[starts], np.diff(np.append(starts, len(stream))))
    age = np.minimum(np.log2((stream.t - born) / (60 * MILLI) + 1.0).astype(np.int64), _AGES - 1)
    others_near, others_far = near, far
    if label is not None:
        mine = own(stream, label, window)
        others_near, others_far = near - mine.near, far - mine.far
    shared = others_far > 0
    total = np.bincount(age[shared], weights=others_near[shared] / others_far[shared], minlength=_AGES)
    many = np.bincount(age[shared], minlength=_AGES)
    # an age of which little is known leans on the even spread
    usual = (total + PRIOR * even) / (many + PRIOR)
    return Crowd(near, far, np.maximum(usual, even)[age], even)


def around(group: Ints, t: Ints, window: float) -> Ints:
    """How many of a group lie within the window on either side of each (itself too); sorted by (group, t)."""
    reach = int(window * MILLI)
    line = on_one_line(group, t, reach)
    after = np.searchsorted(line, line + reach, side="right")
    return np.asarray(after - np.searchsorted(line, line - reach, side="left"), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Own:
    """For each action, how many of its account's own community are within window and horizon (itself not)."""

    near: Ints
    far: Ints


def fellows_near(stream: Stream, label: Ints, owner: Ints, window: float) -> Ints:
    """How many of its account's community, and not of its owner, are within the window of each action."""
    near = own(stream, label, window).near
    several = (np.bincount(owner, minlength=len(owner))[owner] > 1) & (label >= 0)
    return near - own(stream, np.where(several, owner, -1), window).near


def own(stream: Stream, label: Ints, window: float) -> Own:
    """What an account's own community does around each action; 0 for accounts in none (label -1)."""
    near, far = np.zeros(len(stream), dtype=np.int64), np.zeros(len(stream), dtype=np.int64)
    of = label[stream.account]
    place = np.flatnonzero(of >= 0)
    if not len(place):
        return Own(near, far)
    cell = stream.object[place] * (int(label.max()) + 1) + of[place]
    order = np.argsort(cell, kind="stable")  # the stream is in order of time within an object
    _, group = np.unique(cell[order], return_inverse=True)
    t = stream.t[place][order]
    near[place[order]] = around(group, t, window) - 1
    far[place[order]] = around(group, t, HORIZON) - 1
    return Own(near, far)
