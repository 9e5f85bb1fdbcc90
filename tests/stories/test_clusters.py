"""Which pages are one story, and what it is called."""

from __future__ import annotations

import random

import numpy as np
from evals.stories import clusters as measure
from evals.stories import generate, train
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.records import Interval, Page, Story
from aftershock.stories import build
from aftershock.stories.clusters import average_linkage, half_alike, linked, table, taken_in
from aftershock.text import sha256


def pages_of(texts: list[str], days: list[int] | None = None) -> tuple[list[Page], dict[str, str]]:
    pages = [
        Page(
            id=f"page-{sha256(text)[:8]}-{number}",
            capture="capture",
            text=sha256(text),
            file=f"{number}.txt",
            published=Interval(start=f"2031-03-{days[number]:02}T00:00:00Z", end=None) if days else None,
        )
        for number, text in enumerate(texts)
    ]
    return pages, {page.text: text for page, text in zip(pages, texts, strict=True)}


def groups_of(stories: tuple[Story, ...]) -> list[list[str]]:
    return sorted(sorted(member.file for member in story.members) for story in stories)


def test_a_fresh_set_with_damage_never_trained_on_is_brought_together() -> None:
    documents = generate.corpus(4711, 45, generate.DAMAGES + generate.HELD_BACK)
    groups = build.cluster([document.text for document in documents])
    assert measure.ari(groups, [document.story for document in documents]) >= 0.98
    alone = {group[0] for group in groups if len(group) == 1}
    assert all(n in alone for n, document in enumerate(documents) if document.roundup)


def test_borrowed_background_makes_no_round_up() -> None:
    rng = random.Random(23)
    own, first, second = (generate.story(rng, generate.world(rng), n) for n in (14, 12, 12))
    one, two = (generate.story(rng, generate.world(rng), 2) for _ in range(2))
    text = "\n".join((own, one, two))
    world = generate.world(rng)
    copies = [
        generate.damaged(random.Random(n), text, world, (generate.sentences_dropped,), reorder=False).text
        for n in range(2)
    ]
    pages, by_id = pages_of([text, *copies, f"{first}\n{one}", f"{two}\n{second}"])
    assert groups_of(build.build(pages, by_id)) == [["0.txt", "1.txt", "2.txt"], ["3.txt"], ["4.txt"]]


def test_a_copy_with_worse_damaged_sisters_is_no_round_up() -> None:
    rng = random.Random(29)
    paragraphs = [generate.story(rng, generate.world(rng), 4).replace("\n", " ") for _ in range(6)]
    other = generate.story(rng, generate.world(rng), 9)
    texts = [
        "\n".join(paragraphs),
        "\n".join(paragraphs[:5]),
        "\n".join(paragraphs[2:]),
        "\n".join((paragraphs[0], other)),
    ]
    pages, by_id = pages_of(texts)
    assert groups_of(build.build(pages, by_id)) == [["0.txt", "1.txt", "2.txt"], ["3.txt"]]


def test_half_of_a_long_text_is_its_excerpt() -> None:
    rng = random.Random(31)
    world = generate.world(rng)
    text, other = generate.story(rng, world, 60), generate.story(rng, world, 30)
    half = text[: len(text) // 2]
    pages, by_id = pages_of([text, half, other, generate.story(rng, world, 6)])
    assert groups_of(build.build(pages, by_id)) == [["0.txt", "1.txt"], ["2.txt"], ["3.txt"]]
    # A page that holds two of them is a round-up, however much of each.
    pages, by_id = pages_of([text, f"{text}\n{other}", other])
    assert groups_of(build.build(pages, by_id))[0] != ["0.txt", "1.txt", "2.txt"]


def test_no_pair_of_copies_is_missed_by_the_index() -> None:
    documents = generate.corpus(12, 30, generate.DAMAGES)
    pairs = set(train.candidates_of([d.text for d in documents]))
    copies = [
        (i, j) for j in range(len(documents)) for i in range(j) if documents[i].story == documents[j].story
    ]
    assert len(copies) > 20
    assert measure.recalled(pairs, copies, [d.text for d in documents]) >= 0.99 * len(copies)


def test_a_post_is_no_copy_of_the_article_that_embeds_it() -> None:
    rng = random.Random(2)
    text = generate.story(rng, generate.world(rng), 8)
    pages, texts = pages_of([text, text[: len(text) // 2], text[: len(text) // 2] + " "])
    posts = [Page(id=p.id, capture="c", text=p.text, file=p.file, kind="post") for p in pages[1:]]
    assert groups_of(build.build([pages[0], *posts], texts)) == [["0.txt"], ["1.txt", "2.txt"]]


def test_posts_after_one_pattern_are_not_one_post() -> None:
    texts = [
        "Ambulances at the east stairs of the quay, please keep the road free #Norvale",
        "Ambulances at the west stairs of the market, please keep the road free #Sorrel",
        "Ambulances at the east stairs of the quay,  please keep the road free https://example.org/a #help",
        "@desk ambulances at the EAST stairs of the quay, please keep the road free",
        "#Norvale",
        "#Sorrel",
        "Smoke over #Norvale",
        "Smoke over #Sorrel",
    ]
    pages, by_id = pages_of(texts)
    posts = [Page(id=p.id, capture="c", text=p.text, file=p.file, kind="post") for p in pages]
    assert groups_of(build.build(posts, by_id)) == [
        ["0.txt", "2.txt", "3.txt"], ["1.txt"], ["4.txt"], ["5.txt"], ["6.txt"], ["7.txt"],
    ]  # fmt: skip


def test_long_posts_that_are_nearly_alike_are_one_post() -> None:
    rng = random.Random(11)
    text = generate.story(rng, generate.world(rng), 9)
    pages, by_id = pages_of([text, text.replace(" a ", " the ", 2), text[: len(text) // 3]])
    posts = [Page(id=p.id, capture="c", text=p.text, file=p.file, kind="post") for p in pages]
    assert groups_of(build.build(posts, by_id))[0][:2] == ["0.txt", "1.txt"]


def test_short_notices_need_nearly_all_of_their_words_in_common() -> None:
    texts = [
        "The harbour office of Norvale is closed on Monday for repairs of the eastern granary.",
        "The harbour office of Norvale is closed on Monday for repairs of the eastern granary",
        "The harbour office of Norvale was pleased to greet the Quayside Circle in the town hall.",
        "",
        "Norvale",
    ]
    pages, by_id = pages_of(texts)
    assert groups_of(build.build(pages, by_id)) == [["0.txt", "1.txt"], ["2.txt"], ["3.txt"], ["4.txt"]]


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.floats(0, 1), max_size=20))
def test_average_linkage_agrees_with_a_slow_twin(raw: dict[tuple[int, int], float]) -> None:
    scores = {(min(p), max(p)): round(s, 6) for p, s in raw.items() if p[0] != p[1]}
    if len(set(scores.values())) < len(scores):
        return  # ties are broken by number in one and by order of search in the other
    assert average_linkage(8, scores, 0.4) == slow_linkage(8, scores, 0.4)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(2, 40), st.floats(0.1, 1))
def test_a_table_of_all_pairs_gives_what_pair_by_pair_does(seed: int, count: int, share: float) -> None:
    rng = random.Random(seed)
    pairs = [(i, j) for j in range(count) for i in range(j) if rng.random() < share]
    scores = {pair: rng.random() for pair in pairs}  # no two alike
    crowd = [rng.random() < 0.5 for _ in range(count)]
    sides = np.array(pairs, np.int64).reshape(-1, 2)
    of = table(sides[:, 0], sides[:, 1], np.array([scores[pair] for pair in pairs]), np.array(crowd))
    groups = average_linkage(count, scores, 0.4, crowd)
    assert linked(of, 0.4) == groups
    assert half_alike(groups, of, 0.4) == taken_in(groups, scores, 0.4, crowd)
    cut = sorted(rng.sample(range(1, count), min(3, count - 1)))  # and of other groups than those
    cuts = zip([0, *cut], [*cut, count], strict=True)
    others = [tuple(range(a, b)) for a, b in cuts]
    assert half_alike(others, of, 0.4) == taken_in(others, scores, 0.4, crowd)


def test_a_remnant_of_a_crowd_joins_it_and_a_quarter_of_a_crowd_is_enough() -> None:
    crowd, pair, one, other = tuple(range(40)), (40, 41), (42,), (43,)
    scores = {(i, j): 0.9 for j in range(40) for i in range(j)}
    scores |= {(i, n): 0.8 for i in range(20) for n in (40, 41)}  # half of them each
    scores |= {(40, 41): 0.95}
    scores |= {(i, 42): 0.7 for i in range(12)}  # a dozen of forty
    scores |= {(i, 43): 0.7 for i in range(8)}
    groups = [crowd, pair, one, other]
    assert taken_in(groups, scores, 0.5) == [tuple(range(43)), (43,)]
    sides = np.array(list(scores), np.int64)
    of = table(sides[:, 0], sides[:, 1], np.array(list(scores.values())), np.zeros(44, bool))
    assert half_alike(groups, of, 0.5) == [tuple(range(43)), (43,)]
    few = [tuple(range(12)), pair]
    assert taken_in(few, scores, 0.5) == few  # two are no remnant of twelve


def slow_linkage(count: int, scores: dict[tuple[int, int], float], threshold: float) -> list[tuple[int, ...]]:
    groups = [(n,) for n in range(count)]

    def mean(one: tuple[int, ...], two: tuple[int, ...]) -> float:
        total = sum(scores.get((min(i, j), max(i, j)), 0.0) for i in one for j in two)
        return total / (len(one) * len(two))

    while True:
        options = [(mean(a, b), a, b) for a in groups for b in groups if a < b]
        value, a, b = max(options, default=(0.0, (), ()), key=lambda o: o[0])
        if value < threshold or not a:
            return sorted(groups)
        groups = [g for g in groups if g not in (a, b)] + [tuple(sorted(a + b))]


def test_one_alone_joins_those_of_whom_a_half_resembles_it() -> None:
    groups = [(0, 1, 2, 3), (4,), (5,), (6, 7), (8,)]
    scores = {
        (0, 1): 1.0, (6, 7): 1.0,
        (0, 4): 0.9, (1, 4): 0.4, (2, 4): 0.1,  # the better half of four: .9 and .4
        (3, 5): 0.9,  # one of four
        (4, 8): 0.9,  # whoever joined brings nobody
        (6, 8): 0.45, (7, 8): 0.5,
    }  # fmt: skip
    assert taken_in(groups, scores, 0.5) == [(0, 1, 2, 3, 4), (5,), (6, 7), (8,)]
    # of a crowd to which it belongs itself one was compared with it: the others do not count
    crowd = [False, True, True, True, False, True, False, False, False]
    assert (0, 1, 2, 3, 4, 5) in taken_in(groups, {**scores, (0, 5): 0.2}, 0.5, crowd)
    assert (5,) in taken_in(groups, {**scores, (0, 5): 0.05}, 0.5, crowd)
