"""What does a language model, at an address that a person names, answer about the documents of a case?

Off unless asked for by this verb. The passages of the case's English stories go to that address, nothing
else; every reply is kept as it came (`store.answers`), in the chain, and custody keeps who asked which model.
What is taken of it is worked out from what was kept, by this run and by every later one (`proposed`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from aftershock import account, proposed, reading
from aftershock.errors import FetchError
from aftershock.progress import Progress, over
from aftershock.statements import asked
from aftershock.statements.transport import Reply, Server, ask, named
from aftershock.store import answers
from aftershock.store.folder import CaseFolder
from aftershock.text import sha256

Send = Callable[[Server, str, str], Reply]


class Asked(NamedTuple):
    """The captures of the answers that came, and what ended the asking before the last passage."""

    captures: frozenset[str]
    stopped: str = ""


class Outcome(NamedTuple):
    """How many statements were taken, and how many proposals were refused for which reason."""

    taken: int
    refused: dict[str, int]

    def __str__(self) -> str:
        said = "; ".join(f"{count} refused: {why}" for why, count in self.refused.items())
        return f"{self.taken} statements proposed" + (f"; {said}" if said else "")


def propose(case: CaseFolder, server: Server, progress: Progress, *, person: str, send: Send = ask) -> Asked:
    """Ask about every passage of the stories that are read in full, and keep the answers.

    Where the address no longer answers as it should, what it answered is kept. Raises FetchError where it
    does not answer about the first.
    """
    pages = {page.id: page for page in account.PAGES.of(case)}
    texts = case.texts()
    digests = {"address": sha256(server.address.encode()), "model": server.model}
    case.enter(case.entry("ask-model", who=person, digests=digests))
    kept: dict[str, str] = {}  # by the passage: one that stands in two stories is asked about once
    for story in over(account.STORIES.of(case), "asking the model", progress):
        if pages[story.members[0].page].language not in (None, reading.IN_FULL):
            continue
        for passage in asked.sent(story, pages, texts):
            if passage.digest in kept:
                continue
            try:
                reply = send(server, asked.INSTRUCTION, passage.words)
            except FetchError as error:
                if not kept:
                    raise
                return Asked(frozenset(kept.values()), str(error))
            kept[passage.digest] = answers.keep(
                case,
                person=person,
                address=named(server.address),
                model=server.model,
                request=reply.request,
                passage=passage.digest,
                texts=passage.texts,
                reply=reply.body,
            )
    return Asked(frozenset(kept.values()))


def outcome(case: CaseFolder, captures: frozenset[str]) -> Outcome:
    """What came of some kept answers, as the case has worked them out."""
    rows = [each for each in account.ANSWERED.of(case) if each.id in captures]
    return Outcome(
        sum(len(each.taken) for each in rows),
        proposed.counted([why for each in rows for why in each.refused]),
    )
