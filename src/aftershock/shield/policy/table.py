"""What is a policy, and is this one sound? A table of rules in TOML, checked before anything runs.

Everything that is wrong is said at once, with its place and what to do. The law stands here too: a rule that
blocks must demand an exact known item, and no signal is about who somebody is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar, get_args

import msgspec

from aftershock.records import Record
from aftershock.shield.policy.compiling import nullable
from aftershock.shield.policy.language import Expr, demands, names, parse
from aftershock.shield.policy.places import Place, places
from aftershock.shield.policy.problems import Faulty, PolicyError, Problem, did_you_mean
from aftershock.shield.policy.signals import Signal, about_somebody, catalogue

Verdict = Literal["allow", "label", "limit", "hold", "block"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Action = Literal["label", "limit", "hold", "block"]
Mode = Literal["off", "shadow", "review", "enforce"]
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Example(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post that a rule must or must not fire on; ``signals`` stand in for what the text alone cannot
    show.
    """

    text: str
    signals: dict[str, float | bool] = msgspec.field(default_factory=dict)


class Rule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the table. ``missing`` says what happens where ``when`` cannot be known; ``usual`` is the
    share of all posts on which it may be expected to fire.
    """

    id: str
    clause: str
    category: str
    when: str
    action: Action
    owner: str
    expires: str
    grounds: Literal["illegal", "incompatible"] = "incompatible"
    missing: Literal["no", "yes", "review"] | None = None
    mode: Mode = "shadow"
    rollout: float = 100.0
    usual: float | msgspec.UnsetType = msgspec.UNSET  # where unsaid, a bundle's hash is what it was before
    fires: tuple[Example | str, ...] = ()
    silent: tuple[Example | str, ...] = ()
    note: str = ""


class Exemption(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What makes a restriction milder. ``review``: nothing is done to the post, a person looks at it."""

    id: str
    clause: str
    when: str
    owner: str
    block_to: Literal["hold", "review"] = "review"
    hold_to: Literal["limit", "label", "review"] = "review"


class Head(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose policy, which version."""

    id: str
    version: str
    note: str = ""


class Lists(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lists, banks and newsrooms that rules speak of."""

    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    banks: tuple[str, ...] = ()
    newsrooms: tuple[str, ...] = ()


class Outside(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signal that the platform or a head sends along; without ``default`` it can be missing."""

    type: Literal["number", "truth"] = "number"
    default: float | bool | None = None
    note: str = ""


class Policy(Record, frozen=True, kw_only=True):
    """A sound policy; ``rules`` in the order of the file."""

    head: Head
    lists: Lists
    outside: dict[str, Outside]
    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]

    def signals(self) -> dict[str, Signal]:
        """All signals that may be asked, by name."""
        return _signals(self.lists, self.outside)


class Parsed(Record, frozen=True, kw_only=True):
    """A policy with its expressions, in the order of rules and exemptions."""

    policy: Policy
    rules: tuple[Expr, ...]
    exemptions: tuple[Expr, ...]


def load(path: Path) -> Parsed:
    """The policy of a file; raises PolicyError with everything that is wrong."""
    return read(path.read_text("utf-8"), str(path))


def read(source: str, file: str = "policy.toml") -> Parsed:
    """The policy of a text; raises PolicyError with everything that is wrong."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(where[1]), int(where[2])) if where else (len(source.splitlines()) or 1, 1)
        what = re.sub(r" \(at .*\)", "", str(error))
        shown = (source.splitlines() or [""])[min(line, len(source.splitlines())) - 1] if source else ""
        raise PolicyError(file, [Problem(line, column, f"not TOML: {what}", source=shown)]) from error
    return _Check(source, file, table).whole()


def _signals(lists: Lists, outside: Mapping[str, Outside]) -> dict[str, Signal]:
    return catalogue(
        phrases=lists.phrases,
        patterns=lists.patterns,
        banks=lists.banks,
        outside=[
            Signal(name, each.type, each.default is None, each.default, each.note)
            for name, each in sorted(outside.items())
        ],
    )


_T = TypeVar("_T", bound=Record)


class _Check:
    """One reading of a policy: collects problems, gives the policy where there are none."""

    def __init__(self, source: str, file: str, table: Mapping[str, object]) -> None:
        self.file, self.table, self.places = file, table, places(source)
        self.problems: list[Problem] = []

    def say(self, table: str, key: str, what: str, hint: str = "", *, at: int = 0) -> None:
        place = self.places.get((table, key)) or self.places.get((table, "")) or Place(1, 1, "")
        self.problems.append(Problem(place.line, place.column + at, what, hint, place.text))

    def whole(self) -> Parsed:
        """The policy, or PolicyError."""
        known = ("policy", "lists", "signal", "rule", "exemption")
        for name in self.table:
            if name not in known:
                self.say(name, "", f"no table is called '{name}'", did_you_mean(name, known))
        head = self._record(Head, self.table.get("policy", {}), "policy")
        lists = self._record(Lists, self.table.get("lists", {}), "lists") or Lists()
        outside = dict(self._outside())
        rules = [found for found in self._each(Rule, "rule") if found[1]]
        exemptions = [found for found in self._each(Exemption, "exemption") if found[1]]
        signals = _signals(lists, outside)
        parsed = [self._rule(place, rule, signals) for place, rule in rules]
        excused = [self._expression(place, each.when, signals) for place, each in exemptions]
        both: list[tuple[str, Rule | Exemption]] = [*rules, *exemptions]
        self._once(both)
        if not rules and not self.problems:
            self.say("policy", "", "a policy without rules decides nothing", "add a [[rule]]")
        if self.problems or head is None:
            raise PolicyError(self.file, self.problems)
        return Parsed(
            policy=Policy(
                head=head,
                lists=lists,
                outside=outside,
                rules=tuple(rule for _, rule in rules),
                exemptions=tuple(each for _, each in exemptions),
            ),
            rules=tuple(each for each in parsed if each is not None),
            exemptions=tuple(each for each in excused if each is not None),
        )

    def _record(self, kind: type[_T], value: object, place: str) -> _T | None:
        fields = _fields(kind)
        if not isinstance(value, dict):
            self.say(place, "", f"[{place}] must be a table")
            return None
        sound = True
        for key in value:
            if key not in fields:
                self.say(place, key, f"'{key}' is no field of [{place}]", did_you_mean(key, list(fields)))
                sound = False
        for name, field in fields.items():
            if field.required and name not in value:
                self.say(place, "", f"'{name}' is missing in [{place}]", f'add a line: {name} = "..."')
                sound = False
        if not sound:
            return None
        plain = {key: _plain(each) for key, each in value.items()}
        try:
            return msgspec.convert(plain, kind)
        except msgspec.ValidationError as error:
            path = re.search(r"`\$\.(\w+)", str(error))
            self.say(
                place, path[1] if path else "", re.sub(r" - at .*", "", str(error)), _choices(kind, path)
            )
            return None

    def _each(self, kind: type[_T], name: str) -> Iterator[tuple[str, _T]]:
        listed = self.table.get(name, [])
        if not isinstance(listed, list):
            self.say(name, "", f"write [[{name}]] with two brackets: there can be many")
            return
        for number, value in enumerate(listed):
            made = self._record(kind, value, f"{name}[{number}]")
            if made is not None:
                yield f"{name}[{number}]", made

    def _outside(self) -> Iterator[tuple[str, Outside]]:
        listed = self.table.get("signal", {})
        if not isinstance(listed, dict):
            self.say("signal", "", 'write [signal."tone.calls"]')
            return
        for name, value in _flat(listed):
            place = next(
                (each for each in (f'signal."{name}"', f"signal.{name}") if (each, "") in self.places), ""
            )
            made = self._record(Outside, value, place or f"signal.{name}")
            if about_somebody(name):
                self.say(
                    place,
                    "",
                    f"'{name}' would be about who somebody is",
                    "religion, ethnicity, nationality, language, gender are never a signal",
                )
            elif made is not None:
                if made.default is not None and isinstance(made.default, bool) != (made.type == "truth"):
                    self.say(place, "default", f"the default of a {made.type} must be a {made.type}")
                yield name, made

    def _rule(self, place: str, rule: Rule, signals: Mapping[str, Signal]) -> Expr | None:
        for key in ("owner", "clause", "category"):
            if not getattr(rule, key).strip():
                self.say(place, key, f"{key} is empty", "every rule has an owner, a clause and a category")
        if not _DAY.fullmatch(rule.expires) or not _real(rule.expires):
            self.say(place, "expires", f"'{rule.expires}' is no day", 'write it as "2027-06-30"')
        if not 0 <= rule.rollout <= 100:
            self.say(place, "rollout", f"a share of {rule.rollout:g} %", "0 to 100")
        if rule.usual is not msgspec.UNSET and not 0 < rule.usual <= 1:
            self.say(place, "usual", f"a share of {rule.usual:g}", "of all posts: above 0, at most 1")
        expr = self._expression(place, rule.when, signals)
        if expr is None:
            return None
        if nullable(expr, signals) and rule.missing is None:
            optional = sorted(name for name in names(expr) if signals[name].optional)
            self.say(
                place,
                "when",
                f"this can be unknown: {', '.join(optional)} can be missing",
                'say what happens then: missing = "no", "yes" or "review", or use default(signal, value)',
            )
        if rule.action == "block" and not any(name.startswith("known.") for name in demands(expr)):
            self.say(
                place,
                "action",
                "only an exact known item blocks, and this rule can fire without one",
                'demand it: when = "known.BANK and ...", or let the action be "hold"',
            )
        if rule.mode in ("review", "enforce") and not rule.fires:
            self.say(
                place,
                "mode",
                "a rule without an example that must fire stays in shadow",
                'add fires = ["..."]',
            )
        for key in ("fires", "silent"):
            for example in getattr(rule, key):
                for name in example.signals if isinstance(example, Example) else ():
                    if name not in signals:
                        self.say(
                            place, key, f"no signal is called '{name}'", did_you_mean(name, list(signals))
                        )
        return expr

    def _expression(self, place: str, source: str, signals: Mapping[str, Signal]) -> Expr | None:
        try:
            return parse(source, signals)
        except Faulty as fault:
            self.say(place, "when", fault.what, fault.hint, at=fault.column if "\n" not in source else 0)
            return None

    def _once(self, listed: Sequence[tuple[str, Rule | Exemption]]) -> None:
        seen: dict[str, str] = {}
        for place, each in listed:
            if not _ID.fullmatch(each.id):
                self.say(place, "id", f"'{each.id}' is no id", "small letters, digits and hyphens")
            if each.id in seen:
                first = self.places.get((seen[each.id], "id"))
                self.say(
                    place,
                    "id",
                    f"two rules are called '{each.id}'",
                    f"the first stands on line {first.line if first else '?'}",
                )
            seen.setdefault(each.id, place)


@cache
def _fields(kind: type[Record]) -> dict[str, msgspec.structs.FieldInfo]:
    """The fields of a record by name; kept, as hundreds of rules ask for the same ones."""
    return {field.name: field for field in msgspec.structs.fields(kind)}


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Signals by their full name, whether written [signal."a.b"] or [signal.a.b]."""
    for name, value in table.items():
        whole = f"{above}{name}"
        if isinstance(value, dict) and value and all(isinstance(each, dict) for each in value.values()):
            yield from _flat(value, f"{whole}.")
        else:
            yield whole, value


def _plain(value: object) -> object:
    """Days as texts: both `2027-06-30` and "2027-06-30" are right."""
    return value.isoformat()[:10] if isinstance(value, date) else value


def _real(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _choices(kind: type[Record], path: re.Match[str] | None) -> str:
    """The words that a field takes, where it takes some of few."""
    if path is None:
        return ""
    field = next((each for each in msgspec.structs.fields(kind) if each.name == path[1]), None)
    taken = [each for each in get_args(field.type) if isinstance(each, str)] if field else []
    inner = [] if taken or field is None else [w for each in get_args(field.type) for w in get_args(each)]
    words = [each for each in [*taken, *inner] if isinstance(each, str)]
    return f"one of: {', '.join(words)}" if words else ""
