"""An index that grows in levels holds what a plain sorted list holds, on disk too, and waits for no merge."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.stories import postings
from aftershock.stories.fingerprints import Keys
from aftershock.stories.postings import Postings


def keys_of(document: int, triples: list[int]) -> Keys:
    return np.array(sorted({triple << 32 | document for triple in triples}), np.uint64)


def held(index: Postings) -> dict[int, list[int]]:
    """The documents of each triple, in the order in which they are met."""
    found: dict[int, list[int]] = {}
    for run in index.runs():
        assert (run[1:] > run[:-1]).all()
        for key in run.tolist():
            found.setdefault(key >> 32, []).append(key & 0xFFFFFFFF)
    return found


Step = st.one_of(
    st.just("save"), st.just("again"), st.lists(st.lists(st.integers(0, 6), max_size=5), max_size=4)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(Step, max_size=30), st.booleans())
def test_it_holds_the_first_documents_of_each_triple(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str | list[list[int]]], on_disk: bool
) -> None:
    folder = tmp_path_factory.mktemp("index") if on_disk else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "CROWD", 9)
        patch.setattr(postings, "FANOUT", 3)
        patch.setattr(postings, "RECENT", 2)
        patch.setattr(postings, "STRETCH", 4)
        index, plain, count = Postings(folder), dict[int, list[int]](), 0
        for step in steps:
            if step == "save" or (step == "again" and folder is None):
                index.save()
                index.sweep()
            elif step == "again":
                noted = index.save()  # and the process ends before it sweeps
                index = Postings(folder, noted)
                assert {each.name for each in (folder or Path()).iterdir()} == {run.file for run in noted}
            elif isinstance(step, list):
                own = [keys_of(count + n, triples) for n, triples in enumerate(step)]
                for n, triples in enumerate(step):
                    for triple in set(triples):
                        plain.setdefault(triple, []).append(count + n)
                if len(own) == 1:
                    index.add_one(own[0])
                elif own:
                    index.add(np.sort(np.concatenate(own)))
                count += len(own)
            for triple, documents in held(index).items():
                assert documents[:9] == plain[triple][:9]
                assert set(documents) <= set(plain[triple])


def test_no_document_pays_for_a_merge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "STRETCH", 1 << 10)
    rng = np.random.default_rng(4)
    index = Postings()
    written: list[int] = []
    merged = postings._merged

    def counted(runs: list[Keys]):  # type: ignore[no-untyped-def]
        for stretch in merged(runs):
            written[-1] += len(stretch)
            yield stretch

    monkeypatch.setattr(postings, "_merged", counted)
    for document in range(6_000):
        written.append(0)
        index.add_one(keys_of(document, rng.integers(0, 1 << 32, 60).tolist()))
    assert sum(map(len, index.runs())) == 6_000 * 60
    assert len(index.runs()) <= 3 * postings.FANOUT
    assert sum(written) > 100_000  # there was a lot to merge,
    assert max(written) < 3 * (1 << 10)  # and nobody waited for more than a stretch of it


def test_a_run_that_is_gone_is_told(tmp_path: Path) -> None:
    index = Postings(tmp_path)
    index.add(np.arange(40, dtype=np.uint64))
    [run] = index.save()
    (tmp_path / run.file).write_bytes(b"torn")
    with pytest.raises(ValueError, match="shorter"):
        Postings(tmp_path, [run])
    (tmp_path / run.file).unlink()
    with pytest.raises(OSError, match="triples"):
        Postings(tmp_path, [run])
