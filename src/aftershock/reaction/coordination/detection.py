"""Who acted together, beyond what chance and the crowd explain? The door of this package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from aftershock.reaction.coordination import stream, tables
from aftershock.reaction.coordination.grouping import Found, triggers
from aftershock.reaction.coordination.result import Coordination, Group, Member, SelfCheck, TraceReport
from aftershock.reaction.coordination.scramble import scrambled
from aftershock.reaction.coordination.search import Searched, search
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.stream import MILLI, Events, Ints
from aftershock.reaction.coordination.words import audience_words, check_words, group_words, own_words
from aftershock.text import content_id

METHOD = "co-timing beyond chance, crowd and audience@5"
NOTE = (
    "Co-timed beyond the model says that these accounts met more often than their hours and the crowd around "
    "the same objects explain. It does not say who arranged it, nor that anybody did: programs that repost "
    "one feed, and people who get one message, look alike. A person decides about people."
)


def detect(
    events: pa.Table, settings: Settings | None = None, *, owners: Mapping[Any, str] | None = None
) -> Coordination:
    """Edges and groups of an event table (trace, object, account, post, t, and source where it is known).

    ``t`` is UTC, a timestamp or seconds; ``owners`` maps accounts, as the table has them, to their declared
    owner: pairs of one owner are no finding, and in a group an owner counts once. Raises InputError where a
    column is missing, or owners are declared of another kind of account.
    """
    chosen = settings or Settings()
    coded = stream.read(events, owners=owners, traces=chosen.traces)
    found = search(coded, chosen)
    edges, posts = tables.edge_tables(coded, found, chosen)
    return Coordination(
        method=METHOD,
        accounts=len(coded.accounts),
        owned_accounts=_owned(coded.owner),
        owned_pairs=len(np.unique(np.concatenate([each.owned for each in found.layers])))
        if found.layers
        else 0,
        actions=coded.actions,
        windows=chosen.windows,
        hypotheses=found.judged.hypotheses,
        level=chosen.level,
        traces=_traces(coded, found),
        edges=edges,
        posts=posts,
        groups=tuple(_group(coded, found, place, chosen) for place in range(len(found.groups))),
        group_posts=tables.group_posts(coded, found, chosen),
        groups_tested=found.tested,
        caps=tuple(cap for layer in found.layers for cap in layer.caps),
        self_check=check(coded, chosen),
        completeness=_completeness(coded),
        note=NOTE,
    )


def check(events: Events, settings: Settings) -> SelfCheck:
    """The same search on scrambled copies: whatever it finds there is false."""
    edges = groups = 0
    for copy in range(settings.scrambles):
        found = search(scrambled(events, settings.seed + copy + 1), settings)
        edges += int((found.judged.q <= settings.level).sum())
        groups += sum(not each.followed for each in found.groups)
    return SelfCheck(
        scrambles=settings.scrambles,
        edges=edges,
        groups=groups,
        words=check_words(settings.scrambles, edges, groups),
    )


def _owned(owner: Ints) -> int:
    """Accounts that share a declared owner with another."""
    return int((np.bincount(owner, minlength=len(owner))[owner] > 1).sum()) if len(owner) else 0


def _traces(events: Events, found: Searched) -> tuple[TraceReport, ...]:
    return tuple(
        TraceReport(
            trace=layer.stream.trace,
            actions=len(layer.stream),
            refused=events.refused[layer.stream.trace],
            pairs_of_actions=layer.listed,
            pairs_compared=layer.compared,
            pairs_weighed=len(layer.pair),
            common_needed=needed,
        )
        for layer, needed in zip(found.layers, found.judged.common, strict=True)
    )


def _group(events: Events, found: Searched, place: int, settings: Settings) -> Group:
    group: Found = found.groups[place]
    joined = [each for each in found.joined if each.group == place]

    def called(owner: int) -> list[str]:
        accounts = np.flatnonzero((events.owner == owner) & (found.label == place))
        return [str(each) for each in events.accounts.take(pa.array(accounts)).to_pylist()]

    members = [Member(account=name, how="formed") for each in group.members for name in called(int(each))]
    members += [
        Member(
            account=name,
            how="joined",
            observed=each.occasions,
            expected=each.expected,
            p=each.p,
            q=each.q,
        )
        for each in joined
        for name in called(each.account)
    ]
    owners = np.asarray([*group.members, *(each.account for each in joined)], dtype=np.int64)
    trace, window = found.layers[group.layer].stream.trace, settings.windows[group.window]
    occasions = triggers(found.layers, owners, len(events.accounts), settings)
    return Group(
        id=content_id("group", METHOD, sorted(each.account for each in members)),
        members=tuple(members),
        owners=len(owners),
        trace=trace,
        window=window,
        observed=group.occasions,
        expected=group.expected,
        p=group.p,
        q=group.q,
        stability=group.stability,
        cuts=group.cuts,
        triggers=occasions,
        words=_words(group, len(members), len(owners), trace, window, occasions),
        left=group.left,
        left_expected=group.left_expected,
        left_q=group.beyond,
        followed=group.followed,
        beside=group.beside,
    )


def _words(group: Found, size: int, owners: int, trace: str, window: float, occasions: int) -> str:
    if group.followed:
        left = (group.left, group.left_expected, group.beyond)
        return audience_words(size, group.followed, window, (group.occasions, group.expected), left)
    if group.beside:
        return own_words(size, group.beside, window, group.occasions, group.expected)
    return group_words(size, owners, trace, window, group.occasions, group.expected, occasions)


def _completeness(events: Events) -> str:
    """What was joined and what was refused, in words."""
    refused = sum(events.refused.values())
    if not events.actions:
        return f"nothing to join; {refused} rows were refused"
    times = [each.t for each in events.streams if len(each)]
    hours = (max(int(t.max()) for t in times) - min(int(t.min()) for t in times)) / MILLI / 3600
    coarse = [each.trace for each in events.streams if each.grid == 60 * MILLI]
    cut = f"; times of {', '.join(coarse)} are cut to minutes" if coarse else ""
    return (
        f"{events.actions} actions of {len(events.accounts)} accounts over {hours:.0f} hours; {refused} rows "
        f"without object, account or time were refused{cut}; what the collection misses is not known"
    )
