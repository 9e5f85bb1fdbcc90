"""What was put back because an authority or a court decided so, and what is whoever posted it told?

TCO Art. 4 and 9: an order that seriously or manifestly infringes the Regulation or fundamental rights, or
that a court annuls, has no effect any more, and the content is put back at once. What the platform's own
terms say is another matter; a person says whether that stays. The message is a draft: a person sends it.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from aftershock.records import Record
from aftershock.shield.ledger.happenings import Informed, Link
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.ledger.times import apart
from aftershock.shield.papers.draft import Draft, drafted, moment
from aftershock.shield.papers.laws import Host
from aftershock.shield.papers.orders import Order, told_from
from aftershock.text import content_id

ABOUT = "reinstated "  # what ``Informed.about`` says, before the place in the log
BASES = {
    "scrutiny": "the competent authority found that the order infringes the law (TCO Art. 4)",
    "court": "a court decided so (TCO Art. 9, or another remedy)",
    "withdrawn": "the authority that had issued the order withdrew it",
    "finding": "an authority or court found that it is no terrorist content",
}


class Restored(Record, frozen=True, kw_only=True):
    """One such decision as it was entered; ``told`` when, ``told_by`` whom and ``how`` whoever posted it was
    told.
    """

    seq: int
    at: str
    by: str
    what: Reinstated
    told: str = ""
    told_by: str = ""
    how: str = ""

    @property
    def about(self) -> str:
        """What a message about it is about."""
        return f"{ABOUT}{self.seq}"


def key_of(what: Reinstated) -> str:
    """The key under which a decision is entered once."""
    about = f"order {what.order}" if what.order else content_id("items", *sorted(what.items))
    return f"reinstated {about} {content_id('decision', what.reference, *sorted(what.items))}"


def not_of(order: Order, items: Iterable[str]) -> str:
    """An item that an order does not name; empty where it names them all."""
    named = {*order.received.items, *order.received.urls, *order.items}
    return next((each for each in items if each not in named), "")


def restored(links: Iterable[Link], void: Iterable[int] = ()) -> dict[int, Restored]:
    """All that had an effect, by place in the log; ``void`` are places that had none
    (``accounts.known.Known``).
    """
    without, found = set(void), dict[int, Restored]()
    for link in links:
        what = link.entry.what
        if isinstance(what, Reinstated) and link.seq not in without:
            by = link.entry.by.removeprefix("person ")
            found[link.seq] = Restored(seq=link.seq, at=link.entry.at, by=by, what=what)
        elif isinstance(what, Informed) and what.about.startswith(ABOUT):
            seq = int(what.about.removeprefix(ABOUT))
            if seq in found and not found[seq].told:
                by = link.entry.by.removeprefix("person ")
                found[seq] = msgspec.structs.replace(found[seq], told=link.entry.at, told_by=by, how=what.how)
    return found


def words(each: Restored, order: Order | None, host: Host, *, at: str) -> Draft | None:
    """What whoever posted it is told; None while an order's confidentiality forbids it (Art. 11(3)).

    ``order`` is the one that has fallen, where there was one.
    """
    since = told_from(order) if order is not None else ""
    if since and apart(since, at) < 0:
        return None
    what = each.what
    lines = [
        f"Content of yours: {', '.join(what.items)}",
        f"{what.authority} decided on it (reference {what.reference}): {BASES[what.basis]}.",
    ]
    if order is not None and order.executed_at:
        lines.append(
            f"The removal order that we had carried out on {moment(order.executed_at)} has no effect."
        )
    if what.ours_stays:
        lines.append("What we decided under our own terms stays; you were given the reasons for it.")
        lines.append(f"You can complain about that: {host.complaints or 'to us'}.")
    else:
        lines.append(f"It was put back on {moment(each.at)}.")
        lines.append("Nothing that rested on it counts against your account: no strike, limit or block.")
    return drafted(
        "Your content after a decision", "TCO Art. 4" if what.basis == "scrutiny" else "TCO Art. 11", host,
        to="whoever posted it", at=at, lines=lines, missing=["an address to tell it to"],
    )  # fmt: skip
