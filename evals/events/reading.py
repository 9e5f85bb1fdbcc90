"""How are the collections of this set written, and what do they become?

One file holds many small collections of fictional documents. ``===`` begins one, then come its events (``A |
place | when | kind``; ``?`` where the texts do not tell), then documents (``--- id | published | outlet``)
with their words for acts marked (``{A:bombing}``, ``{A+B:attacks}`` for several), each document's statements
(``> act | speaker | "snippet" | key=value; ...``; the evidence is the snippet's sentence), and at the end
what the account must say of the collection (``! callback | ...``). Statements are given, so that this set
measures the events stage and not the reader of statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aftershock.events import intervals
from aftershock.events.mentions import sentences
from aftershock.records import Figure, Interval, Page, Record, Statement, Story, Witness
from aftershock.statements import dates, reckoning
from aftershock.stories.reading import single
from aftershock.text import Span, content_id, receipt, sha256

HERE = Path(__file__).parent
FILES = {"tuned": HERE / "tuned.txt", "held": HERE / "held.txt", "more": HERE / "more.txt"}
_MARK = re.compile(r"\{([A-Z](?:\+[A-Z])*):([^}]*)\}")
_FIGURE = re.compile(r"(\w+) (\w+) (\d+)(?:-(\d+))?(\+)?([\w ]*?) ?\"([^\"]*)\"")


class Gold(Record, frozen=True, kw_only=True):
    """An event as labelled; ``when`` None where the texts do not tell it."""

    letter: str
    where: str
    when: Interval | None
    kind: str


class Marked(Record, frozen=True, kw_only=True):
    """A word for an act in a document, and the letters of the events that it means."""

    document: str
    start: int
    end: int
    letters: tuple[str, ...]


class Collection(Record, frozen=True, kw_only=True):
    """One collection: input of the events stage, and the labels."""

    id: str
    events: tuple[Gold, ...]
    pages: tuple[Page, ...]
    stories: tuple[Story, ...]
    texts: dict[str, str]
    statements: tuple[Statement, ...]
    marks: tuple[Marked, ...]
    lines: tuple[tuple[str, ...], ...]
    names: dict[str, str]  # document -> story id

    def at(self, place: str) -> tuple[str, int]:
        """``d1 "snippet"`` as story id and offset; raises ValueError where the snippet does not stand."""
        document, snippet = place.split(" ", 1)
        story = self.names[document]
        text = self.texts[next(s for s in self.stories if s.id == story).members[0].text]
        return story, text.index(snippet.strip('"'))


def when(words: str) -> Interval | None:
    """``2031-05-03``, ``2030-11``, ``2027`` or ``start..last day`` as an interval."""
    words = words.strip()
    if words == "?":
        return None
    if ".." in words:
        first, last = (when(word) for word in words.split(".."))
        assert first
        assert last
        return Interval(start=first.start, end=last.end, granularity="day", how="label")
    parts = [int(part) for part in words.split("-")]
    if len(parts) == 1:
        return intervals.year(parts[0], "label")
    return intervals.month(*parts, "label") if len(parts) == 2 else intervals.day(*parts, "label")


def read(path: Path) -> Iterator[Collection]:
    """The collections of a file, in order."""
    for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.M)[1:]:
        yield _collection(block)


def _collection(block: str) -> Collection:
    head, *documents = re.split(r"^--- ", block, flags=re.M)
    title, *events = head.strip().split("\n")
    identity = title.split()[0]
    tail = [line for line in documents[-1].split("\n") if line.startswith("! ")]
    pages, stories, texts, marks, statements = [], [], {}, [], []
    names: dict[str, str] = {}
    for document in documents:
        lines = [line for line in document.strip().split("\n") if not line.startswith("! ")]
        name, published, outlet = (part.strip() for part in lines[0].split("|"))
        body = "\n".join(line for line in lines[1:] if not line.startswith("> "))
        text, found = _unmarked(body)
        text_id = sha256(text)
        file = f"{identity}/{name}.txt"
        page = Page(
            id=content_id("page", file, text_id), capture=content_id("capture", file), text=text_id,
            file=file, title=text.split("\n")[0], author=outlet,
            published=None if published == "-" else when(published),
            receipts=(receipt(text_id, text, 0, len(text.split("\n")[0])),),
        )  # fmt: skip
        story = single(page, text)
        names[name] = story.id
        pages.append(page)
        stories.append(story)
        texts[text_id] = text
        marks += [Marked(document=story.id, start=a, end=b, letters=who) for a, b, who in found]
        said = [line for line in lines if line.startswith("> ")]
        statements += [_statement(line[2:], story, text) for line in said]
    return Collection(
        id=identity, events=tuple(_gold(line) for line in events), pages=tuple(pages), stories=tuple(stories),
        texts=texts, statements=tuple(statements), marks=tuple(marks), names=names,
        lines=tuple(tuple(part.strip() for part in line[2:].split("|")) for line in tail),
    )  # fmt: skip


def _gold(line: str) -> Gold:
    letter, where, at, kind = (part.strip() for part in line.split("|"))
    return Gold(letter=letter, where=where, when=when(at), kind=kind)


def _unmarked(body: str) -> tuple[str, list[tuple[int, int, tuple[str, ...]]]]:
    text, last, found = "", 0, []
    for match in _MARK.finditer(body):
        text += body[last : match.start()]
        found.append((len(text), len(text) + len(match[2]), tuple(match[1].split("+"))))
        text += match[2]
        last = match.end()
    return text + body[last:], found


def _statement(line: str, story: Story, text: str) -> Statement:
    act, speaker, snippet, *more = (part.strip() for part in line.split(" | "))
    at = text.index(snippet.strip('"'))
    span = next(span for span in sentences(text) if span.start <= at < span.end)
    values = dict(pair.split("=", 1) for pair in re.split(r"; (?=\w+=)", more[0])) if more else {}
    member = story.members[0]
    cited = receipt(member.text, text, span.start, span.end)
    identity = content_id("statement", story.id, act, speaker, snippet)
    said = _said(values["said"], text, span) if "said" in values else None
    quoted: Any = values.get("quote", "none")
    return Statement(
        id=identity, story=story.id, act=act,  # type: ignore[arg-type]
        speaker_name=None if speaker == "none" else speaker,
        tier=values.get("tier", "attributed"),  # type: ignore[arg-type]
        polarity="negative" if values.get("pol") == "neg" else "positive",
        certainty=values.get("certainty", "asserted"),  # type: ignore[arg-type]
        target=values.get("target"), said_at=said, quote=quoted,
        figures=tuple(_figures(values.get("fig", ""), identity, text, span.start, member.text)),
        witnesses=(Witness(text=member.text, file=member.file, evidence=cited),),
    )  # fmt: skip


def _said(words: str, text: str, sentence: Span) -> Interval | None:
    if words != "open":
        return when(words)
    counted = [e for e in dates.find(text, *sentence) if e.counts_from == "event"]
    return reckoning.left_open(counted[0])


def _figures(words: str, statement: str, text: str, start: int, text_id: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(words):
        role, unit, low, high, open_end, modifier, quote = match.groups()
        at = text.index(quote, start)
        top = None if open_end else float(high or low)
        yield Figure(
            id=content_id("figure", statement, quote), role=role, unit=unit, low=float(low), high=top,
            modifier=modifier.strip(), statement=statement,
            receipt=receipt(text_id, text, at, at + len(quote)),
        )  # fmt: skip
