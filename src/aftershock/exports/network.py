"""Who acts together with whom, ready to leave a case: nodes, edges and groups under pseudonyms.

No account leaves under its own name, and no row about an account without the name of the person who took it
out (`Release`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from aftershock.errors import UsageError
from aftershock.records import Record

if TYPE_CHECKING:
    from aftershock.reaction.coordination.result import Coordination

# account, as the search calls it -> (platform, name)
Names = Mapping[str, tuple[str, str]]
# What each null lets expect.
NULLS = ("expected_choice", "expected_even", "expected_crowd")
_MARKED = "pseudonyms, re-identifiable with the case's key"


class Release(Record, frozen=True, kw_only=True):
    """What stands in everything that leaves: who took it out, when, how it is marked, that names are none."""

    person: str
    at: str
    tlp: str = "AMBER"
    pseudonymised: Literal[True] = True

    @property
    def words(self) -> str:
        """One line for a file's head."""
        return f"released by {self.person} at {self.at}; TLP:{self.tlp}; {_MARKED}"

    @property
    def stamp(self) -> dict[str, str | bool]:
        """The columns that stand in each row about an account."""
        return {
            "released_by": self.person, "released_at": self.at, "tlp": self.tlp,
            "pseudonymised": self.pseudonymised,
        }  # fmt: skip


class Node(Record, frozen=True, kw_only=True):
    """An account: its name outside, its platform, its group (or None), its edges."""

    id: str
    platform: str
    group: str | None
    degree: int


class Edge(Record, frozen=True, kw_only=True):
    """A pair in one trace, with what was observed and expected; ``first`` and ``last`` in UTC."""

    source: str
    target: str
    trace: str
    weight: float
    expected: float
    p: float
    q: float
    window: float
    words: str
    first: str | None = None
    last: str | None = None


class Network(Record, frozen=True, kw_only=True):
    """Nodes by group and name, edges by their ends and trace."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    release: Release


def release(person: str, at: str, *, tlp: str = "AMBER") -> Release:
    """Who takes something out; raises UsageError without a name."""
    if not person.strip():
        raise UsageError(
            "rows about accounts leave a case only with the name of a person on them",
            next_step="Say who takes them out with --person",
        )
    return Release(person=person.strip(), at=at, tlp=tlp)


def network(
    found: Coordination,
    names: Names,
    hide: Callable[[str, str], str],
    by: Release,
    when: Mapping[str, str] | None = None,
) -> Network:
    """The significant edges and groups of a search. ``hide`` makes a pseudonym of (platform, account);
    ``when`` says when each post was written."""

    def named(account: str) -> str:
        return hide(*names.get(account, ("", account)))

    groups = {
        member.account: group.id for group in found.groups if not group.followed for member in group.members
    }
    rows = found.edges.to_pylist()
    times = spans(found.posts.to_pylist(), when or {})
    edges = sorted((_edge(row, named, times) for row in rows), key=lambda e: (e.source, e.target, e.trace))
    degree: dict[str, int] = {}
    for row in rows:
        for account in (str(row["a"]), str(row["b"])):
            degree[account] = degree.get(account, 0) + 1
    nodes = [
        Node(
            id=named(account),
            platform=names.get(account, ("", ""))[0],
            group=groups.get(account),
            degree=degree.get(account, 0),
        )
        for account in degree.keys() | groups.keys()
    ]
    return Network(
        nodes=tuple(sorted(nodes, key=lambda node: (node.group or "~", node.id))),
        edges=tuple(edges),
        release=by,
    )


def expected(edge: Mapping[str, Any]) -> float:
    """What the null that lets expect most lets expect of a pair."""
    return float(max((edge[name] for name in NULLS if edge.get(name) is not None), default=0.0))


def _edge(row: Mapping[str, Any], named: Callable[[str], str], times: Mapping[Any, tuple[str, str]]) -> Edge:
    ends = sorted(named(str(row[end])) for end in ("a", "b"))
    first, last = times.get(row["edge"], (None, None))
    return Edge(
        source=ends[0],
        target=ends[1],
        trace=row["trace"],
        weight=float(row["observed"]),
        expected=expected(row),
        p=float(row["p"]),
        q=float(row["q"]),
        window=float(row["window"]),
        words=row["words"],
        first=first,
        last=last,
    )


def spans(posts: Sequence[Mapping[str, Any]], when: Mapping[str, str]) -> dict[Any, tuple[str, str]]:
    """The first and last moment of each edge's posts, where they are known."""
    out: dict[Any, tuple[str, str]] = {}
    for row in posts:
        for post in (row["post_a"], row["post_b"]):
            if (said := when.get(str(post))) is not None:
                low, high = out.get(row["edge"], (said, said))
                out[row["edge"]] = (min(low, said), max(high, said))
    return out
