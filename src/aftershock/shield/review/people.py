"""Who is made, changed or invited, and by whom? The same steps from the pages and from the command line.

``by`` is ``person NAME`` (an admin) or ``machine NAME`` (whoever sits at it). What the staff's rules refuse
is refused before it is written; where two act at once the log's order decides.
"""

from __future__ import annotations

import re
import unicodedata

from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import PersonChanged
from aftershock.shield.review.asking import Unfit
from aftershock.shield.review.office import Office
from aftershock.shield.review.staff import change_refused

_NAME = re.compile(r"\w[\w .'’@-]{0,62}[\w.]|\w")


def name_of(said: str) -> str:
    """A name as it stands in the log; raises Unfit for what is none. One spelling is one person."""
    name = unicodedata.normalize("NFKC", said).strip()
    if not _NAME.fullmatch(name):
        raise Unfit("a name has up to 64 letters, digits, spaces and . ' @ -")
    return name


def make(office: Office, name: str, roles: tuple[str, ...], *, by: str) -> str:
    """A new account; gives its invitation, which is told once."""
    name = name_of(name)
    taken = {each.casefold() for each in office.people().people}
    if name.casefold() in taken:
        raise Refused("there is somebody of that name", where=name)
    change(office, name, roles, active=True, by=by)
    return office.passwords.invite(name, at=office.clock())


def change(office: Office, name: str, roles: tuple[str, ...], *, active: bool, by: str) -> None:
    """Other roles, or out of use; sessions of that person end."""
    if by == f"person {name}":
        raise Refused("nobody changes their own roles", where=name, next_step="Another admin does")
    what = PersonChanged(person=name, roles=tuple(sorted(set(roles))), active=active)
    _allowed(office, what, by)
    link = office.write(f"person {name} {office.log.head().seq} {by}", by, what)
    why = office.people().void.get(link.seq)
    if why:
        raise Refused(why, where=name)


def invite(office: Office, name: str, *, by: str) -> str:
    """A new invitation for somebody who lost their password; sessions of that person end."""
    found = office.people().people.get(name)
    if found is None:
        raise Refused("nobody of that name", where=name)
    change(office, name, found.roles, active=found.active, by=by)
    return office.passwords.invite(name, at=office.clock())


def _allowed(office: Office, what: PersonChanged, by: str) -> None:
    known = office.people()
    why = change_refused(known, what, by)
    if why:
        raise Refused(why, where=what.person)
    admins = {n for n, each in known.people.items() if each.active and "admin" in each.roles}
    if (
        admins == {what.person}
        and not (what.active and "admin" in what.roles)
        and not by.startswith("machine")
    ):
        raise Refused("that is the last admin", next_step="Make another one first")
