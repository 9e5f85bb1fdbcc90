"""What does the log say where an authority or a court puts content back?"""

from __future__ import annotations

from typing import Literal

from aftershock.records import Record

Basis = Literal["scrutiny", "court", "withdrawn", "finding"]


class Reinstated(Record, frozen=True, kw_only=True, tag="reinstated"):
    """A removal order has lost its effect on items, or an authority or court found that they are no terrorist
    content: a person enters it, and they are put back.

    ``basis``: scrutiny of an order from another state (Regulation (EU) 2021/784, Art. 4), a court's decision
    (Art. 9), withdrawn by whoever issued it, another finding. ``order`` is empty where none is on the items.
    ``ours_stays``: only the order falls; what the platform decided under its own terms goes on.
    """

    order: str
    items: tuple[str, ...]
    authority: str
    reference: str
    basis: Basis
    reason: str
    ours_stays: bool = False
