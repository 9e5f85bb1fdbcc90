"""What does a network look like? An SVG with its groups, and a table that carries the same.

A small network shows accounts as dots around their group's middle; a large one shows a circle for each group
with its number of accounts. Nothing is told by colour alone: each group has its number in the drawing and in
the table. The same network gives the same bytes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from aftershock.exports.layout import Circles, Place, places
from aftershock.exports.network import Edge, Network, Node
from aftershock.records import Record

# Above this many accounts, or lines, dots are a fog: groups are drawn instead.
MOST_NODES, MOST_EDGES = 400, 1500
ALONE = "in no group"
MARGIN, WIDTH = 24.0, 720
# Colours of Okabe and Ito (2008), told apart by most colour-blind readers; grey for accounts in no group.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a6d00")
GREY = "#777777"


class GroupRow(Record, frozen=True, kw_only=True):
    """A group in the table: its number in the drawing, how many accounts and edges, traces, its best q."""

    number: int
    group: str
    accounts: int
    edges_inside: int
    edges_out: int
    traces: str
    least_q: float | None


def table(network: Network) -> tuple[GroupRow, ...]:
    """What the drawing shows, group by group, the largest first."""
    group = {node.id: node.group or ALONE for node in network.nodes}
    sizes = Counter(group.values())
    inside: dict[str, list[Edge]] = defaultdict(list)
    out: Counter[str] = Counter()
    for edge in network.edges:
        one, other = group[edge.source], group[edge.target]
        if one == other:
            inside[one].append(edge)
        else:
            out.update((one, other))
    ordered = sorted(sizes, key=lambda name: (name == ALONE, -sizes[name], name))
    return tuple(
        GroupRow(
            number=number,
            group=name,
            accounts=sizes[name],
            edges_inside=len(inside[name]),
            edges_out=out[name],
            traces=", ".join(sorted({edge.trace for edge in inside[name]})),
            least_q=min((edge.q for edge in inside[name]), default=None),
        )
        for number, name in enumerate(ordered, 1)
    )


def placed(network: Network, rows: Sequence[GroupRow] | None = None) -> tuple[dict[str, Place], Circles]:
    """Where accounts and groups stand, in the table's order; accounts with most edges in the middle."""
    members: dict[str, list[Node]] = {row.group: [] for row in rows or table(network)}
    for node in network.nodes:
        members[node.group or ALONE].append(node)
    return places(
        {
            name: [node.id for node in sorted(nodes, key=lambda node: (-node.degree, node.id))]
            for name, nodes in members.items()
        }
    )


def svg(network: Network) -> str:
    """The drawing, `WIDTH` pixels wide, the height follows. An empty network is said to be one."""
    rows = table(network)
    dots, circles = placed(network, rows)
    whole = len(network.nodes) > MOST_NODES or len(network.edges) > MOST_EDGES
    low_x = min((x - size for x, _, size in circles.values()), default=0.0) - MARGIN
    low_y = min((y - size for _, y, size in circles.values()), default=0.0) - MARGIN
    wide = max((x + size for x, _, size in circles.values()), default=100.0) + MARGIN - low_x
    high = max((y + size for _, y, size in circles.values()), default=40.0) + MARGIN - low_y
    drawn = _groups(network, rows, circles) if whole else _dots(network, rows, dots)
    said = _said(network, rows, whole)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{WIDTH * high / wide:.0f}" '
        f'viewBox="{low_x:.1f} {low_y:.1f} {wide:.1f} {high:.1f}" role="img" '
        'aria-labelledby="network-title network-said">',
        '<title id="network-title">Accounts that acted together</title>',
        f'<desc id="network-said">{escape(said)}</desc>',
        *drawn,
        *(_number(row, circles[row.group]) for row in rows),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _said(network: Network, rows: Sequence[GroupRow], whole: bool) -> str:
    if not rows:
        return "No pair of accounts is co-timed beyond what is expected."
    groups = [row for row in rows if row.group != ALONE]
    how = "Each circle is a group" if whole else "Each dot is an account, each line a pair beyond the null"
    return (
        f"{how}. {len(network.nodes)} accounts, {len(network.edges)} edges, {len(groups)} groups. "
        "The table beside it has the same numbers."
    )


def _colour(row: GroupRow) -> str:
    return GREY if row.group == ALONE else COLOURS[(row.number - 1) % len(COLOURS)]


def _dots(network: Network, rows: Sequence[GroupRow], dots: Mapping[str, Place]) -> list[str]:
    colours = {row.group: _colour(row) for row in rows}
    lines = []
    for edge in network.edges:
        (x1, y1), (x2, y2) = dots[edge.source], dots[edge.target]
        lines.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#555" '
            'stroke-opacity="0.25" stroke-width="0.7"/>'
        )
    for node in network.nodes:
        x, y = dots[node.id]
        colour = colours[node.group or ALONE]
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
    return lines


def _groups(network: Network, rows: Sequence[GroupRow], circles: Circles) -> list[str]:
    group = {node.id: node.group or ALONE for node in network.nodes}
    between = Counter(
        tuple(sorted((group[edge.source], group[edge.target])))
        for edge in network.edges
        if group[edge.source] != group[edge.target]
    )
    most = max(between.values(), default=1)
    lines = []
    for (one, other), count in sorted(between.items()):
        (x1, y1, _), (x2, y2, _) = circles[one], circles[other]
        lines.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#555" '
            f'stroke-opacity="0.4" stroke-width="{0.5 + 5 * count / most:.1f}"/>'
        )
    for row in rows:
        x, y, size = circles[row.group]
        lines.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{_colour(row)}" fill-opacity="0.75"/>'
        )
    return lines


def _number(row: GroupRow, circle: tuple[float, float, float]) -> str:
    """The group's number and size, above it: the key into the table."""
    x, y, size = circle
    return (
        f'<text x="{x:.1f}" y="{y - size - 4:.1f}" font-size="12" text-anchor="middle" '
        f'font-family="sans-serif">{row.number}: {row.accounts}</text>'
    )
