"""What do the copies of one story differ in? What `stories.apparatus` tells place by place, with receipts."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from aftershock.dossier.charts import collation as chart
from aftershock.dossier.charts.svg import twice
from aftershock.dossier.documents import MANY
from aftershock.dossier.material import Material
from aftershock.dossier.passage import Masking, excerpt_bounds, passage
from aftershock.dossier.read_as import DEPTHS
from aftershock.dossier.receipts import Cited, Register
from aftershock.records import Boilerplate, Record, Reprint, Story
from aftershock.stories import apparatus, edition
from aftershock.stories.reading import text_of
from aftershock.text import sha256

CONTEXT = 48  # characters of the reading on either side of a difference: enough to find the place
OPEN = 24  # places shown at once; the rest stands behind one more click
CITED = 12  # receipts of one wording; the rest is counted
RELATIONS = {
    "original": "the fullest witness",
    "copy": "a copy",
    "reprint": "a reprint",
    "damaged": "a damaged copy",
    "translated": "a translation",
    "retold": "told in other words",
    "excerpt": "an excerpt",
}

SCARS = {
    "empty-brackets": "brackets with nothing in them",
    "empty-quotes": "quotation marks with nothing in them",
    "bracket-on-mark": "a bracket that begins with a mark",
    "gap": "a gap between words",
    "space-before-stop": "a space before a mark",
    "possessive-alone": "a possessive without its owner",
    "breaks-off": "breaks off",
    "nothing-announced": "announces words that do not come",
}


class Said(Record, frozen=True, kw_only=True):
    """What some documents have at a place, by their letters; ``more`` of them stand without a receipt."""

    kind: str
    sigla: str
    instead: Markup
    scar: bool
    note: str
    cites: tuple[Cited, ...]
    more: int


class Place(Record, frozen=True, kw_only=True):
    """A place where documents part: words around it, the base reading, who has it, what others have."""

    before: Markup
    lemma: Markup
    after: Markup
    having: str
    said: tuple[Said, ...]
    sure: bool
    witness: Cited | None
    digest: str


class Copy(Record, frozen=True, kw_only=True):
    """One document of a story."""

    siglum: str
    document: int | None
    file: str
    relation: str
    read: str
    counts: tuple[tuple[str, int], ...]


class Framed(Record, frozen=True, kw_only=True):
    """Boilerplate of a document, by kind."""

    kind: str
    file: str
    excerpt: Markup
    cite: Cited


class Scarred(Record, frozen=True, kw_only=True):
    """A place where a document shows by itself that something is gone, with the words around it."""

    kind: str
    file: str
    before: Markup
    quote: Markup
    after: Markup
    cite: Cited


class Printed(Record, frozen=True, kw_only=True):
    """A story that a round-up prints, and where in the round-up its passages stand."""

    anchor: str
    title: str
    cites: tuple[Cited, ...]


class Edition(Record, frozen=True, kw_only=True):
    """One story with its documents and apparatus."""

    anchor: str
    number: int
    title: str
    language: str | None
    length: int
    copies: tuple[Copy, ...]
    places: tuple[tuple[Place, ...], ...]
    pictures: tuple[Markup, ...]
    framed: tuple[Framed, ...]
    scars: tuple[Scarred, ...]
    prints: tuple[Printed, ...]
    statements: int
    listed: bool


def editions(material: Material, register: Register) -> list[Edition]:
    """Every story; those with several documents first, in the order given.

    Where many posts were read, a story of one post that gave no line is not to be ``listed``.
    """
    titles = {page.text: (page.title or page.file, page.language) for page in material.pages}
    depths = {each.page: DEPTHS[each.depth][0] for each in material.read_as}
    posts = {page.text for page in material.pages if page.kind == "post"}
    silent = posts if len(posts) > MANY else set()
    told: dict[str, int] = {}
    for statement in material.chronicle.statements:
        told[statement.story] = told.get(statement.story, 0) + 1
    order = sorted(material.stories, key=lambda story: len(story.members) < 2)
    places = {story.id: (number, story) for number, story in enumerate(order, 1)}
    return [
        _edition(
            number,
            story,
            material,
            register,
            titles,
            depths,
            told.get(story.id, 0),
            prints=tuple(_printed(each, *places[each.story], titles, register) for each in story.reprints),
            listed=bool(story.reprints)
            or story.id in told
            or not all(member.text in silent for member in story.members),
        )
        for number, story in enumerate(order, 1)
    ]


def _edition(
    number: int,
    story: Story,
    material: Material,
    register: Register,
    titles: dict[str, tuple[str, str | None]],
    depths: dict[str, str],
    told: int,
    *,
    prints: tuple[Printed, ...],
    listed: bool,
) -> Edition:
    characters = _characters(material, story)
    reading = text_of(story, characters)
    title, language = titles.get(story.members[0].text, (story.members[0].file, None))
    parted = apparatus.of(story, characters)
    sigla = {document.text: document.siglum for document in parted.documents}
    several = len(story.members) > 1
    return Edition(
        anchor=f"story-{number}",
        number=number,
        title=title,
        language=language,
        length=len(reading),
        copies=tuple(_copy(document, depths, register) for document in parted.documents) if several else (),
        places=_places(parted, reading, material, register),
        pictures=_pictures(f"story-{number}", story, sigla, len(reading)) if several else (),
        framed=tuple(_framed(found, material, register) for found in story.boilerplate),
        scars=tuple(_scars(story, material, register)),
        prints=prints,
        statements=told,
        listed=listed,
    )


def _printed(
    each: Reprint, number: int, story: Story, titles: dict[str, tuple[str, str | None]], register: Register
) -> Printed:
    first = story.members[0]
    title, _ = titles.get(first.text, (first.file, None))
    cites = tuple(register.cite(passage) for passage in each.passages)
    return Printed(anchor=f"story-{number}", title=title, cites=cites)


def _characters(material: Material, story: Story) -> dict[str, str]:
    readings = (story.reading, *(telling.reading for telling in story.tellings))
    wanted = {run.text for reading in readings for run in reading}
    return {text_id: material.texts[text_id].text for text_id in wanted}


def _copy(document: apparatus.Document, depths: dict[str, str], register: Register) -> Copy:
    return Copy(
        siglum=document.siglum,
        document=register.document(document.text),
        file=document.file,
        relation=RELATIONS[document.relation],
        read=depths.get(document.page, ""),
        counts=(("lost", document.lost), ("added", document.added), ("changed", document.changed)),
    )


def _places(
    told: apparatus.Apparatus, reading: str, material: Material, register: Register
) -> tuple[tuple[Place, ...], ...]:
    """The places of a story, those shown at once and those behind a click."""
    order = [document.siglum for document in told.documents]
    short = len(order) >= edition.MANY
    found = tuple(_place(place, order, reading, material, register, short=short) for place in told.places)
    return (found[:OPEN], found[OPEN:])


def _place(
    place: apparatus.Place,
    order: list[str],
    reading: str,
    material: Material,
    register: Register,
    *,
    short: bool,
) -> Place:
    masking = register.masking
    low, high = excerpt_bounds(reading, place.start, place.end, CONTEXT)
    return Place(
        before=passage(reading, low, place.start, masking),
        lemma=passage(reading, place.start, place.end, masking),
        after=passage(reading, place.end, high, masking),
        having=edition.who(place.having, order, short=short),
        said=tuple(_said(wording, order, material, register, short=short) for wording in place.wordings),
        sure=place.sure,
        witness=register.cite(place.witness) if place.witness else None,
        digest=sha256(place.base or place.wordings[0].quote),
    )


def _said(
    wording: apparatus.Wording, order: list[str], material: Material, register: Register, *, short: bool
) -> Said:
    stands = wording.stands
    first = next((stand for stand in stands if stand.quote), stands[0])
    held = material.texts[first.text].text
    return Said(
        kind=wording.kind,
        sigla=edition.who(wording.sigla, order, short=short),
        instead=passage(held, first.start, first.end, register.masking),
        scar=wording.scar,
        note=wording.note,
        cites=tuple(register.cite_place(stand, kind=wording.kind) for stand in stands[:CITED]),
        more=len(stands[CITED:]),
    )


def _framed(found: Boilerplate, material: Material, register: Register) -> Framed:
    receipt = found.receipt
    return Framed(
        kind=found.kind,
        file=register.file(receipt.text),
        excerpt=_first_words(material, receipt.text, receipt.start, receipt.end, register.masking),
        cite=register.cite(receipt),
    )


def _scars(story: Story, material: Material, register: Register) -> Iterator[Scarred]:
    """The scars of a story's documents; what a sister copy tells of stands in the apparatus already."""
    told = {(v.text, at) for v in story.variants for at in range(v.start, max(v.end, v.start + 1))}
    for member in story.members:
        for wound in member.scars:
            start, end = wound.receipt.start, wound.receipt.end
            if any((member.text, at) in told for at in range(start, end)):
                continue
            text = material.texts[member.text].text
            low, high = excerpt_bounds(text, start, end, CONTEXT)
            yield Scarred(
                kind=SCARS[wound.kind],
                file=member.file,
                before=passage(text, low, start, register.masking),
                quote=passage(text, start, end, register.masking),
                after=passage(text, end, high, register.masking),
                cite=register.cite(wound.receipt),
            )


def _first_words(material: Material, text_id: str, start: int, end: int, masking: Masking) -> Markup:
    """The whole passage where it is short, else its beginning."""
    text = material.texts[text_id].text
    if end - start <= 3 * CONTEXT:
        return passage(text, start, end, masking)
    low, high = excerpt_bounds(text, start, start + 2 * CONTEXT, 0)
    return passage(text, low, min(high, end), masking) + Markup(" …")


def _pictures(name: str, story: Story, sigla: dict[str, str], length: int) -> tuple[Markup, ...]:
    strips = [
        chart.Strip(
            sigla[member.text],
            tuple((match.reading, match.reading + match.length) for match in member.matches),
            tuple((v.kind, v.reading_at, len(v.reading)) for v in story.variants if v.text == member.text),
        )
        for member in story.members
    ]
    return twice(name, lambda name, width: chart.draw(name, "Where the copies differ", strips, length, width))
