"""What can go wrong between a platform and the shield's service?"""

from __future__ import annotations

from aftershock.errors import AftershockError


class Unreachable(AftershockError):
    """No answer came: not there, too slow, or refused for its rate until the patience was over."""


class Rejected(AftershockError):
    """The service answered that it will not do this: ``status`` says how. Asking again is no use."""

    def __init__(self, cause: str, status: int, *, where: str = "", next_step: str = "") -> None:
        super().__init__(cause, where=where, next_step=next_step)
        self.status = status
