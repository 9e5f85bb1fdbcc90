"""What is kept of a person's decision on one line of the account?"""

from __future__ import annotations

from typing import Literal

from aftershock.records import FieldReceipt, Receipt, Record


class Change(Record, frozen=True, kw_only=True):
    """One field that a person corrected: what was read first, and what stands; empty for nothing."""

    field: str
    was: str
    now: str


class Decided(Record, frozen=True, kw_only=True):
    """What a person decided of one line, beside what was read there first.

    ``id`` is the judgement's; ``asked`` the id that it named, ``target`` the one that the line has now.
    ``text`` and ``receipts`` are those of the first reading. What is set aside counts nowhere.
    """

    id: str
    sort: Literal["statement", "figure", "harm", "affiliation", "warning", "callback"]
    asked: str
    target: str
    verdict: Literal["accepted", "rejected", "corrected", "set aside"]
    text: str
    changes: tuple[Change, ...]
    reason: str
    person: str
    at: str
    receipts: tuple[Receipt | FieldReceipt, ...]
