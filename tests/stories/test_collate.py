"""The apparatus: what each copy lost, added and changed, and where it agrees with the reading."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import msgspec
import pytest
from evals.stories import generate
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.records import Boilerplate, Interval, Page, Story, Variant
from aftershock.stories import build, reading
from aftershock.stories.tokens import fold
from aftershock.text import receipt, sha256

WHOLE = (
    "The harbour office of Norvale (HON) and the Quayside Circle are comparing lists, a clerk said "
    "on Monday.\n"
    "Neither the office nor al-Sorren, also known as ASR, have named the 30-year-old driver.\n"
    "“We looked at every ledger… twice,” said Mira Oste, “and at the boats.”\n"
    "A council-sponsored review of the cross-border ferry begins in March, according to Ilan Dorr.\n"
    "Nobody was hurt when the eastern granary burned – the cause is not known.\n"
)


def told(*texts: str, boilerplate: dict[int, str] | None = None) -> tuple[Story, dict[str, str]]:
    """The one story of some copies; ``boilerplate`` names a passage of a copy that is the page's frame."""
    pages = []
    for number, text in enumerate(texts):
        frame: tuple[Boilerplate, ...] = ()
        if boilerplate and number in boilerplate:
            at = text.index(boilerplate[number])
            frame = (
                Boilerplate(
                    kind="tail", receipt=receipt(sha256(text), text, at, at + len(boilerplate[number]))
                ),
            )
        pages.append(
            Page(
                id=f"page-{number}",
                capture="capture",
                text=sha256(text),
                file=f"{number}.txt",
                boilerplate=frame,
            )
        )
    by_id = {page.text: text for page, text in zip(pages, texts, strict=True)}
    stories = build.build(pages, by_id)
    assert len(stories) == 1, [[member.file for member in story.members] for story in stories]
    return stories[0], by_id


def of(story: Story, file: str) -> list[Variant]:
    """The variants of one document."""
    return [variant for variant in story.variants if variant.file == file]


def check(story: Story, texts: dict[str, str]) -> None:
    """The laws of an apparatus: exact spans, sound matches, and nothing of a member unaccounted for."""
    whole = reading.text_of(story, texts)
    for v in story.variants:
        assert texts[v.text][v.start : v.end] == v.quote
        assert whole[v.reading_at : v.reading_at + len(v.reading)] == v.reading
        if v.witness is not None:
            assert texts[v.witness.text][v.witness.start : v.witness.end] == v.witness.quote
        assert (v.witness is None) == (v.kind == "added")
        assert (v.reading == "") == (v.kind == "added")
    for member in story.members:
        text = texts[member.text]
        for match in member.matches:
            assert match.length > 0
            there = text[match.at : match.at + match.length]
            assert there == whole[match.reading : match.reading + match.length]
        mine = [v for v in story.variants if v.text == member.text and v.file == member.file]
        assert rebuilt(member.matches, mine, whole, text) == bare(without_frame(story, member.text, text))
        assert accounted(member.matches, mine, whole) == bare(whole)


def bare(text: str) -> str:
    """The text without what is no variant: white space and the type of quotes, dashes and dots."""
    return re.sub(r"[\s\"'\-–—….]+", "", fold(text))


def without_frame(story: Story, text_id: str, text: str) -> str:
    spans = sorted({(b.receipt.start, b.receipt.end) for b in story.boilerplate if b.receipt.text == text_id})
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def rebuilt(matches, variants, whole: str, text: str) -> str:  # type: ignore[no-untyped-def]
    """The member made again from the reading and its variants, in the member's order."""
    pieces = [(m.at, m.at + m.length, whole[m.reading : m.reading + m.length]) for m in matches]
    # A moved passage stands in the matches already.
    pieces += [(v.start, v.end, v.quote) for v in variants if v.note != "moved"]
    pieces.sort()
    for (_, end, _), (start, _, _) in pairwise(pieces):
        assert end <= start, "two pieces of the apparatus overlap in the member"
    return bare("".join(piece for _, _, piece in pieces))


def accounted(matches, variants, whole: str) -> str:  # type: ignore[no-untyped-def]
    """The reading made again from what the member has and what its variants say that it has not."""
    pieces = [(m.reading, whole[m.reading : m.reading + m.length]) for m in matches]
    pieces += [(v.reading_at, v.reading) for v in variants if v.note != "moved" and v.reading]
    return bare("".join(piece for _, piece in sorted(pieces)))


def test_lost_words_are_restored_from_the_witness_that_has_them() -> None:
    wounded = WHOLE.replace("HON", " ").replace("al-Sorren,", " ").replace("council-sponsored", " ")
    wounded = wounded.replace("30-year-old", " ").replace("cross-border", "").replace("\n", " ")
    story, texts = told(wounded, WHOLE)
    assert [v.reading for v in story.variants] == [
        "HON", "al-Sorren,", "30-year-old", "council-sponsored", "cross-border",
    ]  # fmt: skip
    assert all(v.kind == "lost" and v.scar and v.file == "0.txt" for v in story.variants)
    assert all(v.witness is not None and v.witness.text == sha256(WHOLE) for v in story.variants)
    assert reading.text_of(story, texts) == WHOLE.rstrip("\n")
    assert {m.file: m.relation for m in story.members} == {"0.txt": "damaged", "1.txt": "original"}
    check(story, texts)


def test_each_of_two_wounded_copies_heals_the_other() -> None:
    one = WHOLE.replace("al-Sorren,", " ").replace("Mira Oste", " ")
    two = WHOLE.replace("30-year-old", " ").replace("Ilan Dorr", "")
    story, texts = told(one, two)
    assert reading.text_of(story, texts) == WHOLE.rstrip("\n")
    assert [v.reading for v in of(story, "0.txt")] == ["al-Sorren,", "Mira Oste"]
    assert [v.reading for v in of(story, "1.txt")] == ["30-year-old", "Ilan Dorr"]
    check(story, texts)


def test_embedded_posts_stay_out_of_the_reading_and_are_one_variant_each() -> None:
    first = (
        "The granary #Norvale burns, al-Sorren boats near pic.example/x1 — Ilan Dorr (@ilan) March 3, 2031"
    )
    second = "[2) Lists of boats and ledgers compared again — Mira Oste (@oste) March 4, 2031,"
    with_posts = WHOLE.replace("driver.\n", f"driver. {first} {second}   ").replace("al-Sorren,", " ")
    story, texts = told(with_posts, WHOLE)
    assert reading.text_of(story, texts) == WHOLE.rstrip("\n")
    added = [v for v in story.variants if v.kind == "added"]
    assert [v.quote.rstrip(",") for v in added] == [first, second.rstrip(",")]
    assert {v.note for v in added} == {"embedded post"}
    assert [v.reading for v in story.variants if v.kind == "lost"] == ["al-Sorren,"]
    check(story, texts)


def test_spaces_quotes_and_line_ends_are_no_variants() -> None:
    plain = fold(WHOLE).replace("\n", " ").replace("…", "...").replace("review of", "reviewof")
    story, texts = told(WHOLE, plain)
    assert story.variants == ()
    assert {member.relation for member in story.members} == {"original", "copy"}
    check(story, texts)


def test_a_moved_passage_is_said_to_be_moved_and_not_lost() -> None:
    lines = WHOLE.splitlines()
    story, texts = told(WHOLE, "\n".join([lines[0], *lines[2:4], lines[1], lines[4]]))
    assert {v.note for v in story.variants} == {"moved"}
    assert all(v.kind == "changed" and fold(v.quote) == fold(v.reading) for v in story.variants)
    check(story, texts)


def test_a_repeated_passage_is_an_addition_that_says_so() -> None:
    line = WHOLE.splitlines()[3]
    story, texts = told(WHOLE, WHOLE + line)
    assert [(v.kind, v.quote, v.note) for v in story.variants] == [("added", line, "repeated")]
    check(story, texts)


def test_a_changed_word_stands_with_both_wordings() -> None:
    story, texts = told(WHOLE, WHOLE.replace("Nobody was hurt", "Somebody was hurt"))
    assert [(v.kind, v.quote, v.reading) for v in story.variants] == [("changed", "Somebody", "Nobody")]
    check(story, texts)


def test_a_cut_word_is_read_whole() -> None:
    story, _ = told(WHOLE, WHOLE.replace("comparing lists", "compar lists"))
    [variant] = story.variants
    assert (variant.quote, variant.reading, variant.note) == ("compar", "comparing", "cut word")
    assert {m.file: m.relation for m in story.members} == {"0.txt": "original", "1.txt": "damaged"}


def test_a_page_with_a_day_alone_is_not_shown_to_be_the_first_of_that_day() -> None:
    texts = [WHOLE.replace("Nobody", "Somebody"), WHOLE]
    hours = [
        ("2026-03-14T00:00:00Z", "2026-03-15T00:00:00Z"),
        ("2026-03-14T09:20:00Z", "2026-03-14T09:21:00Z"),
    ]
    pages = [
        Page(
            id=f"page-{n}", capture="capture", text=sha256(t), file=f"{n}.txt",
            published=Interval(start=start, end=end, granularity="minute" if n else "day"),
        )
        for n, (t, (start, end)) in enumerate(zip(texts, hours, strict=True))
    ]  # fmt: skip
    (story,) = build.build(pages, {sha256(t): t for t in texts})
    assert [m.file for m in story.members if m.relation == "original"] == ["1.txt"]


def test_the_majority_of_three_decides() -> None:
    story, texts = told(
        WHOLE.replace("Nobody", "Somebody"), WHOLE, WHOLE.replace("on Monday", "on Monday, as expected")
    )
    assert reading.text_of(story, texts) == WHOLE.rstrip("\n")
    assert {(v.kind, v.file, v.quote, v.reading) for v in story.variants} == {
        ("changed", "0.txt", "Somebody", "Nobody"),
        ("added", "2.txt", ", as expected", ""),
    }
    check(story, texts)


def test_a_scar_outvotes_the_majority() -> None:
    wounded = WHOLE.replace("al-Sorren,", " ")
    story, texts = told(wounded, WHOLE, wounded.replace("\n", " "))
    assert "nor al-Sorren, also" in reading.text_of(story, texts)
    check(story, texts)


def test_boilerplate_is_left_out_of_comparison_and_reading() -> None:
    tail = "Leave a Note\nYour address will not be published"
    story, texts = told(WHOLE + tail, WHOLE, boilerplate={0: tail})
    assert story.variants == ()
    assert tail not in reading.text_of(story, texts)
    assert [b.receipt.quote for b in story.boilerplate] == [tail]
    check(story, texts)


def test_a_cut_tail_makes_an_excerpt_and_never_cuts_the_reading() -> None:
    long = generate.story(random.Random(5), generate.world(random.Random(5)), 20)
    story, texts = told(long[: len(long) // 3], long, long[: len(long) // 2])
    assert fold(reading.text_of(story, texts)) == fold(long)
    assert {m.file: m.relation for m in story.members} == {
        "0.txt": "excerpt", "1.txt": "original", "2.txt": "excerpt",
    }  # fmt: skip


def test_the_order_of_pages_gives_a_story_its_name_and_nothing_else() -> None:
    texts = [WHOLE, WHOLE.replace("Ilan Dorr", ""), WHOLE.replace("al-Sorren,", " ")]
    pages = [
        Page(id=f"page-{n}", capture="capture", text=sha256(t), file=f"{n}.txt") for n, t in enumerate(texts)
    ]
    by_id = {sha256(t): t for t in texts}
    [one], [other] = build.build(pages, by_id), build.build(pages[::-1], by_id)
    assert msgspec.structs.replace(one, id=other.id) == other


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), copies=st.integers(1, 3), sentences=st.sampled_from([4, 9, 16]))
def test_any_damage_leaves_a_sound_apparatus(seed: int, copies: int, sentences: int) -> None:
    rng = random.Random(seed)
    world = generate.world(rng)
    original = generate.story(rng, world, sentences)
    every = generate.DAMAGES + generate.HELD_BACK
    wounded = [
        generate.damaged(rng, original, world, tuple(rng.sample(every, 3)), reorder=rng.random() < 0.3).text
        for _ in range(copies)
    ]
    pages = [
        Page(id=f"page-{n}", capture="capture", text=sha256(t), file=f"{n}.txt")
        for n, t in enumerate([original, *wounded])
    ]
    texts = {sha256(t): t for t in [original, *wounded]}
    stories = build.build(pages, texts)
    assert sorted(m.page for s in stories for m in s.members) == sorted(page.id for page in pages)
    for story in stories:
        check(story, texts)


@pytest.mark.parametrize("seed", range(8))
def test_every_planted_loss_stands_in_the_apparatus(seed: int) -> None:
    rng = random.Random(seed)
    world = generate.world(rng)
    original = generate.story(rng, world, 14)
    damages = (generate.words_dropped, generate.compounds_dropped, generate.names_dropped)
    copy = generate.damaged(rng, original, world, damages, reorder=False)
    story, _ = told(original, copy.text)
    said = [v.witness for v in story.variants if v.kind == "lost" and v.witness is not None]
    for start, end in copy.lost:
        assert any(w.start <= start and end <= w.end for w in said), original[start:end]


def test_empty_brackets_are_the_scar_of_one_loss() -> None:
    wounded = WHOLE.replace("Ilan Dorr", "( )")
    for copies in ((wounded, WHOLE), (wounded, wounded.replace("\n", " "), WHOLE)):
        story, texts = told(*copies)
        assert reading.text_of(story, texts) == WHOLE.rstrip("\n")
        (lost,) = of(story, "0.txt")
        assert (lost.kind, lost.quote, lost.reading, lost.scar) == ("lost", "( )", "Ilan Dorr", True)
        check(story, texts)


def test_datelines_and_signature_lines_make_no_copy_damaged() -> None:
    original = "NORVALE, March 3 (HOP) - " + WHOLE
    signed = WHOLE + "HOP\n"
    story, texts = told(original, WHOLE, signed)
    assert {m.file: m.relation for m in story.members} == {
        "0.txt": "original", "1.txt": "copy", "2.txt": "copy",
    }  # fmt: skip
    assert {(v.file, v.kind, v.note) for v in story.variants} == {
        ("1.txt", "lost", "dateline"), ("2.txt", "lost", "dateline"), ("2.txt", "added", "signature line"),
    }  # fmt: skip
    check(story, texts)


def test_the_whole_first_text_is_the_original_of_its_damaged_copies() -> None:
    signed = WHOLE.replace(
        "Nobody was hurt when the eastern granary burned – the cause is not known.\n", "HOP\n"
    )
    wounded = WHOLE.replace("Mira Oste", "   ").replace("al-Sorren,", " ")
    story, texts = told(WHOLE, signed, wounded)
    assert {m.file: m.relation for m in story.members} == {
        "0.txt": "original", "1.txt": "damaged", "2.txt": "damaged",
    }  # fmt: skip
    check(story, texts)
