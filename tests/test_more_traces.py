"""Are forwards, deletions and handles searched in a case, and is one channel's following left alone?"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs
from typer.testing import CliRunner

from aftershock import cli, response
from aftershock.dossier import carriable
from aftershock.dossier.shown import Coordination
from aftershock.errors import AftershockError
from aftershock.records import Post
from aftershock.rows import Row
from aftershock.store import case as store

START = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = (
    "harbour",
    "lamp",
    "market",
    "bridge",
    "orchard",
    "clock",
    "meadow",
    "kiosk",
    "ferry",
    "quay",
    "lantern",
    "hall",
    "tower",
    "river",
    "garden",
)


class Made:
    """Posts that are made one after another; times are seconds from the start."""

    def __init__(self, seed: int) -> None:
        self.dice, self.posts = random.Random(seed), list[Post]()

    def add(self, who: str, at: float, **fields: object) -> None:
        moment = START + timedelta(seconds=at)
        if (deleted := fields.pop("deleted", None)) is not None:
            fields["deleted_at"] = f"{START + timedelta(seconds=float(str(deleted))):%Y-%m-%dT%H:%M:%SZ}"
        number = len(self.posts)
        told = {"author_id": who, "created_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "text": f"words {number}"}
        self.posts.append(
            Post(platform="telegram", channel_id="chat", post_id=str(10**10 + number), locator=f"/{number}",
                 **{**told, **fields})  # type: ignore[arg-type]
        )  # fmt: skip

    def said(self) -> str:
        """A text of twelve words that nobody said before."""
        return " ".join(self.dice.choice(WORDS) for _ in range(12))

    def anywhen(self) -> float:
        return self.dice.uniform(0, 6 * 86_400)


def following() -> Made:
    """Followers of one channel that is not in the case forward each of its posts within minutes."""
    made = Made(4)
    for number in range(40):
        text, at = made.said(), number * 10_800.0
        for fan in range(30):
            if made.dice.random() < 0.5:
                made.add(f"fan{fan}", at + 10 + made.dice.expovariate(1 / 60), text=text,
                         forwarded_from="Harbour Wire")  # fmt: skip
    for _ in range(600):
        made.add(f"other{made.dice.randrange(80)}", made.anywhen(), hashtags=(f"t{made.dice.randrange(40)}",))
    return made


def many_channels(
    fans: int, channels: int, posts: int, share: float, delay: float, *, together: int = 0, seed: int = 9
) -> Made:
    """Fans of the same channels forward a share of all that these post, each soon after; among others.

    Of the fans the first eight also put out ``together`` links of their own within seconds.
    """
    made = Made(seed)
    for channel in range(channels):
        for _ in range(posts):
            text, at = made.said(), made.anywhen()
            for fan in range(fans):
                if made.dice.random() < share:
                    made.add(f"fan{fan}", at + 3 + made.dice.expovariate(1 / delay), text=text,
                             forwarded_from=f"Wire {channel}")  # fmt: skip
    for number in range(together):
        at = made.anywhen()
        for member in range(8):
            made.add(f"fan{member}", at + made.dice.uniform(0, 20), text=made.said(),
                     links=(f"https://quay.example/{number}",))  # fmt: skip
    people = [f"other{n}" for n in range(150)] + [f"fan{n}" for n in range(fans)]
    for _ in range(1000):
        made.add(made.dice.choice(people), made.anywhen(), text=made.said(),
                 hashtags=(f"t{made.dice.randrange(40)}",))  # fmt: skip
    return made


def forwarding() -> Made:
    """Eight accounts forward thirty sources within seconds of each other, among others who forward these."""
    made = Made(5)
    for source in range(30):
        for _ in range(25):
            made.add(f"other{made.dice.randrange(80)}", made.anywhen(), forwarded_from=f"Source {source}")
        at = made.anywhen()
        for member in range(8):
            made.add(f"planted{member}", at + made.dice.uniform(0, 20), forwarded_from=f"Source {source}")
    return made


def deleting() -> Made:
    """Eight accounts delete posts of theirs within seconds of each other, among others who delete some."""
    made = Made(6)
    for _ in range(900):
        at = made.anywhen()
        made.add(f"other{made.dice.randrange(80)}", at, deleted=at + made.dice.uniform(60, 86_400))
    for _ in range(30):
        at = made.anywhen()
        for member in range(8):
            made.add(f"planted{member}", at - made.dice.uniform(60, 86_400),
                     deleted=at + made.dice.uniform(0, 20))  # fmt: skip
    return made


def looked_at() -> Made:
    """People delete when they like; whoever collects looks every two hours, and sees it within a second."""
    made = Made(8)
    for _ in range(1500):
        at = made.anywhen()
        seen = (at + made.dice.uniform(60, 86_400)) // 7200 * 7200 + 7200
        made.add(f"other{made.dice.randrange(60)}", at, deleted=seen + made.dice.uniform(0, 1))
    return made


def passing() -> Made:
    """Eight accounts pass thirty handles from one to the next within minutes."""
    made = Made(7)
    for _ in range(400):
        who = made.dice.randrange(80)
        made.add(f"other{who}", made.anywhen(), author_handle=f"own{who}", hashtags=(f"t{who % 9}",))
    for handle in range(30):
        at = made.anywhen()
        for place, member in enumerate(made.dice.sample(range(8), 8)):
            made.add(f"planted{member}", at + 60 * place, author_handle=f"passed{handle}")
    return made


def taken_in(place: Path, posts: list[Post]) -> Path:
    with store.create(place / "a.case") as case:
        capture, _ = case.add_original(b"x", source="x", media_type="text/plain")
        case.add_posts(structs.replace(each, capture=capture.id) for each in posts)
        case.relate_posts()
    return place / "a.case"


def searched(place: Path, posts: list[Post]) -> Coordination:
    with store.open_case(taken_in(place, posts)) as case, case.cursor() as cursor:
        return response.together(cursor)


def test_the_followers_of_one_channel_outside_the_case_are_a_crowd(tmp_path: Path) -> None:
    found = searched(tmp_path, following().posts)
    assert {"forward", "text", "near"} <= set(found.traces)
    assert (found.groups, found.edges) == ((), 0)
    # the same posts without the word that they are forwards look like people who copy each other
    alike = [structs.replace(each, forwarded_from=None) for each in following().posts]
    (tmp_path / "unsaid").mkdir()
    assert searched(tmp_path / "unsaid", alike).edges > 100


@pytest.mark.parametrize(
    ("fans", "channels", "posts", "share", "delay"),
    [(30, 10, 12, 0.5, 30.0), (30, 10, 30, 0.5, 60.0), (12, 10, 12, 0.5, 20.0), (60, 20, 8, 0.3, 60.0)],
)
def test_followers_of_the_same_channels_are_an_audience_and_said_to_be_one(
    tmp_path: Path, fans: int, channels: int, posts: int, share: float, delay: float
) -> None:
    found = searched(tmp_path, many_channels(fans, channels, posts, share, delay).posts)
    assert found.edges == 0
    assert [each.followed for each in found.groups] == [channels]
    assert f"what {channels} sources post" in found.groups[0].words
    (group,) = found.groups
    assert group.words.startswith("Audience or coordinated: cannot be told.")
    assert f"on {group.observed} occasions" in group.words  # with the figures, in all and without the sources
    assert f"without these sources on {group.left}, " in group.words
    assert group.observed > group.expected
    assert group.left < group.observed
    assert group.left_q > 0.01 >= group.q
    whole, one = carriable.of(found)
    assert (whole.value, whole.verdict, one.verdict) == (0.0, carriable.NOTHING, carriable.AUDIENCE)


def test_whoever_acts_together_beside_the_channels_is_found_among_their_audience(tmp_path: Path) -> None:
    found = searched(tmp_path, many_channels(30, 10, 12, 0.5, 30.0, together=24).posts)
    assert found.edges >= 20
    assert any(not each.followed for each in found.groups)


def test_deletions_that_a_collection_sees_at_once_are_nobodys_arrangement(tmp_path: Path) -> None:
    made = looked_at()
    made.posts += following().posts
    found = searched(tmp_path, made.posts)
    assert "deletion" not in found.traces
    assert (found.groups, found.edges) == ((), 0)


@pytest.mark.parametrize(
    ("made", "trace"), [(forwarding, "forward"), (deleting, "deletion"), (passing, "handle")]
)
def test_planted_forwards_deletions_and_handles_are_found_and_nobody_else(
    tmp_path: Path, made: object, trace: str
) -> None:
    found = searched(tmp_path, made().posts)  # type: ignore[operator]
    (group,) = found.groups
    assert group.traces == (trace,)
    assert group.members + group.joined == 8
    assert "planted" not in repr(found)
    assert "passed1" not in repr(found)
    assert "Source 1" not in repr(found)  # not a listed channel


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = forwarding()
    for _ in range(300):
        made.add(f"other{made.dice.randrange(80)}", made.anywhen(), hashtags=(f"t{made.dice.randrange(40)}",))
    return taken_in(tmp_path_factory.mktemp("asked"), made.posts)


def rows(*said: str) -> list[Row]:
    told = CliRunner().invoke(cli.cli, ["coordination", *said, "--json"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]


def test_traces_windows_and_level_can_be_asked_for_and_each_answer_is_its_own(case: Path) -> None:
    whole, *groups = rows(str(case))
    assert {"forward", "hashtag"} <= set(whole["traces"])
    assert len(groups) == 1
    tags, *none = rows(
        str(case), "--trace", "hashtag", "--window", "120", "--window", "20", "--level", "0.05"
    )
    assert (tags["traces"], tags["windows"], tags["level"], none) == (["hashtag"], "20 s, 2 min", 0.05, [])
    again, *groups = rows(str(case), "--trace", "forward")
    assert (again["traces"], len(groups)) == (["forward"], 1)
    assert rows(str(case))[0] == whole


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("--trace", "forwards"), "no trace 'forwards'"),
        (("--window", "0.1"), "cannot be searched"),
        (("--window", "7200"), "cannot be searched"),
        (("--level", "1"), "1 is no level"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_would(case: Path, said: tuple[str, ...], why: str) -> None:
    with pytest.raises(AftershockError, match=why):
        CliRunner().invoke(cli.cli, ["coordination", str(case), *said], catch_exceptions=False)
