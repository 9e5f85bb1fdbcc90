"""Is every package, model and data set that we use listed with its licence, and is none of them refused?

``python tools/licences.py`` checks; ``--write`` adds packages that are new in the locks, as their own
metadata describes them, for a person to look at.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LISTED = ROOT / "THIRD_PARTY.toml"
# Never in a base install or a development one: strong copyleft. LGPL is for extras only.
REFUSED = re.compile(r"\b(A?GPL)(?!.*exception)", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|Lesser General Public", re.IGNORECASE)
PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    """The packages of a lock file: name to version."""
    return {m[1].lower(): m[2] for m in PACKAGE.finditer((ROOT / name).read_text())}


def licence_of(package: str) -> str | None:
    """What a package's own metadata says of its licence; None where it is not installed here."""
    try:
        about = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return None
    if said := about.get("License-Expression"):
        return said
    classifiers = [
        c.split("::")[-1].strip() for c in about.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    named = [c for c in classifiers if c != "OSI Approved"]
    if named:
        return " AND ".join(named)
    return (about.get("License") or "unknown").strip().splitlines()[0][:80]


def notice_of(package: str) -> str:
    """Whom to name: the author of the package's metadata."""
    about = metadata.metadata(package)
    who = about.get("Author") or about.get("Author-email") or about.get("Maintainer") or about["Name"]
    return re.sub(r"\s+", " ", who)[:120]


def in_the_browser() -> Iterator[str]:
    """The npm packages that browser tests use."""
    for path in ROOT.glob("tests/**/package.json"):
        if "node_modules" not in path.parts:
            yield from json.loads(path.read_text()).get("dependencies", {})


def complaints(listed: dict[str, dict[str, dict[str, str]]]) -> list[str]:
    """Everything that is wrong with the list, one line each."""
    wrong = []
    packages = listed.get("package", {})
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-spark.lock"):
        for name in locked(lock):
            if name not in packages:
                wrong.append(f"{lock}: {name} is not listed in {LISTED.name}")
    for name, entry in packages.items():
        said = licence_of(name)
        if said is not None and said != entry["licence"] and not entry.get("checked"):
            wrong.append(f"{LISTED.name}: {name} says {entry['licence']!r}, its metadata {said!r}")
    for kind, entries in listed.items():
        for name, entry in entries.items():
            if not entry.get("licence") or entry["licence"] == "unknown" or not entry.get("notice"):
                wrong.append(f"{LISTED.name}: {kind} {name} has no licence or notice")
            # where a licence is a choice, the entry says which one we take it under
            under = entry.get("chosen") or entry.get("licence", "")
            lesser = LESSER.search(under) and not entry.get("use", "").startswith("extra: ")
            if REFUSED.search(under) or lesser:
                wrong.append(f"{LISTED.name}: {kind} {name} is under {under}")
    models = tomllib.loads((ROOT / "src/aftershock/data/models.toml").read_text())
    wrong += [
        f"{LISTED.name}: model {name} is not listed" for name in models if name not in listed.get("model", {})
    ]
    return wrong


def quoted(value: str) -> str:
    """A TOML basic string."""
    return json.dumps(value, ensure_ascii=False)


def write(listed: dict[str, dict[str, dict[str, str]]]) -> str:
    """The list with what the locks have new."""
    packages = dict(listed.get("package", {}))
    base = locked("requirements.lock")
    for name in {**base, **locked("requirements-dev.lock")}:
        if name not in packages and (said := licence_of(name)):
            use = "base" if name in base else "development"
            packages[name] = {"licence": said, "notice": notice_of(name), "use": use}
    out = ["# Licence and notice of everything that is not ours. tools/licences.py holds the build to it.\n"]
    for kind, entries in {**listed, "package": packages}.items():
        for name in sorted(entries):
            fields = "\n".join(f"{key} = {quoted(value)}" for key, value in entries[name].items())
            out.append(f'[{kind}."{name}"]\n{fields}\n')
    return "\n".join(out)


def main() -> int:
    """Check the list, or write what is new into it."""
    listed = tomllib.loads(LISTED.read_text()) if LISTED.exists() else {}
    if "--write" in sys.argv:
        LISTED.write_text(write(listed))
        return 0
    wrong = complaints(listed)
    print("\n".join(wrong) or f"{sum(map(len, listed.values()))} parts listed, none refused")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
