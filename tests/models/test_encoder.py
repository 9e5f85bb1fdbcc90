"""The multilingual encoder: the same bytes in any company, each text once, a plain word where it lacks."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from aftershock.errors import ModelMissing
from aftershock.models import encoder, manifest

TEXTS = [
    "The minister condemned the attack on the harbour.",
    "الوزير يدين الهجوم على الميناء",
    "Министр осудил нападение на порт.",
    "Who is playing tonight?",
    "",
    "x " * 3_000,
]


@pytest.fixture(scope="module")
def read() -> encoder.Encoder:
    """The encoder of the manifest; a machine without it says so."""
    if not encoder.present():
        pytest.skip("the multilingual encoder is not installed")
    return encoder.encoder()


def test_unit_vectors_in_the_order_of_the_texts(read: encoder.Encoder) -> None:
    vectors = read.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.WIDTH)
    assert vectors.dtype == numpy.float32
    assert numpy.allclose(numpy.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alike = vectors @ vectors.T
    assert min(alike[0, 1], alike[0, 2]) > alike[0, 3] + 0.3


def test_the_bytes_do_not_depend_on_company_order_or_threads(read: encoder.Encoder) -> None:
    together = read.embed(TEXTS)
    assert read.embed(TEXTS[::-1]).tobytes() == together[::-1].tobytes()
    assert b"".join(read.embed([text]).tobytes() for text in TEXTS) == together.tobytes()
    one = encoder.Encoder.__new__(encoder.Encoder)
    one.__dict__.update(read.__dict__, threads=1)
    assert one.embed(TEXTS).tobytes() == together.tobytes()


def test_each_distinct_text_is_run_once_and_progress_is_told(read: encoder.Encoder) -> None:
    heard: list[tuple[int, int]] = []
    vectors = read.embed(["one", "two", "one", "one"], told=lambda done, of: heard.append((done, of)))
    assert heard == [(2, 2)]
    assert vectors[0].tobytes() == vectors[2].tobytes() == vectors[3].tobytes()


def test_nothing_gives_nothing(read: encoder.Encoder) -> None:
    assert read.embed([]).shape == (0, encoder.WIDTH)


def test_a_missing_encoder_is_said_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERSHOCK_MODELS", str(tmp_path))
    encoder.encoder.cache_clear()
    try:
        assert not encoder.present()
        with pytest.raises(ModelMissing, match="aftershock models install"):
            encoder.encoder()
    finally:
        encoder.encoder.cache_clear()


def test_half_an_encoder_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERSHOCK_MODELS", str(tmp_path))
    model = manifest.manifest()["multilingual"]
    for name in model.files:
        (manifest.folder(model) / name).parent.mkdir(parents=True, exist_ok=True)
        (manifest.folder(model) / name).write_bytes(b"half")
    encoder.encoder.cache_clear()
    try:
        with pytest.raises(ModelMissing, match="missing or different"):
            encoder.encoder()
    finally:
        encoder.encoder.cache_clear()
