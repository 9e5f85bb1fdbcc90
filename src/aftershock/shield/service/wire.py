"""What goes over the wire of `/v1/check`: what is asked, what is answered, and how each is read and
written.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from aftershock.records import Record
from aftershock.shield.accounts.outcome import Deciders, Standing
from aftershock.shield.policy.table import Verdict
from aftershock.shield.verdict import Answer, Ground, Item

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x20:]+$")]
Id = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$")]
Short = Annotated[str, Meta(max_length=500)]
Link = Annotated[str, Meta(max_length=4_000)]
Links = Annotated[tuple[Link, ...], Meta(max_length=100)]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{64}$")]
Hashes = Annotated[tuple[Hash, ...], Meta(max_length=64)]
Frames = Annotated[tuple[Hash, ...], Meta(max_length=4_096)]
Signals = Annotated[dict[Short, float | bool | None], Meta(max_length=100)]
WHEN = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"


class Asked(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post as a platform hands it over (see ``shield.verdict.Item``), and where it stands.

    ``account`` is the platform's own id of who posted, ``surface`` the place (comments, uploads ...), for
    which the service's settings say what happens when no check can be had. A field that is not known is
    refused: a misspelt one would mean that something is not looked at.
    """

    platform: Name
    id: Id
    revision: Annotated[int, Meta(ge=0, le=2**53 - 1)] = 0
    text: str = ""
    channel: Short = ""
    links: Links = ()
    files: Hashes = ()
    pictures: Hashes = ()
    film: Frames = ()
    signals: Signals = {}  # noqa: RUF012  never written to
    account: Short = ""
    surface: Short = ""
    language: Short = ""
    posted_at: Annotated[str, Meta(max_length=40, pattern=rf"{WHEN}|^$")] = ""

    def item(self) -> Item:
        """The post as the shield takes it."""
        return Item(
            platform=self.platform,
            id=self.id,
            revision=self.revision,
            text=self.text,
            channel=self.channel,
            links=self.links,
            files=self.files,
            pictures=self.pictures,
            film=self.film,
            signals=self.signals,
        )


class Stands(Record, frozen=True, kw_only=True):
    """Which verdict stands on a revision by now, who gave it, and its place in the log."""

    verdict: Verdict
    by: Deciders
    seq: int


class Checked(Record, frozen=True, kw_only=True, tag_field="type", tag="checked"):
    """The answer. ``decided`` is false where no check could be had and the surface's choice stands in
    (``why``); ``again``: this revision was decided upon before; ``seq`` is the place of that decision in the
    log (0 for what was allowed: it is counted, not kept).

    On a revision that was decided upon before, ``standing`` says what stands by now and ``verdict`` is its
    verdict, so that a repeat never takes back what a person decided; ``grounds`` stay those of the rules.
    """

    item: str
    revision: int
    verdict: Verdict
    review: bool
    grounds: tuple[Ground, ...]
    exemptions: tuple[str, ...]
    shadow: tuple[str, ...]
    unknown: tuple[str, ...]
    policy: str
    at: str
    decided: bool = True
    again: bool = False
    seq: int = 0
    why: str = ""
    standing: Stands | None = None


class Fault(Record, frozen=True, kw_only=True, tag_field="type", tag="fault"):
    """Why there is no answer: the cause and what to do."""

    error: str
    next_step: str = ""
    item: str = ""


class Batch(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Many posts in one request."""

    posts: tuple[Asked, ...]


class Answers(Record, frozen=True, kw_only=True):
    """The answers in the order of the posts; a post that could not be taken has a fault in its place."""

    answers: tuple[Checked | Fault, ...]


PEOPLE = ("person", "appeal", "order", "authority")  # what they decided stands whatever the policy says
one = msgspec.json.Decoder(Asked).decode
many = msgspec.json.Decoder(Batch).decode
_encoder = msgspec.json.Encoder()
encode = _encoder.encode


def told(answer: Answer, *, seq: int = 0, again: bool = False) -> Checked:
    """An answer of the shield for the wire."""
    return Checked(
        item=answer.item,
        revision=answer.revision,
        verdict=answer.verdict,
        review=answer.review,
        grounds=answer.grounds,
        exemptions=answer.exemptions,
        shadow=answer.shadow,
        unknown=answer.unknown,
        policy=answer.policy,
        at=answer.at,
        seq=seq,
        again=again,
    )


def as_it_stands(answer: Checked, found: Standing | None) -> Checked:
    """An answer on a revision that was decided upon before: with what people made of it since."""
    if found is None or found.by not in PEOPLE:
        if not answer.again:
            return answer
        exact = answer.verdict == "block" and any(g.outcome == "block" and g.items for g in answer.grounds)
        by: Deciders = "known item" if exact else "policy"
        standing = Stands(verdict=answer.verdict, by=by, seq=answer.seq)
        return msgspec.structs.replace(answer, standing=standing)
    standing = Stands(verdict=found.verdict, by=found.by, seq=found.seq)
    return msgspec.structs.replace(answer, verdict=found.verdict, review=False, standing=standing)


def instead(asked: Asked, choice: Literal["open", "closed"], *, policy: str, at: str, why: str) -> Checked:
    """What the surface's choice says where no check can be had: nothing is decided by it."""
    return Checked(
        item=f"{asked.platform}:{asked.id}",
        revision=asked.revision,
        verdict="allow" if choice == "open" else "hold",
        review=False,
        grounds=(),
        exemptions=(),
        shadow=(),
        unknown=(),
        policy=policy,
        at=at,
        decided=False,
        why=why,
    )
