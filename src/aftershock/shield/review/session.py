"""Whose request is this, and did they mean it? Cookies, their age, and the token that every form carries.

A session is a random token in a cookie; the log knows its hash, when it began and whether it ended. Beside
the token the cookie says when it was last used, signed, so that it ends when it lies idle. A form's token is
made of the session's: another site can send a form, but not that.
"""

from __future__ import annotations

import hmac
import secrets
from typing import NamedTuple

from aftershock.shield.ledger.times import apart
from aftershock.text import sha256

REFRESH = 60.0  # seconds after which the cookie says a newer time


class Cookie(NamedTuple):
    """What a session's cookie says: the token, and when it was last used."""

    token: str
    used: str


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def written(secret: bytes, token: str, at: str) -> str:
    """The value of a session's cookie, used at ``at``."""
    return f"{token}~{at}~{mac(secret, 'used', token, at)}"


def read(secret: bytes, value: str, *, now: str, idle: float) -> Cookie | None:
    """The cookie, if we wrote it and it was used within ``idle`` seconds; a time from the future is
    none.
    """
    token, _, rest = value.partition("~")
    used, _, signed = rest.partition("~")
    if not hmac.compare_digest(signed.encode(), mac(secret, "used", token, used).encode()):
        return None
    try:
        lain = apart(used, now)
    except ValueError:
        return None
    return Cookie(token, used) if -REFRESH <= lain <= idle else None


def hashed(token: str) -> str:
    """How the log names a session."""
    return sha256(f"session {token}")


def form_token(secret: bytes, token: str) -> str:
    """What a form of this session carries."""
    return mac(secret, "form", token)


def meant(secret: bytes, token: str, given: str) -> bool:
    """Whether a form came from a page of this session."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), form_token(secret, token).encode())


def mac(secret: bytes, *parts: str) -> str:
    """HMAC-SHA256 over parts that cannot run into each other."""
    body = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode("utf-8", "replace") for p in parts)
    return hmac.new(secret, body, "sha256").hexdigest()
