"""How does the issuer of a sign-in get asked? Discovery, the exchange of the code, its keys; nothing else.

Only addresses of the issuer that was set up, over TLS (or on loopback); no redirect is followed, and no
answer is read further than it may be long.
"""

from __future__ import annotations

import threading
import time
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec
import urllib3

from aftershock import config
from aftershock.records import Record
from aftershock.shield.review.asking import Turned
from aftershock.shield.review.setup import Elsewhere
from aftershock.shield.review.tokens import Key, Keys

T = TypeVar("T")
LARGEST = 256 * 1024
KEPT = 3_600.0  # seconds for which what the issuer published is kept
AGAIN = 60.0  # seconds between two looks for new keys


class Published(Record, frozen=True, kw_only=True):
    """What the issuer says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class _Token(Record, frozen=True, kw_only=True):
    id_token: str


class _Raw(Record, frozen=True, kw_only=True):
    keys: tuple[msgspec.Raw, ...]


class Issuer:
    """An issuer as it was set up. Thread-safe; asks only when it must."""

    def __init__(self, setup: Elsewhere) -> None:
        self.setup = setup
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=5, read=10), retries=False, headers={"Accept": "application/json"}
        )
        self._guard = threading.Lock()
        self._published: tuple[float, Published] | None = None
        self._keys: tuple[float, Keys] | None = None

    def published(self) -> Published:
        """Its endpoints; raises Turned (502, 503)."""
        with self._guard:
            kept = self._published
            if kept is not None and time.monotonic() - kept[0] < KEPT:
                return kept[1]
            place = f"{self.setup.issuer.rstrip('/')}/.well-known/openid-configuration"
            found = self._read(self._ask("GET", place), Published)
            if found.issuer != self.setup.issuer:
                raise Turned(
                    "the issuer says that it is another one", 502, "Compare [review.elsewhere] issuer"
                )
            for each in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
                _safe(each)
            self._published = (time.monotonic(), found)
            return found

    def keys(self, *, new: bool = False) -> Keys:
        """Its keys; ``new``: asked for again, though not more often than once a minute."""
        place = self.published().jwks_uri
        with self._guard:
            kept = self._keys
            age = time.monotonic() - kept[0] if kept else KEPT
            if kept is not None and age < (AGAIN if new else KEPT):
                return kept[1]
            raw = self._read(self._ask("GET", place), _Raw)
            found = []
            for each in raw.keys:
                try:
                    found.append(msgspec.json.decode(each, type=Key))
                except msgspec.ValidationError:  # a kind of key that we do not know
                    continue
            self._keys = (time.monotonic(), Keys(keys=tuple(found)))
            return self._keys[1]

    def exchange(self, code: str, verifier: str, back: str) -> str:
        """The id token for a code (RFC 6749 4.1.3 with PKCE, RFC 7636); raises Turned."""
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": back,
            "code_verifier": verifier, "client_id": self.setup.client_id,
        }  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        secret = config.secret(self.setup.secret_variable or None)
        if secret:
            headers |= urllib3.make_headers(basic_auth=f"{self.setup.client_id}:{secret}")
        body = self._ask("POST", self.published().token_endpoint, urlencode(form).encode(), headers)
        return self._read(body, _Token).id_token

    def _ask(
        self, method: str, place: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        _safe(place)
        try:
            answer = self._pool.request(
                method, place, body=body, headers={**self._pool.headers, **(headers or {})},
                redirect=False, preload_content=False,
            )  # fmt: skip
            try:
                found = answer.read(LARGEST + 1)
            finally:
                answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise Turned("the issuer does not answer", 503, "Try again later") from error
        if answer.status != 200 or len(found) > LARGEST:
            raise Turned(f"the issuer refused (status {answer.status})", 502, "Try again")
        return found

    def _read(self, body: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Turned("the issuer's answer cannot be read", 502) from error


def _safe(place: str) -> None:
    found = urlsplit(place)
    loopback = found.scheme == "http" and found.hostname in ("127.0.0.1", "localhost", "::1")
    if found.scheme != "https" and not loopback:
        raise Turned("the issuer names an address without TLS", 502)
