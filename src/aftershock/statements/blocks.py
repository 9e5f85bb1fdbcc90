"""Does what a colon introduced go on in the next paragraph?

A quotation of several paragraphs opens a mark at each and closes one at the last; a letter without marks goes
on while it speaks in the first person and nobody else is told to say anything.
"""

from __future__ import annotations

import re

from aftershock.statements import labels, quotes

_FIRST = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|I|[Mm]y)\b")
_CLOSES = re.compile(r"[”\"»’'“][.,]?\s*\Z")
_MARKS = '“„«"'  # in a letter without marks they are another's
# A paper speaks in the first person too: of itself, or of others who say something.
_TOLD = re.compile(
    r"\b(?:said|says|told|tells|according to|added|reported|[Ww]e (?:have )?(?:asked|contacted|approached"
    r"|reached|spoke|understand|publish\w*))\b"
)


def goes_on(paragraph: str, following: str) -> bool:
    """Whether the paragraph behind one of a block belongs to the block as well."""
    raw, after = paragraph.strip(), following.strip()
    if raw[:1] == ">":
        return after[:1] == ">"
    if labels.opens_quote(raw):
        wholly = labels.all_quoted(after, tuple(quotes.find(after)))
        return wholly or (labels.opens_quote(after) and _CLOSES.search(raw) is None)
    if raw.endswith((":", ",")):
        return True
    letter = _FIRST.search(raw) is not None and _FIRST.search(after) is not None
    return letter and not any(mark in after for mark in _MARKS) and _TOLD.search(after) is None
