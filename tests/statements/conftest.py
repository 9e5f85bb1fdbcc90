"""One reader for all tests of the stage: loading the parser takes longer than most of them."""

from __future__ import annotations

import pytest

from .desk import Desk


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The reader with three fictional groups."""
    return Desk()
