"""Small enough to be measured before every change is taken in: sets of events whose truth is known.

``measure()`` gives coverage, power and onset errors on a few sets; the full run is measure.py, in LOG.md.
"""

from __future__ import annotations

import hashlib
import inspect

from evals.baseline import measure as whole

SETS, SEED, SPREAD = 8, 5000, 0.15


def digest() -> str:
    """What the figures were measured on: the plan of the sets."""
    return hashlib.sha256((inspect.getsource(whole.world) + f"{SETS} {SEED} {SPREAD}").encode()).hexdigest()


def measure() -> dict[str, dict[str, float]]:
    """The figures by part."""
    told = whole.summary([whole.one(SEED + n, SPREAD, "normal", True) for n in range(SETS)])

    def first(name: str) -> float:
        found = told[name]
        assert isinstance(found, list)
        return float(found[0])

    return {
        "20 past events": {
            "coverage": first("coverage size N=20"),
            "power": first("power size at 2x N=20"),
            "onset_within_2": first("onset error <= 2"),
            "onset_interval": first("onset interval holds the truth"),
        }
    }
