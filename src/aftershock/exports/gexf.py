"""How does a network leave for Gephi? As GEXF 1.3, with times, weights, q and the layout's places.

Written after the published schema of GEXF 1.3: ``mode="dynamic"`` with date-times, typed attributes declared
before they are used, unique ids, no character that XML forbids. The same network gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from aftershock.exports.network import Edge, Network, Node
from aftershock.version import __version__

# What XML 1.0 cannot hold, also escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NODE_ATTRIBUTES = (("platform", "string"), ("group", "string"), ("degree", "integer"))
EDGE_ATTRIBUTES = (
    ("trace", "string"), ("observed", "double"), ("expected", "double"), ("p", "double"), ("q", "double"),
    ("window", "double"), ("words", "string"),
)  # fmt: skip
Places = Mapping[str, tuple[float, float]]


def gexf(network: Network, places: Places | None = None) -> bytes:
    """The network as a GEXF 1.3 document; ``places`` are the nodes' x and y."""
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">',
        f"  <meta lastmodifieddate={_quoted(network.release.at[:10])}>",
        f"    <creator>{_said(f'aftershock {__version__}')}</creator>",
        f"    <description>{_said(network.release.words)}</description>",
        "  </meta>",
        '  <graph defaultedgetype="undirected" mode="dynamic" timeformat="dateTime" '
        'timerepresentation="interval">',
        *_declared("node", NODE_ATTRIBUTES),
        *_declared("edge", EDGE_ATTRIBUTES),
    ]
    nodes = [line for node in network.nodes for line in _node(node, places or {})]
    edges = [line for number, edge in enumerate(network.edges) for line in _edge(number, edge)]
    lines = [
        *head, "    <nodes>", *nodes, "    </nodes>", "    <edges>", *edges, "    </edges>",
        "  </graph>", "</gexf>",
    ]  # fmt: skip
    return ("\n".join(lines) + "\n").encode()


def _declared(of: str, attributes: tuple[tuple[str, str], ...]) -> list[str]:
    rows = [f'      <attribute id="{name}" title="{name}" type="{kind}"/>' for name, kind in attributes]
    return [f'    <attributes class="{of}" mode="static">', *rows, "    </attributes>"]


def _node(node: Node, places: Places) -> list[str]:
    values: dict[str, str | float] = {
        "platform": node.platform,
        "group": node.group or "",
        "degree": node.degree,
    }
    out = [f"      <node id={_quoted(node.id)} label={_quoted(node.id)}>", *_values(values)]
    if node.id in places:
        x, y = places[node.id]
        out.append(f'        <viz:position x="{x:.3f}" y="{y:.3f}" z="0.0"/>')
    return [*out, "      </node>"]


def _edge(number: int, edge: Edge) -> list[str]:
    times = "".join(
        f" {name}={_quoted(at)}" for name, at in (("start", edge.first), ("end", edge.last)) if at is not None
    )
    values: dict[str, str | float] = {
        "trace": edge.trace, "observed": edge.weight, "expected": edge.expected, "p": edge.p, "q": edge.q,
        "window": edge.window, "words": edge.words,
    }  # fmt: skip
    ends = f"source={_quoted(edge.source)} target={_quoted(edge.target)}"
    # several traces of a pair are several edges: kind tells them apart, as GEXF 1.3 has it
    opening = f'      <edge id="{number}" {ends} kind={_quoted(edge.trace)} weight="{edge.weight:g}"{times}>'
    return [opening, *_values(values), "      </edge>"]


def _values(values: Mapping[str, str | float]) -> list[str]:
    rows = [f'          <attvalue for="{name}" value={_quoted(value)}/>' for name, value in values.items()]
    return ["        <attvalues>", *rows, "        </attvalues>"]


def _quoted(value: str | float) -> str:
    return quoteattr(_clean(value if isinstance(value, str) else repr(value)))


def _said(value: str) -> str:
    return escape(_clean(value))


def _clean(value: str) -> str:
    return _FORBIDDEN.sub("\ufffd", value)
