"""How is a page made? One template each, everything escaped, nothing fetched from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from aftershock.shield.ledger.times import apart, seconds
from aftershock.shield.review.asking import Reply, Visit
from aftershock.shield.review.rights import may
from aftershock.text import sha256

if TYPE_CHECKING:
    from jinja2 import Environment

    from aftershock.shield.review.office import Office

STATIC = {
    "review.css": "text/css; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


class Place(NamedTuple):
    """A line of the navigation."""

    path: str
    name: str


PLACES = (
    Place("/", "Queue"),
    Place("/mine", "My looks"),
    Place("/appeals", "Appeals"),
    Place("/notices", "Notices"),
    Place("/threats", "Threats"),
    Place("/orders", "Orders"),
    Place("/incidents", "Incidents"),
    Place("/trips", "Breaker"),
    Place("/accounts", "Accounts"),
    Place("/papers", "Papers"),
    Place("/statistics", "Counts"),
    Place("/set-aside", "Set aside"),
    Place("/log", "Log"),
    Place("/people", "People"),
)

# a page that has no line of its own, and the line that it stands under
UNDER = {
    "/item": "/", "/appeal": "/appeals", "/account": "/accounts", "/notice": "/notices", "/order": "/orders",
    "/restored": "/orders",
    "/threat": "/threats", "/threat/draft": "/threats", "/complaints": "/papers", "/statements": "/papers",
    "/statement": "/papers",
}  # fmt: skip


@cache
def static(name: str) -> bytes:
    """A file of ours that pages use; raises KeyError for any other."""
    STATIC[name]
    return files("aftershock.shield.review").joinpath("static", name).read_bytes()


@cache
def version() -> str:
    """Changes with the files, so that a browser keeps them until then."""
    return sha256(b"".join(static(name) for name in STATIC))[:12]


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("aftershock.shield.review", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["when"] = when
    made.filters["hash"] = lambda text: str(text)[:12]
    return made


def page(office: Office, visit: Visit, template: str, *, status: int = 200, **values: object) -> Reply:
    """A page for a visit; ``values`` are the template's."""
    places = [each for each in PLACES if may(("GET", each.path), visit.roles, signed_in=bool(visit.person))]
    body = _templates().get_template(template).render(
        visit=visit, places=places, here=UNDER.get(visit.request.path, visit.request.path),
        root=visit.request.mount, version=version(), now=office.clock(), **values,
    )  # fmt: skip
    return Reply(status, body.encode("utf-8"))


def when(moment: str) -> str:
    """A moment as people read it: day and time, UTC."""
    return f"{moment[:10]} {moment[11:16]} UTC" if len(moment) > 15 else moment


def minutes(earlier: str, later: str) -> int:
    """Whole minutes between two moments, never below nothing; 0 where one makes no sense."""
    try:
        seconds(earlier)
        return max(0, int(apart(earlier, later) // 60))
    except ValueError:
        return 0
