"""Does a rule ask the score for less than it was tested at? What proved itself from .9 on says nothing at .3.

A score is compared with a number written out, and what fires above one fires from the tested threshold on.
What only sleeps or watches (off, shadow) may ask for anything: that is how another threshold is tried.
"""

from __future__ import annotations

from aftershock.shield.policy.language import Const, Expr, Name, Op, names
from aftershock.shield.policy.places import Place, places
from aftershock.shield.policy.problems import PolicyError, Problem
from aftershock.shield.policy.table import Parsed

SCORE = "score.linear"
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def kept_to(parsed: Parsed, least: float, source: str, file: str) -> None:
    """Raises PolicyError with every rule in force that asks the score otherwise than from ``least`` on."""
    where, found = places(source), []
    for number, (rule, when) in enumerate(zip(parsed.policy.rules, parsed.rules, strict=True)):
        what = otherwise(when, least) if rule.mode in ("review", "enforce") else ""
        if what:
            place = where.get((f"rule[{number}]", "when"), Place(1, 1, ""))
            hint = f'write {SCORE} > {least:g}, train with --threshold, or try it in mode = "shadow"'
            found.append(Problem(place.line, place.column, what, hint, place.text))
    if found:
        raise PolicyError(file, found)


def otherwise(expr: Expr, least: float, *, denied: bool = False) -> str:
    """How an expression asks the score otherwise than it was tested; empty where it does not."""
    if not isinstance(expr, Op) or SCORE not in names(expr) or expr.sign == "missing":
        return ""
    if expr.sign == "not":
        return otherwise(expr.left, least, denied=not denied)
    if expr.sign in ("and", "or") and expr.right is not None:
        return otherwise(expr.left, least, denied=denied) or otherwise(expr.right, least, denied=denied)
    sign, left, right = expr.sign, expr.left, expr.right
    if isinstance(left, Const) and right is not None:
        sign, left, right = _TURNED.get(sign, sign), right, left
    if sign not in _TURNED or not _alone(left) or not isinstance(right, Const):
        return f"{SCORE} is compared with one number by <, <=, >, >= and is no part of a sum"
    above = sign.startswith(">") != denied
    if above and float(right.value or 0.0) < least:
        return f"the score was tested from {least:g} on, and this fires from {right.value:g}"
    return ""


def _alone(expr: Expr | None) -> bool:
    """The score itself, or with what it is to be where it is missing."""
    return expr == Name(SCORE) or (isinstance(expr, Op) and expr.sign == "default" and _alone(expr.left))
