"""What do the documents of a case say: each read as deep as its language and this machine allow?

English is read in full, six languages shallowly (which sentences claim, deny, blame, praise, threaten, warn),
the rest is captured. What was read of a story before, with the same models, tables and names, is not read
again. What could not be read, or not wholly, is said for every document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import NamedTuple

import msgspec

from aftershock.account import PROPOSALS, Unread
from aftershock.dossier.read_as import Depth, ReadAs
from aftershock.errors import ModelMissing
from aftershock.models import encoder, manifest
from aftershock.progress import Progress, over
from aftershock.records import Page, Statement, Story
from aftershock.statements import read as statements
from aftershock.statements import shallow
from aftershock.statements.read import Reader
from aftershock.store.folder import CaseFolder
from aftershock.text import content_id, sha256
from aftershock.version import __version__

IN_FULL = "en"
# Raised when reading a story gives other statements than before though no table or model changed.
READING = 4
_LEDGER = "ledger"
_decode = msgspec.json.Decoder(tuple[Statement, ...]).decode
_BY_RULES = "the trained reader's files are missing or changed; run: aftershock models install"


class Ledger(NamedTuple):
    """The statements of all stories in their order, what was not read, and how deep each document was."""

    lines: tuple[Statement, ...]
    unread: tuple[Unread, ...]
    depths: tuple[ReadAs, ...]


class _Way(NamedTuple):
    """How a story is read on this machine, and why not more."""

    depth: Depth
    why: str = ""


def ledger(
    case: CaseFolder,
    told: Sequence[Story],
    pages: Sequence[Page],
    texts: Mapping[str, str],
    reader: Reader,
    progress: Progress,
) -> Ledger:
    """Read every story; what was read before is taken from the case, and what is new is kept there."""
    by_id = {page.id: page for page in pages}
    ways = _ways(told, by_id, reader)
    mark = _mark(reader)
    keys = {story.id: _key(story, by_id, mark, ways[story.id]) for story in told}
    kept = case.cached(_LEDGER, list(keys.values()))
    found = {story.id: _decode(kept[keys[story.id]]) for story in told if keys[story.id] in kept}
    new: dict[str, str] = {}
    for story, lines in _read([s for s in told if s.id not in found], ways, by_id, texts, reader, progress):
        found[story.id] = lines
        new[keys[story.id]] = msgspec.json.encode(lines).decode()
    case.keep(_LEDGER, new)
    asked: dict[str, list[Statement]] = {}  # what a language model proposed, where a person had it asked
    for each in case.read(PROPOSALS.name, Statement):
        asked.setdefault(each.story, []).append(each)
    in_order = (line for story in told for line in (*found.get(story.id, ()), *asked.get(story.id, ())))
    depths = tuple(
        ReadAs(page=member.page, depth=ways[story.id].depth, why=ways[story.id].why)
        for story in told
        for member in story.members
    )
    return Ledger(tuple(in_order), tuple(_unread(told, ways)), depths)


def _read(
    fresh: Sequence[Story],
    ways: Mapping[str, _Way],
    pages: Mapping[str, Page],
    texts: Mapping[str, str],
    reader: Reader,
    progress: Progress,
) -> Iterator[tuple[Story, tuple[Statement, ...]]]:
    """The new stories with their statements: first those that are read by rules or in full."""
    full = [story for story in fresh if ways[story.id].depth in ("full", "rules", "part")]
    reads = statements.each(full, pages, texts, reader=reader)
    yield from zip(over(full, "reading statements", progress), reads, strict=True)
    other = [story for story in fresh if ways[story.id].depth == "shallow"]
    if other:
        told = shallow.each(other, pages, texts, encoder.encoder(), reader.gazetteer)
        yield from zip(over(other, "reading other languages", progress), told, strict=True)


def _ways(told: Iterable[Story], pages: Mapping[str, Page], reader: Reader) -> dict[str, _Way]:
    """How each story is read; a short text has no language and is tried as English."""
    missing = _without_model()
    rules_only = not statements.in_full(reader)
    multilingual = encoder.present()  # once: it looks at the files
    out = {}
    for story in told:
        language = pages[story.members[0].page].language
        if language in (None, IN_FULL):
            if missing:
                out[story.id] = _Way("captured", missing)
            elif sum(run.end - run.start for run in story.reading) > statements.LONGEST:
                out[story.id] = _Way("part", f"up to character {statements.LONGEST:,}")
            else:
                out[story.id] = _Way("rules", _BY_RULES) if rules_only else _Way("full")
        elif shallow.readable(story, pages):
            if multilingual:
                out[story.id] = _Way("shallow", f"in the language '{language}'")
            else:
                out[story.id] = _Way("captured", "the multilingual encoder is not installed")
        else:
            out[story.id] = _Way("captured", f"in the language '{language}'")
    return out


def _without_model() -> str:
    """Why nothing can be read for statements on this machine; empty where it can."""
    try:
        manifest.require("english", sound=True)
    except ModelMissing as error:
        return f"{error.cause}. {error.next_step}"
    return ""


_SAID: dict[Depth, str] = {
    "rules": "read for statements by the rules alone",
    "part": "read for statements only in part",
    "captured": "not read for statements",
}


def _unread(told: Iterable[Story], ways: Mapping[str, _Way]) -> Iterator[Unread]:
    """What is read less deeply than it could be; a language that nobody reads here is no fault."""
    counts: dict[str, int] = {}
    for story in told:
        way = ways[story.id]
        if way.depth in _SAID and not way.why.startswith("in the language"):
            said = f"{_SAID[way.depth]}: {way.why}"
            counts[said] = counts.get(said, 0) + len(story.members)
    for why, documents in counts.items():
        yield Unread(why=why, documents=documents)


def _key(story: Story, pages: Mapping[str, Page], mark: str, way: _Way) -> str:
    members = [pages[member.page] for member in story.members]
    return content_id(_LEDGER, mark, way.depth, story, members)


def _mark(reader: Reader) -> str:
    """What reads a story: our methods, the models, the tables and the names."""
    names = list(reader.gazetteer.entities.values())
    lexicons = resources.files("aftershock.data") / "lexicons"
    data = {each.name: sha256(each.read_bytes()) for each in lexicons.iterdir()}
    return content_id("reader", __version__, READING, reader.mark, shallow.rule(), data, names)
