"""Is a warning from before an event shown with its lead, and only where something ties it to the event?"""

from __future__ import annotations

from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle

from .hand_made import Desk, day

NEWS = "Stabbing at Kell Market\nA stabbing at Kell Market on 12 September 2031 killed three."
OTHER = "Fire in Orla\nThe arson in Orla on 1 September 2031 hurt nobody."


def account(made: Desk) -> Chronicle:
    """The account of a desk."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def desk(
    warning: str, act: str = "warns", *, said: str = "2031-09-10", other: bool = False, **fields: str
) -> Desk:
    """An event, and a warning; ``other`` adds a second event."""
    made = Desk()
    made.page(NEWS, published="2031-09-13")
    if other:
        made.page(OTHER, published="2031-09-02")
    story = made.page(f"Notice\n{warning}", published=said)
    made.says(story, warning, act, "Vantian embassy", said_at=day(said), **fields)
    return made


def test_the_lead_is_given_as_far_as_dates_allow() -> None:
    (line,) = account(desk("The embassy warned of trouble at markets in Kell.")).warnings
    assert line.lead_hours == (24.0, 72.0)
    assert line.why == "it names the place"


def test_what_was_said_after_it_is_no_warning() -> None:
    assert (
        account(desk("The embassy warned of trouble at markets in Kell.", said="2031-09-14")).warnings == ()
    )


def test_in_a_case_of_two_events_a_warning_without_a_place_is_nobodys() -> None:
    plain = "The embassy warned of trouble at markets."
    (line,) = account(desk(plain)).warnings
    assert line.why.startswith("the case has no other event")
    assert account(desk(plain, other=True)).warnings == ()


def test_a_threat_by_the_claimant_is_tied_by_its_speaker() -> None:
    made = desk("Blood will follow.", "threatens", other=True)
    made.ledger.clear()
    made.says(made.stories[2], "Blood will follow", "threatens", "Grey Tide", said_at=day("2031-09-10"))
    story = made.page("Claim\nThe Grey Tide claimed the stabbing at Kell Market.", published="2031-09-14")
    made.says(
        story, "The Grey Tide claimed the stabbing at Kell Market", "claims-responsibility", "Grey Tide"
    )
    told = account(made)
    kell = next(event for event in told.events if event.where == "Kell Market")
    assert [(line.event, line.why) for line in told.warnings if line.event == kell.id] == [
        (kell.id, "it comes from somebody who claims it or is blamed for it")
    ]


def test_a_warning_that_was_not_given_is_none() -> None:
    made = desk("The embassy did not warn of trouble at markets in Kell.", polarity="negative")
    assert account(made).warnings == ()
