"""Are lines that repeat over a site's pages remembered, and left aside where copies are compared?"""

from __future__ import annotations

from pathlib import Path

import pytest
from evals.stories import sites as made

from aftershock import sites
from aftershock.pages.repeated import KIND
from aftershock.progress import silent
from aftershock.records import Page
from aftershock.store import case as store
from aftershock.store.folder import CaseFolder
from aftershock.stories import build
from aftershock.text import sha256
from tests.pages.test_repeated import REPORTS
from tests.rows import do

# Some 65 words in two paragraphs that no phrase knows.
TAIL = (
    "The Courier is written by eleven people above the old chandlery and comes out each weekday since 1911. "
    "Those who want to help us keep the presses going can take out a yearly subscription at the front desk.",
    "Letters reach the editors by post or through the form on our contact page. We print those that carry a "
    "full name and cut them where space asks for it.",
)
ENDS = "\n\n".join(TAIL)


def page(number: int, text: str, *, host: str = "www.courier.example", url: str | None = None) -> Page:
    return Page(
        id=f"page-{number}", capture="c", text=sha256(text), file=f"{number}.html",
        url=url if url is not None else f"https://{host}/{number}",
    )  # fmt: skip


def marked(case: CaseFolder, *texts: str, host: str = "www.courier.example") -> list[list[str]]:
    """What is marked on pages with these texts, in their order."""
    pages = [page(number, text, host=host) for number, text in enumerate(texts)]
    found = sites.marked(case, pages, {sha256(text): text for text in texts}, silent)
    for each, text in zip(found, texts, strict=True):
        for frame in each.boilerplate:
            assert text[frame.receipt.start : frame.receipt.end] == frame.receipt.quote
    return [[b.receipt.quote for b in each.boilerplate if b.kind == KIND] for each in found]


@pytest.fixture
def case(tmp_path: Path) -> CaseFolder:
    return store.create(tmp_path / "a.case")


def html(number: int) -> str:
    body = "".join(f"<p>{each}</p>" for each in (REPORTS[number], *TAIL))
    return (
        f"<!DOCTYPE html><html><head><title>Note {number} of the day</title>"
        f"<link rel='canonical' href='https://www.courier.example/{number}'></head>"
        f"<body><article><h1>Note {number} of the day</h1>{body}</article></body></html>"
    )


def test_four_short_reports_with_the_same_closing_paragraphs_are_four_stories(tmp_path: Path) -> None:
    texts = [f"{report}\n\n{ENDS}" for report in REPORTS]
    assert len(build.cluster(texts)) < 4, "without the marks they would be taken for copies"
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.html").write_text(html(number), "utf-8")
    place = tmp_path / "a.case"
    do("report", place, folder=str(folder))
    told = do("stories", place)
    assert [[member["relation"] for member in row["members"]] for row in told] == [["original"]] * 4
    for row in told:
        assert [each["kind"] for each in row["boilerplate"] if each["receipt"]["quote"] in TAIL] == [
            KIND,
            KIND,
        ]
    assert do("verify", place)[-1]["ok"]
    do("run", place)
    assert do("stories", place) == told


def test_older_pages_are_marked_when_the_third_comes(case: CaseFolder) -> None:
    texts = [f"{report}\n\n{ENDS}" for report in REPORTS]
    assert marked(case, *texts[:2]) == [[], []]
    assert marked(case, *texts[:3]) == [list(TAIL)] * 3
    assert marked(case, *texts) == [list(TAIL)] * 4
    assert marked(case, *texts[:2]) == [[], []], "and no more where the others are gone"


def test_a_new_page_of_a_known_site_is_judged_by_what_is_remembered(case: CaseFolder) -> None:
    texts = [f"{report}\n\n{ENDS}" for report in REPORTS]
    marked(case, *texts[:3])
    asked: list[str] = []

    class Listening(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            asked.append(key)
            return super().__getitem__(key)

    known = Listening({sha256(text): text for text in texts})
    pages = [page(number, text) for number, text in enumerate(texts[:3])]
    sites.marked(case, pages, known, silent)
    assert len(asked) == 3, "no page is read again but for the words of its receipts"
    asked.clear()
    pages.append(page(3, texts[3]))
    assert len(sites.marked(case, pages, known, silent)[3].boilerplate) == 2


def test_the_order_of_coming_changes_nothing(case: CaseFolder, tmp_path: Path) -> None:
    known = made.made(5, 2, made.TUNED)[:60]
    texts = [each.text for each in known]
    at_once = marked(case, *texts)
    with store.create(tmp_path / "b.case") as other:
        for count in (10, 25, 47, 60):
            step = marked(other, *texts[:count])
        assert step == at_once == marked(other, *texts)
    assert any(at_once)


def test_pages_without_an_address_and_of_several_sites_are_not_judged_together(case: CaseFolder) -> None:
    texts = {sha256(text): text for text in (f"{report}\n\n{ENDS}" for report in REPORTS)}
    nowhere = [page(n, text, url="") for n, text in enumerate(texts.values())]
    apart = [page(n, text, host=f"paper{n}.example") for n, text in enumerate(texts.values())]
    for pages in (nowhere, apart):
        assert sites.marked(case, pages, texts, silent) == tuple(pages)
    mixed = [page(n, text, host=("courier.example", "www.courier.example")[n % 2])
             for n, text in enumerate(texts.values())]  # fmt: skip
    assert all(each.boilerplate for each in sites.marked(case, mixed, texts, silent)), (
        "one site, two spellings"
    )


def test_lines_of_reports_are_hardly_ever_marked_and_copies_are_told_better() -> None:
    found = made.measured(made.made(41, 6, made.FRESH))
    assert found.wrong() <= 0.002
    assert found.found() >= 0.85
    assert found.after > found.before
