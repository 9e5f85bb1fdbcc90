"""What do people's judgements change in the account? Applied to statements, entities and events as values.

Nothing is edited: the records given stay as they are, the ones returned say what stands now.

* reject, accept: ``targets`` are ids of statements. Rejected ones stay listed, out of every count.
* alias: ``value`` maps a name to an actor, ``{"name": ..., "entity": ...}`` (or targets name, entity).
* merge: ``targets`` are ids of events, bodies or persons; they become ``value["into"]``, else the first.
* split: ``targets`` are an event, and the statements or mentions that are another one's; ``value`` may give
  its ``title``, ``when``, ``where`` and ``kind``.
* correct, and reject of what is read out of statements: `correcting`.
* undo: ``targets`` are ids of judgements that no longer stand; so does ``supersedes``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from aftershock.events.actors import plain
from aftershock.events.case_info import parse_when
from aftershock.events.chronicle import EventMention
from aftershock.records import Entity, Event, Judgement, Name, Receipt, Record, Statement
from aftershock.store.anchors import EVENT, anchored, sort_of
from aftershock.store.judgements import standing
from aftershock.text import content_id

# Lines of the shallow reading, and what a language model proposed: they stand in the ledger, but nothing is
# disputed, weighed or said to harm anybody by them until a person has accepted them.
TENTATIVE = ("shallow@", "proposed@")
_ON_STATEMENTS = frozenset({"accept", "reject"})


class Split(Record, frozen=True, kw_only=True):
    """A part of an event that a person takes for another one; ``id`` is that of the new event."""

    id: str
    event: str
    parts: frozenset[str]
    value: dict[str, str]


class Overlay(Record, frozen=True, kw_only=True):
    """The standing judgements, sorted by what they do. ``aliases`` maps plain names to entity ids."""

    rejected: tuple[str, ...]
    accepted: tuple[str, ...]
    aliases: dict[str, str]
    spelt: dict[str, str]
    merges: tuple[tuple[str, tuple[str, ...]], ...]
    splits: tuple[Split, ...]
    by_target: dict[str, tuple[str, ...]]
    needs: dict[str, int]


def overlay(judgements: Iterable[Judgement]) -> Overlay:
    """What the standing judgements ask for; of accept and reject on one target the last one holds."""
    verdicts: dict[str, str] = {}
    aliases: dict[str, str] = {}
    spelt: dict[str, str] = {}
    merges: list[tuple[str, tuple[str, ...]]] = []
    splits: list[Split] = []
    by_target: dict[str, tuple[str, ...]] = {}
    needs: dict[str, int] = {}
    for row in standing(tuple(judgements)):
        if row.kind in ("mark", "correct") or sort_of(row):  # of posts, or applied in `correcting`
            continue
        for item in row.targets:
            by_target[item] = (*by_target.get(item, ()), row.id)
        if row.kind in _ON_STATEMENTS:
            verdicts.update(dict.fromkeys(row.targets, row.kind))
        elif row.kind == "alias":
            name, entity = _alias(row)
            aliases[plain(name)], spelt[plain(name)] = entity, name
        elif row.kind == "merge" and row.targets:
            needs[row.id] = min(2, len(row.targets))
            into = row.value.get("into", row.targets[0])
            merges.append((into, tuple(item for item in row.targets if item != into)))
        elif row.kind == "split" and len(row.targets) > 1:
            first, *parts = row.targets
            identity = content_id("event", "split", first, sorted(parts))
            splits.append(Split(id=identity, event=first, parts=frozenset(parts), value=row.value))
    return Overlay(
        rejected=tuple(item for item, kind in verdicts.items() if kind == "reject"),
        accepted=tuple(item for item, kind in verdicts.items() if kind == "accept"),
        aliases=aliases,
        spelt=spelt,
        merges=tuple(merges),
        splits=tuple(splits),
        by_target=by_target,
        needs=needs,
    )


def orphaned(asked: Overlay, known: Iterable[str]) -> tuple[str, ...]:
    """Judgements of which no target is a known id, and merges of which fewer than two are.

    What they were about is no longer found, or what they join is no longer two.
    """
    ids = set(known)
    rows: dict[str, int] = {}
    for item, judgements in asked.by_target.items():
        for row in judgements:
            rows[row] = rows.get(row, 0) + (item in ids)
    return tuple(row for row, found in rows.items() if found < asked.needs.get(row, 1))


def remaining(asked: Overlay) -> dict[str, str]:
    """Each id that was merged into another, with the id that remains."""
    return {gone: _into(gone, asked) for _, others in asked.merges for gone in others}


def statements(given: Iterable[Statement], asked: Overlay) -> tuple[Statement, ...]:
    """The statements with names and ids as people mapped them. Rejected ones are still among them."""
    return tuple(_renamed(statement, asked) for statement in given)


def counted(given: Iterable[Statement], asked: Overlay) -> tuple[Statement, ...]:
    """The statements that count: not the rejected ones, and of the tentative ones only those accepted."""
    gone, accepted = set(asked.rejected), set(asked.accepted)
    return tuple(
        statement
        for statement in given
        if statement.id not in gone and (statement.id in accepted or not statement.rule.startswith(TENTATIVE))
    )


def entities(given: Iterable[Entity], asked: Overlay) -> tuple[Entity, ...]:
    """The entities with added names, merged ones joined under the id that remains."""
    known = {entity.id: entity for entity in given}
    for name, meant in asked.aliases.items():
        named = known.get(meant) or Entity(id=meant, kind="unknown", names=())
        added = Name(name=asked.spelt[name], source="judgement")
        known[meant] = msgspec.structs.replace(named, names=(*named.names, added))
    for into, others in asked.merges:
        for other in others:
            if into in known and other in known:
                gone, home = known.pop(other), known[into]
                known[into] = msgspec.structs.replace(
                    home,
                    names=tuple(dict.fromkeys((*home.names, *gone.names))),
                    relations=tuple(dict.fromkeys((*home.relations, *gone.relations))),
                )
    return tuple(known.values())


def joined(
    ledger: Sequence[Statement], found: Sequence[Event], mentions: Sequence[EventMention], asked: Overlay
) -> tuple[tuple[Statement, ...], tuple[Event, ...], tuple[EventMention, ...]]:
    """Ledger, events and mentions with events split and merged as people asked: splits first, then merges."""
    known = {event.id: event for event in found}
    for split in asked.splits:
        known, ledger, mentions = _split(known, ledger, mentions, split)
    events = _merged(tuple(known.values()), asked)
    home = {gone: event for event in events for gone in event.merged_from}
    return (
        tuple(_moved(statement, home) for statement in ledger),
        events,
        tuple(msgspec.structs.replace(m, event=home[m.event].id) if m.event in home else m for m in mentions),
    )


def _split(
    known: dict[str, Event], ledger: Sequence[Statement], mentions: Sequence[EventMention], split: Split
) -> tuple[dict[str, Event], Sequence[Statement], Sequence[EventMention]]:
    """A new event of the statements and mentions named; what a statement's passage holds goes with it."""
    old = known.get(split.event)
    own = [statement for statement in ledger if statement.id in split.parts]
    passages = [witness.evidence for statement in own for witness in statement.witnesses]
    words = {
        mention.id
        for mention in mentions
        if mention.id in split.parts
        or (mention.event == split.event and any(_inside(r, passages) for r in mention.receipts))
    }
    if old is None or not (own or words):
        return known, ledger, mentions
    new = _part_of(old, split, own, [mention for mention in mentions if mention.id in words])
    moved = tuple(_to(statement, new) if statement in own else statement for statement in ledger)
    said = tuple(msgspec.structs.replace(m, event=new.id) if m.id in words else m for m in mentions)
    return {**known, new.id: new}, moved, said


def _part_of(old: Event, split: Split, own: Sequence[Statement], words: Sequence[EventMention]) -> Event:
    """The new event: what the person says of it, else what the old one was; its time only where said."""
    value = split.value
    kinds = [mention.kind for mention in words if mention.kind != "attack"]
    when = parse_when(value["when"], how="judgement") if value.get("when") else None
    cited = [w.evidence for statement in own for w in statement.witnesses]
    return Event(
        id=split.id,
        title=value.get("title") or f"{old.title} (split off)",
        when=when,
        where=value.get("where") or old.where,
        kind=value.get("kind") or (kinds[0] if kinds else old.kind),
        main=old.main,
        receipts=tuple(
            dict.fromkeys((*cited, *(r for m in words for r in m.receipts if isinstance(r, Receipt))))
        ),
    )


def _inside(receipt: object, passages: Iterable[Receipt]) -> bool:
    return isinstance(receipt, Receipt) and any(
        passage.text == receipt.text and passage.start <= receipt.start and receipt.end <= passage.end
        for passage in passages
    )


def _merged(given: Sequence[Event], asked: Overlay) -> tuple[Event, ...]:
    """The events with merged ones joined: statements and receipts together, `merged_from` names the gone."""
    known = {event.id: event for event in given}
    for into, others in asked.merges:
        for other in others:
            if into in known and other in known:
                gone, home = known.pop(other), known[into]
                known[into] = msgspec.structs.replace(
                    home,
                    main=home.main or gone.main,
                    statements=tuple(dict.fromkeys((*home.statements, *gone.statements))),
                    merged_from=tuple(dict.fromkeys((*home.merged_from, gone.id, *gone.merged_from))),
                    receipts=tuple(dict.fromkeys((*home.receipts, *gone.receipts))),
                )
    return tuple(known.values())


def aimed(judgements: Sequence[Judgement], found: Sequence[Event]) -> tuple[Judgement, ...]:
    """The judgements, each event that they name by an id of before as the event that now has its passages.

    An event's id follows its place and time; when new documents date it better it has another id, and the
    passages that the judgement keeps lead to it.
    """
    present = {event.id for event in found}
    out = []
    for row in judgements:
        now = {target: _now(row, target, found) for target in row.targets if target not in present}
        targets = tuple(now.get(target) or target for target in row.targets)
        value = {key: now.get(text) or text if key == "into" else text for key, text in row.value.items()}
        out.append(msgspec.structs.replace(row, targets=targets, value=value) if any(now.values()) else row)
    return tuple(out)


def _now(row: Judgement, target: str, found: Sequence[Event]) -> str | None:
    """The event whose passages overlap most of those kept for a target; None where it keeps none."""
    word, kept = anchored(row, target)
    if word != EVENT:
        return None
    ranked = [(sum(_meets(cited, event) for cited in kept), event.id) for event in found]
    best = max(ranked, default=(0, ""))
    return best[1] if best[0] * 2 >= len(kept) and best[0] else None


def _meets(cited: Receipt, event: Event) -> bool:
    return any(
        other.text == cited.text and other.start < cited.end and cited.start < other.end
        for other in event.receipts
    )


def _moved(statement: Statement, home: dict[str, Event]) -> Statement:
    event = home.get(statement.event or "")
    moved = _to(statement, event) if event is not None else statement
    figures = tuple(
        msgspec.structs.replace(figure, event=home[figure.event].id) if figure.event in home else figure
        for figure in moved.figures
    )
    return msgspec.structs.replace(moved, figures=figures)


def _to(statement: Statement, event: Event) -> Statement:
    """The statement under another event, with the figures that were its old one's."""
    figures = tuple(
        msgspec.structs.replace(figure, event=event.id) if figure.event == statement.event else figure
        for figure in statement.figures
    )
    return msgspec.structs.replace(statement, event=event.id, history=not event.main, figures=figures)


def _renamed(statement: Statement, asked: Overlay) -> Statement:
    speaker = _mapped(statement.speaker_id, statement.speaker_name, asked)
    target = _mapped(statement.target_id, statement.target, asked)
    if (speaker, target) == (statement.speaker_id, statement.target_id):
        return statement
    by = "judgement" if speaker != statement.speaker_id else statement.resolved_by
    return msgspec.structs.replace(statement, speaker_id=speaker, target_id=target, resolved_by=by)


def _mapped(entity: str | None, name: str | None, asked: Overlay) -> str | None:
    """The id that a name has after the judgements; an alias outranks what was read."""
    found = asked.aliases.get(plain(name), entity) if name else entity
    return _into(found, asked) if found else None


def _into(entity: str, asked: Overlay) -> str:
    """The id that an id was merged into, through several merges."""
    for into, others in asked.merges:
        if entity in others:
            entity = into
    return entity


def _alias(row: Judgement) -> tuple[str, str]:
    name = row.value.get("name", row.targets[0] if row.targets else "")
    return name, row.value.get("entity", row.targets[-1] if row.targets else "")
