"""What every test gets: keys out of the user's way, the shared data where it is there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"
ABSENT = "../shared is absent"


def pytest_configure(config: pytest.Config) -> None:
    """Pseudonym keys of test cases never land in the user's own folder."""
    os.environ["AFTERSHOCK_KEYS"] = tempfile.mkdtemp(prefix="aftershock-keys-")
    os.environ["AFTERSHOCK_PERSON"] = "tester"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the keys away again."""
    shutil.rmtree(os.environ["AFTERSHOCK_KEYS"], ignore_errors=True)


@pytest.fixture
def seeds() -> Path:
    """The folder of five real documents."""
    return _shared("seeds")


@pytest.fixture
def shared_data() -> Path:
    """The folder of labelled public data."""
    return _shared("data")


@pytest.fixture
def example() -> Path:
    """The bundled example's documents."""
    return Path(__file__).parent.parent / "src" / "aftershock" / "data" / "example"


def _shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"{ABSENT}: {folder} holds what this test measures on")
    return folder


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a skipped test hides missing work: it fails, unless only the shared data is not there."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and os.environ.get("AFTERSHOCK_CI") and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if ABSENT not in why:
            report.outcome = "failed"
            report.longrepr = f"skipped in CI: {why}"
