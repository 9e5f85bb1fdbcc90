"""Who says what, about whom, how surely, with a receipt?

A story is read once, from its reading: paragraphs are parsed, cues found, speakers resolved, what is said
inside what is said gets its relay in ``via``, and each span is located in every document of the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from aftershock.models import manifest
from aftershock.records import Entity, Interval, Page, Statement, Story
from aftershock.statements import (
    attribution,
    gazetteer,
    ledger,
    lexicon,
    naming,
    narrative,
    nested,
    passages,
    updates,
)
from aftershock.statements import quotes as quotations
from aftershock.statements.draft import Draft
from aftershock.statements.gazetteer import Gazetteer
from aftershock.statements.lexicon import Lexicon
from aftershock.statements.memory import Memory
from aftershock.statements.passages import Passage
from aftershock.statements.speakers import Names
from aftershock.statements.turns import Turns
from aftershock.stories.reading import Texts, text_of
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.language import Language

_FIRST_PERSON = ("I", "i", "We", "we", "me", "my", "us")
# A reading is read up to here: 85,000 words, some 20 seconds and 600 MB; what is longer is a dump or a book.
LONGEST = 500_000
BATCH = 32  # paragraphs a time: larger batches gain nothing on two cores and cost memory


class Reader(NamedTuple):
    """What reading needs: the gazetteer and the tables. The parser is loaded when the first text comes."""

    gazetteer: Gazetteer
    lexicon: Lexicon

    @property
    def mark(self) -> str:
        """The model's digest, short: it stands on every line that the model helped to read."""
        return manifest.digest(manifest.manifest()["english"])[:8]


@cache
def english() -> Language:
    """The parser of the manifest; raises ModelMissing where it is not installed or not as it was."""
    folder = manifest.require("english", sound=True)  # before the import: it takes a second
    import spacy

    return spacy.load(folder, exclude=["senter"])


def reader(extra: Iterable[Entity] = ()) -> Reader:
    """A reader with the package's gazetteer and tables; ``extra`` are entities that a case adds."""
    return Reader(gazetteer.load(extra), lexicon.load())


def read(
    stories: Iterable[Story], pages: Iterable[Page], texts: Texts, *, reader: Reader
) -> tuple[Statement, ...]:
    """The statements of all stories, story by story in their order.

    ``texts`` maps text ids to characters. Raises ModelMissing where the parser is not installed.
    """
    by_id = {page.id: page for page in pages}
    return tuple(line for story in stories for line in read_story(story, by_id, texts, reader=reader))


def read_story(
    story: Story, pages: Mapping[str, Page], texts: Texts, *, reader: Reader
) -> tuple[Statement, ...]:
    """The statements of one story, in the order of its reading; ``pages`` maps page ids to pages."""
    members = [pages[member.page] for member in story.members if member.page in pages]
    lines = _read(story, members, texts, reader)
    own = [
        line
        for alone in updates.passages(story, texts)
        for line in _read(alone, [pages[alone.members[0].page]], texts, reader)
    ]
    return updates.merge(lines, own, story)


def _read(story: Story, members: list[Page], texts: Texts, reader: Reader) -> tuple[Statement, ...]:
    """The statements of a reading, in its order."""
    reading = text_of(story, texts)
    frames = [*story.boilerplate, *(item for page in members for item in page.boilerplate)]
    shown = passages.blank(reading, passages.blanks(story, frames))
    first = members[0] if members else None
    turns = Turns(post=first is not None and first.kind == "post", author=first.author if first else None)
    drafts = _drafts(reading, shown[:LONGEST], reader, turns)
    source = ledger.source(story, reading, texts, _published(members), reader.mark)
    return ledger.lines(drafts, source, reader.lexicon)


def _published(members: list[Page]) -> Interval | None:
    """The earliest publication that any copy states: relative dates count from it."""
    known = [page.published for page in members if page.published and page.published.start]
    return min(known, key=lambda interval: interval.start or "", default=None)


def _drafts(reading: str, shown: str, reader: Reader, turns: Turns) -> list[Draft]:
    memory = Memory()
    drafts: list[Draft] = []
    parsed = list(_parsed(reading, shown, reader))
    for number, passage in enumerate(parsed):
        names = Names(passage, reader.gazetteer, reader.lexicon, memory)
        own = turns.owner(passage, names)
        spoken = list(attribution.find(passage, names))
        spoken += naming.find(passage, names, spoken)
        spoken += naming.elided(passage, names, sorted(drafts[-8:] + spoken, key=lambda d: d.cue.start))
        following = parsed[number + 1] if number + 1 < len(parsed) else None
        spoken = turns.blocks(passage, following, spoken, names)
        spoken += turns.set_apart(passage, names, spoken, drafts)
        spoken = nested.relayed(passage, _voiced(spoken, own is not None), own)
        spoken += turns.own(passage, names, own, spoken) if own else narrative.find(passage, names, spoken)
        names.remember(len(passage.raw))
        drafts += _once(spoken)
    return drafts


def _parsed(reading: str, shown: str, reader: Reader) -> Iterator[Passage]:
    spans = list(passages.split(shown))
    nlp = english()
    masked = (passages.parser_text(reader.gazetteer.mask(shown[start:end])) for start, end in spans)
    for (start, end), doc in zip(spans, nlp.pipe(masked, batch_size=BATCH), strict=True):
        raw = shown[start:end]
        yield Passage(doc, start, raw, tuple(quotations.find(raw)))


def _voiced(drafts: list[Draft], owned: bool) -> list[Draft]:
    """The first person outside a quotation is the writer, or already spoken for by whose turn it is."""
    result = []
    for draft in drafts:
        if draft.voice.entity or draft.voice.name not in _FIRST_PERSON:
            result.append(draft)
        elif not owned and draft.act not in ("reports", "other"):
            voice = msgspec.structs.replace(draft.voice, name=narrative.AUTHOR, resolved_by="author")
            result.append(msgspec.structs.replace(draft, voice=voice, tier="author"))
    return result


def _once(drafts: list[Draft]) -> list[Draft]:
    """One statement a speaker, act and cue; a named speaker beats the same cue unattributed."""
    seen: dict[tuple[Span, str, str | None], Draft] = {}
    for draft in drafts:
        seen.setdefault((draft.cue, draft.voice.name, draft.target), draft)
    return list(seen.values())


__all__ = ["Reader", "english", "read", "read_story", "reader"]
