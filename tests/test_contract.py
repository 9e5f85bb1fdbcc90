"""Do the golden lines of ``docs/contract`` hold, field by field and value by value?"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


def _tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


golden = _tool("golden")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("golden") / "contract.case"
    golden.app.perform("report", place, {"folder": str(golden.CONTRACT / "input")}, golden.Keep())
    return place


@pytest.mark.parametrize("verb", golden.VERBS)
def test_golden_lines_hold(case: Path, verb: str) -> None:
    expected = (golden.CONTRACT / f"{verb}.jsonl").read_text("utf-8").splitlines()
    found = golden.lines(verb, case).splitlines()
    for was, now in zip(expected, found, strict=False):
        assert json.loads(now) == json.loads(was), f"run tools/golden.py and look at {verb}.jsonl"
    assert len(found) == len(expected)


def test_the_lines_are_worth_something() -> None:
    for verb in ("pages", "posts", "stories", "ledger", "figures", "timeline", "events"):
        assert (golden.CONTRACT / f"{verb}.jsonl").read_text("utf-8").strip(), verb
