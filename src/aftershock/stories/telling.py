"""What does one story say when all its copies are read together?

Copies of one story need nobody else's: many stories are told at once, one core each.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import NamedTuple

import msgspec

from aftershock import config
from aftershock.records import Boilerplate, Member, Page, Relation, Story, Telling, Variant
from aftershock.stories import wounds
from aftershock.stories.apparatus import either_way
from aftershock.stories.collate import collate
from aftershock.stories.letters import Letters, letters
from aftershock.stories.reading import single
from aftershock.stories.relation import relations
from aftershock.stories.restore import restore
from aftershock.stories.tokens import tokens
from aftershock.text import Span

_RANK = {"original": 0, "copy": 1, "reprint": 2, "damaged": 3, "excerpt": 4}
# Below so many pages other processes take longer to start than they save.
WORTH_A_PROCESS = 1_500
PORTION = 50

# The language whose reading is read in full: a story that has a witness in it is told in it.
LEADING = "en"


class Parted(NamedTuple):
    """The pages of a story: those that its reading is made of, and each other wording's."""

    alike: tuple[Page, ...]
    others: tuple[tuple[Page, ...], ...] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        """All of them."""
        return self.alike + tuple(page for some in self.others for page in some)


Job = tuple[Parted, dict[str, str]]


def parted(pages: Sequence[Page], wording: Mapping[str, int]) -> Parted:
    """Which pages, oldest first, the reading is made of; ``wording`` says which are alike word by word."""
    by_wording: dict[int, list[Page]] = {}
    for page in pages:
        by_wording.setdefault(wording.get(page.id, -1), []).append(page)
    kinds = list(by_wording.values())
    lead = min(range(len(kinds)), key=lambda n: (kinds[n][0].language != LEADING, -len(kinds[n]), n))
    return Parted(tuple(kinds[lead]), tuple(tuple(some) for n, some in enumerate(kinds) if n != lead))


def stories(groups: Sequence[Parted], texts: Mapping[str, str]) -> Iterator[Story]:
    """The story of each group of two pages and more, in order; ids are not given yet."""
    count = config.threads()
    if count < 2 or sum(len(group.pages) for group in groups) < WORTH_A_PROCESS:
        for group in groups:
            yield story((group, _texts(group, texts)))
        return
    # a fresh process: forking one with threads at work is not safe
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: deque[Future[list[Story]]] = deque()
        for at in range(0, len(groups), PORTION):
            jobs = [(group, _texts(group, texts)) for group in groups[at : at + PORTION]]
            waiting.append(pool.submit(_portion, jobs))
            if len(waiting) > 2 * count:
                yield from waiting.popleft().result()
        for each in waiting:
            yield from each.result()


def _texts(group: Parted, texts: Mapping[str, str]) -> dict[str, str]:
    return {page.text: texts[page.text] for page in group.pages}


def _portion(jobs: list[Job]) -> list[Story]:
    return [story(job) for job in jobs]


def story(job: Job) -> Story:
    """The reading and the apparatus of some pages, oldest first, with their texts by id.

    Each other wording is read for itself; its documents are members without matches.
    """
    (alike, others), texts = job
    told = _worded(alike, texts)
    tellings, members = [], list(told.members)
    for pages in others:
        own = _worded(pages, texts)
        tellings.append(Telling(members=own.members, reading=own.reading, variants=own.variants))
        relation: Relation = "retold" if _one_language(alike[0], pages[0]) else "translated"
        members += [msgspec.structs.replace(m, relation=relation, matches=()) for m in own.members]
    frames = [b for pages in others for page in pages for b in page.boilerplate]
    return msgspec.structs.replace(
        told,
        members=tuple(members),
        boilerplate=(*told.boilerplate, *frames),
        tellings=tuple(tellings),
    )


def _worded(pages: Sequence[Page], texts: Mapping[str, str]) -> Story:
    return _alike(pages, texts) if len(pages) > 1 else single(pages[0], texts[pages[0].text])


def _one_language(one: Page, other: Page) -> bool:
    """Whether two are in one language; a text too short to tell its language is in no other."""
    return one.language is None or other.language is None or one.language == other.language


_KNOWN = threading.local()


def _letters() -> Letters:
    """The letters of this thread: most words of a story are those of the stories before it."""
    _KNOWN.letters = letters(getattr(_KNOWN, "letters", None))
    return _KNOWN.letters  # type: ignore[no-any-return]  # whatever a thread keeps there


def _alike(pages: Sequence[Page], texts: Mapping[str, str]) -> Story:
    """The story of copies."""
    strings, among = [texts[page.text] for page in pages], _letters()
    own = [
        tokens(strings[n], frame(page), texts=strings, source=n, among=among) for n, page in enumerate(pages)
    ]
    among.tell(words.spelled for words in own)
    ids = [page.text for page in pages]
    whole = restore(own, strings, ids)
    found = [collate(whole, own[n], page, strings[n], ids) for n, page in enumerate(pages)]
    kinds = relations(
        pages, [c.matches for c in found], [c.variants for c in found], len(whole.text), whole.base
    )
    members = [
        Member(
            text=p.text,
            page=p.id,
            file=p.file,
            relation=kind,
            matches=c.matches,
            scars=wounds.of(p, texts[p.text]),
        )
        for p, kind, c in zip(pages, kinds, found, strict=True)
    ]
    order = sorted(range(len(pages)), key=lambda n: (_RANK[kinds[n]], n != whole.base, n))
    boilerplate: list[Boilerplate] = [b for n in order for b in pages[n].boilerplate]
    story = Story(
        id="",
        members=tuple(members[n] for n in order),
        reading=whole.runs,
        variants=tuple(variant for n in order for variant in found[n].variants),
        boilerplate=tuple(boilerplate),
    )
    return msgspec.structs.replace(story, variants=tuple(_directed(story)))


def _directed(story: Story) -> Iterator[Variant]:
    """The variants of a story, each with whether it is sure that what is told as lost was lost."""
    unsure = either_way(story)
    for variant in story.variants:
        place = variant.reading_at, variant.reading_at + len(variant.reading)
        open_ = variant.kind == "lost" and place in unsure
        yield msgspec.structs.replace(variant, sure=False) if open_ else variant


def frame(page: Page) -> list[Span]:
    """The passages of a page's text that belong to the page and not to the text."""
    return sorted(
        Span(b.receipt.start, b.receipt.end) for b in page.boilerplate if b.receipt.text == page.text
    )
