"""What does the log say about items, the people who looked, complaints and accounts? Only what it says.

These are the pages that ``fold`` writes from links and nobody else changes. What follows from them (which
verdict stands, strikes, who waits) is worked out when it is asked, so that taking a decision back takes back
everything that followed from it. In a snapshot fields stand without their names, in this order: it is half as
large and read in half of the time; a change of them is a new ``Accounts.version``.
"""

from __future__ import annotations

import msgspec

from aftershock.shield.accounts.terms import Terms
from aftershock.shield.policy.table import Verdict

MEDIA = "picture or film"  # why something was ``Opened``: a person went to see it on the platform


class Ruling(msgspec.Struct, gc=False, array_like=True):
    """The policy's last answer on one revision. ``rule`` decided; ``exact``: an exact known item blocked
    it.
    """

    seq: int
    at: str
    verdict: Verdict
    review: bool
    rule: str
    categories: tuple[str, ...]
    exact: bool
    content: str
    language: str


class Look(msgspec.Struct, gc=False, array_like=True):
    """A person's look at one revision; ``undone`` is the place where they took it back (0: it stands)."""

    seq: int
    at: str
    person: str
    look: int
    verdict: Verdict
    clause: str
    hard: bool
    undone: int = 0


class Claim(msgspec.Struct, gc=False, array_like=True):
    """A person has taken a look at something until then."""

    person: str
    look: int
    since: str
    until: str


class Revision(msgspec.Struct, gc=False, array_like=True):
    """One revision of an item. ``since`` and ``first`` are time and place of the first answer.

    ``overturned`` is the place of the appeal's decision (0: none), ``won`` its verdict and ``won_at`` its
    time, ``anew`` the place of the decision on a notice with which the looks begin anew (0: none),
    ``ordered`` that of the removal order that was executed on the item (0: none, or lifted), ``found`` that
    of an authority's or court's finding that it is put back (0: none).
    """

    ruling: Ruling
    since: str
    first: int
    looks: list[Look] = []
    claims: list[Claim] = []
    overturned: int = 0
    anew: int = 0
    won: Verdict = "allow"
    won_at: str = ""
    ordered: int = 0
    ordered_at: str = ""
    found: int = 0


class Subject(msgspec.Struct, gc=False, array_like=True):
    """An item: its account, its revisions, and who had a part in what was decided about it."""

    item: str
    account: str
    revisions: dict[int, Revision] = {}
    parts: set[str] = set()


class Complaint(msgspec.Struct, gc=False, array_like=True):
    """An appeal; ``decided`` is the place of its decision (0: it waits), ``notice`` that of whose giver
    complains (none: the author does).
    """

    appeal: str
    seq: int
    at: str
    item: str
    revision: int
    account: str
    decided: int = 0
    person: str = ""
    overturned: bool = False
    notice: str = ""


class Block(msgspec.Struct, gc=False, array_like=True):
    """A person blocked an account."""

    seq: int
    at: str
    person: str
    items: tuple[str, ...]
    reason: str
    until: str


class Account(msgspec.Struct, gc=False, array_like=True):
    """An account of the platform. ``restored`` is the place up to which blocks and limits were lifted."""

    account: str
    items: list[str] = []
    blocks: list[Block] = []
    restored: int = 0
    parts: set[str] = set()


class Day(msgspec.Struct, gc=False, array_like=True):
    """What one person looked at in one day (UTC). ``media`` are items with their revision whose picture or
    film they asked for: each is a hard one.
    """

    looks: int = 0
    hard: int = 0
    media: set[str] = set()


class Known(msgspec.Struct):
    """Everything, up to the place ``seq`` of the log.

    ``waiting`` are items and the look they want, ``struck`` accounts that may have strikes: where to look,
    not what is found there. ``void`` says why an entry has no effect. ``reviews`` maps places to item and
    revision; ``noticed`` decided notices to the item and the person who decided; ``orders`` are removal
    orders, ``ordered`` those that are on an item with place and time, ``lifted`` the items from which each
    was lifted.
    """

    terms: Terms
    seq: int = 0
    subjects: dict[str, Subject] = {}
    accounts: dict[str, Account] = {}
    complaints: dict[str, Complaint] = {}
    waiting: dict[str, int] = {}
    open_complaints: dict[str, int] = {}
    struck: dict[str, int] = {}
    reviews: dict[int, tuple[str, int]] = {}
    days: dict[str, dict[str, Day]] = {}
    void: dict[int, str] = {}
    noticed: dict[str, tuple[str, str]] = {}
    orders: set[str] = set()
    ordered: dict[str, dict[str, tuple[int, str]]] = {}
    lifted: dict[str, list[str]] = {}
