"""How far does the phrase of a noun reach: its determiners and what it is of, no clause, no apposition?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aftershock.statements import dates
from aftershock.statements.gazetteer import Mention
from aftershock.statements.passages import Passage
from aftershock.statements.persons import DAYS
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Stretch
    from spacy.tokens import Token

_DATED = re.compile(rf"\d|\b(?:{'|'.join(sorted(DAYS))})\b", re.IGNORECASE)
_ABOUT = re.compile(r"(?:\s|around|about|early|late|on|at|by|,)*")
_FRONT = 30  # characters before a phrase in which a date that reaches into it begins


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
    if not any(mention.start <= first.idx < mention.end for mention in mentions):
        first = _behind_date(first, token, passage)
    for mention in mentions:  # a name's own end, whatever the parser made of it
        if mention.start <= token.idx < mention.end and mention.end > last.idx + len(last):
            return Span(passage.base + min(first.idx, mention.start), passage.base + mention.end)
    return passage.span(first, last)


def _behind_date(first: Token, token: Token, passage: Passage) -> Token:
    """ "At 21:00 police said", "On 14 March police said": the first word that is no date's.

    A name may begin with a day ("14 March Movement"), none with a clock time.
    """
    low = max(0, first.idx - _FRONT)
    if first.i >= token.i or not _DATED.search(passage.raw, low, token.idx):
        return first
    for date in dates.find(passage.raw, low, token.idx):
        reaches = date.start <= first.idx or _ABOUT.fullmatch(passage.raw, first.idx, date.start)
        named = token.text[:1].isupper() and not any("hour" in part for part in date.parts)
        if reaches and date.end > first.idx and not named:
            first = next(t for t in token.doc[first.i : token.i + 1] if t.idx >= date.end or t.i == token.i)
    return first
