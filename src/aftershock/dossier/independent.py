"""How many independent origins stand behind a line, and how many outlets carry it?

Five outlets that print one wire, or cite one official, are one origin. What a line says is counted with what
other lines say alike: the same body blamed, the same claim, the same denial, the same number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aftershock.dossier.material import Material
from aftershock.events import actors as names
from aftershock.events import origins, persons, spokespeople
from aftershock.events.actors import Actors, plain
from aftershock.events.chronicle import Origin
from aftershock.events.mentions import Reading
from aftershock.events.origins import Outlets
from aftershock.records import Record, Statement
from aftershock.stories.reading import text_of

# Acts that are about somebody: what they say is the same where it is said of the same one.
ABOUT = frozenset({"blames", "praises", "condemns", "threatens", "calls-to-attack"})


class Behind(Record, frozen=True, kw_only=True):
    """What stands behind one line (``id``: its statement's): independent origins, and outlets that carry it.

    ``origins`` counts those in ``origin_list``: of what the line says, or of its number where that has more.
    """

    id: str
    origins: int
    origin_list: tuple[Origin, ...]
    carriers: int

    @property
    def names(self) -> tuple[str, ...]:
        """What the origins are called."""
        return tuple(each.name for each in self.origin_list)


class Independent:
    """Who is who and who prints whom in this case; answers for any set of lines."""

    def __init__(self, material: Material) -> None:
        characters = {key: text.text for key, text in material.texts.items()}
        chronicle = material.chronicle
        entities = {each.id: each for each in (*material.entities, *chronicle.entities)}
        roster = names.roster(entities.values())
        roster = roster._replace(
            bodies=spokespeople.ties(chronicle.statements, material.stories, characters, roster.names)
        )
        self.actors: Actors = persons.joined(roster, chronicle.persons)
        readings = [Reading(story, text_of(story, characters), (), (), None) for story in material.stories]
        self._outlets: Outlets = origins.outlets(readings, {page.id: page for page in material.pages})

    def origins(self, statements: Sequence[Statement]) -> tuple[str, ...]:
        """The names of the independent origins of statements that say the same."""
        return tuple(each.name for each in self._origins(statements))

    def _origins(self, statements: Sequence[Statement]) -> tuple[Origin, ...]:
        return origins.origins(statements, self.actors, self._outlets)

    def carriers(self, statements: Sequence[Statement]) -> int:
        """How many outlets carry them on their own: those that print one wire are one."""
        houses = self._outlets
        return len({houses.wire.get(s.story) or houses.own.get(s.story) or s.story for s in statements})

    def speaker(self, statement: Statement) -> str | None:
        """What makes two speakers one."""
        return names.speaker(self.actors, statement)

    def target(self, statement: Statement) -> str | None:
        """What makes two that are spoken of one."""
        return names.target(self.actors, statement)

    def behind(self, material: Material) -> Mapping[str, Behind]:
        """What stands behind each line of the ledger, by the statement's id."""
        groups: dict[tuple[str, ...], list[Statement]] = {}
        keyed = {}
        for statement in material.chronicle.statements:
            keyed[statement.id] = self._says(statement)
            groups.setdefault(keyed[statement.id], []).append(statement)
        found = {key: self._origins(group) for key, group in groups.items()}
        numbers: dict[str, tuple[Origin, ...]] = {}
        for line in material.chronicle.figures:
            for each in line.statements:
                numbers[each] = _longer(numbers.get(each, ()), line.origin_list)
        return {
            statement.id: self._behind(statement, found[keyed[statement.id]], numbers.get(statement.id, ()))
            for statement in material.chronicle.statements
        }

    def _behind(self, statement: Statement, said: tuple[Origin, ...], number: tuple[Origin, ...]) -> Behind:
        most = _longer(said, number)
        return Behind(
            id=statement.id, origins=len(most), origin_list=most, carriers=self.carriers([statement])
        )

    def _says(self, statement: Statement) -> tuple[str, ...]:
        head = (statement.act, statement.polarity, statement.event or "", str(statement.history))
        target = self.target(statement)
        if statement.act in ABOUT and target:
            return (*head, target)
        who = self.speaker(statement) or plain(statement.speaker_name or "") or statement.id
        if statement.act in ("claims-responsibility", "denies"):
            return (*head, who, target or "")
        return (*head, who, statement.id)


def _longer(one: tuple[Origin, ...], other: tuple[Origin, ...]) -> tuple[Origin, ...]:
    return other if len(other) > len(one) else one
