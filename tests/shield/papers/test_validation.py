"""Does each rule of the transparency database hold here? One case for each, from its published rules.

Source: digital-services-act/transparency-database, StatementStoreRequest, revision 69e80a0 (24 June 2026).
"""

from __future__ import annotations

import pytest

from aftershock.shield.papers import database
from aftershock.shield.papers.validation import FIELDS, exposing, problems, problems_of_call

SOUND: dict[str, object] = {
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "incompatible_content_ground": "Clause 4.2",
    "incompatible_content_explanation": "It falls under it.",
    "content_type": ["CONTENT_TYPE_TEXT"],
    "category": "STATEMENT_CATEGORY_VIOLENCE",
    "content_date": "2026-11-20",
    "application_date": "2026-11-22",
    "decision_facts": "A rule applied.",
    "source_type": "SOURCE_VOLUNTARY",
    "automated_detection": "Yes",
    "automated_decision": "AUTOMATED_DECISION_FULLY",
    "puid": "sor-1_A",
}
ILLEGAL: dict[str, object] = {
    "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
    "illegal_content_legal_ground": "A provision",
    "illegal_content_explanation": "Why.",
}

VALUES = {each.name: each.values for each in FIELDS}


def wrong(**changed: object) -> set[str]:
    return {each.field for each in problems({**SOUND, **changed})}


def without(*names: str, **changed: object) -> set[str]:
    return {
        each.field for each in problems({k: v for k, v in {**SOUND, **changed}.items() if k not in names})
    }


def test_a_sound_statement_is_taken() -> None:
    assert problems(SOUND) == ()
    assert problems({**SOUND, **ILLEGAL}) == ()


@pytest.mark.parametrize(
    "name",
    ["decision_ground", "content_type", "category", "content_date", "application_date", "decision_facts",
     "source_type", "automated_detection", "automated_decision", "puid"],
)  # fmt: skip
def test_required_fields(name: str) -> None:
    assert name in without(name)
    assert name in wrong(**{name: None})
    assert name in wrong(**{name: [] if name == "content_type" else "  "})


def test_at_least_one_of_four_decisions() -> None:
    assert without("decision_visibility") == {"decision_visibility"}
    assert wrong(decision_visibility=[]) == {"decision_visibility"}
    for name, value in (
        ("decision_monetary", "DECISION_MONETARY_SUSPENSION"),
        ("decision_provision", "DECISION_PROVISION_TOTAL_SUSPENSION"),
        ("decision_account", "DECISION_ACCOUNT_SUSPENDED"),
    ):
        assert without("decision_visibility", **{name: value}) == set()
        assert wrong(**{name: None}) == set()


@pytest.mark.parametrize("name", [each.name for each in FIELDS if each.kind == "one"])
def test_values_from_a_list(name: str) -> None:
    assert name in wrong(**{name: "MAYBE"})
    assert name in wrong(**{name: 1})
    for value in VALUES[name]:
        assert name not in wrong(**{name: value})


@pytest.mark.parametrize("name", [each.name for each in FIELDS if each.kind == "many"])
def test_lists_of_values(name: str) -> None:
    values = sorted(VALUES[name])
    assert name in wrong(**{name: values[0]})  # not a list
    assert name in wrong(**{name: [values[0], "MAYBE"]})
    assert name not in wrong(**{name: values})


@pytest.mark.parametrize(
    ("name", "most", "more"),
    [
        ("decision_visibility_other", 500, {"decision_visibility": ["DECISION_VISIBILITY_OTHER"]}),
        ("decision_monetary_other", 500, {"decision_monetary": "DECISION_MONETARY_OTHER"}),
        ("category_specification_other", 500, {}),
        ("illegal_content_legal_ground", 500, ILLEGAL),
        ("illegal_content_explanation", 2000, ILLEGAL),
        ("incompatible_content_ground", 500, {}),
        ("incompatible_content_explanation", 2000, {}),
        ("content_type_other", 500, {"content_type": ["CONTENT_TYPE_OTHER"]}),
        ("decision_facts", 5000, {}),
        ("source_identity", 500, {"source_type": "SOURCE_ARTICLE_16"}),
        ("puid", 500, {}),
    ],
)
def test_lengths_in_code_points(name: str, most: int, more: dict[str, object]) -> None:
    letter = "a" if name == "puid" else "\U0001f4dd"
    assert name not in wrong(**{**more, name: letter * most})
    assert name in wrong(**{**more, name: letter * (most + 1)})


def test_an_address_has_500_characters_at_most_and_is_one() -> None:
    name = "decision_ground_reference_url"
    assert wrong(**{name: "https://harbour.example/" + "a" * 476}) == set()
    assert wrong(**{name: "https://harbour.example/" + "a" * 477}) == {name}
    assert wrong(**{name: "harbour.example"}) == {name}
    assert wrong(**{name: None}) == set()


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("decision_visibility_other", {"decision_visibility": ["DECISION_VISIBILITY_OTHER"]}),
        ("decision_monetary_other", {"decision_monetary": "DECISION_MONETARY_OTHER"}),
        ("content_type_other", {"content_type": ["CONTENT_TYPE_TEXT", "CONTENT_TYPE_OTHER"]}),
        ("illegal_content_legal_ground", ILLEGAL),
        ("illegal_content_explanation", ILLEGAL),
        ("incompatible_content_ground", {}),
        ("incompatible_content_explanation", {}),
    ],
)
def test_what_is_asked_for_by_another_field(name: str, more: dict[str, object]) -> None:
    assert name in without(name, **more)
    assert name in wrong(**{**more, name: ""})


def test_what_another_field_makes_void_is_not_read() -> None:
    assert wrong(decision_visibility_other=7, content_type_other=7, decision_monetary_other=7) == set()
    assert wrong(**ILLEGAL, incompatible_content_ground="x" * 900, incompatible_content_illegal="?") == set()
    assert wrong(illegal_content_explanation="x" * 9000) == set()


def test_whether_a_breach_is_illegal_too_is_yes_or_no_or_left_out() -> None:
    assert wrong(incompatible_content_illegal="No") == set()
    assert wrong(incompatible_content_illegal=None) == {"incompatible_content_illegal"}


@pytest.mark.parametrize(
    ("name", "day", "taken"),
    [
        ("content_date", "1999-12-31", False),
        ("content_date", "2000-01-01", True),
        ("content_date", "2038-01-01", True),
        ("content_date", "2038-01-02", False),
        ("application_date", "2019-12-31", False),
        ("application_date", "2020-01-01", True),
        ("application_date", "2026-1-2", False),
        ("application_date", "2026-02-30", False),
        ("application_date", "22.11.2026", False),
        ("application_date", "2026-11-22T00:00:00Z", False),
        ("end_date_account_restriction", "2038-01-02", False),
        ("end_date_visibility_restriction", "1990-01-01", True),
        ("end_date_monetary_restriction", None, True),
        ("end_date_service_restriction", "never", False),
    ],
)
def test_days(name: str, day: object, taken: bool) -> None:
    assert (name not in wrong(**{name: day})) is taken


@pytest.mark.parametrize("puid", ["a b", "a:b", "ä", "a\n", "a#1", "a/b"])
def test_a_puid_is_letters_digits_hyphen_underscore(puid: str) -> None:
    assert wrong(puid=puid) == {"puid"}


def test_an_ean_has_thirteen_digits() -> None:
    assert wrong(content_id={"EAN-13": "0123456789123"}) == set()
    assert wrong(content_id={"EAN-13": "012345678912"}) == {"content_id"}
    assert wrong(content_id=["EAN-13"]) == {"content_id"}
    assert wrong(content_id_ean="x") == {"content_id_ean"}


def test_an_identity_counts_only_where_somebody_gave_notice() -> None:
    assert wrong(source_identity="an office") == {"source_identity"}
    assert wrong(source_type="SOURCE_TRUSTED_FLAGGER", source_identity="an office") == set()


def test_a_field_that_is_not_known_is_said() -> None:
    assert wrong(url="https://harbour.example") == {"url"}


def test_a_call_has_one_to_a_hundred_statements_with_different_marks() -> None:
    many = [{**SOUND, "puid": f"s{number}"} for number in range(101)]
    assert problems_of_call(many[:100]) == ()
    assert [each.field for each in problems_of_call(many)] == ["statements"]
    assert [each.field for each in problems_of_call([])] == ["statements"]
    twice = problems_of_call([many[0], many[1], many[0]])
    assert [(each.field, each.statement) for each in twice] == [("puid", 0), ("puid", 2)]
    bad = problems_of_call([many[0], {**many[1], "category": "?"}])
    assert [(each.field, each.statement) for each in bad] == [("category", 1)]


def test_personal_data_in_free_words_is_found() -> None:
    assert [each.field for each in exposing({**SOUND, "decision_facts": "posted by @ines_h"})] == [
        "decision_facts"
    ]
    assert exposing(SOUND) == ()


def test_the_lists_are_as_long_as_the_published_ones() -> None:
    lists = (
        database.VISIBILITIES, database.MONETARIES, database.PROVISIONS, database.ACCOUNTS,
        database.CONTENT_TYPES, database.CATEGORIES, database.KEYWORDS, database.SOURCES, database.COUNTRIES,
        database.LANGUAGES,
    )  # fmt: skip
    assert [len(each) for each in lists] == [7, 3, 4, 2, 8, 16, 69, 4, 30, 184]
