"""Does the house keep its own law: layers, imports, names, sizes, SQL questions?"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "aftershock"
FILES = sorted(SRC.rglob("*.py"))
HEAVY = ("duckdb", "spacy", "onnxruntime", "pyarrow", "trafilatura", "numpy", "litestar", "urllib3", "jinja2")
NETWORK = {"socket", "urllib3", "http.client", "urllib.request", "requests", "httpx", "smtplib", "ssl"}


# Longer than a file should be, each for a reason.
LONG = {
    "records.py": "the data contract is read as a whole",
}


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_importing_the_package_loads_no_engine_model_or_server() -> None:
    code = f"import sys, aftershock; print([m for m in {HEAVY!r} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_layers_hold() -> None:
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(SRC.parent.parent / "pyproject.toml"), no_cache=True) == 0


def test_databases_are_opened_only_where_they_may_be() -> None:
    allowed = ("store/", "engine/", "shield/ledger")
    for file in FILES:
        calls = [
            node
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "connect"
            and getattr(node.func.value, "id", "") in {"duckdb", "sqlite3", "psycopg"}
        ]
        assert not calls or str(file.relative_to(SRC)).startswith(allowed), file


def test_the_network_is_used_only_in_sources_models_and_named_transports() -> None:
    for file in FILES:
        place = str(file.relative_to(SRC))
        # the owner's socket is a local one: it never leaves the machine
        if place.startswith(("sources/web", "models/fetch", "store/owner")) or "transport" in file.stem:
            continue
        assert not imports(file) & NETWORK, place


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SRC)))
def test_a_file_answers_one_question(file: Path) -> None:
    text = file.read_text("utf-8")
    tree = ast.parse(text)
    if not text.strip():
        return
    assert ast.get_docstring(tree), "say at the top what the file answers"
    assert file.stem not in {"utils", "core", "base", "helpers", "manager", "common", "misc"}
    assert text.count("\n") <= 400 or file.name in LONG, "is it one question?"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 60, f"{node.name} is long"
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
            raise AssertionError("rows and notes go through cli/screen.py")


@pytest.mark.parametrize("file", sorted(SRC.rglob("*.sql")), ids=lambda file: file.name)
def test_sql_says_its_question(file: Path) -> None:
    assert file.read_text("utf-8").startswith("-- ")


def test_the_locks_carry_no_address() -> None:
    for lock in (SRC.parent.parent).glob("requirements*.lock"):
        assert "://" not in lock.read_text("utf-8"), lock
