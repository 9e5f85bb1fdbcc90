"""Which word of a subject acts, where the network pointed at another word of it?

The network marks some words; the parser knows that "channels linked to the Front" or "fighters, supporters
and residents" are one subject. Where both agree on the place, the parser's grouping counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aftershock.statements import subjects
from aftershock.statements.heads import conjuncts
from aftershock.statements.lexicon import Lexicon
from aftershock.statements.passives import is_passive
from aftershock.statements.titles import is_personal

if TYPE_CHECKING:
    from spacy.tokens import Token

# "It turned out that", "it emerged that": nobody is "it".
_EMPTY = frozenset(("turn", "emerge", "transpire", "seem", "appear", "become", "happen", "follow"))
# "A man called Abu Tarn": the name speaks.
_NAMING = frozenset(("call", "name", "know", "identify", "style", "dub", "sign", "title"))


def acting(token: Token, verb: Token | None, lexicon: Lexicon) -> list[Token]:
    """The words that act with ``token``, which stands in the subject of ``verb``; else the word alone."""
    if verb is None or verb.pos_ not in ("VERB", "AUX"):
        return [token]
    linked = subjects.linked(verb)
    if linked and linked[-1].i < token.i < verb.i:
        return linked
    subject = subject_of(verb)
    if subject is None or subject == token or not subject.is_ancestor(token):
        return [token]
    joined = conjuncts(subject)
    if token in joined:
        return joined
    above = token
    while above.i != subject.i:
        if above.dep_ in ("acl", "relcl"):
            return [token] if token.pos_ == "PROPN" and above.lemma_ in _NAMING else [subject]
        owner = above.dep_ == "poss" and above.head.i == subject.i
        if owner and is_personal(subject.lemma_.lower(), lexicon):
            return [subject]
        above = above.head
    return [token]


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb or of the verb that it shares one with; none of a passive."""
    for _ in range(4):
        if is_passive(verb):
            return None
        found = next((child for child in verb.children if child.dep_ == "nsubj"), None)
        if found is not None or verb.dep_ not in ("conj", "xcomp") or verb.head.pos_ not in ("VERB", "AUX"):
            return found
        verb = verb.head
    return None


def empty(token: Token, verb: Token | None) -> bool:
    """Whether an "it" stands for nobody: "it turned out", "it is known", "it has been announced"."""
    if token.lower_ != "it" or verb is None or token.head.i not in (verb.i, verb.head.i):
        return False
    clause = any(c.dep_ in ("ccomp", "csubj", "acomp", "xcomp") and c.i > token.i for c in verb.children)
    return clause and (is_passive(verb) or verb.lemma_ in _EMPTY)
