"""Do the documents' examples do what they show?"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from aftershock import app
from aftershock.cli import cli

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str, str]]:
    return [
        (path.name, kind, body)
        for path in DOCUMENTS
        for kind, body in _BLOCK.findall(path.read_text("utf-8"))
    ]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the documents suppose it: the example's files under their name, and their case."""
    place = tmp_path_factory.mktemp("desk")
    app.unpack_example(place).rename(place / "harbour-files")
    run(place, "aftershock report harbour-files")
    return place


def run(place: Path, command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "aftershock"
    said = subprocess.run(
        [sys.executable, "-m", *words], cwd=place, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    return said.stdout


def agrees(shown: str, said: str) -> bool:
    """Whether an output is as shown; ``...`` in the document stands for anything, also over lines."""
    pattern = ".*".join(re.escape(piece) for piece in shown.strip().split("..."))
    return re.fullmatch(pattern, said.strip(), re.DOTALL) is not None


@pytest.mark.parametrize(("name", "kind", "body"), blocks())
def test_examples_run_and_say_what_is_shown(desk: Path, name: str, kind: str, body: str) -> None:
    if kind == "python":
        subprocess.run([sys.executable, "-c", body], cwd=desk, check=True)
        return
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
        said = run(desk, command)
        assert agrees(shown, said), f"{name}: {command}\n{said}"


def test_there_are_examples() -> None:
    assert {kind for _, kind, _ in blocks()} == {"console", "python"}


def test_every_verb_that_the_documents_name_exists() -> None:
    known = {command.name or command.callback.__name__.rstrip("_") for command in cli.registered_commands}
    known |= {group.name for group in cli.registered_groups}
    for path in DOCUMENTS:
        for verb in re.findall(r"`aftershock ([a-z]+)", path.read_text("utf-8")):
            assert verb in known, f"{path.name} names aftershock {verb}"
    assert {"report", "ledger", "verify"} <= known


def test_links_lead_somewhere() -> None:
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
