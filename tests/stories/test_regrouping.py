"""Are the groups of an index that went on those of all documents, though only what changed is linked anew?"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from evals.stories import generate

from aftershock.stories import grouping, regrouping
from aftershock.stories.register import Entry, Register


def entries(seed: int) -> list[Entry]:
    """Copies of stories, the same words again, and round-ups before, between and after their parts."""
    rng = random.Random(seed)
    texts = [d.text for d in generate.corpus(seed, 12, generate.DAMAGES + generate.HELD_BACK)]
    for _ in range(4):
        made = "\n".join(text[: len(text) // 3] for text in rng.sample(texts, 4))
        texts += [made, f"{made}\nAnd more of it."]
    texts += rng.choices(texts, k=3)
    rng.shuffle(texts)
    return [Entry(n.to_bytes(16, "big"), text) for n, text in enumerate(texts)]


@pytest.mark.parametrize("seed", range(5))
def test_what_grows_is_grouped_as_all_at_once(seed: int, tmp_path: Path) -> None:
    every = entries(seed)
    rng = random.Random(seed)
    apart: list[frozenset[int]] = []
    at = 0
    while at < len(every):
        some = Register(tmp_path)
        assert len(some) == at
        at = min(len(every), at + rng.randint(1, 9))
        some.add_all(every[len(some) : at])
        fresh = Register()
        fresh.add_all(every[:at])
        known, wanted = (np.sort(each.edges(), order=["left", "right"]) for each in (some, fresh))
        assert np.array_equal(known, wanted)
        assert grouping.grouped(some) == grouping.grouped(fresh)
        apart.append(frozenset(grouping.grouped(fresh).printed))
    assert apart[-1]


def test_only_what_new_documents_touch_is_linked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = entries(7)
    first = Register(tmp_path)
    first.add_all(every[:-1])
    grouping.grouped(first)
    linked, judged = [], []
    was, suspects = grouping._linked, grouping.roundups

    def counting(*given: object) -> object:
        linked.append(given)
        return was(*given)  # type: ignore[arg-type]

    def asking(edges: object, triples: object, of: object, asked: object, beside: object) -> object:
        judged.append(int(asked.sum()))  # type: ignore[attr-defined]
        return suspects(edges, triples, of, asked, beside)  # type: ignore[arg-type]

    monkeypatch.setattr(grouping, "_linked", counting)
    monkeypatch.setattr(grouping, "roundups", asking)
    again = Register(tmp_path)
    again.add_all(every[-1:])
    grouping.grouped(again)
    assert len(linked) < 4
    assert judged[0] < len(every) / 2


def test_what_does_not_fit_the_index_is_not_taken_over(tmp_path: Path) -> None:
    every = entries(8)
    some = Register(tmp_path)
    some.add_all(every)
    whole = grouping.grouped(some)
    assert regrouping.load(tmp_path, len(every), len(some.edges())) is not None
    assert regrouping.load(tmp_path, len(every) - 1, len(some.edges())) is None
    [kept] = tmp_path.glob("grouped-*")
    kept.write_bytes(b"short")
    assert regrouping.load(tmp_path, len(every), len(some.edges())) is None
    assert grouping.grouped(Register(tmp_path)) == whole
    some.forget()
    assert not list(tmp_path.glob("grouped*"))
