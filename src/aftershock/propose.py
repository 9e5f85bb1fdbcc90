"""What would a language model, at an address that a person names, add to the ledger of a case?

Off unless asked for by this verb. The passages of the case's English stories go to that address, nothing
else; custody keeps who asked which model, and the digest of the address. What is taken is kept beside what
was read and joins the ledger at the next run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from aftershock import account, description, reading
from aftershock.errors import FetchError
from aftershock.progress import Progress, over
from aftershock.records import Page, Statement, Story
from aftershock.statements import asked
from aftershock.statements import read as statements
from aftershock.statements.transport import Server, ask
from aftershock.store.folder import CaseFolder
from aftershock.text import sha256

Send = Callable[[Server, str, str], str]


class Outcome(NamedTuple):
    """How many statements were taken, and how many proposals were refused for which reason."""

    taken: int
    refused: tuple[tuple[str, int], ...]
    stopped: str = ""  # what ended the asking before the last story; what came until then is kept

    def __str__(self) -> str:
        said = "; ".join(f"{count} refused: {why}" for why, count in self.refused)
        return f"{self.taken} statements proposed" + (f"; {said}" if said else "")


def propose(
    case: CaseFolder, server: Server, progress: Progress, *, person: str, send: Send = ask
) -> Outcome:
    """Ask about every story that is read in full; what this model proposed of it before is replaced.

    Where the address no longer answers as it should, what it answered is kept, and the other stories keep
    what they had. Raises FetchError where it does not answer about the first.
    """
    pages = {page.id: page for page in case.read(account.PAGES.name, Page)}
    texts = case.texts()
    read = case.read(account.STATEMENTS.name, Statement)
    reader = statements.reader(description.of_case(case).actors)
    mark = f"{asked.RULE}@{server.model}"
    kept: list[Statement] = []
    former: dict[str, list[Statement]] = {}  # of this model, by story
    for each in case.read(account.PROPOSALS.name, Statement):
        (former.setdefault(each.story, []) if each.rule == mark else kept).append(each)
    refused: Counter[str] = Counter()
    sent = {"address": sha256(server.address.encode()), "model": server.model}
    case.enter(case.entry("ask-model", who=person, digests=sent))
    taken, stopped = 0, ""
    asked_of: set[str] = set()
    for story in over(case.read(account.STORIES.name, Story), "asking the model", progress):
        if pages[story.members[0].page].language not in (None, reading.IN_FULL):
            continue
        known = [each for each in (*read, *kept) if each.story == story.id and each.rule != mark]
        try:
            found = asked.read_story(
                story,
                pages,
                texts,
                ask=lambda instruction, passage: send(server, instruction, passage),
                model=server.model,
                gazetteer=reader.gazetteer,
                lexicon=reader.lexicon,
                known=known,
            )
        except FetchError as error:
            if not asked_of:
                raise
            stopped = str(error)
            break
        asked_of.add(story.id)
        kept += found.statements
        taken += len(found.statements)
        refused.update(dict(found.refused))
    kept += [each for story, lines in former.items() if stopped and story not in asked_of for each in lines]
    case.write(account.PROPOSALS.name, kept)
    return Outcome(taken, tuple(sorted(refused.items())), stopped)
