"""Does a replay say what `check` says of each post, whatever two policies share and do not share?"""

from __future__ import annotations

from pathlib import Path

import pytest
from evals.shield import evasion

from aftershock.shield import score
from aftershock.shield.banks import bank as banks
from aftershock.shield.banks import items
from aftershock.shield.banks.bank import Bank
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.decide import Shield
from aftershock.shield.patterns import Pattern
from aftershock.shield.phrases import Phrase
from aftershock.shield.policy.table import read
from aftershock.shield.replay import PORTION, Both, named, replay
from aftershock.shield.verdict import Item
from tests.shield.test_same_verdicts import AT, POLICY, RULE, known_texts, posts

RULES = (
    ("phrases", "hold", "enforce", "phrase.l > 0"),
    ("patterns", "hold", "enforce", "pattern.p > 0"),
    ("known", "hold", "enforce", "known.b or near.b > 0.5"),
    ("links", "label", "shadow", "post.links > 0"),
    ("odd", "label", "review", "post.disguised"),
    ("scored", "label", "enforce", "default(score.linear, 0) > 0.6"),
)
SOURCE = POLICY.replace('phrases = ["l"]', 'phrases = ["l"]\npatterns = ["p"]') + "".join(
    RULE.format(id=i, action=a, mode=m, when=w) for i, a, m, w in RULES
)
PATTERNS = [Pattern(id="one", list="p", expression=r"no \d+", adopted_by="Ana")]


def bank(folder: Path, texts: list[str]) -> Bank:
    known = (
        items.of_text(KnownItem(id=f"t{n}", bank="b", kind="text", adopted_by="test"), text)
        for n, text in enumerate(texts)
    )
    link = items.of_link(KnownItem(id="l", bank="b", kind="link", adopted_by="test"), "example.org/a?b=1")
    banks.build(folder, [*known, link])
    return Bank(folder)


def phrases(count: int) -> list[Phrase]:
    return [phrase for _, phrase in evasion.phrases(count)]


@pytest.mark.parametrize("differs", ["rules", "phrases", "patterns", "bank", "score", "no bank"])
def test_every_pair_of_answers_is_what_each_says_alone(tmp_path: Path, differs: str) -> None:
    known = known_texts()
    one = bank(tmp_path / "one", known[:30])
    other = bank(tmp_path / "other", known[20:50]) if differs == "bank" else one
    yes, no = [f"{text} lantern" for text in known], [f"{text} no harbour" for text in known]
    linear = score.fit(yes + no, [True] * len(yes) + [False] * len(no)) if differs == "score" else None
    fewer = 30 if differs == "phrases" else 60
    old = Shield(read(SOURCE), phrases=phrases(fewer), patterns=PATTERNS, bank=one)
    source = SOURCE.replace("near.b > 0.5", "near.b > 0.9") if differs == "rules" else SOURCE
    more = (
        [Pattern(id="two", list="p", expression="white ferry", adopted_by="Ana")]
        if differs == "patterns"
        else []
    )
    new = Shield(
        read(source),
        phrases=phrases(60),
        patterns=PATTERNS + more,
        bank=None if differs == "no bank" else other,
        score=linear,
    )
    texts = [*posts(known), *yes[:10], "berth no 7 is free", "the white ferry", "", "a \0 b", "x" * 3000]
    asked = [
        Item(platform="p", id=str(n), text=text, links=("https://example.org/a?b=1",) if n % 9 == 0 else ())
        for n, text in enumerate(texts)
    ]
    both = Both(old, new, at=AT)
    found = list(both.answers(asked))
    assert [(item, before, after) for item, before, after in found] == [
        (item, old.check(item, at=AT), new.check(item, at=AT)) for item in asked
    ]
    apart = sum(named(before) != named(after) for _, before, after in found)
    assert apart  # the difference was there to be seen
    assert sum(each.count for each in replay(asked, old, new, at=AT).changes) == apart
    assert len(asked) > PORTION  # more than one portion
