"""The trained reader as it ships: sound files, receipts that hold, the same lines again."""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.models import fetch, manifest
from aftershock.statements import passages, weights
from aftershock.statements.read import reader as reader_of

from .desk import Desk

TEXT = (
    "The Hill Brigade claimed responsibility for the blast. Neither the mayor nor the harbour office would "
    'comment.\n\n"We saw nobody," said Ada Brink, a guard. She denied that the gate had been open.'
)


def test_the_files_are_those_of_the_manifest_and_small_enough() -> None:
    model = manifest.manifest()["reader"]
    assert manifest.damaged(model) == []
    assert (manifest.folder(model) / "reader.onnx").stat().st_size <= 23_000_000
    assert not fetch.install(model)  # there is nothing to be had from anywhere


def test_what_is_seen_stands_in_the_text() -> None:
    network = weights.trained()
    assert network is not None
    seen = network.read(TEXT, list(passages.split(TEXT)))
    said = {TEXT[one.anchor.start : one.anchor.end].split()[0]: one for one in seen if one.chance > 0.5}
    assert {"claimed", "said", "denied"} <= set(said)
    assert said["claimed"].act == "claims-responsibility"
    assert [TEXT[a:b] for a, b in said["denied"].speakers] == ["She"]
    assert sum(said["said"].acts) == pytest.approx(1, abs=0.01)


def test_the_same_text_gives_the_same_lines_in_any_company(pair: Desk) -> None:
    alone = pair.read(TEXT)
    assert pair.read(TEXT) == alone
    story, page, texts = pair.story(TEXT)
    from aftershock.statements import read as reading

    both = list(reading.each([story, story], {page.id: page}, texts, reader=pair.reader))
    assert both == [tuple(alone), tuple(alone)]


def test_each_line_says_why(pair: Desk) -> None:
    marks = [line.rule for line in pair.read(TEXT) if line.act == "claims-responsibility"]
    assert len(marks) == 1
    assert marks[0].startswith("reader@")
    assert ".claims-responsibility@" in marks[0]


def test_without_its_files_the_rules_read_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, desk: Desk
) -> None:
    rules = desk.read(TEXT)
    weights.trained.cache_clear()
    monkeypatch.setattr(manifest, "folder", lambda model: tmp_path)
    try:
        assert weights.trained() is None
        assert not reader_of().mark.count(".")
        lone = Desk(trained=True)
        monkeypatch.undo()
        monkeypatch.setattr(weights, "trained", lambda: None)
        assert lone.read(TEXT) == rules
    finally:
        monkeypatch.undo()
        weights.trained.cache_clear()
