"""Which files of a folder are read: in one order, and each that is skipped with its reason."""

from __future__ import annotations

import os
from pathlib import Path

from aftershock.records import Reject
from aftershock.sources.files import walk


def names(folder: Path) -> list[str]:
    return [item[1] for item in walk(folder) if isinstance(item, tuple)]


def skipped(folder: Path) -> dict[str, str]:
    return {item.file: item.cause for item in walk(folder) if isinstance(item, Reject)}


def test_order_and_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/é.txt", "A.txt", "a/b/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path) == ["A.txt", "a/b/c.txt", "a/z.txt", "a/é.txt", "b.txt"]
    assert all(path == tmp_path / name for path, name in (i for i in walk(tmp_path) if isinstance(i, tuple)))


def test_one_file_is_its_own_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    assert list(walk(path)) == [(path, "a.txt")]


def test_what_is_skipped_says_why(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    for made in (folder / "old.case", folder / ".git", folder / "sub", outside):
        made.mkdir(parents=True)
    (outside / "x.txt").write_text("x")
    (folder / "old.case" / "case.toml").write_text("x")
    (folder / ".git" / "config").write_text("x")
    (folder / ".DS_Store").write_text("x")
    (folder / "empty.txt").touch()
    (folder / "sub" / "kept.txt").write_text("x")
    (folder / "away").symlink_to(outside / "x.txt")
    (folder / "away_dir").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    (folder / "dangling").symlink_to(folder / "nothing")
    (folder / "near.txt").symlink_to(folder / "sub" / "kept.txt")
    os.mkfifo(folder / "pipe")
    assert names(folder) == ["near.txt", "sub/kept.txt"]
    reasons = skipped(folder)
    assert {name: reasons[name] for name in ("old.case", ".git", ".DS_Store", "empty.txt", "pipe")} == {
        "old.case": "a case, not an input",
        ".git": "hidden, not read",
        ".DS_Store": "hidden, not read",
        "empty.txt": "an empty file",
        "pipe": "not a file (a device, socket or pipe)",
    }
    assert reasons["away"] == reasons["away_dir"] == "a link that leaves the folder"
    assert reasons["loop"] == "a link to a folder that is read in its own place"
    assert {"self", "dangling"} <= set(reasons)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (reject,) = walk(tmp_path / "nothing")
    assert isinstance(reject, Reject)
    assert reject.cause == "no such file or folder"


def test_names_that_are_no_text_can_be_written(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text("x")
    assert names(tmp_path) == ["caf\\xe9.txt"]
