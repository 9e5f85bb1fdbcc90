"""How does what was found of joint action become the page's records?

Numbers get their names and receipts back, accounts lose theirs. A member of a group is a mask that means
nothing outside one picture. What is too long for a page is cut, and says of how many; the exports hold all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aftershock.dossier import shown
from aftershock.exports.network import expected
from aftershock.reaction.coordination.result import Coordination, Group, SelfCheck
from aftershock.reaction.windows import stamp
from aftershock.records import FieldReceipt
from aftershock.store import traces

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked as Engine

UNLISTED = "posts of a source that is not listed"
OBJECTS = 20  # of a group, those that most members shared
CITED, POSTS = 10, 100  # posts that stand as receipts beside an object, and beside a group
PAIRS, MEETINGS = 40, 2  # pairs that are listed, the least likely first, and of each so many meetings

Thing = tuple[str, int]  # a trace and an object's number


class _Occasion(NamedTuple):
    """A member's post on something that a fellow did too; ``t`` in seconds since 1970, UTC."""

    account: str
    post: int
    t: float


class Names:
    """What numbers stand for in a case: labels of objects, receipts of posts. Asked once for each."""

    def __init__(self, engine: Engine, listed: frozenset[str] = frozenset()) -> None:
        self._engine, self._listed = engine, listed

    def labels(self, things: Iterable[Thing]) -> dict[Thing, str]:
        """What a person calls some objects; whom a forward came from, only if listed."""
        by_trace: dict[str, set[int]] = defaultdict(set)
        for trace, number in things:
            by_trace[trace].add(number)
        found = {
            (trace, number): label
            for trace, numbers in by_trace.items()
            for number, label in traces.labels(self._engine, trace, sorted(numbers)).items()
        }
        return {
            thing: UNLISTED if thing[0] == "forward" and label not in self._listed else label
            for thing, label in found.items()
        }

    def receipts(self, posts: Mapping[int, float]) -> dict[int, FieldReceipt]:
        """A receipt for each post: that it was written when it was (seconds since 1970, UTC)."""
        places = traces.receipts(self._engine, posts) if posts else {}  # an engine gives them in no order
        return {
            post: FieldReceipt(
                capture=places[post][0], locator=places[post][1], field="created_at", value=at_utc(at)
            )
            for post, at in posts.items()
            if post in places
        }


def page_of(found: Coordination, names: Names) -> shown.Coordination:
    """A result as the page shows it: groups with what they shared, members as masks, ties and pairs."""
    shared = _shared(found.group_posts)
    open_ = {place: _opened(things) for place, things in shared.items()}
    meetings = _meetings(found)
    receipts = names.receipts(
        {each.post: each.t for things in open_.values() for some in things.values() for each in some}
        | {each.post: each.t for met in meetings.values() for pair in met.pairs for each in pair}
    )
    labels = names.labels(
        [
            *(thing for things in open_.values() for thing in things),
            *((cap.trace, int(cap.object)) for cap in found.caps),
        ]
    )
    nodes, ties, place_of = _network(found)
    return shown.Coordination(
        groups=tuple(
            _group(group, shared.get(place, {}), open_.get(place, {}), labels, receipts)
            for place, group in enumerate(found.groups)
        ),
        nodes=nodes,
        ties=ties,
        met=tuple(_met(row, meetings[row["edge"]], place_of, receipts) for row in _rarest(found)),
        accounts=found.accounts,
        owned_accounts=found.owned_accounts,
        owned_pairs=found.owned_pairs,
        actions=found.actions,
        # an engine gives actions in no order, and so the traces
        traces=tuple(sorted((each.trace for each in found.traces if each.actions), key=traces.TRACES.index)),
        tested=found.groups_tested,
        windows=", ".join(span(each) for each in found.windows),
        level=found.level,
        edges=found.edges.num_rows,
        scrambled=_scrambled(found.self_check),
        caps=tuple(
            shown.Capped(
                trace=cap.trace,
                label=labels.get((cap.trace, int(cap.object)), cap.object),
                actions=cap.actions,
                share=cap.share,
                window=span(cap.window),
                pairs=cap.pairs,
            )
            for cap in found.caps
        ),
        completeness=found.completeness,
        method=found.method,
    )


def _scrambled(check: SelfCheck) -> shown.Scrambled | None:
    if not check.scrambles:
        return None
    return shown.Scrambled(
        copies=check.scrambles,
        edges=check.edges,
        groups=check.groups,
        edges_most=_most(check.edges, check.scrambles),
        groups_most=_most(check.groups, check.scrambles),
    )


def _most(found: int, copies: int) -> float:
    """The mean for a copy above which so few would be found on all copies in one case of twenty (Poisson)."""
    from scipy.stats import chi2

    return float(chi2.ppf(0.95, 2 * (found + 1))) / 2 / copies


# --- groups ------------------------------------------------------------------------------------


def _shared(table: Any) -> dict[int, dict[Thing, list[_Occasion]]]:
    """What each group (by its place) shared, with the posts: the object of most members first."""
    out: dict[int, dict[Thing, list[_Occasion]]] = defaultdict(lambda: defaultdict(list))
    for row in table.to_pylist():
        one = _Occasion(row["account"], int(row["post"]), row["t"])
        out[row["group"]][row["trace"], int(row["object"])].append(one)
    return {place: dict(sorted(things.items(), key=_by_members)) for place, things in out.items()}


def _by_members(item: tuple[Thing, list[_Occasion]]) -> tuple[int, Thing]:
    return -len({each.account for each in item[1]}), item[0]


def _opened(things: Mapping[Thing, Sequence[_Occasion]]) -> dict[Thing, list[_Occasion]]:
    """The posts that stand on the page: of the first objects the first ones, until there are enough."""
    left, out = POSTS, {}
    for thing, occasions in list(things.items())[:OBJECTS]:
        out[thing] = sorted(occasions, key=lambda each: (each.t, each.post))[: min(CITED, left)]
        left -= len(out[thing])
    return out


def _group(
    group: Group,
    shared: Mapping[Thing, Sequence[_Occasion]],
    opened: Mapping[Thing, Sequence[_Occasion]],
    labels: Mapping[Thing, str],
    receipts: Mapping[int, FieldReceipt],
) -> shown.Group:
    objects = tuple(_object(thing, shared[thing], some, labels, receipts) for thing, some in opened.items())
    return shown.Group(
        name=group.id,
        members=sum(member.how == "formed" for member in group.members),
        joined=sum(member.how != "formed" for member in group.members),
        observed=group.observed,
        expected=group.expected,
        q=group.q,
        traces=tuple(dict.fromkeys(trace for trace, _ in shared)) or (group.trace,),
        objects=objects,
        shared=len(shared),
        posts=len({each.post for occasions in shared.values() for each in occasions}),
        words=group.words,
        followed=group.followed,
        left=group.left,
        left_expected=group.left_expected,
        left_q=group.left_q,
        receipts=tuple(dict.fromkeys(receipt for each in objects for receipt in each.receipts[:1])),
    )


def _object(
    thing: Thing,
    occasions: Sequence[_Occasion],
    opened: Sequence[_Occasion],
    labels: Mapping[Thing, str],
    receipts: Mapping[int, FieldReceipt],
) -> shown.Together:
    times = [each.t for each in occasions]
    return shown.Together(
        trace=thing[0],
        label=labels.get(thing, str(thing[1])),
        members=len({each.account for each in occasions}),
        posts=len({each.post for each in occasions}),
        within=span(max(times) - min(times)),
        receipts=tuple(dict.fromkeys(receipts[each.post] for each in opened if each.post in receipts)),
    )


# --- pairs -------------------------------------------------------------------------------------


class _Meetings(NamedTuple):
    """The posts of a pair: how many times it met, and the first meetings, two posts each."""

    all: int
    pairs: tuple[tuple[_Occasion, _Occasion], ...]


def _rarest(found: Coordination) -> list[dict[str, Any]]:
    """The rows of the edges that are listed, the least likely first."""
    order = found.edges.sort_by([("q", "ascending"), ("observed", "descending"), ("edge", "ascending")])
    rows: list[dict[str, Any]] = order.slice(0, PAIRS).to_pylist()
    return rows


def _meetings(found: Coordination) -> dict[int, _Meetings]:
    """The meetings of the edges that are listed."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = pa.array([row["edge"] for row in _rarest(found)], pa.int64())
    out: dict[int, list[tuple[_Occasion, _Occasion]]] = {number: [] for number in wanted.to_pylist()}
    for row in found.posts.filter(pc.is_in(found.posts.column("edge"), value_set=wanted)).to_pylist():
        both = (
            _Occasion("a", int(row["post_a"]), row["t_a"]),
            _Occasion("b", int(row["post_b"]), row["t_b"]),
        )
        out[row["edge"]].append(both)
    return {
        edge: _Meetings(
            len(pairs),
            tuple(sorted(pairs, key=lambda pair: (pair[0].t, pair[0].post, pair[1].post))[:MEETINGS]),
        )
        for edge, pairs in out.items()
    }


def _met(
    row: Mapping[str, Any], met: _Meetings, place_of: Mapping[str, int], receipts: Mapping[int, FieldReceipt]
) -> shown.Met:
    return shown.Met(
        one=place_of.get(row["a"]),
        other=place_of.get(row["b"]),
        trace=row["trace"],
        within=span(row["window"]),
        observed=row["observed"],
        expected=expected(row),
        q=row["q"],
        meetings=met.all,
        listed=len(met.pairs),
        receipts=tuple(
            dict.fromkeys(receipts[each.post] for pair in met.pairs for each in pair if each.post in receipts)
        ),
    )


def _network(
    found: Coordination,
) -> tuple[tuple[shown.Node, ...], tuple[shown.Tie, ...], Mapping[str, int]]:
    """The members of groups as numbered masks, the pairs among them, and each account's place."""
    place: dict[str, int] = {}
    nodes: list[shown.Node] = []
    for number, group in enumerate(found.groups):
        for count, member in enumerate(group.members, 1):
            if member.account not in place:
                place[member.account] = len(nodes)
                nodes.append(shown.Node(mask=str(count), group=number, joined=member.how != "formed"))
    beyond: dict[tuple[int, int], float] = defaultdict(float)
    for row in found.edges.select(["a", "b", "observed", "expected_choice"]).to_pylist():
        if row["a"] in place and row["b"] in place:
            pair = (place[row["a"]], place[row["b"]])
            beyond[min(pair), max(pair)] += max(0.0, row["observed"] - row["expected_choice"])
    ties = (shown.Tie(one=a, other=b, weight=round(weight, 2)) for (a, b), weight in sorted(beyond.items()))
    return tuple(nodes), tuple(ties), place


def at_utc(seconds: float) -> str:
    """A moment in seconds since 1970 as the contract writes it."""
    return stamp(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None))


def span(seconds: float) -> str:
    """``45 s``, ``10 min``, ``3 h``."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
