"""An OpenID Connect issuer on loopback, with keys of its own, that tells the truth or lies as it is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT = "shield"
RSA = rsa.generate_private_key(65_537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())


def b64(data: bytes | int) -> str:
    raw = data if isinstance(data, bytes) else data.to_bytes((data.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def published() -> list[dict[str, str]]:
    """The issuer's public keys, and one of a kind that nobody knows."""
    own, point = RSA.public_key().public_numbers(), EC.public_key().public_numbers()
    return [
        {"kty": "OKP", "kid": "odd", "crv": "Ed448", "x": "AA", "n": 7},  # type: ignore[dict-item]
        {"kty": "RSA", "kid": "r1", "use": "sig", "alg": "RS256", "n": b64(own.n), "e": b64(own.e)},
        {
            "kty": "EC", "kid": "e1", "crv": "P-256", "x": b64(point.x.to_bytes(32, "big")),
            "y": b64(point.y.to_bytes(32, "big")),
        },
    ]  # fmt: skip


def token(claims: dict[str, Any], *, alg: str = "ES256", kid: str = "e1", key: Any = EC, **head: Any) -> str:
    """A signed token; ``none`` has no signature, ``HS256`` the public key as its secret."""
    body = ".".join(b64(json.dumps(part).encode()) for part in ({"alg": alg, "kid": kid, **head}, claims))
    if alg == "none":
        return f"{body}."
    if alg == "HS256":
        public = RSA.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return f"{body}.{b64(hmac.new(public, body.encode(), 'sha256').digest())}"
    if alg == "RS256":
        return f"{body}.{b64(RSA.sign(body.encode(), padding.PKCS1v15(), SHA256()))}"
    r, s = decode_dss_signature(key.sign(body.encode(), ec.ECDSA(SHA256())))
    return f"{body}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


class Issuer:
    """What it answers with: change ``claims``, ``signed`` and ``says`` to make it lie."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.claims: dict[str, Any] = {}
        self.signed: dict[str, Any] = {}
        self.says: dict[str, Any] = {}
        self.keys = published()
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}

    def authorize(self, place: str) -> str:
        """What a person's browser does there; gives the address that it is sent back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
        assert query["code_challenge_method"] == "S256"
        assert query["scope"] == "openid"
        code = f"code{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?code={code}&state={query['state']}"

    def exchange(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        begun = self.codes.pop(form["code"], None)
        if begun is None or begun["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if b64(hashlib.sha256(form["code_verifier"].encode()).digest()) != begun["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = time.time()
        claims = {"iss": self.address, "sub": "u7", "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": begun["nonce"], **self.claims}
        return 200, {"id_token": token(claims, **self.signed), "token_type": "Bearer"}

    def document(self) -> dict[str, Any]:
        own = self.address
        return {
            "issuer": own, "authorization_endpoint": f"{own}/authorize", "token_endpoint": f"{own}/token",
            "jwks_uri": f"{own}/keys", **self.says,
        }  # fmt: skip


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer for a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            if self.path.endswith("/openid-configuration"):
                self._say(200, issuer.document())
            else:
                self._say(200, {"keys": issuer.keys})

        def do_POST(self) -> None:
            issuer.asked.append(self.path)
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._say(*issuer.exchange({name: values[0] for name, values in parse_qs(body).items()}))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
