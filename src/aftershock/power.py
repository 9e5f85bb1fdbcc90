"""Would a group of this size have been seen in this case? Groups are planted into its own actions."""

from __future__ import annotations

from collections.abc import Iterator

from aftershock import account, coordinated, response
from aftershock.errors import UsageError
from aftershock.progress import Progress, over
from aftershock.reaction import owners
from aftershock.reaction.chances import clopper_pearson
from aftershock.reaction.coordination import power as planting
from aftershock.reaction.coordination import stream
from aftershock.rows import Row, row
from aftershock.store.folder import CaseFolder
from aftershock.verb import Args, Listener


def power(case: CaseFolder, args: Args, tell: Listener) -> int:
    """The verb: would a group of this size have been seen in this case?"""
    asked = {name: args[name] for name in ("trace", "sizes", "campaigns", "delay", "groups")}
    for each in seen(case, tell.progress, **asked):
        tell.row(each)
    return 0


def seen(
    case: CaseFolder,
    progress: Progress,
    *,
    trace: str,
    sizes: list[int],
    campaigns: list[int],
    delay: float,
    groups: int,
) -> Iterator[Row]:
    """Would a group of this size have been seen here? A row for each size and number of campaigns.

    Groups are planted into the case's own actions of one trace, and the same search runs. Raises UsageError
    on a trace that nothing was done in, CaseError where there are too few actions.
    """
    with case.cursor() as cursor:
        owned = owners.owners_of(cursor, account.CHANNELS.of(case))
        coded = stream.read(coordinated.enough(response.actions(cursor)), owners=owned)
    known = [each.trace for each in coded.streams if len(each)]
    if trace not in known:
        raise UsageError(f"nobody acted in the trace '{trace}' here", next_step=f"Use {', '.join(known)}")
    asked = [(size, count) for size in sizes for count in campaigns]
    already = planting.found_already(coded, trace)
    for size, count in over(asked, "planting groups", progress):
        made = planting.power(
            coded, trace, size=size, campaigns=count, delay=delay, groups=groups, already=already
        )
        low, high = clopper_pearson(made.seen, made.planted) if made.planted else (0.0, 1.0)
        yield {"trace": trace, **row(made, {}), "low": low, "high": high, "said": _said(made, low, high)}


def _said(made: planting.Power, low: float, high: float) -> str:
    seen = f"{made.seen} of {made.planted} groups of {made.size} accounts in {made.campaigns} campaigns"
    if not made.planted:
        return f"fewer than {made.size} active accounts are not found as they are: nothing could be planted"
    verdict = (
        "a group like that would have been seen"
        if low >= 0.5
        else "that no group like that was found says nothing"
        if high <= 0.5
        else "whether a group like that would have been seen cannot be told from so few plants"
    )
    return f"{seen} were seen ({low:.0%} to {high:.0%}): {verdict}"
