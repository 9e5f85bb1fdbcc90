"""How do numbers become names again? The Arrow tables of a result: edges, their posts, the posts of
groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from aftershock.reaction.coordination.co_choice import unrepeated
from aftershock.reaction.coordination.crowd import fellows_near
from aftershock.reaction.coordination.search import Searched
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.stream import MILLI, Events, Flags, Ints, Stream
from aftershock.reaction.coordination.words import edge_words

_TYPES = {
    "edge": pa.int64(),
    "a": pa.string(),
    "b": pa.string(),
    "trace": pa.string(),
    "window": pa.float64(),
    "objects": pa.int64(),
    "observed": pa.int64(),
    "expected_choice": pa.float64(),
    "expected_even": pa.float64(),
    "expected_crowd": pa.float64(),
    "p_choice": pa.float64(),
    "p_even": pa.float64(),
    "p_crowd": pa.float64(),
    "p": pa.float64(),
    "q": pa.float64(),
    "q_all": pa.float64(),
    "group": pa.int64(),
    "through": pa.string(),
    "words": pa.string(),
}
EDGES = pa.schema(list(_TYPES.items()))
POSTS = pa.schema(
    [
        ("edge", pa.int64()),
        ("trace", pa.string()),
        ("object", pa.string()),
        ("post_a", pa.string()),
        ("post_b", pa.string()),
        ("trigger", pa.string()),
        ("t_a", pa.float64()),
        ("t_b", pa.float64()),
        ("seconds", pa.float64()),
    ]
)
GROUP_POSTS = pa.schema(
    [
        ("group", pa.int64()),
        ("trace", pa.string()),
        ("object", pa.string()),
        ("account", pa.string()),
        ("post", pa.string()),
        ("t", pa.float64()),
    ]
)


@dataclass(frozen=True, eq=False)
class _Chosen:
    """Places of a layer's pairs that are edges, the column of their best window, and through what."""

    place: Ints
    window: Ints
    p: np.ndarray
    q: np.ndarray
    group: Ints
    through: np.ndarray


def edge_tables(events: Events, found: Searched, settings: Settings) -> tuple[pa.Table, pa.Table]:
    """The edges and their posts: pairs below the level, and pairs that null A finds rare inside a group."""
    edges, posts, number = [], [], 0
    for index in range(len(found.layers)):
        chosen = _chosen(found, index, len(events.accounts), settings)
        numbers = np.arange(number, number + len(chosen.place))
        number += len(chosen.place)
        edges.append(_edges(events, found, index, chosen, numbers, settings))
        posts.append(_posts(events, found, index, chosen, numbers, settings))
    return (
        pa.concat_tables(edges) if edges else EDGES.empty_table(),
        pa.concat_tables(posts) if posts else POSTS.empty_table(),
    )


def _chosen(found: Searched, index: int, accounts: int, settings: Settings) -> _Chosen:
    layer, weighed = found.layers[index], found.weighed[index]
    at = np.searchsorted(found.judged.pair, layer.pair)
    p, q = found.judged.p[at], found.judged.q[at]
    a, b = np.divmod(layer.pair, accounts)
    label = found.stands
    together = (label[a] >= 0) & (label[a] == label[b])
    met = (weighed.counted >= np.asarray(settings.least)).any(axis=1)
    rare = (weighed.p_choice <= settings.loose).any(axis=1)
    place = np.flatnonzero(met & ((q <= settings.level) | (together & rare)))
    # the window that says most, among those in which they met often enough
    strict = np.maximum(weighed.p_even, weighed.p_crowd)[place]
    window = np.lexsort((weighed.p_choice[place].T, strict.T), axis=0)[0] if len(place) else place
    return _Chosen(
        place,
        window,
        p[place],
        q[place],
        np.where(together[place], label[a[place]], -1),
        np.where(q[place] <= settings.level, "pair", "group"),
    )


def _edges(
    events: Events, found: Searched, index: int, chosen: _Chosen, numbers: Ints, settings: Settings
) -> pa.Table:
    layer, weighed = found.layers[index], found.weighed[index]
    a, b = np.divmod(layer.pair[chosen.place], len(events.accounts))
    at = (chosen.place, chosen.window)
    window = np.asarray(settings.windows)[chosen.window] if len(chosen.place) else np.zeros(0)
    columns = {
        "edge": numbers,
        "a": events.accounts.take(pa.array(a)),
        "b": events.accounts.take(pa.array(b)),
        "trace": [layer.stream.trace] * len(numbers),
        "window": window,
        "objects": weighed.objects[at],
        "observed": weighed.counted[at],
        "expected_choice": layer.expected[at],
        "expected_even": weighed.even[at],
        "expected_crowd": np.maximum(weighed.even[at], weighed.crowd[at]),
        "p_choice": weighed.p_choice[at],
        "p_even": weighed.p_even[at],
        "p_crowd": weighed.p_crowd[at],
        "p": chosen.p,
        "q": chosen.q,
        "q_all": found.judged.q_all[np.searchsorted(found.judged.pair, layer.pair[chosen.place])],
        "group": pa.array(chosen.group, mask=chosen.group < 0),
        "through": chosen.through.tolist(),
        "words": edge_words(
            layer.stream.trace,
            weighed.objects[at],
            weighed.counted[at],
            window,
            weighed.crowd[at],
            layer.expected[at],
        ),
    }
    return pa.table({name: pa.array(columns[name], _TYPES[name]) for name in _TYPES})


def _posts(
    events: Events, found: Searched, index: int, chosen: _Chosen, numbers: Ints, settings: Settings
) -> pa.Table:
    layer = found.layers[index]
    edge = np.full(len(layer.pair), -1, dtype=np.int64)
    reach = np.zeros(len(layer.pair), dtype=np.int64)
    edge[chosen.place] = numbers
    reach[chosen.place] = [int(settings.windows[each] * MILLI) for each in chosen.window.tolist()]
    seen = layer.seen
    rows = np.flatnonzero((edge[seen.pair] >= 0) & (seen.dt <= reach[seen.pair]))
    first, second = seen.first[rows], seen.second[rows]
    return pa.table(
        {
            "edge": edge[seen.pair[rows]],
            "trace": pa.array([layer.stream.trace] * len(rows), pa.string()),
            "object": _objects(events, layer.stream, first),
            "post_a": _names(events, layer.stream, first),
            "post_b": _names(events, layer.stream, second),
            "trigger": pa.array([str(each) for each in layer.stream.trigger[first].tolist()], pa.string()),
            "t_a": layer.stream.t[first] / MILLI,
            "t_b": layer.stream.t[second] / MILLI,
            "seconds": seen.dt[rows] / MILLI,
        },
        schema=POSTS,
    )


def group_posts(events: Events, found: Searched, settings: Settings) -> pa.Table:
    """Every action of a member that had a fellow within the group's window, in every trace."""
    parts = []
    owned = bool((events.owner != np.arange(len(events.owner))).any())
    for layer in found.layers:
        for column, window in enumerate(settings.windows):
            # `once` calls an owner's accounts by one name
            stream = unrepeated(layer.stream, window) if owned else layer.once[column]
            near = fellows_near(stream, found.label, events.owner, window)
            of = found.label[stream.account]
            wanted = np.asarray([group.window for group in found.groups] + [-1])[of] == column
            parts.append(_actions(events, stream, of, (near >= 1) & (of >= 0) & wanted))
    return pa.concat_tables(parts) if parts else GROUP_POSTS.empty_table()


def _actions(events: Events, stream: Stream, of: Ints, chosen: Flags) -> pa.Table:
    place = np.flatnonzero(chosen)
    return pa.table(
        {
            "group": of[place],
            "trace": pa.array([stream.trace] * len(place), pa.string()),
            "object": _objects(events, stream, place),
            "account": events.accounts.take(pa.array(stream.account[place])).cast(pa.string()),
            "post": _names(events, stream, place),
            "t": stream.t[place] / MILLI,
        },
        schema=GROUP_POSTS,
    )


def _objects(events: Events, stream: Stream, place: Ints) -> pa.Array:
    return events.objects[stream.trace].take(pa.array(stream.object[place])).cast(pa.string())


def _names(events: Events, stream: Stream, place: Ints) -> pa.Array:
    taken = events.posts.take(pa.array(stream.row[place])).cast(pa.string())
    return taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken
