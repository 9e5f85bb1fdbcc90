"""The data's way: from the originals of a case to its tables and its dossier.

Each stage is asked in its order; what a stage gave before for the same input is not asked again. Everything
made here can be deleted and is made again by the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from aftershock import description, intake, present, reading, response, sites, toned
from aftershock.account import BEHIND, Account, findings, keep
from aftershock.engine.over import DUCKDB
from aftershock.engine.over import over as over_posts
from aftershock.engine.question import Engine
from aftershock.events import build as events
from aftershock.events import correcting
from aftershock.events.case_info import CaseInfo
from aftershock.events.chronicle import Chronicle
from aftershock.events.intervals import moment
from aftershock.events.settling import settled
from aftershock.models import encoder
from aftershock.portions import Taken
from aftershock.progress import Progress
from aftershock.reaction import callbacks, volume
from aftershock.reaction.result import Reaction
from aftershock.records import Channel, Judgement, Page, Statement
from aftershock.statements import lexicon, selection
from aftershock.statements import read as statements
from aftershock.store import anchors, layout
from aftershock.store.folder import CaseFolder
from aftershock.stories import build as stories


def run(case: CaseFolder, progress: Progress, *, engine: str = DUCKDB) -> Account:
    """Read what is new in a case, work out the account, and write tables and dossier.

    ``engine`` answers the questions over posts.
    """
    about = description.of_case(case)  # first: what is wrong with it is said before the long work
    taken = intake.read_new(case, progress)
    with over_posts(case, engine) as asked:
        account, reader = _worked_out(case, asked, about, taken, progress)
        keep(case, account)
        progress("writing the dossier", 0, None)
        page, behind = present.dossier(case, asked, account, reader, about)
        case.write(BEHIND.name, behind)
        case.put(layout.DOSSIER, page.encode())
    return account


def _worked_out(
    case: CaseFolder,
    engine: Engine,
    about: description.Description,
    taken: Sequence[Taken],
    progress: Progress,
) -> tuple[Account, statements.Reader]:
    """The account of what was taken in, and who read it."""
    channels = intake.channels(taken)
    chosen = _posts_to_read(case, engine, channels, progress)
    texts = case.texts()
    read_now = (*intake.pages(case, taken), *chosen.pages)
    pages = sites.marked(case, read_now, texts, progress)

    told = stories.build(
        pages,
        texts,
        beside=case.root / layout.STORY_INDEX if len(pages) >= stories.WORTH_AN_INDEX else None,
        kept=case,
        embed=encoder.encoder if encoder.present() else None,
        told=progress,
    )

    reader = statements.reader(about.actors)
    read = reading.ledger(case, told, pages, texts, reader, progress)

    progress("linking events", 0, None)
    chronicle = events.build(
        read.lines,
        told,
        pages,
        texts,
        reader.gazetteer,
        case=about.info,
        judgements=_judgements(case, read.lines),
    )
    reaction, t0 = _react(case, engine, about.info, chronicle, pages, channels)
    tone = toned.of_case(case, engine, reaction, t0, progress)
    chronicle = correcting.with_harms(chronicle, tone.harms, case.judgements())
    account = Account(
        pages=pages,
        channels=channels,
        stories=told,
        chronicle=chronicle,
        reaction=reaction,
        shown=response.of_case(case, engine, reaction, tone.shown, channels, progress),
        toned=tone.findings,
        tones=tone.shares,
        not_read=tuple((why, count) for why, count in chosen.counts if why != "read"),
        posts=sum(each.posts for each in taken),
        unread=read.unread,
        depths=read.depths,
        answered=read.answered,
    )
    told_now = settled(chronicle, {each.name for each in findings(account)}, case.judgements())
    return msgspec.structs.replace(account, chronicle=told_now), reader


def _react(
    case: CaseFolder,
    engine: Engine,
    info: CaseInfo,
    chronicle: Chronicle,
    pages: Sequence[Page],
    channels: Sequence[Channel],
) -> tuple[Reaction, str | None]:
    """The reaction of the posts, as ``engine`` counts them, and the moment that they are aligned at."""
    first_report = _first_report(chronicle, pages)
    t0, _ = volume.alignment(info, first_report)
    reaction = volume.react(
        engine,
        info,
        first_report=first_report,
        baselines=intake.baselines(case),
        listed=intake.named(channels),
        statements=tuple(_said_before(chronicle.statements, t0)) if t0 else (),
    )
    return reaction, t0


def _judgements(case: CaseFolder, ledger: Sequence[Statement]) -> tuple[Judgement, ...]:
    """People's judgements, each aimed at the statement that now stands where its own stood."""
    made = case.judgements()
    now = anchors.reattach(made, ledger)
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


def _said_before(lines: Iterable[Statement], t0: str) -> Iterator[callbacks.Said]:
    """What was surely said before a moment: words that posts may quote again."""
    for line in lines:
        said = line.said_at
        content = line.witnesses[0].content if line.witnesses else None
        if content and said and said.end and said.start and moment(said.end) <= moment(t0):
            yield callbacks.Said(id=line.id, text=content.quote, at=said.start)


def _posts_to_read(
    case: CaseFolder, engine: Engine, channels: Sequence[Channel], progress: Progress
) -> selection.Chosen:
    files = {capture.id: capture.source for capture in case.captures()}
    progress("choosing posts", 0, None)
    chosen = selection.among(engine, listed=intake.listed(channels), files=files, lexicon=lexicon.load())
    case.add_texts(chosen.texts)
    came = {capture: n for n, capture in enumerate(files)}
    return msgspec.structs.replace(
        chosen, pages=tuple(sorted(chosen.pages, key=lambda page: came[page.capture]))
    )
