"""Who may ask what of the service? Keys with scopes, kept as hashes; no secret stands anywhere.

A key reads ``as_ID_SECRET``; ID is public (logs name it), SECRET has 256 random bits, so a plain SHA-256
hides it. Whoever makes a key can give it no scope that they do not have. A key that reviews belongs to a
named person: what it does is done by them.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import msgspec

from aftershock.errors import AftershockError, InputError, UsageError
from aftershock.records import Record
from aftershock.shield.service.said import Scope

SCOPES: tuple[Scope, ...] = get_args(Scope)
FILE = "keys.json"
_NOBODY = hashlib.sha256(b"nobody").hexdigest()


class Key(Record, frozen=True, kw_only=True):
    """A key as it is kept. ``hash`` is the SHA-256 of the secret; ``each_second`` and ``burst`` 0 are the
    service's; ``flagger`` is the trusted flagger who gives notices with it (DSA 22).
    """

    id: str
    hash: str
    scopes: tuple[Scope, ...]
    made_at: str
    made_by: str
    person: str = ""
    each_second: float = 0.0
    burst: float = 0.0
    active: bool = True
    flagger: str = ""


class Refused(AftershockError):
    """No key, a wrong one, or one without the scope; ``status`` is 401 or 403."""

    def __init__(self, cause: str, status: int, next_step: str = "") -> None:
        super().__init__(cause, next_step=next_step)
        self.status = status


class Keys:
    """The keys of a folder, open for reading; `refresh` takes in what others made or revoked."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self._seen: tuple[int, int] = (0, 0)
        self._by_id: dict[str, Key] = {}
        self.refresh()

    def refresh(self) -> bool:
        """Read again where the file changed; returns whether it did."""
        try:
            found = self.file.stat()
        except FileNotFoundError:
            seen = (0, 0)
        else:
            seen = (found.st_mtime_ns, found.st_size)
        if seen == self._seen:
            return False
        self._by_id = {key.id: key for key in _read(self.file)}
        self._seen = seen
        return True

    def __iter__(self) -> Iterator[Key]:
        return iter(self._by_id.values())

    def of(self, said: str) -> Key:
        """The key of an Authorization header; raises Refused. Takes as long for a wrong secret as for a
        right one.
        """
        kind, _, token = said.partition(" ")
        mark, _, rest = token.strip().partition("_")
        id_, _, secret = rest.partition("_")
        key = self._by_id.get(id_)
        told = hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
        right = hmac.compare_digest(told, key.hash if key else _NOBODY)
        if kind.lower() != "bearer" or mark != "as" or key is None or not right or not key.active:
            raise Refused("no key, or not a valid one", 401, "Send it as: Authorization: Bearer as_...")
        return key


def asked(key: Key, scope: Scope) -> None:
    """Raises Refused where the key has not the scope."""
    if scope not in key.scopes:
        raise Refused(f"the key has not the scope '{scope}'", 403, "Ask whoever keeps the keys")


def make(
    folder: Path,
    scopes: Iterable[str],
    *,
    by: str,
    at: str,
    person: str = "",
    each_second: float = 0.0,
    burst: float = 0.0,
    flagger: str = "",
) -> tuple[Key, str]:
    """A new key, on disk when this returns, and its secret, which is told once; raises UsageError."""
    wanted = tuple(scope for scope in SCOPES if scope in set(scopes))
    unknown = set(scopes) - set(SCOPES)
    if unknown or not wanted:
        said = f"no scope is called {', '.join(sorted(unknown))}" if unknown else "a key without a scope"
        raise UsageError(said, next_step=f"Scopes are {', '.join(SCOPES)}")
    if "review" in wanted and not person.strip():
        raise UsageError("a key that reviews belongs to a person", next_step="Name the person")
    if flagger.strip() and wanted != ("notices",):
        raise UsageError("a trusted flagger's key gives notices only", next_step="--scope notices")
    if each_second < 0 or burst < 0:
        raise UsageError("a rate below nothing")
    secret = secrets.token_urlsafe(32)
    key = Key(
        id=secrets.token_hex(6),
        hash=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=wanted,
        made_at=at,
        made_by=by,
        person=person.strip(),
        each_second=each_second,
        burst=burst,
        flagger=flagger.strip(),
    )
    with _writing(folder) as listed:
        listed.append(key)
    return key, f"as_{key.id}_{secret}"


def revoke(folder: Path, id_: str) -> Key:
    """Take a key out of use, for good; raises UsageError where there is none of this id."""
    with _writing(folder) as listed:
        for number, key in enumerate(listed):
            if key.id == id_:
                listed[number] = msgspec.structs.replace(key, active=False)
                return listed[number]
    raise UsageError("no key of this id", where=id_, next_step="aftershock shield key list shows them")


def listed(folder: Path) -> list[Key]:
    """All keys ever made."""
    return _read(folder / FILE)


@contextmanager
def _writing(folder: Path) -> Iterator[list[Key]]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "keys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _read(folder / FILE)
        before = list(found)
        yield found
        if found == before:
            return
        partial = folder / f"{FILE}.partial"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        partial.replace(folder / FILE)


def _read(file: Path) -> list[Key]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[Key])
    except FileNotFoundError:
        return []
    except msgspec.DecodeError as error:
        raise InputError(
            f"not the list of keys: {error}", where=str(file), next_step="Restore it from a copy"
        ) from error
