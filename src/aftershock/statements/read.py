"""Who says what, about whom, how surely, with a receipt?

A story is read once, from its reading: paragraphs are parsed, cues found, speakers resolved, what is said
inside what is said gets its relay in ``via``, and each span is located in every document of the story.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from aftershock.models import manifest
from aftershock.records import Entity, Interval, Page, Statement, Story
from aftershock.statements import (
    attribution,
    gazetteer,
    issuers,
    ledger,
    lexicon,
    naming,
    narrative,
    nested,
    passages,
    proposals,
    ruled_out,
    tallies,
    updates,
    weighing,
    weights,
)
from aftershock.statements import quotes as quotations
from aftershock.statements.draft import Draft
from aftershock.statements.gazetteer import Gazetteer
from aftershock.statements.lexicon import Lexicon
from aftershock.statements.memory import Memory
from aftershock.statements.passages import Passage
from aftershock.statements.speakers import Names
from aftershock.statements.turns import Turns
from aftershock.statements.weights import Seen
from aftershock.statements.wordforms import LEMMATIZER, RULER, Wordforms
from aftershock.stories.reading import Texts, text_of
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.language import Language

_FIRST_PERSON = ("I", "i", "We", "we", "me", "my", "us")
# A reading is read up to here: 85,000 words, some 20 seconds and 600 MB; what is longer is a dump or a book.
LONGEST = 500_000
AHEAD = 8  # stories that the network is ahead of the rules
THREADS = 1  # of the network: a second one takes the rules' core from them (1.35 for 1.25 times spaCy's time)
BATCH = 32  # paragraphs a time: larger batches gain nothing on two cores and cost memory
SHORT = 8  # paragraphs: stories of no more are parsed together, a parser's start costs more than a post


class Reader(NamedTuple):
    """What reading needs: the gazetteer and the tables. The models are loaded when the first text comes.

    Without ``trained`` the rules read alone.
    """

    gazetteer: Gazetteer
    lexicon: Lexicon
    trained: bool = True

    @property
    def mark(self) -> str:
        """The models' digests, short: they stand on every line that they helped to read."""
        parser = manifest.digest(manifest.manifest()["english"])[:8]
        network = weights.trained() if self.trained else None
        return f"{parser}.{network.mark}" if network else parser


@cache
def english() -> tuple[Language, Wordforms]:
    """The parser of the manifest, and what completes its documents.

    Raises ModelMissing where it is not installed or not as it was.
    """
    folder = manifest.require("english", sound=True)  # before the import: it takes a second
    import spacy

    nlp = spacy.load(folder, exclude=["senter", "ner"], disable=[RULER, LEMMATIZER])
    return nlp, Wordforms(nlp)


def reader(extra: Iterable[Entity] = (), *, trained: bool = True) -> Reader:
    """A reader with the package's gazetteer and tables; ``extra`` are entities that a case adds.

    Without ``trained`` the rules read alone, as they do where the network's files are missing.
    """
    return Reader(gazetteer.load(extra), lexicon.load(), trained)


def in_full(reader: Reader) -> bool:
    """Whether the trained reader reads as well; without it the rules read alone, and find fewer."""
    return reader.trained and weights.trained() is not None


def read(
    stories: Iterable[Story], pages: Iterable[Page], texts: Texts, *, reader: Reader
) -> tuple[Statement, ...]:
    """The statements of all stories, story by story in their order.

    ``texts`` maps text ids to characters. Raises ModelMissing where the parser is not installed.
    """
    by_id = {page.id: page for page in pages}
    return tuple(line for lines in each(stories, by_id, texts, reader=reader) for line in lines)


def each(
    stories: Iterable[Story], pages: Mapping[str, Page], texts: Texts, *, reader: Reader
) -> Iterator[tuple[Statement, ...]]:
    """The statements of each story, in order; ``pages`` maps page ids to pages.

    The network goes ahead by a few stories on a second core while the rules read on the first.
    """
    with ThreadPoolExecutor(max_workers=THREADS) as ahead:
        begun: deque[_Begun] = deque()
        waiting = 0  # paragraphs of short stories: as many are gathered as are parsed at once
        for story in stories:
            begun.append(_begin(story, pages, texts, reader, ahead))
            waiting += len(begun[-1].whole.spans)
            if len(begun) > AHEAD and (waiting >= BATCH or len(begun) > BATCH):
                yield from _finished(begun, texts, reader, AHEAD)
                waiting = sum(len(each.whole.spans) for each in begun)
        yield from _finished(begun, texts, reader, 0)


def _finished(
    begun: deque[_Begun], texts: Texts, reader: Reader, left: int
) -> Iterator[tuple[Statement, ...]]:
    """The statements of the stories that have waited longest, until no more than ``left`` wait."""
    known: dict[int, list[Passage]] = {}
    first = islice(begun, len(begun) - left)
    short = [each.whole for each in first if len(each.whole.spans) <= SHORT]
    parsed = _parsed([(view.shown, span) for view in short for span in view.spans], reader)
    for view in short:
        known[id(view)] = list(islice(parsed, len(view.spans)))
    while len(begun) > left:
        yield _finish(begun.popleft(), texts, reader, known)


def read_story(
    story: Story, pages: Mapping[str, Page], texts: Texts, *, reader: Reader
) -> tuple[Statement, ...]:
    """The statements of one story, in the order of its reading; ``pages`` maps page ids to pages."""
    return next(each([story], pages, texts, reader=reader))


class _View(NamedTuple):
    """One reading of a story: what is shown to the readers, and what the network sees in it (later)."""

    story: Story
    members: list[Page]
    reading: str
    shown: str
    spans: list[Span]
    seen: list[Future[list[Seen]]] | None  # a window each


class _Begun(NamedTuple):
    """A story's own reading, and those of what single members say besides."""

    story: Story
    whole: _View
    alone: list[_View]


def _begin(
    story: Story, pages: Mapping[str, Page], texts: Texts, reader: Reader, ahead: ThreadPoolExecutor
) -> _Begun:
    members = [pages[member.page] for member in story.members if member.page in pages]
    return _Begun(
        story,
        _view(story, members, texts, reader, ahead),
        [
            _view(alone, [pages[alone.members[0].page]], texts, reader, ahead)
            for alone in updates.passages(story, texts)
        ],
    )


def _view(
    story: Story, members: list[Page], texts: Texts, reader: Reader, ahead: ThreadPoolExecutor
) -> _View:
    reading = text_of(story, texts)
    frames = [*story.boilerplate, *(item for page in members for item in page.boilerplate)]
    shown = passages.blank(reading, passages.blanks(story, frames))[:LONGEST]
    spans = list(passages.split(shown))
    network = weights.trained() if reader.trained else None
    seen = None
    if network:
        seen = [ahead.submit(network.see, shown, one) for one in network.windows(shown, spans)]
    return _View(story, members, reading, shown, spans, seen)


def _finish(
    begun: _Begun, texts: Texts, reader: Reader, known: Mapping[int, list[Passage]]
) -> tuple[Statement, ...]:
    lines = _lines(begun.whole, texts, reader, known.get(id(begun.whole)))
    own = [line for alone in begun.alone for line in _lines(alone, texts, reader)]
    return updates.merge(lines, own, begun.story)


def _lines(
    view: _View, texts: Texts, reader: Reader, parsed: list[Passage] | None = None
) -> tuple[Statement, ...]:
    """The statements of a reading, in its order; ``parsed`` where that was done together with others."""
    first = view.members[0] if view.members else None
    turns = Turns(
        post=first is not None and first.kind == "post",
        author=first.author if first else None,
        issued=issuers.find(view.shown, view.spans),
    )
    drafts = _drafts(view, reader, turns, parsed)
    source = ledger.source(view.story, view.reading, texts, _published(view.members), reader.mark)
    return ledger.lines(drafts, source, reader.lexicon)


def _published(members: list[Page]) -> Interval | None:
    """The earliest publication that any copy states: relative dates count from it."""
    known = [page.published for page in members if page.published and page.published.start]
    return min(known, key=lambda interval: interval.start or "", default=None)


def _drafts(view: _View, reader: Reader, turns: Turns, parsed: list[Passage] | None) -> list[Draft]:
    memory = Memory()
    drafts: list[Draft] = []
    if parsed is None:
        parsed = list(_parsed([(view.shown, span) for span in view.spans], reader))
    network = weights.trained() if view.seen is not None else None
    seen = _by_passage([one for window in view.seen or () for one in window.result()], parsed)
    for number, (passage, here) in enumerate(zip(parsed, seen, strict=True)):
        following = parsed[number + 1] if number + 1 < len(parsed) else None
        names = Names(passage, reader.gazetteer, reader.lexicon, memory.copy() if network else memory)
        own = turns.owner(passage, names)
        spoken = list(attribution.find(passage, names))
        spoken += naming.find(passage, names, spoken)
        spoken += naming.elided(passage, names, sorted(drafts[-8:] + spoken, key=lambda d: d.cue.start))
        heard: list[Draft] = []
        ruled = spoken
        if network:
            names = names.anew(memory)
            proposed = proposals.find(
                passage, names, here, own, drafts, network.mark,
                turns.labelled.content if turns.labelled else None,
            )  # fmt: skip
            spoken = weighing.weigh(spoken, proposed, here, reader.gazetteer.groups, len(drafts))
            spoken = ruled_out.set_right(passage, spoken)
            heard = [each.draft for each in proposed if weighing.heard(each)]
        spoken = turns.blocks(passage, following, spoken, names, ruled)
        apart = list(turns.set_apart(passage, names, spoken, drafts))
        spoken += weighing.standing(apart, spoken, here) if network else apart
        spoken = tallies.side_by_side(passage, names, spoken)
        voiced = _voiced(spoken, own is not None)
        spoken = nested.relayed(passage, voiced, own, heard, names.memory.outlets)
        whole = list(
            turns.own(passage, names, own, spoken) if own else narrative.find(passage, names, spoken)
        )
        spoken += weighing.standing(whole, spoken, here) if network else whole
        names.remember(len(passage.raw))
        drafts += _once(spoken)
    return drafts


def _by_passage(seen: Sequence[Seen], parsed: Sequence[Passage]) -> list[list[Seen]]:
    """What is seen in each passage, in order; passages stand in their order and never overlap."""
    found: list[list[Seen]] = [[] for _ in parsed]
    bases = [passage.base for passage in parsed]
    for one in seen:
        number = bisect_right(bases, one.anchor.start) - 1
        if number >= 0 and one.anchor.start < bases[number] + len(parsed[number].raw):
            found[number].append(one)
    return found


def _parsed(paragraphs: Sequence[tuple[str, Span]], reader: Reader) -> Iterator[Passage]:
    """Paragraphs, each a stretch of its text, parsed in their order."""
    nlp, forms = english()
    masked = (
        passages.parser_text(reader.gazetteer.mask(shown[span.start : span.end]))
        for shown, span in paragraphs
    )
    for (shown, span), doc in zip(paragraphs, nlp.pipe(masked, batch_size=BATCH), strict=True):
        raw = shown[span.start : span.end]
        yield Passage(forms.complete(doc), span.start, raw, tuple(quotations.find(raw)))


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
    """One statement a speaker, cue and target, but for what one verb says besides."""
    kept: dict[tuple[Span, str, str | None], list[Draft]] = {}
    for draft in drafts:
        same = kept.setdefault((draft.cue, draft.voice.name, draft.target), [])
        if all(weighing.sided(draft, other) for other in same):
            same.append(draft)
    return [draft for same in kept.values() for draft in same]


__all__ = ["LONGEST", "Reader", "each", "english", "in_full", "read", "read_story", "reader"]
