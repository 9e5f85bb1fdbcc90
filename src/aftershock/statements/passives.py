"""Is a verb passive, so that its agent speaks and its subject is spoken of?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


def is_passive(token: Token) -> bool:
    """Whether a verb is a passive or a bare participle ("claimed by"), or shares the auxiliary of one."""
    while True:
        deps = {child.dep_ for child in token.children}
        if "auxpass" in deps or "nsubjpass" in deps:
            return True
        if token.tag_ == "VBN" and token.dep_ in ("acl", "amod"):
            return True
        if token.tag_ in ("VBN", "VBD") and "agent" in deps:
            return True
        if token.dep_ != "conj" or token.tag_ != "VBN" or deps & {"nsubj", "aux"}:
            return False
        token = token.head  # not by recursion: a list of a thousand verbs is a chain of that length
