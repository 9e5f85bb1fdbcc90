"""Who works here, and with which roles? For admins to change, for auditors to read; nobody changes their
own.
"""

from __future__ import annotations

from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.review import people
from aftershock.shield.review.asking import Reply, Visit
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page
from aftershock.shield.review.staff import ROLES


def listed(office: Office, visit: Visit) -> Reply:
    """All accounts of the staff."""
    return _page(office, visit)


def make(office: Office, visit: Visit) -> Reply:
    """A new account; its invitation is shown once, on the page that answers."""
    name = people.name_of(visit.said("person"))
    word = people.make(office, name, _roles(visit), by=f"person {visit.person}")
    return _page(office, visit, invited=name, word=word)


def roles(office: Office, visit: Visit) -> Reply:
    """Other roles for somebody, or their account out of use."""
    name = visit.said("person")
    if name not in office.people().people:
        raise Refused("nobody of that name", where=name)
    active = visit.said("active") == "1"
    people.change(office, name, _roles(visit), active=active, by=f"person {visit.person}")
    return _page(office, visit)


def invite(office: Office, visit: Visit) -> Reply:
    """A new invitation for somebody who lost their password."""
    name = visit.said("person")
    return _page(office, visit, invited=name, word=people.invite(office, name, by=f"person {visit.person}"))


def _roles(visit: Visit) -> tuple[str, ...]:
    return tuple(visit.request.many.get("role", ()))


def _page(office: Office, visit: Visit, *, invited: str = "", word: str = "") -> Reply:
    found = sorted(
        office.people().people.values(), key=lambda each: (not each.active, each.person.casefold())
    )
    return page(
        office, visit, "people.html", people=found, roles=ROLES, invited=invited, word=word,
        changes="admin" in visit.roles,
    )  # fmt: skip
