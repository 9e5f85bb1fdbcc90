"""What do the verbs of `aftershock shield` do? One function each; the command line parses, calls, prints."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from multiprocessing.pool import AsyncResult, Pool
from pathlib import Path
from typing import Literal

import msgspec

from aftershock.errors import AftershockError, InputError, UsageError
from aftershock.records import Record
from aftershock.shield import replay as replaying
from aftershock.shield.banks import bank as banks
from aftershock.shield.banks.bank import Bank
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.ledger import heads
from aftershock.shield.ledger.chain import Verified
from aftershock.shield.ledger.faults import LedgerDamaged
from aftershock.shield.ledger.happenings import Entry
from aftershock.shield.ledger.heads import SignedHead
from aftershock.shield.ledger.log import open_log
from aftershock.shield.policy import awake, table
from aftershock.shield.replay import Both, Change, Difference, RuleCount
from aftershock.shield.service import bundle as bundles
from aftershock.shield.service import given, keys, stored
from aftershock.shield.service.bundle import Bundle
from aftershock.shield.service.keeping import changed, entry_of, key_changed
from aftershock.shield.service.keys import Key
from aftershock.shield.service.live import KEPT
from aftershock.shield.service.said import Known
from aftershock.shield.service.settings import Settings
from aftershock.shield.service.stored import Part
from aftershock.shield.verdict import Answer
from aftershock.store.clock import now

SAMPLE = 200  # posts on which the cost of rules is measured


class Sound(Record, frozen=True, kw_only=True):
    """A policy that has proved its examples; ``warnings`` say what it does not do all the same."""

    id: str
    version: str
    hash: str
    rules: int
    exemptions: int
    examples: int
    phrases: int
    patterns: int
    warnings: tuple[str, ...] = ()


def check(policy: Path, lines: Iterable[bytes]) -> Iterator[Answer]:
    """The answer on each post, in their order; nothing is logged."""
    shield = bundles.load(policy).shield
    at = now()
    return (shield.check(item, at=at) for item in given.items(lines))


def prove(policy: Path) -> Sound:
    """Check a policy and run its examples; raises PolicyError with all that is wrong."""
    found = bundles.load(policy)
    rules = found.parsed.policy.rules
    return Sound(
        id=found.parsed.policy.head.id,
        version=found.parsed.policy.head.version,
        hash=found.hash,
        rules=len(rules),
        exemptions=len(found.parsed.policy.exemptions),
        examples=sum(len(rule.fires) + len(rule.silent) for rule in rules),
        phrases=len(found.kept.phrases),
        patterns=len(found.kept.patterns),
        warnings=bundles.warnings(found, now()),
    )


def replay(
    new: Path, against: Path | None, folder: Path, posts: str | Path | Iterable[bytes], *, workers: int = 1
) -> Difference:
    """What ``new`` would change against another policy, or against what was in force last in ``folder``.

    ``posts``: lines, or where they stand (``stored``). ``workers`` processes share them; the result is the
    same for any number of them.
    """
    after = bundles.load(new)
    bank = after.shield.bank
    if against is not None:
        beside = against.parent / "bank"
        same = bank is not None and beside.is_dir() and beside.samefile(bank.folder)
        before: Bundle | None = bundles.load(against, bank=bank if same else None)
    else:
        before = bundles.last_good(folder / KEPT, bank)
    if before is None:
        raise UsageError(
            "no policy was in force here yet", where=str(folder), next_step="Name one: --against"
        )
    global _both  # processes inherit it: a bundle is not sent to them
    _both = Both(before.shield, after.shield, at=now())
    parts = stored.parts_of(posts) if isinstance(posts, str | Path) else stored.parts_of_lines(posts)
    first = next(parts, None)
    if first is not None:
        parts = chain((first,), parts)
    if workers == 1:
        found = _joined(before, after, map(_part, parts))
    else:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            found = _joined(before, after, _in_order(pool, parts, 3 * workers))
    return found if first is None else _with_costs(found, after, first)


def _with_costs(found: Difference, after: Bundle, part: Part) -> Difference:
    """With what each rule's condition costs, on a sample of the first posts."""
    posts = list(stored.items(part))
    if not posts:
        return found
    sample = posts[:: max(1, len(posts) // SAMPLE)]
    spent = replaying.costs(after.parsed, after.shield, sample, rounds=max(1, SAMPLE // len(sample)))
    rules = [msgspec.structs.replace(each, cost_ns=spent.get(each.rule, 0.0)) for each in found.rules]
    return msgspec.structs.replace(found, rules=tuple(rules))


_both: Both | None = None


def _part(part: Part) -> Difference:
    assert _both is not None
    return replaying.difference(stored.items(part), _both)


def _told(part: Part) -> Difference | InputError:
    """What comes of a part in a process of its own: an error is told, as it cannot be thrown that far."""
    try:
        return _part(part)
    except InputError as error:
        return error


def _in_order(pool: Pool, parts: Iterable[Part], most: int) -> Iterator[Difference]:
    """What comes of each part, in their order; so that at most ``most`` are on their way."""
    waiting: deque[AsyncResult[Difference | InputError]] = deque()
    left = iter(parts)
    while True:
        for part in islice(left, most - len(waiting)):
            waiting.append(pool.apply_async(_told, (part,)))
        if not waiting:
            return
        found = waiting.popleft().get()
        if isinstance(found, InputError):
            raise found
        yield found


def _joined(before: Bundle, after: Bundle, parts: Iterable[Difference]) -> Difference:
    changes: dict[tuple[str, str], Change] = {}
    rules: dict[str, RuleCount] = {rule.id: _none(rule.id) for rule in after.parsed.policy.rules}
    posts = 0
    for part in parts:
        posts += part.posts
        for each in part.changes:
            kind = (each.before, each.after)
            had = changes.get(kind) or Change(before=kind[0], after=kind[1], count=0, posts=())
            shown = (had.posts + each.posts)[: replaying.SHOWN]
            changes[kind] = msgspec.structs.replace(had, count=had.count + each.count, posts=shown)
        for counted in part.rules:
            so_far = rules.get(counted.rule) or _none(counted.rule)
            outcomes = {
                name: so_far.outcomes.get(name, 0) + counted.outcomes.get(name, 0)
                for name in sorted(so_far.outcomes.keys() | counted.outcomes.keys())
            }
            rules[counted.rule] = RuleCount(
                rule=counted.rule,
                fired=so_far.fired + counted.fired,
                shadow=so_far.shadow + counted.shadow,
                unknown=so_far.unknown + counted.unknown,
                outcomes=outcomes,
            )
    for rule, so_far in rules.items() if posts else ():
        rules[rule] = msgspec.structs.replace(so_far, rate=(so_far.fired + so_far.shadow) / posts)
    listed = sorted(changes.values(), key=lambda each: (-each.count, each.before, each.after))
    return Difference(
        before=before.hash, after=after.hash, posts=posts, changes=tuple(listed), rules=tuple(rules.values())
    )


def _none(rule: str) -> RuleCount:
    return RuleCount(rule=rule, fired=0, shadow=0, unknown=0, outcomes={})


# --- banks and keys ----------------------------------------------------------------------------


def bank_add(policy: Path, settings: Settings, lines: Iterable[bytes], *, person: str, adopt: bool) -> int:
    """Add known items, one JSON object a line (see ``said.Known``); returns how many.

    ``adopt``: the person takes them over at once. Without it they are only looked at.
    """
    at = now()
    read = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read.append(msgspec.json.decode(line, type=Known))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(f"not a known item: {error}", where="stdin", line=number) from error
    taken = [person if adopt or each.adopt else None for each in read]
    entries = [entry_of(each, person=who, at=at) for each, who in zip(read, taken, strict=True)]
    banks.add(policy.parent / "bank", entries, by=f"person {person}", at=at)
    told = [changed(each.bank, each.id, "added", by=f"person {person}", at=at) for each in read]
    told += [
        changed(each.bank, each.id, "adopted", by=f"person {who}", at=at)
        for each, who in zip(read, taken, strict=True)
        if who
    ]
    _write(settings, told)
    bank_settle(policy, past=banks.SETTLE_AT)
    return len(entries)


def bank_settle(policy: Path, *, past: int = 0) -> bool:
    """Make a generation of what was added, where that is more than ``past`` changes; whether it was made."""
    return banks.settle(policy.parent / "bank", past=past)


def unasked(policy: Path, ids: Iterable[str] = ()) -> tuple[str, ...]:
    """What no rule of a policy asks about, of all that stands in its bank or of these items; nothing where
    there is no sound policy yet.
    """
    bank = bundles.bank_of(policy)
    if bank is None:
        return ()
    try:
        parsed = table.load(policy)
    except (AftershockError, OSError):
        return ()
    named = [item for item in map(bank.item, ids) if item is not None]
    kinds = {(item.bank, item.kind) for item in named} if named else bank.kinds()
    return awake.unasked(parsed, kinds, now()[:10])


def bank_change(
    policy: Path, settings: Settings, ids: list[str], change: Literal["adopted", "removed"], *, person: str
) -> int:
    """A person takes items over, or out of the bank; raises UsageError for one that is not there."""
    folder, at, by = policy.parent / "bank", now(), f"person {person}"
    found = _named(folder, ids)
    if change == "adopted":
        banks.adopt(folder, ids, by=person, at=at)
    else:
        banks.remove(folder, ids, by=by, at=at)
    _write(settings, [changed(each.bank, each.id, change, by=by, at=at) for each in found])
    return len(found)


def _named(folder: Path, ids: Iterable[str]) -> list[KnownItem]:
    bank = Bank(folder)
    found = {id_: bank.item(id_) for id_ in ids}
    absent = [id_ for id_, item in found.items() if item is None]
    if absent:
        raise UsageError(f"no item {', '.join(absent)}", where=str(folder))
    return [item for item in found.values() if item is not None]


def bank_list(policy: Path) -> Iterator[KnownItem]:
    """What stands in the bank beside a policy."""
    folder = policy.parent / "bank"
    return Bank(folder).items() if folder.is_dir() else iter(())


def key_make(
    settings: Settings,
    scopes: list[str],
    *,
    person: str,
    by: str,
    each_second: float,
    burst: float,
    flagger: str = "",
) -> tuple[Key, str]:
    """A new key and its secret, which is told once."""
    made, secret = keys.make(
        settings.folder,
        scopes,
        by=f"person {by}",
        at=now(),
        person=person,
        each_second=each_second,
        burst=burst,
        flagger=flagger,
    )
    _write(settings, [key_changed(made, by=f"person {by}", at=now())])
    return made, secret


def key_revoke(settings: Settings, id_: str, *, by: str) -> Key:
    """Take a key out of use."""
    gone = keys.revoke(settings.folder, id_)
    _write(settings, [key_changed(gone, by=f"person {by}", at=now())])
    return gone


def verify(address: str, *, against: Path | None = None, key: str = "") -> Verified:
    """Whether the chain of a log is whole; raises UsageError where there is none.

    ``against`` is a file of deposited heads: the log must pass through each. ``key`` (hexadecimal, or a file
    with it) is the public key that must have signed them.
    """
    kept = _heads(against, key) if against is not None else []
    if "://" not in address and not Path(address).is_dir():
        raise UsageError("no log here", where=address, next_step="Name the log's folder or postgresql://...")
    log = open_log(address)
    try:
        return log.verify(against=[each.head for each in kept])
    finally:
        log.close()


def _heads(file: Path, key: str) -> list[SignedHead]:
    """The heads of a file; raises LedgerDamaged for the first that is not signed with the key."""
    kept = heads.deposited(file)
    if not kept:
        raise UsageError("no head was deposited there", where=str(file), next_step="Name a file of heads")
    public = Path(key).read_text("utf-8").strip() if key and Path(key).is_file() else key
    for number, each in enumerate(kept, 1):
        if public and not heads.genuine(each, key=public):
            raise LedgerDamaged(
                "a head that was not signed with this key", where=str(file), line=number,
                next_step="Take the copy that was kept elsewhere",
            )  # fmt: skip
    return kept


def _write(settings: Settings, entries: list[Entry]) -> None:
    log = open_log(settings.log)
    try:
        log.append(entries)
    finally:
        log.close()
