"""Does the reaction's section say what was found, how surely, and as plainly what cannot be told?"""

from __future__ import annotations

import re

import msgspec
import pytest
from msgspec.structs import replace

from aftershock.dossier import shown as s
from aftershock.dossier.build import build
from aftershock.dossier.carried import after, paths_of
from aftershock.dossier.charts import curves, interval, network, paths
from aftershock.dossier.charts import tone as tone_chart
from aftershock.dossier.shown import Shown
from aftershock.reaction.result import Curve, Lane
from tests.dossier import crowd
from tests.dossier.fixture import case


@pytest.fixture(scope="module")
def page() -> str:
    return build(case())


def section(page: str, start: str, end: str) -> str:
    """What stands between two headings."""
    return page[page.index(f'id="{start}"') : page.index(f'id="{end}"')]


def text(html: str) -> str:
    """The words alone."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_each_question_is_answered_in_short_or_said_to_be_open(page: str) -> None:
    short = re.search(r'<dl class="short">.*?</dl>', page, re.DOTALL)
    assert short
    assert [each in short.group() for each in ("Larger, earlier?", "In what tone?", "Acted together?")] == [
        True
    ] * 3
    assert short.group().count("cannot be told</span>") == 1  # three past events are too few
    bare = build(case(shown=Shown()))
    again = re.search(r'<dl class="short">.*?</dl>', bare, re.DOTALL)
    assert again
    assert again.group().count("cannot be told</span>") == 3


def test_every_finding_has_null_interval_n_and_verdict(page: str) -> None:
    for finding in case().reaction.findings:
        row = re.search(rf"<tr[^>]*><td[^>]*>{re.escape(finding.name)}<.*?</tr>", page, re.DOTALL)
        assert row
        assert finding.verdict in row.group()
        assert finding.completeness in row.group()
        assert f">{finding.n}<" in row.group()
    assert "hollow where nothing can be told" in page


def test_harmful_posts_are_collapsed_and_every_example_has_its_receipt(page: str) -> None:
    for name, harmful, _ in crowd.CLASSES:
        for at in (m.start() for m in re.finditer(re.escape(crowd.STAND_INS[name]), page)):
            inside = page.rfind('<details class="veil">', 0, at) > page.rfind("</details>", 0, at)
            assert inside == harmful, name
    shown = section(page, "tone", "passed")
    assert shown.count('<blockquote class="post"') == 3 * len(crowd.CLASSES)
    for item in re.findall(r'<li><blockquote class="post".*?</li>', shown, re.DOTALL):
        assert 'class="ref"' in item
    assert "loud_account" not in page


def test_the_backlash_stands_day_by_day_and_what_was_left_out_is_said(page: str) -> None:
    shown = section(page, "backlash", "passed")
    assert "In the week after 9 % (7 to 12); in the days before 2 %. Rose by 7 points" in text(shown)
    assert [f'"Day">{day}<' in shown for day in ("3 before", "1 before", "1 after", "2 after")] == [True] * 4
    assert "knows nothing of the language: id 70" in section(page, "tone", "passed")


def test_posts_among_the_harms_are_collapsed() -> None:
    material = case()
    stand_in = crowd.post("A stand-in for a post that nobody else cites", 77)
    harm = replace(material.chronicle.harms[0], kind="community-blamed", id="posts", receipts=(stand_in,))
    chronicle = replace(material.chronicle, harms=(*material.chronicle.harms, harm))
    page = build(replace(material, chronicle=chronicle))
    at = page.index(stand_in.value)
    assert page.rfind('<details class="veil">', 0, at) > page.rfind("</details>", 0, at)


def test_shares_stand_with_their_intervals_in_picture_and_table(page: str) -> None:
    shown = section(page, "tone", "passed")
    assert "18 %" in shown
    assert "15 to 21" in shown
    for step in crowd.tone().steps:
        assert f'<th scope="row">{step.hour:+g}</th><td>{step.posts:,}</td>' in shown
    assert shown.count("too few") >= len(crowd.CLASSES)  # one step had too few posts
    assert "would not tell 12 %" in shown


def test_ready_before_is_said_only_where_it_is_unusual(page: str) -> None:
    words = text(section(page, "passed", "quoted"))
    assert words.count("ready before:") == 1
    assert "older than usual" in words
    assert "whether that is unusual cannot be told from 7 things" in words


def test_a_list_that_is_cut_says_of_how_many_and_where_the_others_are(page: str) -> None:
    material = case()
    tag, *others = material.reaction.artefacts
    many = tuple(
        replace(tag, id=f"tag{n}", label=f"#tag{n}", posts=700 - n, of_kind=1_231) for n in range(14)
    )
    reaction = replace(material.reaction, artefacts=(*many, *others))
    words = text(build(replace(material, reaction=reaction)))
    assert "15 of 1,231 hashtags. All of them: aftershock export artefacts --out FILE" in words
    assert "1,234 artefacts passed on, of which the" in words
    assert "Drawn are 14 of" in words
    assert "All of them:" not in text(section(page, "passed", "quoted"))
    assert "Drawn are" not in page


def test_paths_come_from_the_artefacts_of_the_reaction() -> None:
    found = paths_of(case().reaction)
    assert [path.label for path in found] == ["#Selm", "#HallByTheWater", found[2].label]
    early = found[1]
    assert early.first_hour == pytest.approx(-31.0)
    assert [lane.platform for lane in early.lanes] == ["chirp", "telegram"]
    assert [point for lane in early.lanes for point in lane.points] == [
        (pytest.approx(-31.0), 40.0),
        (pytest.approx(16 / 60), 200.0),
        (pytest.approx(-2.7), 22.0),
    ]
    assert "the first of 210 channels are drawn" in found[0].note


def test_hours_are_drawn_where_they_are_known() -> None:
    reaction = case().reaction
    lanes = (Lane(platform="chirp", posts=812, points=((-37.0, 3), (0.0, 500), (1.0, 309))),)
    (first, *others) = reaction.artefacts
    told = replace(reaction, artefacts=(replace(first, lanes=lanes), *others))
    (path, *_) = paths_of(told)
    assert not path.by_channel
    assert [(lane.platform, lane.posts, lane.points) for lane in path.lanes] == [
        ("chirp", 812, lanes[0].points)
    ]
    assert path.channels == 210
    assert "drawn" not in path.note


def test_a_way_in_steps_of_time_is_drawn_as_bars() -> None:
    strips = [paths.Strip(path, path.label, "") for path in crowd.paths()]
    drawn = paths.draw("p", strips, 940)
    bars = sum(
        len(re.findall("z", d)) for d in re.findall(r'<path d="([^"]+)" class="seen(?: early)?"', drawn)
    )
    assert bars == sum(len(path.lanes[n].points) for path in crowd.paths() for n in range(len(path.lanes)))
    assert drawn.count('class="first ready"') == 2


def test_old_statements_that_come_back_are_linked_to_their_line(page: str) -> None:
    found = section(page, "quoted", "coordination")
    assert "spoke of a hall by the water" in found
    assert re.search(r'href="#L\d+"', found)
    assert "20.5 (5.6 to 170)" in found


def test_groups_stand_with_observed_expected_q_and_receipts(page: str) -> None:
    words = text(section(page, "coordination", "stories"))
    for group in crowd.coordination().groups:
        assert f" {group.observed} " in words
    assert "Group A" in words
    assert "&lt; 0.001" in words
    assert "Self-check: on 20 copies of these posts" in words
    assert "a copy cannot be ruled out (95 %)" in words
    assert "within 60 s, among 40 % of the accounts; the rest of 100,000 pairs of posts" in words
    assert "so hot that only a part" in words.casefold()
    short = text(page[: page.index('id="findings"')])
    assert "of the pairs was compared: hashtag #selm (812 actions, within 60 s, among 40 % of the" in short
    assert "up to 0.24 false pairs and 0.15 false groups cannot be ruled out" in short
    rows = re.findall(r"<tr><td data-label=\"Group\">.*?</tr>", page, re.DOTALL)
    assert len(rows) == 3
    assert all('class="ref"' in row for row in rows)


def test_a_group_opens_to_its_posts_and_says_of_how_many(page: str) -> None:
    row = next(row for row in re.findall(r"<tr><td data-label=\"Group\">.*?</tr>", page, re.DOTALL))
    (opened, *_) = re.findall(
        r'<details class="rest"><summary>(.*?)</summary>(.*?)</details>', row, re.DOTALL
    )
    assert opened[0] == "2 of 21 posts"
    assert [at in text(opened[1]) for at in ("2031-03-11 18:47:03", "2031-03-11 18:47:09")] == [True, True]
    assert opened[1].count('class="ref"') == 2
    assert "2 of 48 objects, 3 of 320 posts. All of them: aftershock export group-posts" in text(row)


def test_each_pair_stands_with_what_was_expected_and_its_posts(page: str) -> None:
    shown = section(page, "coordination", "stories")
    rows = re.findall(r"<tr><td data-label=\"Pair\">.*?</tr>", shown, re.DOTALL)
    first, second = (text(row) for row in rows)
    assert "A m1 with A m2" in first
    assert "link within 60 s 12 0.31 &lt; 0.001 2 of 14 meetings" in first
    assert "two in no group" in second
    assert "0.004 1 meeting" in second
    assert all('class="ref"' in row for row in rows)
    assert "2 of 118 pairs. All of them: aftershock export pair-posts" in text(shown)


def test_nothing_beyond_chance_is_said_in_so_many_words() -> None:
    found = crowd.coordination()
    nothing = msgspec.structs.replace(found, groups=(), nodes=(), ties=(), met=(), edges=0)
    page = build(case(shown=Shown(coordination=nothing)))
    words = text(section(page, "coordination", "stories"))
    assert "Nothing was found beyond what chance and the crowd give." in words
    assert "9,120 actions by 1,388 accounts were compared" in words
    assert "Self-check" in words
    cannot = msgspec.structs.replace(nothing, cannot="12 actions are too few.")
    assert "12 actions are too few." in text(
        section(build(case(shown=Shown(coordination=cannot))), "coordination", "stories")
    )


def test_a_self_check_that_fails_is_an_alarm(page: str) -> None:
    assert 'class="check"' in section(page, "coordination", "stories")
    found = msgspec.structs.replace(
        crowd.coordination(),
        scrambled=s.Scrambled(copies=2, edges=40, groups=1, edges_most=27.0, groups_most=2.4),
    )
    loud = section(build(case(shown=Shown(coordination=found))), "coordination", "stories")
    assert 'class="alarm"' in loud


def test_the_network_is_the_same_every_time_and_bounded() -> None:
    found = crowd.coordination()
    labels = [("A", "")] * 3
    once = network.draw("n", found, labels, 940)
    assert once == network.draw("n", found, labels, 940)
    assert once.count('class="member') == len(found.nodes)
    assert once.count('class="member joined"') == 4
    many = tuple(s.Node(mask=str(n), group=n // 200) for n in range(600))
    big = msgspec.structs.replace(found, nodes=many, ties=())
    drawn = network.draw("n", big, labels, 940)
    assert drawn.count('class="member') == 200  # the second and third would pass the bound
    assert drawn.count('class="disc"') == 2


def test_names_stand_beside_their_lines_without_lying_on_each_other() -> None:
    def curve(name: str, size: float, main: bool = False) -> Curve:
        points = tuple((float(h), size * max(0.0, 20 - abs(h - 4))) for h in range(-6, 30))
        return Curve(name=name, t0="2031-03-11T18:42:00Z", points=points, main=main, n=100)

    drawn = curves.draw(
        "c", "t", [curve("this event", 9, True), curve("one past", 5), curve("other past", 1)], 940
    )
    for name in ("this event", "one past", "other past", "first report"):
        assert name in drawn


def test_a_strip_is_on_a_scale_of_ratios_where_ends_are_far_apart() -> None:
    def middle(value: float, expected: float, ends: tuple[float, float]) -> tuple[float, float, float]:
        drawn = interval.strip(value, expected, ends, told=True)
        dot = re.search(r'cx="([\d.]+)"', drawn)
        bar = re.search(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
        assert dot
        assert bar
        return float(bar[1]), float(bar[1]) + float(bar[2]), float(dot[1])

    low, high, seen = middle(100.0, 10.0, (1.0, 100.0))
    assert seen == pytest.approx(high, abs=0.2)
    low, high, seen = middle(10.0, 10.0, (1.0, 100.0))
    assert seen == pytest.approx((low + high) / 2, abs=0.2)
    low, high, seen = middle(15.0, 15.0, (10.0, 20.0))
    assert seen == pytest.approx((low + high) / 2, abs=0.2)
    assert interval.strip(3.0, None, None, told=False) == ""


def test_a_step_without_posts_enough_breaks_the_line() -> None:
    drawn = tone_chart.alone("t", crowd.tone(), 940)
    assert drawn.count('class="way') == 2 * len(crowd.CLASSES)  # before the gap and after it


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0.0, "with the first report"),
        (-31.0, "31 hours before"),
        (0.6, "36 minutes after"),
        (-465.0, "19 days before"),
    ],
)
def test_hours_in_words(hour: float, words: str) -> None:
    assert after(hour) == words
