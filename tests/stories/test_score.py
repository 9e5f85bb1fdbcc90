"""How alike two texts are, asked of many pairs or of one new text beside all others."""

from __future__ import annotations

import numpy as np
import pytest
from evals.stories import generate

from aftershock.stories import fingerprints, score


def texts() -> list[str]:
    some = [d.text for d in generate.corpus(12, 9, generate.DAMAGES + generate.HELD_BACK)]
    return [*some, "", "one", "one two three one two three"]


@pytest.mark.parametrize("last", ["", "one two", "one two three four five six seven eight nine", "a copy"])
def test_one_beside_all_others_is_what_pairs_are(last: str) -> None:
    some = texts()
    some.append(f"{some[3]} {some[8][:200]}" if last == "a copy" else last)
    of = fingerprints.hashed(some)
    count = len(some) - 1
    sizes = np.stack([fingerprints.grams(of, size).sizes() for size in (1, 2, 3)])
    pairs = score.compare(of, np.arange(count), np.full(count, count))
    beside = score.compare_last(of, sizes)
    assert (pairs.rows == beside.rows).all()
    assert (pairs.eights == beside.eights).all()


def test_runs_in_common_with_the_last_are_those_of_sets() -> None:
    some = texts()
    of = fingerprints.hashed(some)
    found = fingerprints.last_shared(of, (1, 3, 8))
    for row, size in zip(found.tolist(), (1, 3, 8), strict=True):
        words = [of.words[a:b].tolist() for a, b in zip(of.ends[:-1], of.ends[1:], strict=True)]
        runs = [{tuple(w[n : n + size]) for n in range(len(w) - size + 1)} for w in words]
        assert row == [len(each & runs[-1]) for each in runs[:-1]]
    assert fingerprints.last_shared(fingerprints.hashed(["", "one"]), (1,)).tolist() == [[0]]
