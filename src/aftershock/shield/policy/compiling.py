"""How do all rules become one function over one list of signal values?

Python source is made of the checked expressions (names become places in the list, nothing of the policy's own
text enters it) and compiled once. Where no signal of an expression can be missing it is plain ``and``,
``or``, ``not``; elsewhere Kleene's. A second function is made for posts in which nothing was found: with the
signals of evidence put in as constants most rules are false once and for all and vanish from it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence

from aftershock.shield.policy.language import Const, Expr, Name, Op
from aftershock.shield.policy.signals import Signal, Value, quiet

Asked = Callable[[Sequence[Value]], tuple[list[int], list[int]]]
_REAL: dict[str, Callable[[float, float], float | bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=":
    operator.ne, "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip


def conjunction(left: Value, right: Value) -> Value:
    """Kleene's and."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def disjunction(left: Value, right: Value) -> Value:
    """Kleene's or."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def denial(inner: Value) -> Value:
    """Kleene's not."""
    return None if inner is None else not inner


def reckoned(sign: str, left: Value, right: Value) -> Value:
    """A comparison or sum; unknown where a side is."""
    return None if left is None or right is None else _REAL[sign](left, right)


def evaluate(expr: Expr, values: Mapping[str, Value]) -> Value:
    """What an expression is, worked out step by step: the slow twin of the compiled function."""
    if isinstance(expr, Const):
        return expr.value
    if isinstance(expr, Name):
        return values.get(expr.signal)
    if expr.sign == "missing":
        return evaluate(expr.left, values) is None
    left = evaluate(expr.left, values)
    if expr.sign == "not":
        return denial(left)
    assert expr.right is not None
    right = evaluate(expr.right, values)
    if expr.sign == "default":
        return right if left is None else left
    if expr.sign in ("and", "or"):
        return conjunction(left, right) if expr.sign == "and" else disjunction(left, right)
    return reckoned(expr.sign, left, right)


def compiled(rules: Sequence[Expr], signals: Mapping[str, Signal]) -> tuple[Asked, Asked]:
    """Two functions of the list of values (in the catalogue's order): for any post, and for a quiet one.

    Each gives the numbers of the rules that are true and of those that are unknown.
    """
    places = {name: at for at, name in enumerate(signals)}
    none = quiet(signals)
    return (
        _function(rules, signals, places),
        _function([simplified(rule, none) for rule in rules], signals, places),
    )


def _function(rules: Sequence[Expr], signals: Mapping[str, Signal], places: Mapping[str, int]) -> Asked:
    body = ["def asked(s):", " fired, unknown = [], []"]
    for number, rule in enumerate(rules):
        if isinstance(rule, Const) and rule.value is False:
            continue
        source = _source(rule, signals, places)
        if nullable(rule, signals):
            body.append(
                f" v = {source}\n if v is None: unknown.append({number})\n elif v: fired.append({number})"
            )
        else:
            body.append(f" if {source}: fired.append({number})")
    body.append(" return fired, unknown")
    scope: dict[str, Asked] = {}
    names = {"_and": conjunction, "_or": disjunction, "_not": denial, "_real": reckoned, "__builtins__": {}}
    exec(compile("\n".join(body), "<policy>", "exec"), names, scope)
    return scope["asked"]


def nullable(expr: Expr, signals: Mapping[str, Signal]) -> bool:
    """Whether an expression can be unknown."""
    if isinstance(expr, Const):
        return expr.value is None
    if isinstance(expr, Name):
        return signals[expr.signal].optional
    if expr.sign in ("missing", "default"):
        return False
    return nullable(expr.left, signals) or (expr.right is not None and nullable(expr.right, signals))


def _source(expr: Expr, signals: Mapping[str, Signal], places: Mapping[str, int]) -> str:
    if isinstance(expr, Const):
        return repr(expr.value)
    if isinstance(expr, Name):
        return f"s[{places[expr.signal]}]"
    left = _source(expr.left, signals, places)
    if expr.sign == "missing":
        return f"({left} is None)"
    if expr.sign == "not":
        return f"_not({left})" if nullable(expr.left, signals) else f"(not {left})"
    assert expr.right is not None
    right = _source(expr.right, signals, places)
    if expr.sign == "default":
        return f"({right} if {left} is None else {left})"
    if not nullable(expr, signals):
        return f"({left} {expr.sign} {right})"
    if expr.sign in ("and", "or"):
        return f"_{expr.sign}({left}, {right})"
    return f"_real({expr.sign!r}, {left}, {right})"


def simplified(expr: Expr, values: Mapping[str, Value]) -> Expr:
    """The expression with some signals put in as constants, and what follows from them."""
    if isinstance(expr, Name):
        return Const(values[expr.signal]) if expr.signal in values else expr
    if isinstance(expr, Const):
        return expr
    left = simplified(expr.left, values)
    right = None if expr.right is None else simplified(expr.right, values)
    made = Op(expr.sign, left, right)
    if isinstance(left, Const) and (right is None or isinstance(right, Const)):
        return Const(evaluate(made, {}))
    if expr.sign in ("and", "or") and right is not None:
        for side, other in ((left, right), (right, left)):
            if isinstance(side, Const) and side.value is not None:
                return other if side.value is (expr.sign == "and") else side
    return made
