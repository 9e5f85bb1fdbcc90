"""How do links reach a web address? One POST of JSON, signed; the address says yes with any 2xx.

The body is ``{"links": [...]}`` in the log's order. It may come more than once: ``seq`` says what was seen.
An answer that says "not now" or "not here" means nobody has it; any other refusal is about this message.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import urllib3

from aftershock.errors import UsageError
from aftershock.shield.ledger.happenings import Link
from aftershock.shield.ledger.outbox import Undelivered
from aftershock.shield.ledger.signing import HEADER, signature
from aftershock.text import canonical_json

NOBODY = frozenset({401, 403, 404, 405, 408, 410, 421, 425, 429, 502, 503, 504})
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Webhook:
    """A receiver at an address. ``secret`` is shared with it; times in seconds."""

    def __init__(
        self,
        address: str,
        secret: bytes,
        *,
        connect: float = 3.0,
        read: float = 10.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
            raise UsageError(
                "a webhook wants https (http only on this machine)", where=address, next_step="Change it"
            )
        if len(secret) < 16:
            raise UsageError(
                "a webhook's secret has 16 bytes at least", where=address, next_step="Make a longer one"
            )
        self._address, self._secret, self._clock = address, secret, clock
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=connect, read=read), retries=False, maxsize=2
        )

    def send(self, links: Sequence[Link]) -> None:
        """See ``outbox.Sender``."""
        self.post(canonical_json({"links": list(links)}))

    def post(self, body: bytes) -> None:
        """Send any JSON, such as an alarm. Raises Undelivered."""
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "aftershock",
            HEADER: signature(self._secret, body, at=self._clock()),
        }
        try:
            said = self._pool.request("POST", self._address, body=body, headers=headers, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise Undelivered(f"no answer: {type(error).__name__}", where=self._address) from error
        if not 200 <= said.status < 300:
            gone = said.status in NOBODY or 300 <= said.status < 400
            raise Undelivered(f"answered {said.status}", refused=not gone, where=self._address)
