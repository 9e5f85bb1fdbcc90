"""What is a story called, so that it keeps its name while it grows, and gets it again when all is built anew?

By the one of its pages that was taken in first. That page stays whatever joins it, and the chain of custody
says which it is: the name depends on what is known, not on the order in which it was worked out. Of two
stories that become one the older in the case goes on; what leaves a story is called by its own first page.
"""

from __future__ import annotations

from collections.abc import Iterable

from aftershock.records import Page
from aftershock.stories import reposts
from aftershock.text import content_id


def by_age(pages: Iterable[Page]) -> list[Page]:
    """Pages with the oldest first: by date of publication, undated ones last, then by id."""
    return sorted(pages, key=age)


def age(page: Page) -> tuple[str, str]:
    """What pages are ordered by."""
    return (page.published.start if page.published else None) or "9999", page.id


def name(first: Page, text: str = "") -> str:
    """The id of the story of which ``first`` was taken in before all others; ``text`` is a post's text.

    Of the posts that say the same in the same words one is read, and another one when more are known: a story
    of posts is called by its words.
    """
    words = reposts.folded(text) if first.kind == "post" else ""
    return content_id("story", "post", words) if words else content_id("story", first.id)
