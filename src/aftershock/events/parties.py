"""Which parties may stand in a list of possible authors of an act without a person having put them there?

Listed groups, states and offices, and what is named like a body. Never a person, never a community (law 6).
"""

from __future__ import annotations

from aftershock.events.actors import BEFORE_NAMES, Actors, spelling
from aftershock.events.lexicon import harm_words
from aftershock.records import Statement

_BODIES = frozenset((
    "group", "branch", "wing", "cartel", "state", "intelligence", "forces", "force", "police", "office",
    "unknown",
))  # fmt: skip


def proposable(actors: Actors, party: str, statement: Statement) -> bool:
    """Whether the party of a claim or of blame may be listed unasked.

    An unlisted name of several words is taken for a person unless one of them says that it is a body; what is
    not a name, a person with a title, and a community are never listed.
    """
    if party in actors.entities:
        return actors.entities[party].kind in _BODIES
    name = spelling(actors, party, statement)
    words = [word for word in name.split() if word.lower() not in BEFORE_NAMES]
    name = " ".join(words)
    if not words or not words[0][:1].isupper():
        return False
    if harm_words("community").search(name) or harm_words("title").search(name):
        return False
    return len(words) == 1 or harm_words("group").search(name) is not None
