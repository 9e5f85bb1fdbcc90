"""Who says what? The ledger's rows, in the order and with the numbers that the whole dossier uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from markupsafe import Markup

from aftershock.dossier import read_as
from aftershock.dossier.decided import Ruling, of_lines
from aftershock.dossier.independent import Behind
from aftershock.dossier.material import Material
from aftershock.dossier.passage import Mark, inline, passage
from aftershock.dossier.receipts import Cited, Register, veil_of
from aftershock.dossier.times import span_of, written
from aftershock.events.chronicle import Chronicle
from aftershock.records import ACTS, Act, Polarity, Record, Statement
from aftershock.text import sha256

LABELS: Mapping[Act, tuple[str, str]] = {
    "claims-responsibility": ("claims responsibility", "no claim, or disowned"),
    "denies": ("denies", "does not deny"),
    "blames": ("blames", "declines to blame"),
    "praises": ("praises", "declines to praise"),
    "condemns": ("condemns", "declines to condemn"),
    "threatens": ("threatens", "disowns a threat"),
    "warns": ("warns", "sees no danger"),
    "calls-to-attack": ("calls for violence", "calls against violence"),
    "urges": ("urges", "urges against"),
    "speculates": ("speculates", "doubts"),
    "reports": ("reports", "reports that not"),
    "other": ("other", "other, negative"),
}
NOBODY = "not attributed"
TIERS = {"attributed": "attributed", "author": "the author's own", "narrative": "narrated"}
TOLD_BY = {"author": "the document's author", "narrative": "the document itself"}
CHUNK = 250  # lines that stand in one table: more are folded, each part with its own head


class Row(Record, frozen=True, kw_only=True):
    """One line of the ledger, ready to be shown."""

    id: str
    number: int
    speaker: Markup
    speaker_key: str
    who: str
    told_by: str
    via: tuple[Markup, ...]
    act: Act
    act_label: str
    also: str
    negative: bool
    certainty: str
    subtype: str
    target: Markup | None
    content: Markup
    language: str | None
    digest: str
    veil: str
    said: str
    said_sort: float | None
    cites: tuple[Cited, ...]
    documents: int
    read: read_as.Mark
    tier: str
    origins: int
    origin_names: tuple[Markup, ...]
    history: bool
    damaged: bool
    reprinted: bool
    judged: str
    decided: tuple[Ruling, ...] = ()
    called: tuple[tuple[Markup, Markup], ...] = ()  # then and now, of speaker and target


def ordered(statements: Iterable[Statement]) -> list[Statement]:
    """What concerns the case before history, then by act (claims first), then in the order of reading."""
    return sorted(statements, key=lambda s: (s.history, ACTS.index(s.act)))


def numbers(material: Material) -> dict[str, int]:
    """The number of each statement in the ledger, from 1."""
    return {s.id: number for number, s in enumerate(ordered(material.chronicle.statements), 1)}


def in_ledger(statements: Iterable[str], lines: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers that some statements have there, rising; ``lines`` are those of all."""
    return tuple(sorted({lines[s] for s in statements if s in lines}))


def rows(material: Material, register: Register, behind: Mapping[str, Behind]) -> list[Row]:
    """All rows of the ledger; statements without a witness are left out by the contract and never appear."""
    languages = {page.text: page.language for page in material.pages}
    # a key that tells nothing: the name itself may be an account's
    keys: dict[str, str] = {}
    ruled = of_lines(material, register.masking)
    then: dict[str, tuple[tuple[Markup, Markup], ...]] = {}
    for each in material.chronicle.called:
        names = (inline(each.then, register.masking), inline(each.now, register.masking))
        then[each.id] = (*then.get(each.id, ()), names)
    for statement in ordered(material.chronicle.statements):
        keys.setdefault(_who(statement), f"w{len(keys) + 1}")
    return [
        msgspec.structs.replace(
            _row(
                number, statement, material, register, languages, behind[statement.id], keys[_who(statement)]
            ),
            decided=ruled.get(statement.id, ()),
            called=then.get(statement.id, ()),
        )
        for number, statement in enumerate(ordered(material.chronicle.statements), 1)
    ]


class Filters(Record, frozen=True, kw_only=True):
    """What the ledger can be narrowed to: (value, words) for each choice that occurs."""

    acts: tuple[tuple[str, str], ...]
    speakers: tuple[tuple[str, str], ...]
    tiers: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, str], ...]


def filters(found: Sequence[Row]) -> Filters:
    """The choices, acts in the order of the ledger, speakers by how often they speak."""
    speakers = Counter(row.who for row in found)
    names = {row.who: row.told_by or row.speaker.striptags() for row in reversed(found)}
    acts = Counter(row.act_label for row in found)
    tiers = Counter(row.tier for row in found)
    ways = Counter(row.read.way for row in found)
    return Filters(
        acts=tuple((act, f"{act} ({count})") for act, count in acts.items()),
        speakers=tuple(
            (key, f"{names[key]} ({count})")
            for key, count in sorted(speakers.items(), key=lambda item: (-item[1], names[item[0]]))
        ),
        tiers=tuple((tier, f"{tier} ({tiers[tier]})") for tier in TIERS.values() if tiers[tier]),
        ways=tuple((way, f"{words} ({ways[way]})") for way, words in read_as.WORDS.items() if ways[way]),
    )


class Chunk(Record, frozen=True, kw_only=True):
    """A part of the ledger that stands in one table; only the first is unfolded."""

    first: int
    last: int
    rows: tuple[Row, ...]


def chunks(found: Sequence[Row]) -> list[Chunk]:
    """The rows in parts of `CHUNK`."""
    return [
        Chunk(first=part[0].number, last=part[-1].number, rows=tuple(part))
        for start in range(0, len(found), CHUNK)
        if (part := found[start : start + CHUNK])
    ]


def label(act: Act, polarity: Polarity) -> str:
    """An act in words, with its polarity."""
    return LABELS[act][1 if polarity == "negative" else 0]


def speaker_key(statement: Statement) -> str:
    """What makes two statements one speaker's: the entity, else the name as it stands."""
    return statement.speaker_id or (statement.speaker_name or NOBODY).casefold()


def _who(statement: Statement) -> str:
    return TOLD_BY.get(statement.tier) or speaker_key(statement)


def _row(
    number: int,
    statement: Statement,
    material: Material,
    register: Register,
    languages: Mapping[str, str | None],
    behind: Behind,
    who: str,
) -> Row:
    said = statement.witnesses[0].evidence
    veil = veil_of(statement) or register.veil_nearby(said.text, said.start, said.end)
    cites = tuple(register.cite_witness(w, statement.hedges, veil=veil) for w in statement.witnesses)
    text = material.texts[said.text].text
    span = span_of(statement.said_at)
    return Row(
        id=statement.id,
        number=number,
        speaker=inline(statement.speaker_name or NOBODY, register.masking),
        speaker_key=speaker_key(statement),
        who=who,
        told_by=TOLD_BY.get(statement.tier, ""),
        via=tuple(inline(name, register.masking) for name in statement.via),
        act=statement.act,
        act_label=label(statement.act, statement.polarity),
        also=", ".join(LABELS[act][0] for act in statement.alt_acts),
        negative=statement.polarity == "negative",
        certainty="" if statement.certainty == "asserted" else statement.certainty,
        subtype=statement.subtype or "",
        target=inline(statement.target, register.masking) if statement.target else None,
        content=passage(text, said.start, said.end, register.masking, _marks(statement)),
        language=languages.get(said.text),
        digest=sha256(said.quote),
        veil=veil,
        said=written(statement.said_at) if span else "",
        said_sort=span[0] if span else None,
        cites=cites,
        documents=len(statement.witnesses),
        read=read_as.mark(statement.rule),
        tier=TIERS[statement.tier],
        origins=behind.origins,
        origin_names=tuple(inline(name, register.masking) for name in behind.names),
        history=statement.history,
        damaged=statement.spans_damage,
        reprinted=statement.printed_from is not None,
        judged=_judged(statement, material.chronicle),
    )


def _marks(statement: Statement) -> list[Mark]:
    """What is marked in the passage of the first witness: the content, and hedges in the same document."""
    witness = statement.witnesses[0]
    content = witness.content or witness.evidence
    hedges = [hedge for hedge in statement.hedges if hedge.text == witness.evidence.text]
    return [
        Mark(content.start, content.end, "content"),
        *(Mark(hedge.start, hedge.end, "hedge") for hedge in hedges),
    ]


def _judged(statement: Statement, chronicle: Chronicle) -> str:
    if statement.id in chronicle.rejected:
        return "rejected"
    return "accepted" if statement.id in chronicle.accepted else ""
