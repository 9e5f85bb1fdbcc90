"""Does a text's own word tie a person to a body, and nothing else?"""

from __future__ import annotations

import pytest

from aftershock.events import spokespeople

from .hand_made import Desk


@pytest.mark.parametrize(
    ("text", "speakers", "tied"),
    [
        ("Police spokeswoman Ada Brink said so.", ("Police", "Ada Brink"), {"ada brink": "police"}),
        ("A Brask hospital spoke. A hospital spokesman, Ulf Lind, said so.", ("Brask hospital", "Ulf Lind"),
         {"ulf lind": "brask hospital"}),
        ("Ada Brink, a spokeswoman for the Ferry Union, said so.", ("Ada Brink",),
         {"ada brink": "ferry union"}),
        ("Harbour police spoke. Police spokeswoman Ada Brink said so.", ("Harbour police", "Ada Brink"),
         {"ada brink": "police"}),
        ("Harbour police spokeswoman Ada Brink said so.", ("Harbour police", "Police", "Ada Brink"),
         {"ada brink": "harbour police"}),
        ("Interior Minister Dana Roel spoke.", ("Ministry of the Interior", "Dana Roel"),
         {"dana roel": "ministry of the interior"}),
        ("Northland's president, Ada Brink, said so.", ("Northland", "Ada Brink"),
         {"ada brink": "northland"}),
        ("The chief of the harbour police, Ada Brink, spoke.", ("Harbour police", "Ada Brink"),
         {"ada brink": "harbour police"}),
        ("His party's leader, Ada Brink, said so.", ("Police", "Ada Brink"), {}),
        ("The police and Ada Brink said so.", ("Police", "Ada Brink"), {}),
        ("His spokeswoman Ada Brink said so.", ("Police", "Ada Brink"), {}),
    ],
)  # fmt: skip
def test_who_speaks_for_whom(text: str, speakers: tuple[str, ...], tied: dict[str, str]) -> None:
    made = Desk()
    story = made.page(text)
    for speaker in speakers:
        made.says(story, text, "reports", speaker)
    assert spokespeople.ties(made.ledger, made.stories, made.texts, {}) == tied


def test_two_bodies_tie_nobody() -> None:
    made = Desk()
    for body in ("Police", "Army"):
        text = f"{body} spokeswoman Ada Brink said so."
        made.says(made.page(text), text, "reports", "Ada Brink")
    assert spokespeople.ties(made.ledger, made.stories, made.texts, {}) == {}
