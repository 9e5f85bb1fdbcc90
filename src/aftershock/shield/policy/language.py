"""What does an expression of a policy say? Words, grammar, types; no loops, no assignment, no text.

    either   := both ("or" both)*
    both     := denial ("and" denial)*
    denial   := "not" denial | compared
    compared := sum (("<" | "<=" | ">" | ">=" | "==" | "!=") sum)?
    sum      := product (("+" | "-") product)*
    product  := single ("*" single)*
    single   := number | "true" | "false" | signal | "(" either ")"
              | "missing" "(" signal ")" | "default" "(" signal "," single ")"

A comparison or sum with a missing signal is unknown. ``and``, ``or``, ``not`` follow Kleene: false and
unknown is false, true or unknown is true, the rest is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from aftershock.shield.policy.problems import Faulty, did_you_mean
from aftershock.shield.policy.signals import Signal, Type, about_somebody

DEEPEST = 40  # brackets in brackets
_WORD = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w-]*(?:\.[\w-]+)*)|(?P<sign><=|>=|==|!=|[<>()+*,-]))"
)


class Const(NamedTuple):
    """A number, true, false; None is unknown."""

    value: float | bool | None


class Name(NamedTuple):
    """A signal."""

    signal: str


class Op(NamedTuple):
    """An operator over one or two expressions; ``missing`` and ``default`` are operators too."""

    sign: str
    left: Expr
    right: Expr | None = None


Expr = Const | Name | Op


class Word(NamedTuple):
    """A word of the source at ``column`` (from 0)."""

    kind: Literal["number", "name", "sign", "end"]
    text: str
    column: int


def parse(source: str, signals: Mapping[str, Signal]) -> Expr:
    """The expression; raises Faulty (with its column) where it is not one, or its types do not fit."""
    reading = _Reading(words(source), signals)
    expr, kind, column = reading.either(0)
    rest = reading.next
    if rest.kind != "end":
        raise Faulty(rest.column, f"'{rest.text}' is not expected here", "join conditions by and, or")
    if kind != "truth":
        raise Faulty(column, "this is a number, and a rule asks what is true or false", "compare it: ... > 0")
    return expr


def words(source: str) -> list[Word]:
    """The words of an expression, an end behind them."""
    found, at = [], 0
    while source[at:].strip():
        match = _WORD.match(source, at)
        if match is None or match.lastgroup is None:
            column = at + len(source[at:]) - len(source[at:].lstrip())
            hint = (
                "write == for equal"
                if source[column] == "="
                else "signals, numbers, and or not, < > ==, brackets"
            )
            raise Faulty(column, f"'{source[column]}' means nothing here", hint)
        found.append(Word(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))  # type: ignore[arg-type]
        at = match.end()
    return [*found, Word("end", "the end", len(source.rstrip()))]


Typed = tuple[Expr, Type, int]


class _Reading:
    """The words still to be read."""

    def __init__(self, listed: list[Word], signals: Mapping[str, Signal]) -> None:
        self._words, self._at, self._signals = listed, 0, signals

    @property
    def next(self) -> Word:
        return self._words[self._at]

    def take(self, *texts: str) -> Word | None:
        word = self.next
        if word.kind in ("sign", "name") and word.text in texts:
            self._at += 1
            return word
        return None

    def expect(self, text: str) -> None:
        if self.take(text) is None:
            raise Faulty(self.next.column, f"'{text}' is expected, not {self.next.text!r}")

    def either(self, depth: int) -> Typed:
        return self._chain("or", depth)

    def _chain(self, sign: str, depth: int) -> Typed:
        below = self.denial if sign == "and" else lambda deep: self._chain("and", deep)
        left = below(depth)
        while word := self.take(sign):
            right = below(depth)
            for side in (left, right):
                _must(side, "truth", word)
            left = (Op(sign, left[0], right[0]), "truth", left[2])
        return left

    def denial(self, depth: int) -> Typed:
        if word := self.take("not"):
            inner = self.denial(_deeper(depth, word))
            _must(inner, "truth", word)
            return Op("not", inner[0]), "truth", word.column
        return self.compared(depth)

    def compared(self, depth: int) -> Typed:
        left = self.sum(depth)
        word = self.take("<", "<=", ">", ">=", "==", "!=")
        if word is None:
            return left
        right = self.sum(depth)
        for side in (left, right):
            _must(side, "number", word)
        if again := self.take("<", "<=", ">", ">=", "==", "!="):
            raise Faulty(again.column, "comparisons cannot be chained", "write a < b and b < c")
        return Op(word.text, left[0], right[0]), "truth", left[2]

    def sum(self, depth: int) -> Typed:
        left = self.product(depth)
        while word := self.take("+", "-"):
            left = _reckoned(word, left, self.product(depth))
        return left

    def product(self, depth: int) -> Typed:
        left = self.single(depth)
        while word := self.take("*"):
            left = _reckoned(word, left, self.single(depth))
        return left

    def single(self, depth: int) -> Typed:
        word = self.next
        if word.kind == "end" or (word.kind == "sign" and word.text != "("):
            raise Faulty(word.column, f"a signal, a number or a bracket is expected, not {word.text!r}")
        self._at += 1
        if word.kind == "number":
            return Const(float(word.text)), "number", word.column
        if word.kind == "sign":
            inner = self.either(_deeper(depth, word))
            self.expect(")")
            return inner
        if word.text in ("true", "false"):
            return Const(word.text == "true"), "truth", word.column
        if word.text in ("missing", "default") and self.next.text == "(":
            return self._asked(word)
        if word.text in ("and", "or", "not"):
            raise Faulty(word.column, f"'{word.text}' needs a condition on both sides")
        return Name(word.text), self.signal(word).type, word.column

    def signal(self, word: Word) -> Signal:
        """The signal of that name; raises Faulty where there is none or it may not be asked."""
        if about_somebody(word.text):
            raise Faulty(
                word.column,
                f"'{word.text}' would be about who somebody is",
                "religion, ethnicity, nationality, language, gender are never a signal",
            )
        if word.text not in self._signals:
            raise Faulty(
                word.column,
                f"no signal is called '{word.text}'",
                did_you_mean(word.text, list(self._signals)),
            )
        return self._signals[word.text]

    def _asked(self, word: Word) -> Typed:
        self.expect("(")
        name = self.next
        if name.kind != "name":
            raise Faulty(name.column, f"{word.text}(...) asks for a signal's name")
        self._at += 1
        signal = self.signal(name)
        if word.text == "missing":
            self.expect(")")
            return Op("missing", Name(name.text)), "truth", word.column
        self.expect(",")
        value = self.single(0)
        if value[1] != signal.type or not isinstance(value[0], Const):
            raise Faulty(value[2], f"the default of {name.text} must be a {signal.type} written out")
        self.expect(")")
        return Op("default", Name(name.text), value[0]), signal.type, word.column


def _must(side: Typed, kind: Type, word: Word) -> None:
    if side[1] != kind:
        wants = "what is true or false" if kind == "truth" else "numbers"
        hint = "compare it: ... > 0" if kind == "truth" else "leave the comparison out"
        raise Faulty(side[2], f"'{word.text}' takes {wants}", hint)


def _reckoned(word: Word, left: Typed, right: Typed) -> Typed:
    for side in (left, right):
        _must(side, "number", word)
    return Op(word.text, left[0], right[0]), "number", left[2]


def _deeper(depth: int, word: Word) -> int:
    if depth >= DEEPEST:
        raise Faulty(word.column, f"more than {DEEPEST} brackets in brackets", "split the rule")
    return depth + 1


def names(expr: Expr | None) -> frozenset[str]:
    """The signals that an expression asks."""
    if isinstance(expr, Name):
        return frozenset([expr.signal])
    if isinstance(expr, Op):
        return names(expr.left) | names(expr.right)
    return frozenset()


def demands(expr: Expr) -> frozenset[str]:
    """Signals of truth without which the expression cannot be true: its conjuncts."""
    if isinstance(expr, Name):
        return frozenset([expr.signal])
    if isinstance(expr, Op) and expr.sign == "and" and expr.right is not None:
        return demands(expr.left) | demands(expr.right)
    if isinstance(expr, Op) and expr.sign == "or" and expr.right is not None:
        left, right = demands(expr.left), demands(expr.right)
        known = frozenset(name for name in left | right if name.startswith("known."))
        both = any(n.startswith("known.") for n in left) and any(n.startswith("known.") for n in right)
        return (left & right) | (known if both else frozenset())
    return frozenset()
