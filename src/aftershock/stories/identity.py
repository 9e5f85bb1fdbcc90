"""Which id does a story have, so that it keeps its name while it grows?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from aftershock.records import Page, Story
from aftershock.text import content_id


def by_age(pages: Iterable[Page]) -> list[Page]:
    """Pages with the oldest first: by date of publication, undated ones last, then by id."""
    return sorted(pages, key=age)


def age(page: Page) -> tuple[str, str]:
    """What pages are ordered by."""
    return (page.published.start if page.published else None) or "9999", page.id


def name(groups: Sequence[Sequence[Page]], previous: Iterable[Story] | None) -> list[str]:
    """An id for each group of pages; a group keeps the id of the story that most of it came from.

    A new story is named after its oldest page. An id that an older story carries on goes to no other group.
    """
    former = {m.page: story.id for story in previous or () for m in story.members}
    return named([[page.id for page in by_age(group)] for group in groups], former, ())


def named(groups: Sequence[Sequence[str]], former: Mapping[str, str], used: Collection[str]) -> list[str]:
    """An id for each group of page ids, oldest first; ``former`` says which story each page was in.

    ``used`` are ids that stories elsewhere have: no group gets one of them.
    """
    claims = []
    for number, group in enumerate(groups):
        ids = [former[page] for page in group if page in former]
        claims += [(-ids.count(story), story, number) for story in set(ids)]
    names: dict[int, str] = {}
    taken: set[str] = set()
    for _, story, number in sorted(claims, key=lambda c: (c[0], c[1], min(groups[c[2]]))):
        if number not in names and story not in taken:
            names[number] = story
            taken.add(story)
    for number, group in enumerate(groups):
        if number in names:
            continue
        fresh = [content_id("story", page) for page in group]
        free = (i for i in fresh if i not in taken and i not in used)
        names[number] = next(free, content_id("story", "split", fresh[0]))
        taken.add(names[number])
    return [names[number] for number in range(len(groups))]
