"""Is what is marked exactly what was found, and is nothing that is shown clickable or invisible?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.records import Receipt
from aftershock.shield.review.marked import Piece, defanged, defanged_link, outline, pieces, reasons, widened
from aftershock.shield.verdict import Ground


def ground(text: str, *spans: tuple[int, int], quote: str = "") -> Ground:
    found = tuple(Receipt(text="t", start=s, end=e, quote=quote or text[s:e]) for s, e in spans)
    return Ground(
        rule="calls", clause="4.2", category="call", policy="p", wanted="hold", outcome="hold", evidence=found
    )


def test_overlapping_reasons_are_cut_where_they_begin_and_end() -> None:
    text = "paint the red doors"
    assert pieces(text, [ground(text, (0, 9)), ground(text, (6, 13))]) == [
        Piece("paint ", (1,)), Piece("the", (1, 2)), Piece(" red", (2,)), Piece(" doors"),
    ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab \n.e\u0301\u200d\u05d0\u0627", max_size=40), st.data())
def test_pieces_say_the_text_and_marks_cover_what_was_found(text: str, data: st.DataObject) -> None:
    ends = data.draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
    spans = [(min(p), max(p)) for p in ends if min(p) < max(p) <= len(text)]
    cut = pieces(text, [ground(text, span) for span in spans])
    assert "".join(piece.text for piece in cut) == text
    at, over = 0, {}
    for piece in cut:
        over |= dict.fromkeys(range(at, at + len(piece.text)), piece.grounds)
        at += len(piece.text)
    for number, (start, end) in enumerate(spans, start=1):
        assert all(number in over[place] for place in range(start, end))


def test_a_mark_never_cuts_a_letter_from_its_accent() -> None:
    text = "cafe\u0301 ole"
    assert widened(text, 0, 4) == (0, 5)
    assert widened(text, 4, 8) == (3, 8)


def test_a_passage_that_is_not_there_is_said_to_be_lost() -> None:
    text = "paint the red doors"
    (why,) = reasons([ground(text, (0, 5), quote="other")], text)
    assert (why.quotes, why.lost) == ((), 1)
    assert pieces(text, [ground(text, (0, 5), quote="other")]) == [Piece(text)]
    (why,) = reasons([ground(text, (0, 5))], None)
    assert (why.quotes, why.lost) == ((), 0)


def test_links_lead_nowhere_and_words_keep_their_dots() -> None:
    assert defanged_link("HTTPS://a.example/x.y") == "HxxPS://a[.]example/x[.]y"
    text = "e.g. see https://a.example/x or www.b.example. Yes."
    assert "".join(defanged(text)) == "e.g. see hxxps://a[.]example/x or www[.]b[.]example. Yes."
    cut = pieces(text, [ground(text, (11, 18), (18, 30))])
    assert "".join(p.text for p in cut) == "e.g. see hxxps://a[.]example/x or www[.]b[.]example. Yes."


def test_signs_that_nobody_sees_are_named() -> None:
    assert pieces("a\u202eb\x00", []) == [
        Piece("a"), Piece("U+202E", unseen=True), Piece("b"), Piece("U+0000", unseen=True),
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_the_outline_says_nothing(text: str) -> None:
    assert set("".join(outline(text))) <= {" ", "▆"}
