"""Is the folder of a made stream one that a report can be made of, with nothing else said?"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock import description
from aftershock.reaction.simulate import files, plan, stream
from aftershock.records import Capture, Channel
from aftershock.sources import panel, recognise
from tests.rows import Keep


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "stream"
    made = stream.make(plan.preset("case", posts=900, accounts=120), seed=5)
    written = files.write(made, out, "ndjson")
    assert written[0] == out / "posts.ndjson"
    return out


def channels(folder: Path) -> list[Channel]:
    place = folder / "channels.toml"
    capture = Capture(
        id="c",
        source="channels.toml",
        url=None,
        fetched_at="2026-01-01T00:00:00Z",
        sha256="0",
        media_type="",
        path="",
    )
    assert recognise.recognise(place, "channels.toml") is panel.source
    return [each for each in panel.source.read(place, capture) if isinstance(each, Channel)]


def test_the_truth_lies_beside_the_folder_and_not_in_it(folder: Path) -> None:
    assert sorted(each.name for each in folder.iterdir()) == ["case.toml", "channels.toml", "posts.ndjson"]
    beside = folder.with_name("stream.truth")
    assert sorted(each.name for each in beside.iterdir()) == ["truth.json", "truth.parquet"]


def test_the_latest_incident_is_the_event_and_the_others_are_past(folder: Path) -> None:
    said = description.read((folder / "case.toml").read_bytes(), file=folder / "case.toml").info
    incidents = plan.incidents(seed=7)
    assert said.t0 == incidents[-1].first_report.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [each.title for each in said.past] == [each.title for each in incidents[:-1]]


def test_watched_are_the_declared_channels_and_who_writes_most_but_no_planted_member(folder: Path) -> None:
    made = stream.make(plan.preset("case", posts=900, accounts=120), seed=5)
    listed = channels(folder)
    owned = {each.id: each.owner for each in listed if each.owner}
    assert owned == {a: c.owner for c in made.truth.causes if c.owner for a in c.accounts if a in owned}
    assert owned
    planted = {account for cause in made.truth.causes if cause.planted for account in cause.accounts}
    assert planted
    assert not planted & {each.id for each in listed if not each.owner}
    assert sum(each.role == "newsroom" for each in listed) == 8


def test_crowds_and_groups_act_around_the_event_alone() -> None:
    made = stream.make(plan.preset("case", posts=900, accounts=120), seed=5)
    last = max(each.first_report.timestamp() for each in made.world.incidents)
    number = [n for n, cause in enumerate(made.truth.causes) if cause.kind.startswith(("crowd", "plant"))]
    at = [t for t, c in zip(made.columns["at"], made.columns["cause"], strict=True) if c in number]
    assert min(at) / 1000 > last - 3 * 86400
    assert max(at) / 1000 < last + 3 * 86400


@pytest.mark.slow
def test_a_report_on_it_has_curves_findings_and_paths(folder: Path, tmp_path: Path) -> None:
    from aftershock import app

    case = tmp_path / "made.case"
    assert app.perform("report", case, {"folder": str(folder)}, Keep()) == 0
    told = Keep()
    app.perform("reaction", case, {}, told)
    sizes = {row["name"]: row for row in told.rows}
    assert sizes["posts per account active before"]["value"] > 0
    dossier = (case / "dossier.html").read_text("utf-8")
    # 120 accounts are too few: before the past events a dozen were active, before this one six dozen
    assert sizes["ratio to the typical past event"]["value"] is None
    assert "Not compared with past event 1" in dossier
    assert 'id="curves-wide-t"' in dossier
    assert 'id="paths-wide-t"' in dossier
