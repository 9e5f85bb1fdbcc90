"""The data's way: from the originals of a case to its tables and its dossier.

Each stage is asked in its order; what a stage gave before for the same input is not asked again. Everything
made here can be deleted and is made again by the next run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import msgspec

from aftershock import description, intake, present, response
from aftershock.account import PROPOSALS, Account, Unread, keep
from aftershock.engine.over import DUCKDB
from aftershock.engine.over import over as over_posts
from aftershock.errors import ModelMissing
from aftershock.events import build as events
from aftershock.events.chronicle import Chronicle
from aftershock.progress import Progress, over
from aftershock.reaction import volume
from aftershock.records import Channel, Judgement, Page, Statement, Story
from aftershock.statements import lexicon, selection
from aftershock.statements import read as statements
from aftershock.statements.read import Reader
from aftershock.store import judgements
from aftershock.store.folder import CaseFolder
from aftershock.stories import build as stories
from aftershock.text import content_id, sha256
from aftershock.version import __version__

# Raised when reading a story gives other statements than before though no table or model changed.
READING = 3
_LEDGER = "ledger"


def run(case: CaseFolder, progress: Progress, *, engine: str = DUCKDB) -> Account:
    """Read what is new in a case, work out the account, and write tables and dossier.

    ``engine`` answers the questions over posts.
    """
    about = description.of_case(case)  # first: what is wrong with it is said before the long work
    taken = intake.read_new(case, progress)
    channels = intake.channels(taken)
    chosen = _posts_to_read(case, channels, progress)
    pages = (*(page for each in taken for page in each.pages), *chosen.pages)
    texts = case.texts()

    progress("finding copies", 0, len(pages))
    told = stories.build(pages, texts, previous=case.read("stories", Story))
    progress("finding copies", len(pages), len(pages))

    reader = statements.reader(about.actors)
    ledger, unread = _ledger(case, told, pages, texts, reader, progress)

    progress("linking events", 0, None)
    chronicle = events.build(
        ledger, told, pages, texts, reader.gazetteer, case=about.info, judgements=_judgements(case, ledger)
    )
    with over_posts(case, engine) as asked:
        answers: Any = asked  # asked through `reaction.queries` alone, to which both engines are one
        first_report = _first_report(chronicle, pages)
        reaction = volume.react(answers, about.info, first_report=first_report)
    t0, _ = volume.alignment(about.info, first_report)
    account = Account(
        pages=pages,
        channels=channels,
        stories=told,
        chronicle=chronicle,
        reaction=reaction,
        shown=response.of_case(case, reaction, t0, channels, progress),
        not_read=tuple((why, count) for why, count in chosen.counts if why != "read"),
        posts=sum(each.posts for each in taken),
        unread=unread,
    )
    keep(case, account)
    progress("writing the dossier", 0, None)
    case.put("dossier.html", present.dossier(case, account, reader, about).encode())
    return account


def _judgements(case: CaseFolder, ledger: Sequence[Statement]) -> tuple[Judgement, ...]:
    """People's judgements, each aimed at the statement that now stands where its own stood."""
    made = case.judgements()
    now = judgements.reattach(made, ledger).targets
    return tuple(
        msgspec.structs.replace(each, targets=tuple(now.get(target, target) for target in each.targets))
        for each in made
    )


def _first_report(chronicle: Chronicle, pages: Sequence[Page]) -> str | None:
    """The earliest publication after the beginning of the main event, where both are known to the hour."""
    starts = [e.when.start for e in chronicle.events if e.main and e.when and e.when.start]
    if not starts:
        return None
    timed = [
        page.published.start
        for page in pages
        if page.published and page.published.start and page.published.granularity in ("instant", "minute")
    ]
    return min((at for at in timed if at >= min(starts)), default=None)


def _posts_to_read(case: CaseFolder, channels: Sequence[Channel], progress: Progress) -> selection.Chosen:
    files = {capture.id: capture.source for capture in case.captures()}
    progress("choosing posts", 0, None)
    with over_posts(case) as asked:
        chosen = selection.among(asked, listed=intake.listed(channels), files=files, lexicon=lexicon.load())
    case.add_texts(chosen.texts)
    return chosen


def _ledger(
    case: CaseFolder,
    told: Sequence[Story],
    pages: Sequence[Page],
    texts: Mapping[str, str],
    reader: Reader,
    progress: Progress,
) -> tuple[tuple[Statement, ...], tuple[Unread, ...]]:
    """The statements of all stories, and what could not be read; what stands as it stood is kept."""
    by_id = {page.id: page for page in pages}
    mark = _mark(reader)
    keys = {story.id: _key(story, by_id, mark) for story in told}
    kept = case.cached(_LEDGER, list(keys.values()))
    decode = msgspec.json.Decoder(tuple[Statement, ...]).decode
    found = {story.id: decode(kept[keys[story.id]]) for story in told if keys[story.id] in kept}
    fresh = [story for story in told if story.id not in found and _readable(story, by_id)]
    unread = _too_long(told)
    if fresh and (missing := _without_model()):
        unread += (Unread(why=missing, documents=sum(len(story.members) for story in fresh)),)
        fresh = []
    elif fresh and not statements.in_full(reader):
        why = "read for statements by the rules alone: the small reader's files are missing or changed"
        unread += (Unread(why=why, documents=sum(len(story.members) for story in fresh)),)
    new: dict[str, str] = {}
    reads = statements.each(fresh, by_id, texts, reader=reader)
    for story, read in zip(over(fresh, "reading statements", progress), reads, strict=True):
        found[story.id] = read
        new[keys[story.id]] = msgspec.json.encode(read).decode()
    case.keep(_LEDGER, new)
    asked: dict[str, list[Statement]] = {}  # what a language model proposed, where a person had it asked
    for each in case.read(PROPOSALS.name, Statement):
        asked.setdefault(each.story, []).append(each)
    return tuple(
        line for story in told for line in (*found.get(story.id, ()), *asked.get(story.id, ()))
    ), unread


def _without_model() -> str | None:
    """Why nothing can be read for statements on this machine; None where it can."""
    try:
        statements.english()
    except ModelMissing as error:
        return f"not read for statements: {error.cause}. {error.next_step}"
    return None


def _too_long(told: Sequence[Story]) -> tuple[Unread, ...]:
    """What is read from its beginning only."""
    long = [s for s in told if sum(run.end - run.start for run in s.reading) > statements.LONGEST]
    why = f"read for statements only up to character {statements.LONGEST:,}"
    return (Unread(why=why, documents=sum(len(story.members) for story in long)),) if long else ()


def _readable(story: Story, pages: Mapping[str, Page]) -> bool:
    """Whether a story is in a language that statements are read in; short texts have none and are tried."""
    return pages[story.members[0].page].language in (None, present.READ_IN_FULL)


def _key(story: Story, pages: Mapping[str, Page], mark: str) -> str:
    members = [pages[member.page] for member in story.members]
    return content_id(_LEDGER, mark, story, members)


def _mark(reader: Reader) -> str:
    """What reads a story: our method, the model, the tables and the names."""
    names = list(reader.gazetteer.entities.values())
    lexicons = resources.files("aftershock.data") / "lexicons"
    data = {each.name: sha256(each.read_bytes()) for each in lexicons.iterdir()}
    return content_id("reader", __version__, READING, reader.mark, data, names)
