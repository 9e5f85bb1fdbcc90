"""Does looking at many posts together say of each what looking at it alone says? The single way is the slow
twin.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from evals.shield import evasion, made
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.shield.banks import bank as banks
from aftershock.shield.banks import grams, items
from aftershock.shield.banks.bank import Bank
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.decide import Shield
from aftershock.shield.normalise import BETWEEN, look, look_many, plain, plain_many
from aftershock.shield.patterns import Pattern
from aftershock.shield.policy.table import read
from aftershock.shield.score import BITS, Linear
from aftershock.shield.verdict import Answer, Item

AT = "2026-11-22T12:00:00Z"
KNOWN = [
    "The lantern at the harbour gate was painted green again by the night crew.",
    "Ночная смена снова покрасила фонарь у ворот гавани в зелёный цвет.",
    "طلى عمال الليل الفانوس عند بوابة الميناء باللون الأخضر مرة أخرى",
    "Low tide.",  # too short to be nearly anything
    "ok",
]
ADDED = "Nobody has seen the grey boats since the day of the fair at the lower bridge."
POLICY = """
[policy]
id = "many"
version = "1"
[lists]
phrases = ["l"]
patterns = ["p"]
banks = ["b"]
newsrooms = ["desk"]
[signal."tone.calls"]
type = "number"
"""
RULE = """
[[rule]]
id = "r{number}"
clause = "1"
category = "c"
action = "hold"
mode = "review"
owner = "o"
expires = "2099-01-01"
when = "{when}"
fires = ["not proved here"]
"""
WHEN = (
    "phrase.l.exact > 0", "phrase.l.folded > 0", "pattern.p > 0", "known.b", "disguised.b", "near.b > 0.4",
    "post.disguised", "post.links > 0", "post.length > 90", "default(tone.calls, 0) > 0.5",
    "default(score.linear, 0) > 0.6", "context.newsroom and post.media > 0",
)  # fmt: skip
# What is read among its neighbours, folds to several or to nothing, composes, separates, is no text at all.
MARKS = "aAäößlLI1!|0oоОаАяЯ3з4ч ىيكکةهأإآـ\u064b\u0651\u200b\u200d\u202e\u0301\u0338=ﬁæ½①𝐚ａ한글かナ赤赤"
MARKS += " \n\t\0.-@$\ud800"
PIECES = st.one_of(
    st.text(st.one_of(st.characters(), st.sampled_from(MARKS)), max_size=40),
    st.sampled_from([*KNOWN, ADDED, "p@int the rеd d00rs", "https://Example.org/a?b=1", "x" * 4100]),
    st.builds(lambda text, at: text[:at] + text[at + 7 :], st.sampled_from(KNOWN), st.integers(0, 40)),
)  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=3).map(" ".join), max_size=12)


@pytest.fixture(scope="module")
def shields(tmp_path_factory: pytest.TempPathFactory) -> list[Shield]:
    """One with everything, one with a bank of two parts and no score, one with phrases alone."""

    def item(name: str, kind: items.Kind = "text") -> KnownItem:
        return KnownItem(id=name, bank="b", kind=kind, adopted_by="test")

    folder = tmp_path_factory.mktemp("many") / "bank"
    rng = random.Random(3)
    texts = [*KNOWN, *(made.invented(rng) for _ in range(40))]
    banks.build(folder, [items.of_text(item(f"t{n}"), text) for n, text in enumerate(texts)])
    added = [items.of_text(item("a"), ADDED), items.of_link(item("l", "link"), "example.org/a?b=1")]
    banks.add(folder, [*added, items.of_file(item("f", "file"), "ab" * 32)], by="test", at=AT)
    banks.remove(folder, ["t4"], by="test", at=AT)
    source = read(POLICY + "".join(RULE.format(number=n, when=when) for n, when in enumerate(WHEN)))
    phrases = [phrase for _, phrase in evasion.phrases(60)]
    phrases.append(type(phrases[0])(id="x", list="l", text="paint the red doors", adopted_by="test"))
    pattern = Pattern(id="p", list="p", expression=r"green\s+again", adopted_by="test")
    score = Linear(np.random.default_rng(4).normal(0, 1, 1 << BITS).astype(np.float32))
    bank = Bank(folder)
    return [
        Shield(source, phrases=phrases, patterns=[pattern], score=score, bank=bank),
        Shield(source, phrases=phrases, bank=bank),
        Shield(source, phrases=phrases),
    ]


def posts(texts: list[str]) -> list[Item]:
    """Some with files, of a newsroom, with signals."""
    return [
        Item(
            platform="p",
            id=str(number),
            text=text,
            channel="desk" if number % 3 else "",
            files=("ab" * 32,) if number % 5 == 4 else (),
            signals={"tone.calls": 0.75} if number % 4 == 3 else {},
        )
        for number, text in enumerate(texts)
    ]


def is_text(shield: Shield, item: Item) -> bool:
    """Half of a surrogate pair has no UTF-8: RE2 refuses it, and no receipt could be given."""
    try:
        shield.check(item, at=AT)
    except UnicodeEncodeError:
        return False
    return True


def both(shield: Shield, listed: list[Item]) -> tuple[list[Answer], list[Answer]]:
    return shield.check_many(listed, at=AT), [shield.check(item, at=AT) for item in listed]


@settings(deadline=None, max_examples=25)
@given(texts=TEXTS)
def test_together_is_one_by_one(shields: list[Shield], texts: list[str]) -> None:
    for shield in shields:
        together, alone = both(shield, [item for item in posts(texts) if is_text(shield, item)])
        assert together == alone


def test_most_posts_need_no_look_of_their_own_and_those_that_do_have_it(shields: list[Shield]) -> None:
    rng = random.Random(5)
    clean = list(made.stream(6, 150))
    listed = posts(
        [*clean, f"{made.invented(rng)} paint the red doors", *KNOWN, ADDED, "gr\u200bay boats, 𝐚"]
    )
    for shield in shields:
        together, alone = both(shield, listed)
        assert together == alone
        closer = shield.together(listed).glance.closer
        assert len([number for number in closer if number < len(clean)]) < len(clean) / 10
        assert len(clean) in closer  # the phrase
        assert any(ground.rule == "r6" for ground in together[-1].grounds)  # a disguise
        assert (
            shield.bank is None or {len(clean) + 1, len(clean) + 4, len(clean) + 6} <= closer
        )  # known, and added since


@settings(deadline=None, max_examples=40)
@given(texts=TEXTS)
def test_folding_together_is_folding_one_by_one(texts: list[str]) -> None:
    texts = [text.replace(BETWEEN, "") for text in texts]
    many = look_many(texts)
    parts = many.whole.split(BETWEEN)
    assert len(parts) == len(texts) + 1 == len(many.ends) + 1
    for number, text in enumerate(texts):
        if number not in many.alone:
            assert (parts[number], number in many.odd) == look(text)
    assert texts == [] or plain_many(texts) == list(map(plain, texts))


@settings(deadline=None, max_examples=30)
@given(texts=st.lists(st.text("abcdefgh", max_size=60), min_size=1, max_size=8))
def test_grams_of_many_are_those_of_each(texts: list[str]) -> None:
    many = look_many(texts)
    prints = grams.Prints(many.letters, many.ends)
    ends = prints.ends_of_alike().tolist()
    for number, (text, end) in enumerate(zip(many.whole.split(BETWEEN), ends, strict=False)):
        alike = prints.alike[ends[number - 1] if number else 0 : end].astype(np.uint32)
        assert np.array_equal(alike, grams.alike(text))
        print_ = grams.print_of(text)
        if print_ is not None:
            mine = prints.anchors[prints.anchors >> np.uint64(32) == number].astype(np.uint32)
            assert np.array_equal(mine, print_.anchors[: grams.ASKED])
            assert prints.counts[number] == len(mine)


def test_a_weight_more_or_less_is_seen(shields: list[Shield]) -> None:
    listed = posts([text for text in made.stream(8, 40) if len(text) > 40])
    scored = shields[0].together(listed).glance.scores
    assert len(set(scored)) > len(scored) / 2
    assert all(score is not None for score in scored)


def test_no_posts_and_one_post_are_answered_too(shields: list[Shield], tmp_path: Path) -> None:
    assert shields[0].check_many([], at=AT) == []
    (one,) = shields[0].check_many(posts(["paint the red doors"]), at=AT)
    assert one == shields[0].check(posts(["paint the red doors"])[0], at=AT)
