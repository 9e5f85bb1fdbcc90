"""Is a film known again by its key frames, from stills and as a copy that was cut anew?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from aftershock.errors import InputError
from aftershock.media import films, pictures
from aftershock.shield.banks import items
from aftershock.shield.banks.bank import Bank, add
from tests.media.test_pictures import MATCH, apart, saved

Image = pytest.importorskip("PIL.Image", reason="the extra 'media' is not installed")
SCENES = 7


def scene(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A made picture with enough detail for a hash."""
    dots = np.random.default_rng(seed).integers(0, 255, (12, 12, 3), dtype=np.uint8)
    return Image.fromarray(dots).resize(size, Image.Resampling.BICUBIC)


def stills(place: Path, *, seeds: range = range(SCENES)) -> Path:
    """A folder of one still a scene, with names that sort otherwise as words than as numbers."""
    place.mkdir()
    for number, seed in enumerate(seeds, 7):
        saved(scene(seed), place / f"still-{number}.png")
    return place


def test_a_folder_of_stills_is_a_film_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    folder = stills(tmp_path / "f")
    shutil.copy(folder / "still-9.png", folder / "still-9b.png")  # the same once more: one key frame
    saved(Image.new("RGB", (320, 240), "navy"), folder / "still-1.png")  # nothing in it: none
    (folder / "notes.txt").write_text("not a still", "utf-8")
    found = films.key_frames(folder, "f")
    single = [pictures.hashes(folder / f"still-{number}.png", "x").pdq for number in range(7, 7 + SCENES)]
    assert list(found) == single


def test_a_folder_without_a_still_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no still with enough detail"):
        films.key_frames(tmp_path, "empty")


def test_containers_are_told_from_pictures() -> None:
    assert films.is_film(b"\x00\x00\x00\x20ftypisom....")
    assert films.is_film(b"\x1a\x45\xdf\xa3....")
    assert films.is_film(b"RIFF\x00\x00\x00\x00AVI ")
    assert not films.is_film(b"\x00\x00\x00\x20ftypavif....")
    assert not films.is_film(b"RIFF\x00\x00\x00\x00WEBPVP8 ")
    assert not films.is_film(b"#EXTM3U\nhttp://elsewhere.example/x.ts")


def test_what_the_program_writes_is_hashed_still_by_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for ffmpeg: it checks its words, and writes three stills, one of them twice, and a torn
    one.
    """
    side = films.SIDE
    shown = [np.asarray(scene(seed, (side, side))) for seed in (1, 1, 2, 3)]
    np.concatenate([each.ravel() for each in shown]).tofile(tmp_path / "raw")
    program = tmp_path / "ffmpeg"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        "assert '-protocol_whitelist' in sys.argv and f'fps={2},scale=256:256' in sys.argv\n"
        f"sys.stdout.buffer.write(open({str(tmp_path / 'raw')!r}, 'rb').read() + b'torn')\n"
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = films.key_frames(tmp_path / "any.mp4", "any.mp4")
    assert found == tuple(pictures.looks(each) for each in shown[1:])


def test_without_the_program_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="save stills of the film in a folder"):
        films.key_frames(tmp_path / "any.mp4", "any.mp4")


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
def test_a_copy_that_was_cut_and_saved_anew_is_found(tmp_path: Path) -> None:
    folder = stills(tmp_path / "f")

    def film(name: str, start: int, length: float, *how: str) -> Path:
        made = f"-framerate 1 -start_number {start} -i {folder}/still-%d.png -t {length} -r 25"
        subprocess.run(["ffmpeg", "-v", "error", *made.split(), *how, tmp_path / name], check=True)
        return tmp_path / name

    whole = films.key_frames(film("whole.mp4", 7, SCENES, "-pix_fmt", "yuv420p"), "whole.mp4")
    assert len(whole) == SCENES
    assert all(
        apart(one, other) <= MATCH for one, other in zip(whole, films.key_frames(folder, "f"), strict=True)
    )
    copy = films.key_frames(film("copy.mkv", 9, 3.7, "-vf", "scale=160:120", "-q:v", "8"), "copy.mkv")
    other = stills(tmp_path / "g", seeds=range(50, 50 + SCENES))
    known = items.KnownItem(id="k", bank="removed", kind="film", adopted_by="Ana")
    add(tmp_path / "bank", [items.of_film(known, whole)], by="Ana", at="2026-11-22T12:00:00Z")
    bank = Bank(tmp_path / "bank")
    assert [each.item for each in bank.film(copy)] == ["k"]
    assert not bank.film(films.key_frames(other, "g"))
