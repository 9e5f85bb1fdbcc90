"""Real servers for a module's tests; killed at its end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.shield.ledger.servers import Postgres, Server, nats_server


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of this module's own."""
    server = Postgres()
    yield server
    server.kill()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def nats() -> Iterator[Server]:
    """A NATS server of this module's own."""
    server = nats_server()
    yield server
    server.kill()
    shutil.rmtree(server.folder, ignore_errors=True)
