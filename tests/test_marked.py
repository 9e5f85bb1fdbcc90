"""Does what an analyst marked reach a platform's bank, and wait there for a person of the platform?"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aftershock import marked
from aftershock.reaction.result import Artefact
from aftershock.records import Judgement
from aftershock.shield.banks.bank import Bank
from aftershock.text import canonical_json

EXAMPLE = Path(__file__).parents[1] / "examples" / "shield"
ARTEFACTS = (
    Artefact(id="a1", kind="link", label="https://harbour.example/film", posts=9, accounts=7),
    Artefact(id="a2", kind="hashtag", label="Harbour", posts=90, accounts=70),
    Artefact(id="a3", kind="picture or file", label="0" * 63 + "7", posts=9, accounts=7),
    Artefact(id="a4", kind="text", label="A stand-in text that many posted again", posts=9, accounts=7),
)


def mark(number: int, *targets: str, **more: Any) -> Judgement:
    given = {"kind": "mark", "value": {}, "reason": "a reason", "person": "ana", **more}
    return Judgement(id=f"j{number}", targets=targets, at="2026-11-22T12:00:00Z", **given)


def test_what_is_marked_leaves_and_nothing_else() -> None:
    found = marked.lines(ARTEFACTS, [mark(1, "a1", "a2"), mark(2, "a3"), mark(3, "gone")], "case hale")
    assert [(each.id, each.link, each.file, each.picture) for each in found] == [
        ("a1-link", "https://harbour.example/film", None, None),
        ("a3-file", None, "0" * 63 + "7", None),
        ("a3-picture", None, None, "0" * 63 + "7"),
    ]
    assert all("j1 by ana" in each.source or "j2 by ana" in each.source for each in found)


def test_a_mark_that_was_taken_back_does_not_leave() -> None:
    undone = mark(2, "j1", kind="undo", supersedes="j1")
    assert marked.lines(ARTEFACTS, [mark(1, "a4"), undone], "case hale") == []


def told(*asked: str, given: bytes = b"") -> tuple[bytes, str]:
    """What a verb of the shield says on stdout and on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "aftershock", "shield", *asked], input=given, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr.decode()


def shield(policy: Path, *asked: str, given: bytes = b"") -> bytes:
    return told(*asked, "--policy", str(policy), given=given)[0]


@pytest.mark.timeout(120)
def test_a_bank_takes_it_and_it_is_only_looked_at(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "shield")
    policy = tmp_path / "shield" / "policy.toml"
    found = marked.lines(ARTEFACTS, [mark(1, "a1", "a4")], "case hale")
    listed = tmp_path / "marked.ndjson"
    listed.write_bytes(b"".join(canonical_json(each) + b"\n" for each in found))
    shield(policy, "bank", "add", str(listed))
    items = [Bank(policy.parent / "bank").item(each.id) for each in found]
    assert all(item is not None and item.adopted_by is None for item in items)
    post = canonical_json({"platform": "forum", "id": "1", "text": ARTEFACTS[3].label}) + b"\n"
    answer = json.loads(shield(policy, "check", given=post))
    assert (answer["verdict"], answer["review"]) == ("allow", True)


RULE = """
[[rule]]
id = "from-a-case"
clause = "4.1"
category = "removed"
when = "known.case"
action = "block"
mode = "enforce"
owner = "desk"
expires = "EXPIRES"
fires = [{ text = "a text", signals = { "known.case" = true } }]
"""


@pytest.mark.timeout(240)
def test_adopted_it_is_looked_at_until_a_rule_asks_for_it(tmp_path: Path) -> None:
    """The way of docs/using.md, to its end: adopting must never switch off a person's look."""
    shutil.copytree(EXAMPLE, tmp_path / "shield")
    policy = tmp_path / "shield" / "policy.toml"
    (found,) = marked.lines(ARTEFACTS, [mark(1, "a4")], "case hale")
    post = canonical_json({"platform": "forum", "id": "1", "text": ARTEFACTS[3].label}) + b"\n"
    warned = "no rule that is awake asks known.case: a text of this bank only brings a post before a person"

    def answer() -> tuple[str, bool, str, str]:
        said = json.loads(shield(policy, "check", given=post))
        (ground,) = said["grounds"]
        return said["verdict"], said["review"], ground["rule"], ground["why"]

    named = ("--policy", str(policy))
    assert warned in told("bank", "add", *named, given=canonical_json(found) + b"\n")[1]
    assert answer()[:3] == ("allow", True, "not-adopted")
    assert warned in told("bank", "adopt", found.id, "--person", "Ana", *named)[1]
    assert answer() == ("allow", True, "not-asked", "in a bank that no rule asks about")
    assert warned in told("policy", str(policy))[1]
    assert json.loads(told("policy", str(policy), "--json")[0])["warnings"]

    written = policy.read_text("utf-8").replace('banks = ["removed"]', 'banks = ["removed", "case"]')
    policy.write_text(written + RULE.replace("EXPIRES", "2026-11-01"), "utf-8")
    assert answer()[2] == "not-asked", "a rule that has expired asks nothing"
    policy.write_text(written + RULE.replace("EXPIRES", "2030-01-01"), "utf-8")
    assert told("policy", str(policy))[1] == ""
    assert answer() == ("block", False, "from-a-case", "")
