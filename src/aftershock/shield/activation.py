"""May this policy be put in force? Every example of its rules is run through the real thing first."""

from __future__ import annotations

from collections.abc import Mapping

from aftershock.shield.decide import Shield
from aftershock.shield.policy.compiling import evaluate
from aftershock.shield.policy.places import Place, places
from aftershock.shield.policy.problems import PolicyError, Problem
from aftershock.shield.policy.table import Example, Parsed, Rule
from aftershock.shield.verdict import Item


def proved(shield: Shield, parsed: Parsed, source: str, file: str) -> Shield:
    """The shield where every example comes out as its rule says; else PolicyError, one problem an example.

    An example is asked of its rule alone, with all signals of its text and those it names itself.
    """
    where = places(source)
    found = []
    for number, (rule, expr) in enumerate(zip(parsed.policy.rules, parsed.rules, strict=True)):
        for key, wanted in (("fires", True), ("silent", False)):
            for example in getattr(rule, key):
                case = example if isinstance(example, Example) else Example(text=example)
                seen = shield.values(_item(rule, case))
                result = evaluate(expr, {**seen, **case.signals})
                fires = rule.missing == "yes" if result is None else bool(result)
                if fires != wanted:
                    place = where.get((f"rule[{number}]", key), Place(1, 1, ""))
                    shown = case.text if len(case.text) <= 60 else case.text[:57] + "..."
                    says = "must fire on" if wanted else "must stay silent on"
                    what = f"rule '{rule.id}' {says} this and does not: {shown!r}"
                    hint = f"it sees {_told(shield.asked(number), {**seen, **case.signals})}"
                    found.append(Problem(place.line, place.column, what, hint, place.text))
    if found:
        raise PolicyError(file, found)
    return shield


def _item(rule: Rule, case: Example) -> Item:
    return Item(platform="example", id=rule.id, text=case.text, signals=dict(case.signals))


def _told(asked: frozenset[str], values: Mapping[str, float | bool | None]) -> str:
    return ", ".join(f"{name} = {_shown(values.get(name))}" for name in sorted(asked))


def _shown(value: float | bool | None) -> str:
    if value is None:
        return "missing"
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"
