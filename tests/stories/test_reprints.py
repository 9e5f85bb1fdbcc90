"""Is a round-up named as one, with the passages that it prints, and is it no origin of its own?"""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import numpy as np
import pytest
from evals.stories import generate

from aftershock.events import actors, origins
from aftershock.records import Page, Receipt, Reprint, Statement, Story, Witness
from aftershock.stories import build, reprints
from aftershock.text import sha256
from tests.rows import do

# Two reports and a third, of which a round-up prints the first paragraphs.
REPORTS = (
    "A blast tore through the granary at Norvale on Friday and killed 14 dockers who were loading a ship. "
    "The Quay Front claimed responsibility for the blast at the granary in a note to the harbour office.\n\n"
    "The harbour master closed both piers until Monday and asked eleven boats to wait outside.",
    "Farmers of the Sorrel valley blocked the road to the mill with carts of spoilt hay on Thursday morning. "
    "Their speaker Ilan Dorr blamed the water board for the loss of the second harvest in three years.\n\n"
    "The water board wants to answer in writing once its engineers have measured the level of the lake.",
    "The old observatory above Hale opens its doors again after nine years of work on its copper dome. "
    "Curator Mara Venn warned visitors that the northern stairs are steep and wet after every rain.\n\n"
    "Tickets are sold at the tram stop and cost less for those who come on foot from the lower town.",
)


def roundup() -> str:
    firsts = [report.split("\n\n")[0] for report in REPORTS]
    return "The week in five minutes.\n\n" + "\n\n".join(firsts)


def pages_of(*texts: str) -> tuple[list[Page], dict[str, str]]:
    pages = [Page(id=f"page-{n}", capture="c", text=sha256(t), file=f"{n}.txt") for n, t in enumerate(texts)]
    return pages, {sha256(text): text for text in texts}


def test_a_round_up_names_the_stories_that_it_prints_with_their_passages() -> None:
    pages, texts = pages_of(*REPORTS, roundup())
    stories = {story.members[0].file: story for story in build.build(pages, texts)}
    assert len(stories) == 4
    printed = stories["3.txt"].reprints
    assert [each.story for each in printed] == [stories[f"{n}.txt"].id for n in range(3)]
    for each, report in zip(printed, REPORTS, strict=True):
        assert "".join(passage.quote for passage in each.passages) in report
        for passage in each.passages:
            assert texts[passage.text][passage.start : passage.end] == passage.quote
    assert sum(len(p.quote) for each in printed for p in each.passages) > 0.9 * len(roundup()) - 30
    assert not any(stories[f"{n}.txt"].reprints for n in range(3))


def test_made_round_ups_are_told_from_copies_and_say_whence_their_passages_are() -> None:
    rng = random.Random(12)
    worlds = [generate.world(rng) for _ in range(8)]
    texts = [generate.story(rng, world, 20) for world in worlds]
    texts += [generate.damaged(rng, t, w, generate.DAMAGES[:1], reorder=False).text for t, w in
              zip(texts, worlds, strict=True)]  # fmt: skip
    made = ["\n".join(text[: len(text) // 3] for text in texts[at : at + 4]) for at in (0, 4)]
    pages, by_id = pages_of(*texts, *made)
    home = {m.file: story for story in build.build(pages, by_id) for m in story.members}
    for at, number in ((0, 16), (4, 17)):
        named = [each.story for each in home[f"{number}.txt"].reprints]
        assert named == [home[f"{n}.txt"].id for n in range(at, at + 4)]


def test_the_encoder_does_not_join_a_round_up_to_what_it_prints() -> None:
    class Alike:
        def embed_groups(self, groups: list[tuple[str, ...]]) -> list[np.ndarray]:
            return [np.ones((len(group), 1), np.float32) for group in groups]

    figures = " They counted 417 boats and 2,963 sacks."
    pages, texts = pages_of(*(report + figures for report in REPORTS), roundup() + figures)
    languages = ("en", "de", "en", "en")
    pages = [msgspec.structs.replace(p, language=each) for p, each in zip(pages, languages, strict=True)]
    groups = [{m.file for m in story.members} for story in build.build(pages, texts, embed=Alike)]
    assert {"3.txt"} in groups
    assert {"0.txt", "1.txt", "2.txt"} in groups


def test_what_two_stories_have_is_the_one_s_of_which_there_is_more_and_a_frame_is_nobody_s() -> None:
    words = [f"w{n}" for n in range(60)]
    text = " ".join(words)
    parts = {"a": [" ".join(words[:30])], "b": [" ".join(words[20:45])]}
    found = {
        story: [text[s.start : s.end] for s in spans] for story, spans in reprints.passages(text, (), parts)
    }
    assert found == {"a": [" ".join(words[:30])], "b": [" ".join(words[30:45])]}
    closing = {name: [" ".join(words[50:])] for name in "cde"}
    assert [story for story, _ in reprints.passages(text, (), parts | closing)] == ["a", "b"]


def line(story: str, text: str, start: int, end: int) -> Statement:
    evidence = Receipt(text=text, start=start, end=end, quote="q" * (end - start))
    witness = Witness(text=text, file=f"{text}.txt", evidence=evidence)
    return Statement(
        id=f"st-{story}-{start}", story=story, act="reports", tier="narrative", witnesses=(witness,)
    )


def test_a_line_of_a_round_up_counts_for_the_story_that_it_was_printed_from() -> None:
    passage = Receipt(text="t", start=100, end=200, quote="q" * 100)
    story = Story(id="r", members=(), reading=(), reprints=(Reprint(story="a", passages=(passage,)),))
    inside, across, outside = (line("r", "t", *at) for at in ((120, 180), (60, 120), (10, 90)))
    assert reprints.attributed(inside, story).printed_from == "a"
    assert reprints.attributed(across, story).printed_from is None
    assert reprints.attributed(outside, story).printed_from is None
    houses = origins.Outlets({"a": "courier", "r": "digest"}, {}, {"courier": "Courier", "digest": "Digest"})
    nobody = actors.roster(())
    own = line("a", "s", 0, 60)
    assert len(origins.origins([own, inside], nobody, houses)) == 2
    [one] = origins.origins([own, reprints.attributed(inside, story)], nobody, houses)
    assert (one.name, one.documents) == ("Courier", 2)


@pytest.mark.slow
def test_a_case_says_what_its_round_up_prints(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, text in enumerate((*REPORTS, roundup())):
        (folder / f"{number}.txt").write_text(text, "utf-8")
    case = tmp_path / "a.case"
    do("report", case, folder=str(folder))
    home = {row["members"][0]["file"]: row for row in do("stories", case)}
    assert [each["story"] for each in home["3.txt"]["reprints"]] == [home[f"{n}.txt"]["id"] for n in range(3)]
    lines = do("ledger", case)
    again = [row for row in lines if row["story"] == home["3.txt"]["id"]]
    assert again
    assert {row["printed_from"] for row in again} <= {home[f"{n}.txt"]["id"] for n in range(3)}
    assert all(row["printed_from"] is None for row in lines if row not in again)
    killed = [row for row in do("figures", case) if row["role"] == "killed" and row["low"] == 14]
    assert [row["origins"] for row in killed] == [1]
    page = (case / "dossier.html").read_text("utf-8")
    assert "A round-up of" in page
    assert "printed in a round-up from another story" in page
