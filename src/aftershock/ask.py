"""What does a case answer? One function per verb that answers with records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from aftershock import account
from aftershock.account import Account, Kind, R
from aftershock.dossier import listed
from aftershock.errors import CaseError, UsageError
from aftershock.rows import Row, row
from aftershock.store import anchors, layout
from aftershock.store.folder import CaseFolder
from aftershock.store.judgements import superseded
from aftershock.verb import Args, Listener, Verb

Answer = Callable[[CaseFolder], Iterator[Row]]


def answering(rows: Answer) -> Verb:
    """A verb that tells each row of an answer."""

    def answer(case: CaseFolder, args: Args, tell: Listener) -> int:
        none = True
        for each in rows(case):
            tell.row(each)
            none = False
        if none:
            tell.notice("none was found in what was read so far")
        return 0

    return answer


def files(case: CaseFolder) -> dict[str, str]:
    """Which file each Text came from; the first where two originals hold the same text."""
    sources = {capture.id: capture.source for capture in case.captures()}
    out: dict[str, str] = {}
    for entry in case.text_entries():
        out.setdefault(entry.id, sources.get(entry.capture, ""))
    return out


def of(kind: Kind[Any]) -> Answer:
    """The answer that is all records of a kind, as they were kept."""

    def answer(case: CaseFolder) -> Iterator[Row]:
        named = files(case)
        yield from (row(each, named) for each in kept(case, kind))

    return answer


def posts(case: CaseFolder) -> Iterator[Row]:
    """The posts, each with the file that it came from."""
    sources = {capture.id: capture.source for capture in case.captures()}
    for post in case.iter_posts():
        yield row(post, {}, file=sources.get(post.capture, ""))


def ledger(case: CaseFolder) -> Iterator[Row]:
    """The statements, each with how it stands with people, what they decided, and its independent origins."""
    named = files(case)
    behind = {each.id: row(each, {}) for each in kept(case, account.BEHIND)}
    standing = {each.id: each.status for each in kept(case, account.STANDING)}
    decided: dict[str, list[Row]] = {}
    for each in kept(case, account.DECIDED):
        decided.setdefault(each.target, []).append(row(each, named))
    then = {(each.id, each.role): {"then": each.then, "now": each.now} for each in kept(case, account.CALLED)}
    for statement in kept(case, account.STATEMENTS):
        called = {f"{role}_called": then.get((statement.id, role)) for role in ("speaker", "target")}
        ids = (statement.id, *(figure.id for figure in statement.figures))
        own = [one for key in ids for one in decided.get(key, ())]
        counted = {key: value for key, value in behind.get(statement.id, {}).items() if key != "id"}
        status = standing.get(statement.id, "proposed")
        yield row(statement, named, status=status, decided=own, **counted, **called)


def events(case: CaseFolder) -> Iterator[Row]:
    """The events, each with how exactly its place is known and how many mentions it has."""
    named = files(case)
    places = {each.event: each for each in kept(case, account.WHEREABOUTS)}
    counts = Counter(each.event for each in kept(case, account.MENTIONS))
    for event in kept(case, account.EVENTS):
        place = row(places[event.id], named) if event.id in places else None
        yield row(event, named, place=place, mentions=counts[event.id])


def callbacks(case: CaseFolder) -> Iterator[Row]:
    """Old words that came back: in documents, then in posts."""
    named = files(case)
    yield from (row(each, named, of="documents") for each in kept(case, account.CALLBACKS))
    yield from (row(each, named, of="posts") for each in kept(case, account.POST_CALLBACKS))


def tone(case: CaseFolder) -> Iterator[Row]:
    """What can be told of the posts' tone, then the shares by event and stretch of time."""
    named = files(case)
    for each in kept(case, account.FINDINGS):
        if each.name.startswith(("tone", "backlash")):
            yield row(each, named, kind="finding")
    yield from (row(each, named, kind="share") for each in kept(case, account.TONES))


def artefacts(case: CaseFolder, args: Args, tell: Listener) -> int:
    """The verb: what was passed around, and of which kinds there is more than is listed."""
    code = answering(ANSWERS["artefacts"])(case, args, tell)
    if cut := listed.artefacts(kept(case, account.ARTEFACTS)):
        tell.notice(cut)
    return code


def rejects(case: CaseFolder) -> Iterator[Row]:
    """What was set aside."""
    yield from (row(reject, {}) for reject in case.rejects())


def judgements(case: CaseFolder) -> Iterator[Row]:
    """What people decided; ``standing`` unless taken back, ``orphaned`` where its target is gone, and why."""
    all_ = case.judgements()
    named = files(case)
    gone = superseded(all_)
    orphaned = {each.id for each in kept(case, account.STANDING) if each.status == "orphaned"}
    texts = case.text_ids()
    for each in all_:
        why = anchors.orphaned_why(each, texts) if each.id in orphaned else ""
        yield row(each, named, standing=each.id not in gone, orphaned=bool(why), why=why)


ANSWERS: dict[str, Answer] = {
    "pages": of(account.PAGES),
    "posts": posts,
    "stories": of(account.STORIES),
    "ledger": ledger,
    "proposals": of(account.ANSWERED),
    "figures": of(account.FIGURES),
    "timeline": of(account.TIMELINE),
    "events": events,
    "mentions": of(account.MENTIONS),
    "courses": of(account.FIGURE_HISTORY),
    "groups": of(account.GROUPS),
    "history": of(account.HISTORY),
    "affiliations": of(account.AFFILIATIONS),
    "persons": of(account.PERSONS),
    "entities": of(account.ENTITIES),
    "warnings": of(account.WARNINGS),
    "callbacks": callbacks,
    "disputes": of(account.DISPUTES),
    "harms": of(account.HARMS),
    "hypotheses": of(account.BOARDS),
    "reaction": of(account.FINDINGS),
    "tone": tone,
    "curves": of(account.CURVES),
    "artefacts": of(account.ARTEFACTS),
    "panel": of(account.CHANNELS),
    "rejects": rejects,
    "decided": of(account.DECIDED),
    "judgements": judgements,
}


def summary(case: CaseFolder, made: Account) -> Row:
    """What a run made, in counts, and where the dossier stands."""
    chronicle = made.chronicle
    counts = {
        "documents": sum(page.kind == "article" for page in made.pages),
        "stories": len(made.stories),
        "posts": made.posts,
        "statements": len(chronicle.statements),
        "events": len(chronicle.events),
        "disputes": len(chronicle.disputes),
        "set_aside": len(case.rejects()),
    }
    dossier = str(case.root / layout.DOSSIER)
    told = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts.items())
    return {"said": f"{told}\n{dossier}", **counts, "dossier": dossier}


def plain(record: msgspec.Struct) -> Row:
    """A record without receipts as a row."""
    return row(record, {})


def known(case: CaseFolder, targets: Sequence[str]) -> None:
    """Raises UsageError where a judgement's target is nothing that the case knows."""
    statements = kept(case, account.STATEMENTS)
    kinds: tuple[Kind[Any], ...] = (account.EVENTS, account.STORIES, account.MENTIONS, account.PERSONS)
    ids = {each.id for kind in kinds for each in kept(case, kind)}
    ids |= {each.id for each in statements} | {each.speaker_id for each in statements if each.speaker_id}
    for target in targets:
        if target not in ids:
            raise UsageError(
                "no such statement, event, story or actor",
                where=target,
                next_step="List them: aftershock ledger, events, stories, entities",
            )


def kept(case: CaseFolder, kind: Kind[R]) -> tuple[R, ...]:
    """All records of a kind; raises CaseError where the case was never read."""
    found = kind.of(case)
    if not found and not account.PAGES.of(case) and not case.captures():
        raise CaseError(
            "nothing was taken into this case yet",
            where=str(case.root),
            next_step=f"Run: aftershock add {case.root} FOLDER, then aftershock run {case.root}",
        )
    return found
