"""Who acts in a sentence, whether or not they say anything? The next "she" or "it" takes up whoever did.

A pronoun goes back to the subject of the main clause before it far more often than to the last name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aftershock.statements.lexicon import Lexicon
from aftershock.statements.memory import KIN, Known
from aftershock.statements.titles import is_personal

if TYPE_CHECKING:
    from spacy.tokens import Token

_GROUP = re.compile(
    r"(?:[A-Z][\w’'-]+ (?:of (?:the )?|for (?:the )?)?)+"
    r"(?:Brigades?|Army|Front|Column|Legion|Battalion|Militia|Units|Brotherhood|Resistance|Vanguard|Vigil|Martyrs"
    r"|Wing)\b"
    r"|(?:Army|Sons|Brigades?|Front|Soldiers|Host|Fighters) (?:of|for) (?:the )?[A-Z][\w’'-]+"
    r"(?: [A-Z][\w’'-]+)?"
)
# What hardly anybody but a person does in a main clause, and nouns that do it all the same.
_SAYING = frozenset((
    "say", "tell", "call", "recall", "add", "insist", "ask", "reply", "explain", "urge", "swear", "think",
    "believe",
))  # fmt: skip
_NOBODY = frozenset(("thing", "one", "rest", "evidence"))


def groups(raw: str) -> Iterator[tuple[int, str]]:
    """Names that end or begin as armed groups' names do, and where they stand."""
    for found in _GROUP.finditer(raw):
        yield found.start(), found[0]


def acts(token: Token) -> bool:
    """Whether a noun, "he" or "she" is the subject of a sentence's own verb, or of one joined to it."""
    person = token.lower_ in ("he", "she")
    if token.dep_ not in ("nsubj", "nsubjpass") or not (person or token.pos_ in ("NOUN", "PROPN")):
        return False
    verb = token.head
    while verb.dep_ == "conj" and verb.head.i != verb.i:
        verb = verb.head
    return verb.dep_ == "ROOT" or (verb.dep_ in ("ccomp", "parataxis") and verb.i < verb.head.i)


def known(
    token: Token, name: str, words: str, *, called: bool, armed: bool, lexicon: Lexicon
) -> Known | None:
    """Whom a subject without a listed name names; None where it is a thing.

    ``words`` is the phrase, ``name`` what it is called by; ``called`` where that is a name behind the noun,
    ``armed`` where the name is one of armed groups.
    """
    head = token.lemma_.lower()
    plural = token.tag_ in ("NNS", "NNPS")
    small = frozenset(f"{name} {words}".lower().split())
    role = head in lexicon.sets["role"]
    if not plural and not called and _person(token, head, lexicon):
        return Known(name, None, "person", small, False)
    if plural and (role or is_personal(head, lexicon)):
        return Known(name, None, "people", small, True)
    if armed:
        return Known(name, None, "armed", small, False)
    named = token.pos_ == "PROPN" and not plural and head not in lexicon.sets["event"]
    return Known(name, None, "body", small, False) if named or role else None


def _person(token: Token, head: str, lexicon: Lexicon) -> bool:
    """A role, kin, or whoever says something or is a "who", and is no document, body or thing."""
    if is_personal(head, lexicon) or head in KIN:
        return True
    others = ("role", "document", "thing", "event", "armed")
    if token.pos_ != "NOUN" or any(head in lexicon.sets[name] for name in others):
        return False
    clauses = [child for child in token.rights if child.dep_ == "relcl"]
    if any(word.lower_ == "who" for clause in clauses for word in clause.children):
        return True
    return token.head.lemma_.lower() in _SAYING and head not in _NOBODY


def reporter_of(pronoun: Token) -> Token | None:
    """Who says the clause whose subject a pronoun is ("the trader" of "the trader said he ...")."""
    verb = pronoun.head
    if pronoun.dep_ not in ("nsubj", "nsubjpass") or verb.dep_ != "ccomp" or verb.head.pos_ != "VERB":
        return None
    subjects = [c for c in verb.head.children if c.dep_ == "nsubj" and c.i < pronoun.i]
    return subjects[0] if subjects else None
