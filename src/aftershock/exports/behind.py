"""Which posts stand behind a group and behind a pair, ready to leave a case?

One row for each post of a member that came together with a fellow's, and one for each meeting of a pair:
counting them again gives what the group or pair says of itself. Accounts stand under pseudonyms, posts by the
case's own number and the place of their original.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from aftershock.exports.network import expected
from aftershock.records import FieldReceipt, Record

if TYPE_CHECKING:
    from aftershock.reaction.coordination.result import Coordination

Called = Callable[[str], str]  # an account, as the search calls it -> its name outside
Things = Mapping[tuple[str, int], str]  # a trace and an object -> its name outside
Receipts = Mapping[str, FieldReceipt]  # a post -> where it stands, and when it was written
_NOWHERE = FieldReceipt(capture="", locator="", field="created_at", value="")


class GroupPost(Record, frozen=True, kw_only=True):
    """A post of a group's member: ``how`` the member is known (formed, joined)."""

    group: str
    account: str
    how: str
    trace: str
    object: str
    post: int
    at: str
    capture: str
    locator: str


class PairPost(Record, frozen=True, kw_only=True):
    """A meeting of a pair in one trace, ``seconds`` apart; ``observed`` and ``expected`` are of all."""

    source: str
    target: str
    trace: str
    window: float
    observed: int
    expected: float
    q: float
    object: str
    seconds: float
    source_post: int
    source_at: str
    source_capture: str
    source_locator: str
    target_post: int
    target_at: str
    target_capture: str
    target_locator: str


def of_groups(found: Coordination, called: Called, things: Things, receipts: Receipts) -> list[GroupPost]:
    """The posts of the groups that stand; an audience is no group."""
    how = {
        (place, member.account): member.how
        for place, group in enumerate(found.groups)
        if not group.followed
        for member in group.members
    }
    out = []
    for row in found.group_posts.to_pylist():
        if (row["group"], row["account"]) not in how:
            continue
        receipt = receipts.get(row["post"], _NOWHERE)
        out.append(
            GroupPost(
                group=found.groups[row["group"]].id,
                account=called(row["account"]),
                how=how[row["group"], row["account"]],
                trace=row["trace"],
                object=things[row["trace"], int(row["object"])],
                post=int(row["post"]),
                at=receipt.value,
                capture=receipt.capture,
                locator=receipt.locator,
            )
        )
    return sorted(out, key=lambda each: (each.group, each.trace, each.object, each.at, each.post))


def of_pairs(found: Coordination, called: Called, things: Things, receipts: Receipts) -> list[PairPost]:
    """The meetings of the pairs, each end with its own post."""
    edges = {row["edge"]: row for row in found.edges.to_pylist()}
    out = []
    for row in found.posts.to_pylist():
        edge = edges[row["edge"]]
        ends = sorted((called(str(edge[end])), row[f"post_{end}"]) for end in ("a", "b"))
        (source, one), (target, other) = ends
        first, second = receipts.get(one, _NOWHERE), receipts.get(other, _NOWHERE)
        out.append(
            PairPost(
                source=source,
                target=target,
                trace=row["trace"],
                window=edge["window"],
                observed=edge["observed"],
                expected=expected(edge),
                q=edge["q"],
                object=things[row["trace"], int(row["object"])],
                seconds=row["seconds"],
                source_post=int(one),
                source_at=first.value,
                source_capture=first.capture,
                source_locator=first.locator,
                target_post=int(other),
                target_at=second.value,
                target_capture=second.capture,
                target_locator=second.locator,
            )
        )
    return sorted(out, key=_in_order)


def _in_order(met: PairPost) -> tuple[str, str, str, str, str, int, int]:
    """The search gives posts in no order, so no two meetings may tie."""
    return met.source, met.target, met.trace, met.source_at, met.object, met.source_post, met.target_post
