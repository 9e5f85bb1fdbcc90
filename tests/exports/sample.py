"""A small network and a small result of a search, made by hand."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pyarrow as pa

from aftershock.exports.network import Edge, Network, Node, Release

BY = Release(person="R. Analyst", at="2026-03-15T10:00:00Z")


def pair(a: str, b: str, trace: str = "link", weight: float = 7.0) -> Edge:
    return Edge(
        source=a, target=b, trace=trace, weight=weight, expected=0.4, p=1e-9, q=1e-6, window=60.0,
        words="shared 7 links <within> 60 s & more; 0.4 expected",
        first="2026-03-14T12:00:00Z", last="2026-03-14T18:00:00Z",
    )  # fmt: skip


def network(groups: int = 2, size: int = 5) -> Network:
    nodes, edges = [], []
    for group in range(groups):
        names = [f"acct-{group:04d}{member:04d}" for member in range(size)]
        nodes += [Node(id=name, platform="chirp", group=f"group-{group}", degree=1) for name in names]
        edges += [pair(one, other) for one, other in pairwise(names)]
    edges.append(pair(nodes[0].id, nodes[1].id, trace="hashtag"))
    edges.append(pair(nodes[0].id, nodes[-1].id))
    nodes.append(Node(id="acct-alone", platform="chirp", group=None, degree=0))
    return Network(nodes=tuple(nodes), edges=tuple(edges), release=BY)


def found() -> Any:
    """What `coordination.detect` gives, as far as exports read it."""
    edges = pa.Table.from_pylist(
        [
            {
                "edge": 0, "a": "11", "b": "12", "trace": "link", "window": 60.0, "observed": 5,
                "expected_choice": 0.2,
                "expected_even": 0.5, "expected_crowd": None, "p": 1e-8, "q": 1e-5, "words": "=five",
            }
        ]
    )  # fmt: skip
    posts = pa.Table.from_pylist([{"edge": 0, "trace": "link", "object": 1, "post_a": 91, "post_b": 92}])
    group = SimpleNamespace(
        id="group-1",
        members=(SimpleNamespace(account="11"), SimpleNamespace(account="13")),
        followed=0,
    )
    return SimpleNamespace(edges=edges, posts=posts, groups=(group,))
