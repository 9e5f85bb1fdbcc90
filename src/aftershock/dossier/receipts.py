"""Which receipts does the dossier cite, under which numbers, and what does each show?

Lines cite receipts while the dossier is put together; each passage gets one number and one block, however
many lines cite it. A receipt that does not hold stops the dossier: nothing is shown without one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from aftershock.dossier.material import Material
from aftershock.dossier.passage import Mark, Masking, excerpt_bounds, inline, passage
from aftershock.errors import CaseDamaged
from aftershock.records import FieldReceipt, Page, Receipt, Record, Statement, Witness
from aftershock.stories.apparatus import Stand
from aftershock.text import sha256

AROUND = 200  # characters on either side: enough to judge a sentence in its paragraph, little enough to quote
SENSITIVE = {"threatens": "a threat", "calls-to-attack": "a call for violence"}
NARRATED = "violence as the document tells it"
# As `events` calls who has no name.
_OWN_VOICE = re.compile(r"\b(the writer|somebody not named) \(([^()]+)\)")


class Cited(Record, frozen=True, kw_only=True):
    """A reference to a receipt: its number and its anchor."""

    number: int
    anchor: str


class Block(Record, frozen=True, kw_only=True):
    """What a receipt shows. ``low:high`` is the excerpt, ``start:end`` the passage, in the text."""

    number: int
    anchor: str
    document: int | None
    file: str
    captured: str
    original: str
    locator: str
    language: str | None
    text: str = ""
    extractor: str = ""
    start: int = 0
    end: int = 0
    low: int = 0
    high: int = 0
    digest: str = ""
    veil: str = ""
    excerpt: Markup = Markup("")
    field: str = ""
    lacking: tuple[str, ...] = ()  # extractors of the page that do not have the passage


def veil_of(statement: Statement) -> str:
    """Why the passages of this statement stay collapsed, or nothing."""
    for act in (statement.act, *statement.alt_acts):
        if act in SENSITIVE:
            return SENSITIVE[act]
    return NARRATED if statement.tier == "narrative" and statement.act == "reports" else ""


class Register:
    """Collects what is cited; blocks come out in the order of their numbers."""

    def __init__(self, material: Material, masking: Masking) -> None:
        self.masking = masking
        self._material = material
        self._numbers: dict[tuple[str, ...], int] = {}
        self._receipts: list[Receipt | FieldReceipt] = []
        self._marks: list[dict[Mark, None]] = []
        self._veils: list[str] = []
        self._captures = {capture.id: capture for capture in material.captures}
        self._pages = {page.text: (number, page) for number, page in enumerate(material.pages, 1)}
        numbered = list(enumerate(material.pages, 1))
        self._pages_of = {page.capture: number for number, page in reversed(numbered)}
        self._sensitive = _sensitive_spans(material.chronicle.statements)
        holds = Counter(page.file for page in material.pages)
        self._only = {page.file: number for number, page in numbered if holds[page.file] == 1}

    def told(self, text: str) -> Markup:
        """Words of the account, shown safely; who has no name is called by the document, not by its file."""
        return inline(_OWN_VOICE.sub(self._voice, text), self.masking)

    def _voice(self, found: re.Match[str]) -> str:
        number = self._only.get(found[2])
        return f"{found[1]} {'of' if found[1] == 'the writer' else 'in'} D{number}" if number else found[0]

    def cite(self, receipt: Receipt | FieldReceipt, marks: Iterable[Mark] = (), *, veil: str = "") -> Cited:
        """The number of this receipt; raises CaseDamaged where its quote does not stand at its offsets."""
        if isinstance(receipt, Receipt):
            self._check(receipt)
            key: tuple[str, ...] = (receipt.text, str(receipt.start), str(receipt.end))
        else:
            key = (receipt.capture, receipt.locator, receipt.field, receipt.value)
        if key not in self._numbers:
            self._numbers[key] = len(self._receipts) + 1
            self._receipts.append(receipt)
            self._marks.append({})
            self._veils.append("")
        number = self._numbers[key]
        self._marks[number - 1].update(dict.fromkeys(marks))
        self._veils[number - 1] = self._veils[number - 1] or veil
        return Cited(number=number, anchor=f"r{number}")

    def cite_all(self, receipts: Iterable[Receipt | FieldReceipt], *, veil: str = "") -> tuple[Cited, ...]:
        """The numbers of these receipts, each once, in their order."""
        return tuple(dict.fromkeys(self.cite(receipt, veil=veil) for receipt in receipts))

    def cite_witness(self, witness: Witness, hedges: Iterable[Receipt] = (), *, veil: str = "") -> Cited:
        """The receipt of a statement in one document: the evidence, with its parts marked."""
        parts = (("speaker", witness.speaker), ("cue", witness.cue), ("content", witness.content))
        for _, part in parts:
            if part is not None:
                self._check(part)
        marks = [Mark(part.start, part.end, kind) for kind, part in parts if part is not None]
        marks += [Mark(h.start, h.end, "hedge") for h in hedges if h.text == witness.text]
        return self.cite(witness.evidence, marks, veil=veil)

    def cite_place(self, stand: Stand, *, kind: str) -> Cited:
        """Where a member differs: its own words there, or the place at which words are missing."""
        here = Receipt(text=stand.text, start=stand.start, end=stand.end, quote=stand.quote)
        return self.cite(here, [Mark(here.start, here.end, kind)])

    def blocks(self) -> list[Block]:
        """All that was cited, in order."""
        return [
            self._passage(number, receipt) if isinstance(receipt, Receipt) else self._field(number, receipt)
            for number, receipt in enumerate(self._receipts, 1)
        ]

    def document(self, text_id: str) -> int | None:
        """The number of the document that has this text."""
        found = self._pages.get(text_id)
        return found[0] if found else None

    def file(self, text_id: str) -> str:
        """The file that a text was read from: also what is visible on a page beside its main text has one."""
        found = self._pages.get(text_id)
        if found is not None:
            return found[1].file
        held = self._material.texts.get(text_id)
        capture = self._captures.get(held.capture) if held else None
        return capture.source if capture else ""

    def documents(self) -> frozenset[int]:
        """The numbers of the documents that have been cited so far."""
        found = set()
        for receipt in self._receipts:
            page = self._pages.get(receipt.text) if isinstance(receipt, Receipt) else None
            found.add(page[0] if page else self._pages_of.get(self._captured(receipt), 0))
        return frozenset(found)

    def text(self, receipt: Receipt) -> str:
        """The text that a receipt is cut from."""
        self._check(receipt)
        return self._material.texts[receipt.text].text

    def _captured(self, receipt: Receipt | FieldReceipt) -> str:
        return (
            receipt.capture
            if isinstance(receipt, FieldReceipt)
            else self._material.texts[receipt.text].capture
        )

    def _check(self, receipt: Receipt) -> None:
        held = self._material.texts.get(receipt.text)
        if held is None or held.text[receipt.start : receipt.end] != receipt.quote:
            raise CaseDamaged(
                f"the receipt {receipt.start}:{receipt.end} does not quote what stands there"
                if held
                else "a receipt refers to a text that is not in the case",
                where=f"text {receipt.text}",
                next_step="Run `aftershock verify` on the case to see which file was changed",
            )

    def _passage(self, number: int, receipt: Receipt) -> Block:
        held = self._material.texts[receipt.text]
        low, high = excerpt_bounds(held.text, receipt.start, receipt.end, AROUND)
        marks = [Mark(receipt.start, receipt.end, "evidence"), *self._marks[number - 1]]
        capture = self._captures.get(held.capture)
        found = self._pages.get(receipt.text)
        return Block(
            number=number,
            anchor=f"r{number}",
            document=found[0] if found else self._pages_of.get(held.capture),
            file=self.file(receipt.text),
            captured=capture.fetched_at if capture else "",
            original=capture.sha256 if capture else "",
            locator=held.locator,
            language=found[1].language if found else None,
            text=receipt.text,
            extractor=held.extractor,
            start=receipt.start,
            end=receipt.end,
            low=low,
            high=high,
            digest=sha256(receipt.quote),
            veil=self._veils[number - 1] or self.veil_nearby(receipt.text, low, high),
            excerpt=passage(held.text, low, high, self.masking, marks),
            lacking=_lacking(found[1], receipt) if found else (),
        )

    def _field(self, number: int, receipt: FieldReceipt) -> Block:
        capture = self._captures.get(receipt.capture)
        value = receipt.value
        return Block(
            number=number,
            anchor=f"r{number}",
            document=self._pages_of.get(receipt.capture),
            file=capture.source if capture else "",
            captured=capture.fetched_at if capture else "",
            original=capture.sha256 if capture else "",
            locator=receipt.locator,
            language=None,
            digest=sha256(value),
            veil=self._veils[number - 1],
            field=receipt.field,
            excerpt=passage(value, 0, len(value), self.masking, [Mark(0, len(value), "evidence")]),
        )

    def veil_nearby(self, text_id: str, low: int, high: int) -> str:
        """What shows somebody's threat or call beside its own passage stays collapsed too."""
        for start, end, label in self._sensitive.get(text_id, ()):
            if start < high and end > low:
                return label
        return ""


def _lacking(page: Page, receipt: Receipt) -> tuple[str, ...]:
    """Who of those heard on a page lacks a part of this passage."""
    names = (
        name
        for each in page.contested
        if receipt.text == each.receipt.text
        and receipt.start < each.receipt.end
        and each.receipt.start < receipt.end
        for name in each.lacking
    )
    return tuple(dict.fromkeys(names))


def _sensitive_spans(statements: Iterable[Statement]) -> Mapping[str, list[tuple[int, int, str]]]:
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for statement in statements:
        label = veil_of(statement)
        if label and label != NARRATED:
            for witness in statement.witnesses:
                evidence = witness.evidence
                spans.setdefault(witness.text, []).append((evidence.start, evidence.end, label))
    return spans
