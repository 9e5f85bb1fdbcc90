"""Where do the witnesses of a story part, place by place, whatever their number?

As a critical edition tells it: each document has a letter, each place of the reading stands once, with the
base reading, who has it, and what each other document has there. Which of two copies lost and which added is
said by the wounds (`restore`); a place without a wound, where as many have a passage as lack it, is told as
lost and marked "either way". The command line and the dossier show this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_uppercase

from aftershock.records import REWORDED, Member, Receipt, Record, Relation, Story, Variant
from aftershock.stories.reading import text_of, wordings

CONTEXT = 30  # characters of the reading before and behind a place
_NO_LOSS = ("moved", "dateline", "signature line")


class Stand(Record, frozen=True, kw_only=True):
    """What one document has at a place: its words there, none or a scar where it lost some."""

    siglum: str
    text: str
    start: int
    end: int
    quote: str


class Wording(Record, frozen=True, kw_only=True):
    """What some documents have at a place: ``kind`` lost, added or changed; ``scar``: a wound shows it."""

    kind: str
    quote: str
    stands: tuple[Stand, ...]
    scar: bool = False
    note: str = ""

    @property
    def sigla(self) -> tuple[str, ...]:
        """The letters of the documents."""
        return tuple(stand.siglum for stand in self.stands)


class Place(Record, frozen=True, kw_only=True):
    """A passage ``start:end`` of the reading where documents part, and by letters who ``having`` it.

    ``witness`` is where it was read; ``sure`` says whether it is told which lost and which added.
    """

    start: int
    end: int
    before: str
    base: str
    after: str
    having: tuple[str, ...]
    wordings: tuple[Wording, ...]
    witness: Receipt | None = None
    sure: bool = True


class Document(Record, frozen=True, kw_only=True):
    """A witness by its letter, and how often it parts from the reading."""

    siglum: str
    file: str
    text: str
    page: str
    relation: Relation
    lost: int = 0
    added: int = 0
    changed: int = 0


class Scar(Record, frozen=True, kw_only=True):
    """A place where a document shows by itself that something is gone."""

    siglum: str
    kind: str
    receipt: Receipt


class Apparatus(Record, frozen=True, kw_only=True):
    """All that the witnesses of a story differ in.

    The documents of the ``tellings`` (in other words or languages) have their letters here, and their places
    there, by their own reading.
    """

    story: str
    documents: tuple[Document, ...]
    places: tuple[Place, ...]
    scars: tuple[Scar, ...] = ()
    tellings: tuple[Apparatus, ...] = ()


Letters = Mapping[tuple[str, str], str]


def sigla(story: Story) -> dict[tuple[str, str], str]:
    """The letter of each document (its text and file), in the order of the story: A, B, ... Z, AA, AB, ..."""
    return {(member.text, member.file): _letter(n) for n, member in enumerate(story.members)}


def of(story: Story, texts: Mapping[str, str]) -> Apparatus:
    """The apparatus of a story; ``texts`` maps text ids to characters."""
    letters = sigla(story)
    own, *others = (_worded(each, letters, texts) for each in wordings(story))
    documents = tuple(_document(member, story.variants, letters) for member in story.members)
    return Apparatus(
        story=story.id, documents=documents, places=own.places, scars=_scars(story.members, letters),
        tellings=tuple(each for each in others if len(each.documents) > 1),
    )  # fmt: skip


def _worded(story: Story, letters: Letters, texts: Mapping[str, str]) -> Apparatus:
    documents = tuple(_document(member, story.variants, letters) for member in story.members)
    return Apparatus(story=story.id, documents=documents, places=places(story, texts, letters))


def _document(member: Member, variants: Iterable[Variant], letters: Letters) -> Document:
    kinds = [v.kind for v in variants if (v.text, v.file) == (member.text, member.file)]
    return Document(
        siglum=letters[member.text, member.file], file=member.file, text=member.text, page=member.page,
        relation=member.relation,
        lost=kinds.count("lost"), added=kinds.count("added"), changed=kinds.count("changed"),
    )  # fmt: skip


def _scars(members: Iterable[Member], letters: Letters) -> tuple[Scar, ...]:
    return tuple(
        Scar(siglum=letters[member.text, member.file], kind=wound.kind, receipt=wound.receipt)
        for member in members
        for wound in member.scars
    )


def places(story: Story, texts: Mapping[str, str], letters: Letters | None = None) -> tuple[Place, ...]:
    """Every place where documents part, in the order of the reading."""
    letters = letters or sigla(story)
    reading = text_of(story, texts)
    by_place: dict[tuple[int, int], list[Variant]] = {}
    touched: dict[str, list[tuple[int, int]]] = {
        letters[m.text, m.file]: [] for m in story.members if m.relation not in REWORDED
    }
    for variant in story.variants:
        span = (variant.reading_at, variant.reading_at + len(variant.reading))
        by_place.setdefault(span, []).append(variant)
        touched[letters[variant.text, variant.file]].append(span)
    unsure = either_way(story)
    return tuple(
        Place(
            start=start, end=end, before=reading[max(0, start - CONTEXT) : start],
            base=reading[start:end], after=reading[end : end + CONTEXT],
            having=tuple(s for s, spans in touched.items() if not _meets(start, end, spans)),
            wordings=tuple(_wordings(variants, letters)),
            witness=next((v.witness for v in variants if v.witness), None),
            sure=(start, end) not in unsure,
        )
        for (start, end), variants in sorted(by_place.items())
    )  # fmt: skip


def _meets(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether one of some passages has a part of ``start:end``, or is that place."""
    return any((low, high) == (start, end) or (low < end and start < high) for low, high in spans)


def either_way(story: Story) -> frozenset[tuple[int, int]]:
    """The passages ``start, end`` of the reading that some lost or others added: nothing tells which.

    No copy that lacks one shows a wound or breaks off there, and as many lack it as have it.
    """
    lacking: dict[tuple[int, int], list[Variant]] = {}
    for v in story.variants:
        if v.kind == "lost" and v.note not in _NO_LOSS:
            lacking.setdefault((v.reading_at, v.reading_at + len(v.reading)), []).append(v)
    reached = sum(member.relation not in REWORDED for member in story.members)
    return frozenset(
        place
        for place, lost in lacking.items()
        if not any(v.scar or v.note for v in lost) and 2 * len(lost) >= reached
    )


def _wordings(variants: Sequence[Variant], letters: Letters) -> Iterable[Wording]:
    alike: dict[tuple[str, str, str], list[Variant]] = {}
    for variant in variants:
        # the scar that a loss left is each document's own: the loss is one
        quote = "" if variant.kind == "lost" else variant.quote
        alike.setdefault((variant.kind, quote, variant.note), []).append(variant)
    for (kind, quote, note), some in alike.items():
        stands = [
            Stand(siglum=letters[v.text, v.file], text=v.text, start=v.start, end=v.end, quote=v.quote)
            for v in some
        ]
        stands.sort(key=lambda stand: (len(stand.siglum), stand.siglum))
        yield Wording(kind=kind, quote=quote, stands=tuple(stands), scar=any(v.scar for v in some), note=note)


def _letter(number: int) -> str:
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + ascii_uppercase[last]
