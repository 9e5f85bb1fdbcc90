"""How is a thing written in the post that it was first seen in? Marks are folded; a receipt is not."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from aftershock.engine.question import Row
from aftershock.reaction.queries import ask

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked

# Which mark of a post holds the numbers of a field's values.
_MARKS = {"hashtags": "tag_ids", "links": "url_ids", "media": "media_ids"}


def first_words(connection: Asked, field: str, firsts: Mapping[int, Row]) -> dict[int, str]:
    """For each object the value of ``field`` in the post that ``firsts`` names (with its receipt)."""
    asked = sorted({row["post"] for row in firsts.values()})
    rows = ask(connection, "verbatim", posts=asked)
    posts = {(row["post"], row["capture"], row["locator"]): row for row in rows}
    return {
        number: _value(posts[row["post"], row["capture"], row["locator"]], field, number)
        for number, row in firsts.items()
    }


def _value(post: Row, field: str, number: int) -> str:
    if field not in _MARKS:
        return str(post[field] or "")
    values, marks = post[field] or [], post[_MARKS[field]] or []
    place = marks.index(number) if number in marks else 0
    if field == "media":
        medium = values[min(place, len(values) - 1)]
        return str(medium["sha256"] or medium["pdq"] or medium["url"] or medium["type"])
    if field == "hashtags":
        folded = str(post["tags"][place])
        return next((str(each) for each in values if _folded(each) == folded), folded)
    # empty links have no mark: what is left stands in the same order
    return str([each for each in values if each.strip()][place])


def _folded(tag: str) -> str:
    return unicodedata.normalize("NFKC", tag).casefold().strip().lstrip("#＃")
