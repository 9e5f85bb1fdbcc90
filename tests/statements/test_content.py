"""What do the words of a saying do in their speaker's own voice?"""

from __future__ import annotations

import pytest

from .desk import Desk


@pytest.mark.parametrize("known", ["desk", "pair"])
@pytest.mark.parametrize(
    "text",
    [
        "“The neighbours cried that we did this,” said Orla Venn, who sells bread in Corran.",
        "“The police claim that we planted the bomb,” Piet Sorrel said.",
    ],
)
def test_what_others_lay_on_a_speaker_is_no_claim(
    text: str, known: str, request: pytest.FixtureRequest
) -> None:
    read = request.getfixturevalue(known)
    assert isinstance(read, Desk)
    assert "claims-responsibility" not in [act for act, _, _ in read.said(text)]


def test_who_says_we_did_this_claims_it(desk: Desk) -> None:
    assert desk.said("“We did this,” the Hill Brigade said.") == [
        ("claims-responsibility", "positive", "Hill Brigade")
    ]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("The mills will be next if the road stays closed.", "threatens"),
        ("This strike will be followed by others.", "threatens"),
        ("The river will be next to freeze over, they say.", None),
    ],
)
def test_a_group_threatens_without_saying_we(desk: Desk, text: str, act: str | None) -> None:
    said = desk.read(text, kind="post", author="Hill Brigade" if act else "Harbour Weather")
    assert [s.act for s in said if s.act == "threatens"] == ([act] if act else [])
