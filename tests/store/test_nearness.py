"""Do the quick ways of finding what is nearly the same, and what came last, find what slow ones do?"""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aftershock.records import Post
from aftershock.store import case as store
from aftershock.store import derived, fingerprints, ids, layout, near_texts, nearness, tables

WORDS = [f"word{number}" for number in range(400)]


def test_the_same_words_have_one_id_however_they_are_written() -> None:
    alike = [
        "Don’t go to the harbour, no crossing today!",
        "dont GO to the  harbour: no crossing today https://x.example/1",
    ]
    accents = ["Café déjà vu somewhere here", "CAFE\u0301 deja vu somewhere here"]
    chinese = ["今天港口关闭请勿前往那里", "今天港口关闭，请勿前往那里。"]
    for same in (alike, accents, chinese):
        one, other = fingerprints.text_ids(fingerprints.words(pa.array(same)))
        assert one == other != 0
    short = fingerprints.text_ids(
        fingerprints.words(pa.array(["so sad", "", None, "@ana https://x.example a b c"]))
    )
    assert not short.any()


def test_pairs_of_words_overlap_as_sets_do() -> None:
    chance = random.Random(3)
    texts = [" ".join(chance.choices(WORDS[:12], k=chance.randrange(2, 14))) for _ in range(40)]
    pair, begins = fingerprints.pairs(fingerprints.words(pa.array(texts)), np.arange(len(texts)))
    one, other = map(np.array, zip(*combinations(range(len(texts)), 2), strict=True))
    found = near_texts.jaccard(pair, begins, one, other)
    sets = [set(pairwise(words)) for words in (text.split() for text in texts)]
    for a, b, value in zip(one, other, found, strict=True):
        assert abs(value - len(sets[a] & sets[b]) / len(sets[a] | sets[b])) < 1e-12


def test_one_word_replaced_is_near_and_other_texts_are_not(tmp_path: Path) -> None:
    chance = random.Random(5)
    texts = [chance.sample(WORDS, 20) for _ in range(60)]
    changed = [[*words[:9], "other", *words[10:]] for words in texts]
    with store.create(tmp_path / "a.case") as case:
        capture, _ = case.add_original(b"x", source="x", media_type="text/plain")
        case.add_posts(
            Post(
                platform="p",
                channel_id="c",
                post_id=str(n),
                text=" ".join(words),
                capture=capture.id,
                locator=f"{n}",
            )
            for n, words in enumerate([*texts, *changed])
        )
        case.relate_posts()
        with case.cursor() as cursor:
            rows = cursor.execute(
                "select cast(post_id as bigint), coalesce(near_id, m.text_id)"
                " from marked_posts m left join near_texts n on n.text_id = m.text_id"
            ).fetchall()
    family = dict(rows)
    assert sum(family[n] == family[n + 60] for n in range(60)) >= 58  # the bands miss one of a hundred
    assert len(set(family.values())) == len({min(family[n], family[n + 60]) for n in range(60)}) + sum(
        family[n] != family[n + 60] for n in range(60)
    )


def test_posts_that_come_later_give_the_families_of_posts_that_come_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(11)
    said = [chance.choices(WORDS[:60], k=14) for _ in range(150)]
    first = [*said, *([*words[:5], "once", *words[6:]] for words in said[:50])]
    later = [[*words[:at], "other", *words[at + 1 :]] for words in chance.sample(said, 40) for at in (3, 9)]
    compared: list[int] = []
    before = near_texts.compared

    def counted(cursor: Any, rows: Any, one: Any, other: Any) -> Any:
        compared.append(len(one))
        return before(cursor, rows, one, other)

    monkeypatch.setattr(near_texts, "compared", counted)
    families, pairs = [], 0
    for name, batches in (("grown", (first, later)), ("whole", ([*first, *later],))):
        with store.create(tmp_path / f"{name}.case") as case:
            for number, texts in enumerate(batches):
                capture, _ = case.add_original(str(number).encode(), source="x", media_type="text/plain")
                case.add_posts(_post(" ".join(words), capture.id) for words in texts)
                case.relate_posts()
            families.append(pq.read_table(case.root / layout.NEAR_TEXTS).to_pylist())
            pairs = pq.read_table(case.root / layout.NEAR_PAIRS).num_rows
    assert families[0] == families[1]
    assert len(families[0]) > 150
    assert compared[1] < compared[2] == pairs  # what was compared before is not compared again


def _post(text: str, capture: str) -> Post:
    return Post(platform="p", channel_id="c", post_id=text, text=text, capture=capture, locator=text)


def test_families_are_connected_components() -> None:
    chance = np.random.default_rng(13)
    for _ in range(50):
        count = int(chance.integers(2, 60))
        one, other = chance.integers(0, count, (2, int(chance.integers(0, 60))))
        names = chance.permutation(1000)[:count]
        members, families = nearness.families(names, one, other)
        reached = {place: {place} for place in range(count)}
        for _ in range(count):  # slowly: whoever is reached by whom
            for a, b in zip(one, other, strict=True):
                reached[a] |= reached[b]
                reached[b] |= reached[a]
        slow = {names[place]: min(names[each] for each in reached[place]) for place in {*one, *other}}
        assert dict(zip(members.tolist(), families.tolist(), strict=True)) == slow


def test_every_letter_is_folded_the_first_time_it_is_seen() -> None:
    assert near_words("Ünïcode fine ΣΑΣ 漢字") == near_words("unicode fine σας 漢 字")
    assert near_words("𝔘𝔫𝔦 letters beyond") == near_words("uni letters beyond")


def near_words(text: str) -> list[int]:
    return fingerprints.words(pa.array([text])).word.tolist()


def test_pictures_within_31_bits_are_one_family() -> None:
    chance = random.Random(7)
    base = [chance.getrandbits(256) for _ in range(30)]
    near = [
        each ^ sum(1 << bit for bit in chance.sample(range(256), chance.choice((1, 20, 31)))) for each in base
    ]
    far = [each ^ sum(1 << bit for bit in chance.sample(range(256), 40)) for each in base]
    members, families = nearness.near_pictures([f"{each:064x}" for each in (*base, *near, *far)])
    found = dict(zip(members.tolist(), families.tolist(), strict=True))

    def name(value: int) -> int:
        return int(ids.together(derived.KINDS["media"], ids.of([f"pdq:{value:064x}"]))[0])

    for one, other, off in zip(base, near, far, strict=True):
        assert found[name(one)] == found[name(other)]
        assert name(off) not in found or found[name(off)] != found[name(one)]


def test_posts_are_shown_as_the_window_over_all_would_show_them(tmp_path: Path) -> None:
    chance = random.Random(9)
    with store.create(tmp_path / "a.case") as case:
        for name in "ab":
            capture, _ = case.add_original(name.encode(), source=name, media_type="text/plain")
            case.add_posts(
                Post(
                    platform=chance.choice("xy"), channel_id=chance.choice("cd"), text=str(chance.random()),
                    post_id=chance.choice(("", str(chance.randrange(12)))), capture=capture.id,
                    locator=f"line={n}",
                    observed_at=chance.choice((None, "2026-03-14T12:00:00Z", "2026-03-14T13:00:00Z")),
                    edited_at=chance.choice((None, "2026-03-14T11:00:00Z")),
                )
                for n in range(60)
            )  # fmt: skip
        with case.cursor() as cursor:
            fast = cursor.execute("select capture, locator, text from posts").fetchall()
            slow = cursor.execute(
                f"select capture, locator, text from ({tables.query('latest_posts.sql')})"
            ).fetchall()
    assert sorted(fast) == sorted(slow)


def test_ids_are_the_same_everywhere_and_differ_for_what_differs() -> None:
    assert ids.of(["", "a", "harbour"]).tolist() == ids.of(["", "a", "harbour"]).tolist()
    many = [f"{a}{b}" for a in range(300) for b in ("", "a", "b", " ", "ä")] + [
        "x" * n for n in range(5000, 5200)
    ]
    assert len(set(ids.of(many).tolist())) == len(set(many))
    assert ids.of_one("harbour") == HARBOUR


# Kept in parts on disk: another number would cut every case off from what it knew.
HARBOUR = 4467671717873340042
