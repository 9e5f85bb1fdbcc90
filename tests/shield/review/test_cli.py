"""Do the verbs make the first admin, and nobody by accident?"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from aftershock.errors import AftershockError
from aftershock.shield.ledger.log import open_log
from aftershock.shield.review.cli import person_cli
from aftershock.shield.review.passwords import Passwords
from aftershock.store.clock import now


def said(folder: Path, *words: str) -> str:
    policy = folder / "policy.toml"
    result = CliRunner().invoke(person_cli, [*words, "--policy", str(policy)], catch_exceptions=True)
    if result.exception is not None:
        raise result.exception
    return result.stdout


def test_the_first_admin_is_made_on_the_machine(tmp_path: Path) -> None:
    word = said(tmp_path, "make", "Ana", "--role", "admin").strip()
    assert Passwords(tmp_path / "shield-log", cheap=True).right("Ana", word, at=now()) == "invitation"
    assert (
        said(tmp_path, "roles", "Ana", "--role", "reviewer", "--role", "senior") == "Ana: reviewer, senior\n"
    )
    assert said(tmp_path, "list") == "Ana  reviewer, senior\n"
    said(tmp_path, "roles", "Ana", "--out")
    assert said(tmp_path, "list") == "Ana  no role  out of use\n"
    log = open_log(tmp_path / "shield-log")
    assert {link.entry.by for link in log.read()} == {"machine tester"}
    assert all(word not in str(link) for link in log.read())
    log.close()


@pytest.mark.parametrize(
    "words",
    [
        ("make", "Ana", "--role", "emperor"),
        ("make", "Ana", "--role", "auditor", "--role", "admin"),
        ("make", "<b>"),
        ("roles", "Nobody", "--role", "admin"),
        ("invite", "Nobody"),
        ("bind", "Nobody", "u7"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(AftershockError):
        said(tmp_path, *words)
    assert said(tmp_path, "list") == ""
