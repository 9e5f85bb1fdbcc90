"""Is a message from us, and fresh? HMAC-SHA256 over time and body, with a secret both sides know.

The header is ``t=SECONDS,v1=HEX``; what is signed is ``SECONDS.BODY``. The time keeps a message that somebody
recorded from being played again later.
"""

from __future__ import annotations

import hmac
import re

HEADER = "Aftershock-Signature"
TOLERANCE = 300.0  # seconds between two clocks, and on the way
_SHAPE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def signature(secret: bytes, body: bytes, *, at: float) -> str:
    """The header's value for a body sent at ``at`` (seconds since 1970)."""
    moment = str(int(at))
    return f"t={moment},v1={_mac(secret, moment, body)}"


def genuine(secret: bytes, body: bytes, header: str, *, now: float, tolerance: float = TOLERANCE) -> bool:
    """Whether a body came from somebody with the secret, within ``tolerance`` seconds of ``now``."""
    found = _SHAPE.fullmatch(header)
    if found is None or abs(now - int(found[1])) > tolerance:
        return False
    return hmac.compare_digest(_mac(secret, found[1], body), found[2])


def _mac(secret: bytes, moment: str, body: bytes) -> str:
    return hmac.new(secret, moment.encode() + b"." + body, "sha256").hexdigest()
