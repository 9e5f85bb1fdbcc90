"""By which terms do decisions become strikes, limits and proposals, and who looks a second time?

A platform says its own terms; they stand in one record so that they can be shown to whoever they are applied
to. Changing them changes what the same log means from then on: what was counted is counted again.
"""

from __future__ import annotations

from typing import Literal

from aftershock.records import Record
from aftershock.shield.policy.table import Verdict

Restraint = Literal["slower", "held"]


class Step(Record, frozen=True, kw_only=True):
    """From ``strikes`` strikes on, ``restraint`` for ``days`` days after the last of them."""

    strikes: int
    restraint: Restraint
    days: float


class Terms(Record, frozen=True, kw_only=True):
    """A platform's terms.

    ``strikes_from``: the mildest verdict that is a strike. ``campaign_days``: copies of the same content by
    the same account within so many days of the first are one. ``block_after``: strikes at which a block is
    proposed; ``block_items``: how many independent ones a block must rest on. ``second_share``: share of
    first looks that get a second, always those of a verdict in ``second_always``; ``second_for_blocks``:
    also every item that a block rests on. ``salt`` keeps the sample from being foreseen. ``harm`` weighs
    categories in the queue; ``ageing``: hours of waiting that weigh as much as one step of severity.
    ``lease``: minutes for which a person may take an item.
    """

    strikes_from: Verdict = "limit"
    strike_days: float = 90.0
    campaign_days: float = 7.0
    steps: tuple[Step, ...] = (
        Step(strikes=2, restraint="slower", days=7.0),
        Step(strikes=3, restraint="held", days=14.0),
    )
    block_after: int = 4
    block_items: int = 2
    second_share: float = 0.1
    second_always: tuple[Verdict, ...] = ("block",)
    second_for_blocks: bool = True
    salt: str = ""
    harm: dict[str, int] = {}  # noqa: RUF012  never written to
    ageing: float = 4.0
    lease: float = 30.0
