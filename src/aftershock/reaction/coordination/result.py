"""What does the search for coordination give? Edges, groups and their posts, each with what was expected.

Co-timed beyond a model is what is found; that somebody directs it, or that a program writes it, is not.
"""

from __future__ import annotations

from typing import Any

from aftershock.reaction.coordination.join import Cap
from aftershock.records import Record


class TraceReport(Record, frozen=True, kw_only=True):
    """One trace: what was joined. ``refused`` rows had no object, account or time."""

    trace: str
    actions: int
    refused: int
    pairs_of_actions: int  # within the widest window, that were looked at
    pairs_compared: int  # of accounts, that met often enough
    pairs_weighed: int  # of accounts, under every null
    # objects acted on within the hour by both, below which a pair cannot be told from chance
    common_needed: int


class Member(Record, frozen=True, kw_only=True):
    """An account of a group: ``how`` it is known (formed: in the group that held up; joined: added to it)."""

    account: str
    how: str
    observed: int | None = None
    expected: float | None = None
    p: float | None = None
    q: float | None = None


class Group(Record, frozen=True, kw_only=True):
    """Accounts that acted together where they were not chosen for it.

    ``observed`` and ``expected``: occasions on which three or more of those that formed it came together
    within ``window`` seconds in ``trace``, in the half of the time that did not form it; ``stability`` over
    resolutions, ``cuts`` of the time that found it. ``owners``: members with those of one declared owner
    counted once. ``followed``: where the group does not hold up without them, the sources that its members
    follow; it is then not told apart from their audience. 0: it holds up. ``left``, ``left_expected`` and
    ``left_q`` are the occasions without what members did with sources that they follow. ``beside``: the group
    is told from the audience of so many sources by its members' own delays; ``observed`` and ``expected`` are
    then meetings of two within the narrowest window, in half of the time.
    """

    id: str
    members: tuple[Member, ...]
    owners: int
    trace: str
    window: float
    observed: int
    expected: float
    p: float
    q: float
    stability: float
    cuts: int
    triggers: int
    words: str
    left: int
    left_expected: float
    left_q: float
    followed: int = 0
    beside: int = 0


class SelfCheck(Record, frozen=True, kw_only=True):
    """What the same search finds where there is nothing: accounts dealt out anew over the posts of each
    hour."""

    scrambles: int
    edges: int
    groups: int
    words: str


class Coordination(Record, frozen=True, kw_only=True):
    """All that was found; bulk data as Arrow tables.

    edges
        One row a pair and trace: edge, a, b, trace, window (s), objects (distinct), observed (X: at most the
        distinct triggers and the distinct posts of either), expected_choice (null A), expected_even (null B),
        expected_crowd (shared stimulus), p_choice, p_even, p_crowd (of this trace), p, q (of the pair over
        all traces), group (place, or null), through (pair: q at most the level; group: the group held up),
        words.
    posts
        The receipts of the edges: edge, trace, object, post_a, post_b, trigger, t_a, t_b, seconds
        (between them). Counting them again gives objects and observed of each edge.
    group_posts
        The receipts of the groups: group (place), trace, object, account, post, t (s), for each occasion.
    """

    method: str
    accounts: int
    owned_accounts: int  # that share a declared owner with another
    owned_pairs: int  # of one owner, that met often enough and are left out
    actions: int
    windows: tuple[float, ...]
    hypotheses: float
    level: float
    traces: tuple[TraceReport, ...]
    edges: Any
    posts: Any
    groups: tuple[Group, ...]
    group_posts: Any
    groups_tested: int
    caps: tuple[Cap, ...]
    self_check: SelfCheck
    completeness: str
    note: str
