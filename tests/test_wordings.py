"""Is what a translation or a retelling says besides found, in its own words and its own language?"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.models import encoder
from tests.rows import do

pytestmark = pytest.mark.skipif(not encoder.present(), reason="the multilingual encoder is not installed")

WIRE = (
    "A bombing of the sorting office in Dorrin injured 14 people on 4 March 2031, police in Kell said. "
    "Police blamed the Salt Road Brigade for the bombing. Investigators found 37 burnt letters below the "
    "counter and took them to a laboratory. The office will stay closed until Friday."
)
RETOLD = (
    "In Dorrin 14 people were injured in a bombing at the sorting office on 4 March 2031, according to "
    "police in Kell. The Salt Road Brigade denied that it was behind the bombing. Below the counter "
    "37 burnt letters were found by investigators, who took them to a laboratory. Until Friday the office "
    "remains closed, and 23 people were arrested after the bombing, the mayor said."
)
GERMAN = (
    "Bei einem Bombenanschlag auf das Postzentrum in Dorrin sind am 4. März 2031 nach Angaben der Polizei "
    "von Kell 14 Menschen verletzt worden. Die Polizei machte die Salzstraßenbrigade für den Anschlag "
    "verantwortlich. Ermittler fanden unter dem Schalter 37 verbrannte Briefe und brachten sie in ein Labor. "
    "Das Postzentrum bleibt bis Freitag geschlossen."
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wordings")
    (folder / "in").mkdir()
    for name, text in (("wire", WIRE), ("retold", RETOLD), ("german", GERMAN), ("print", WIRE + " (HON)")):
        (folder / "in" / f"{name}.txt").write_text(text + "\n", "utf-8")
    place = folder / "wordings.case"
    do("report", place, folder=str(folder / "in"))
    return place


def test_a_retelling_and_a_translation_are_members_each_with_its_own_reading(case: Path) -> None:
    [story] = do("stories", case)
    relations = {each["file"]: each["relation"] for each in story["members"]}
    assert relations["retold.txt"] == "retold"
    assert relations["german.txt"] == "translated"
    assert {relations["wire.txt"], relations["print.txt"]} <= {"original", "copy", "reprint"}
    readings = {each["members"][0]["file"]: each["reading"] for each in story["tellings"]}
    assert readings.keys() == {"retold.txt", "german.txt"}
    assert all(sum(run["end"] - run["start"] for run in runs) > 200 for runs in readings.values())


def test_a_denial_and_a_figure_that_only_a_retelling_has_reach_the_ledger(case: Path) -> None:
    lines = do("ledger", case)
    files = {
        (line["act"], file["file"])
        for line in lines
        for file in line["witnesses"]
        if "Salt Road" in file["evidence"]["quote"]
    }
    assert ("blames", "wire.txt") in files
    assert ("denies", "retold.txt") in files
    assert ("denies", "wire.txt") not in files
    figures = {(row["low"], receipt["file"]) for row in do("figures", case) for receipt in row["receipts"]}
    assert (23, "retold.txt") in figures
    assert {line["story"] for line in lines} == {do("stories", case)[0]["id"]}


def test_a_translation_is_read_by_its_own_language_and_says_so(case: Path) -> None:
    german = [
        line
        for line in do("ledger", case)
        if any(witness["file"] == "german.txt" for witness in line["witnesses"])
    ]
    assert german
    assert all(line["rule"].startswith("shallow@") for line in german)
    page = (case / "dossier.html").read_text("utf-8")
    row = page[page.index("<bdi>german.txt</bdi>") :].split("</tr>")[0]
    assert "a translation<small>shallow</small>" in row
    row = page[page.index("<bdi>retold.txt</bdi>") :].split("</tr>")[0]
    assert "told in other words<small>read in full</small>" in row


def test_a_number_that_all_wordings_give_is_one_line_of_one_origin(case: Path) -> None:
    [fourteen] = [row for row in do("figures", case) if row["low"] == 14]
    assert {receipt["file"] for receipt in fourteen["receipts"]} == {"wire.txt", "print.txt", "retold.txt"}
    assert fourteen["origins"] == 1


def test_every_receipt_of_the_tellings_holds(case: Path) -> None:
    assert not [row for row in do("verify", case) if "said" not in row]
