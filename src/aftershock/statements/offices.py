"""Which offices does every state have? Its police, army, government and ministries, named after it.

Made by rule from the sourced names of a state and its people ("Turkey", "Turkish"): "Turkish police" and
"Turkey's police" are one speaker. Only offices, never the person who holds one.
"""

# ruff: noqa: E501 - one office a line
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from aftershock.records import Entity, EntityRelation, Name, Record


class State(Record, frozen=True, kw_only=True):
    """An entry of the offices' list; ``demonyms`` are what its people and things are called."""

    id: str
    kind: str
    names: tuple[Name, ...]
    demonyms: tuple[Name, ...] = ()


# An office's id, its kind, and what it is called behind the state's name.
_OFFICES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("government", "office", ("government", "authorities", "officials", "government officials", "officialdom")),
    ("police", "police", ("police", "police force", "police officials", "police chief")),
    ("army", "forces", ("army", "military", "armed forces", "troops", "security forces", "military officials")),
    ("foreign-ministry", "office", ("foreign ministry", "Ministry of Foreign Affairs", "foreign minister", "foreign office")),
    ("interior-ministry", "office", ("interior ministry", "Ministry of Interior", "interior minister", "home ministry", "home minister")),
    ("defence-ministry", "office", ("defence ministry", "defense ministry", "Ministry of Defence", "Ministry of Defense", "defence minister", "defense minister")),
    ("head", "office", ("president", "prime minister", "presidency", "premier")),
    ("intelligence", "intelligence", ("intelligence", "intelligence service", "intelligence services", "intelligence officials", "intelligence agency")),
    ("parliament", "office", ("parliament", "lawmakers")),
    ("prosecutors", "office", ("prosecutors", "prosecutor", "prosecutor's office", "attorney general")),
    ("health-ministry", "office", ("health ministry", "Ministry of Health", "health minister", "health officials")),
    ("embassy", "office", ("embassy", "ambassador", "consulate")),
)  # fmt: skip


def of_states(entries: Iterable[State], taken: Collection[str]) -> Iterator[Entity]:
    """The offices of every state that has a demonym; names of the lists (``taken``) stay theirs."""
    for state in entries:
        if state.kind != "state" or not state.demonyms:
            continue
        for key, kind, titles in _OFFICES:
            names = [
                Name(name=f"{owner} {title}", source=source)
                for owner, source in _owners(state)
                for title in titles
                if f"{owner} {title}".casefold() not in taken
            ]
            relation = EntityRelation(
                kind="parent", of=state.id, source="rule: an office named after its state"
            )
            yield Entity(id=f"{state.id}-{key}", kind=kind, names=tuple(names), relations=(relation,))


def _owners(state: State) -> Iterator[tuple[str, str]]:
    for demonym in state.demonyms:
        yield demonym.name, demonym.source
    for name in state.names:
        if not name.word or name.name == "US":
            yield f"{name.name}'s" if name.name != "US" else "US", name.source
