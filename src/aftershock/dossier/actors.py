"""Who claims, who denies, who blames whom? Each actor with what it says and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from aftershock.dossier.charts import actors as chart
from aftershock.dossier.charts.svg import WIDE, twice
from aftershock.dossier.independent import Independent
from aftershock.dossier.ledger import LABELS, NOBODY, Row
from aftershock.records import ACTS, Act, Record, Statement

DRAWN = 18  # rows of the picture; the table holds every actor
STANCES: tuple[Act, ...] = ("claims-responsibility", "denies", "blames")
HEADINGS = {"claims-responsibility": "Claims", "denies": "Denials", "blames": "Blame"}
# What is said of an actor: the act's passive, where it names somebody.
PASSIVE: Mapping[Act, str] = {
    "blames": "blamed", "condemns": "condemned", "praises": "praised", "threatens": "threatened",
}  # fmt: skip
PHONE: tuple[Act, ...] = ("claims-responsibility", "denies", "blames", "threatens", "warns")


class Cell(Record, frozen=True, kw_only=True):
    """The lines of one actor and act; ``origins`` counts who says it independently of the others."""

    rows: tuple[Row, ...]
    origins: int


class Actor(Record, frozen=True, kw_only=True):
    """One actor's row: cells in the order of the columns, those of what is said of it behind them."""

    name: Markup
    cells: tuple[Cell, ...]
    total: int


class Field(Record, frozen=True, kw_only=True):
    """Columns (what is said of an actor from ``passive`` on), rows, pictures, the three stances."""

    columns: tuple[str, ...]
    passive: int
    actors: tuple[Actor, ...]
    pictures: tuple[Markup, ...]
    stances: tuple[tuple[str, tuple[Row, ...]], ...]


def field(rows: list[Row], statements: Sequence[Statement], independent: Independent) -> Field:
    """Counts what is attributed to somebody, belongs to the case, and was not rejected."""
    counted = [row for row in rows if not row.told_by and not row.history and row.judged != "rejected"]
    by_id = {statement.id: statement for statement in statements}
    acts = [act for act in ACTS if any(row.act == act for row in counted)]
    said_of = [row for row in counted if row.act in PASSIVE and independent.target(by_id[row.id])]
    passive = [act for act in PASSIVE if any(row.act == act for row in said_of)]
    says: dict[str, list[Row]] = {}
    told: dict[str, list[Row]] = {}
    for row in counted:
        says.setdefault(independent.speaker(by_id[row.id]) or row.speaker_key, []).append(row)
    for row in said_of:
        told.setdefault(independent.target(by_id[row.id]) or "", []).append(row)

    def cell(found: list[Row], outlets: bool) -> Cell:
        behind = [by_id[row.id] for row in found if not row.negative] or [by_id[row.id] for row in found]
        count = independent.carriers(behind) if outlets else len(independent.origins(behind))
        return Cell(rows=tuple(found), origins=count if found else 0)

    def weight(key: str) -> tuple[int, int, str]:
        """Who claims, denies, blames or is blamed stands first: that is what the picture is asked for."""
        mine = says.get(key, [])
        stance = 3 * len([row for row in mine if row.act in STANCES]) + 3 * len(told.get(key, []))
        return -(stance + len(mine)), (mine or told[key])[0].number, key

    keys = sorted({*says, *told}, key=weight)
    found = tuple(
        Actor(
            name=says[key][0].speaker if key in says else told[key][0].target or Markup(""),
            cells=(
                *(cell([row for row in says.get(key, []) if row.act == act], True) for act in acts),
                *(cell([row for row in told.get(key, []) if row.act == act], False) for act in passive),
            ),
            total=len(says.get(key, [])),
        )
        for key in keys
    )
    return Field(
        columns=(*(LABELS[act][0] for act in acts), *(PASSIVE[act] for act in passive)),
        passive=len(acts),
        actors=found,
        pictures=_pictures(found, acts, passive) if len(found) > 1 else (),
        stances=tuple((HEADINGS[act], _named_first(counted, act)) for act in STANCES),
    )


def _named_first(rows: Sequence[Row], act: Act) -> tuple[Row, ...]:
    """The lines of one act; those whose speaker is not known stand behind the others."""
    return tuple(sorted((row for row in rows if row.act == act), key=lambda row: row.speaker_key == NOBODY))


def _pictures(actors: tuple[Actor, ...], acts: list[Act], passive: list[Act]) -> tuple[Markup, ...]:
    """Wide: all acts. On a phone those that the section is about; the table has every one."""
    columns = [(place, LABELS[act][0], act in PHONE) for place, act in enumerate(acts)]
    columns += [(len(acts) + place, PASSIVE[act], act == "blames") for place, act in enumerate(passive)]

    def drawn(name: str, width: float) -> Markup:
        shown = [column for column in columns if width == WIDE or column[2]]
        some = [actor for actor in actors if any(actor.cells[place].rows for place, _, _ in shown)][:DRAWN]
        grid = [[_count(actor.cells[place]) for place, _, _ in shown] for actor in some]
        heads = [label for _, label, _ in shown]
        split = sum(place < len(acts) for place, _, _ in shown)
        return chart.draw(name, [a.name.striptags() for a in some], heads, split, grid, width)

    return twice("actors", drawn)


def _count(cell: Cell) -> chart.Count:
    """The negative alone is a ring; where both stand, the ring stands behind the dot."""
    positive = sum(not row.negative for row in cell.rows)
    return chart.Count(positive, len(cell.rows) - positive, cell.origins)
