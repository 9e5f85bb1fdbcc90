"""Is a made stream what its plan says, and the same for the same seed?"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from msgspec import structs

from aftershock import rehearse
from aftershock.errors import InputError, UsageError
from aftershock.progress import silent
from aftershock.reaction.simulate import crowds, example, files, plan, stream
from aftershock.records import Capture, Post
from aftershock.sources import posts_csv, posts_json, posts_parquet
from aftershock.store.batch import PostBatch
from aftershock.store.posts import SCHEMA, from_arrow

WORLD = structs.replace(
    plan.preset("all", posts=4000, accounts=600),
    plants=(plan.Plant(name="pictures", trace="media", members=(8, 8), objects=(6, 6)), *plan.EASY[:2]),
)


@pytest.fixture(scope="module")
def made() -> stream.Stream:
    return stream.make(WORLD, seed=5)


def digest(place: Path) -> str:
    return hashlib.sha256(place.read_bytes()).hexdigest()


@pytest.mark.parametrize("form", files.FORMATS)
def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path, form: str) -> None:
    small = plan.preset("hard", posts=1500, accounts=300)
    written = [
        files.write(stream.make(small, seed=seed), tmp_path / str(n), form)
        for n, seed in enumerate((1, 1, 2))
    ]
    first, again, other = ([digest(path) for path in paths] for paths in written)
    assert first == again
    assert first[0] != other[0]


def test_the_columns_are_those_of_a_post_in_order_of_time(made: stream.Stream) -> None:
    table = made.table()
    assert table.schema == SCHEMA
    times = table.column("created_at").to_pylist()
    assert times == sorted(times)
    ids = table.column("post_id").to_pylist()
    assert len(set(ids)) == len(ids) == made.truth.posts
    rows = {row["post_id"]: row for row in table.to_pylist()}
    for row in rows.values():
        if row["repost_of"]:
            root = rows[row["repost_of"]]
            assert root["created_at"] <= row["created_at"]
            assert root["text"] == row["text"]
            assert root["platform"] == row["platform"]


def test_planted_members_act_together_on_as_many_objects_as_the_truth_says(made: stream.Stream) -> None:
    """Counted from the posts alone: which pictures did which members show, and how far apart?"""
    (group,) = [cause for cause in made.truth.causes if cause.name == "pictures 1"]
    shown: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for row in made.table().to_pylist():
        for medium in row["media"] or ():
            shown[medium["sha256"]].append((row["author_id"], row["created_at"]))
    assert len(shown) == group.objects == 6
    for acts in shown.values():
        assert {account for account, _ in acts} <= set(group.accounts)
        assert len(acts) >= 2
        assert (max(at for _, at in acts) - min(at for _, at in acts)).total_seconds() <= 41


def test_labels_stand_in_the_order_of_the_posts(made: stream.Stream) -> None:
    causes = Counter(cause for batch in made.labels() for cause in batch.column("cause").to_pylist())
    assert causes == {n: cause.posts for n, cause in enumerate(made.truth.causes) if cause.posts}
    ids = [each for batch in made.labels() for each in batch.column("post_id").to_pylist()]
    assert ids == made.table().column("post_id").to_pylist()


def test_every_open_kind_of_crowd_is_there_and_nothing_in_them_is_planted(made: stream.Stream) -> None:
    kinds = {cause.kind for cause in made.truth.causes if not cause.planted}
    assert {f"crowd:{kind}" for kind in crowds.KINDS} <= kinds
    owners = [cause for cause in made.truth.causes if cause.owner]
    assert owners
    assert all(cause.kind == "crowd:owner" for cause in owners)


def test_followers_of_a_push_message_share_one_link_in_ten_minutes(made: stream.Stream) -> None:
    number = next(n for n, cause in enumerate(made.truth.causes) if cause.kind == "crowd:push")
    rows = [
        row
        for row, cause in zip(
            made.table().to_pylist(),
            [c for batch in made.labels() for c in batch.column("cause").to_pylist()],
            strict=True,
        )
        if cause == number
    ]
    by_link = defaultdict(list)
    for row in rows:
        by_link[row["links"][0]].append(row["created_at"])
    assert len(by_link) == 8
    for times in by_link.values():
        inside = sum((at - min(times)).total_seconds() <= 600 for at in times)
        assert inside / len(times) > 0.8


def test_what_is_lost_leaves_gaps_and_what_was_deleted_late_is_not_seen() -> None:
    at = datetime.fromisoformat("2026-03-14T18:00:00+00:00")
    prompt = plan.Incident(title="now", first_report=at, size=8.0, deleted=0.3)
    late = structs.replace(prompt, collected_after=200.0, lost=0.1)
    counts = {}
    for incident in (prompt, late):
        world = plan.World(posts=500, accounts=300, around_incidents=True, incidents=(incident,))
        table = stream.make(world, seed=2).table()
        ids = [int(each) for each in table.column("post_id").to_pylist()]
        deleted = table.num_rows - table.column("deleted_at").null_count
        counts[incident.lost] = (table.num_rows, max(ids) - min(ids) + 1 - len(ids), deleted)
    whole, gaps, seen = counts[0.0]
    assert gaps == 0
    assert seen / whole == pytest.approx(0.3, abs=0.05)
    kept, gaps, seen = counts[0.1]
    assert kept / whole == pytest.approx(0.7 * 0.9, abs=0.05)
    assert gaps > 0.3 * whole
    assert seen == 0


def test_accounts_come_and_go_as_planned() -> None:
    events = plan.incidents(6, seed=3)
    world = plan.World(
        posts=14_000, accounts=4000, around_incidents=True, growth=0.5, churn=0.4, incidents=events
    )
    table = stream.make(world, seed=1).table()
    active: dict[int, set[str]] = defaultdict(set)
    for author, at in zip(
        table.column("author_id").to_pylist(), table.column("created_at").to_pylist(), strict=True
    ):
        active[(at.year - 2022) * 12 + at.month].add(author)
    first, last = active[min(active)], active[max(active)]
    years = (max(active) - min(active)) / 12
    stayed = len(first & last) / len(first)
    assert stayed < (1 - 0.4) ** years + 0.1
    assert len(last) > 1.1 * len(first)


@pytest.mark.parametrize("form", files.FORMATS)
def test_what_is_written_is_read_back_as_the_same_posts_without_a_note(
    tmp_path: Path, made: stream.Stream, form: str
) -> None:
    path = files.write(made, tmp_path, form)[0]
    capture = Capture(
        id="c", source=path.name, url=None, fetched_at="", sha256="", media_type="", path=path.name
    )
    reader = {"ndjson": posts_json, "csv": posts_csv, "parquet": posts_parquet}[form]
    found: list[Post] = []
    for each in reader.read(path, capture):
        if isinstance(each, PostBatch):
            found += from_arrow(each.table)
        else:
            assert isinstance(each, Post), each
            found.append(each)
    rows = made.table().to_pylist()
    assert len(found) == len(rows)
    for post, row in zip(found, rows, strict=True):
        assert post.text == row["text"]
        assert post.post_id == row["post_id"]
        assert post.created_at == row["created_at"].strftime("%Y-%m-%dT%H:%M:%SZ")
        assert (post.repost_of, post.reply_to) == (row["repost_of"], row["reply_to"])
        assert post.hashtags == tuple(row["hashtags"])
        assert post.links == tuple(row["links"])
        assert post.author_id == row["author_id"]
        if form != "csv":
            assert [medium.sha256 for medium in post.media] == [medium["sha256"] for medium in row["media"]]


def test_the_truth_stands_beside_the_posts_and_not_among_them(tmp_path: Path, made: stream.Stream) -> None:
    posts, *_, truth, labels = files.write(made, tmp_path / "made", "parquet")
    assert posts.parent != truth.parent == labels.parent
    told = json.loads(truth.read_text("utf-8"))
    assert told["seed"] == 5
    assert pq.read_table(labels).num_rows == pq.read_table(posts).num_rows == told["posts"]


def test_a_plan_is_read_from_toml_and_a_misspelt_one_is_refused(tmp_path: Path) -> None:
    good = tmp_path / "plan.toml"
    good.write_text('posts = 900\n[[plants]]\nkind = "staggered"\ndelay = 600\n', "utf-8")
    assert plan.read(good).plants[0].kind == "staggered"
    bad = tmp_path / "bad.toml"
    bad.write_text('posts = "many"\n', "utf-8")
    with pytest.raises(InputError, match=r"bad\.toml"):
        plan.read(bad)
    bad.write_text('[[plants]]\nkind = "together"\nmember = [3, 4]\n', "utf-8")
    with pytest.raises(InputError, match=r"unknown field `member`.*\[\[plants\]\] kind, name, groups"):
        plan.read(bad)


def test_a_kind_that_there_is_none_of_is_refused_with_those_there_are(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('posts = 900\n[[crowds]]\nkind = "mob"\n', "utf-8")
    asked = {"preset": "case", "posts": 900, "accounts": None, "seed": 1, "form": "ndjson"}
    with pytest.raises(UsageError, match=r"no kind 'mob'.*push"):
        rehearse.simulate(tmp_path / "out", plan=bad, progress=silent, **asked)
    assert not (tmp_path / "out").exists()


def test_the_fields_of_a_plan_stand_in_the_docs() -> None:
    told = (Path(__file__).parents[3] / "docs" / "reaction.md").read_text("utf-8")
    told = told[told.index("## A rehearsal") :]
    for each in re.findall(r"\w{4,}", plan.known()):
        assert each in told, each


def test_the_bundled_example_stays_what_the_documents_say() -> None:
    rows = list(example.posts())
    assert len(rows) == 3170
    made = hashlib.sha256(example.ndjson(iter(rows))).hexdigest()
    assert made == "4d211061df2f70676347c882239d4417294e5ba03ea68c71ba8459374245109d"


def test_reposts_of_one_post_are_one_object_in_a_case(tmp_path: Path, made: stream.Stream) -> None:
    """Counted by the case itself: short ids would be taken for ids that each channel counts by itself."""
    from aftershock.store import case as store
    from aftershock.store import traces

    table = made.table()
    with store.open_case(tmp_path / "a.case", create=True) as case:
        case.add_posts([PostBatch(capture="simulated", table=table)])
        with case.cursor() as cursor:
            events = traces.trace_events(cursor, ("repost",)).to_arrow_table()
    said = table.column("repost_of").drop_null()
    assert events.num_rows == len(said)
    assert len(events.column("object").unique()) == len(said.unique())
