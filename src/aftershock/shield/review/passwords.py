"""Is this their password? What proves who somebody is stands beside the log, as hashes, and says nothing
about what they may do.

Passwords are hashed with argon2id (RFC 9106, its second choice: 64 MiB). A new account has an invitation, a
random word that is good once and for three days; with it they choose a password and can do nothing else.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from aftershock.errors import ExtraMissing, InputError, UsageError
from aftershock.records import Record
from aftershock.shield.ledger.times import apart, moved
from aftershock.text import sha256

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FILE, SECRET = "people.json", "review.secret"
INVITED = timedelta(days=3)
LEAST, MOST = 12, 256  # characters of a password
AT_ONCE = 2  # hashes at the same time: each takes 64 MiB


class Proof(Record, frozen=True, kw_only=True):
    """How a person proves who they are: a password's hash, an invitation's, or issuer and subject."""

    person: str
    password: str = ""
    invitation: str = ""
    invited_until: str = ""
    subject: str = ""


class Passwords:
    """The proofs of a folder. ``cheap`` makes hashing quick, for tests."""

    def __init__(self, folder: Path, *, cheap: bool = False) -> None:
        self._folder = folder
        self._hasher = hasher(cheap=cheap)
        self._nobody = self._hasher.hash(secrets.token_hex(8))
        self._few = threading.BoundedSemaphore(AT_ONCE)

    def right(self, person: str, word: str, *, at: str) -> str:
        """``password`` or ``invitation`` where the word is right, else an empty string.

        Takes as long for somebody who does not exist.
        """
        from argon2.exceptions import Argon2Error, InvalidHashError

        proof = _read(self._folder / FILE).get(person, Proof(person=person))
        plain = _plain(word)
        right = False
        with self._few, suppress(Argon2Error, InvalidHashError):
            right = self._hasher.verify(proof.password or self._nobody, plain)
        if right and proof.password:
            return "password"
        invited = bool(proof.invitation) and apart(at, proof.invited_until) > 0
        if invited and hmac.compare_digest(proof.invitation, sha256(word.strip())):
            return "invitation"
        return ""

    def invite(self, person: str, *, at: str) -> str:
        """A new invitation, told once; the password before it is good no longer."""
        word = secrets.token_urlsafe(15)
        with _writing(self._folder) as proofs:
            before = proofs.get(person, Proof(person=person))
            proofs[person] = msgspec.structs.replace(
                before, password="", invitation=sha256(word), invited_until=moved(at, INVITED)
            )
        return word

    def choose(self, person: str, word: str) -> None:
        """A person's new password; raises UsageError where it is none."""
        said = unfit(person, word)
        if said:
            raise UsageError(said, next_step="Choose another; several words are easy to remember")
        with self._few:
            made = self._hasher.hash(_plain(word))
        with _writing(self._folder) as proofs:
            before = proofs.get(person, Proof(person=person))
            proofs[person] = msgspec.structs.replace(before, password=made, invitation="", invited_until="")

    def bind(self, person: str, subject: str) -> None:
        """Say who somebody is at the issuer; one subject is one person. Raises UsageError."""
        with _writing(self._folder) as proofs:
            if subject and any(e.subject == subject and e.person != person for e in proofs.values()):
                raise UsageError("that subject is somebody else already", where=person)
            before = proofs.get(person, Proof(person=person))
            proofs[person] = msgspec.structs.replace(before, subject=subject)

    def of_subject(self, subject: str) -> str:
        """Whose subject that is; empty for nobody's."""
        found = _read(self._folder / FILE).values()
        return next((each.person for each in found if subject and each.subject == subject), "")


def unfit(person: str, word: str) -> str:
    """What is wrong with a password, or an empty string."""
    if not LEAST <= len(word) <= MOST:
        return f"a password has {LEAST} to {MOST} characters"
    if person.casefold() in word.casefold() or len(set(word)) < 5:
        return "that is too easy to guess"
    return ""


def hasher(*, cheap: bool = False) -> PasswordHasher:
    """Argon2id; raises ExtraMissing."""
    try:
        from argon2 import PasswordHasher
    except ImportError:
        raise ExtraMissing("web", what_for="signing in") from None
    if cheap:
        return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    return PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)


def secret(folder: Path) -> bytes:
    """The secret that cookies and form tokens are signed with; made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / SECRET
    with _locked(folder):
        if not place.is_file() or place.stat().st_size != 32:
            _put(place, secrets.token_bytes(32))
        return place.read_bytes()


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word[: 4 * MOST])


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "people.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _writing(folder: Path) -> Iterator[dict[str, Proof]]:
    with _locked(folder):
        found = _read(folder / FILE)
        yield found
        _put(folder / FILE, msgspec.json.format(msgspec.json.encode(list(found.values())), indent=1))


def _put(place: Path, body: bytes) -> None:
    partial = place.with_name(f"{place.name}.partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(place)


def _read(file: Path) -> dict[str, Proof]:
    try:
        found = msgspec.json.decode(file.read_bytes(), type=list[Proof])
    except FileNotFoundError:
        return {}
    except msgspec.DecodeError as error:
        raise InputError(
            f"not the list of people: {error}", where=str(file), next_step="Restore it from a copy"
        ) from error
    return {each.person: each for each in found}
