"""How does the client reach the service? One request over urllib3's pool, with its time and its tries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import urllib3
from urllib3.util import Retry, Timeout

from aftershock.shield.faults import Unreachable

RETRIED = (429, 502, 503, 504)


class Received(NamedTuple):
    """What came back."""

    status: int
    body: bytes


class Transport(Protocol):
    """What sends one request; tests hand in their own."""

    def send(self, method: str, path: str, body: bytes | None) -> Received:
        """Raises Unreachable where nothing came back."""
        ...

    def close(self) -> None:
        """Let connections go."""
        ...


class Http:
    """Keep-alive connections to one service."""

    def __init__(
        self, address: str, key: str, *, seconds: float, tries: int, headers: Mapping[str, str] | None = None
    ) -> None:
        self._address = address.rstrip("/")
        self._pool = urllib3.PoolManager(
            num_pools=2,
            maxsize=16,
            timeout=Timeout(connect=min(seconds, 2.0), read=seconds),
            headers={
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        # All routes may be asked twice: a decision has one key, so the second answer is the first one's.
        self._tries = Retry(
            total=tries - 1,
            backoff_factor=0.05,
            backoff_jitter=0.05,
            status_forcelist=RETRIED,
            allowed_methods=None,
            respect_retry_after_header=True,
            retry_after_max=int(max(1, seconds)),
            raise_on_status=False,
            redirect=0,
        )

    def send(self, method: str, path: str, body: bytes | None) -> Received:
        """See ``Transport.send``."""
        try:
            found = self._pool.request(
                method, self._address + path, body=body, retries=self._tries, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(
                f"the shield cannot be reached ({type(error).__name__})",
                where=self._address,
                next_step="Is it running?",
            ) from error
        return Received(found.status, found.data)

    def close(self) -> None:
        """See ``Transport.close``."""
        self._pool.clear()
