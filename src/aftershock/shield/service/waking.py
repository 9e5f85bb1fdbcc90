"""When has the event loop to be woken? Only while it sleeps.

The server's thread hands over each request and each body with ``call_soon_threadsafe``, which writes a byte
to the loop's own socket every time: it gives the interpreter's lock away by that and has to wait for it
again. A loop that is awake sees what was handed over without it.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Sized


class _Sleep(selectors.DefaultSelector):
    """A selector that says whether somebody sleeps at it."""

    asleep = False
    handed: Sized = ()  # what the loop is to do next: its own list, once there is a loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """As ever, but what was handed over just before is not slept over: whoever hands over first puts it
        there and then asks, whoever sleeps first says so and then looks.
        """
        self.asleep = True
        try:
            return super().select(0 if len(self.handed) else timeout)
        finally:
            self.asleep = False


class Loop(asyncio.SelectorEventLoop):
    """A loop that is woken while it sleeps, and once."""

    def __init__(self) -> None:
        self._sleep = _Sleep()
        super().__init__(self._sleep)
        self._sleep.handed = self._ready  # type: ignore[attr-defined]

    def _write_to_self(self) -> None:
        if self._sleep.asleep:
            self._sleep.asleep = False
            super()._write_to_self()  # type: ignore[misc]


class Policy(asyncio.DefaultEventLoopPolicy):
    """Makes such loops."""

    def new_event_loop(self) -> Loop:
        """One."""
        return Loop()
