"""Who claims in "a statement claiming the attack": whom does the sentence name as its issuer?

Whoever says something in it ("in a statement claiming ..., X said"), issues it, or is the agent of its
sending ("was sent by X"). A paper that prints it, and a hand that finds it, issue nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aftershock.statements import subjects
from aftershock.statements.heads import can_speak
from aftershock.statements.passives import is_passive

if TYPE_CHECKING:
    from spacy.tokens import Token

    from aftershock.records import Act
    from aftershock.statements.speakers import Names

ISSUED = "+issued"  # ends the rule of what stands whatever the network sees: see `weighing`
_OWN = {"issue", "release", "send", "sign", "write", "make", "record", "deliver"}
_ANYBODYS = {"post", "publish", "share", "circulate", "distribute", "spread", "upload"}  # a paper's, too
_OF_OTHERS = {
    "find",
    "identify",
    "name",
    "describe",
    "quote",
    "cite",
    "report",
    "hear",
    "see",
    "read",
    "learn",
}
_ACTS = ("claims-responsibility", "denies", "praises", "condemns")


def subject_of(verb: Token, names: Names) -> subjects.Subject | None:
    """The subject of a verb; of a participle that tells what a document does, the document's issuer."""
    issuer = by(verb, names)
    return subjects.subject_of(verb) if issuer is None else subjects.Subject(issuer)


def by(verb: Token, names: Names) -> Token | None:
    """The issuer of the document that a participle hangs on; None where the sentence names none."""
    document = verb.head
    if verb.dep_ != "acl" or verb.tag_ != "VBG" or document.lemma_.lower() not in _documents(names):
        return None
    sent = misparsed(verb)
    if sent is not None:
        return _agent(sent, names)
    if document.dep_ == "nsubjpass":
        return _agent(document.head, names)
    if document.dep_ == "pobj" and document.head.lower_ == "in":
        saying = document.head.head
        says = ("verb", saying.lemma_) in names.lexicon.frames and saying.lemma_ not in _OF_OTHERS
        return _speaker(saying, names) if says else None
    issues = document.dep_ == "dobj" and document.head.lemma_ in _OWN
    return _speaker(document.head, names) if issues else None


def misparsed(verb: Token) -> Token | None:
    """ "A statement claiming the bombing was sent by X", read as if it claimed that the bombing was sent."""
    for child in verb.children if verb.dep_ == "acl" and verb.tag_ == "VBG" else ():
        if child.dep_ == "ccomp" and child.lemma_ in _OWN | _ANYBODYS and is_passive(child):
            return child
    return None


def claimed(sent: Token) -> Token | None:
    """What the document claims, where it was read as what was sent."""
    return next((child for child in sent.children if child.dep_ == "nsubjpass"), None)


def surely(verb: Token, act: Act, names: Names) -> bool:
    """Whether an act of a document's own is its issuer's by grammar alone."""
    return act in _ACTS and by(verb, names) is not None


def _documents(names: Names) -> frozenset[str]:
    return names.lexicon.sets["document"]


def _agent(verb: Token, names: Names) -> Token | None:
    agents = [g for c in verb.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"]
    if not agents or not can_speak(agents[0], names):
        return None
    listed = names.group_at(agents[0].idx)
    return agents[0] if verb.lemma_ in _OWN or (verb.lemma_ in _ANYBODYS and listed) else None


def _speaker(verb: Token, names: Names) -> Token | None:
    found = None if is_passive(verb) else subjects.subject_of(verb)
    token = found.token if found else None
    return token if token is not None and can_speak(token, names) else None
