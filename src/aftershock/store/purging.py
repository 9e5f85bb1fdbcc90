"""How is an account, a source or an old capture taken out of a case, so that the chain still holds?

Each original that is touched is replaced by a redacted copy. The chain gets a tombstone with both hashes,
the reason and the person, and no personal data. Order: the new files, then the tombstones, then the old
files go. A crash before the tombstones undoes the purge; after them, the next owner finishes it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from aftershock.errors import UsageError
from aftershock.records import Receipt, Record
from aftershock.store import answers, cards, chain, custody, judgements, layout, recovery, redaction, tables
from aftershock.store.chain import Link
from aftershock.store.custody import Entry
from aftershock.store.folder import CaseFolder
from aftershock.store.redaction import MASK, WITHHELD, Redactor, Traces
from aftershock.text import canonical_json, sha256

SHORTEST = 3  # code points of a handle: at two, every "a" and "it" of every original would be masked


class Purged(Record, frozen=True, kw_only=True):
    """What was taken out; ``left`` names files in which something of the account still stands."""

    originals: int
    texts: int
    cards: int
    judgements: int
    case_file: bool = False  # words of it were masked
    left: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether the case had something of it."""
        return bool(self.originals or self.texts or self.cards or self.judgements or self.case_file)

    def __str__(self) -> str:
        said = (
            f"{self.originals} originals redacted, {self.texts} texts taken out, "
            f"{self.judgements} judgements blotted"
        )
        if not self.anything:
            said = "nothing of it was found: everything stays as it was"
        return said + (f"; STILL IN: {', '.join(self.left)}" if self.left else "")


class _Plan:
    """What a purge is about to do."""

    def __init__(self) -> None:
        self.originals: dict[str, bytes] = {}  # SHA-256 -> what takes its place
        self.withheld: set[str] = set()  # captures of which nothing is left
        self.texts: set[tuple[str, str]] = set()  # (text, capture) that go
        self.cards: dict[str, cards.Card] = {}  # digest -> the card that takes its place
        self.links: list[Link] = []  # judgements, in order, as they will stand
        self.bodies: dict[str, str] = {}  # digest of a judgement's body -> that of the redacted one


def purge(
    case: CaseFolder,
    *,
    account: str | None = None,
    before: str | None = None,
    source: str | None = None,
    reason: str,
    person: str,
    redact: Redactor = redaction.redact,
) -> Purged:
    """Take out an account, everything captured before a day (ISO 8601), or everything of one source.

    Whole captures go with ``before`` and ``source`` (a source's name or address). The derived tables, posts,
    rejects and dossier are dropped: run the case to build them again. Raises UsageError unless exactly one
    is named, without a reason or person, and where the reason itself names the account.
    """
    traces = Traces(account) if account else None
    _check(account, before, source, reason, person, traces)
    before = _moment(before) if before else None
    with case.turn:
        plan = _Plan()
        if traces:
            _plan_account(case, traces, plan, redact)
        else:
            _plan_captures(case, before, source, plan)
        _plan_answers(case, plan)
        _plan_cards(case, traces, plan)
        _plan_judgements(case, traces, plan)
        if not (plan.originals or plan.texts or plan.cards or plan.bodies):
            case.record(custody.PURGE_DONE, reason=reason)
        else:
            _carry_out(case, plan, reason, person)
        case_file = False
        if traces and (case.root / layout.CASE_FILE).is_file():
            words = (case.root / layout.CASE_FILE).read_text("utf-8")
            if traces.mask(words) != words:
                case.describe(traces.mask(words).encode())
                case_file = True
        return Purged(
            originals=len(plan.originals),
            texts=len({text for text, _ in plan.texts}),
            cards=len(plan.cards),
            judgements=len(plan.bodies),
            case_file=case_file,
            left=_left(case.root, traces) if traces else (),
        )


def _check(
    account: str | None,
    before: str | None,
    source: str | None,
    reason: str,
    person: str,
    traces: Traces | None,
) -> None:
    if sum(map(bool, (account, before, source))) != 1:
        raise UsageError("a purge takes out one of: an account, what was captured before a day, a source")
    if traces and min(map(len, traces.handles)) < SHORTEST:
        raise UsageError(
            "so short a name would be masked wherever a word or letter is the same", where=str(account)
        )
    if not reason.strip() or not person.strip():
        raise UsageError("a purge needs a reason and a person", next_step="Both are kept with the tombstone")
    if traces and traces.mask(reason) != reason:
        raise UsageError(
            "the reason names the account", next_step="Say it without: the reason stays in the chain for good"
        )


def _moment(before: str) -> str:
    """A day or moment as captures have theirs (UTC); raises UsageError where it is none: all would go."""
    try:
        moment = datetime.fromisoformat(before.strip())
    except ValueError as error:
        raise UsageError(
            f"'{before}' is no day", next_step="Write it as 2031-03-14, or as 2031-03-14T18:40:00Z"
        ) from error
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def _plan_account(case: CaseFolder, traces: Traces, plan: _Plan, redact: Redactor) -> None:
    """First learn all that the account is known by and wrote, then look for it in every original and Text."""
    media_types = {capture.sha256: capture.media_type for capture in case.captures(withheld=True)}
    with case.cursor() as cursor:
        rows = cursor.execute(tables.query("posts_of.sql"), {"handles": list(traces.handles)}).fetchall()
    for author_id, handle, text in rows:
        traces.add((author_id, handle), (text or "",))
    for _ in range(2):  # an id learnt from one file may be what names the account in another
        for digest, media_type in media_types.items():
            redaction.collect((case.root / layout.original_path(digest)).read_bytes(), media_type, traces)
    for digest, media_type in media_types.items():
        data = (case.root / layout.original_path(digest)).read_bytes()
        if (redacted := redact(data, media_type, traces)) is not None:
            plan.originals[digest] = redacted
            if redacted == WITHHELD:
                plan.withheld |= {key for key, sha in case.state.originals.items() if sha == digest}
    for entry in case.text_entries():
        if entry.capture in plan.withheld or _masked(case, entry.id, traces):
            plan.texts.add((entry.id, entry.capture))


def _masked(case: CaseFolder, text_id: str, traces: Traces) -> bool:
    text = case.text(text_id)
    return traces.mask(text) != text


def _plan_captures(case: CaseFolder, before: str | None, source: str | None, plan: _Plan) -> None:
    """Whole captures, and with them every other capture of the same bytes."""
    for capture in case.captures():
        if (before and capture.fetched_at < before) or (source and source in (capture.source, capture.url)):
            plan.originals[capture.sha256] = WITHHELD
    plan.withheld = {key for key, digest in case.state.originals.items() if digest in plan.originals}
    plan.texts = {
        (entry.id, entry.capture) for entry in case.text_entries() if entry.capture in plan.withheld
    }


def _plan_answers(case: CaseFolder, plan: _Plan) -> None:
    """What a language model answered about words that go: it quotes them, and goes as a whole."""
    for digest in answers.about(case, _going(case, plan)):
        plan.originals[digest] = WITHHELD
        plan.withheld |= {key for key, sha in case.state.originals.items() if sha == digest}


def _going(case: CaseFolder, plan: _Plan) -> set[str]:
    """The Texts of which nothing stays."""
    staying = {entry.id for entry in case.text_entries() if (entry.id, entry.capture) not in plan.texts}
    return {text for text, _ in plan.texts} - staying


def _plan_cards(case: CaseFolder, traces: Traces | None, plan: _Plan) -> None:
    """New cards for captures whose original or words change, and for lists that lose Texts."""
    for capture_id, digest in case.state.captures.items():
        card = case.card(digest)
        assert isinstance(card, cards.CaptureCard), f"{capture_id} has a card of another sort"
        capture = card.capture
        if (now := plan.originals.get(capture.sha256)) is not None:
            new_sha = sha256(now)
            capture = msgspec.structs.replace(capture, sha256=new_sha, path=layout.original_path(new_sha))
        if capture_id in plan.withheld:
            capture = msgspec.structs.replace(capture, source=MASK, url=None)
        if traces:
            url = traces.mask(capture.url) if capture.url else None
            capture = msgspec.structs.replace(capture, source=traces.mask(capture.source), url=url)
        if capture != card.capture:
            withheld = card.withheld or capture_id in plan.withheld
            plan.cards[digest] = cards.capture_card(capture, withheld=withheld)
    for digest in case.state.text_cards:
        listed = case.card(digest)
        assert isinstance(listed, cards.TextsCard), f"{digest} is no list of texts"
        kept = tuple(
            msgspec.structs.replace(entry, locator=traces.mask(entry.locator)) if traces else entry
            for entry in listed.entries
            if (entry.id, entry.capture) not in plan.texts
        )
        if kept != listed.entries:
            plan.cards[digest] = cards.TextsCard(entries=kept, salt=cards.new_salt())


def _plan_judgements(case: CaseFolder, traces: Traces | None, plan: _Plan) -> None:
    """Judgements keep what was decided, by whom and why, and lose the words that go."""
    going = _going(case, plan)
    for link in case.judgement_chain.links:
        had = judgements.of_body(link.body)
        now = msgspec.structs.replace(had, anchors=tuple(_blotted(each, going) for each in had.anchors))
        if traces:
            now = msgspec.convert(redaction.blot(msgspec.to_builtins(now), traces), type(now))
        if now == had:
            plan.links.append(link)
            continue
        body = msgspec.json.decode(canonical_json(judgements.Written(judgement=now, salt=cards.new_salt())))
        plan.bodies[link.digest] = chain.digest_of(body)
        plan.links.append(msgspec.structs.replace(link, body=body, redacted=plan.bodies[link.digest]))


def _blotted(anchor: Receipt, going: set[str]) -> Receipt:
    return msgspec.structs.replace(anchor, quote=MASK) if anchor.text in going else anchor


def _carry_out(case: CaseFolder, plan: _Plan, reason: str, person: str) -> None:
    """New files, tombstones, then the old files go."""
    new_cards = {was: cards.encode(card) for was, card in plan.cards.items()}
    files = {layout.original_path(sha256(data)): data for data in plan.originals.values()}
    files |= {layout.card_path(digest): data for digest, data in new_cards.values()}
    layout.place(case.root, files.items())
    if plan.bodies:
        staged = b"".join(canonical_json(link) + b"\n" for link in plan.links)
        layout.place(case.root, [(layout.STAGED_JUDGEMENTS, staged)], mode=layout.WRITABLE)

    def tombstone(
        action: str, *, was: str | None = None, now: str | None = None, text: str | None = None
    ) -> Entry:
        return case.entry(action, was=was, now=now, text=text, reason=reason, who=person)

    entries = [case.entry(custody.PURGE, reason=reason, who=person, count=len(plan.originals))]
    entries += [
        tombstone(custody.PURGE_ORIGINAL, was=was, now=sha256(data)) for was, data in plan.originals.items()
    ]
    entries += [tombstone(custody.PURGE_CARD, was=was, now=now) for was, (now, _) in new_cards.items()]
    entries += [tombstone(custody.PURGE_TEXT, text=text) for text in sorted({text for text, _ in plan.texts})]
    entries += [tombstone(custody.PURGE_JUDGEMENT, was=was, now=now) for was, now in plan.bodies.items()]
    case.drop_derived()
    case.enter(*entries)
    recovery.finish_purge(case)


def _left(root: Path, traces: Traces) -> tuple[str, ...]:
    """Files of the case in which something of the account still stands."""
    return tuple(
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*"))
        if path.is_file() and traces.stand_in(path.read_bytes())
    )
