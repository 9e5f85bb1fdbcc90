"""Which models there are, where they come from, and whether the files are the ones we measured with."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec

from aftershock import config
from aftershock.errors import ModelMissing
from aftershock.text import sha256


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """One model of the manifest, and the SHA-256 of each file that is kept of it.

    ``route``: a ``package`` on the index, or ``bundled`` with this package, where ``root`` is a folder of its
    data and nothing is to be installed.
    """

    name: str
    package: str
    version: str
    licence: str
    notice: str
    purpose: str
    root: str
    files: dict[str, str]
    route: Literal["package", "bundled"] = "package"


@cache
def manifest() -> dict[str, Model]:
    """The models of ``data/models.toml`` by name."""
    raw = tomllib.loads(resources.files("aftershock.data").joinpath("models.toml").read_text("utf-8"))
    return {name: msgspec.convert({"name": name, **fields}, Model) for name, fields in raw.items()}


def folder(model: Model) -> Path:
    """Where the model's files stand, named by version so that two versions never mix."""
    if model.route == "bundled":
        return Path(str(resources.files("aftershock.data"))) / model.root
    return config.models_dir() / f"{model.name}-{model.version}"


def damaged(model: Model) -> list[str]:
    """The files of a model that are missing or differ from the manifest; empty means sound."""
    here = folder(model)
    return [
        name
        for name, digest in model.files.items()
        if not (here / name).is_file() or sha256((here / name).read_bytes()) != digest
    ]


def present(model: Model) -> bool:
    """Whether all files of a model are there."""
    return all((folder(model) / name).is_file() for name in model.files)


def require(name: str, *, sound: bool = False) -> Path:
    """The folder of an installed model; raises ModelMissing where a file is absent.

    With ``sound`` also where one differs from the manifest: loading half a file ends in any error at all.
    """
    model = manifest()[name]
    here = folder(model)
    missing = damaged(model) if sound else [file for file in model.files if not (here / file).is_file()]
    if missing:
        how = "missing or different" if sound else "missing"
        raise ModelMissing(
            f"the model {name} {model.version} is not installed: {len(missing)} files {how}",
            where=str(here),
            next_step="Run: aftershock models install",
        )
    return here


def digest(model: Model) -> str:
    """One SHA-256 for all files of a model, written on every line that it helped to read."""
    return sha256("\n".join(f"{name} {value}" for name, value in sorted(model.files.items())))
