"""On whom is an act blamed, where whom it is blamed on is no object: "blamed on X", "suspicion fell on X"?

Whoever stands behind on or to is accused, and does not accuse. Who accuses stands there as an agent ("by
officials"), or nobody says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aftershock.statements.heads import can_speak, conjuncts

if TYPE_CHECKING:
    from spacy.tokens import Token

    from aftershock.statements.draft import Draft
    from aftershock.statements.speakers import Names

_THROUGH = {"blame": ("on", "upon"), "pin": ("on",), "attribute": ("to",), "ascribe": ("to",)}
# What nobody is blamed for: "holds the new coach responsible for most of its wins" credits the coach.
_GOOD = re.compile(
    r"\bresponsible for (?:\w+ ){0,3}(?:his|her|its|their|the|our|my|\w+[’']s?) (?:\w+ ){0,2}"
    r"(?:wins?|victor(?:y|ies)|success(?:es)?|growth|recovery|improvements?|profits?|progress|achievements?"
    r"|turnaround|goals|rescue|survival|popularity)\b(?![’'])"
)
_FALLS = ("suspicion", "blame")
AGENTLESS = "+agentless"  # ends the rule of what stands whatever the network sees: see `attribution`


def accused(verb: Token) -> list[Token]:
    """Those behind on or to at a participle of blame, or on whom suspicion falls; empty elsewhere."""
    through = _THROUGH.get(verb.lemma_.lower(), ()) if verb.tag_ in ("VBN", "VBD") else ()
    if falls(verb) is not None:
        through = ("on", "upon")
    elif through and any(child.dep_ == "dobj" for child in verb.children):
        return []  # "blamed the attack on X": somebody blames, and is the subject
    for child in verb.children:
        if child.dep_ in ("prep", "dative") and child.lower_ in through:
            return [noun for grand in child.children if grand.dep_ == "pobj" for noun in conjuncts(grand)]
    return []


def by_nobody(verb: Token, names: Names) -> bool:
    """Whether violence is blamed on somebody who can act, and no accuser stands there.

    A flood that is blamed on rain, a defeat on a goalkeeper and a poem attributed to a poet are not.
    """
    sets = names.lexicon.sets
    on = [noun for noun in accused(verb) if can_speak(noun, names)]
    if not on or any(child.dep_ == "agent" or child.lower_ == "by" for child in verb.children):
        return False
    if falls(verb) is not None:
        return any(noun.pos_ == "PROPN" or noun.lemma_.lower() in sets["armed"] for noun in on)
    return any(part.lemma_.lower() in sets["event"] for part in _blamed_for(verb))


def falls(verb: Token) -> Token | None:
    """The subject of "suspicion fell on", "blame has fallen on"; None for other verbs."""
    return next((c for c in verb.children if c.dep_ == "nsubj" and c.lower_ in _FALLS), None)


def for_good(words: str) -> bool:
    """Whether somebody is held responsible for what nobody minds."""
    return _GOOD.search(words) is not None


def _blamed_for(verb: Token) -> list[Token]:
    """What is blamed on somebody: the noun that a participle hangs on, or a passive's subject."""
    own = [child for child in verb.children if child.dep_ == "nsubjpass"]
    if own or verb.dep_ == "acl":
        return conjuncts(own[0] if own else verb.head)
    return [child for child in verb.head.children if child.dep_ in ("nsubj", "nsubjpass")]


def aside(draft: Draft) -> bool:
    """Whether a draft is an accusation by nobody; what its sentence tells besides is the writer's."""
    return draft.act == "blames" and draft.voice.resolved_by == "impersonal"
