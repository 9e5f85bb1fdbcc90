"""How does a platform set its papers up? One file, `papers.toml`: who the host is, what its rules stand on.

[host]
name = "Harbour Board"
kind = "platform"               # hosting | platform | very-large
small = true                    # a micro or small enterprise
member_state = "DE"
contact = "desk@harbour.example"
complaints = "https://harbour.example/complain"

[publishing]
terms = "https://harbour.example/terms"
territory = ["DE", "FR"]        # left out: everywhere

[publishing.bases.call]         # a category of the policy
category = "STATEMENT_CATEGORY_VIOLENCE"
keywords = ["KEYWORD_INCITEMENT_VIOLENCE_HATRED"]
ground = "incompatible"         # or illegal
says = "Clause 4.2: no calls to do harm"
means = "The content calls on others to do harm."

What the transparency database would not take is refused when the file is read, not at the first statement.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.shield.papers import database, personal
from aftershock.shield.papers.laws import MEMBER_STATES, Host
from aftershock.shield.papers.statements_of_reasons import DOES, Publishing, Statement
from aftershock.shield.papers.validation import problems


class Papers(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole setup."""

    host: Host
    publishing: Publishing = Publishing()


def load(path: Path) -> Papers:
    """The setup of a file; raises InputError with everything that is wrong."""
    return read(path.read_text("utf-8"), str(path))


def read(source: str, where: str = "papers.toml") -> Papers:
    """The setup of a text; raises InputError with everything that is wrong."""
    try:
        made = msgspec.convert(tomllib.loads(source), Papers)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError(str(error), where=where, next_step="Mend it; nothing was changed") from error
    wrong = [*_host(made.host), *_publishing(made.publishing)]
    if wrong:
        raise InputError("; ".join(wrong), where=where, next_step="Mend it; nothing was changed")
    return made


def _host(host: Host) -> Iterator[str]:
    if not host.name.strip():
        yield "host.name: drafts need a name"
    if host.member_state and host.member_state not in MEMBER_STATES:
        yield f"host.member_state: '{host.member_state}' is no member state (two letters)"
    if host.kind == "very-large" and host.small:
        yield "host.small: size never excludes a very large platform"


def _publishing(publishing: Publishing) -> Iterator[str]:
    """What no statement of this platform would pass with, by a trial statement for each basis."""
    for verdict in DOES:
        if publishing.does.get(verdict, "") not in database.VISIBILITIES - {"DECISION_VISIBILITY_OTHER"}:
            yield f"publishing.does.{verdict}: not one of the database's decisions that need no more words"
    trial = Statement(
        puid="trial", category="STATEMENT_CATEGORY_OTHER_VIOLATION_TC", decision_facts="A trial.",
        decision_ground="DECISION_GROUND_INCOMPATIBLE_CONTENT", content_type=publishing.content,
        content_date="2026-01-01", application_date="2026-01-01", source_type="SOURCE_VOLUNTARY",
        automated_detection="Yes", automated_decision="AUTOMATED_DECISION_FULLY",
        decision_visibility=("DECISION_VISIBILITY_CONTENT_REMOVED",), incompatible_content_ground="-",
        incompatible_content_explanation="-", territorial_scope=publishing.territory, content_type_other="-",
        decision_ground_reference_url=publishing.terms or None,
    )  # fmt: skip
    for each in problems(trial.fields()):
        yield f"publishing ({each.field}): {each.what}"
    for name, basis in publishing.bases.items():
        place = f"publishing.bases.{name}"
        if basis.category not in database.CATEGORIES:
            yield f"{place}.category: the database has no {basis.category}"
        for keyword in basis.keywords:
            if keyword not in database.KEYWORDS:
                yield f"{place}.keywords: the database has no {keyword}"
        if not basis.says.strip() or not basis.means.strip():
            yield f"{place}: says (which clause or provision) and means (why) are both needed"
        for field, words, most in (("says", basis.says, 500), ("means", basis.means, 2000)):
            if len(words) > most:
                yield f"{place}.{field}: {len(words)} characters, {most} are taken"
            if kinds := personal.found(words):
                yield f"{place}.{field}: personal data ({', '.join(kinds)}) would be published"
