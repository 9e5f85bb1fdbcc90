"""What does the reaction stage give? Curves, findings and artefacts; no account is named anywhere in them."""

from __future__ import annotations

from aftershock.records import FieldReceipt, Finding, Receipt, Record


class Curve(Record, frozen=True, kw_only=True):
    """Posts per step of time around an event; ``points`` are (hours since t0, posts in that step)."""

    name: str
    t0: str
    points: tuple[tuple[float, float], ...]
    main: bool = False
    step_hours: float = 1.0
    n: int = 0
    completeness: str = ""


class Artefact(Record, frozen=True, kw_only=True):
    """A tag, link or text that was passed around: how often, by how many accounts, since when.

    ``before`` counts the posts that carried it before t0; the receipt is the post it was first seen in.
    """

    kind: str
    label: str
    posts: int
    accounts: int
    before: int = 0
    first_seen: str | None = None
    by: str | None = None
    note: str = ""
    receipts: tuple[Receipt | FieldReceipt, ...] = ()


class Reaction(Record, frozen=True, kw_only=True):
    """How the posts reacted, beside past events; ``note`` says why where nothing can be told."""

    curves: tuple[Curve, ...] = ()
    findings: tuple[Finding, ...] = ()
    artefacts: tuple[Artefact, ...] = ()
    note: str = ""
