"""Are pictures known by the digests that a table gives, also where a post has nothing else?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aftershock import gather, intake
from aftershock.progress import silent
from aftershock.reaction.simulate import files, plan, stream
from aftershock.records import Media
from aftershock.store import case as store
from aftershock.store import traces

PDQ = "f" * 60 + "0000"
ALIKE = "F" * 60 + "0001"  # one bit off
SHA = "ab" * 32


def taken_in(place: Path, name: str, data: str) -> tuple[list[tuple[Media, ...]], list[str], int]:
    """The media of each post, what was set aside, and how many objects pictures make in the case."""
    (place / "folder").mkdir()
    (place / "folder" / name).write_text(data, "utf-8")
    with store.open_case(place / "a.case", create=True) as case:
        gather.gather(case, [str(place / "folder")], silent)
        intake.read_new(case, silent)
        media = [each.media for each in sorted(case.iter_posts(), key=lambda post: post.post_id)]
        with case.cursor() as cursor:
            rows = traces.trace_events(cursor, ("media",)).fetchall()
        return media, [each.cause for each in case.rejects()], len({row[1] for row in rows})


@pytest.mark.parametrize(
    "more", ["", ",object_id"]
)  # a table with objects goes row by row, others by columns
def test_columns_of_digests_are_pictures_also_where_nothing_else_is_said(tmp_path: Path, more: str) -> None:
    end = more and ","
    table = "\n".join(
        [
            f"id,author,date,text,media_url,sha256,pdq{more}",
            f"1,ana,2026-03-14T12:00:00Z,,,,{PDQ}{end}",
            f"2,bo,2026-03-14T12:01:00Z,,,{SHA},{ALIKE}{end}",
            f"3,cy,2026-03-14T12:02:00Z,,https://a.example/1.jpg https://a.example/2.jpg,,{PDQ} {ALIKE}{end}",
            f"4,dee,2026-03-14T12:03:00Z,words,https://a.example/3.jpg,no digest,8a3f{end}",
            f"5,eve,2026-03-14T12:04:00Z,,,,{end}",
        ]
    )
    media, refused, objects = taken_in(tmp_path, "posts.csv", table + "\n")
    assert media == [
        (Media(type="unknown", pdq=PDQ),),
        (Media(type="unknown", sha256=SHA, pdq=ALIKE.lower()),),
        (
            Media(type="unknown", url="https://a.example/1.jpg", pdq=PDQ),
            Media(type="unknown", url="https://a.example/2.jpg", pdq=ALIKE.lower()),
        ),
        (Media(type="unknown", url="https://a.example/3.jpg"),),
    ]
    assert len(refused) == 1  # who says nothing and shows nothing
    assert objects == 2  # the pictures that look alike, and the one known by its address


def test_an_item_that_is_known_by_its_pdq_alone_is_kept(tmp_path: Path) -> None:
    rows = [
        {
            "id": "1",
            "author": "ana",
            "date": "2026-03-14T12:00:00Z",
            "media": [{"type": "photo", "pdq": PDQ}],
        },
        {"id": "2", "author": "bo", "date": "2026-03-14T12:00:00Z", "text": "x", "media": [{"pdq": "8a3f"}]},
        {"id": "3", "author": "cy", "date": "2026-03-14T12:00:00Z", "text": "x", "pdq": ALIKE},
    ]
    media, refused, objects = taken_in(tmp_path, "posts.ndjson", "\n".join(map(json.dumps, rows)) + "\n")
    assert media == [
        (Media(type="photo", pdq=PDQ),),
        (),
        (Media(type="unknown", pdq=ALIKE.lower()),),
    ]
    assert (refused, objects) == ([], 1)


def test_a_made_table_says_its_pictures_in_csv_as_it_does_in_parquet(tmp_path: Path) -> None:
    shown = plan.Plant(name="pictures", members=(6, 6), objects=(9, 9), trace="media")
    world = plan.World(posts=600, accounts=80, days=2.0, plants=(shown,))
    counts = []
    for form in ("csv", "parquet"):
        files.write(stream.make(world, seed=2), tmp_path / form, form)
        with store.open_case(tmp_path / f"{form}.case", create=True) as case:
            gather.gather(case, [str(tmp_path / form)], silent)
            intake.read_new(case, silent)
            counts.append(sum(bool(each.media) for each in case.iter_posts()))
    assert counts[0] == counts[1] > 0
