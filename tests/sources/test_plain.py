"""A plain text is one document, whole and untouched."""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.records import Reject
from aftershock.sources import plain, whole
from aftershock.sources.raw import RawPage

from .conftest import ReadBytes, capture_of


def test_a_clean_text_is_untouched(read: ReadBytes) -> None:
    text = "  A title\n\n\u00a0\n“Quoted” — and trailing space \n\n\n"
    name, found = read(text)
    assert name == "text"
    assert found == [
        RawPage(
            capture="capture-0123456789abcdef",
            file="folder/original.bin",
            locator=f"bytes=0-{len(text.encode())}",
            text=text,
        )
    ]


def test_the_seeds_come_out_character_for_character(seeds: Path) -> None:
    for path in sorted(seeds.iterdir()):
        data = path.read_bytes()
        (page,) = plain.read(path, capture_of(data, path.name))
        assert isinstance(page, RawPage)
        assert page.text is not None
        assert page.text.encode() == data


def test_what_was_repaired_is_said(read: ReadBytes) -> None:
    _, (page,) = read("Le quai était fermé, la fumée épaisse.\r\n".encode("cp1252"))
    assert isinstance(page, RawPage)
    assert page.text == "Le quai était fermé, la fumée épaisse.\n"
    assert [(receipt.field, receipt.value) for receipt in page.receipts] == [("encoding", "cp1252")]


@pytest.mark.parametrize(
    "text", ["[Photo] A witness: smoke over the harbour.", "{Draft} The quay", "<Ana> hello"]
)
def test_texts_that_begin_with_a_bracket_are_texts(read: ReadBytes, text: str) -> None:
    name, (page,) = read(text)
    assert name == "text"
    assert isinstance(page, RawPage)
    assert page.text == text


def test_prose_with_commas_is_no_table(read: ReadBytes) -> None:
    prose = "Smoke, fire, noise\nPeople ran, some fell, nobody was hurt\nThe date, the author, the text\n"
    assert read(prose)[0] == "text"


def test_a_dump_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MAX_DOCUMENT", 10)
    path = tmp_path / "x"
    path.write_text("more than ten characters")
    (reject,) = plain.read(path, capture_of(b"", "dump.txt"))
    assert isinstance(reject, Reject)
    assert "too long for one document" in reject.cause


def test_an_original_that_vanished_is_named(tmp_path: Path) -> None:
    (reject,) = plain.read(tmp_path / "gone", capture_of(b"", "gone.txt"))
    assert isinstance(reject, Reject)
    assert (reject.file, reject.cause) == (
        "gone.txt",
        "the original cannot be read (No such file or directory)",
    )
