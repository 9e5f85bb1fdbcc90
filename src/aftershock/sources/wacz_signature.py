"""Who signed a web archive (WACZ), and does the signature hold?

After WACZ Signing and Verification 0.1.0 (Webrecorder): ECDSA with SHA-256 over the written digest of
``datapackage.json``. An anonymous signature carries its key; a domain's carries the certificates of a host.
Who owns an anonymous key, whether a root is trusted and what a time stamp is worth is not decided here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
from typing import Any, Literal

import msgspec

from aftershock.records import Record

State = Literal["signed", "unsigned", "mismatch", "not checked"]
MAX_CERTIFICATES = 8


class SignedData(Record, frozen=True, kw_only=True):
    """What stands in ``signedData`` of ``datapackage-digest.json``."""

    hash: str = ""
    signature: str = ""
    publicKey: str | None = None
    created: str = ""
    software: str = ""
    domain: str | None = None
    domainCert: str | None = None
    timeSignature: str | None = None


class DigestFile(Record, frozen=True, kw_only=True):
    """``datapackage-digest.json``: the digest of ``datapackage.json``, and perhaps a signature over it."""

    path: str = ""
    hash: str = ""
    signedData: SignedData | None = None


class Verdict(Record, frozen=True, kw_only=True):
    """The state of an archive's signature, and the sentence that says it."""

    state: State
    said: str


def verdict(digest_file: bytes | None, package: bytes) -> Verdict:
    """What a signature says of ``datapackage.json`` (``package``), byte for byte."""
    if digest_file is None:
        return Verdict(state="unsigned", said="unsigned (no datapackage-digest.json)")
    try:
        said = msgspec.json.decode(digest_file, type=DigestFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Verdict(state="mismatch", said=f"datapackage-digest.json cannot be read ({error})")
    digest = f"sha256:{hashlib.sha256(package).hexdigest()}"
    signed = said.signedData
    if said.hash != digest or (signed is not None and signed.hash not in ("", digest)):
        return Verdict(state="mismatch", said="datapackage.json is not the one that its digest was taken of")
    if signed is None or not signed.signature:
        return Verdict(state="unsigned", said="unsigned (its digest holds)")
    return _checked(signed, digest)


def _checked(signed: SignedData, digest: str) -> Verdict:
    try:
        import cryptography  # noqa: F401  # an extra
    except ImportError:
        return Verdict(
            state="not checked",
            said="signed, but the signature was not checked: install the extra 'signatures' "
            "(uv pip install 'aftershock[signatures]')",
        )
    try:
        signature = base64.b64decode(signed.signature, validate=True)
    except (binascii.Error, ValueError):
        return Verdict(state="mismatch", said="the signature cannot be read")
    if signed.domainCert:
        return _by_domain(signed, signature, digest)
    return _by_key(signed, signature, digest)


def _by_key(signed: SignedData, signature: bytes, digest: str) -> Verdict:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        der = base64.b64decode(signed.publicKey or "", validate=True)
        key = serialization.load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return Verdict(state="mismatch", said="signed, but the key to check it with cannot be read")
    name = hashlib.sha256(der).hexdigest()[:16]
    if not _holds(key, signature, digest):
        return Verdict(state="mismatch", said=f"the signature is not that of the key {name}")
    return Verdict(
        state="signed", said=f"signed by the anonymous key {name} (SHA-256 of the key){_made(signed)}"
    )


def _by_domain(signed: SignedData, signature: bytes, digest: str) -> Verdict:
    from cryptography import x509

    try:
        chain = x509.load_pem_x509_certificates((signed.domainCert or "").encode())[:MAX_CERTIFICATES]
        names = _hosts(chain[0])
        key = chain[0].public_key()
    except (ValueError, IndexError, TypeError):
        return Verdict(state="mismatch", said="signed, but the certificates of the domain cannot be read")
    domain = (signed.domain or "").lower()
    if not domain or domain not in names:
        return Verdict(
            state="mismatch",
            said=f"the certificate is not that of the domain '{domain[:100]}' it is said to be",
        )
    if not _holds(key, signature, digest):
        return Verdict(state="mismatch", said=f"the signature is not that of the domain '{domain[:100]}'")
    doubts = ["the root was not looked up", "the time stamp was not checked"]
    if not _linked(chain):
        doubts.insert(0, "the certificates do not vouch for each other")
    if not chain[0].not_valid_before_utc.isoformat()[:10] <= signed.created[:10] <= _until(chain[0]):
        doubts.insert(0, "the certificate was not valid at the time given")
    return Verdict(
        state="signed",
        said=f"signed with a certificate of {domain[:100]}{_made(signed)}; {', '.join(doubts)}",
    )


def _until(certificate: Any) -> str:
    return str(certificate.not_valid_after_utc.isoformat()[:10])


def _hosts(certificate: Any) -> frozenset[str]:
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(name.lower() for name in names.get_values_for_type(x509.DNSName))


def _linked(chain: list[Any]) -> bool:
    from cryptography.exceptions import InvalidSignature

    for lower, upper in itertools.pairwise(chain):
        try:
            lower.verify_directly_issued_by(upper)
        except (InvalidSignature, ValueError, TypeError):
            return False
    return len(chain) > 1


def _holds(key: Any, signature: bytes, message: str) -> bool:
    """Whether a signature is right, in either of its two forms (r and s side by side, or in DER)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    forms = [signature]
    width = (key.curve.key_size + 7) // 8
    if len(signature) == 2 * width:
        r, s = (int.from_bytes(half, "big") for half in (signature[:width], signature[width:]))
        forms.append(utils.encode_dss_signature(r, s))
    for form in forms:
        try:
            key.verify(form, message.encode(), ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


def _made(signed: SignedData) -> str:
    when = f" on {signed.created[:40]}" if signed.created else ""
    return when + (f" with {signed.software[:60]}" if signed.software else "")
