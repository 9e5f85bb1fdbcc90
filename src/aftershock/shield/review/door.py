"""May this request in? Session, right, and whether the person meant it; then its page, with the headers that
keep other sites out.

Everything that a person asks for passes `answer`, in this order: read it, who is it, may they, did they mean
it. A page is called only after all four.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from urllib.parse import urlsplit

from aftershock.errors import AftershockError
from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import SignedIn
from aftershock.shield.ledger.times import apart
from aftershock.shield.review import session
from aftershock.shield.review.asking import Reply, Request, Turned, Unfit, Visit, see
from aftershock.shield.review.office import Office
from aftershock.shield.review.rights import may
from aftershock.shield.review.shown import page
from aftershock.shield.review.staff import IN

MOUNT = "/review"
INVITED = "i."  # a token that an invitation opened: good for choosing a password only
Page = Callable[[Office, Visit], Reply]

# Hashing a password, asking an issuer, reading the whole log takes long: these take the guard themselves, for
# a moment, or need none.
SLOW = {
    ("POST", "/sign-in"), ("POST", "/password"), ("GET", "/elsewhere"), ("GET", "/back"), ("GET", "/papers"),
    ("GET", "/papers/report.csv"), ("GET", "/complaints"), ("GET", "/statements"), ("GET", "/statement"),
    ("POST", "/statement/given"),
}  # fmt: skip
HEADERS = (
    ("content-security-policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
     "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ("x-robots-tag", "noindex"),
)  # fmt: skip


def answer(office: Office, pages: Mapping[tuple[str, str], Page], request: Request) -> Reply:
    """The reply to a request; what a person may not do, or did wrongly, is a page that says so."""
    visit = Visit(request)
    route = (request.method, request.path)
    try:
        with office.guard:
            visit = known(office, request)
        if route not in pages:
            raise Turned("there is no such page", 404)
        if not may(route, visit.roles, signed_in=bool(visit.person)):
            if not visit.person and request.method == "GET":
                return see("/sign-in")
            raise Turned("that is not for your role", 403, "An admin changes roles" if visit.person else "")
        if visit.unset and request.path not in ("/password", "/sign-out"):
            return see("/password")
        if request.method == "POST":
            _meant(office, visit)
        with nullcontext() if route in SLOW else office.guard:
            return _refreshed(office, visit, pages[route](office, visit))
    except Turned as error:
        return _said(office, visit, error, error.status)
    except Unfit as error:
        return _said(office, visit, error, 400)
    except Refused as error:
        return _said(office, visit, error, 409)


def known(office: Office, request: Request) -> Visit:
    """Who asks. Before signing in a visit has a token too, so that nobody is signed in by somebody else."""
    at, setup = office.clock(), office.setup
    before = request.cookies.get(cookie_name(office, "before"), "")
    nobody = Visit(request, form=session.form_token(office.secret, f"before {before}") if before else "")
    value = request.cookies.get(cookie_name(office, "session"), "")
    cookie = session.read(office.secret, value, now=at, idle=setup.idle_minutes * 60) if value else None
    if cookie is None:
        return nobody
    people = office.people()
    sitting = people.sittings.get(session.hashed(cookie.token))
    person = people.people.get(sitting.person) if sitting else None
    if sitting is None or person is None or not person.active:
        return nobody
    if not -session.REFRESH <= apart(sitting.at, at) <= setup.session_hours * 3600:
        return nobody
    unset = cookie.token.startswith(INVITED)
    return Visit(
        request, person=person.person, roles=() if unset else person.roles, token=cookie.token,
        since=sitting.seq, began=sitting.at, unset=unset,
        form=session.form_token(office.secret, cookie.token),
    )  # fmt: skip


def set_cookie(office: Office, name: str, value: str, *, seconds: int, same_site: str = "Strict") -> str:
    """A Set-Cookie line: not for scripts, not for other sites, over TLS only where there is TLS."""
    secure = "; Secure" if office.setup.secure else ""
    named = cookie_name(office, name)
    return f"{named}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}"


def cookie_name(office: Office, name: str) -> str:
    """The cookie's name; over TLS with the prefix that keeps other hosts from setting it."""
    return f"{'__Host-' if office.setup.secure else ''}review-{name}"


def begun(office: Office, person: str, *, how: str = "") -> tuple[str, ...]:
    """A new session in the log, and its cookies; ``how`` is INVITED for one that may only choose a
    password. The token is always new: what stood in the browser before opens nothing.
    """
    token = how + session.new_token()
    office.write(f"{IN}{session.hashed(token)}", f"person {person}", SignedIn(person=person, how="in"))
    seconds = int(office.setup.session_hours * 3600)
    value = session.written(office.secret, token, office.clock())
    return (
        set_cookie(office, "session", value, seconds=seconds),
        set_cookie(office, "before", "", seconds=0),
    )


def _meant(office: Office, visit: Visit) -> None:
    """Raises Turned where a form did not come from a page of ours in this session."""
    headers = visit.request.headers
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Turned("the form came from another site", 403)
    origin = headers.get("origin", "")
    if origin:
        ours = office.setup.public_url or f"http://{headers.get('host', '')}"
        if urlsplit(origin)[:2] != urlsplit(ours)[:2]:
            raise Turned("the form came from another site", 403)
    given = visit.request.form.get("form", "")
    token = visit.token or f"before {visit.request.cookies.get(cookie_name(office, 'before'), '')}"
    if not visit.form or not session.meant(office.secret, token, given):
        raise Turned("the form is too old, or not from here", 403, "Go back, load the page anew, try again")


def _refreshed(office: Office, visit: Visit, reply: Reply) -> Reply:
    """The reply, with the session's time of last use where that was a while ago."""
    if not visit.token or any("review-session=" in each for each in reply.cookies):
        return reply
    value = visit.request.cookies.get(cookie_name(office, "session"), "")
    cookie = session.read(office.secret, value, now=office.clock(), idle=office.setup.idle_minutes * 60)
    if cookie is None or apart(cookie.used, office.clock()) < session.REFRESH:
        return reply
    left = int(office.setup.session_hours * 3600 - apart(visit.began, office.clock()))
    fresh = session.written(office.secret, visit.token, office.clock())
    return reply._replace(cookies=(*reply.cookies, set_cookie(office, "session", fresh, seconds=left)))


def _said(office: Office, visit: Visit, error: AftershockError, status: int) -> Reply:
    return page(office, visit, "said.html", status=status, cause=error.cause, next_step=error.next_step)
