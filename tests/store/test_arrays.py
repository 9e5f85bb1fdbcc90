"""Arrays that grow, in memory and on disk, and what a crash may leave of them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.store import arrays, layout
from aftershock.store.arrays import Growing


class Note(msgspec.Struct, frozen=True):
    rows: int


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.just("save"), st.lists(st.integers(0, 2**32 - 1), max_size=40)), max_size=12))
def test_it_is_the_list_of_all_that_was_added(tmp_path_factory: pytest.TempPathFactory, steps: list) -> None:  # type: ignore[type-arg]
    path = tmp_path_factory.mktemp("arrays") / "rows"
    growing, plain = Growing(np.uint32, path), []
    for step in steps:
        if step == "save":
            growing.save()
        else:
            growing.extend(np.array(step, np.uint32))
            plain += step
        assert len(growing) == len(plain)
        assert growing.rows(0, len(growing)).tolist() == plain
        for start in range(0, len(plain), 7):
            assert growing.rows(start, start + 5).tolist() == plain[start : start + 5]
        places = np.arange(len(plain))[::-1]
        assert growing.at(places).tolist() == plain[::-1]
    growing.save()
    assert Growing(np.uint32, path, len(plain)).rows(0, len(plain)).tolist() == plain


def test_what_stands_behind_the_note_is_cut_off_and_a_short_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    growing = Growing(np.int64, path)
    growing.extend(np.arange(5))
    growing.save()
    with path.open("ab") as out:
        out.write(b"torn")
    again = Growing(np.int64, path, 5)
    again.extend(np.array([9]))
    again.save()
    assert again.rows(0, 6).tolist() == [0, 1, 2, 3, 4, 9]
    with pytest.raises(ValueError, match="shorter"):
        Growing(np.int64, path, 7)


def test_a_note_of_another_shape_is_none(tmp_path: Path) -> None:
    path = tmp_path / "noted.json"
    assert arrays.noted(path, Note) is None
    arrays.note(path, Note(3))
    assert arrays.noted(path, Note) == Note(3)
    path.write_text('{"lines": 3}')
    assert arrays.noted(path, Note) is None
    path.write_text("{")
    assert arrays.noted(path, Note) is None


def test_an_array_written_in_pieces_comes_back_mapped_and_a_short_one_is_refused(tmp_path: Path) -> None:
    out = arrays.Written(tmp_path / "a", np.uint64)
    out.add(np.arange(3, dtype=np.uint64))
    out.add(np.arange(3, 5, dtype=np.uint32))
    assert out.whole().tolist() == [0, 1, 2, 3, 4]
    layout.sync(tmp_path / "a")
    assert arrays.mapped(tmp_path / "a", np.uint64, 4).tolist() == [0, 1, 2, 3]
    assert arrays.Written(tmp_path / "b", np.uint64).whole().tolist() == []
    with pytest.raises(ValueError, match="shorter"):
        arrays.mapped(tmp_path / "a", np.uint64, 6)
