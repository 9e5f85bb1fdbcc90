"""What did a language model answer, word for word, and how is that kept?

Each reply is an original of its own: named by its SHA-256, with a card and a line in the chain, proved by
`verify` and taken out by `purge` like any other. What is made of it is derived, and can be made again
without asking anybody.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from aftershock.errors import CaseDamaged
from aftershock.records import Record
from aftershock.store import clock, seal
from aftershock.text import canonical_json

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

MEDIA_TYPE = "application/vnd.aftershock.answer+json"


class Answer(Record, frozen=True, kw_only=True):
    """One reply to one question.

    ``request`` is the SHA-256 of the bytes that were sent, ``passage`` that of the passage's UTF-8, ``reply``
    the body that came back. ``texts`` are the Texts that the passage stands in: where they are purged, the
    reply, which quotes them, goes too. ``number`` counts a case's replies, so that each is an original.
    """

    number: int
    at: str
    person: str
    address: str
    model: str
    request: str
    passage: str
    texts: tuple[str, ...]
    reply: str


class Kept(NamedTuple):
    """An answer, and the capture that it is kept as."""

    capture: str
    answer: Answer


def keep(
    case: CaseFolder,
    *,
    person: str,
    address: str,
    model: str,
    request: str,
    passage: str,
    texts: Collection[str],
    reply: str,
) -> str:
    """Enter a reply into the case, after all that it has; returns the id of its capture."""
    made = Answer(
        number=1 + sum(capture.media_type == MEDIA_TYPE for capture in case.captures(withheld=True)),
        at=clock.now(),
        person=person,
        address=address,
        model=model,
        request=request,
        passage=passage,
        texts=tuple(texts),
        reply=reply,
    )
    capture, _ = case.add_original(
        canonical_json(made), source=f"answer {made.number} of {model}", url=address, media_type=MEDIA_TYPE
    )
    return capture.id


def of_case(case: CaseFolder) -> tuple[Kept, ...]:
    """The answers of a case in the order in which they came, without those that a purge left unreadable.

    Raises CaseDamaged where one is not what was recorded.
    """
    found = []
    for capture in case.captures():
        if capture.media_type != MEDIA_TYPE:
            continue
        path = case.original(capture)
        if not path.is_file() or seal.digest_of_file(path) != capture.sha256:
            raise CaseDamaged(
                "this answer of a language model is missing or not what it was",
                where=capture.path,
                next_step="Put it back from a copy; verify lists all that is damaged",
            )
        try:
            found.append(Kept(capture.id, msgspec.json.decode(path.read_bytes(), type=Answer)))
        except msgspec.DecodeError:
            continue
    return tuple(found)


def about(case: CaseFolder, texts: Collection[str]) -> set[str]:
    """The SHA-256 of the answers that speak of any of these Texts."""
    quoting = {kept.capture for kept in of_case(case) if not set(texts).isdisjoint(kept.answer.texts)}
    return {case.capture(each).sha256 for each in quoting}
