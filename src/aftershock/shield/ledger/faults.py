"""What can go wrong with the log? Two errors, each with the next step.

* LedgerError             the log refused: a full disk, a server that went away; nothing half stands in it
    * LedgerDamaged       what stands in the log is not what was written
"""

from __future__ import annotations

from aftershock.errors import AftershockError


class LedgerError(AftershockError):
    """The log could not be read or written. What was acknowledged before still stands."""


class LedgerDamaged(LedgerError):
    """What stands in the log is not what was written; ``line`` is the place (seq) that is broken."""
