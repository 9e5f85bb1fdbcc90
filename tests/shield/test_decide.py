"""Is the verdict what the policy says, within what the law allows, and the same again?"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.records import FieldReceipt, Post, Receipt
from aftershock.shield import breaker, context, score
from aftershock.shield.activation import proved
from aftershock.shield.banks import bank as banks
from aftershock.shield.banks import items
from aftershock.shield.banks.bank import Bank
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.decide import Shield, item_of
from aftershock.shield.normalise import fold
from aftershock.shield.patterns import Pattern
from aftershock.shield.phrases import Hit, Phrase
from aftershock.shield.policy.awake import unasked
from aftershock.shield.policy.problems import PolicyError
from aftershock.shield.policy.table import read
from aftershock.shield.replay import Counts, costs, named, replay, same
from aftershock.shield.verdict import Answer, Item
from aftershock.text import sha256

SOURCE = (Path(__file__).parent / "policy.toml").read_text("utf-8")
AT = "2026-11-22T12:00:00Z"
TEXT = "The lantern at the harbour gate was painted green again by the night crew of the ferry."
PHRASES = (
    Phrase(id="c1", list="calls", text="paint the red door", adopted_by="Ana"),
    Phrase(id="c2", list="calls", text="close the north bridge"),
)
PATTERNS = (Pattern(id="d", list="doors", expression=r"door no \d", adopted_by="Ana"),)


def made(source: str = SOURCE, bank: Bank | None = None) -> Shield:
    parsed = read(source)
    return proved(
        Shield(parsed, phrases=PHRASES, patterns=PATTERNS, bank=bank), parsed, source, "policy.toml"
    )


@pytest.fixture
def shield(tmp_path: Path) -> Shield:
    def known(id_: str, kind: items.Kind = "text", **more: str) -> KnownItem:
        return KnownItem(id=id_, bank="removed", kind=kind, adopted_by="Ana", **more)

    entries = [
        items.of_text(known("t"), TEXT),
        items.of_text(
            known("old", expires="2026-01-01"), "An item that has expired long ago and is known no more."
        ),
        items.of_link(known("l", "link"), "example.org/a"),
        items.of_picture(known("p", "picture"), "a5" * 32),
    ]
    banks.add(tmp_path / "bank", entries, by="Ana", at=AT)
    return made(bank=Bank(tmp_path / "bank"))


def ask(
    shield: Shield, text: str = "", at: str = AT, tripped: frozenset[str] = frozenset(), **more: object
) -> Answer:
    item = Item(platform="forum", id="1", text=text, **more)  # type: ignore[arg-type]
    answer = shield.check(item, at=at, tripped=tripped)
    for ground in answer.grounds:
        assert ground.policy == shield.hash
        assert ground.evidence
        for each in ground.evidence:
            if isinstance(each, Receipt):
                assert text[each.start : each.end] == each.quote
                assert each.text == sha256(text)
    return answer


@pytest.mark.parametrize(
    ("text", "verdict", "rule", "quote"),
    [
        ("nothing here", "allow", None, None),
        ("now paint the red door!", "hold", "calls", "paint the red door"),
        ("now p4int the r3d d00r!", "hold", "calls", "p4int the r3d d00r"),
        ("He said: paint the red door.", "review", "calls", "paint the red door"),
        ("“paint the red door” again", "review", "calls", "paint the red door"),
        ("close the north bridge", "review", "not-adopted", "close the north bridge"),
        (TEXT, "block", "known", TEXT),
        (TEXT.upper(), "block", "known", TEXT.upper()),
        (TEXT.replace("o", "0"), "hold", "like-known", TEXT.replace("o", "0")),
        (TEXT.replace("night", "day"), "hold", "like-known", TEXT.replace("night", "day")),
        (
            "see https://www.example.org/a?utm_source=x",
            "block",
            "known",
            "https://www.example.org/a?utm_source=x",
        ),
        ("He said see https://example.org/a", "hold", "known", "https://example.org/a"),
        ("door no 1 and door no 2", "review", "doors", "door no 1"),
        ("An item that has expired long ago and is known no more.", "allow", None, None),
    ],
)
def test_the_verdict_and_its_reason(
    shield: Shield, text: str, verdict: str, rule: str | None, quote: str | None
) -> None:
    answer = ask(shield, text)
    assert named(answer) == verdict
    if rule is None:
        assert answer.grounds == ()
    else:
        assert answer.grounds[0].rule == rule
        first = answer.grounds[0].evidence[0]
        assert isinstance(first, Receipt)
        assert first.quote == quote


def test_a_picture_is_held_and_names_its_field(shield: Shield) -> None:
    answer = ask(shield, "", pictures=("a5" * 31 + "a4",))
    assert answer.verdict == "hold"
    assert isinstance(answer.grounds[0].evidence[0], FieldReceipt)
    assert answer.grounds[0].items == ("p",)


def test_a_known_item_that_no_rule_asks_about_is_looked_at(tmp_path: Path) -> None:
    def known(id_: str, bank: str, kind: items.Kind = "text") -> KnownItem:
        return KnownItem(id=id_, bank=bank, kind=kind, adopted_by="Ana")

    other = "A whole other stand-in text, which stands in a bank that the policy does not name."
    entries = [
        items.of_text(known("other", "case"), other),
        items.of_film(known("film", "removed", "film"), ["a5" * 32, "3c" * 32, "69" * 32]),
    ]
    banks.add(tmp_path / "bank", entries, by="Ana", at=AT)
    bank = Bank(tmp_path / "bank")
    shield = made(bank=bank)
    for answer in (ask(shield, other), ask(shield, "a post", film=("a5" * 32, "3c" * 32, "69" * 32))):
        assert named(answer) == "review"
        assert [(g.rule, g.why) for g in answer.grounds] == [
            ("not-asked", "in a bank that no rule asks about")
        ]
    assert named(ask(shield, other.replace("whole", "very"))) == "review", "near copies too"
    said = unasked(read(SOURCE), bank.kinds(), AT[:10])
    assert [each.split(":")[0] for each in said] == [
        "no rule that is awake asks known.case",
        "no rule that is awake asks film.removed",
    ]
    far = "2099-01-01T00:00:00Z"
    assert named(ask(shield, other, at=far)) == "review", "nor where all rules have expired"


def test_no_signal_from_outside_can_make_a_block(shield: Shield) -> None:
    assert ask(shield, "x", signals={"known.removed": True, "phrase.calls": 3.0}).verdict == "allow"
    answer = ask(shield, "x", signals={"tone.calls": 0.99})
    assert (answer.verdict, answer.shadow) == ("allow", ("tone",))
    assert ask(shield, "x", signals={"tone.calls": float("nan")}).unknown == ("tone",)


def test_a_newsroom_a_trip_an_expiry_and_a_rollout_make_it_milder(shield: Shield) -> None:
    assert ask(shield, TEXT, channel="daily").verdict == "hold"
    assert named(ask(shield, "paint the red door", channel="daily")) == "review"
    assert named(ask(shield, "paint the red door", tripped=frozenset(["calls"]))) == "review"
    flooded = ask(shield, TEXT, tripped=frozenset(["known"]))
    assert (named(flooded), flooded.review) == ("hold", True), "what is known never stands for a flood"
    assert named(ask(shield, TEXT, tripped=frozenset(["known"]), channel="daily")) == "review"
    assert named(ask(shield, "paint the red door", at="2027-02-21T00:00:00Z")) == "allow"
    half = made(SOURCE.replace('id = "calls"', 'id = "calls"\nrollout = 30'))
    answers = [
        half.check(Item(platform="f", id=str(n), text="paint the red door"), at=AT) for n in range(1000)
    ]
    held = sum(each.verdict == "hold" for each in answers)
    assert 230 < held < 370
    assert held + sum("calls" in each.shadow for each in answers) == 1000


@pytest.mark.parametrize(("missing", "verdict"), [("no", "allow"), ("yes", "hold"), ("review", "review")])
def test_a_missing_signal_does_what_the_rule_says(missing: str, verdict: str) -> None:
    source = SOURCE.replace(
        'missing = "no"',
        f'missing = "{missing}"\nfires = [{{ text = "x", signals = {{ "tone.calls" = 1 }} }}]',
    )
    answer = ask(made(source.replace('mode = "shadow"', 'mode = "enforce"')), "x")
    assert named(answer) == verdict
    assert answer.unknown == ("tone",)


def test_examples_are_proved_before_a_policy_is_in_force() -> None:
    with pytest.raises(PolicyError) as error:
        made(SOURCE.replace('silent = ["paint the red wall"]', 'silent = ["Paint the red door"]'))
    assert "must stay silent on this" in str(error.value)
    assert "phrase.calls = 1" in str(error.value)


def test_the_hash_is_of_policy_and_lists() -> None:
    parsed = read(SOURCE)
    one = Shield(parsed, phrases=PHRASES, patterns=PATTERNS).hash
    assert one == Shield(read(SOURCE + "\n# a remark"), phrases=PHRASES, patterns=PATTERNS).hash
    assert one != Shield(parsed, phrases=PHRASES[:1], patterns=PATTERNS).hash
    assert one != Shield(read(SOURCE.replace("> 0.5", "> 0.6")), phrases=PHRASES, patterns=PATTERNS).hash


def test_a_decision_is_the_contracts_record(shield: Shield) -> None:
    post = Post(platform="forum", channel_id="c", post_id="7", text="now paint the red door")
    decision = shield.check(item_of(post, revision=2), at=AT).decision()
    assert (decision.item, decision.revision, decision.verdict, decision.by) == (
        "forum:7",
        2,
        "hold",
        "rule calls",
    )
    assert decision.reasons[0].receipt is not None
    assert decision.reasons[0].receipt.quote == "paint the red door"


def test_replay_is_identical_and_shows_what_another_policy_changes(shield: Shield) -> None:
    texts = ["hello", "paint the red door", "p4int the red door", TEXT, "He said paint the red door"]
    posts = [Item(platform="f", id=str(n), text=text) for n, text in enumerate(texts)]
    stored = [(post, shield.check(post, at=AT)) for post in posts]
    assert same(stored, shield) == []
    other = made(
        SOURCE.replace("phrase.calls > 0 and post.length < 1000", "phrase.calls.exact > 0").replace(
            '"p4int the r3d d00r"', ""
        ),
        shield.bank,
    )
    difference = replay(posts, shield, other, at=AT)
    assert [(each.before, each.after, each.posts) for each in difference.changes] == [
        ("hold", "allow", ("f:2",))
    ]
    counts = {each.rule: each.fired for each in difference.rules}
    assert counts == {"known": 1, "like-known": 0, "calls": 2, "tone": 0, "doors": 0}
    assert same(stored, other) == [post.key for post in posts]
    spent = costs(read(SOURCE), shield, posts, rounds=2)
    assert set(spent) == set(counts)
    assert all(each > 0 for each in spent.values())


def test_counts_of_answers(shield: Shield) -> None:
    counted = Counts()
    counted.add(ask(shield, "paint the red door"))
    counted.add(ask(shield, "“paint the red door”"))
    assert {each.rule: each.outcomes for each in counted.rules(["calls"])} == {
        "calls": {"hold": 1, "review": 1}
    }


# --- the breaker -------------------------------------------------------------------------------


def run(state: breaker.Flood, seconds: int, seen: int, fired: int, start: float = 1000.0) -> breaker.Flood:
    for second in range(seconds):
        state = breaker.counted(state, seen=seen, fired=fired, now=start + second)
    return state


def test_a_rule_that_floods_trips_within_ten_seconds_and_stays_until_freed() -> None:
    calm = run(breaker.Flood(rule="r", baseline=0.001), 600, 1000, 1)
    assert calm.tripped_at is None
    flooded = run(calm, 10, 1000, 100, 2000.0)
    assert flooded.tripped_at is not None
    assert flooded.tripped_at - 2000 <= 10
    assert run(flooded, 60, 1000, 0, 3000.0).tripped_at is not None
    assert breaker.freed(flooded).tripped_at is None


def test_chance_and_a_clock_set_back_do_not_trip() -> None:
    import random

    rng = random.Random(1)
    state = breaker.Flood(rule="r", baseline=0.002)
    for second in range(3_000):
        fired = sum(rng.random() < 0.002 for _ in range(100))
        state = breaker.counted(state, seen=100, fired=fired, now=second % 1000 * 1.0)
    assert state.tripped_at is None
    assert 0.001 < state.baseline < 0.004


# --- score and context -------------------------------------------------------------------------


def test_a_fitted_score_tells_its_texts_apart_and_is_saved(tmp_path: Path) -> None:
    yes = [f"paint the red door at gate {n}" for n in range(40)]
    no = [f"the ferry leaves from berth {n} at noon" for n in range(40)]
    linear = score.fit(yes + no, [True] * 40 + [False] * 40)
    assert (linear.of(fold("please paint the red door now")) or 0) > 0.8
    assert (linear.of(fold("the ferry is late again today")) or 1) < 0.3
    assert linear.of("short") is None
    with pytest.raises(ValueError, match="proved"):
        linear.save(tmp_path / "score.npz")
    tested = score.Linear(linear.weights, linear.slope, linear.offset, 0.9)
    tested.save(tmp_path / "score.npz")
    again = score.load(tmp_path / "score.npz")
    assert (again.digest, again.tested) == (tested.digest, 0.9)
    assert tested.digest != linear.digest


def test_quotations_and_sentences() -> None:
    text = 'One "two" „drei“ «quatre» it’s\n> five\nsix'
    assert [text[a:b].strip() for a, b in context.quoted(text)] == ['"two"', "„drei“", "«quatre»", "> five"]
    text = "First. He said it! Third. Fourth."
    assert [text[a:b] for a, b in context.stretches(text, "report")] == ["First. He said it! Third. "]
    hit = Hit("l", "i", text.index("Fourth"), len(text) - 1, True)
    assert context.read(text, [hit]).bare == (hit,)
