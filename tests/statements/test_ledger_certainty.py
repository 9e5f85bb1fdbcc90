"""Is what nobody said told as unreal?"""

from __future__ import annotations

import pytest

from aftershock.statements.ledger import _UNREAL


@pytest.mark.parametrize(
    "before", ["Reading the posts you would have thought ", "One might think that ", "They behaved as if "]
)
def test_what_stands_behind_a_thought_that_was_not_so_is_unreal(before: str) -> None:
    assert _UNREAL.search(before)


@pytest.mark.parametrize("before", ["Police think that ", "On Monday ", "They said it would be "])
def test_a_belief_that_somebody_holds_is_not(before: str) -> None:
    assert not _UNREAL.search(before)
