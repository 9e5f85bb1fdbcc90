"""Whom can a pronoun or a description not be?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aftershock.statements import persons
from aftershock.statements.subjects import speaks_for_another

if TYPE_CHECKING:
    from spacy.tokens import Token

    from aftershock.statements.speakers import Names


def of_pronoun(pronoun: Token, teller: Token | None, names: Names) -> set[str]:
    """The lawyer of "his lawyer said he ...", and whom its own clause names."""
    found = named_after(pronoun, names)
    if teller is not None and pronoun.lower_ in ("he", "she") and speaks_for_another(teller):
        found.add(" ".join(names.passage.words(names.phrase(teller)).split()))
    return found


def named_after(subject: Token, names: Names) -> set[str]:
    """ "It blamed the Front", "the group accused X": who is named behind it in its clause is another."""
    if subject.dep_ not in ("nsubj", "nsubjpass"):
        return set()
    low, high = subject.idx, subject.head.right_edge.idx
    told = [
        *((mention.start, mention.name) for mention in names.mentions),
        *names.groups,
        *((person.start_char, persons.clean(person.text)) for person in names.persons),
    ]
    return {name for at, name in told if low < at <= high and not names.quoted_at(at)}
