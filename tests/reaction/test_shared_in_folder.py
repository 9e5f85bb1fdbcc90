"""Is a shared baseline in the folder the reference class of the case, and a bad one a reject?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aftershock import description, gather, intake, release
from aftershock.progress import silent
from aftershock.reaction import volume
from aftershock.reaction.result import Reaction
from aftershock.reaction.simulate import example
from aftershock.store import case as store

NOW = example.EXAMPLE_INCIDENTS[-1].first_report.strftime("%Y-%m-%dT%H:%M:%SZ")
PAST = tuple(
    (each.place, each.first_report.strftime("%Y-%m-%dT%H:%M:%SZ")) for each in example.EXAMPLE_INCIDENTS[:-1]
)


def folder(place: Path, *, past: bool) -> Path:
    """The example's posts: all of them with the past events, or those of the event alone."""
    place.mkdir()
    rows = [row for row in example.posts() if past or str(row["created_at"]) >= "2026"]
    (place / "posts.ndjson").write_bytes(example.ndjson(iter(rows)))
    told = [f'[event]\ntitle = "Lantern Hall"\nwhen = "{NOW}"\nfirst_report = "{NOW}"\n']
    if past:
        told += [f'[[past]]\ntitle = "{title}"\nfirst_report = "{at}"\nwhen = "{at}"\n' for title, at in PAST]
    (place / "case.toml").write_text("\n".join(told), "utf-8")
    return place


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What one desk writes from its posts."""
    place = tmp_path_factory.mktemp("desk")
    with store.open_case(place / "a.case", create=True) as case:
        gather.describe(case, folder(place / "a", past=True))
        gather.gather(case, [str(place / "a")], silent)
        intake.read_new(case, silent)
        out = place / "baseline.json"
        release.export(case, "baseline", "json", out, person="Tidewatch Desk", at="2026-03-20T10:00:00Z")
    return out.read_bytes()


def reaction(place: Path) -> tuple[Reaction, list[str]]:
    with store.open_case(place.with_suffix(".case"), create=True) as case:
        gather.describe(case, place)
        gather.gather(case, [str(place)], silent)
        intake.read_new(case, silent)
        given = intake.baselines(case)
        with case.cursor() as cursor:
            made = volume.react(cursor, description.of_case(case).info, baselines=given)
        return made, [f"{each.file}: {each.cause}" for each in case.rejects()]


def test_a_baseline_beside_the_posts_is_the_reference_class(tmp_path: Path, shared: bytes) -> None:
    whole, _ = reaction(folder(tmp_path / "whole", past=True))
    alone = folder(tmp_path / "alone", past=False)
    (alone / "from-the-desk.json").write_bytes(shared)
    made, rejects = reaction(alone)
    assert rejects == []
    assert "Shared baseline from Tidewatch Desk, 3 events" in made.note
    assert "1 more are known here already, or are this event" in made.note
    assert [(f.name, f.value, f.p, f.n) for f in made.findings] == [
        (f.name, f.value, f.p, f.n) for f in whole.findings
    ]
    assert [curve.name for curve in made.curves[1:]] == [title for title, _ in PAST]
    assert all("from baseline " in curve.completeness for curve in made.curves[1:])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda told: {**told, "version": 9}, "this version reads aftershock-baseline"),
        (lambda told: {**told, "accounts": ["x"]}, "it holds more than aggregates: accounts"),
        (lambda told: {**told, "digest": "0" * 64}, "not those that its digest was made of"),
        (lambda told: {k: v for k, v in told.items() if k != "events"}, "not a baseline"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_set_aside_with_its_reason(
    tmp_path: Path, shared: bytes, change: object, why: str
) -> None:
    alone = folder(tmp_path / "alone", past=False)
    assert callable(change)
    (alone / "baseline.json").write_text(json.dumps(change(json.loads(shared))), "utf-8")
    made, rejects = reaction(alone)
    assert len(rejects) == 1
    assert why in rejects[0]
    assert rejects[0].startswith("baseline.json: ")
    assert "Shared baseline" not in made.note


def test_the_same_event_of_two_desks_counts_once(tmp_path: Path, shared: bytes) -> None:
    alone = folder(tmp_path / "alone", past=False)
    told = json.loads(shared)
    (alone / "one.json").write_bytes(shared)
    (alone / "two.json").write_text(json.dumps({**told, "by": "Another Desk"}), "utf-8")
    made, _ = reaction(alone)
    assert len(made.curves) == 1 + len(PAST)
    assert "Shared baseline from Another Desk, 0 events" in made.note
