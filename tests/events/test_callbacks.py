"""Are words from before an event that come again after it linked to their first saying, and no others?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from aftershock.events.build import build
from aftershock.events.callbacks import shared, weighty
from aftershock.events.chronicle import Chronicle

from .hand_made import Desk, day

NEWS = "Shooting at Marrow Hall\nSeven died in a shooting at Marrow Hall on 18 October 2031."
OLD = "Speech\nIn a speech he said the halls of Marrow will be quiet before the first snow."
AGAIN = (
    "Accounts recall a speech\nAccounts repeat that the halls of Marrow will be quiet before the first snow "
    "since the shooting at Marrow Hall."
)


def account(made: Desk) -> Chronicle:
    """The account of a desk."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def desk(old: str = "2031-02-02", again: str = "2031-10-20", *, with_first: bool = True) -> Desk:
    """A saying, an event, and the saying again."""
    made = Desk()
    made.page(NEWS, published="2031-10-19")
    if with_first:
        first = made.page(OLD, published=old)
        made.says(first, OLD.split("\n")[1], "threatens", "Tolen Marsh")
    later = made.page(AGAIN, published=again)
    made.says(later, AGAIN.split("\n")[1], "praises", "Accounts")
    return made


def test_words_said_again_lead_to_their_first_saying() -> None:
    made = desk()
    (found,) = account(made).callbacks
    assert (found.first, found.statement) == (made.ledger[0].id, made.ledger[1].id)
    assert found.quoted == "the halls of marrow will be quiet before the first snow"
    assert (found.said_before, found.said_again) == (day("2031-02-02"), day("2031-10-20")) or (
        found.said_before is not None and found.said_before.start == "2031-02-02T00:00:00Z"
    )
    assert found.receipts
    assert found.first_receipts


def test_a_saying_after_the_event_is_no_first_one() -> None:
    assert account(desk(old="2031-10-19")).callbacks == ()


def test_a_document_without_a_statement_can_hold_the_first_saying() -> None:
    made = Desk()
    made.page(NEWS, published="2031-10-19")
    made.page(OLD, published="2031-02-02")
    words = "the halls of Marrow will be quiet before the first snow"
    text = f'Accounts post "{words}" after the shooting at Marrow Hall.'
    later = made.page(f"Recall\n{text}", published="2031-10-20")
    made.says(later, text, "praises", "Accounts")
    (found,) = account(made).callbacks
    assert found.first is None
    (receipt,) = found.first_receipts
    assert receipt.quote == words  # type: ignore[union-attr]


def test_a_later_text_may_date_the_words_itself() -> None:
    made = Desk()
    text = 'Most shared after the shooting at Marrow Hall was the line "quiet before the snow" from a speech.'
    story = made.page(f"{NEWS}\n{text}")
    made.says(story, text, "reports", "Marsh", said_at=day("2031-02-02"))
    (found,) = account(made).callbacks
    assert (found.first, found.quoted) == (None, "quiet before the snow")
    assert found.said_before == day("2031-02-02")


def test_chance_words_are_shared_by_many() -> None:
    assert not weighty(("in", "the", "name", "of", "the"))
    assert shared(["it", "is", "one", "of", "the", "many"], ["he", "is", "one", "of", "the", "few"]) == ()


@given(
    some.lists(some.sampled_from("abcdefgh"), max_size=12),
    some.lists(some.sampled_from("abcdefgh"), max_size=12),
)
def test_the_longest_shared_run_is_that_of_a_slow_twin(one: list[str], other: list[str]) -> None:
    first, second = ([word * 4 for word in words] for words in (one, other))
    runs = [
        tuple(second[a:b])
        for a in range(len(second))
        for b in range(a + 1, len(second) + 1)
        if any(first[at : at + b - a] == second[a:b] for at in range(len(first)))
    ]
    longest = max((run for run in runs if weighty(run)), key=len, default=())
    assert len(shared(first, second)) == len(longest)
