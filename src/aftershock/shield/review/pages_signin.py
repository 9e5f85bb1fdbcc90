"""How does somebody come in and go? A name and a password, or an issuer elsewhere; slowly when it fails.

The answer to a wrong name and to a wrong password is the same, and takes as long. Failures are counted under
the keyed digest of the name that was typed, in the log, so that all workers count together and nobody reads
there what somebody typed by mistake.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from math import ceil

from aftershock.errors import UsageError
from aftershock.shield.ledger.happenings import PersonChanged, SignedIn
from aftershock.shield.ledger.times import apart
from aftershock.shield.review import passwords, session
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.door import INVITED, begun, set_cookie
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page
from aftershock.shield.review.staff import FAILED, OUT

FREE = 5  # failures before one waits
WINDOW = 900.0  # seconds for which a failure counts
LONGEST = 300.0  # seconds to wait at most, so that nobody can be kept out for long
STRANGERS = "strangers"  # under which all names that nobody has are counted together
MANY = 60  # failures with such names in the window: beyond, they are not written down any more


def form(office: Office, visit: Visit) -> Reply:
    """The sign-in page. It sets a token of its own, so that no other site can sign somebody in as
    somebody.
    """
    if visit.person:
        return see("/")
    before = session.new_token()
    token = session.form_token(office.secret, f"before {before}")
    return _form(office, visit._replace(form=token), cookies=(_before(office, before),))


def sign_in(office: Office, visit: Visit) -> Reply:
    """Try a name and a word."""
    name, word = visit.said("person")[:64], visit.request.form.get("password", "")
    digest, at = session.mac(office.secret, "name", name.casefold())[:32], office.clock()
    with office.guard:
        known = office.people()
        person = known.people.get(name)
        failed, strange = known.failed.get(digest, []), known.failed.get(STRANGERS, [])
        wait = waiting(failed, now=at)
    if wait:
        raise Turned(f"too many tries: wait {ceil(wait)} seconds", 429, "Then try again")
    how = office.passwords.right(name, word[: 2 * passwords.MOST], at=at)
    if not how or person is None or not person.active:
        _failed(office, digest, name if person else "", strange)
        return _form(office, visit, status=401, wrong=True)
    if how == "invitation":
        return see("/password", cookies=begun(office, person.person, how=INVITED))
    return see("/", cookies=begun(office, person.person))


def sign_out(office: Office, visit: Visit) -> Reply:
    """End the session, here and in the log."""
    what = SignedIn(person=visit.person, how="out")
    office.write(f"{OUT}{session.hashed(visit.token)}", f"person {visit.person}", what)
    return see("/sign-in", cookies=(set_cookie(office, "session", "", seconds=0),))


def password_form(office: Office, visit: Visit) -> Reply:
    """Choose a password: after an invitation, or another one."""
    return page(office, visit, "password.html", problem="")


def password(office: Office, visit: Visit) -> Reply:
    """A new password; all sessions end, and this one begins anew."""
    word, again = visit.request.form.get("new", ""), visit.request.form.get("again", "")
    if not visit.unset:
        digest = session.mac(office.secret, "name", visit.person.casefold())[:32]
        with office.guard:
            wait = waiting(office.people().failed.get(digest, []), now=office.clock())
        if wait:
            raise Turned(f"too many tries: wait {ceil(wait)} seconds", 429, "Then try again")
        if (
            office.passwords.right(visit.person, visit.request.form.get("old", ""), at=office.clock())
            != "password"
        ):
            _failed(office, digest, visit.person, ())
            return page(office, visit, "password.html", status=400, problem="the old password is not right")
    problem = "the two are not the same" if word != again else passwords.unfit(visit.person, word)
    if problem:
        return page(office, visit, "password.html", status=400, problem=problem)
    try:
        office.passwords.choose(visit.person, word)
    except UsageError as error:
        raise Unfit(error.cause, next_step=error.next_step) from error
    with office.guard:
        found = office.people().people[visit.person]
        by = f"person {visit.person}"
        what = PersonChanged(person=visit.person, roles=found.roles, active=found.active)
        office.write(f"password {visit.person} {secrets.token_hex(8)}", by, what)
        return see("/", cookies=begun(office, visit.person))


def waiting(failed: Sequence[str], *, now: str) -> float:
    """Seconds until another try: none for the first few, then twice as long each time."""
    recent = [each for each in failed if abs(apart(each, now)) < WINDOW]
    if len(recent) < FREE:
        return 0.0
    wait = min(LONGEST, 5.0 * 2.0 ** (len(recent) - FREE))
    return max(0.0, wait - max(0.0, apart(recent[-1], now)))


def _failed(office: Office, digest: str, name: str, strange: Sequence[str]) -> None:
    """Write a failure down, for a name that nobody has under the digest of what was typed, not the word."""
    what = SignedIn(person=name or "somebody", how="failed")
    if not name:
        recent = [each for each in strange if abs(apart(each, office.clock())) < WINDOW]
        if len(recent) >= MANY:
            return
        office.write(f"{FAILED}{STRANGERS} {secrets.token_hex(8)}", "clock", what)
    office.write(f"{FAILED}{digest} {secrets.token_hex(8)}", "clock", what)


def _before(office: Office, token: str) -> str:
    return set_cookie(office, "before", token, seconds=3_600)


def _form(
    office: Office, visit: Visit, *, status: int = 200, wrong: bool = False, cookies: tuple[str, ...] = ()
) -> Reply:
    name = office.setup.elsewhere.name if office.setup.elsewhere.issuer else ""
    return page(office, visit, "sign-in.html", status=status, wrong=wrong, elsewhere=name)._replace(
        cookies=cookies
    )
