"""One started service for the tests that need no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.shield.service.running import Running, running

SETTINGS = """
[limits]
body = 200000
batch = 40
text = 5000
[rate]
each_second = 100000
burst = 100000
[breaker]
least = 1000000
[surface.uploads]
when_down = "closed"
"""


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two workers, the example's policy, a key with all scopes that belongs to Ana."""
    with running(tmp_path_factory.mktemp("service"), workers=2, service=SETTINGS) as found:
        yield found
