"""Is a setup that would spoil statements refused when it is read, and does a sound one reach them?"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.errors import InputError
from aftershock.shield.papers import setup
from aftershock.shield.papers.restrictions import restrictions
from aftershock.shield.papers.setup import load, read
from aftershock.shield.papers.statements_of_reasons import state
from aftershock.shield.policy import table
from tests.shield.ledger import made
from tests.shield.papers.told import linked

assert setup.__doc__
SOURCE = setup.__doc__.split("\n\n", 1)[1].rsplit("\n\n", 1)[0]


def test_the_example_of_the_docstring_is_sound_and_reaches_a_statement(tmp_path: Path) -> None:
    file = tmp_path / "papers.toml"
    file.write_text(SOURCE, "utf-8")
    papers = load(file)
    assert papers.host.small
    (found,) = restrictions(linked(made.decided("p1", "hold")))
    statement = state(found, papers.publishing).statement
    assert statement.category == "STATEMENT_CATEGORY_VIOLENCE"
    assert statement.incompatible_content_ground == "Clause 4.2: no calls to do harm"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"STATEMENT_CATEGORY_VIOLENCE"', '"VIOLENCE"', "has no VIOLENCE"),
        ('"KEYWORD_INCITEMENT_VIOLENCE_HATRED"', '"CALLS"', "has no CALLS"),
        ('territory = ["DE", "FR"]', 'territory = ["XX"]', "does not take XX"),
        ('"https://harbour.example/terms"', '"terms"', "is no address"),
        ('means = "The content calls on others to do harm."', "", "both needed"),
        ("no calls to do harm", "ask ines@harbour.example", "personal data"),
        ("no calls to do harm", "no " * 300, "500 are taken"),
        ('member_state = "DE"', 'member_state = "Germany"', "no member state"),
        ('kind = "platform"', 'kind = "very-large"', "never excludes"),
        ('name = "Harbour Board"', 'name = " "', "need a name"),
        ("small = true", "tiny = true", "tiny"),
        ("[publishing]", '[publishing]\ncontent = ["TEXT"]', "does not take TEXT"),
        ("[publishing]", '[publishing]\ndoes = {hold = "HIDDEN"}', "does.hold"),
    ],
)
def test_what_would_spoil_statements_is_refused(old: str, new: str, why: str) -> None:
    assert old in SOURCE
    with pytest.raises(InputError, match=why):
        read(SOURCE.replace(old, new))


def test_the_example_names_a_basis_for_each_category_of_its_policy() -> None:
    folder = Path(__file__).parents[3] / "examples" / "shield"
    policy = table.read((folder / "policy.toml").read_text("utf-8"), "policy.toml").policy
    assert {rule.category for rule in policy.rules} == set(load(folder / "papers.toml").publishing.bases)
