"""Are the scars of a document without a sister found beside its frame, and shown to whom asks?"""

from __future__ import annotations

from pathlib import Path

from aftershock.lines import line
from aftershock.records import Boilerplate, Page
from aftershock.stories import wounds
from aftershock.text import receipt, sha256
from tests.rows import do

TEXT = (
    "The ferry office of Norvale ( ) counted 214 boats on Monday evening, a clerk found 37 empty berths.\n"
    "Nobody in the office knew why. On Tuesday the harbour master Ada Brun wrote:"
)
TAIL = "Leave a Reply"


def page_of(text: str, *frames: str) -> Page:
    found = tuple(
        Boilerplate(
            kind="tail",
            receipt=receipt(sha256(text), text, text.index(frame), text.index(frame) + len(frame)),
        )
        for frame in frames
    )
    return Page(id="p", capture="c", text=sha256(text), file="f", boilerplate=found)


def test_behind_an_announcement_a_line_of_the_frame_is_no_quotation() -> None:
    text = f"Home | News\n{TEXT}\n{TAIL}"
    kinds = {wound.kind for wound in wounds.of(page_of(text), text)}
    assert kinds == {"empty-brackets"}
    found = wounds.of(page_of(text, "Home | News\n", TAIL), text)
    assert [wound.kind for wound in found] == ["empty-brackets", "nothing-announced"]
    assert [wound.receipt.quote for wound in found] == ["( )", "wrote:"]
    assert all(text[w.receipt.start : w.receipt.end] == w.receipt.quote for w in found)


def test_the_seam_where_the_frame_was_is_no_scar() -> None:
    text = "The clerk counted boats NEXT STORY and berths on Monday evening, and went home at nine."
    page = page_of(text, "NEXT STORY")
    assert wounds.of(page, text) == ()


def test_the_verb_and_the_dossier_show_the_scars_of_a_page_alone(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "lone.txt").write_text(f"{TEXT}\n{TAIL}\n", "utf-8")
    do("report", tmp_path / "x.case", folder=str(tmp_path / "in"))
    [row] = do("stories", tmp_path / "x.case")
    [member] = row["members"]
    kinds = {scar["kind"]: scar["receipt"] for scar in member["scars"]}
    assert kinds.keys() == {"empty-brackets", "nothing-announced"}
    assert kinds["empty-brackets"]["file"] == "lone.txt"
    said = line("stories", row)
    assert f"scar    in lone.txt at {TEXT.index('( )')}: empty brackets: '( )'" in said
    assert "nothing announced: 'wrote:'" in said
    page = (tmp_path / "x.case" / "dossier.html").read_text("utf-8")
    assert "2 places where words seem to be gone" in page
    assert "announces words that do not come" in page
