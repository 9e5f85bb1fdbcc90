"""Is what an order removed still there after six months, and gone only when nobody wants it any more?"""

from __future__ import annotations

from pathlib import Path

from aftershock.shield.ledger.happenings import Decided, Entry, OrderExecuted, OrderKept, decided_key
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.ledger.sealed import sealed
from aftershock.shield.papers.orders import KINDS, orders
from aftershock.shield.papers.preserving import preserve, preserved
from aftershock.shield.verdict import Answer, Item
from tests.shield.papers.told import order

SEEN, DONE = "2026-06-01T00:00:00Z", "2026-11-22T01:20:00Z"  # decided upon long before the order came


def filled(folder: Path) -> tuple[Log, str]:
    """A log with a decision, an order about it and an item nobody knows; the hash of the copy."""
    log = open_log(folder)
    item = Item(platform="harbour", id="p1", text="a neutral line")
    copy = sealed(item, now=SEEN)
    answer = Answer(
        item=item.key, revision=0, verdict="hold", review=False, grounds=(), policy="f" * 64, at=SEEN
    )
    decided = Decided(answer=answer, content=copy.content)
    key = decided_key(item.key, 0)
    log.append([Entry(key=key, at=SEEN, by="rule calls", what=decided)], [copy])
    came = order(items=("harbour:p1", "harbour:p2"))
    log.append([Entry(key="order", at=came.received_at, by="person ben", what=came)])
    return log, copy.content


def test_a_copy_outlives_its_own_time_for_as_long_as_the_order_asks(tmp_path: Path) -> None:
    log, content = filled(tmp_path)
    first = log.copy(content)
    assert first is not None
    assert first.until < "2026-12-31"
    assert preserve(log, now=DONE) == 0, "nothing was executed"
    done = OrderExecuted(order="TCO-7", action="removed", items=("harbour:p1", "harbour:p2"))
    log.append([Entry(key="done", at=DONE, by="person ben", what=done)])
    assert preserve(log, now=DONE) == 1
    assert log.purge("2027-05-22T01:19:00Z") == 0
    kept = log.copy(content)
    assert kept is not None
    assert kept.until == "2027-05-22T01:20:00Z"  # six calendar months from execution
    (found,) = orders(log.read(kinds=KINDS)).orders.values()
    said = preserved(log, found)
    assert said.copies == (("harbour:p1", content),)
    assert said.absent == ("harbour:p2",)

    longer = OrderKept(order="TCO-7", until="2027-11-22T01:20:00Z", reason="a court asks")
    log.append([Entry(key="kept", at="2027-05-01T00:00:00Z", by="person ben", what=longer)])
    by_nobody = OrderKept(order="TCO-7", until="2030-01-01T00:00:00Z", reason="x")
    log.append([Entry(key="forged", at="2027-05-01T00:00:00Z", by="key 1", what=by_nobody)])
    assert preserve(log, now="2027-05-02T00:00:00Z") == 1
    assert preserved(log, found).longer == (("2027-11-22T01:20:00Z", "a court asks"),)
    assert log.purge("2027-11-22T01:19:00Z") == 0
    assert preserve(log, now="2027-11-22T01:21:00Z") == 0, "its time is over: nothing prolongs it"
    assert log.purge("2027-11-22T01:21:00Z") == 1
    log.close()
