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

from aftershock import proposed
from aftershock.account import Unread
from aftershock.dossier.read_as import Depth, ReadAs
from aftershock.errors import ModelMissing
from aftershock.models import encoder, manifest
from aftershock.progress import Progress, over
from aftershock.records import Page, Statement, Story
from aftershock.statements import read as statements
from aftershock.statements import shallow, updates
from aftershock.statements.asked import Answered
from aftershock.statements.read import Reader
from aftershock.store.folder import CaseFolder
from aftershock.stories import reprints
from aftershock.stories.reading import wordings
from aftershock.text import content_id, sha256
from aftershock.version import __version__

IN_FULL = "en"
# Raised when reading a story gives other statements than before though no table or model changed.
READING = 4
_LEDGER = "ledger"
_decode = msgspec.json.Decoder(tuple[Statement, ...]).decode
_BY_RULES = "the trained reader's files are missing or changed; run: aftershock models install"


class Ledger(NamedTuple):
    """The statements of all stories in their order, what was not read, and how deep each document was.

    ``answered`` are the kept answers of language models, where a person had any asked.
    """

    lines: tuple[Statement, ...]
    unread: tuple[Unread, ...]
    depths: tuple[ReadAs, ...]
    answered: tuple[Answered, ...] = ()


class _Part(NamedTuple):
    """One wording of a story, how it is read on this machine, and why not more."""

    story: Story
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
    """Read every story; what was read before is taken from the case, and what is new is kept there.

    Each wording of a story is read for itself, in its own language.
    """
    by_id = {page.id: page for page in pages}
    worded = [wordings(story) for story in told]
    parts = list(_ways((part for parts in worded for part in parts), by_id, reader))
    mark = _mark(reader)
    keys = [_key(part, by_id, mark) for part in parts]
    found = {key: _decode(lines) for key, lines in case.cached(_LEDGER, keys).items()}
    fresh = {key: part for key, part in zip(keys, parts, strict=True) if key not in found}
    new: dict[str, str] = {}
    for key, lines in _read(fresh, by_id, texts, reader, progress):
        found[key] = lines
        new[key] = msgspec.json.encode(lines).decode()
    case.keep(_LEDGER, new)
    waiting = iter(keys)
    read = {
        story.id: tuple(updates.together(found.get(next(waiting), ()) for _ in some))
        for story, some in zip(told, worded, strict=True)
    }
    asked = proposed.of_case(case, told, by_id, texts, reader, read)
    in_order = [
        reprints.attributed(line, story)
        for story in told
        for line in (*read[story.id], *asked.lines.get(story.id, ()))
    ]
    depths = tuple(
        ReadAs(page=member.page, depth=part.depth, why=part.why)
        for part in parts
        for member in part.story.members
    )
    return Ledger(tuple(in_order), tuple(_unread(parts)), depths, asked.answered)


def _read(
    fresh: Mapping[str, _Part],
    pages: Mapping[str, Page],
    texts: Mapping[str, str],
    reader: Reader,
    progress: Progress,
) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """What is new, by key, with its statements: first what is read by rules or in full."""
    full = {key: part.story for key, part in fresh.items() if part.depth in ("full", "rules", "part")}
    reads = statements.each(full.values(), pages, texts, reader=reader)
    yield from zip(over(list(full), "reading statements", progress), reads, strict=True)
    other = {key: part.story for key, part in fresh.items() if part.depth == "shallow"}
    if other:
        told = shallow.each(other.values(), pages, texts, encoder.encoder(), reader.gazetteer)
        yield from zip(over(list(other), "reading other languages", progress), told, strict=True)


def _ways(told: Iterable[Story], pages: Mapping[str, Page], reader: Reader) -> Iterator[_Part]:
    """How each is read; a short text has no language and is tried as English."""
    missing = _without_model()
    rules_only = not statements.in_full(reader)
    multilingual = encoder.present()  # once: it looks at the files
    for story in told:
        language = pages[story.members[0].page].language
        if language in (None, IN_FULL):
            if missing:
                yield _Part(story, "captured", missing)
            elif sum(run.end - run.start for run in story.reading) > statements.LONGEST:
                yield _Part(story, "part", f"up to character {statements.LONGEST:,}")
            else:
                yield _Part(story, "rules", _BY_RULES) if rules_only else _Part(story, "full")
        elif shallow.readable(story, pages):
            if multilingual:
                yield _Part(story, "shallow", f"in the language '{language}'")
            else:
                yield _Part(story, "captured", "the multilingual encoder is not installed")
        else:
            yield _Part(story, "captured", f"in the language '{language}'")


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


def _unread(parts: Iterable[_Part]) -> Iterator[Unread]:
    """What is read less deeply than it could be; a language that nobody reads here is no fault."""
    counts: dict[str, int] = {}
    for part in parts:
        if part.depth in _SAID and not part.why.startswith("in the language"):
            said = f"{_SAID[part.depth]}: {part.why}"
            counts[said] = counts.get(said, 0) + len(part.story.members)
    for why, documents in counts.items():
        yield Unread(why=why, documents=documents)


def _key(part: _Part, pages: Mapping[str, Page], mark: str) -> str:
    members = [pages[member.page] for member in part.story.members]
    return content_id(_LEDGER, mark, part.depth, part.story, members)


def _mark(reader: Reader) -> str:
    """What reads a story: our methods, the models, the tables and the names."""
    names = list(reader.gazetteer.entities.values())
    lexicons = resources.files("aftershock.data") / "lexicons"
    data = {each.name: sha256(each.read_bytes()) for each in lexicons.iterdir()}
    return content_id("reader", __version__, READING, reader.mark, shallow.rule(), data, names)
