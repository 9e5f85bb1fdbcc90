"""A short way to tell a test what happened, for papers: entries of any kind in order, as links."""

from __future__ import annotations

from aftershock.shield.ledger import chain
from aftershock.shield.ledger.chain import Head
from aftershock.shield.ledger.happenings import Entry, Happening, Link, OrderReceived
from aftershock.shield.papers.laws import Host

AT = "2026-11-22T01:00:00Z"
HOST = Host(
    name="Harbour Board", kind="platform", member_state="DE", contact="desk@harbour.example",
    complaints="https://harbour.example/complain", terms="https://harbour.example/terms",
)  # fmt: skip


def linked(*entries: Entry) -> list[Link]:
    """The entries in their places; keys that are given twice are made different."""
    made = [
        Entry(key=f"{each.key}/{place}", at=each.at, by=each.by, what=each.what)
        for place, each in enumerate(entries)
    ]
    return [chain.link_of(row) for row in chain.linked([chain.written(each) for each in made], Head())]


def said(what: Happening, *, at: str = AT, by: str = "person ines") -> Entry:
    return Entry(key="k", at=at, by=by, what=what)


def order(name: str = "TCO-7", **more: object) -> OrderReceived:
    """A sound order of an authority of the host's own state."""
    given: dict[str, object] = {
        "order": name, "authority": "Office for Online Content", "member_state": "DE",
        "contact": "orders@office.example", "issued_at": "2026-11-22T00:55:00Z", "received_at": AT,
        "language": "en", "authenticated_by": "seal 12", "urls": ("https://harbour.example/p/1",),
        "items": ("harbour:p1",), "grounds": ("incites",), "reasons": "It incites, see the passage marked.",
    }  # fmt: skip
    return OrderReceived(**{**given, **more})  # type: ignore[arg-type]
