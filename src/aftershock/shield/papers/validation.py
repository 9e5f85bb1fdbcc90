"""Would the transparency database take this statement? Its own rules, as pure checks.

Source: see ``database.py``. Where its rules let more through than they mean (a text ``null`` among the
values, addresses of any scheme, a text field that holds no text), this is the stricter: what passes here
passes there. Lengths are code points. What its rules cannot see, personal data, is looked for as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from aftershock.records import Record
from aftershock.shield.papers import database as taken
from aftershock.shield.papers import personal

MOST_AT_ONCE = 100
_PUID = re.compile(r"[a-zA-Z0-9_-]+")
_EAN = re.compile(r"[0-9]{13}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

DECISIONS = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
NONE: frozenset[str] = frozenset()


class Problem(Record, frozen=True, kw_only=True):
    """One thing that is wrong; ``statement`` is the place in a call of many."""

    field: str
    what: str
    statement: int = 0


class Field(Record, frozen=True, kw_only=True):
    """What a field takes. ``needs``: it counts only where another field has that value, and is asked for
    there (``demanded``); elsewhere it is dropped unread. ``null``: it may be given as nothing.
    """

    name: str
    kind: Literal["one", "many", "text", "day", "address"]
    values: frozenset[str] = NONE
    most: int = 0
    required: bool = False
    null: bool = False
    needs: tuple[str, str] | None = None
    demanded: bool = True
    first: str = "0001-01-01"
    last: str = "2038-01-01"


_ILLEGAL = ("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT")
_INCOMPATIBLE = ("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT")
FIELDS: tuple[Field, ...] = (
    Field(name="decision_visibility", kind="many", values=taken.VISIBILITIES, null=True),
    Field(name="decision_visibility_other", kind="text", most=500,
          needs=("decision_visibility", "DECISION_VISIBILITY_OTHER")),
    Field(name="decision_monetary", kind="one", values=taken.MONETARIES, null=True),
    Field(name="decision_monetary_other", kind="text", most=500,
          needs=("decision_monetary", "DECISION_MONETARY_OTHER")),
    Field(name="decision_provision", kind="one", values=taken.PROVISIONS, null=True),
    Field(name="decision_account", kind="one", values=taken.ACCOUNTS, null=True),
    Field(name="account_type", kind="one", values=taken.ACCOUNT_TYPES, null=True),
    Field(name="category_specification", kind="many", values=taken.KEYWORDS, null=True),
    Field(name="category_specification_other", kind="text", most=500, null=True),
    Field(name="decision_ground", kind="one", values=taken.GROUNDS, required=True),
    Field(name="decision_ground_reference_url", kind="address", most=500, null=True),
    Field(name="illegal_content_legal_ground", kind="text", most=500, needs=_ILLEGAL),
    Field(name="illegal_content_explanation", kind="text", most=2000, needs=_ILLEGAL),
    Field(name="incompatible_content_ground", kind="text", most=500, needs=_INCOMPATIBLE),
    Field(name="incompatible_content_explanation", kind="text", most=2000, needs=_INCOMPATIBLE),
    Field(name="incompatible_content_illegal", kind="one", values=taken.YES_NO, needs=_INCOMPATIBLE,
          demanded=False),
    Field(name="content_type", kind="many", values=taken.CONTENT_TYPES, required=True),
    Field(name="content_type_other", kind="text", most=500, needs=("content_type", "CONTENT_TYPE_OTHER")),
    Field(name="category", kind="one", values=taken.CATEGORIES, required=True),
    Field(name="category_addition", kind="many", values=taken.CATEGORIES),
    Field(name="territorial_scope", kind="many", values=taken.COUNTRIES, null=True),
    Field(name="content_language", kind="one", values=taken.LANGUAGES, null=True),
    Field(name="content_date", kind="day", required=True, first="2000-01-01"),
    Field(name="application_date", kind="day", required=True, first="2020-01-01"),
    Field(name="end_date_account_restriction", kind="day", null=True),
    Field(name="end_date_monetary_restriction", kind="day", null=True),
    Field(name="end_date_service_restriction", kind="day", null=True),
    Field(name="end_date_visibility_restriction", kind="day", null=True),
    Field(name="decision_facts", kind="text", most=5000, required=True),
    Field(name="source_type", kind="one", values=taken.SOURCES, required=True),
    Field(name="source_identity", kind="text", most=500, null=True),
    Field(name="automated_detection", kind="one", values=taken.YES_NO, required=True),
    Field(name="automated_decision", kind="one", values=taken.AUTOMATED_DECISIONS, required=True),
    Field(name="puid", kind="text", most=500, required=True),
)  # fmt: skip
_BY_NAME = {each.name: each for each in FIELDS}
# Free words that are published.
WORDS = tuple(each.name for each in FIELDS if each.kind == "text" and each.name != "puid")


def problems(statement: Mapping[str, object]) -> tuple[Problem, ...]:
    """Everything that is wrong with one statement, given as its fields; empty where it would be taken."""
    wrong: list[Problem] = []
    if all(_nothing(statement.get(name)) for name in DECISIONS):
        wrong.append(Problem(field=DECISIONS[0], what=f"none of {', '.join(DECISIONS)} is there"))
    for field in FIELDS:
        wrong += _field(field, statement)
    for name in statement:
        if name not in _BY_NAME and name not in ("content_id", "content_id_ean"):
            wrong.append(Problem(field=name, what="the database knows no such field"))
    wrong += _ean(statement)
    puid = statement.get("puid")
    if isinstance(puid, str) and puid and not _PUID.fullmatch(puid):
        wrong.append(Problem(field="puid", what="only letters, digits, hyphen and underscore"))
    if statement.get("source_type") == "SOURCE_VOLUNTARY" and not _nothing(statement.get("source_identity")):
        wrong.append(Problem(field="source_identity", what="is dropped where nobody gave notice"))
    return tuple(wrong)


def exposing(statement: Mapping[str, object]) -> tuple[Problem, ...]:
    """Free words of a statement in which personal data stand (DSA Art. 24(5)); patterns find no names."""
    wrong = []
    for name in WORDS:
        value = statement.get(name)
        if isinstance(value, str) and (kinds := personal.found(value)):
            wrong.append(Problem(field=name, what=f"personal data: {', '.join(kinds)}"))
    return tuple(wrong)


def problems_of_call(statements: Sequence[Mapping[str, object]]) -> tuple[Problem, ...]:
    """Everything that is wrong with one call: up to 100 statements, each with its own puid."""
    wrong = []
    if not 1 <= len(statements) <= MOST_AT_ONCE:
        wrong.append(Problem(field="statements", what=f"{len(statements)}: from 1 to {MOST_AT_ONCE} a call"))
    twice = {each for each, count in Counter(str(one.get("puid")) for one in statements).items() if count > 1}
    for place, statement in enumerate(statements):
        found = problems(statement)
        wrong += [Problem(field=each.field, what=each.what, statement=place) for each in found]
        if str(statement.get("puid")) in twice:
            wrong.append(Problem(field="puid", what="stands twice in this call", statement=place))
    return tuple(wrong)


def _field(field: Field, statement: Mapping[str, object]) -> list[Problem]:
    value = statement.get(field.name)
    demanded = field.required
    if field.needs is not None:
        other, wanted = field.needs
        there = statement.get(other)
        if there != wanted and not (isinstance(there, list | tuple) and wanted in there):
            return []  # dropped unread
        demanded = field.demanded
    if field.name not in statement or (field.null and value is None):
        return [_said(field, "is missing")] if demanded else []
    if _nothing(value):
        if demanded:
            return [_said(field, "is missing")]
        empty_list = field.kind == "many" and isinstance(value, list | tuple)
        return [] if empty_list else [_said(field, "is there, and empty")]
    return [_said(field, what) for what in _value(field, value)]


def _value(field: Field, value: object) -> list[str]:
    if field.kind == "many":
        if not isinstance(value, list | tuple):
            return ["must be a list"]
        unknown = [str(each) for each in value if each not in field.values]
        return [f"does not take {', '.join(unknown)}"] if unknown else []
    if not isinstance(value, str):
        return ["must be a text"]
    wrong = [f"has {len(value)} characters, {field.most} are taken"] if 0 < field.most < len(value) else []
    if field.kind == "one" and value not in field.values:
        wrong.append(f"does not take {value}")
    if field.kind == "day":
        wrong += _day(field, value)
    if field.kind == "address" and not _address(value):
        wrong.append("is no address (https://...)")
    return wrong


def _day(field: Field, value: str) -> list[str]:
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        return ["is no day (YYYY-MM-DD)"]
    return [] if field.first <= value <= field.last else [f"must lie from {field.first} to {field.last}"]


def _address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host and not re.search(r"\s", value)


def _ean(statement: Mapping[str, object]) -> list[Problem]:
    listed = statement.get("content_id")
    found = [("content_id_ean", statement.get("content_id_ean"))]
    if isinstance(listed, Mapping):
        found.append(("content_id", listed.get("EAN-13")))
    elif listed is not None:
        return [Problem(field="content_id", what="must be a table")]
    return [
        Problem(field=name, what="an EAN-13 has 13 digits")
        for name, value in found
        if value is not None and not (isinstance(value, str) and _EAN.fullmatch(value))
    ]


def _nothing(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | tuple | Mapping) and not value)


def _said(field: Field, what: str) -> Problem:
    return Problem(field=field.name, what=what)
