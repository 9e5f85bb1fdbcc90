"""How is the review set up? The table `[review]` of `service.toml`; every line may be left out.

[review]
public_url = "https://shield.example"   # behind TLS: cookies are then sent over TLS only
hard_limit = 20                         # hard items for one person and day; then it is enough
notice_form = true                      # /notice: anybody may give notice of illegal content (DSA 16)
notices_each_minute = 30.0              # of all together, at most
look = "https://forum.example/media/{id}"  # where your people see the picture or film of an item
forwarded = true                        # behind a proxy of yours, which says whom a request comes from
[review.elsewhere]                      # sign-in with OpenID Connect
issuer = "https://id.example"
client_id = "shield"
secret_variable = "SHIELD_OIDC_SECRET"  # the environment variable that holds the client's secret
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aftershock.errors import InputError
from aftershock.records import Record

REASONS = (
    "The marked passage is what the clause describes.",
    "It quotes or reports; it does not call for anything.",
    "Not what the clause describes; the rule met other words.",
    "A known item, posted again.",
)


LOOK_FIELDS = ("{id}", "{platform}", "{revision}")


class Elsewhere(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sign-in at an OpenID Connect issuer. ``name`` is what the button says.

    Who somebody is comes from there (issuer and subject); what they may do never does.
    """

    issuer: str = ""
    client_id: str = ""
    secret_variable: str = ""
    name: str = "your organisation"


class Setup(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it. ``idle_minutes`` and ``session_hours`` end a session; a break is suggested after
    ``break_items`` looks or ``break_minutes`` without a pause of ``pause_minutes``; ``hard_limit`` and
    ``day_limit`` end a person's day (0: no limit). ``reasons`` are offered, never filled in. ``notice_form``
    opens the form for notices to everybody, ``notices_each_minute`` in all; with ``forwarded`` a request's
    address is the last in X-Forwarded-For. ``look`` is where the platform shows an item, with ``{id}`` and
    perhaps ``{platform}`` and ``{revision}`` (see ``way``).
    """

    public_url: str = ""
    session_hours: float = 10.0
    idle_minutes: float = 60.0
    break_items: int = 40
    break_minutes: float = 50.0
    pause_minutes: float = 10.0
    hard_limit: int = 20
    day_limit: int = 400
    reasons: tuple[str, ...] = REASONS
    notice_form: bool = False
    notices_each_minute: float = 30.0
    forwarded: bool = False
    look: str = ""
    elsewhere: Elsewhere = Elsewhere()

    @property
    def secure(self) -> bool:
        """Whether people come over TLS."""
        return self.public_url.startswith("https://")


def looked_at(found: Setup, where: str) -> Setup:
    """The setup where it makes sense; raises InputError."""
    issuer, at = found.elsewhere.issuer, found.public_url
    look = _look_wrong(found.look)
    for wrong, said in (
        (bool(look), f"[review] look: {look}"),
        (found.session_hours <= 0 or found.idle_minutes <= 0, "[review] a session of no length"),
        (min(found.hard_limit, found.day_limit, found.break_items) < 0, "[review] a limit below nothing"),
        (found.notices_each_minute <= 0, "[review] notices_each_minute: more than nothing"),
        (bool(at) and not at.startswith(("https://", "http://")), "[review] public_url: https://..."),
        (bool(issuer) and not found.elsewhere.client_id, "[review.elsewhere] client_id is missing"),
        (bool(issuer) and not at, "[review.elsewhere] needs public_url, where people come back to"),
        (
            bool(issuer) and not _safe(issuer),
            "[review.elsewhere] issuer: https://... (http on loopback only)",
        ),
    ):
        if wrong:
            raise InputError(said, where=where, next_step="Mend it; nothing was started")
    return found


def _look_wrong(look: str) -> str:
    """What is wrong with the address of items; empty where nothing is."""
    strange = [each for each in re.findall(r"\{[^}]*\}?|\}", look) if each not in LOOK_FIELDS]
    if strange:
        return f"{strange[0]} is none of {', '.join(LOOK_FIELDS)}"
    if look and ("{id}" not in look or "{" in urlsplit(look).netloc):
        return "an address with {id}, and nothing in braces before its host ends"
    return "" if not look or _safe(look) else "https://... (http on loopback only)"


def _safe(address: str) -> bool:
    return address.startswith(("https://", "http://127.0.0.1:", "http://localhost:"))
