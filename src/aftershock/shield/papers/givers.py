"""Who gave a notice, and who can read it? Name and address are sealed beside the log and end with their copy.

The log, what goes out of it and every key that reads it know only whether there was a name, and whether
whoever gave the notice can be reached. Neither the hash of the sealed copy nor the notice's id can be made
again from a name or address that somebody guesses: both are keyed.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

import msgspec

from aftershock.records import Record
from aftershock.shield.ledger.happenings import NoticeReceived
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.sealed import Copy, Looked, content_of
from aftershock.shield.ledger.times import moved
from aftershock.shield.papers.notices import reachable
from aftershock.text import content_id


class Giver(Record, frozen=True, kw_only=True):
    """Who gave a notice, as it is sealed; ``mark`` keeps its hash from being guessed."""

    name: str
    email: str
    mark: str


def given(
    secret: bytes,
    *,
    explanation: str,
    item: str = "",
    url: str = "",
    ground: str = "",
    name: str = "",
    email: str = "",
    good_faith: bool = False,
    trusted: bool = False,
    at: str,
    kept: timedelta,
) -> tuple[NoticeReceived, tuple[Copy, ...]]:
    """A notice for the log, and the sealed copy of who gave it, if they said so. The same twice is the same.

    ``secret`` is the service's own; ``kept``: how long the copy stands, unless it is kept longer.
    """
    who = _keyed(secret, "giver", name, email)
    id_ = content_id("notice", item, url, explanation, who)
    copies: tuple[Copy, ...] = ()
    if name.strip() or email.strip():
        giver = Giver(name=name.strip(), email=email.strip(), mark=_keyed(secret, "mark", id_))
        looked = Looked(text=msgspec.json.encode(giver).decode())
        copies = (Copy(content=content_of(looked), looked=looked, until=moved(at, kept)),)
    what = NoticeReceived(
        notice=id_, item=item, url=url, explanation=explanation, ground=ground, good_faith=good_faith,
        trusted_flagger=trusted, named=bool(name.strip()), reachable=reachable(email),
        giver=copies[0].content if copies else "",
    )  # fmt: skip
    return what, copies


def with_giver(log: Log, what: NoticeReceived) -> NoticeReceived:
    """The notice with name and address, for the eyes of whoever decides; without, once the copy has
    ended.
    """
    copy = log.copy(what.giver) if what.giver else None
    if copy is None:
        return what
    giver = msgspec.json.decode(copy.looked.text, type=Giver)
    return msgspec.structs.replace(what, name=giver.name, email=giver.email)


def _keyed(secret: bytes, *parts: str) -> str:
    body = b"".join(
        len(raw).to_bytes(4, "big") + raw for raw in (p.encode("utf-8", "surrogatepass") for p in parts)
    )
    return hmac.new(secret, body, "sha256").hexdigest()
