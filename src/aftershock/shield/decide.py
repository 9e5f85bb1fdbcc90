"""What is to be done with this post? One call: post in, verdict with its reasons out; the same for the same.

The way: fold -> phrases and patterns -> known items -> score -> values of all signals -> compiled rules ->
exemptions -> verdict. A post in which nothing was found takes the short way: rules that need something
found are not even asked. Time, breakers and signals from outside are arguments, so that a decision can be
repeated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from aftershock.records import Post
from aftershock.shield import findings, normalise
from aftershock.shield.banks import grams
from aftershock.shield.banks.bank import Bank, Match
from aftershock.shield.context import Context
from aftershock.shield.findings import Found, Glance, Place
from aftershock.shield.patterns import Pattern, Patterns
from aftershock.shield.phrases import Hit, Phrase, Phrases
from aftershock.shield.policy.awake import asked_until, is_asked
from aftershock.shield.policy.compiling import compiled
from aftershock.shield.policy.language import names
from aftershock.shield.policy.signals import Value
from aftershock.shield.policy.table import Parsed
from aftershock.shield.score import Linear
from aftershock.shield.verdict import Answer, Ground, Item, outcome, share, strongest
from aftershock.text import canonical_json, sha256

FEW = 4  # posts below which looking at them together costs as much as one by one
NOT_ADOPTED = "not-adopted"  # the rule of what nobody of the platform took over yet
NOT_ASKED = "not-asked"  # the rule of known items that no other rule asks about


class Shield:
    """One bundle: a policy with its lists, score and bank. Its ``hash`` names policy, lists, score,
    folding.
    """

    def __init__(
        self,
        parsed: Parsed,
        *,
        phrases: Iterable[Phrase] = (),
        patterns: Iterable[Pattern] = (),
        score: Linear | None = None,
        bank: Bank | None = None,
    ) -> None:
        listed, ruled = tuple(phrases), tuple(patterns)
        self.policy, self.bank, self.score = parsed.policy, bank, score
        self.phrases, self.patterns = Phrases(listed), Patterns(ruled)
        self.signals = parsed.policy.signals()
        self._places = {name: at for at, name in enumerate(self.signals)}
        expressions = [*parsed.rules, *parsed.exemptions]
        self._full, self._quiet = compiled(expressions, self.signals)
        self._asks = [names(each) for each in expressions]
        self._empty: list[Value] = [
            _nothing(signal.type, signal.optional, signal.default) for signal in self.signals.values()
        ]
        self._newsrooms = frozenset(parsed.policy.lists.newsrooms)
        self._asked_until = asked_until(parsed)
        self._off = frozenset(at for at, rule in enumerate(parsed.policy.rules) if rule.mode == "off")
        self.hash = sha256(
            canonical_json([parsed.policy, listed, ruled, score.digest if score else "", normalise.VERSION])
        )

    def check(self, item: Item, *, at: str, tripped: frozenset[str] = frozenset()) -> Answer:
        """The verdict on a post. ``at`` is the time (UTC ISO 8601), ``tripped`` the rules that flood."""
        return self.judged(item, self.seen(item), at=at, tripped=tripped)

    def seen(self, item: Item) -> Seen:
        """What stands in a post, before any rule is asked: the same for all policies with these lists."""
        folded, odd = normalise.look(item.text)
        hits = self.phrases.find(item.text, folded)
        if self.patterns.count:
            hits += self.patterns.find(item.text)
        print_ = grams.print_of(folded) if self.bank is not None or self.score is not None else None
        matches = [] if self.bank is None else findings.known(
            item, self.bank, normalise.plain(item.text), folded, print_
        )  # fmt: skip
        return Seen(odd, self._score(folded, print_), hits, matches)

    def check_many(
        self, items: Sequence[Item], *, at: str, tripped: frozenset[str] = frozenset()
    ) -> list[Answer]:
        """``check`` for many posts: the same answers, a fraction of the cost."""
        together = self.together(items)
        return [together.answer(number, at=at, tripped=tripped) for number in range(len(items))]

    def together(self, items: Sequence[Item]) -> Together:
        """Many posts, looked at together; each is then answered by itself."""
        if len(items) < FEW:
            return self.one_by_one(items)
        texts = [item.text for item in items]
        return Together(
            self, items, findings.glance(texts, self.phrases, self.patterns, self.bank, self.score)
        )

    def one_by_one(self, items: Sequence[Item]) -> Together:
        """The same, where nothing is looked at beforehand: the slow twin."""
        return Together(self, items, Glance(frozenset(range(len(items)))))

    def judged(self, item: Item, seen: Seen, *, at: str, tripped: frozenset[str] = frozenset()) -> Answer:
        """What comes of what was seen."""
        odd, score, hits, matches = seen
        if matches:  # what has expired is not known any more; the day decides: a decision can be repeated
            matches = [
                each for each in matches if (each[0].expires or at) >= at[: len(each[0].expires or at)]
            ]
        values = self._standing(item, odd, score)
        if not hits and not matches:
            fired, unknown = self._quiet(values)
            if not fired and not unknown:
                return Answer(
                    item=item.key, revision=item.revision, verdict="allow", review=False, grounds=(),
                    policy=self.hash, at=at,
                )  # fmt: skip
            return self._decided(item, Found((), (), Context()), fired, unknown, at, tripped)
        found = findings.read(item, hits, matches)
        self._found(values, found)
        fired, unknown = self._full(values)
        return self._decided(item, found, fired, unknown, at, tripped)

    def asked(self, number: int) -> frozenset[str]:
        """The signals that the rule of this number asks."""
        return self._asks[number]

    def values(self, item: Item) -> dict[str, Value]:
        """Every signal of a post by name: what a rule sees. For replay, shadow and people."""
        odd, score, hits, matches = self.seen(item)
        listed = self._standing(item, odd, score)
        self._found(listed, findings.read(item, hits, matches))
        return dict(zip(self.signals, listed, strict=True))

    def _score(self, folded: str, print_: grams.Print | None) -> float | None:
        if self.score is None:
            return None
        return self.score.of(folded, None if print_ is None else print_.alike)

    def _standing(self, item: Item, odd: bool, score: float | None) -> list[Value]:
        values, places = self._empty.copy(), self._places
        values[places["post.length"]] = float(len(item.text))
        if item.links or "://" in item.text:
            values[places["post.links"]] = float(len(findings.links(item)))
        if item.files or item.pictures or item.film:
            values[places["post.media"]] = float(len(item.files) + len(item.pictures) + bool(item.film))
        values[places["post.disguised"]] = odd
        if item.channel in self._newsrooms:
            values[places["context.newsroom"]] = True
        if self.score is not None:
            values[places["score.linear"]] = score
        for name, value in item.signals.items():
            if name in self.policy.outside and value is not None:  # what is found in a post is not sent along
                place = places[name]
                values[place] = _fitting(value, self.signals[name].type, values[place])
        return values

    def _found(self, values: list[Value], found: Found) -> None:
        places = self._places
        for hit in found.hits:
            if not hit.adopted:
                continue
            kind = "phrase" if hit.list in self.phrases.lists else "pattern"
            ends = ["", ".exact" if hit.exact else ".folded"] + [".bare"] * (hit in found.context.bare)
            for end in ends:
                place = places.get(f"{kind}.{hit.list}{end}")
                if place is not None:
                    values[place] = (values[place] or 0.0) + 1.0
        for match, _ in found.matches:
            if not match.adopted:
                continue
            if match.kind in ("picture", "film"):
                name, value = f"{match.kind}.{match.bank}", match.likeness
            elif match.how == "near":
                name, value = f"near.{match.bank}", match.likeness
            else:
                name, value = f"{'known' if match.how == 'exact' else 'disguised'}.{match.bank}", True
            place = places.get(name)
            if place is not None:
                values[place] = max(values[place] or 0.0, value) if value is not True else True
        for kind in ("quote", "report", "counter", "art"):
            values[places[f"context.{kind}"]] = getattr(found.context, kind)

    def _decided(
        self,
        item: Item,
        found: Found,
        fired: Sequence[int],
        unknown: Sequence[int],
        at: str,
        tripped: frozenset[str],
    ) -> Answer:
        rules, excused = self.policy.rules, self.policy.exemptions
        exempt = [excused[number - len(rules)] for number in fired if number >= len(rules)]
        grounds: list[Ground] = []
        shadow: list[str] = []
        cannot: list[str] = []
        for number in sorted({*fired, *unknown}):
            if number >= len(rules) or number in self._off or rules[number].expires < at[:10]:
                continue
            rule = rules[number]
            if number in unknown:
                cannot.append(rule.id)
                if rule.missing in (None, "no"):
                    continue
            if rule.mode == "shadow" or share(rule.id, item.key) >= rule.rollout:
                shadow.append(rule.id)
                continue
            proof, items = findings.evidence(item, found, self._asks[number])
            exact = any(
                match.item in items and match.how == "exact" and match.adopted for match, _ in found.matches
            )
            result, why = outcome(rule, exempt, known=exact, tripped=rule.id in tripped)
            if number in unknown and rule.missing == "review":
                result, why = "review", "a signal is missing"
            grounds.append(
                Ground(
                    rule=rule.id, clause=rule.clause, category=rule.category, wanted=rule.action,
                    outcome=result, policy=self.hash, evidence=proof, items=items, why=why,
                )
            )  # fmt: skip
        if found.matches or found.hits:
            grounds += self._only_looked_at(item, found, at[:10])
        used = tuple(each.id for each in exempt) if any(g.why.startswith("exempted") for g in grounds) else ()
        return self._answer(item, at, grounds, used, shadow, cannot)

    def _only_looked_at(self, item: Item, found: Found, day: str) -> list[Ground]:
        """What nobody of the platform adopted, and known items that no rule asks about: for a person."""
        hits = tuple(hit._replace(adopted=True) for hit in found.hits if not hit.adopted)
        fresh = tuple((m._replace(adopted=True), place) for m, place in found.matches if not m.adopted)
        silent = tuple(
            each for each in found.matches
            if each[0].adopted and not self._asks_about(each[0], day)
        )  # fmt: skip
        grounds = []
        if hits or fresh:
            why = "in a list or bank that nobody of the platform adopted yet"
            grounds.append(self._looked_at(NOT_ADOPTED, why, item, found._replace(hits=hits, matches=fresh)))
        if silent:
            why = "in a bank that no rule asks about"
            grounds.append(self._looked_at(NOT_ASKED, why, item, found._replace(hits=(), matches=silent)))
        return grounds

    def _asks_about(self, match: Match, day: str) -> bool:
        return is_asked(self._asked_until, match.bank, match.kind, match.how, day)

    def _looked_at(self, rule: str, why: str, item: Item, found: Found) -> Ground:
        asked = frozenset(
            [f"{kind}.{hit.list}" for hit in found.hits for kind in ("phrase", "pattern")]
            + [
                f"{kind}.{m.bank}"
                for m, _ in found.matches
                for kind in ("known", "disguised", "near", "picture", "film")
            ]
        )
        proof, items = findings.evidence(item, found, asked)
        return Ground(
            rule=rule, clause="", category="", wanted="review", outcome="review", policy=self.hash,
            evidence=proof, items=items, why=why,
        )  # fmt: skip

    def _answer(
        self,
        item: Item,
        at: str,
        grounds: Sequence[Ground],
        exemptions: Sequence[str],
        shadow: Sequence[str],
        unknown: Sequence[str],
    ) -> Answer:
        verdict = strongest(grounds)
        return Answer(
            item=item.key,
            revision=item.revision,
            verdict=verdict,
            review=verdict == "hold" or any(ground.outcome == "review" for ground in grounds),
            grounds=tuple(grounds),
            exemptions=tuple(exemptions),
            shadow=tuple(shadow),
            unknown=tuple(unknown),
            policy=self.hash,
            at=at,
        )


class Seen(NamedTuple):
    """What stands in a post: marks of a disguise, its score, phrases and patterns, known items."""

    odd: bool
    score: float | None
    hits: tuple[Hit, ...]
    matches: list[tuple[Match, Place]]


class Together(NamedTuple):
    """Many posts that were looked at together. A post in which something may be is checked by itself."""

    shield: Shield
    items: Sequence[Item]
    glance: Glance

    def answer(self, number: int, *, at: str, tripped: frozenset[str] = frozenset()) -> Answer:
        """The answer to the post of this number."""
        item, bank, (closer, odd, scores) = self.items[number], self.shield.bank, self.glance
        if number in closer:
            return self.shield.check(item, at=at, tripped=tripped)
        matches = [] if bank is None else findings.beside(item, bank)
        return self.shield.judged(
            item, Seen(number in odd, scores[number], (), matches), at=at, tripped=tripped
        )


def item_of(
    post: Post, *, revision: int = 0, signals: Mapping[str, float | bool | None] | None = None
) -> Item:
    """A stored post as the shield sees it."""
    return Item(
        platform=post.platform,
        id=post.post_id,
        revision=revision,
        text=post.text,
        channel=post.channel_id,
        links=post.links,
        files=tuple(each.sha256 for each in post.media if each.sha256),
        pictures=tuple(each.pdq for each in post.media if each.pdq),
        signals=dict(signals or {}),
    )


def _nothing(kind: str, optional: bool, default: Value) -> Value:
    if default is not None:
        return default
    return None if optional else (False if kind == "truth" else 0.0)


def _fitting(value: float | bool, kind: str, before: Value) -> Value:
    """A value from outside in its declared type; what is no number is missing."""
    if kind == "truth":
        return bool(value)
    number = float(value)
    return number if math.isfinite(number) else before
