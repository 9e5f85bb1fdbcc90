"""Who issues a text as a whole?"""

from __future__ import annotations

import pytest

from aftershock.statements import issuers, passages

BODY = "We mourn our driver. We ask the police to say what they know. Our office stays closed, and so do we."


def _name(text: str) -> str | None:
    found = issuers.find(text, list(passages.split(text)))
    return found.name if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"Statement by the families of Quarry Road on the fire\n\n{BODY}", "families of Quarry Road"),
        (f"OPEN LETTER of the Quarry Workers' Union to the minister\n\n{BODY}", "Quarry Workers' Union"),
        (f"OFFICE OF THE PORT OF LETH\nPress release\n\n{BODY}", "OFFICE OF THE PORT OF LETH"),
        (f"Letter to the editor\n\nSir,\n\n{BODY}\n\nYours,\n\nOdile Marr, teacher", "Odile Marr"),
        (f"To the people of Leth\n\n{BODY}\n\nFor the Orchard Committee\nOdile Marr", "Orchard Committee"),
        (
            "EMBASSY OF OST IN LETH\nSecurity alert\n\nThe Embassy warns of theft. The Embassy is open.",
            "EMBASSY OF OST IN LETH",
        ),
        ("DRY HAND - NOTICE 9\n\nDry Hand shut the lock. Dry Hand warns the mill.", "DRY HAND"),
        (
            f"We, the parents of Mill Street, write to you.\n\n{BODY}\n\nLeth, in May",
            "parents of Mill Street",
        ),
    ],
)
def test_headings_letterheads_and_signatures(text: str, name: str) -> None:
    assert _name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Three die in Leth\n\nPolice said three people died. “We mourn,” the mayor said. “We ask for calm.”",
        "PORT OF LETH POLICE\nDaily report\n\nThe embassy is shut. Trains run again. The mill is open.",
        f"From my diary\n\nBy Odile Marr\n\n{BODY}",
        f"Newsletter of the Orchard Institute\n\n{BODY}\n\nOdile Marr",
        "Q: Who was it?\nA: We know.\nQ: And?\nA: We wait for our day.\nQ: We thank you.",
        "",
    ],
)
def test_what_a_writer_writes_is_nobodys_paper(text: str) -> None:
    assert _name(text) is None


def test_an_editors_note_is_not_the_issuers() -> None:
    text = f"Statement by the families of Quarry Road\n\n{BODY}\n\n[The mayor did not reply.]"
    found = issuers.find(text, list(passages.split(text)))
    assert found is not None
    assert text[found.span.start : found.span.end].strip() == BODY
