"""Is a speaker an armed group, or one who leads it, and does what is asked for mean violence?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aftershock.statements.draft import Voice
from aftershock.statements.speakers import ARMED, Names

if TYPE_CHECKING:
    from spacy.tokens import Token

_LEADERS = {"leader", "commander", "chief", "head", "spokesman", "spokesperson", "founder", "fighter", "emir"}


def is_armed(voice: Voice, names: Names) -> bool:
    """Whether a speaker is an armed group, by the gazetteer or by the words of its name."""
    entity = names.gazetteer.entities.get(voice.entity) if voice.entity else None
    if entity:
        return entity.kind in ARMED
    if names.gazetteer_group(voice.name):
        return True
    words = set(voice.name.lower().split())
    return bool(words & names.lexicon.sets["armed"]) and not words & {
        "police",
        "army",
        "monitoring",
        "rights",
        "aid",
    }


def leads_armed(token: Token | None, names: Names) -> bool:
    """ "Omar Feld, the leader of the Hill Brigade": somebody who speaks for an armed group."""
    if token is None:
        return False
    phrase = [t for t in token.subtree if t.dep_ not in ("relcl", "acl")]
    if not any(t.lemma_.lower() in _LEADERS for t in phrase):
        return False
    text = " ".join(t.text for t in phrase)
    return names.gazetteer_group(text)


def calls_for_violence(cue: Token, inner: object, names: Names) -> bool:
    """Whether what is asked for is violence: its own verb, or the thing called for."""
    violence = names.lexicon.sets["violence"]
    for child in cue.children:
        if child.dep_ in ("xcomp", "ccomp", "acl", "advcl") and child.lemma_.lower() in violence:
            return not any(c.dep_ == "neg" for c in child.children)
        if child.dep_ == "prep" and child.lower_ in ("for", "on", "upon"):
            for grand in child.children:
                if grand.lemma_.lower() in violence | {"attacks", "bloodshed"} and child.lower_ == "for":
                    return True
                for deep in grand.children:
                    if (
                        deep.dep_ in ("acl", "relcl")
                        and deep.tag_ == "VB"
                        and deep.lemma_.lower() in violence
                    ):
                        return True
    return False
