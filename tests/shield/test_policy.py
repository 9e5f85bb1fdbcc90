"""Is a policy checked like a compiler checks, and does the compiled function say what the table says?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.shield.policy.compiling import compiled, evaluate
from aftershock.shield.policy.language import Const, Expr, Name, Op, parse
from aftershock.shield.policy.problems import Faulty, PolicyError
from aftershock.shield.policy.signals import Signal, quiet
from aftershock.shield.policy.table import load, read

POLICY = Path(__file__).parent / "policy.toml"
SOURCE = POLICY.read_text("utf-8")
SIGNALS = {
    each.name: each
    for each in (
        Signal("phrase.a", "number"),
        Signal("known.b", "truth"),
        Signal("post.length", "number"),
        Signal("tone.x", "number", optional=True),
        Signal("tone.y", "truth", optional=True),
    )
}
NUMBERS = st.one_of(
    st.sampled_from([Name("phrase.a"), Name("post.length"), Name("tone.x")]),
    st.sampled_from([Const(0.0), Const(1.0), Const(2.0)]),
)
SUMS = st.recursive(
    NUMBERS, lambda inner: st.builds(Op, st.sampled_from(["+", "-", "*"]), inner, inner), max_leaves=4
)
TRUTHS = st.one_of(
    st.sampled_from(
        [Name("known.b"), Name("tone.y"), Op("missing", Name("tone.x")), Const(True), Const(False)]
    ),
    st.builds(Op, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), SUMS, SUMS),
    st.just(Op("default", Name("tone.y"), Const(True))),
)
EXPRS = st.recursive(
    TRUTHS,
    lambda inner: st.one_of(
        st.builds(Op, st.sampled_from(["and", "or"]), inner, inner), st.builds(lambda e: Op("not", e), inner)
    ),
    max_leaves=8,
)
VALUES = st.fixed_dictionaries(
    {
        "phrase.a": st.sampled_from([0.0, 1.0, 2.0]),
        "known.b": st.booleans(),
        "post.length": st.sampled_from([0.0, 1.0, 5.0]),
        "tone.x": st.sampled_from([None, 0.0, 1.0]),
        "tone.y": st.sampled_from([None, True, False]),
    }
)


@settings(deadline=None, max_examples=25)
@given(st.lists(EXPRS, min_size=1, max_size=4), VALUES)
def test_the_compiled_function_is_the_slow_evaluation(
    rules: list[Expr], values: dict[str, float | bool | None]
) -> None:
    full, _ = compiled(rules, SIGNALS)
    slow = [evaluate(rule, values) for rule in rules]
    fired, unknown = full([values[name] for name in SIGNALS])
    assert fired == [at for at, value in enumerate(slow) if value]
    assert unknown == [at for at, value in enumerate(slow) if value is None]


@settings(deadline=None, max_examples=25)
@given(st.lists(EXPRS, min_size=1, max_size=4), VALUES)
def test_the_short_way_is_the_long_one_where_nothing_was_found(
    rules: list[Expr], values: dict[str, float | bool | None]
) -> None:
    full, short = compiled(rules, SIGNALS)
    given_ = {**values, **quiet(SIGNALS)}
    listed = [given_[name] for name in SIGNALS]
    assert short(listed) == full(listed)


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (True, None, None, True),
        (False, None, False, None),
        (None, None, None, None),
        (True, False, False, True),
    ],
)
def test_what_is_unknown_follows_kleene(
    left: bool | None, right: bool | None, both: bool | None, either: bool | None
) -> None:
    for one, two in ((left, right), (right, left)):
        assert evaluate(Op("and", Const(one), Const(two)), {}) is both
        assert evaluate(Op("or", Const(one), Const(two)), {}) is either
    assert evaluate(Op("not", Const(None)), {}) is None


@pytest.mark.parametrize(
    ("source", "column", "what"),
    [
        ("phrase.b > 0", 0, "no signal is called 'phrase.b'"),
        ("phrase.a", 0, "asks what is true or false"),
        ("phrase.a > 0 and", 16, "is expected"),
        ("phrase.a = 1", 9, "means nothing here"),
        ("phrase.a > 0 phrase.a", 13, "not expected here"),
        ("known.b > 1", 0, "takes numbers"),
        ("not phrase.a", 4, "takes what is true or false"),
        ("1 < phrase.a < 2", 13, "cannot be chained"),
        ("author.religion == 1", 0, "who somebody is"),
        ("post.lang == 1", 0, "who somebody is"),
        ("default(tone.x, true) > 1", 16, "must be a number"),
        ("missing(3)", 8, "asks for a signal's name"),
        ("(" * 50 + "known.b" + ")" * 50, 40, "brackets"),
        ("__import__ > 0", 0, "no signal is called '__import__'"),
    ],
)
def test_an_expression_that_is_none_says_where_and_why(source: str, column: int, what: str) -> None:
    with pytest.raises(Faulty, match=re.escape(what)) as error:
        parse(source, SIGNALS)
    assert error.value.column == column


def test_a_sound_policy_is_read() -> None:
    parsed = load(POLICY)
    assert [rule.id for rule in parsed.policy.rules] == ["known", "like-known", "calls", "tone", "doors"]
    assert parsed.policy.rules[0].expires == "2027-02-20"
    assert len(parsed.rules) == 5


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('mode = "enforce"', 'mode = "enforced"', "one of: off, shadow, review, enforce"),
        ("owner = ", "ownr = ", "did you mean owner?"),
        ("known.removed", "known.removd", "did you mean known.removed"),
        ('action = "hold"', 'action = "block"', "only an exact known item blocks"),
        ('missing = "no"\n', "", "tone.calls can be missing"),
        ("2027-02-20", "2027-02-30", "not TOML"),
        ('expires = "2027-02-20"', 'expires = "soon"', "is no day"),
        ('id = "calls"', 'id = "known"', "two rules are called 'known'"),
        ("[[rule]]", "[[rules]]", "did you mean rule?"),
        ('[signal."tone.calls"]', '[signal."author.nationality"]', "who somebody is"),
        ('fires = ["door no 1, door no 2"]\n', "", "stays in shadow"),
        ("[policy]", "[policy", "not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, said: str) -> None:
    assert old in SOURCE
    with pytest.raises(PolicyError) as error:
        read(SOURCE.replace(old, new), "forum.toml")
    shown = str(error.value)
    assert said in shown
    assert re.match(r"forum\.toml:\d+:\d+: ", shown)


def test_an_error_is_shown_like_a_good_compiler_shows_it() -> None:
    with pytest.raises(PolicyError) as error:
        read(SOURCE.replace("phrase.calls > 0 and", "phrase.cals > 0 and"), "forum.toml")
    line = next(n for n, text in enumerate(SOURCE.splitlines(), 1) if "phrase.calls > 0" in text)
    assert str(error.value) == (
        f"forum.toml:{line}:9: no signal is called 'phrase.cals'\n"
        '    when = "phrase.cals > 0 and post.length < 1000"\n'
        "            ^\n"
        "    did you mean phrase.calls or phrase.calls.bare or phrase.calls.exact?\n"
        "1 to mend; the policy before stays in force."
    )


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(PolicyError) as error:
        read(SOURCE.replace("owner = ", "ownr = "))
    assert len(error.value.problems) >= 12
