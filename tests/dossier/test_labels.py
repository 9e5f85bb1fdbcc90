"""Has every kind that the events stage can give a heading in the dossier?"""

from __future__ import annotations

from typing import get_args

from aftershock.dossier import disputed
from aftershock.events import chronicle


def test_every_kind_has_its_heading() -> None:
    assert set(disputed.DISPUTES) == set(get_args(chronicle.DisputeKind))
    assert set(disputed.HARMS) == set(get_args(chronicle.HarmKind))
