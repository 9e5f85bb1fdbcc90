"""Does this id token say who signed in, to us, just now, and did the issuer sign it?

OpenID Connect Core 1.0, 3.1.3.7. Only RS256 and ES256, chosen by the key and not by the token: a token cannot
ask to go unsigned, or to be checked with a public key as if it were a secret.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TypeVar

import msgspec

from aftershock.errors import ExtraMissing
from aftershock.records import Record
from aftershock.shield.review.asking import Turned

T = TypeVar("T")
LEEWAY = 60.0  # seconds between two clocks
OLDEST = 600.0  # seconds since the token was made
LONGEST = 16_384  # characters of a token


class Key(Record, frozen=True, kw_only=True):
    """A public key of the issuer (RFC 7517)."""

    kty: str
    kid: str = ""
    use: str = "sig"
    alg: str = ""
    n: str = ""
    e: str = ""
    crv: str = ""
    x: str = ""
    y: str = ""


class Keys(Record, frozen=True, kw_only=True):
    """The issuer's key set; keys of kinds that we do not take are passed over."""

    keys: tuple[Key, ...] = ()


class _Header(Record, frozen=True, kw_only=True):
    alg: str
    kid: str = ""
    crit: tuple[str, ...] = ()


class Claims(Record, frozen=True, kw_only=True):
    """What of a token is looked at."""

    iss: str
    sub: str
    aud: str | tuple[str, ...]
    exp: float
    iat: float
    nonce: str = ""
    azp: str = ""
    nbf: float = 0.0


class KeyUnknown(Turned):
    """The issuer may have new keys."""


def subject(token: str, keys: Keys, *, issuer: str, client: str, nonce: str, now: float) -> str:
    """Who signed in, as the issuer names them; raises Turned (401) with what is wrong, KeyUnknown where the
    key is not among ``keys``. ``now``: seconds since 1970.
    """
    parts = token.split(".")
    if len(parts) != 3 or len(token) > LONGEST:
        raise _wrong("it is no signed token")
    header = _read(parts[0], _Header)
    if header.alg not in ("RS256", "ES256") or header.crit:
        raise _wrong("it is not signed in a way that is taken here")
    _signed(header, keys, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]))
    claims = _read(parts[1], Claims)
    audience = (claims.aud,) if isinstance(claims.aud, str) else claims.aud
    for wrong, said in (
        (claims.iss != issuer, "another issuer made it"),
        (client not in audience, "it is for somebody else"),
        (len(audience) > 1 and claims.azp != client, "it is for several, and not from us"),
        (bool(claims.azp) and claims.azp != client, "somebody else asked for it"),
        (now > claims.exp + LEEWAY, "its time is over"),
        (claims.nbf > now + LEEWAY or claims.iat > now + LEEWAY, "its time has not come"),
        (now - claims.iat > OLDEST, "it is old"),
        (
            not nonce or not hmac.compare_digest(claims.nonce.encode(), nonce.encode()),
            "we did not ask for it",
        ),
        (not claims.sub or len(claims.sub) > 255, "it names nobody"),
    ):
        if wrong:
            raise _wrong(said)
    return claims.sub


def _signed(header: _Header, keys: Keys, body: bytes, signature: bytes) -> None:
    """Raises Turned where no key of the issuer made the signature."""
    kind = "RSA" if header.alg == "RS256" else "EC"
    fit = [
        key
        for key in keys.keys
        if key.kty == kind and key.use == "sig" and key.alg in ("", header.alg)
        and (not header.kid or key.kid == header.kid)
    ]  # fmt: skip
    if not fit:
        raise KeyUnknown("the issuer has no such key", 401)
    if not any(_proves(key, body, signature) for key in fit):
        raise _wrong("its signature is not the issuer's")


def _proves(key: Key, body: bytes, signature: bytes) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256
    except ImportError:
        raise ExtraMissing("signatures", what_for="signing in elsewhere") from None
    try:
        if key.kty == "RSA":
            if _number(key.n).bit_length() < 2048:
                return False
            made = rsa.RSAPublicNumbers(_number(key.e), _number(key.n)).public_key()
            made.verify(signature, body, padding.PKCS1v15(), SHA256())
        else:
            if key.crv != "P-256" or len(signature) != 64:
                return False
            point = ec.EllipticCurvePublicNumbers(_number(key.x), _number(key.y), ec.SECP256R1())
            r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
            point.public_key().verify(encode_dss_signature(r, s), body, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):  # ValueError: numbers that are no key
        return False
    return True


def _read(part: str, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(_bytes(part), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _wrong("it cannot be read") from error


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part.encode("ascii") + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong("it cannot be read") from error


def _number(part: str) -> int:
    return int.from_bytes(_bytes(part), "big")


def _wrong(said: str) -> Turned:
    return Turned(f"the sign-in was not taken: {said}", 401, "Try again; if it stays so, tell an admin")
