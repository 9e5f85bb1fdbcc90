"""Who issued a press release and when: labels as such papers carry them, and sentences that are none."""

from __future__ import annotations

import pytest

from aftershock.pages.read import read
from aftershock.pages.release import is_label, issuer_span
from aftershock.sources.raw import RawPage

BODY = "The second quay opens in May, after repairs that took the whole winter, the office said. " * 3
HEADLINE = "Harbour office reopens the second quay"

LABELS = {
    "Press release, Sunday 15 March 2026": None,
    "PRESS RELEASE": None,
    "For immediate release: 15 March 2026": None,
    "Press release No. 14/2026 of 15 March 2026": None,
    "Pressemitteilung vom 15. März 2026": None,
    "Sunday, 15 March 2026": None,
    "Press release of the Hask Harbour Office, Sunday 15 March 2026": "Hask Harbour Office",
    "Issued by the Hask Harbour Office on Sunday, 15 March 2026": "Hask Harbour Office",
    "Pressemitteilung der Hafenbehörde Hask, 15. März 2026": "Hafenbehörde Hask",
    "Comunicado de prensa del Ayuntamiento de Hask, 15 de marzo de 2026": "Ayuntamiento de Hask",
    "Press release of the Office of the Mayor of Hask": "Office of the Mayor of Hask",
}


@pytest.mark.parametrize(("line", "issuer"), LABELS.items())
def test_labels(line: str, issuer: str | None) -> None:
    assert is_label(line)
    span = issuer_span(line)
    assert (line[span.start : span.end] if span else None) == issuer


@pytest.mark.parametrize(
    "line",
    [
        "The press release of the office said nothing.",
        "Press release of the day gave nothing away about the plans",
        "Press release from Mara Lindqvist's office said the ferry was late",
        "Press release: ferry to Hask reopens",
        "Issued by hand",
        "Released by Friday",
        "Ferry reopens on 15 March 2026",
        "",
    ],
)
def test_no_label(line: str) -> None:
    assert not is_label(line)
    assert issuer_span(line) is None


@pytest.mark.parametrize("line", [line for line in LABELS if "15" in line])
@pytest.mark.parametrize("first", [True, False])
def test_a_release_in_plain_text(line: str, first: bool) -> None:
    top = f"{line}\n\n{HEADLINE}" if first else f"{HEADLINE}\n\n{line}"
    reading = read(RawPage(capture="c", file="f", locator="", text=f"{top}\n\n{BODY}\n\n{BODY}"))
    page = reading.page
    assert (page.title, page.author) == (HEADLINE, LABELS[line])
    assert page.published is not None
    assert page.published.start == "2026-03-15T00:00:00Z"
    for receipt in page.receipts:  # each value with its place
        assert reading.texts[0].text[receipt.start : receipt.end] == receipt.quote  # type: ignore[union-attr]


def test_a_release_without_a_headline_keeps_its_label_as_title() -> None:
    line = "Press release of the Hask Harbour Office, Sunday 15 March 2026"
    page = read(RawPage(capture="c", file="f", locator="", text=f"{line}\n\n{BODY}\n\n{BODY}")).page
    assert page.title == line


def test_a_release_as_a_page() -> None:
    line = "Press release by the Hask Harbour Office, 15 March 2026, 10:30"
    html = f"<html><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1><p>{line}</p>"
    page = read(RawPage(capture="c", file="f", locator="", html=html + f"<p>{BODY}</p>" * 3)).page
    assert page.author == "Hask Harbour Office"
    assert page.published is not None
    assert page.published.start == "2026-03-15T00:00:00Z"
    assert any(getattr(r, "quote", None) == "Hask Harbour Office" for r in page.receipts)
