"""Does a picture leave its hashes and nothing else, and do copies of it stay near while others do not?"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from aftershock import gather, intake
from aftershock.errors import ExtraMissing, InputError
from aftershock.media import pictures
from aftershock.progress import silent
from aftershock.records import Post
from aftershock.store import case as store
from aftershock.store import traces

Image = pytest.importorskip("PIL.Image", reason="the extra 'media' is not installed")
pytest.importorskip("pdqhash", reason="the extra 'media' is not installed")

MATCH = 31  # bits of 256: what PDQ's makers take for the same picture


def drawn(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A made picture with large shapes and some grain: circles of chance in colours of chance."""
    dice = np.random.default_rng(seed)
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    canvas = np.zeros((size[1], size[0], 3))
    for _ in range(14):
        cx, cy = dice.uniform(0, size[0]), dice.uniform(0, size[1])
        inside = (x - cx) ** 2 + (y - cy) ** 2 < dice.uniform(30, 200) ** 2
        canvas[inside] = 0.4 * canvas[inside] + 0.6 * dice.uniform(0, 255, 3)
    return Image.fromarray(np.clip(canvas + dice.normal(0, 4, canvas.shape), 0, 255).astype(np.uint8))


def saved(picture: Image.Image, place: Path, **how: object) -> Path:
    picture.save(place, **how)
    return place


def apart(one: str | None, other: str | None) -> int:
    assert one is not None
    assert other is not None
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize("seed", range(4))
def test_copies_that_were_made_smaller_or_saved_anew_are_near_and_others_far(
    tmp_path: Path, seed: int
) -> None:
    first = drawn(seed)
    whole = pictures.hashes(saved(first, tmp_path / "a.png"), "a.png")
    assert whole.sha256 == hashlib.sha256((tmp_path / "a.png").read_bytes()).hexdigest()
    copies = {
        "small.png": saved(first.resize((213, 160)), tmp_path / "small.png"),
        "large.jpg": saved(first.resize((1500, 1125)), tmp_path / "large.jpg", quality=80),
        "poor.jpg": saved(first, tmp_path / "poor.jpg", quality=25),
        "again.webp": saved(first.resize((400, 300)), tmp_path / "again.webp", quality=50),
    }
    for name, place in copies.items():
        assert apart(whole.pdq, pictures.hashes(place, name).pdq) <= MATCH, name
    other = pictures.hashes(saved(drawn(seed + 100), tmp_path / "b.png"), "b.png")
    assert apart(whole.pdq, other.pdq) > 2 * MATCH


def test_a_picture_without_detail_has_no_hash_that_others_would_match(tmp_path: Path) -> None:
    flat = pictures.hashes(saved(Image.new("RGB", (300, 300), "grey"), tmp_path / "flat.png"), "flat.png")
    assert flat.pdq is None
    assert len(flat.sha256) == 64


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is so large, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bomb(60_000, 60_000), "unpacks to more|60000 x 60000 pixels"),
        (bomb(10_000, 9_000), "10000 x 9000 pixels"),
        (bomb(100, 100), "cannot be read"),
        (b"\x89PNG\r\n\x1a\n" + b"nothing" * 9, "cannot be read"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 400, "cannot be read"),
    ],
)
def test_what_is_too_large_or_broken_is_refused_with_its_reason(
    tmp_path: Path, data: bytes, why: str
) -> None:
    place = tmp_path / "x.png"
    place.write_bytes(data)
    assert pictures.is_picture(data[:16])
    with pytest.raises(InputError, match=why) as told:
        pictures.hashes(place, "x.png")
    assert told.value.where == "x.png"
    assert told.value.next_step


def test_a_file_of_too_many_bytes_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="more than"):
        pictures.hashes(saved(drawn(1), tmp_path / "a.png"), "a.png")


def test_without_the_extra_the_error_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdqhash", None)
    with pytest.raises(ExtraMissing, match=r"aftershock\[media\]"):
        pictures.hashes(saved(drawn(1), tmp_path / "a.png"), "a.png")


def posts_of(folder: Path, case: Path) -> tuple[list[Post], list[str], dict[int, int]]:
    """The posts as the case has them, its rejects, and how many accounts stand on each medium."""
    with store.open_case(case, create=True) as opened:
        gather.gather(opened, [str(folder)], silent)
        intake.read_new(opened, silent)
        with opened.cursor() as cursor:
            events = traces.trace_events(cursor, ("media",)).to_arrow_table().to_pylist()
        shared: dict[int, set[int]] = {}
        for each in events:
            shared.setdefault(each["object"], set()).add(each["account"])
        assert opened.verify().ok
        kept = {path.suffix for path in (opened.root / "originals").rglob("*") if path.is_file()}
        assert not any(pictures.is_picture(p.read_bytes()) for p in opened.root.rglob("*") if p.is_file())
        assert ".png" not in kept
        told = [f"{each.file}: {each.cause}" for each in opened.rejects()]
        return list(opened.iter_posts()), told, {number: len(who) for number, who in shared.items()}


def row(number: int, path: str) -> dict[str, object]:
    return {
        "id": f"10000000000000{number:02d}", "platform": "chirp", "author_id": f"a{number}",
        "created_at": f"2026-03-14T12:{number:02d}:00Z", "text": f"look at this one, number {number}",
        "media": [path],
    }  # fmt: skip


def export(folder: Path) -> None:
    """Three posts as NDJSON: two copies of one picture, and another one; the files lie beside them."""
    (folder / "photos").mkdir(parents=True)
    saved(drawn(1), folder / "photos" / "1.png")
    saved(drawn(1).resize((300, 225)), folder / "photos" / "2.jpg", quality=60)
    saved(drawn(2), folder / "photos" / "3.png")
    rows = [row(1, "photos/1.png"), row(2, "./photos/2.jpg"), row(3, "photos/3.png"), row(4, "photos/4.png")]
    (folder / "posts.ndjson").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")


def test_posts_carry_the_hashes_of_the_pictures_beside_them(tmp_path: Path) -> None:
    export(tmp_path / "in" / "chirp")
    posts, rejects, shared = posts_of(tmp_path / "in", tmp_path / "a.case")
    media = {post.author_id: post.media[0] for post in posts}
    assert rejects == []
    assert apart(media["a1"].pdq, media["a2"].pdq) <= MATCH
    assert apart(media["a1"].pdq, media["a3"].pdq) > MATCH
    assert media["a4"].pdq is None
    assert media["a1"].url == "photos/1.png"
    assert sorted(shared.values()) == [
        1,
        2,
    ]  # one picture by two accounts; a path of which nothing is known is no object


def test_a_picture_that_comes_later_is_taken_up_without_the_posts_being_added_again(tmp_path: Path) -> None:
    export(tmp_path / "in")
    late = tmp_path / "in" / "photos" / "1.png"
    data = late.read_bytes()
    late.unlink()
    before, _, _ = posts_of(tmp_path / "in", tmp_path / "a.case")
    assert next(post.media[0].pdq for post in before if post.author_id == "a1") is None
    late.write_bytes(data)
    after, _, _ = posts_of(tmp_path / "in", tmp_path / "a.case")
    assert len(after) == len(before)
    assert next(post.media[0].pdq for post in after if post.author_id == "a1") is not None


def test_csv_and_telegram_exports_name_their_pictures_too(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "tg" / "photos").mkdir(parents=True)
    (folder / "csv" / "images").mkdir(parents=True)
    saved(drawn(1), folder / "tg" / "photos" / "photo_1.jpg", quality=85)
    saved(drawn(1), folder / "csv" / "images" / "x.png")
    message = {
        "id": 7, "type": "message", "date": "2026-03-14T12:00:00", "date_unixtime": "1773489600",
        "from": "Column Press", "from_id": "channel1700000001", "text": "a picture of it",
        "photo": "photos/photo_1.jpg", "text_entities": [],
    }  # fmt: skip
    told = {"name": "Column Press", "type": "public_channel", "id": 1700000001, "messages": [message]}
    (folder / "tg" / "result.json").write_text(json.dumps(told), "utf-8")
    (folder / "csv" / "posts.csv").write_text(
        "id,platform,author,created_at,text,media\n"
        "1000000000000001,chirp,someone,2026-03-14T12:05:00Z,the same picture again,images/x.png\n",
        "utf-8",
    )
    posts, _, _ = posts_of(folder, tmp_path / "a.case")
    hashes = [medium.pdq for post in posts for medium in post.media]
    assert len(hashes) == 2
    assert apart(*hashes) <= MATCH


def test_bytes_are_told_from_other_files() -> None:
    out = io.BytesIO()
    drawn(1, (40, 30)).save(out, "WEBP")
    assert pictures.is_picture(out.getvalue()[:16])
    assert not pictures.is_picture(b"RIFF\0\0\0\0WAVEfmt ")
    assert not pictures.is_picture(b'{"a": 1}')
