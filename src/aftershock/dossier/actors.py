"""Who claims, who denies, who blames? Speakers and their acts, counted over the ledger."""

from __future__ import annotations

from markupsafe import Markup

from aftershock.dossier.charts import actors as chart
from aftershock.dossier.charts.svg import NARROW, WIDE
from aftershock.dossier.ledger import LABELS, Row
from aftershock.records import ACTS, Act, Record

DRAWN = 16  # rows of the picture; the table holds every speaker
STANCES: tuple[Act, ...] = ("claims-responsibility", "denies", "blames")
HEADINGS = {"claims-responsibility": "Claims", "denies": "Denials", "blames": "Blame"}


class Actor(Record, frozen=True, kw_only=True):
    """One speaker's row: the ledger rows of each act, in the order of the columns."""

    name: Markup
    cells: tuple[tuple[Row, ...], ...]
    total: int


class Field(Record, frozen=True, kw_only=True):
    """The field of actors and acts: columns, rows, the pictures (wide, narrow), and the three stances."""

    columns: tuple[str, ...]
    actors: tuple[Actor, ...]
    pictures: tuple[Markup, ...]
    stances: tuple[tuple[str, tuple[Row, ...]], ...]


def field(rows: list[Row]) -> Field:
    """Counts what is attributed to somebody, belongs to the case, and was not rejected."""
    counted = [row for row in rows if not row.told_by and not row.history and row.judged != "rejected"]
    acts = [act for act in ACTS if any(row.act == act for row in counted)]
    groups: dict[str, list[Row]] = {}
    for row in counted:
        groups.setdefault(row.speaker_key, []).append(row)
    order = sorted(groups.values(), key=lambda group: (-len(group), group[0].number))
    found = tuple(
        Actor(
            name=group[0].speaker,
            cells=tuple(tuple(row for row in group if row.act == act) for act in acts),
            total=len(group),
        )
        for group in order
    )
    return Field(
        columns=tuple(LABELS[act][0] for act in acts),
        actors=found,
        pictures=_pictures(found, acts) if len(found) > 1 else (),
        stances=tuple((HEADINGS[act], tuple(row for row in counted if row.act == act)) for act in STANCES),
    )


def _pictures(actors: tuple[Actor, ...], acts: list[Act]) -> tuple[Markup, ...]:
    drawn = actors[:DRAWN]
    names = [actor.name.striptags() for actor in drawn]
    labels = [LABELS[act][0] for act in acts]
    counts = {
        (name, labels[column]): (
            sum(not row.negative for row in cell),
            sum(row.negative for row in cell),
        )
        for name, actor in zip(names, drawn, strict=True)
        for column, cell in enumerate(actor.cells)
    }
    return tuple(
        chart.draw(f"actors-{size}", names, labels, counts, width)
        for size, width in (("wide", WIDE), ("narrow", NARROW))
    )
