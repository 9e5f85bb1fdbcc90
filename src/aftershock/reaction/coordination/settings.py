"""What can be set, and why it is what it is?"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from aftershock.errors import UsageError
from aftershock.reaction.coordination.join import BUDGET
from aftershock.records import Record


class Settings(Record, frozen=True, kw_only=True):
    """How coordination is looked for. Seconds everywhere; the values are the ones measured in
    evals/coordination.

    windows
        Rising; an action of one account within such a time of another's counts as together.
    least
        Distinct objects that a pair needs in each window to be looked at (others have p = 1).
    level, group_level, member_level
        False discovery rates of edges, of groups and of members inside a group.
    loose
        p below which a pair may help to form a group; the group is then tested on what was held out.
    most
        Pairs of one trace that are looked at closely, those with the smallest p first.
    splits
        How often the time is cut into two random halves, one to form groups and one to test them.
    block
        The time is cut in blocks of this length, so that no post is in both halves.
    triggers
        Distinct triggers (sources, else objects) that a group needs: many answers to one visible source
        are one occasion.
    budget
        Pairs of one object above which its wide windows are left to pairs that were found elsewhere.
    scrambles
        Scrambled copies that the self-check looks at (0: none, and the report says so).
    """

    windows: tuple[float, ...] = (10.0, 60.0, 600.0)
    least: tuple[int, ...] = (2, 2, 3)
    level: float = 0.01
    group_level: float = 0.01
    member_level: float = 0.05
    loose: float = 1e-4
    most: int = 20_000
    splits: int = 3
    block: float = 7200.0
    triggers: int = 3
    budget: int = BUDGET
    scrambles: int = 1
    seed: int = 0
    traces: tuple[str, ...] = ()


# Windows that may be asked for: beyond half an hour there is little left of the hour to tell them from.
NARROWEST, WIDEST, MOST_WINDOWS = 1.0, 1800.0, 6
STRICT = 60.0  # seconds up to which two objects are enough to look at a pair
LEVELS = (1e-6, 0.2)


def asked(windows: Sequence[float] = (), level: float | None = None) -> Settings:
    """Settings with somebody's windows (seconds) and level; raises UsageError where these make no sense."""
    told = Settings()
    if level is not None:
        if not LEVELS[0] <= level <= LEVELS[1]:
            raise UsageError(
                f"{level:g} is no level: it is the share of findings that may be false",
                next_step=f"Use one from {LEVELS[0]:g} to {LEVELS[1]:g}",
            )
        told = replace(told, level=level, group_level=level)
    if windows:
        rising = tuple(sorted(set(windows)))
        if rising[0] < NARROWEST or rising[-1] > WIDEST or len(rising) > MOST_WINDOWS:
            raise UsageError(
                f"windows of {', '.join(f'{each:g}' for each in rising)} s cannot be searched",
                next_step=f"Use up to {MOST_WINDOWS} from {NARROWEST:g} to {WIDEST:g} seconds",
            )
        told = replace(told, windows=rising, least=tuple(2 if each <= STRICT else 3 for each in rising))
    return told
