"""One reader for all tests of the stage: loading the parser takes longer than most of them."""

from __future__ import annotations

import pytest

from .desk import Desk


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The rules with three fictional groups."""
    return Desk()


@pytest.fixture(scope="session")
def pair() -> Desk:
    """The rules and the network together, with three fictional groups."""
    return Desk(trained=True)
