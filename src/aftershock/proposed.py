"""What do the kept answers of language models come to, on the stories as they are read now?

Nobody is asked here. Of several answers of one model about one passage the last one holds; an answer whose
passage no story has any more is listed, and gives nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aftershock.records import FieldReceipt, Page, Statement, Story
from aftershock.statements import asked, transport
from aftershock.statements.asked import Answered, Proposed, Refusal
from aftershock.statements.read import Reader
from aftershock.store import answers
from aftershock.store.answers import Kept
from aftershock.store.folder import CaseFolder
from aftershock.stories.reading import Texts


class Proposals(NamedTuple):
    """Statements by their story, and every kept answer with what came of it."""

    lines: Mapping[str, tuple[Statement, ...]]
    answered: tuple[Answered, ...]


def of_case(
    case: CaseFolder,
    told: Sequence[Story],
    pages: Mapping[str, Page],
    texts: Texts,
    reader: Reader,
    read: Mapping[str, Sequence[Statement]],
) -> Proposals:
    """What the models add to what was ``read`` of each story, the model that answered first at first."""
    kept = answers.of_case(case)
    by_model: dict[str, dict[str, Kept]] = {}
    for each in kept:
        by_model.setdefault(each.answer.model, {})[each.answer.passage] = each
    lines: dict[str, tuple[Statement, ...]] = {}
    of: dict[str, list[tuple[str, Proposed, str]]] = {}  # by the answer's capture: its story, what it gave
    for model, last in by_model.items():
        words = {digest: transport.words(each.answer.reply) for digest, each in last.items()}
        for story in told:
            found = asked.read_story(
                story,
                pages,
                texts,
                answers=words,
                model=model,
                gazetteer=reader.gazetteer,
                lexicon=reader.lexicon,
                known=(*read.get(story.id, ()), *lines.get(story.id, ())),
            )
            lines[story.id] = (*lines.get(story.id, ()), *found.statements)
            for digest in found.taken:
                of.setdefault(last[digest].capture, []).append((story.id, found, digest))
    standing = {each.capture for last in by_model.values() for each in last.values()}
    return Proposals(
        lines, tuple(_answered(each, each.capture in standing, of.get(each.capture, ())) for each in kept)
    )


def _answered(kept: Kept, last: bool, gave: Sequence[tuple[str, Proposed, str]]) -> Answered:
    said = kept.answer
    return Answered(
        id=kept.capture,
        model=said.model,
        address=said.address,
        at=said.at,
        person=said.person,
        request=said.request,
        passage=said.passage,
        state="replaced" if not last else "stands" if gave else "no passage",
        stories=tuple(story for story, _, _ in gave),
        taken=tuple(line for _, found, digest in gave for line in found.taken[digest]),
        refused=tuple(line for _, found, digest in gave for line in found.refused[digest]),
        receipts=(FieldReceipt(capture=kept.capture, locator="/reply", field="model", value=said.model),),
    )


def counted(refused: Sequence[Refusal]) -> dict[str, int]:
    """How many proposals were refused for which reason."""
    return dict(sorted(Counter(each.why for each in refused).items()))
