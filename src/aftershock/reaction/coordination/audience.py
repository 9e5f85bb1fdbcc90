"""Which sources does a group follow: whose posts do several of it pass on, again and again? (shared audience)

People who follow the same ten channels meet on every one of them, soon after it posts, without a word between
them: ten triggers, and one reason. A source that is not of the group, on whose things members came together
`REPEATED` times, is one that they follow. What members do with it is left out where it is asked whether they
met beyond their audience: of pairs, and of groups in a second test. A group that does not hold up without it
is not told apart from an audience. One that picks its sources once each is not touched.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aftershock.reaction.coordination.co_timing import distinct
from aftershock.reaction.coordination.crowd import own
from aftershock.reaction.coordination.layers import Layer
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.stream import MILLI, Flags, Ints, Stream

# Things of one source that a community comes together on. Twice is chance among popular sources.
REPEATED = 3


def sources(stream: Stream) -> Ints:
    """The source of each action, numbers of the stream's own; -1 where it is not known."""
    known = np.where(stream.trigger < 0, -1 - stream.trigger, -1)
    # a forward's object is the channel that it came from, whether that is in the data or not
    return np.where(known < 0, stream.object + len(stream.known), known) if _forwards(stream) else known


def followed(stream: Stream, label: Ints, settings: Settings) -> Flags:
    """The actions of a community's accounts (``label`` >= 0) on sources that it follows."""
    of, source = label[stream.account], sources(stream)
    inside = (of >= 0) & (source >= 0) & ~_of_its_own(stream, label, of, source)
    place = np.flatnonzero(inside)
    none = np.zeros(len(stream), dtype=bool)
    if not len(place):
        return none
    met = own(stream, label, settings.windows[-1]).near[place] >= 1
    _, cell = np.unique(of[place] * (int(source.max()) + 1) + source[place], return_inverse=True)
    # the posts behind forwards are not known by name: those of two hours count as one
    thing = stream.t // int(settings.block * MILLI) if _forwards(stream) else stream.object
    times = distinct(cell[met], thing[place][met], int(cell.max()) + 1)
    none[place] = times[cell] >= REPEATED
    return none


def _forwards(stream: Stream) -> bool:
    return stream.trace == "forward"


def _of_its_own(stream: Stream, label: Ints, of: Ints, source: Ints) -> Flags:
    """Whether a source is an account of the community itself: who goes first is no channel."""
    account = np.append(stream.known, -1)[np.where(source < len(stream.known), source, len(stream.known))]
    return np.asarray((account >= 0) & (label[account] == of), dtype=bool)


def apart(layer: Layer, label: Ints, settings: Settings) -> Layer:
    """The layer whose streams by owners lack what members did with the sources that they follow."""
    aside = [followed(once, label, settings) for once in layer.once]
    if not any(each.any() for each in aside):
        return layer
    kept = (once.where(~each) for once, each in zip(layer.once, aside, strict=True))
    return replace(layer, once=tuple(kept))


def beyond(layer: Layer, label: Ints, settings: Settings) -> Layer:
    """The layer without what pairs of one community did with the sources that it follows."""
    aside, seen = followed(layer.stream, label, settings), layer.seen
    if not aside.any():
        return layer
    kept = np.flatnonzero(~(aside[seen.first] & aside[seen.second]))
    return replace(
        layer,
        seen=type(seen)(
            seen.pair[kept], seen.object[kept], seen.first[kept], seen.second[kept], seen.dt[kept]
        ),
    )
