"""How does somebody sign in at an issuer? Authorization code with PKCE, state and nonce (OpenID Connect Core
1.0, RFC 7636).

What must come back stands in a signed cookie of this browser, for ten minutes. Who the issuer names must be
bound to a person here by an admin on the machine; roles stand in our log and in no token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import urlencode

from aftershock.shield.ledger.times import apart, seconds
from aftershock.shield.review import session, tokens
from aftershock.shield.review.asking import Reply, Turned, Visit
from aftershock.shield.review.door import begun, cookie_name, set_cookie
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page
from aftershock.shield.review.transport_signin import Issuer

KEPT = 600  # seconds that signing in there may take


class Elsewhere:
    """The two pages of a sign-in elsewhere, with the issuer they ask."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer

    def go(self, office: Office, visit: Visit) -> Reply:
        """Send the browser there."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self._issuer.setup.client_id, "scope": "openid",
            "redirect_uri": back_at(office), "state": state, "nonce": nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        value = "~".join((state, nonce, verifier, office.clock()))
        signed = f"{value}~{session.mac(office.secret, 'elsewhere', value)}"
        place = self._issuer.published().authorization_endpoint
        glue = "&" if "?" in place else "?"
        # Lax: the browser comes back from another site, and a Strict cookie would stay behind
        cookie = set_cookie(office, "elsewhere", signed, seconds=KEPT, same_site="Lax")
        return Reply(303, b"", place=f"{place}{glue}{urlencode(asked)}", cookies=(cookie,))

    def back(self, office: Office, visit: Visit) -> Reply:
        """The browser comes back, with a code or a refusal."""
        query = visit.request.query
        state, nonce, verifier = _sent(office, visit)
        if not hmac.compare_digest(state.encode(), query.get("state", "").encode("utf-8", "replace")):
            raise Turned("that sign-in was not begun in this browser", 401, "Begin again")
        if "error" in query or not query.get("code"):
            raise Turned("the issuer did not sign you in", 401, "Begin again, or sign in with a password")
        if query.get("iss", self._issuer.setup.issuer) != self._issuer.setup.issuer:  # RFC 9207
            raise Turned("the answer came from another issuer", 401)
        token = self._issuer.exchange(query["code"], verifier, back_at(office))
        subject = self._subject(token, nonce, seconds(office.clock()))
        name = office.passwords.of_subject(f"{self._issuer.setup.issuer} {subject}")
        with office.guard:
            person = office.people().people.get(name)
        if person is None or not person.active:
            said = "An admin makes an account, and binds it to: " + subject
            raise Turned("nobody here is bound to that account", 403, said)
        cookies = (*begun(office, person.person), set_cookie(office, "elsewhere", "", seconds=0))
        # a page, no redirect: coming from elsewhere the browser would not send the new, Strict cookie
        return page(office, visit, "back.html")._replace(cookies=cookies)

    def _subject(self, token: str, nonce: str, now: float) -> str:
        setup = self._issuer.setup
        try:
            return tokens.subject(
                token, self._issuer.keys(), issuer=setup.issuer, client=setup.client_id, nonce=nonce, now=now
            )
        except tokens.KeyUnknown:
            return tokens.subject(
                token, self._issuer.keys(new=True), issuer=setup.issuer, client=setup.client_id,
                nonce=nonce, now=now,
            )  # fmt: skip


def off(office: Office, visit: Visit) -> Reply:
    """Where no issuer is set up."""
    raise Turned("no sign-in elsewhere is set up", 404)


def back_at(office: Office) -> str:
    """Where the issuer sends people back to; the issuer must know it."""
    return f"{office.setup.public_url.rstrip('/')}/review/back"


def _sent(office: Office, visit: Visit) -> tuple[str, str, str]:
    """State, nonce and verifier of the sign-in that this browser began; raises Turned."""
    value, _, signed = visit.request.cookies.get(cookie_name(office, "elsewhere"), "").rpartition("~")
    sound = hmac.compare_digest(signed.encode(), session.mac(office.secret, "elsewhere", value).encode())
    parts = value.split("~")
    if not sound or len(parts) != 4 or not 0 <= apart(parts[3], office.clock()) <= KEPT:
        raise Turned("that sign-in was not begun in this browser, or took too long", 401, "Begin again")
    return parts[0], parts[1], parts[2]
