"""Who acted together in a case: groups for everybody to see, accounts under a person's name alone.

Groups are counts, occasions and posts. Pairs and members are rows about accounts: they are told under
pseudonyms, to a person who gives a name, and the case's chain of custody keeps that name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from aftershock import account, jointly, response
from aftershock.dossier import shown, together
from aftershock.engine.over import DUCKDB, over
from aftershock.engine.question import Engine
from aftershock.errors import CaseError
from aftershock.exports import network
from aftershock.progress import Progress
from aftershock.reaction import owners
from aftershock.reaction.coordination import detection, settings
from aftershock.reaction.coordination.result import Coordination
from aftershock.records import FieldReceipt
from aftershock.rows import Row, row
from aftershock.store import clock, layout, pseudonyms, traces
from aftershock.store.folder import CaseFolder
from aftershock.verb import Args, Listener

STAGE = "looking for joint action"
PAIRS = "pairs and members"


def coordination(case: CaseFolder, args: Args, tell: Listener) -> int:
    """The verb: groups with what was observed and expected; with a person's name, pairs and members too."""
    asked = response.Asked(
        tuple(dict.fromkeys(args.get("traces") or response.TRACES)),
        settings.asked(args.get("windows") or (), args.get("level")),
    )
    with over(case, args.get("engine") or DUCKDB) as engine:
        for each in groups(case, engine, tell.progress, asked):
            tell.row(each)
        if args.get("person"):
            by = release(case, PAIRS, args["person"], clock.now())
            for each in accounts(case, engine, by, tell.progress, asked):
                tell.row(each)
        else:
            tell.notice(f"{PAIRS} are told to a person alone: give your name with --person")
    return 0


class Searched(NamedTuple):
    """A whole result, and what its numbers stand for: accounts, times of posts, receipts of posts."""

    found: Coordination
    accounts: Mapping[str, tuple[str, str]]  # as the search calls it -> (platform, name)
    times: Mapping[str, str]
    receipts: Mapping[str, FieldReceipt]


def groups(
    case: CaseFolder, engine: Engine, progress: Progress, asked: response.Asked | None = None
) -> Iterator[Row]:
    """What was looked for in one row, then each group; no account stands in them."""
    page = response.kept(case, engine, account.CHANNELS.of(case), progress, asked)
    yield {"kind": "search", **_head(page)}
    for group in page.groups:
        yield {"kind": "group", **row(group, {}), "cut": together.group_cut(group)}


def accounts(
    case: CaseFolder,
    engine: Engine,
    by: network.Release,
    progress: Progress,
    asked: response.Asked | None = None,
) -> Iterator[Row]:
    """Each pair with its posts and each member, under pseudonyms, with the name of who takes them out."""
    told = search(case, engine, progress, asked)
    made = named(case, told, by)
    hide, posts = hiding(case), _posts_of_edges(told)
    for each in told.found.edges.to_pylist():
        ends = sorted(hide(*told.accounts[each["a" if end == 0 else "b"]]) for end in (0, 1))
        numbers = {name: each[name] for name in _NUMBERS}
        yield {
            "kind": "pair", "one": ends[0], "other": ends[1], **numbers,
            "posts": posts.get(each["edge"], []), **by.stamp,
        }  # fmt: skip
    for node in made.nodes:
        yield {"kind": "account", **row(node, {}), **by.stamp}


_NUMBERS = (
    "trace", "window", "objects", "observed", "expected_choice", "expected_even", "expected_crowd", "p", "q",
    "q_all", "through", "words",
)  # fmt: skip


def release(case: CaseFolder, what: str, person: str | None, at: str) -> network.Release:
    """Who takes rows about accounts out, entered into the case's chain.

    Raises UsageError without a name, CaseError where the case does not say why it may be collected.
    """
    about = case.meta
    by = network.release(person or "", at, tlp=about.tlp or "AMBER+STRICT")
    if not (about.purpose and about.legal_basis):
        raise CaseError(
            "rows about accounts leave a case only where its purpose and legal basis are written down",
            where=layout.CASE_FILE,
            next_step='Write purpose = "..." and legal_basis = "..." under [case]',
        )
    case.record("release", reason=f"{what}, by {by.person}")
    return by


def search(
    case: CaseFolder, engine: Engine, progress: Progress, asked: response.Asked | None = None
) -> Searched:
    """The search on the case's posts as it stands; raises CaseError where there are too few."""
    progress(STAGE, 0, None)
    asked = asked or response.Asked()
    events = enough(response.actions(engine, asked.traces))
    owned = owners.owners_of(engine, account.CHANNELS.of(case))
    found = detection.detect(events, asked.settings, owners=owned)
    known = {each for end in ("a", "b") for each in found.edges.column(end).to_pylist()}
    known |= {member.account for group in found.groups for member in group.members}
    called = traces.accounts(engine, [int(each) for each in known])
    times = {
        post: t
        for table, ends in (
            (found.posts, (("post_a", "t_a"), ("post_b", "t_b"))),
            (found.group_posts, (("post", "t"),)),
        )
        for names in ends
        for post, t in zip(*(table.column(name).to_pylist() for name in names), strict=True)
    }
    receipts = jointly.Names(engine).receipts({int(post): t for post, t in times.items()})
    return Searched(
        found=found,
        accounts={str(number): names for number, names in called.items()},
        times={post: jointly.at_utc(t) for post, t in times.items()},
        receipts={str(post): receipt for post, receipt in receipts.items()},
    )


def named(case: CaseFolder, told: Searched, by: network.Release) -> network.Network:
    """The network under pseudonyms, with the times of its posts."""
    return network.network(told.found, told.accounts, hiding(case), by, told.times)


def hiding(case: CaseFolder) -> Callable[[str, str], str]:
    """Makes a pseudonym of platform and account with the case's key."""
    key = pseudonyms.case_key(case)
    return lambda platform, name: pseudonyms.pseudonym(key, platform, name)


def enough(events: Any) -> Any:
    """The events, where there are enough of them to tell anything; raises CaseError else."""
    if events.num_rows < response.FEWEST:
        raise CaseError(
            f"{events.num_rows} actions on shared objects are too few to tell joint action from chance",
            where="posts",
            next_step="Add more posts",
        )
    return events


def _head(page: shown.Coordination) -> Row:
    told = row(page, {})
    for name in ("groups", "nodes", "ties", "met"):
        told.pop(name)
    said = {"check": together.checked(page), "hot": together.hot(page)} if not page.cannot else {}
    return {**told, "groups": sum(not each.followed for each in page.groups), **said}


def things(engine: Engine, found: Coordination) -> dict[tuple[str, int], str]:
    """What the objects behind groups and pairs are called outside: links and tags by name."""
    pairs = {
        (trace, int(number))
        for table in (found.posts, found.group_posts)
        for trace, number in zip(*(table.column(n).to_pylist() for n in ("trace", "object")), strict=True)
    }
    return {(trace, number): f"{trace}:{number}" for trace, number in pairs} | open_names(engine, pairs)


def open_names(asked: Any, pairs: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The names of links and hashtags, which tell of nobody; ``pairs`` are traces and objects."""
    return {
        (trace, number): label if "://" in label else f"{mark}{label}"
        for trace, mark in (("link", "https://"), ("hashtag", "#"))
        for number, label in traces.labels(asked, trace, [n for each, n in pairs if each == trace]).items()
    }


def _posts_of_edges(told: Searched) -> dict[int, list[Row]]:
    """The posts of each pair: what was shared, how far apart, a receipt for either post."""
    out: dict[int, list[Row]] = {}
    for each in told.found.posts.to_pylist():
        both = [told.receipts.get(str(each[name])) for name in ("post_a", "post_b")]
        out.setdefault(each["edge"], []).append(
            {
                "object": f"{each['trace']}:{each['object']}",
                "seconds": each["seconds"],
                "receipts": [row(receipt, {}) for receipt in both if receipt is not None],
            }
        )
    return out
