"""What is a dossier made of? One frozen record, filled by `present` from the case and the stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aftershock.dossier.read_as import ReadAs
from aftershock.dossier.shown import Shown
from aftershock.events.chronicle import Chronicle
from aftershock.reaction.result import Reaction
from aftershock.records import (
    Capture,
    Channel,
    Entity,
    Finding,
    Interval,
    Judgement,
    Page,
    Record,
    Reject,
    Story,
    Text,
)


class CaseHead(Record, frozen=True, kw_only=True):
    """What the case file says. ``built_at`` is given, so that the same case gives the same bytes."""

    title: str
    when: Interval | None = None
    where: str | None = None
    tlp: str | None = None
    purpose: str | None = None
    legal_basis: str | None = None
    built_at: str = ""
    reduced: tuple[str, ...] = ()  # what this dossier lacks because of the machine that it was made on


class PostCounts(Record, frozen=True, kw_only=True):
    """Counts of posts: all, those taken into reading, and why the others were not."""

    total: int = 0
    read: int = 0
    accounts: int = 0
    not_read: tuple[tuple[str, int], ...] = ()
    platforms: tuple[tuple[str, int], ...] = ()


class Chain(Record, frozen=True, kw_only=True):
    """A hash chain's state: deposit ``head`` elsewhere, and `verify --against` proves the chain later."""

    name: str
    length: int
    head: str


class Proof(Record, frozen=True, kw_only=True):
    """What `verify` found when the dossier was made."""

    checked: tuple[tuple[str, int], ...] = ()
    findings: tuple[str, ...] = ()
    chains: tuple[Chain, ...] = ()


class Model(Record, frozen=True, kw_only=True):
    """A model that had a part in this dossier."""

    name: str
    version: str
    sha256: str
    purpose: str
    mode: str = "full"


class Method(Record, frozen=True, kw_only=True):
    """How the dossier was made: (name, value) of versions, (name, value, reason) of parameters, models."""

    versions: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, str, str], ...] = ()
    models: tuple[Model, ...] = ()
    not_read: tuple[tuple[str, int], ...] = ()


class Material(Record, frozen=True, kw_only=True):
    """Everything a dossier shows.

    ``texts`` holds every Text that a receipt or story refers to, by id; only excerpts of them are embedded.
    ``pseudonym`` gives the keyed pseudonym of a handle (without its @); without it handles show ``@…``.
    """

    head: CaseHead
    captures: tuple[Capture, ...] = ()
    pages: tuple[Page, ...] = ()
    texts: Mapping[str, Text] = {}
    stories: tuple[Story, ...] = ()
    chronicle: Chronicle = Chronicle(
        events=(), statements=(), figures=(), timeline=(), disputes=(), harms=(), history=(), warnings=()
    )
    entities: tuple[Entity, ...] = ()
    channels: tuple[Channel, ...] = ()
    reaction: Reaction = Reaction()
    shown: Shown = Shown()
    findings: tuple[Finding, ...] = ()
    posts: PostCounts = PostCounts()
    rejects: tuple[Reject, ...] = ()
    proof: Proof | None = None
    method: Method = Method()
    read_as: tuple[ReadAs, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    pseudonym: Callable[[str], str] | None = None
