"""What can happen in the service, as records? The log holds nothing else; everything else is counted from it.

Each happening says who or what did it (``Entry.by``: ``rule ID``, ``person NAME``, ``key ID``, ``clock``) and
carries an idempotency key: the same key again changes nothing and gives the first one back. Texts of posts
are not in here; they stand sealed beside the log (``sealed.py``) under the hash that ``Decided.content``
names, and expire.
"""

from __future__ import annotations

from typing import Literal

from aftershock.records import Record
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.policy.table import Verdict
from aftershock.shield.verdict import Answer


class Decided(Record, frozen=True, kw_only=True, tag="decided"):
    """The policy answered. ``account`` is the platform's own id; ``content`` the hash of what was looked at.

    ``channel``, ``signals`` and ``tripped`` went into the answer beside the content: with them and the sealed
    copy it can be decided again, and must come out the same.
    """

    answer: Answer
    account: str = ""
    surface: str = ""
    content: str = ""
    item_at: str = ""
    language: str = ""
    channel: str = ""
    signals: dict[str, float | bool | None] = {}  # noqa: RUF012  never written to
    tripped: tuple[str, ...] = ()


class Claimed(Record, frozen=True, kw_only=True, tag="claimed"):
    """A person takes an item to look at it, until then nobody else does; an empty ``until`` gives it back."""

    item: str
    revision: int
    look: int
    until: str


class Reviewed(Record, frozen=True, kw_only=True, tag="reviewed"):
    """A person decided on an item: first or, blind to it, second look. Two that differ go to a third."""

    item: str
    revision: int
    verdict: Verdict
    clause: str
    reason: str
    look: int = 1
    hard: bool = False


class Undone(Record, frozen=True, kw_only=True, tag="undone"):
    """A person takes back their own review; ``seq`` is its place in the log."""

    seq: int
    reason: str


class Appealed(Record, frozen=True, kw_only=True, tag="appealed"):
    """Somebody complains about a decision on their item or account, or on the notice that they gave
    (``by`` notifier, ``notice``): DSA 20(1).
    """

    appeal: str
    item: str
    revision: int
    account: str
    words: str
    by: Literal["author", "notifier"] = "author"
    notice: str = ""


class AppealDecided(Record, frozen=True, kw_only=True, tag="appeal-decided"):
    """A person who had not decided before upholds or overturns.

    Overturned: item, strikes and limits are restored, or what stands is ``verdict``: milder where the author
    complained, a restriction where a notifier did; ``item`` where the notice named only an address.
    """

    appeal: str
    overturned: bool
    reason: str
    verdict: Verdict | Literal[""] = ""
    item: str = ""


class AccountBlocked(Record, frozen=True, kw_only=True, tag="account-blocked"):
    """A person blocks an account; the items are listed, and it ends."""

    account: str
    items: tuple[str, ...]
    reason: str
    until: str


class AccountRestored(Record, frozen=True, kw_only=True, tag="account-restored"):
    """A person lifts a block or limit before its end."""

    account: str
    reason: str


class NoticeReceived(Record, frozen=True, kw_only=True, tag="notice-received"):
    """Somebody says that content is illegal (DSA 16(2): why, where, who, in good faith).

    Who gave it is sealed under ``giver`` (``papers.givers``); here stands only whether they are ``named`` and
    ``reachable``. ``name`` and ``email`` are filled in for the eyes of whoever decides, never written.
    """

    notice: str
    item: str
    url: str
    explanation: str
    ground: str
    name: str = ""
    email: str = ""
    good_faith: bool = False
    trusted_flagger: bool = False
    named: bool = False
    reachable: bool = False
    giver: str = ""


class NoticeDecided(Record, frozen=True, kw_only=True, tag="notice-decided"):
    """What came of a notice, with reasons (DSA 16(5), 16(6)).

    With ``item`` it is a first look at that revision, whatever was decided on it before.
    """

    notice: str
    verdict: Verdict
    reason: str
    automated: bool = False
    item: str = ""
    revision: int = 0
    clause: str = ""


class Informed(Record, frozen=True, kw_only=True, tag="informed"):
    """Somebody was told by a person: who gave a notice (``notice ID``), whose content an order removed
    (``order ID``). ``how``: the way and the reference; ``draft``: the sealed copy of what was told.
    """

    about: str
    to: Literal["notifier", "uploader"]
    how: str
    draft: str = ""


class OrderReceived(Record, frozen=True, kw_only=True, tag="order-received"):
    """A removal order (Regulation (EU) 2021/784, Art. 3, Annex I). ``received_at`` starts the hour."""

    order: str
    authority: str
    member_state: str
    contact: str
    issued_at: str
    received_at: str
    language: str
    authenticated_by: str
    urls: tuple[str, ...]
    items: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    reasons: str = ""
    confidential_until: str = ""


class OrderPaused(Record, frozen=True, kw_only=True, tag="order-paused"):
    """The clock stands: force majeure, or manifest error or missing information (Art. 3(7), 3(8))."""

    order: str
    cause: Literal["force-majeure", "manifest-error", "insufficient-information"]
    explanation: str


class OrderResumed(Record, frozen=True, kw_only=True, tag="order-resumed"):
    """What was missing came; the hour begins anew (Art. 3(8))."""

    order: str


class OrderExecuted(Record, frozen=True, kw_only=True, tag="order-executed"):
    """Removed, or access disabled in all member states."""

    order: str
    action: Literal["removed", "disabled"]
    items: tuple[str, ...]


class OrderReported(Record, frozen=True, kw_only=True, tag="order-reported"):
    """The authority was told (Annex II), or told why not (Annex III)."""

    order: str
    annex: Literal["II", "III"]
    reference: str


class OrderKept(Record, frozen=True, kw_only=True, tag="order-kept"):
    """What an order removed is kept longer than six months, on an authority's request (Art. 6(2))."""

    order: str
    until: str
    reason: str


class Alarmed(Record, frozen=True, kw_only=True, tag="alarmed"):
    """The rota was called. ``step`` counts the escalations; ``about`` is an order, a rule, an incident."""

    alarm: str
    about: str
    words: str
    to: str
    step: int


class AlarmAcknowledged(Record, frozen=True, kw_only=True, tag="alarm-acknowledged"):
    """Somebody has it."""

    alarm: str


class ThreatDrafted(Record, frozen=True, kw_only=True, tag="threat-drafted"):
    """A suspicion of a threat to life or safety (DSA 18); a person looks and sends."""

    threat: str
    item: str
    words: str


class ThreatSent(Record, frozen=True, kw_only=True, tag="threat-sent"):
    """A person sent it to the authority, or says why not. ``receipt`` is the authority's reference, ``draft``
    the sealed copy of what was sent.
    """

    threat: str
    to: str
    sent: bool
    reason: str = ""
    receipt: str = ""
    draft: str = ""


class StatementMade(Record, frozen=True, kw_only=True, tag="statement-made"):
    """A statement of reasons was given (DSA 17); ``puid`` as it goes to the transparency database."""

    puid: str
    item: str
    revision: int


class PolicyActivated(Record, frozen=True, kw_only=True, tag="policy-activated"):
    """A bundle came into force in all workers."""

    policy: str
    id: str
    version: str


class RuleTripped(Record, frozen=True, kw_only=True, tag="rule-tripped"):
    """A rule floods and is back at review; ``ended``: a person put it back."""

    rule: str
    why: str
    ended: bool = False


class BankChanged(Record, frozen=True, kw_only=True, tag="bank-changed"):
    """An item of a bank was added, adopted or removed."""

    bank: str
    item: str
    change: Literal["added", "adopted", "removed"]


class IncidentOpened(Record, frozen=True, kw_only=True, tag="incident-opened"):
    """A stricter overlay over the rules of some categories; it ends by itself and must be reported on."""

    incident: str
    level: str
    about: str
    policy: str
    until: str
    categories: tuple[str, ...] = ()


class IncidentClosed(Record, frozen=True, kw_only=True, tag="incident-closed"):
    """It ended; ``report`` says what was done under it."""

    incident: str
    report: str


class PersonChanged(Record, frozen=True, kw_only=True, tag="person-changed"):
    """An account of the staff: roles given or taken. No password stands here."""

    person: str
    roles: tuple[str, ...]
    active: bool = True


class KeyChanged(Record, frozen=True, kw_only=True, tag="key-changed"):
    """An API key by its public id, its scopes, the trusted flagger who has it. No secret is in the log."""

    key: str
    scopes: tuple[str, ...]
    active: bool = True
    flagger: str = ""


class SignedIn(Record, frozen=True, kw_only=True, tag="signed-in"):
    """A person came or left, or a sign-in failed."""

    person: str
    how: Literal["in", "out", "failed"]


class Opened(Record, frozen=True, kw_only=True, tag="opened"):
    """A person looked at sealed content."""

    item: str
    revision: int
    why: str


class Delivered(Record, frozen=True, kw_only=True, tag="delivered"):
    """The other side acknowledged what the outbox held for it; ``upto`` is the last place in the log."""

    to: str
    upto: int


class SetAside(Record, frozen=True, kw_only=True, tag="set-aside"):
    """The other side refused one place of the log so often that the outbox went on without it."""

    to: str
    seq: int
    why: str


class Poisoned(Record, frozen=True, kw_only=True, tag="poisoned"):
    """A message of the broker that could not be checked was taken out of its stream. ``content`` is the
    sealed copy of it, ``item`` what it is about where it could be read that far; ``again``: a person had it
    checked later.
    """

    source: str
    content: str
    why: str
    size: int
    item: str = ""
    again: bool = False


Happening = (
    Decided | Claimed | Reviewed | Undone | Appealed | AppealDecided | AccountBlocked | AccountRestored
    | NoticeReceived | NoticeDecided | OrderReceived | OrderPaused | OrderResumed | OrderExecuted
    | OrderReported | Alarmed | AlarmAcknowledged | ThreatDrafted | ThreatSent | StatementMade
    | PolicyActivated | RuleTripped | BankChanged | IncidentOpened | IncidentClosed | PersonChanged
    | KeyChanged | SignedIn | Opened | Delivered | SetAside | Informed | OrderKept | Poisoned
    | Reinstated
)  # fmt: skip


class Entry(Record, frozen=True, kw_only=True):
    """What is to be written: when (UTC ISO 8601), by whom, what, and under which idempotency key."""

    key: str
    at: str
    by: str
    what: Happening


class Link(Record, frozen=True, kw_only=True):
    """An entry in its place: ``hash`` covers ``prev`` and the entry. ``again``: it stood there already."""

    seq: int
    entry: Entry
    prev: str
    hash: str
    again: bool = False


def decided_key(item: str, revision: int, *, head: str = "") -> str:
    """The idempotency key of a decision: platform, item and revision.

    ``item`` is ``Answer.item`` (``platform:id``); ``head`` names the head behind the path that asked again.
    """
    return f"decided {item}#{revision}" + (f" {head}" if head else "")


def kind_of(what: Happening) -> str:
    """The tag of a happening: ``decided``, ``reviewed`` ..."""
    return str(type(what).__struct_config__.tag)
