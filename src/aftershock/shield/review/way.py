"""How does a person get to the picture or film itself? By a link to the platform, once they ask for it.

Here are hashes only. `[review] look` in `service.toml` says where the platform shows an item to its own
people; the link opens in a new tab, without a referrer, and nothing of it is loaded into these pages. That
somebody asked is in the log before they have the address, and counts as a hard item.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from aftershock.shield.accounts.known import MEDIA
from aftershock.shield.ledger.sealed import Looked
from aftershock.shield.review.asking import Visit
from aftershock.shield.review.office import Office
from aftershock.shield.review.setup import LOOK_FIELDS


class Way(NamedTuple):
    """A way that there is; ``address`` is empty until it was asked for."""

    address: str = ""


def address(look: str, item: str, revision: int) -> str:
    """Where the platform shows a revision of an item (``platform:id``)."""
    platform, _, id_ = item.partition(":")
    values = dict(zip(LOOK_FIELDS, (id_, platform, str(revision)), strict=True))
    return re.sub("|".join(map(re.escape, values)), lambda found: quote(values[found[0]], safe=""), look)


def way(office: Office, item: str, revision: int, looked: Looked | None, *, seen: bool) -> Way | None:
    """The way to what is shown of an item, ``seen`` once it was asked for; None where none is set up, or the
    copy says that there is text only.
    """
    look = office.setup.look
    if not look or not item or (looked is not None and not (looked.pictures or looked.film or looked.files)):
        return None
    return Way(address(look, item, revision) if seen else "")


def asked(office: Office, visit: Visit, item: str, revision: int, *, since: str) -> bool:
    """Whether this person asked for the way since a moment."""
    work = office.people().work.get(visit.person)
    at = work.media.get(f"{item}#{revision}", "") if work else ""
    return bool(at) and at >= since


def ask(office: Office, visit: Visit, item: str, revision: int, *, seen: bool) -> bool:
    """Whether a form asks for the way; then that is written, once."""
    wants = visit.said("media") == "1" and bool(office.setup.look) and bool(item)
    if wants and not seen:
        office.opened(visit.person, item, revision, MEDIA)
    return wants


def beside(
    office: Office, visit: Visit, item: str, revision: int, looked: Looked | None, *, since: str
) -> Way | None:
    """The way on a page that stays: asked for since a moment, it stays open."""
    return way(office, item, revision, looked, seen=asked(office, visit, item, revision, since=since))
