"""Is it the event's date that says who bore a name, and is an actor called as it was called then?"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from aftershock.events import names_in_time
from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle
from aftershock.records import Entity, Name, Statement

from .hand_made import Desk, day

# The Tide Front was the Column's name until 2020, and has been the League's since 2022.
COLUMN = Entity(
    id="column",
    kind="group",
    names=(
        Name(name="Grey Column", valid_from="2020"),
        Name(name="Tide Front", valid_from="2010", valid_to="2020-06"),
    ),
)
LEAGUE = Entity(
    id="league", kind="group", names=(Name(name="Marsh League"), Name(name="Tide Front", valid_from="2022"))
)


def account(event: str, published: str, *entities: Entity, name: str = "Tide Front") -> Chronicle:
    """A claim under a name for a bombing on a day (none: not dated), told on another."""
    made = Desk()
    made.entities = list(entities)
    on = f" on {event}" if event else ""
    story = made.page(
        f"Bombing in Port Sorrel\nThe {name} claimed a bombing in Port Sorrel{on}. Police blamed the {name}.",
        published=published,
    )
    made.says(story, f"The {name} claimed a bombing in Port Sorrel", "claims-responsibility", name)
    made.says(story, f"Police blamed the {name}", "blames", "Police", target=name)
    made.ledger = [
        each if each.speaker_name == "Police" else _as(each, entities[-1].id) for each in made.ledger
    ]
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def _as(statement: Statement, entity: str) -> Statement:
    """As the reader resolves it, who knows no date: the later of the list."""
    return replace(statement, speaker_id=entity, resolved_by="name")


def ids(told: Chronicle) -> tuple[str | None, str | None]:
    claim, blame = told.statements
    return claim.speaker_id, blame.target_id


@pytest.mark.parametrize(
    ("event", "published", "who"),
    [
        ("14 March 2015", "2024-01-05", "column"),  # an old event, told when the name was another's
        ("14 March 2023", "2023-03-15", "league"),
        ("14 March 2021", "2021-03-15", None),  # nobody bore it then
        ("", "2015-03-15", "column"),  # no date of an event: the document's
        ("", "2023-03-15", "league"),
    ],
)
def test_the_events_date_says_who_bore_a_name(event: str, published: str, who: str | None) -> None:
    told = account(event, published, COLUMN, LEAGUE)
    assert ids(told) == (who, who)
    claim = told.statements[0]
    assert claim.resolved_by == (names_in_time.BY if who else names_in_time.UNDECIDED)
    assert claim.speaker_name == "Tide Front"  # as the text has it


def test_where_dates_overlap_the_name_stands_for_nobody_and_a_dated_one_outranks_one_without() -> None:
    both = Entity(id="both", kind="group", names=(Name(name="Tide Front", valid_from="2019"),))
    assert ids(account("14 March 2020", "2020-03-15", COLUMN, both)) == (None, None)
    always = Entity(id="always", kind="group", names=(Name(name="Tide Front"),))
    assert ids(account("14 March 2015", "2015-03-15", COLUMN, always)) == ("column", "column")
    assert ids(account("14 March 2023", "2023-03-15", COLUMN, always)) == ("always", "always")


def test_a_name_of_one_actor_and_names_without_dates_stay_as_they_were_read() -> None:
    assert ids(account("14 March 2023", "2023-03-15", COLUMN))[0] == "column"  # an old name, used on
    one, other = (Entity(id=each, kind="group", names=(Name(name="Tide Front"),)) for each in "ab")
    assert ids(account("14 March 2023", "2023-03-15", one, other))[0] == "b"


def test_a_line_says_what_its_actor_was_called_then_and_is_called_now() -> None:
    told = account("14 March 2015", "2024-01-05", COLUMN, name="Grey Column")
    assert [(each.role, each.then, each.now) for each in told.called][:1] == [
        ("speaker", "Tide Front", "Grey Column")
    ]
    (row,) = [row for row in told.groups if row.what == "claimed"]
    assert (row.group, row.called) == ("Grey Column", "Tide Front")
    assert "Tide Front (now Grey Column) carried it out." in {
        each.text for board in told.boards for each in board.hypotheses
    }
    assert account("14 March 2023", "2024-01-05", COLUMN, name="Grey Column").called == ()


def test_first_and_last_year_month_and_day_are_part_of_a_name() -> None:
    name = Name(name="X", valid_from="2019-03-14", valid_to="2020-06")
    assert [names_in_time.held(name, day(each)) for each in ("2019-03-13", "2019-03-14")] == [False, True]
    assert [names_in_time.held(name, day(each)) for each in ("2020-06-30", "2020-07-01")] == [True, False]
    assert names_in_time.called(COLUMN, None) is None
