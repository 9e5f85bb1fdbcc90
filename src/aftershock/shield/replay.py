"""What would another policy change? Stored posts through both, and the difference, before it is put in
force.

What two policies share is looked at once: all phrases and patterns of both by one pass of one automaton over
many posts, the bank and the score where they are the same. Nearly all posts hold nothing that either knows;
for those only the rules are asked that need nothing found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from time import perf_counter_ns

from aftershock.records import Record
from aftershock.shield import findings
from aftershock.shield.banks.bank import Match
from aftershock.shield.decide import Seen, Shield
from aftershock.shield.findings import Glance, Place
from aftershock.shield.patterns import Patterns
from aftershock.shield.phrases import Phrases
from aftershock.shield.policy.compiling import compiled
from aftershock.shield.policy.table import Parsed
from aftershock.shield.verdict import Answer, Item

SHOWN = 20  # posts shown for one kind of change
PORTION = 250  # posts that are looked at together


class RuleCount(Record, frozen=True, kw_only=True):
    """How often a rule fired, would have in shadow, could not tell. ``rate``: the share of posts on which it
    fired or would have; ``cost_ns``: what its condition takes for a post in nanoseconds, on a sample (0: no
    posts).
    """

    rule: str
    fired: int
    shadow: int
    unknown: int
    outcomes: dict[str, int]
    rate: float = 0.0
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


class Both:
    """Two policies, for the same posts at one time. ``at``: the time of the decisions (UTC ISO 8601)."""

    def __init__(self, old: Shield, new: Shield, *, at: str) -> None:
        self.old, self.new, self.at = old, new, at
        self._phrases, self._patterns = old.phrases, old.patterns
        if old.phrases.listed != new.phrases.listed:
            self._phrases = Phrases(dict.fromkeys([*old.phrases.listed, *new.phrases.listed]))
        if old.patterns.listed != new.patterns.listed:
            self._patterns = Patterns(dict.fromkeys([*old.patterns.listed, *new.patterns.listed]))
        self._beside = old.bank is new.bank and _digest(old) == _digest(new)
        lists = self._phrases is old.phrases and self._patterns is old.patterns
        self._alike = lists and self._beside  # what stands in a post is the same for both

    def answers(self, items: Sequence[Item]) -> Iterator[tuple[Item, Answer, Answer]]:
        """Each post with what the one and what the other says; the same as ``check`` of each."""
        one, two = self._glances([item.text for item in items])
        for number, item in enumerate(items):
            if number in one.closer or number in two.closer:
                before = self.old.seen(item)
                after = before if self._alike else self.new.seen(item)
            else:
                odd = number in one.odd
                before = after = Seen(odd, one.scores[number], (), _beside(item, self.old))
                if not self._beside:
                    after = Seen(odd, two.scores[number], (), _beside(item, self.new))
            yield item, self.old.judged(item, before, at=self.at), self.new.judged(item, after, at=self.at)

    def _glances(self, texts: Sequence[str]) -> tuple[Glance, Glance]:
        """What needs a closer look: by the lists of both and the old bank, and by the new bank."""
        old, new = self.old, self.new
        one = findings.glance(texts, self._phrases, self._patterns, old.bank, old.score)
        if self._beside:
            return one, one
        return one, findings.glance(texts, Phrases(()), Patterns(()), new.bank, new.score)


def _beside(item: Item, shield: Shield) -> list[tuple[Match, Place]]:
    return [] if shield.bank is None else findings.beside(item, shield.bank)


def _digest(shield: Shield) -> str:
    return "" if shield.score is None else shield.score.digest


def replay(items: Iterable[Item], old: Shield, new: Shield, *, at: str) -> Difference:
    """Every post under both policies, as if at one time."""
    return difference(items, Both(old, new, at=at))


def difference(items: Iterable[Item], both: Both) -> Difference:
    """What changes on these posts."""
    old, new = both.old, both.new
    kinds, counted = Counter[tuple[str, str]](), Counts()
    shown: dict[tuple[str, str], list[str]] = {}
    total, left = 0, iter(items)
    while portion := list(islice(left, PORTION)):
        total += len(portion)
        for item, before, after in both.answers(portion):
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
        if answer.shadow:
            self.shadow.update(answer.shadow)
        if answer.unknown:
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
