"""What does the dossier show of the reaction beside its numbers, and who acted together?

Results of the stages are turned into the page's records here: numbers get their names and receipts back, and
accounts lose theirs. A member of a group is a mask that means nothing outside one picture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec.structs import replace

from aftershock.dossier import shown
from aftershock.progress import Progress
from aftershock.reaction import owners
from aftershock.reaction.coordination import detection
from aftershock.reaction.coordination.result import Coordination, Group
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.queries import ask, engine_of
from aftershock.reaction.result import Reaction
from aftershock.reaction.windows import stamp
from aftershock.records import Channel, FieldReceipt
from aftershock.store import traces
from aftershock.store.folder import CaseFolder
from aftershock.text import content_id

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked as Engine

# What accounts do alike by intent. Domains and mentions are left out: whole countries share them.
TRACES = (
    "repost", "quote", "reply", "forward", "link", "hashtag", "hashtags", "text", "near", "media", "handle",
    "deletion",
)  # fmt: skip
UNLISTED = "posts of a source that is not listed"
FEWEST = 200  # actions below which nothing can be told from chance
OBJECTS = 20  # of a group, those that most members shared
_KIND = "together"
CITED = 3  # posts that stand as receipts beside an object


class Asked(NamedTuple):
    """What is to be searched, and how."""

    traces: tuple[str, ...] = TRACES
    settings: Settings = Settings()


def of_case(
    case: CaseFolder,
    engine: Engine,
    reaction: Reaction,
    tone: shown.Tone | None,
    channels: Iterable[Channel],
    progress: Progress,
) -> shown.Shown:
    """Tone, as it was told, and coordination of a case's posts; nothing of it where there are none.

    Coordination is kept with the case: it is searched again only where posts, owners or the method
    are others. ``engine`` answers questions over posts.
    """
    if not reaction.curves and not case.captures():
        return shown.Shown()
    found = kept(case, engine, channels, progress)
    if found.cannot and not reaction.curves:
        return shown.Shown()  # a case without posts to speak of has no such part
    return shown.Shown(tone=tone, coordination=found)


def kept(
    case: CaseFolder,
    engine: Engine,
    channels: Iterable[Channel],
    progress: Progress,
    asked: Asked | None = None,
) -> shown.Coordination:
    """Who acted together, as the case remembers it where posts, owners, method and question are the same."""
    listed = tuple(channels)
    owned, asked = owners.owners_of(engine, listed), asked or Asked()
    known_as = frozenset(name for each in listed for name in (each.id, *each.names))
    key = content_id(
        "together", detection.METHOD, asked.traces, msgspec.to_builtins(asked.settings),
        sorted(owned.items()), sorted(known_as), _posts_of(case),
    )  # fmt: skip
    known = case.cached(_KIND, [key])
    if key in known:
        return msgspec.json.decode(known[key], type=shown.Coordination)
    progress("looking for joint action", 0, None)
    found = together(engine, owned, asked, known_as)
    if not case.readonly:
        case.keep(_KIND, {key: msgspec.json.encode(found).decode()})
    return found


def _posts_of(case: CaseFolder) -> list[str]:
    """What the case's posts are made of: the captures, in their order."""
    return [capture.id for capture in case.captures()]


def together(
    engine: Engine,
    owned: Mapping[int, str] | None = None,
    asked: Asked | None = None,
    listed: frozenset[str] = frozenset(),
) -> shown.Coordination:
    """Who acted together in a case's posts, as the page shows it; ``engine`` answers questions over them.

    ``owned`` maps accounts to their declared owner: that those act alike is no finding. ``listed`` are names
    of listed channels, the only ones that are shown as sources of what was forwarded.
    """
    asked = asked or Asked()
    events = actions(engine, asked.traces)
    left = _left_out(engine)
    if events.num_rows < FEWEST:
        cannot = f"{events.num_rows} actions on shared objects are too few to tell joint action from chance."
        cannot = f"{cannot} {left[0].upper()}{left[1:]}." if left else cannot
        return shown.Coordination(actions=events.num_rows, cannot=cannot)
    page = page_of(detection.detect(events, asked.settings, owners=owned), Names(engine, listed))
    return replace(page, completeness="; ".join(each for each in (page.completeness, left) if each))


def _left_out(engine: Engine) -> str:
    """What of the posts is in no search, for want of a time."""
    (row,) = ask(engine, "untimed")
    timeless, by_day = int(row["timeless"]), int(row["by_day"])
    if not timeless + by_day:
        return ""
    return f"{timeless:,} posts without a time and {by_day:,} with a day alone are left out"


def actions(engine: Engine, wanted: Sequence[str] = TRACES) -> Any:
    """What accounts did with which object when, in the traces that count: the table that is searched.

    Raises UsageError on a trace that there is none of.
    """
    events = engine_of(engine).table(traces.events(wanted), {}, where="store/trace_events.sql")
    return events.rename_columns(
        ["source" if name == "source_account" else name for name in events.column_names]
    )


class Names:
    """What numbers stand for in a case: labels of objects, receipts of posts."""

    def __init__(self, engine: Engine, listed: frozenset[str] = frozenset()) -> None:
        self._engine, self._listed = engine, listed

    def labels(self, trace: str, objects: Iterable[int]) -> Mapping[int, str]:
        """What a person calls some objects of a trace; whom a forward came from, only if listed."""
        found = traces.labels(self._engine, trace, objects)
        if trace == "forward":
            return {number: name if name in self._listed else UNLISTED for number, name in found.items()}
        return found

    def receipts(self, posts: Mapping[int, float]) -> dict[int, FieldReceipt]:
        """A receipt for each post: that it was written when it was (seconds since 1970, UTC)."""
        places = traces.receipts(self._engine, posts)
        return {  # in the order of the posts: an engine gives them in none
            post: FieldReceipt(
                capture=places[post][0], locator=places[post][1], field="created_at", value=stamp(_utc(at))
            )
            for post, at in posts.items()
            if post in places
        }


def page_of(found: Coordination, names: Names) -> shown.Coordination:
    """A result as the page shows it: groups with what they shared, members as masks, ties among them."""
    occasions = _occasions(found.group_posts)
    groups = tuple(_group(group, occasions.get(place, []), names) for place, group in enumerate(found.groups))
    nodes, ties = _network(found)
    check = found.self_check
    return shown.Coordination(
        groups=groups,
        nodes=nodes,
        ties=ties,
        accounts=found.accounts,
        owned_accounts=found.owned_accounts,
        owned_pairs=found.owned_pairs,
        actions=found.actions,
        # an engine gives actions in no order, and so the traces
        traces=tuple(sorted((each.trace for each in found.traces if each.actions), key=traces.TRACES.index)),
        tested=found.groups_tested,
        windows=", ".join(_span(each) for each in found.windows),
        level=found.level,
        edges=found.edges.num_rows,
        scrambled=shown.Scrambled(copies=check.scrambles, edges=check.edges, groups=check.groups)
        if check.scrambles
        else None,
        caps=tuple(
            shown.Capped(
                trace=cap.trace,
                label=names.labels(cap.trace, [int(cap.object)]).get(int(cap.object), cap.object),
                actions=cap.actions,
                share=cap.share,
                window=_span(cap.window),
                pairs=cap.pairs,
            )
            for cap in found.caps
        ),
        completeness=found.completeness,
        method=found.method,
    )


class _Occasion(NamedTuple):
    trace: str
    object: int
    account: str
    post: int
    t: float


def _occasions(table: Any) -> dict[int, list[_Occasion]]:
    """The posts of the groups, by the group's place."""
    out: dict[int, list[_Occasion]] = defaultdict(list)
    for row in table.to_pylist():
        one = _Occasion(row["trace"], int(row["object"]), row["account"], int(row["post"]), row["t"])
        out[row["group"]].append(one)
    return out


def _group(group: Group, occasions: Sequence[_Occasion], names: Names) -> shown.Group:
    shared: dict[tuple[str, int], list[_Occasion]] = defaultdict(list)
    for one in occasions:
        shared[one.trace, one.object].append(one)
    by_members = sorted(shared.items(), key=lambda item: (-len({each.account for each in item[1]}), item[0]))
    objects = tuple(_object(trace, number, each, names) for (trace, number), each in by_members[:OBJECTS])
    return shown.Group(
        name=group.id,
        members=sum(member.how == "formed" for member in group.members),
        joined=sum(member.how != "formed" for member in group.members),
        observed=group.observed,
        expected=group.expected,
        q=group.q,
        traces=tuple(dict.fromkeys(trace for (trace, _), _ in by_members)) or (group.trace,),
        objects=objects,
        words=group.words,
        followed=group.followed,
        receipts=tuple(dict.fromkeys(receipt for each in objects for receipt in each.receipts))[:OBJECTS],
    )


def _object(trace: str, number: int, occasions: Sequence[_Occasion], names: Names) -> shown.Together:
    first = sorted(occasions, key=lambda each: (each.t, each.post))[:CITED]
    receipts = names.receipts({each.post: each.t for each in first})
    times = [each.t for each in occasions]
    return shown.Together(
        trace=trace,
        label=names.labels(trace, [number]).get(number, str(number)),
        members=len({each.account for each in occasions}),
        within=_span(max(times) - min(times)),
        receipts=tuple(receipts.values()),
    )


def _network(found: Coordination) -> tuple[tuple[shown.Node, ...], tuple[shown.Tie, ...]]:
    """The members of groups as numbered masks, and the pairs among them."""
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
    return tuple(nodes), tuple(ties)


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def _span(seconds: float) -> str:
    """``45 s``, ``10 min``, ``3 h``."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
