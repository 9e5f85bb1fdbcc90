"""Under what name does an account leave the case?

HMAC-SHA256 (RFC 2104) over platform and account, with a key of the case that is kept outside it: joins
survive, and nobody without the key can try out accounts. Whoever has the key can, so that what leaves the
case still says "re-identifiable".
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING

from aftershock import config
from aftershock.errors import CaseError
from aftershock.text import canonical_json, sha256

if TYPE_CHECKING:
    from pathlib import Path

    from aftershock.store.folder import CaseFolder

KEY_BYTES = 32
DIGITS = 16  # 64 bits: among a million accounts two share a pseudonym with a chance of 3 in 10^8
KEY = "pseudonym-key"  # the chain's word for: from here on this key is used


def key_path(case_id: str) -> Path:
    """Where the key of a case is kept, on this machine."""
    return config.keys_dir() / f"{case_id}.key"


def case_key(case: CaseFolder) -> bytes:
    """The key of a case, made when it is first needed; the chain holds its digest.

    Raises CaseError where the case has a key and this machine does not have it, or has another one.
    """
    path = key_path(case.state.case_id)
    recorded = _recorded(case)
    if recorded is None:
        key = _existing(path) or _make(path)
        case.record(KEY, key=sha256(key))
        return key
    found = _existing(path)
    if found is None or sha256(found) != recorded:
        raise CaseError(
            "the pseudonym key of this case is not on this machine"
            if found is None
            else "the key on this machine is not the one that this case uses",
            where=str(path),
            next_step="Copy the key file from the machine where the case was first exported, by a safe way",
        )
    return found


def pseudonym(key: bytes, platform: str, account: str) -> str:
    """``acct-`` and 16 hexadecimal digits; the same account has the same in one case, another in others."""
    message = canonical_json([platform, account])
    return f"acct-{hmac.new(key, message, hashlib.sha256).hexdigest()[:DIGITS]}"


def _recorded(case: CaseFolder) -> str | None:
    """The digest of the key that the chain speaks of."""
    for link in reversed(case.custody.links):
        if link.body.get("action") == KEY:
            return str(link.body["digests"]["key"])
    return None


def _existing(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _make(path: Path) -> bytes:
    """A new key, readable by this user only. Written before the chain speaks of it."""
    key = secrets.token_bytes(KEY_BYTES)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, key)
        os.fsync(handle)
    finally:
        os.close(handle)
    return key
