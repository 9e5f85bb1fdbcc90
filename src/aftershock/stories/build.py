"""Which pages are copies of one story, and what does the story say when all copies are read together?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from aftershock.progress import Progress, silent
from aftershock.records import Page, Reprint, Story
from aftershock.store.memory import Memory
from aftershock.stories import grouping, identity, reading, reposts, reprints, telling, translated
from aftershock.stories.clusters import components
from aftershock.stories.register import Entry, Register
from aftershock.stories.translated import Embedder
from aftershock.text import Span, content_id

# Below so many pages an index beside the case saves nothing.
WORTH_AN_INDEX = 2_000
# Raised when collating the same pages gives another story: what was kept is then told anew.
TELLING = 5


def build(
    pages: Sequence[Page],
    texts: Mapping[str, str],
    *,
    beside: Path | None = None,
    kept: Memory | None = None,
    embed: Callable[[], Embedder] | None = None,
    told: Progress = silent,
) -> tuple[Story, ...]:
    """The stories of ``pages``: every page in exactly one, each with its reading and apparatus.

    ``texts`` maps text ids to characters and must hold every page's text (KeyError otherwise). The pages come
    in the order in which they were taken in: by it stories are named (`identity`). Posts taken into reading
    are compared with posts only, and more strictly (`reposts`): an article that embeds one is no copy of it.
    ``beside`` is a folder of the case in which the articles' index stays, so that the next run compares only
    what is new, also after this one was interrupted; ``kept`` does so for collations.
    ``embed`` loads the multilingual encoder, by which translations join the story that they tell.
    """
    return tuple(each(pages, texts, beside=beside, kept=kept, embed=embed, told=told))


def each(
    pages: Sequence[Page],
    texts: Mapping[str, str],
    *,
    beside: Path | None = None,
    kept: Memory | None = None,
    embed: Callable[[], Embedder] | None = None,
    told: Progress = silent,
) -> Iterator[Story]:
    """The stories of `build` one by one, in the order of their oldest pages."""
    ordered = identity.by_age(pages)
    came = {page.id: n for n, page in enumerate(pages)}
    by_coming = sorted(range(len(ordered)), key=lambda n: came[ordered[n].id])
    articles = [n for n in by_coming if ordered[n].kind == "article"]
    posts = [n for n in by_coming if ordered[n].kind == "post"]
    found = _articles([ordered[n] for n in articles], texts, beside, told)
    wordings = sorted(sorted(articles[n] for n in group) for group in found.groups)
    printed = {articles[n]: [articles[m] for m in others] for n, others in found.printed.items()}
    groups = _across(wordings, ordered, texts, printed, embed, kept)
    again = reposts.groups(
        [texts[ordered[n].text] for n in posts],
        lambda some: cluster(
            [texts[ordered[posts[n]].text] for n in some], [telling.frame(ordered[posts[n]]) for n in some]
        ),
    )
    groups += [[posts[n] for n in group] for group in again]
    members = [[ordered[n] for n in sorted(group)] for group in sorted(map(sorted, groups))]
    firsts = [min(group, key=lambda page: came[page.id]) for group in members]
    names = [identity.name(first, texts[first.text]) for first in firsts]
    told("reading copies together", 0, len(members))
    wording = {ordered[n].id: number for number, group in enumerate(wordings) for n in group}
    home = {page.id: name for name, group in zip(names, members, strict=True) for page in group}
    prints = {ordered[n].id: [ordered[m] for m in others] for n, others in printed.items()}
    for done, story in enumerate(_told(names, members, wording, texts, kept), start=1):
        yield _with_reprints(story, members[done - 1], prints, home, texts)
        if done % 1_000 == 0 or done == len(members):
            told("reading copies together", done, len(members))


def cluster(texts: Sequence[str], frames: Sequence[Sequence[Span]] = ()) -> list[tuple[int, ...]]:
    """Groups of numbers of texts that are copies of one another; texts without words stay alone.

    ``frames`` are passages of each text that are left out.
    """
    register = Register()
    register.add_all(
        Entry(n.to_bytes(16, "big"), text, frames[n] if frames else ()) for n, text in enumerate(texts)
    )
    return grouping.groups(register)


def entry(page: Page, texts: Mapping[str, str]) -> Entry:
    """A page as the register takes it in; another text or another frame make it another document."""
    spans = telling.frame(page)
    key = f"{page.id}\n{page.text}\n{spans}".encode()
    return Entry(hashlib.blake2b(key, digest_size=16).digest(), texts[page.text], spans)


class _Keys(Mapping[str, str]):
    """Texts for those who ask for keys only: nothing is read."""

    def __getitem__(self, key: str) -> str:
        return ""

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _articles(
    pages: Sequence[Page], texts: Mapping[str, str], beside: Path | None, told: Progress
) -> grouping.Grouped:
    """The groups of articles, as places in ``pages``, which come in the order in which they were taken in."""
    register = Register(beside)
    keys = [entry(page, _Keys()).key for page in pages]
    if list(register.keys()) != keys[: len(register)]:
        # a page went away or changed: whom it brought together is not known any more; or one came in between
        register.forget()
    new = [n for n, key in enumerate(keys) if register.number(key) is None]
    told("finding copies", len(pages) - len(new), len(pages))
    register.add_all(
        (entry(pages[n], texts) for n in new), lambda done: told("finding copies", done, len(pages))
    )
    return grouping.grouped(register)


def _across(
    wordings: Sequence[Sequence[int]],
    pages: Sequence[Page],
    texts: Mapping[str, str],
    apart: Collection[int],
    embed: Callable[[], Embedder] | None,
    kept: Memory | None,
) -> list[list[int]]:
    """The groups with those made one of which one is the other's translation; by their oldest pages.

    A round-up (``apart``) has its parts' sentences word for word and tells none of their stories.
    """
    if embed is None:
        return [list(group) for group in wordings]
    versions = [translated.version(pages[group[0]], texts) for group in wordings]
    versions = [
        version._replace(able=version.able and not any(n in apart for n in group))
        for version, group in zip(versions, wordings, strict=True)
    ]
    found = components(len(wordings), translated.pairs(versions, embed, kept))
    return [sorted(n for place in some for n in wordings[place]) for some in found]


def _with_reprints(
    story: Story,
    pages: Sequence[Page],
    prints: Mapping[str, Sequence[Page]],
    home: Mapping[str, str],
    texts: Mapping[str, str],
) -> Story:
    """A story with what it prints of others, where one of its ``pages`` is a round-up.

    ``prints`` says of which pages a round-up has passages, ``home`` in which story each page is.
    """
    found: list[Reprint] = []
    for page in (page for page in pages if page.id in prints):
        parts: dict[str, list[str]] = {}
        for other in prints[page.id]:
            copies = parts.setdefault(home[other.id], [])
            if home[other.id] != story.id and other.id not in prints and len(copies) < reprints.COPIES:
                copies.append(texts[other.text])
        found += reprints.printed(page.text, texts[page.text], telling.frame(page), parts)
    return msgspec.structs.replace(story, reprints=tuple(found)) if found else story


def _told(
    names: Sequence[str],
    groups: Sequence[Sequence[Page]],
    wording: Mapping[str, int],
    texts: Mapping[str, str],
    kept: Memory | None,
) -> Iterator[Story]:
    """The stories of groups of pages; what was told of the same pages before is not told again.

    ``wording`` says which pages of a group are alike word by word.
    """
    several = [n for n, group in enumerate(groups) if len(group) > 1]
    jobs = {n: telling.parted(groups[n], wording) for n in several}
    keys = {n: content_id("telling", TELLING, jobs[n]) for n in several} if kept else {}
    before = kept.cached("stories", list(keys.values())) if kept and keys else {}
    new = [n for n in several if keys.get(n) not in before]
    fresh = telling.stories([jobs[n] for n in new], texts)
    asked = iter(new)
    at = next(asked, None)
    made: dict[str, str] = {}
    for n, (name, group) in enumerate(zip(names, groups, strict=True)):
        if n == at:
            story = next(fresh)
            at = next(asked, None)
            if kept:
                made[keys[n]] = msgspec.json.encode(story).decode()
        elif len(group) > 1:
            story = msgspec.json.decode(before[keys[n]], type=Story)
        else:
            story = reading.single(group[0], texts[group[0].text])
        if kept and len(made) >= 1_000:
            kept.keep("stories", made)
            made = {}
        yield msgspec.structs.replace(story, id=name)
    if kept:
        kept.keep("stories", made)
