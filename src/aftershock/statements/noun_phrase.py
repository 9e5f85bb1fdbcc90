"""How far does the phrase of a noun reach: its determiners and what it is of, no clause, no apposition?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aftershock.statements.gazetteer import Mention
from aftershock.statements.passages import Passage
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Stretch
    from spacy.tokens import Token


def of(token: Token, passage: Passage, mentions: Sequence[Mention], persons: Sequence[Stretch]) -> Span:
    """The words of a noun phrase without relative clauses and what follows a comma."""
    first, last = token, token
    for child in token.lefts:
        if child.dep_ not in ("punct", "cc", "preconj", "appos", "relcl", "advmod", "nsubj"):
            first = min(first, child.left_edge, key=lambda t: t.i)
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for", "in", "at", "from", "with"):
            end = child.i
            for inner in sorted(child.subtree, key=lambda t: t.i):
                if (
                    inner.text in (",", "(", ")", "–", "—")
                    or inner.is_quote
                    or inner.dep_ in ("relcl", "acl")
                    or inner.i > end + 1
                ):
                    break
                end = inner.i
            if end > child.i:
                last = max(last, token.doc[end], key=lambda t: t.i)
        elif child.dep_ == "appos" and any(p.start <= child.i < p.end for p in persons):
            last = max(last, child, key=lambda t: t.i)
        elif child.dep_ not in ("case", "nummod", "flat", "npadvmod"):
            break
    while first.is_space and first.i < token.i:  # what was blanked before parsing is no part of a name
        first = first.nbor()
    for mention in mentions:  # a name's own end, whatever the parser made of it
        if mention.start <= token.idx < mention.end and mention.end > last.idx + len(last):
            return Span(passage.base + min(first.idx, mention.start), passage.base + mention.end)
    return passage.span(first, last)
