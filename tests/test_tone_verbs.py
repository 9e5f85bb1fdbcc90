"""Can tone, curves and call-backs of posts be had outside the dossier: as rows, tables, items, receipts?"""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from aftershock import cli, gather, run
from aftershock.progress import silent
from aftershock.rows import Row
from aftershock.store import case as store
from aftershock.text import sha256
from aftershock.tone import head
from aftershock.tone.head import CLASSES

T0 = datetime(2026, 3, 14, 12, 0)
PAST = tuple(T0 - timedelta(days=30 * n) for n in range(1, 5))
OLD = "the lantern choir will sing again beside the northern harbour gates tomorrow"
ARTICLE = f"""Choir of Port Hale

PORT HALE, March 2, 2026 - The Lantern Brigade said in a statement on Monday: "{OLD[0].upper()}{OLD[1:]}."

The Lantern Brigade threatened further attacks. Police condemned the statement.
"""
REPORT = """Five dead in attack on Lantern Hall

PORT HALE, March 14, 2026 - At least five people were killed on Saturday when a bomb exploded at Lantern Hall,
police said.

The Salt Road Brigade claimed responsibility for the attack in a statement. The Interior Ministry blamed the
Harbour Front.
"""


def _posts() -> list[tuple[datetime, str, str]]:
    """Posts (time, author, text), told by their first word: half celebrate now, a tenth after past events."""
    out = []
    for event, (t0, glad) in enumerate([(T0, 2), *((at, 10) for at in PAST)]):
        for n in range(60):
            tone = "celebrates" if n % glad == 0 else "condemns"
            out.append((t0 + timedelta(minutes=n), f"r{n % 25}", f"{tone} it {event} {n}"))
            out.append((t0 - timedelta(minutes=20 * n + 5), f"r{n % 25}", f"condemns still {event} {n}"))
    out += [(T0 + timedelta(hours=1, minutes=n), f"q{n}", f"other {OLD} {n}") for n in range(8)]
    return out


def _folder(place: Path) -> list[str]:
    place.mkdir()
    posts = _posts()
    with (place / "posts.csv").open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["platform", "id", "channel", "author", "created_at", "text"])
        for n, (at, author, text) in enumerate(posts):
            writer.writerow(["chirp", f"p{n}x", author, author, f"{at:%Y-%m-%dT%H:%M:%SZ}", text])
    past = "".join(f'[[past]]\ntitle = "Past {at:%B}"\nwhen = "{at:%Y-%m-%dT%H:%M:%SZ}"\n' for at in PAST)
    (place / "case.toml").write_text(
        f'[event]\ntitle = "Lantern Hall"\nfirst_report = "{T0:%Y-%m-%dT%H:%M:%SZ}"\n{past}'
    )
    (place / "choir.txt").write_text(ARTICLE)
    (place / "report.txt").write_text(REPORT)
    return [text for _, _, text in posts]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose posts were told before, each as the tone that its first word names."""
    place = tmp_path_factory.mktemp("toned")
    texts = _folder(place / "folder")
    told = {
        sha256(text): json.dumps([0.99 if name == text.split()[0] else 0.002 for name in CLASSES])
        for text in texts
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(head, "ready", lambda: True)
        with store.open_case(place / "toned.case", create=True) as case:
            gather.describe(case, place / "folder")
            gather.gather(case, [str(place / "folder")], silent)
            case.keep(head.rule(), told)
            run.run(case, silent)
    return place / "toned.case"


def rows(*said: str) -> list[Row]:
    told = CliRunner().invoke(cli.cli, [*said, "--json"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]


def test_tone_is_told_beside_the_day_before_and_past_events(made: Path) -> None:
    found = rows("tone", str(made))
    by_name = {row["name"]: row for row in found if row["kind"] == "finding"}
    glad = by_name["tone: celebrates"]
    assert glad["interval"][0] <= 0.44 <= glad["interval"][1]  # 30 of 68
    assert glad["expected"] < 0.1
    beside = by_name["tone beside past events: celebrates"]
    assert (beside["n"], beside["value"]) == (4, glad["value"])
    assert beside["expected"] == pytest.approx(0.1, abs=0.06)
    assert "place 1 of 5" in beside["verdict"]
    assert by_name.keys() <= {row["name"] for row in rows("reaction", str(made))}


def test_whether_a_tone_rose_is_told_or_that_it_cannot_be(made: Path) -> None:
    found = {row["name"]: row for row in rows("tone", str(made)) if row["kind"] == "finding"}
    glad = found["tone change since the day before: celebrates"]
    assert glad["interval"][0] <= 0.44 <= glad["interval"][1]
    assert glad["verdict"].startswith("rose by ")
    assert found["tone change since the day before: threatens-or-calls"]["verdict"].startswith("cannot be")
    past = found["tone change against past events: celebrates"]
    assert past["interval"][0] <= past["value"] <= past["interval"][1]
    assert "distinct texts (en " in found["tone: celebrates"]["completeness"]


def test_the_backlash_is_told_and_its_verdict_needs_days_before(made: Path) -> None:
    (found,) = [row for row in rows("tone", str(made)) if row.get("name", "").startswith("backlash")]
    assert found["interval"][0] <= found["value"] <= found["interval"][1]
    assert "1 of the 7 days before have 30 posts" in found["verdict"]
    page = (made / "dossier.html").read_text("utf-8")
    assert "Backlash: posts that blame a community" in page
    assert found["value"] < 0.05
    assert not [row for row in rows("harms", str(made)) if row["kind"] == "community-blamed"]


def test_shares_are_told_by_event_and_stretch_of_time(made: Path) -> None:
    shares = [row for row in rows("tone", str(made)) if row["kind"] == "share"]
    assert {row["event"] for row in shares if row["main"]} == {"Lantern Hall"}
    assert len({row["event"] for row in shares}) == 5
    spans = {(row["first"], row["last"], row["posts"]) for row in shares if row["main"]}
    assert spans == {(-24.0, 0.0, 60), (0.0, 24.0, 68), (0.0, 1.0, 60)}
    assert all(row["low"] <= row["value"] <= row["high"] for row in shares)
    line = CliRunner().invoke(cli.cli, ["tone", str(made)]).output
    assert "Lantern Hall  +0 to +24 h  celebrates: " in line


def test_curves_are_told(made: Path) -> None:
    curves = rows("curves", str(made))
    assert [row["main"] for row in curves] == [True, False, False, False, False]
    assert dict(map(tuple, curves[0]["points"]))[0.0] == 60
    assert "most in hour +0: 60" in CliRunner().invoke(cli.cli, ["curves", str(made)]).output


def test_old_words_in_posts_are_told_with_their_receipt(made: Path) -> None:
    (again,) = [row for row in rows("callbacks", str(made)) if row["of"] == "posts"]
    assert (again["posts"], again["before"]) == (8, 0)
    assert again["words"] in OLD
    assert again["statement"] in {row["id"] for row in rows("ledger", str(made))}
    assert again["receipts"][0]["field"] == "text"
    assert f"{again['statement']} in 8 posts" in CliRunner().invoke(cli.cli, ["callbacks", str(made)]).output


@pytest.mark.parametrize(
    ("what", "count", "name"),
    [("tone", 11 * 6, "value"), ("curves", 5 * 72, "hour"), ("callbacks", 1, "words")],
)
def test_they_leave_as_tables(made: Path, tmp_path: Path, what: str, count: int, name: str) -> None:
    for form in ("csv", "parquet"):
        rows("export", what, "--format", form, "--out", str(tmp_path / f"t.{form}"), "--case", str(made))
    table = pq.read_table(tmp_path / "t.parquet")
    with (tmp_path / "t.csv").open(newline="") as lines:
        told = list(csv.DictReader(lines))
    assert len(told) == table.num_rows == count
    assert list(told[0]) == table.column_names
    assert name in told[0]
    assert not {"author", "account", "author_id"} & set(table.column_names)


def test_their_receipts_are_verified(made: Path) -> None:
    with store.open_case(made) as case:
        report = case.verify()
    findings = [*rows("reaction", str(made)), *rows("callbacks", str(made))]
    toned = [row for row in findings if row.get("name", "").startswith("tone") and row["receipts"]]
    assert toned
    assert report.ok
    assert report.checked["receipts"] >= sum(len(row["receipts"]) for row in findings)


def test_a_tone_may_stand_as_an_item_on_a_board(made: Path) -> None:
    boards = rows("hypotheses", str(made))
    assert boards
    answer = boards[0]["hypotheses"][0]["id"]
    said = ["assess", answer, "finding:tone: celebrates", "--mark", "consistent", "--reason", "a test"]
    rows(*said, "--person", "Ana Berg", "--case", str(made))
