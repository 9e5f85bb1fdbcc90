"""Is every verdict what it was? Made posts, plain, disguised, near copies, links: one digest of all answers.

The hot path is made quicker now and then; no verdict, passage or signal may change by that. Where one is
meant to change, the digest is made anew by the same lines, and the reason stands in evals/shield/LOG.md.
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import msgspec
import pytest
from evals.shield import evasion, made

from aftershock.shield.banks import bank as banks
from aftershock.shield.banks import items
from aftershock.shield.banks.bank import Bank
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.decide import Shield
from aftershock.shield.policy.table import read
from aftershock.shield.score import Linear
from aftershock.shield.verdict import Item

AT = "2026-11-22T12:00:00Z"
DIGEST = "855d24d4f20dde578588707c5912e2480dc78c78ba83f2698e5051ad6524fba1"
POLICY = """
[policy]
id = "same"
version = "1"
[lists]
phrases = ["l"]
banks = ["b"]
"""
RULE = """
[[rule]]
id = "{id}"
clause = "1"
category = "c"
action = "{action}"
mode = "{mode}"
owner = "o"
expires = "2099-01-01"
when = "{when}"
fires = ["not proved here"]
"""
RULES = (
    ("exact", "hold", "review", "phrase.l.exact > 0"),
    ("folded", "hold", "review", "phrase.l.folded > 0"),
    ("known", "hold", "review", "known.b"),
    ("disguised", "hold", "review", "disguised.b"),
    ("near", "label", "review", "near.b > 0.5"),
    ("odd", "label", "shadow", "post.disguised"),
    ("links", "label", "shadow", "post.links > 0 and post.length < 300"),
)


def posts(known: list[str]) -> list[str]:
    """Clean ones in three scripts, phrases in four disguises, known texts changed."""
    rng = random.Random(3)
    found = [made.invented(rng, ("latin", "cyrillic", "arabic")[n % 3]) for n in range(300)]
    disguises = (evasion._repeated, evasion._capitals, evasion._blocks, evasion._two)
    for number, (script, phrase) in enumerate(evasion.phrases(60)):
        hidden = disguises[number % 4](rng, phrase.text, script)
        found.append(f"{made.invented(rng, script)} {hidden} {made.invented(rng, script)}")
    for number, text in enumerate(known):
        words = text.split()
        del words[number % len(words)]
        changed = (text, text.replace("a", "\u0430"), " ".join(words), f"{made.invented(rng)} {text}")[
            number % 4
        ]
        found.append(f"{changed} https://Example.org/a?b=1&utm_source=c" if number % 5 == 0 else changed)
    return found


def known_texts() -> list[str]:
    rng = random.Random(1)
    return [made.invented(rng) for _ in range(60)]


def shield_of(folder: Path, known: list[str], score: Linear | None = None) -> Shield:
    """Phrases in three scripts, and the known texts."""
    banks.build(
        folder,
        (
            items.of_text(KnownItem(id=f"t{n}", bank="b", kind="text", adopted_by="test"), text)
            for n, text in enumerate(known)
        ),
    )
    source = POLICY + "".join(RULE.format(id=i, action=a, mode=m, when=w) for i, a, m, w in RULES)
    phrases = [phrase for _, phrase in evasion.phrases(300)]
    return Shield(read(source), phrases=phrases, bank=Bank(folder), score=score)


def test_every_answer_is_what_it_was(tmp_path: Path) -> None:
    known = known_texts()
    shield = shield_of(tmp_path / "bank", known)
    told = hashlib.sha256()
    fired: set[str] = set()
    for number, text in enumerate(posts(known)):
        answer = shield.check(Item(platform="p", id=str(number), text=text), at=AT)
        fired |= {ground.rule for ground in answer.grounds} | set(answer.shadow)
        told.update(msgspec.json.encode(msgspec.to_builtins(answer), order="deterministic"))
    assert fired == {rule for rule, *_ in RULES}  # each kind of finding was among them
    assert told.hexdigest() == DIGEST


@pytest.mark.parametrize("size", [2, 7, 1000])
def test_posts_that_are_looked_at_together_get_the_same_answers(tmp_path: Path, size: int) -> None:
    known = known_texts()
    shield = shield_of(tmp_path / "bank", known)
    listed = [Item(platform="p", id=str(n), text=text) for n, text in enumerate(posts(known))]
    told = hashlib.sha256()
    for first in range(0, len(listed), size):
        for answer in shield.check_many(listed[first : first + size], at=AT):
            told.update(msgspec.json.encode(msgspec.to_builtins(answer), order="deterministic"))
    assert told.hexdigest() == DIGEST
