"""Is a score used only where it proves itself, and are its figures right?"""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from aftershock.errors import InputError
from aftershock.shield import score
from aftershock.shield.normalise import VERSION, fold
from aftershock.shield.policy.problems import PolicyError
from aftershock.shield.service import bundle, training
from aftershock.shield.service.training import Labelled, _Scored
from tests.shield.service.running import folder

DO = ["paint", "break", "close", "lift", "take", "move", "turn", "lock"]
WHAT = ["red doors", "blue lamps", "north bridge", "white anchors", "grey boats", "iron gates", "old clocks"]
WHERE = ["by the river", "at the depot", "near the quay", "in the yard", "on the hill", "behind the hall"]


def lines(count: int, seed: int = 1) -> list[Labelled]:
    """Calls to do something to things (marked), and talk about the same things (not)."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        do, what, where = rng.choice(DO), rng.choice(WHAT), rng.choice(WHERE)
        if number % 2:
            text = f"everybody must {do} the {what} {where} tonight, number {number}"
        else:
            text = f"yesterday we saw the {what} {where} and had tea with number {number}"
        found.append(Labelled(text=text, marked=bool(number % 2)))
    return found


def written(place: Path, rows: list[Labelled]) -> Path:
    place.write_text("\n".join(json.dumps({"text": r.text, "marked": r.marked}) for r in rows), "utf-8")
    return place


def test_a_score_that_proves_itself_is_written_with_its_report(tmp_path: Path) -> None:
    out = tmp_path / "score.npz"
    report = training.train(written(tmp_path / "posts.ndjson", lines(900)), out)
    assert report.used, report
    assert report.auc > 0.98
    assert sum(report.posts.values()) == 900
    linear = score.load(out)
    assert linear.digest == report.digest
    assert (linear.of(fold("everybody must paint the red doors at the depot tonight")) or 0) > 0.9
    assert json.loads((tmp_path / "score.report.json").read_text("utf-8"))["digest"] == report.digest
    point = next(each for each in report.curve if each.threshold == 0.9)
    assert 0.5 < point.found.low < point.found.value <= point.found.high <= 1
    assert {each.name for each in report.tests} >= {"disguises change nothing", "held-back posts"}


def test_a_score_that_learnt_nothing_or_a_name_is_not_written(tmp_path: Path) -> None:
    out = tmp_path / "score.npz"
    rng = random.Random(2)
    noise = [Labelled(text=each.text, marked=rng.random() < 0.5) for each in lines(600)]
    report = training.train(written(tmp_path / "noise.ndjson", noise), out)
    assert not report.used
    assert not out.exists()
    assert 0.3 < report.auc < 0.7
    # somebody marked ordinary talk wherever a community is named in it: the test of names finds it
    talk = [each.text for each in lines(1200) if not each.marked]
    named = ("Kurdish", "Muslim", "Jewish", "Polish", "Roma", "gay")
    unfair = [
        Labelled(
            text=text.replace("we saw", f"{named[n // 2 % 6]} people saw" if n % 2 else "people saw"),
            marked=bool(n % 2),
        )
        for n, text in enumerate(talk)
    ]
    report = training.train(written(tmp_path / "unfair.ndjson", unfair), out)
    assert not report.used
    by_name = next(each for each in report.tests if "names of communities" in each.name)
    assert not by_name.passed
    assert set(by_name.shown) <= set(named)


def test_the_platforms_own_lines_must_come_out_right(tmp_path: Path) -> None:
    posts = written(tmp_path / "posts.ndjson", lines(900))
    wrong = [Labelled(text="everybody must paint the red doors at the depot tonight", marked=False)]
    report = training.train(posts, tmp_path / "s.npz", tests=written(tmp_path / "t.ndjson", wrong))
    assert not report.used
    assert not (tmp_path / "s.npz").exists()


def test_too_little_and_rubbish_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too few"):
        training.train(written(tmp_path / "few.ndjson", lines(60)), tmp_path / "s.npz")
    (tmp_path / "bad.ndjson").write_text('{"text":"a","marked":true}\n{"text":"a"}\n')
    with pytest.raises(InputError) as error:
        training.train(tmp_path / "bad.ndjson", tmp_path / "s.npz")
    assert error.value.line == 2


def test_a_family_is_never_on_both_sides() -> None:
    base = lines(400)
    worn = [Labelled(text="\u200b".join(each.text.upper()), marked=each.marked) for each in base]
    assert [training.part_of(each) for each in base] == [training.part_of(each) for each in worn]
    grouped = [Labelled(text=each.text, marked=each.marked, group="thread 7") for each in base]
    assert len({training.part_of(each) for each in grouped}) == 1
    shares = [training.part_of(each) for each in base]
    assert 0.5 < shares.count("train") / 400 < 0.7


def test_figures_are_those_of_the_book() -> None:
    rng = np.random.default_rng(4)
    values = np.round(rng.random(300), 2)
    marked = rng.random(300) < values
    held = _Scored(values, marked)
    pairs = [
        1.0 if a > b else 0.5 if a == b else 0.0
        for a in values[marked].tolist()
        for b in values[~marked].tolist()
    ]
    assert training.auc(held) == pytest.approx(sum(pairs) / len(pairs))
    assert training.calibration_error(held) < 0.1
    off = _Scored(np.full(100, 0.9), np.arange(100) < 50)
    assert training.calibration_error(off) == pytest.approx(0.4)
    share = training.wilson(0, 100)
    assert (share.low, share.high) == (0.0, pytest.approx(0.037, abs=0.001))


def test_calibration_brings_what_is_said_to_what_is() -> None:
    rows = lines(900, seed=5)
    rng = random.Random(6)
    noisy = [Labelled(text=r.text, marked=r.marked if rng.random() < 0.8 else not r.marked) for r in rows]
    raw = score.fit([r.text for r in rows[:400]], [r.marked for r in rows[:400]])
    fitted = training.calibrated(raw, noisy[400:650])
    before = training.calibration_error(training._scored(raw, noisy[650:]))
    after = training.calibration_error(training._scored(fitted, noisy[650:]))
    assert after < before
    assert after < 0.12


@pytest.fixture(scope="session")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a score that proved itself."""
    return trained(tmp_path_factory.mktemp("scored")).parent


RULE = """
[[rule]]
id = "scored"
clause = "4.4"
category = "call"
when = "WHEN"
missing = "no"
action = "hold"
mode = "enforce"
owner = "desk"
expires = "2027-12-31"
fires = [{ text = "a text", signals = { "score.linear" = 0.95, "phrase.calls" = 1 } }]
"""


def trained(place: Path) -> Path:
    """The example with a score that proved itself from .9 on; returns the policy."""
    policy = folder(place)
    assert training.train(written(place / "posts.ndjson", lines(900)), place / "score.npz").used
    return policy


def test_a_score_that_did_not_prove_itself_is_refused(tmp_path: Path) -> None:
    policy = trained(tmp_path)
    assert bundle.load(policy).shield.score is not None
    proved = score.load(tmp_path / "score.npz")
    other = score.fit([row.text for row in lines(40)], [row.marked for row in lines(40)])
    old = {"weights": other.weights, "curve": np.array([1.0, 0.0]), "folding": np.array(VERSION)}
    for more, why in (
        ({}, "has not proved itself"),
        ({"tested": np.array(0.9), "digest": np.array(proved.digest)}, "not the one that proved itself"),
    ):
        np.savez_compressed(tmp_path / "score.npz", **old, **more)
        with pytest.raises(InputError, match=why):
            bundle.load(policy)
    (tmp_path / "score.npz").write_bytes(b"rubbish")
    with pytest.raises(InputError, match="not a score"):
        bundle.load(policy)


@pytest.mark.parametrize(
    ("when", "sound"),
    [
        ("score.linear > 0.9", True),
        ("score.linear >= 0.92 and phrase.calls > 0", True),
        ("0.9 < score.linear", True),
        ("default(score.linear, 0) > 0.9", True),
        ("not (score.linear < 0.9)", True),
        ("phrase.calls > 0 and not missing(score.linear)", True),
        ("phrase.calls > 0 and not score.linear < 0.3 or score.linear > 0.9", False),
        ("score.linear > 0.3", False),
        ("0.3 < score.linear", False),
        ("not (score.linear <= 0.3)", False),
        ("phrase.calls > 3 or score.linear > 0.89", False),
        ("default(score.linear, 0) > 0.5", False),
        ("score.linear + 0.5 > 0.9", False),
        ("score.linear * 2 > 0.9", False),
        ("score.linear != 0", False),
        ("score.linear > post.length", False),
    ],
)
def test_a_rule_may_not_ask_for_less_than_was_tested(
    scored: Path, tmp_path: Path, when: str, sound: bool
) -> None:
    shutil.copytree(scored, tmp_path, dirs_exist_ok=True)
    policy = tmp_path / "policy.toml"
    source = policy.read_text("utf-8") + RULE.replace("WHEN", when)
    policy.write_text(source, "utf-8")
    if sound:
        bundle.load(policy)
        return
    with pytest.raises(PolicyError) as error:
        bundle.load(policy)
    (problem,) = error.value.problems
    assert when in problem.source
    assert "score" in problem.what
    head, rule = source.split('id = "scored"')
    shadow = rule.replace('mode = "enforce"', 'mode = "shadow"').replace("fires =", "silent = [] #")
    policy.write_text(f'{head}id = "scored"{shadow}', "utf-8")
    assert bundle.load(policy).shield.score is not None, "in shadow anything is tried"
