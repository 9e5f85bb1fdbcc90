"""Has every trace that a case is searched in words of its own?"""

from __future__ import annotations

import pytest

from aftershock.reaction.coordination.words import THINGS, things
from aftershock.store.traces import TRACES


@pytest.mark.parametrize("trace", TRACES)
def test_a_trace_is_called_by_what_it_is(trace: str) -> None:
    assert trace in THINGS
    assert "object" not in things(trace, 7)


def test_one_and_several() -> None:
    assert (things("link", 1), things("near", 3)) == ("1 link", "3 nearly identical texts")
