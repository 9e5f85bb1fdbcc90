"""Can a person correct or set aside each line of a case, and does the first reading stand beside it?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aftershock import reading
from aftershock.errors import UsageError
from aftershock.records import Statement
from aftershock.store.case import open_case
from tests.rows import do

TEXTS = {
    "market.txt": """Stabbing at Kell Market

KELL, 13 September 2026. A stabbing at Kell Market on 12 September 2026 killed three people,
police said on Sunday.

The Grey Tide claimed responsibility for the stabbing at Kell Market.

The River Guard, which police call a wing of the Green Union, is small.

Several accounts blamed residents of the Mill quarter for the attack.
""",
    "notice.txt": """Notice to travellers

KELL, 10 September 2026. The Vantian embassy warned on Thursday that there may be trouble at markets in Kell.

The preacher Tolen Marsh threatened that the halls of Kell will be quiet before the first snow falls.
""",
    "again.txt": """Accounts recall a speech

KELL, 14 September 2026. The Tide Press said on Monday that "the halls of Kell will be quiet before the
first snow falls", two days after the stabbing at Kell Market on 12 September 2026.
""",
    "fire.txt": """Fire in Orla

ORLA, 21 September 2026. An arson attack in Orla on 20 September 2026 blackened a wall, the fire service
said on Monday.
""",
}
WHO = {"reason": "read wrongly, see page 2", "person": "Ines Editor"}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("correct")
    folder = place / "in"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    do("report", place / "kell.case", folder=str(folder))
    return place / "kell.case"


@pytest.fixture
def case(read: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read, tmp_path / "kell.case"))


def judge(case: Path, target: str, *fields: str, kind: str = "correct") -> dict[str, Any]:
    (made,) = do("judge", case, kind=kind, targets=[target], set=list(fields), **WHO)
    return made


def only(rows: list[dict[str, Any]], **fields: object) -> dict[str, Any]:
    (row,) = [row for row in rows if all(row[key] == value for key, value in fields.items())]
    return row


def page(case: Path) -> str:
    """The dossier's words."""
    return re.sub(r"<[^>]*>", "", (case / "dossier.html").read_text("utf-8"))


def test_a_statement_has_another_act_speaker_and_date(case: Path) -> None:
    line = only(do("ledger", case), act="claims-responsibility")
    judge(case, line["id"], "act=denies", "speaker=Harbour Union", "date=2026-09-14", "certainty=hedged")
    now = only(do("ledger", case), id=line["id"])
    assert (now["act"], now["speaker_name"], now["certainty"]) == ("denies", "Harbour Union", "hedged")
    assert (now["said_at"]["start"], now["said_at"]["how"]) == ("2026-09-14T00:00:00Z", "judgement")
    (decided,) = now["decided"]
    assert (decided["person"], decided["reason"], decided["verdict"]) == (
        *reversed(WHO.values()),
        "corrected",
    )
    was = {each["field"]: (each["was"], each["now"]) for each in decided["changes"]}
    assert was["act"] == ("claims-responsibility", "denies")
    assert was["speaker"] == ("Grey Tide", "Harbour Union")
    assert "claims-responsibility" not in {row["act"] for row in do("ledger", case)}
    assert "read first as “claims-responsibility”" in page(case)
    assert WHO["reason"] in page(case)
    assert do("verify", case)[-1]["ok"]


@pytest.mark.slow
def test_a_second_correction_keeps_the_first_reading_beside_it_and_undo_brings_it_back(case: Path) -> None:
    before = do("ledger", case)
    line = only(before, act="claims-responsibility")
    made = [judge(case, line["id"], "act=denies"), judge(case, line["id"], "act=reports")]
    decided = only(do("ledger", case), id=line["id"])["decided"]
    assert [each["changes"][0]["was"] for each in decided] == ["claims-responsibility"] * 2
    for each in reversed(made):
        do("undo", case, judgement=each["id"], **WHO)
    assert do("ledger", case) == before


@pytest.mark.slow
def test_a_person_or_group_is_named_by_the_id_that_is_listed(case: Path) -> None:
    claim = only(do("ledger", case), act="claims-responsibility")
    person = only(do("persons", case), name="Tolen Marsh")
    judge(case, claim["id"], f"speaker={person['id']}")
    now = only(do("ledger", case), id=claim["id"])
    assert (now["speaker_name"], now["speaker_id"]) == ("Tolen Marsh", person["id"])
    judge(case, claim["id"], "speaker=hamas")
    assert only(do("ledger", case), id=claim["id"])["speaker_id"] == "hamas"
    judge(case, claim["id"], "speaker=", "date=")
    now = only(do("ledger", case), id=claim["id"])
    assert (now["speaker_name"], now["speaker_id"], now["said_at"]) == (None, None, None)


@pytest.mark.slow
def test_a_figure_has_another_role_unit_and_value_or_counts_no_more(case: Path) -> None:
    (line,) = do("figures", case)
    judge(case, line["id"], "role=injured", "unit=traders", "value=3-5")
    (now,) = do("figures", case)
    assert (now["role"], now["unit"], now["low"], now["high"]) == ("injured", "traders", 3, 5)
    (figure,) = now["figures"]
    (decided,) = do("decided", case)
    assert (decided["target"], decided["text"], decided["sort"]) == (figure, "3 people killed", "figure")
    judge(case, figure, "value=40+")
    assert do("figures", case)[0]["high"] is None
    judge(case, do("figures", case)[0]["id"], kind="reject")
    assert do("figures", case) == []
    assert [row["verdict"] for row in do("decided", case)] == ["corrected", "corrected", "set aside"]
    assert "3 people killed" in page(case)
    ledger = only(do("ledger", case), act="reports", speaker_name="police")
    assert len(ledger["decided"]) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "fields", "expected"),
    [
        ("harms", ["kind=threat", "text=Of a quarter."], {"kind": "threat", "text": "Of a quarter."}),
        ("affiliations", ["stance=denied", "kind=branch", "whole=Mill Union", "since=2024"],
         {"stance": "denied", "kind": "branch", "whole": "Mill Union", "part": "River Guard"}),
        ("callbacks", ["first="], {"first": None, "first_receipts": []}),
    ],
)  # fmt: skip
def test_a_line_is_corrected_then_set_aside_then_back(
    case: Path, verb: str, fields: list[str], expected: dict[str, object]
) -> None:
    before = do(verb, case)
    line = before[0]
    made = [judge(case, line["id"], *fields)]
    now = only(do(verb, case), id=line["id"])
    assert {key: now[key] for key in expected} == expected
    (decided,) = do("decided", case)
    assert (decided["verdict"], decided["person"]) == ("corrected", WHO["person"])
    assert decided["receipts"] == line["receipts"]
    made.append(judge(case, line["id"], kind="reject"))
    assert line["id"] not in {row["id"] for row in do(verb, case)}
    assert [row["verdict"] for row in do("decided", case)] == ["corrected", "set aside"]
    assert WHO["reason"] in page(case)
    assert do("verify", case)[-1]["ok"]
    for each in reversed(made):
        do("undo", case, judgement=each["id"], **WHO)
    assert do(verb, case) == before


@pytest.mark.slow
def test_a_warning_is_tied_to_another_event_or_to_none(case: Path) -> None:
    fire = only(do("events", case), where="Orla")
    line = do("warnings", case)[0]
    judge(case, line["id"], f"event={fire['id']}")
    now = only(do("warnings", case), id=line["id"])
    assert (now["event"], now["lead_hours"]) == (fire["id"], [216.0, 264.0])
    assert WHO["reason"] in now["why"]
    judge(case, line["id"], kind="reject")
    assert line["id"] not in {row["id"] for row in do("warnings", case)}


def test_a_call_back_leads_to_the_first_saying_that_a_person_names(case: Path) -> None:
    (line,) = do("callbacks", case)
    notice = only(do("ledger", case), act="warns")
    judge(case, line["id"], f"first={notice['id']}")
    (now,) = do("callbacks", case)
    assert now["first"] == notice["id"]
    assert [each["quote"] for each in now["first_receipts"]] == [notice["witnesses"][0]["evidence"]["quote"]]


def renaming(read: Callable[..., Iterator[tuple[Statement, ...]]]) -> Callable[..., Any]:
    """A later release that gives every statement and figure another id."""

    def each(*args: Any, **kwargs: Any) -> Iterator[tuple[Statement, ...]]:
        for lines in read(*args, **kwargs):
            yield tuple(
                msgspec.structs.replace(
                    line,
                    id=f"{line.id}-new",
                    figures=tuple(msgspec.structs.replace(f, id=f"{f.id}-new") for f in line.figures),
                )
                for line in lines
            )

    return each


@pytest.mark.slow
def test_corrections_find_their_lines_again_after_a_re_read(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = only(do("ledger", case), act="claims-responsibility")
    judge(case, claim["id"], "act=denies")
    judge(case, claim["id"], "speaker=Harbour Union")
    judge(case, do("figures", case)[0]["id"], "value=4")
    judge(case, do("harms", case)[0]["id"], kind="reject")
    judge(case, do("affiliations", case)[0]["id"], "stance=denied")
    judge(case, do("warnings", case)[0]["id"], kind="reject")
    judge(case, do("callbacks", case)[0]["id"], kind="reject")
    before = {verb: len(do(verb, case)) for verb in ("harms", "warnings", "callbacks", "decided")}
    monkeypatch.setattr(reading.statements, "each", renaming(reading.statements.each))
    monkeypatch.setattr(reading, "READING", reading.READING + 1)
    with open_case(case) as held:
        held.drop_derived()
    do("run", case)
    now = only(do("ledger", case), id=f"{claim['id']}-new")
    assert (now["act"], now["speaker_name"]) == ("denies", "Harbour Union")
    assert do("figures", case)[0]["low"] == 4
    assert do("affiliations", case)[0]["stance"] == "denied"
    assert {verb: len(do(verb, case)) for verb in before} == before
    assert {row["orphaned"] for row in do("judgements", case)} == {False}
    judge(case, now["id"], "act=reports")  # a third one, on the new id: its first reading is the claim still
    assert only(do("ledger", case), id=now["id"])["decided"][-1]["changes"][0]["was"] == claim["act"]


@pytest.mark.slow
def test_what_is_gone_is_listed_with_the_reason(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    harm = do("harms", case)[0]
    claim = only(do("ledger", case), act="claims-responsibility")
    judge(case, harm["id"], kind="reject")
    judge(case, claim["id"], "act=denies")

    def nothing(stories: Any, *args: Any, **kwargs: Any) -> Iterator[tuple[Statement, ...]]:
        for _ in stories:
            yield ()

    monkeypatch.setattr(reading.statements, "each", nothing)
    monkeypatch.setattr(reading, "READING", reading.READING + 1)
    do("run", case)
    rows = do("judgements", case)
    assert [row["orphaned"] for row in rows] == [True, True]
    assert all(row["why"].startswith("its passage is read otherwise now: “") for row in rows)
    assert "Decisions that find their object no more" in page(case)
    do("purge", case, source="market.txt", reason="asked for", person="Ines")
    assert {row["why"] for row in do("judgements", case)} == {"its document is no longer in the case"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (["act=confesses"], "there is no act"),
        (["date=Tuesday"], "is no date"),
        (["role=killed"], "has no 'role'"),
        (["act"], "sets nothing"),
        ([], "nothing is corrected"),
        (["act="], "cannot be empty"),
    ],
)
def test_what_cannot_be_is_refused_before_it_is_kept(read: Path, fields: list[str], said: str) -> None:
    line = only(do("ledger", read), act="claims-responsibility")
    with pytest.raises(UsageError, match=said):
        judge(read, line["id"], *fields)
    assert do("judgements", read) == []


def test_a_target_must_be_there_and_of_one_sort(read: Path) -> None:
    with pytest.raises(UsageError, match="no such statement, figure"):
        judge(read, "harm-none", "kind=threat")
    event = only(do("events", read), where="Orla")
    with pytest.raises(UsageError, match="no such event"):
        judge(read, do("warnings", read)[0]["id"], "event=event-none")
    with pytest.raises(UsageError, match="not of one sort"):
        do("judge", read, kind="reject", targets=[do("harms", read)[0]["id"], event["id"]], **WHO)
    with pytest.raises(UsageError, match="no number"):
        judge(read, do("figures", read)[0]["id"], "value=many")
