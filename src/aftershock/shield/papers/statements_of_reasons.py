"""Why was this restricted, as DSA Art. 17(3) asks it, in the fields of the transparency database?

Every restriction gets a statement that the database takes, whatever the policy's texts hold: what is too long
is cut, what looks like personal data is masked. A statement says which rule and clause, never the post, its
author, an item's name or a reviewer's free words; those stand in the text to the user (``user_text.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from aftershock.records import Receipt, Record
from aftershock.shield.ledger.happenings import StatementMade
from aftershock.shield.ledger.sealed import Looked
from aftershock.shield.ledger.times import seconds
from aftershock.shield.papers import personal
from aftershock.shield.papers.database import LANGUAGES
from aftershock.shield.papers.draft import months_later
from aftershock.shield.papers.restrictions import Restriction, puid
from aftershock.shield.papers.validation import MOST_AT_ONCE
from aftershock.shield.policy.table import Verdict

SINCE, UNTIL = "2000-01-01", "2038-01-01"
UNKNOWN_DATE = "when the content was posted is not known: the day of the decision stands in its place"
DOES: dict[Verdict, str] = {
    "label": "DECISION_VISIBILITY_CONTENT_LABELLED",
    "limit": "DECISION_VISIBILITY_CONTENT_DEMOTED",
    "hold": "DECISION_VISIBILITY_CONTENT_DISABLED",
    "block": "DECISION_VISIBILITY_CONTENT_REMOVED",
}


class Basis(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a category of the policy stands on. ``says`` names the clause or the provision, ``means`` why such
    content falls under it; ``also_illegal``: a breach of the terms is held to be illegal too.
    """

    category: str = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
    ground: Literal["illegal", "incompatible"] = "incompatible"
    says: str = ""
    means: str = ""
    also_illegal: bool = False
    keywords: tuple[str, ...] = ()


class Publishing(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a platform states reasons: its bases by category of the policy, where its restrictions hold
    (countries; none: everywhere), what its verdicts do to a post, which content it has.
    """

    bases: dict[str, Basis] = {}  # noqa: RUF012  never written to
    territory: tuple[str, ...] = ()
    content: tuple[str, ...] = ("CONTENT_TYPE_TEXT",)
    terms: str = ""
    does: dict[Verdict, str] = msgspec.field(default_factory=lambda: dict(DOES))


class Statement(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A statement of reasons; names and values are those of the database."""

    puid: str
    category: str
    decision_ground: str
    decision_facts: str
    content_type: tuple[str, ...]
    content_date: str
    application_date: str
    source_type: str
    automated_detection: Literal["Yes", "No"]
    automated_decision: str
    decision_visibility: tuple[str, ...] = ()
    decision_account: str | None = None
    end_date_account_restriction: str | None = None
    decision_ground_reference_url: str | None = None
    illegal_content_legal_ground: str | None = None
    illegal_content_explanation: str | None = None
    incompatible_content_ground: str | None = None
    incompatible_content_explanation: str | None = None
    incompatible_content_illegal: Literal["Yes", "No"] | None = None
    category_specification: tuple[str, ...] = ()
    territorial_scope: tuple[str, ...] = ()
    content_language: str | None = None
    content_type_other: str | None = None

    def fields(self) -> dict[str, object]:
        """As the database is given it: what is empty is left out."""
        made: dict[str, object] = msgspec.to_builtins(self)
        return made

    def json(self) -> bytes:
        """The body of one call with one statement."""
        return msgspec.json.encode(self)


class Stated(Record, frozen=True, kw_only=True):
    """A drafted statement, what a person should look at in it, and what the log is told once it is given."""

    statement: Statement
    to_check: tuple[str, ...]
    happening: StatementMade


def state(restriction: Restriction, publishing: Publishing, *, looked: Looked | None = None) -> Stated:
    """The statement for a restriction. ``looked``: the sealed copy, from which only kinds of content are
    taken.
    """
    check: list[str] = []
    basis = basis_of(restriction, publishing)
    if not basis.says:
        check.append("no basis is configured for this category: the clause's number stands in its place")
    kinds, other = _content(looked, publishing)
    written = _day_of(restriction, check)
    whole = not restriction.item
    made = Statement(
        puid=puid(restriction),
        category=basis.category,
        decision_ground=f"DECISION_GROUND_{basis.ground.upper()}_CONTENT",
        category_specification=basis.keywords,
        decision_visibility=() if whole else (publishing.does[restriction.verdict],),
        decision_account="DECISION_ACCOUNT_SUSPENDED" if whole else None,
        end_date_account_restriction=_end(restriction) if whole else None,
        decision_facts=_clear(_facts(restriction), 5000),
        content_type=kinds,
        content_type_other=other,
        content_language=_language(restriction),
        content_date=written,
        application_date=restriction.at[:10],
        source_type=_source(restriction, check),
        automated_detection="Yes" if _found_by_rule(restriction) else "No",
        automated_decision=automation(restriction),
        territorial_scope=publishing.territory,
        decision_ground_reference_url=publishing.terms or None,
    )
    made = msgspec.structs.replace(made, **_ground(restriction, basis))
    happening = StatementMade(puid=made.puid, item=restriction.item, revision=restriction.revision)
    return Stated(statement=made, to_check=tuple(check), happening=happening)


def calls(statements: Sequence[Statement]) -> Iterator[bytes]:
    """The bodies of the calls that bring them to the database, up to 100 in each, in order."""
    for start in range(0, len(statements), MOST_AT_ONCE):
        yield msgspec.json.encode({"statements": statements[start : start + MOST_AT_ONCE]})


def basis_of(restriction: Restriction, publishing: Publishing) -> Basis:
    """The basis of the deciding ground's category; the platform's terms in general where none is set."""
    ground = restriction.ground
    return publishing.bases.get(ground.category if ground else "", Basis())


def automation(restriction: Restriction) -> str:
    """How far the decision was automated: by the policy alone, with a person, or by a person alone."""
    if restriction.by in ("policy", "known item"):
        return "AUTOMATED_DECISION_FULLY"
    return "AUTOMATED_DECISION_PARTIALLY" if restriction.flagged else "AUTOMATED_DECISION_NOT_AUTOMATED"


def clause_of(restriction: Restriction) -> str:
    """The clause that the decision names: the reviewer's, else the deciding rule's."""
    ground = restriction.ground
    return restriction.clause.strip() or (ground.clause.strip() if ground else "")


def _ground(restriction: Restriction, basis: Basis) -> Mapping[str, str]:
    clause = clause_of(restriction)
    named = f"Clause {clause} of the terms" if clause else "The terms and conditions"
    says = _clear(basis.says or named, 500)
    means = basis.means or "The decision names this ground for the content; the facts say how it was found."
    if basis.ground == "illegal":
        return {
            "illegal_content_legal_ground": says,
            "illegal_content_explanation": _clear(means, 2000),
        }
    return {
        "incompatible_content_ground": says,
        "incompatible_content_explanation": _clear(means, 2000),
        "incompatible_content_illegal": "Yes" if basis.also_illegal else "No",
    }


def _facts(restriction: Restriction) -> str:
    """What was found and who decided, without anything that the post, its author or a reviewer said."""
    said = []
    decided, ground = restriction.decided, restriction.ground
    if ground is not None and decided is not None:
        passages = sum(isinstance(each, Receipt) for each in ground.evidence)
        said.append(f"Rule {ground.rule or '-'} of the policy applied ({ground.category or 'no category'}).")
        if ground.items:
            said.append("The content is the same as a known item that the platform had adopted.")
        if passages:
            said.append(f"It applied to {passages} passage{'s' * (passages != 1)} of the content.")
        if ground.wanted != ground.outcome:
            said.append(f"The rule asks for '{ground.wanted}'; the outcome was made '{ground.outcome}'.")
        said.append(f"Policy in force: {decided.answer.policy[:16] or '-'}.")
    else:
        said.append("No rule of the policy had applied to the content.")
    if restriction.by == "appeal":
        said.append("A person decided on the complaint of whoever had given notice of it.")
    elif restriction.by == "person":
        said.append("A person looked at it and decided.")
    else:
        said.append("The decision was taken by the policy; no person had looked at it by then.")
    if not restriction.item:
        said.append("The restriction is of the account, after more than one decided item.")
    return " ".join(said)


def _source(restriction: Restriction, check: list[str]) -> str:
    notice = restriction.notice
    if notice is None:
        return "SOURCE_VOLUNTARY"
    if restriction.by == "policy":
        check.append("a notice was there, but the policy decided by itself: is the notice the source?")
    if notice.trusted_flagger:
        check.append("is the notifier on the list of trusted flaggers (DSA Art. 22)?")
        return "SOURCE_TRUSTED_FLAGGER"
    return "SOURCE_ARTICLE_16"


def _found_by_rule(restriction: Restriction) -> bool:
    return restriction.flagged and (restriction.notice is None or restriction.by not in ("person", "appeal"))


def _content(looked: Looked | None, publishing: Publishing) -> tuple[tuple[str, ...], str | None]:
    if looked is None:
        other = "Other" if "CONTENT_TYPE_OTHER" in publishing.content else None
        return publishing.content or ("CONTENT_TYPE_TEXT",), other
    there = {
        "CONTENT_TYPE_IMAGE": looked.pictures,
        "CONTENT_TYPE_OTHER": looked.files,
        "CONTENT_TYPE_TEXT": looked.text or looked.links,
        "CONTENT_TYPE_VIDEO": looked.film,
    }
    kinds = tuple(kind for kind, value in there.items() if value) or ("CONTENT_TYPE_TEXT",)
    return kinds, "A file" if "CONTENT_TYPE_OTHER" in kinds else None


def _language(restriction: Restriction) -> str | None:
    said = restriction.decided.language if restriction.decided else ""
    code = said.replace("_", "-").split("-")[0].upper()
    return code if code in LANGUAGES else None


def _day_of(restriction: Restriction, check: list[str]) -> str:
    """When the content was posted, UTC; the day of the decision where that is not known or cannot be."""
    said = restriction.decided.item_at if restriction.decided else ""
    try:
        day = months_later(said, 0)[:10]  # in UTC, whatever zone it was said in
    except (ValueError, OverflowError):
        day = ""
    if SINCE <= day <= min(restriction.at[:10], UNTIL):
        return day
    check.append(UNKNOWN_DATE)
    return restriction.at[:10]


def _end(restriction: Restriction) -> str | None:
    try:
        seconds(restriction.until)
    except ValueError:
        return None
    return restriction.until[:10] if restriction.until[:10] <= UNTIL else None


def _clear(text: str, most: int) -> str:
    """The text without personal data, cut to ``most`` code points where a word ends if one does."""
    clean = " ".join(personal.masked(text).split()) or "-"
    if len(clean) <= most:
        return clean
    cut = clean[: most - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > most // 2 else cut) + "…"
