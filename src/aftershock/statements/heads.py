"""Which nouns may speak at all, and which are joined to one that does?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aftershock.statements.persons import DAYS
from aftershock.statements.titles import is_personal

if TYPE_CHECKING:
    from spacy.tokens import Token

    from aftershock.statements.speakers import Names

NOBODY = {"nobody", "none", "no-one", "noone", "neither"}


def conjuncts(token: Token) -> list[Token]:
    """A noun and those joined to it by and, or, nor."""
    found = [token]
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "X"):
            found.extend(conjuncts(child))
    return found


def can_speak(token: Token, names: Names) -> bool:
    """Whether a noun may be a speaker: a pronoun, a name, a role, or a document that says something."""
    lower = token.lower_
    if token.pos_ == "PRON":
        return token.tag_ in ("PRP", "NN", "WP", "DT", "WDT") and lower not in (
            "what",
            "there",
            "this",
            "that",
            "nothing",
            "everything",
            "you",
            "one",
        )
    named = token.pos_ == "PROPN" or token.text in names.memory.initials  # the tagger knows no "A2V"
    if named or lower in NOBODY or names.group_at(token.idx):
        return lower not in DAYS
    head = token.lemma_.lower()
    sets = names.lexicon.sets
    return (
        head in sets["role"]
        or head in sets["document"]
        or is_personal(head, names.lexicon)
        or (
            token.pos_ in ("NUM", "DET", "ADJ")
            and lower in sets["role"] | {"two", "three", "both", "others", "some"}
        )
    )
