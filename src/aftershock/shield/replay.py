"""What would another policy change? Stored posts through both, and the difference, before it is put in
force.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from time import perf_counter_ns

from aftershock.records import Record
from aftershock.shield.decide import Shield
from aftershock.shield.policy.compiling import compiled
from aftershock.shield.policy.table import Parsed
from aftershock.shield.verdict import Answer, Item

SHOWN = 20  # posts shown for one kind of change


class RuleCount(Record, frozen=True, kw_only=True):
    """How often a rule fired, would have in shadow, could not tell; what it costs a post (nanoseconds)."""

    rule: str
    fired: int
    shadow: int
    unknown: int
    outcomes: dict[str, int]
    cost_ns: float = 0.0


class Change(Record, frozen=True, kw_only=True):
    """Posts that go from one verdict to another; ``posts`` are the first of them."""

    before: str
    after: str
    count: int
    posts: tuple[str, ...]


class Difference(Record, frozen=True, kw_only=True):
    """Two policies over the same posts."""

    before: str
    after: str
    posts: int
    changes: tuple[Change, ...]
    rules: tuple[RuleCount, ...]


def replay(items: Iterable[Item], old: Shield, new: Shield, *, at: str) -> Difference:
    """Every post under both policies, as if at one time."""
    kinds: Counter[tuple[str, str]] = Counter()
    shown: dict[tuple[str, str], list[str]] = {}
    counted = Counts()
    total = 0
    for item in items:
        total += 1
        before, after = old.check(item, at=at), new.check(item, at=at)
        counted.add(after)
        kind = (named(before), named(after))
        if kind[0] != kind[1]:
            kinds[kind] += 1
            if len(shown.setdefault(kind, [])) < SHOWN:
                shown[kind].append(item.key)
    return Difference(
        before=old.hash,
        after=new.hash,
        posts=total,
        changes=tuple(
            Change(before=kind[0], after=kind[1], count=count, posts=tuple(shown[kind]))
            for kind, count in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        ),
        rules=counted.rules([rule.id for rule in new.policy.rules]),
    )


def same(pairs: Iterable[tuple[Item, Answer]], shield: Shield) -> list[str]:
    """Keys of posts whose stored answer is not what the same policy says today, to the byte. Empty is
    proof.
    """
    return [
        item.key
        for item, answer in pairs
        if answer.policy != shield.hash or shield.check(item, at=answer.at) != answer
    ]


def named(answer: Answer) -> str:
    """A verdict in one word; ``review`` where the post stands and a person is asked to look."""
    return "review" if answer.verdict == "allow" and answer.review else answer.verdict


class Counts:
    """Hits of each rule over many answers."""

    def __init__(self) -> None:
        self.fired: Counter[str] = Counter()
        self.shadow: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.outcomes: dict[str, Counter[str]] = {}

    def add(self, answer: Answer) -> None:
        """Count one answer."""
        self.shadow.update(answer.shadow)
        self.unknown.update(answer.unknown)
        for ground in answer.grounds:
            self.fired[ground.rule] += 1
            self.outcomes.setdefault(ground.rule, Counter())[ground.outcome] += 1

    def rules(self, listed: Sequence[str]) -> tuple[RuleCount, ...]:
        """The counts of rules, those that never fired included."""
        every = [*listed, *sorted(self.fired.keys() - set(listed))]
        return tuple(
            RuleCount(
                rule=rule,
                fired=self.fired[rule],
                shadow=self.shadow[rule],
                unknown=self.unknown[rule],
                outcomes=dict(sorted(self.outcomes.get(rule, Counter()).items())),
            )
            for rule in every
        )


def costs(parsed: Parsed, shield: Shield, items: Sequence[Item], *, rounds: int = 50) -> dict[str, float]:
    """Nanoseconds that each rule's condition takes for a post, signals given (mean over posts and rounds)."""
    rows = [list(shield.values(item).values()) for item in items]
    found = {}
    for rule, expr in zip(parsed.policy.rules, parsed.rules, strict=True):
        asked, _ = compiled([expr], shield.signals)
        start = perf_counter_ns()
        for _ in range(rounds):
            for row in rows:
                asked(row)
        found[rule.id] = (perf_counter_ns() - start) / max(1, rounds * len(rows))
    return found
