"""Are times without a zone moved to UTC where the case file says which zone they are, and nowhere else?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from aftershock import description, gather, intake
from aftershock.errors import CaseError
from aftershock.progress import silent
from aftershock.records import Post
from aftershock.sources import zones
from aftershock.store import case as store

TABLE = """id,author,date,text
1,ana,2026-03-14 19:00:00,winter time
2,ana,2026-03-14T19:00:00Z,its own zone
3,ana,1773514800,seconds
4,ana,2026-03-14,a day alone
5,ana,2026-07-14 19:00:00,summer time
6,ana,2026-10-25 02:30:00,an hour that comes twice
"""
ROME = ["18:00", "19:00", "19:00", "00:00", "17:00", "00:30"]


def read(case_file: Path, said: str) -> list[tuple[str, str]]:
    """Hour and source of the zone of each post, of a table in two files, the case file saying so."""
    folder = case_file / "folder"
    (folder / "exports").mkdir(parents=True, exist_ok=True)
    (folder / "exports" / "a.csv").write_text(TABLE, "utf-8")
    with store.open_case(case_file / "a.case", create=not (case_file / "a.case").exists()) as case:
        (case.root / "case.toml").write_text(said, "utf-8")
        gather.gather(case, [str(folder)], silent)
        intake.read_new(case, silent)
        posts = sorted(case.iter_posts(), key=lambda post: int(post.post_id))
    return [((post.created_at or "")[11:16], post.tz_source) for post in posts]


def test_times_of_a_named_source_are_moved_and_read_again_when_the_zone_is_another(tmp_path: Path) -> None:
    told = read(tmp_path, "")
    assert [hour for hour, _ in told] == ["19:00", "19:00", "19:00", "00:00", "19:00", "02:30"]
    assert [how for _, how in told] == ["assumed", "declared", "exact", "assumed", "assumed", "assumed"]
    told = read(tmp_path, '[[zone]]\nsource = "*exports/*.csv"\nzone = "Europe/Rome"\n')
    assert [hour for hour, _ in told] == ROME
    assert [how for _, how in told] == ["declared", "declared", "exact", "assumed", "declared", "declared"]
    told = read(tmp_path, '[[zone]]\nsource = "*a.csv"\nzone = "-05:30"\n')
    assert told[0] == ("00:30", "declared")
    told = read(tmp_path, '[[zone]]\nsource = "b.csv"\nzone = "Europe/Rome"\n')
    assert told[0] == ("19:00", "assumed")


def test_single_posts_are_moved_as_those_in_tables_are() -> None:
    def moved(at: str, how: str) -> tuple[str | None, str]:
        post = Post(
            platform="chirp", channel_id="c", post_id="1", text="x", created_at=at,
            tz_source=how, capture="c", locator="/1",  # type: ignore[arg-type]
        )  # fmt: skip
        (found,) = zones.moved([post], zones.zone("Europe/Rome"))
        assert isinstance(found, Post)
        return found.created_at, found.tz_source

    assert moved("2026-03-14T19:00:00Z", "assumed") == ("2026-03-14T18:00:00Z", "declared")
    assert moved("2026-03-14T19:00:00Z", "declared") == ("2026-03-14T19:00:00Z", "declared")
    assert moved("2026-03-14T00:00:00Z", "assumed") == ("2026-03-14T00:00:00Z", "assumed")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('[[zone]]\nsource = "a.csv"\nzone = "Port Hale"\n', "no zone that is known here"),
        ('[[zone]]\nsource = "a.csv"\nzone = "../etc/passwd"\n', "zone 1.zone"),
        ('[[zone]]\nsource = "a.csv"\nzone = "+99:00"\n', "zone 1.zone"),
        ('[[zone]]\nsource = "a.csv"\n', r"a \[\[zone\]\] cannot be read"),
    ],
)
def test_a_zone_that_is_none_is_said_with_its_place(said: str, why: str) -> None:
    with pytest.raises(CaseError, match=why):
        description.read(said.encode(), file=Path("case.toml"))


def test_an_offset_is_one() -> None:
    assert datetime(2026, 3, 14, 12, tzinfo=zones.zone("+02:30")).isoformat() == "2026-03-14T12:00:00+02:30"
