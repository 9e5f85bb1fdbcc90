"""What do the copies of one story differ in? Told as a critical edition does: sigla, lost, added, changed."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from markupsafe import Markup

from aftershock.dossier.charts import collation as chart
from aftershock.dossier.charts.svg import NARROW, WIDE
from aftershock.dossier.documents import MANY
from aftershock.dossier.material import Material
from aftershock.dossier.passage import Masking, excerpt_bounds, passage
from aftershock.dossier.read_as import DEPTHS
from aftershock.dossier.receipts import Cited, Register
from aftershock.records import Boilerplate, Member, Record, Reprint, Story, Variant
from aftershock.stories.apparatus import either_way
from aftershock.stories.reading import text_of
from aftershock.text import sha256

CONTEXT = 48  # characters of the reading on either side of a difference: enough to find the place
OPEN = 12  # differences shown at once for each document; the rest stands behind one more click
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


class Reading(Record, frozen=True, kw_only=True):
    """One difference: words of the reading around it, what the reading has, what stands in this document."""

    kind: str
    before: Markup
    lemma: Markup
    after: Markup
    instead: Markup
    scar: bool
    sure: bool
    note: str
    place: Cited
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
    shown: tuple[Reading, ...]
    more: tuple[Reading, ...]


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
    sigla = {member.text: _siglum(index) for index, member in enumerate(story.members)}
    several = len(story.members) > 1
    return Edition(
        anchor=f"story-{number}",
        number=number,
        title=title,
        language=language,
        length=len(reading),
        copies=tuple(
            _copy(sigla[member.text], member, story, reading, depths, material, register)
            for member in story.members
        )
        if several
        else (),
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
    wanted = {run.text for run in story.reading}
    return {text_id: material.texts[text_id].text for text_id in wanted}


def _siglum(index: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    first, last = divmod(index, 26)
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]


def _copy(
    siglum: str,
    member: Member,
    story: Story,
    reading: str,
    depths: dict[str, str],
    material: Material,
    register: Register,
) -> Copy:
    own = [variant for variant in story.variants if variant.text == member.text]
    unsure = either_way(story)
    shown = tuple(_reading(variant, reading, unsure, material, register) for variant in own)
    counts = tuple(
        (kind, sum(variant.kind == kind for variant in own)) for kind in ("lost", "added", "changed")
    )
    return Copy(
        siglum=siglum,
        document=register.document(member.text),
        file=member.file,
        relation=RELATIONS[member.relation],
        read=depths.get(member.page, ""),
        counts=counts,
        shown=shown[:OPEN],
        more=shown[OPEN:],
    )


def _reading(
    variant: Variant,
    reading: str,
    unsure: frozenset[tuple[int, int]],
    material: Material,
    register: Register,
) -> Reading:
    masking = register.masking
    start, end = variant.reading_at, variant.reading_at + len(variant.reading)
    low, high = excerpt_bounds(reading, start, end, CONTEXT)
    witness = variant.witness
    held = material.texts[variant.text].text
    return Reading(
        kind=variant.kind,
        before=passage(reading, low, start, masking),
        lemma=passage(reading, start, end, masking),
        after=passage(reading, end, high, masking),
        instead=passage(held, variant.start, variant.end, masking),
        scar=variant.scar,
        sure=variant.kind != "lost" or (start, end) not in unsure,
        note=variant.note,
        place=register.cite_place(variant, kind=variant.kind),
        witness=register.cite(witness) if witness else None,
        digest=sha256(variant.quote or variant.reading),
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
    return tuple(
        chart.draw(f"{name}-{size}", "Where the copies differ", strips, length, width)
        for size, width in (("wide", WIDE), ("narrow", NARROW))
    )
