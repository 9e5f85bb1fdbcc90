"""Who may ask for which page? One table; what does not stand in it is not there.

``NOBODY``: before signing in. ``ANYBODY``: whoever is signed in. A right is never taken from the request.
"""

from __future__ import annotations

from typing import Literal

from aftershock.shield.review.staff import Role

Whoever = Literal["nobody", "anybody"]
NOBODY: tuple[Whoever, ...] = ("nobody",)
ANYBODY: tuple[Whoever, ...] = ("anybody",)
LOOKS: tuple[Role, ...] = ("reviewer", "senior")
SENIOR: tuple[Role, ...] = ("senior",)
ADMIN: tuple[Role, ...] = ("admin",)
COUNTS: tuple[Role, ...] = ("senior", "admin", "auditor")
READS: tuple[Role, ...] = ("auditor",)

RIGHTS: dict[tuple[str, str], tuple[Role | Whoever, ...]] = {
    ("GET", "/sign-in"): NOBODY,
    ("POST", "/sign-in"): NOBODY,
    ("GET", "/elsewhere"): NOBODY,
    ("GET", "/back"): NOBODY,
    ("GET", "/notice-form"): NOBODY,
    ("POST", "/notice-form"): NOBODY,
    ("GET", "/"): ANYBODY,
    ("POST", "/sign-out"): ANYBODY,
    ("GET", "/password"): ANYBODY,
    ("POST", "/password"): ANYBODY,
    ("POST", "/take"): LOOKS,
    ("GET", "/item"): LOOKS,
    ("POST", "/item/show"): LOOKS,
    ("POST", "/item/decide"): LOOKS,
    ("POST", "/item/skip"): LOOKS,
    ("GET", "/mine"): LOOKS,
    ("POST", "/undo"): LOOKS,
    ("GET", "/appeals"): SENIOR,
    ("GET", "/appeal"): SENIOR,
    ("POST", "/appeal/show"): SENIOR,
    ("POST", "/appeal/decide"): SENIOR,
    ("GET", "/accounts"): SENIOR,
    ("GET", "/account"): SENIOR,
    ("POST", "/account/block"): SENIOR,
    ("POST", "/account/restore"): SENIOR,
    ("GET", "/orders"): COUNTS,
    ("POST", "/orders/enter"): SENIOR,
    ("POST", "/orders/execute"): SENIOR,
    ("POST", "/orders/pause"): SENIOR,
    ("POST", "/orders/resume"): SENIOR,
    ("POST", "/orders/report"): SENIOR,
    ("POST", "/orders/acknowledge"): SENIOR,
    ("GET", "/order"): COUNTS,
    ("POST", "/order/told"): SENIOR,
    ("POST", "/order/keep"): SENIOR,
    ("GET", "/restored"): COUNTS,
    ("POST", "/restored/enter"): SENIOR,
    ("POST", "/restored/told"): SENIOR,
    ("GET", "/notices"): SENIOR,
    ("GET", "/notice"): SENIOR,
    ("POST", "/notice/show"): SENIOR,
    ("POST", "/notice/decide"): SENIOR,
    ("POST", "/notice/told"): SENIOR,
    ("POST", "/item/threat"): LOOKS,
    ("GET", "/threats"): SENIOR,
    ("GET", "/threat"): SENIOR,
    ("POST", "/threat/show"): SENIOR,
    ("POST", "/threat/draft"): SENIOR,
    ("POST", "/threat/sent"): SENIOR,
    ("POST", "/threat/not"): SENIOR,
    ("GET", "/incidents"): COUNTS,
    ("POST", "/incidents/open"): SENIOR,
    ("POST", "/incidents/extend"): SENIOR,
    ("POST", "/incidents/close"): SENIOR,
    ("GET", "/trips"): COUNTS,
    ("POST", "/trips/free"): ADMIN,
    ("GET", "/papers"): COUNTS,
    ("GET", "/papers/report.csv"): COUNTS,
    ("GET", "/complaints"): COUNTS,
    ("GET", "/statements"): SENIOR,
    ("GET", "/statement"): SENIOR,
    ("POST", "/statement/given"): SENIOR,
    ("GET", "/set-aside"): (*ADMIN, *READS),
    ("GET", "/statistics"): COUNTS,
    ("GET", "/log"): READS,
    ("GET", "/people"): (*ADMIN, *READS),
    ("POST", "/people/make"): ADMIN,
    ("POST", "/people/roles"): ADMIN,
    ("POST", "/people/invite"): ADMIN,
}


def may(route: tuple[str, str], roles: tuple[str, ...], *, signed_in: bool) -> bool:
    """Whether somebody with these roles may ask for a route."""
    needed = RIGHTS.get(route)
    if needed is None:
        return False
    if needed == NOBODY:
        return True
    return signed_in and (needed == ANYBODY or any(role in needed for role in roles))
