"""Does the account of a hand-made case say who claims, denies and counts, each with its receipt?"""

from __future__ import annotations

from collections.abc import Iterator

from aftershock.events.build import build
from aftershock.events.case_info import CaseInfo, PastEvent
from aftershock.events.chronicle import Chronicle
from aftershock.records import Receipt, Record

from .hand_made import Desk, day

FIRST = (
    "Nine dead after bombing in Port Sorrel\n"
    "Nine people were killed in the bombing of a ferry terminal in Port Sorrel on Saturday, police said. "
    "The Northern Column claimed responsibility for the bombing. "
    "In May 2025 the Northern Column claimed the Tarn Bridge shooting."
)
SECOND = (
    "Ministry: 14 dead in Port Sorrel\n"
    "The Ministry of Harbours said that 14 people were killed in the Port Sorrel attack on 14 March 2026. "
    "The minister blamed Kesten for the attack. Kesten denied any part in it."
)


def desk() -> Desk:
    """Two pages about one bombing, with an earlier shooting told beside it."""
    made = Desk()
    made.knows("northern-column", "Northern Column")
    one = made.page(FIRST, published="2026-03-15")
    two = made.page(SECOND, published="2026-03-16")
    sentence = FIRST.split("\n")[1].split(". ")
    made.says(one, sentence[0], "reports", "police", number={"quote": "Nine", "low": 9})
    made.says(one, sentence[1], "claims-responsibility", "Northern Column", speaker_id="northern-column")
    made.says(one, sentence[2].rstrip("."), "claims-responsibility", "Northern Column")
    rest = SECOND.split("\n")[1].split(". ")
    made.says(two, rest[0], "reports", "Ministry of Harbours", number={"quote": "14 people", "low": 14})
    made.says(two, rest[1], "blames", "minister", target="Kesten")
    made.says(two, rest[2].rstrip("."), "denies", "Kesten")
    return made


def account(made: Desk, **fields: object) -> Chronicle:
    """The account of a desk."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer, **fields)  # type: ignore[arg-type]


def cited(value: object) -> Iterator[Receipt]:
    """Every receipt anywhere inside a record."""
    if isinstance(value, Receipt):
        yield value
    elif isinstance(value, Record):
        for name in value.__struct_fields__:
            yield from cited(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from cited(item)


def test_two_pages_about_one_bombing_are_one_main_event() -> None:
    told = account(desk())
    main = [event for event in told.events if event.main]
    assert [event.where for event in main] == ["Port Sorrel"]
    assert main[0].kind == "bombing"
    assert main[0].when == day("2026-03-14") or main[0].when.start == "2026-03-14T00:00:00Z"  # type: ignore[union-attr]
    assert main[0].title == "Bombing, Port Sorrel, 2026-03-14"


def test_an_earlier_shooting_is_history_and_no_claim_of_the_main_event() -> None:
    told = account(desk())
    past = [statement for statement in told.statements if statement.history]
    assert [statement.witnesses[0].evidence.quote for statement in past] == [
        "In May 2025 the Northern Column claimed the Tarn Bridge shooting"
    ]
    other = next(event for event in told.events if event.id == past[0].event)
    assert (other.main, other.where, other.kind) == (False, "Tarn Bridge", "shooting")
    assert other.title == "Shooting, Tarn Bridge, 2025-05"
    assert [line.actor for line in told.history] == ["Northern Column"]


def test_the_two_tolls_conflict_and_each_keeps_its_source() -> None:
    told = account(desk())
    (dispute,) = [dispute for dispute in told.disputes if dispute.kind == "figures"]
    assert [(side.who, side.says) for side in dispute.sides] == [
        (("police",), "9 killed (2026-03-15)"),
        (("Ministry of Harbours",), "14 killed (2026-03-16)"),
    ]


def test_blame_against_denial_and_against_the_claim() -> None:
    kinds = {dispute.kind: dispute.text for dispute in account(desk()).disputes}
    assert kinds["blame-denied"] == "minister blamed Kesten; Kesten denied it."
    assert kinds["attributions-differ"] == "minister blamed Kesten; Northern Column claimed responsibility."


def test_every_receipt_slices_back() -> None:
    made = desk()
    made.copy(made.stories[0])
    receipts = list(cited(account(made)))
    assert len(receipts) > 30
    for receipt in receipts:
        assert made.texts[receipt.text][receipt.start : receipt.end] == receipt.quote


def test_every_line_has_a_receipt() -> None:
    told = account(desk())
    lines = (*told.figures, *told.timeline, *told.harms, *told.history, *told.warnings, *told.events)
    assert lines
    assert all(line.receipts for line in lines)
    assert all(side.receipts for dispute in told.disputes for side in dispute.sides)


def test_the_same_input_gives_the_same_account() -> None:
    assert account(desk()) == account(desk())


def test_a_case_file_names_the_event() -> None:
    case = CaseInfo(
        title="The ferry terminal", when=day("2026-03-14"), where="Port Sorrel",
        past=(PastEvent(title="Tarn Bridge shooting", when=day("2025-05-18"), t0="2025-05-18T00:00:00Z"),),
    )  # fmt: skip
    told = account(desk(), case=case)
    assert [event.title for event in told.events if event.main] == ["The ferry terminal"]
    assert all(statement.event for statement in told.statements)


def test_nothing_at_all_gives_an_empty_account() -> None:
    told = account(Desk())
    assert (told.events, told.figures, told.timeline, told.boards) == ((), (), (), ())
