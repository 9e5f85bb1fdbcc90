"""Is what an order removed kept for as long as it must be? TCO Art. 6: six months, longer on request.

The sealed copies of an order's items are kept until then, never shorter. An item that the filter had let
stand has no copy here; that is said, and the platform keeps it itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from aftershock.records import Record
from aftershock.shield.ledger.happenings import Decided, Link, OrderKept
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.times import apart
from aftershock.shield.papers.orders import KINDS, Order, orders

PERSON = "person "


class Preserved(Record, frozen=True, kw_only=True):
    """What is kept for an order: until when at least, which of its items have a sealed copy (with its hash)
    and which none; ``longer`` is until when an authority asked for it, with the reason.
    """

    until: str
    copies: tuple[tuple[str, str], ...] = ()
    absent: tuple[str, ...] = ()
    longer: tuple[tuple[str, str], ...] = ()


def until(order: Order, links: Iterable[Link]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Until when an order's content is kept, and the prolongations that people entered."""
    longest, asked = order.preserved_until, []
    for link in links:
        what = link.entry.what
        if isinstance(what, OrderKept) and what.order == order.id and link.entry.by.startswith(PERSON):
            asked.append((what.until, what.reason))
            if longest and apart(longest, what.until) > 0:
                longest = what.until
    return longest, tuple(asked)


def preserved(log: Log, order: Order) -> Preserved:
    """What is kept for one order."""
    longest, asked = until(order, log.read(kinds=("order-kept",)))
    contents = _contents(log, set(order.items))
    copies = tuple((item, content) for item, content in contents.items() if log.copy(content) is not None)
    held = {item for item, _ in copies}
    absent = tuple(each for each in order.items if each not in held)
    return Preserved(until=longest, copies=copies, absent=absent, longer=asked)


def preserve(log: Log, *, now: str) -> int:
    """Keep the copies of all executed orders for as long as they must be; returns how many were prolonged.

    Called when an order is executed or prolonged, and before copies whose time is over are taken away.
    """
    found = [each for each in orders(log.read(kinds=KINDS)).orders.values() if each.executed_at]
    kept = list(log.read(kinds=("order-kept",))) if found else []
    wanted: dict[str, str] = {}
    for order in found:
        longest, _ = until(order, kept)
        if apart(now, longest) <= 0:
            continue
        for item in order.items:
            if item not in wanted or apart(wanted[item], longest) > 0:
                wanted[item] = longest
    contents = _contents(log, set(wanted))
    return sum(log.extend(content, wanted[item]) for item, content in contents.items())


def _contents(log: Log, items: set[str]) -> dict[str, str]:
    """The hash of the newest content of each item that the log has decided on."""
    found: dict[str, str] = {}
    if not items:
        return found
    for link in log.read(kinds=("decided",)):
        what = link.entry.what
        if isinstance(what, Decided) and what.answer.item in items and what.content:
            found[what.answer.item] = what.content
    return found
