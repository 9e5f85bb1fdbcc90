"""Which case is meant, and where does a new one go?"""

from __future__ import annotations

import os
from pathlib import Path

from aftershock.errors import CaseError, UsageError
from aftershock.store import case as store
from aftershock.store import layout


def case_for(folder: Path, out: Path | None) -> Path:
    """Where the report on a folder goes: ``out``, else ``./NAME.case``; never inside the folder itself."""
    folder = folder.resolve()
    if not folder.exists():
        raise UsageError(
            "no such file or folder", where=str(folder), next_step="Look at how its name is written"
        )
    if folder.is_dir() and not any(os.scandir(folder)):
        raise UsageError(
            "the folder is empty", where=str(folder), next_step="Put into it what was published, as it came"
        )
    if (
        inside := next((each for each in (folder, *folder.parents) if store.is_case(each)), None)
    ) is not None:
        raise UsageError(
            "this is a case, or part of one, and no folder of published documents",
            where=str(folder),
            next_step=f"To read the case again: aftershock run {inside}",
        )
    name = folder.name if folder.is_dir() else folder.stem
    place = (out or Path.cwd() / f"{name}.case").resolve()
    if place.exists() and not place.is_dir():
        raise UsageError(
            "a file stands where the case would be made", where=str(place), next_step="Name another place"
        )
    if place == folder or folder in place.parents:
        if out is not None:
            raise UsageError(
                "the case may not stand inside the folder that it is made of",
                where=str(place),
                next_step="Name another place with --out",
            )
        place = folder.parent / f"{name}.case"
    return place


def find_case(named: Path | None) -> Path:
    """The case that is meant: the one named, else the only ``*.case`` here."""
    if named is not None:
        return named
    found = sorted(path for path in Path.cwd().glob("*.case") if path.is_dir())
    if len(found) == 1:
        return found[0]
    if not found:
        step = "Name the case's folder, or make one: aftershock report FOLDER"
        raise UsageError("no case here", where=str(Path.cwd()), next_step=step)
    step = f"Name the one you mean, as {found[0].name}"
    raise UsageError(f"{len(found)} cases here", where=str(Path.cwd()), next_step=step)


def dossier_of(path: Path) -> Path:
    """Where a case's dossier stands; raises CaseError where none was built yet."""
    place = path / layout.DOSSIER
    if not place.is_file():
        raise CaseError("no dossier yet", where=str(path), next_step=f"Run: aftershock run {path}")
    return place
