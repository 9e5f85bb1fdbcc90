"""Does the first screen say what happened, who says what, what conflicts and what is to be looked at?"""

import html
import re

import msgspec
import pytest

from aftershock.dossier import build as building
from aftershock.dossier.build import build
from aftershock.dossier.numbers import value
from aftershock.dossier.receipts import Register
from aftershock.records import FieldReceipt, Reject
from tests.dossier.fixture import case, day


def words(part: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


@pytest.fixture(scope="module")
def page() -> str:
    return build(case())


def first(page: str) -> dict[str, str]:
    found = re.search(r'<dl class="first">(.*?)</dl>', page, re.DOTALL)
    assert found
    parts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found[1], re.DOTALL)
    return dict(parts)


def test_four_questions_are_answered_in_their_order(page: str) -> None:
    assert list(first(page)) == ["What happened", "Who says what", "What conflicts", "Look at next"]


def test_what_happened_has_its_numbers_and_says_where_they_exclude_each_other(page: str) -> None:
    said = words(first(page)["What happened"])
    standing = [
        line
        for line in case().chronicle.figures
        if (line.role, line.status) == ("killed", "standing") and line.high is not None
    ]
    low, high = min(line.low for line in standing), max(line.high or 0 for line in standing)
    assert f"killed {low:g} to {high:g}, depending on who says it" in said.casefold()
    assert any(line.disputed_by for line in standing) == ("says it (exclude each other)" in said)


def test_every_link_of_the_first_screen_leads_somewhere(page: str) -> None:
    anchors = re.findall(r'href="#([^"]+)"', "".join(first(page).values()))
    assert anchors
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_what_is_missing_is_said(page: str) -> None:
    less = msgspec.structs.replace(
        case(),
        rejects=(Reject(file="a.bin", line=0, cause="it is binary", next_step="Save it as text"),),
        pages=tuple(msgspec.structs.replace(each, published=None) for each in case().pages),
    )
    said = words(first(build(less))["Look at next"])
    assert "Set aside, with the reason: 1." in said
    articles = sum(each.kind == "article" for each in less.pages)
    assert f"without a date of publication: {articles} of {articles}" in said
    before = sum(each.kind == "article" and each.published is None for each in case().pages)
    assert f"without a date of publication: {before} of {articles}" in words(first(page)["Look at next"])


def test_harm_of_one_kind_stands_in_one_card_and_nothing_is_lost(page: str) -> None:
    material = case()
    harms = material.chronicle.harms
    twice = msgspec.structs.replace(harms[0], id="again", text=f"{harms[0].text} Again.")
    same = msgspec.structs.replace(harms[0], id="same")
    chronicle = msgspec.structs.replace(material.chronicle, harms=(*harms, twice, same))
    more = build(msgspec.structs.replace(material, chronicle=chronicle))
    cards = re.search(r'<ul class="cards harm">(.*?)</ul>', more, re.DOTALL)
    assert cards
    assert cards[1].count("<li>") == len({harm.kind for harm in harms})
    assert cards[1].count("<p dir") == len(harms) + 1  # the one that reads alike is said once


def test_the_timeline_says_what_was_said(page: str) -> None:
    lines = re.findall(r'<li class="k-statement.*?</li>', page, re.DOTALL)
    assert lines
    ledger = dict(re.findall(r'<tr id="(L\d+)".*?<blockquote[^>]*>(.*?)</blockquote>', page, re.DOTALL))
    spoken = [line for line in lines if 'class="words"' in line]
    assert spoken
    for line in spoken:
        number = re.search(r'href="#(L\d+)"', line)
        assert number
        assert ledger[number[1]] in line


def test_a_time_that_repeats_is_shown_once(page: str) -> None:
    for part in re.findall(r'<ol class="time">(.*?)</ol>', page, re.DOTALL):
        before = None
        for line in re.findall(r"<li.*?</li>", part, re.DOTALL):
            when = words(re.search(r'<span class="when".*?</span>', line)[0])  # type: ignore[index]
            assert ("same" in line.split(">")[0]) == (when == before)
            before = when


def test_who_has_no_name_is_called_by_the_document() -> None:
    material = case()
    register = Register(material, building.masking_of(material))
    file = next(
        each.file for each in material.pages if [p.file for p in material.pages].count(each.file) == 1
    )
    number = [each.file for each in material.pages].index(file) + 1
    assert register.told(f"the writer ({file}) blamed X").striptags() == f"the writer of D{number} blamed X"
    assert register.told("the writer (nowhere.txt)").striptags() == "the writer (nowhere.txt)"


def test_large_numbers_are_written_out() -> None:
    assert value(1_000_000, 1_000_000, "exact") == "1,000,000"
    assert value(20_000, None, "") == "at least 20,000"
    assert value(2.5, 2.5, "exact") == "2.5"


def test_numbers_given_once_stand_in_one_table(page: str) -> None:
    once = re.search(r"<h3>Numbers given once</h3>(.*?)</table>", page, re.DOTALL)
    assert once
    rows = re.findall(r'<tr id="fig-\d+">.*?</tr>', once[1], re.DOTALL)
    assert rows
    assert all('class="ref"' in row for row in rows)


@pytest.mark.parametrize(("state", "hot"), [("signed: by a key", False), ("mismatch: another key", True)])
def test_what_a_web_archive_says_of_a_page_is_shown(state: str, hot: bool) -> None:
    material = case()
    page = material.pages[0]
    receipt = FieldReceipt(capture=page.capture, locator="member=x", field="archive signature", value=state)
    signed = msgspec.structs.replace(page, receipts=(*page.receipts, receipt))
    made = build(msgspec.structs.replace(material, pages=(signed, *material.pages[1:])))
    listed = re.search(r'<li id="D1">.*?</li>', made, re.DOTALL)
    assert listed
    assert f"archive signature: {state}" in words(listed[0])
    assert ('class="tag hot">archive signature' in listed[0]) is hot


def test_what_is_only_read_out_widens_no_phone(page: str) -> None:
    """Words placed absolutely in a table that scrolls must be held by it, not by the page."""
    assert ".scroll { position: relative; overflow-x: auto; }" in page


def test_who_has_a_name_comes_before_who_has_none() -> None:
    material = case()
    claim = next(
        s for s in material.chronicle.statements if s.act == "claims-responsibility" and not s.history
    )
    others = tuple(
        msgspec.structs.replace(claim, id=f"st-{n}", speaker_id=None, speaker_name=name, via=())
        for n, name in enumerate((None, "man", "caller", "masked man", "Quarry Band"))
    )
    chronicle = msgspec.structs.replace(
        material.chronicle, statements=(*others, *material.chronicle.statements)
    )
    made = build(msgspec.structs.replace(material, chronicle=chronicle))
    said = words(first(made)["Who says what"]).split("Responsibility claimed by ")[1].split(" L")[0]
    assert "Quarry Band" in said
    assert "not attributed" not in said


def test_claims_of_another_attack_are_not_claims_of_this_one() -> None:
    material = case()
    (own,) = [event for event in material.chronicle.events if event.title == material.head.title][:1]
    old = msgspec.structs.replace(own, id="event-old", title="An older fire")
    claim = next(s for s in material.chronicle.statements if s.act == "claims-responsibility")
    other = msgspec.structs.replace(
        claim, id="st-old", speaker_id=None, speaker_name="Quarry Band", event="event-old", history=False
    )
    chronicle = msgspec.structs.replace(
        material.chronicle,
        events=(*material.chronicle.events, old),
        statements=(other, *material.chronicle.statements),
    )
    made = build(msgspec.structs.replace(material, chronicle=chronicle))
    assert "Quarry Band" not in words(first(made)["Who says what"])


def test_the_number_that_was_given_last_is_named() -> None:
    material = case()
    (own,) = [event for event in material.chronicle.events if event.title == material.head.title][:1]
    key = (own.id, "killed", "people")
    histories = [h for h in material.chronicle.figure_history if (h.event, h.role, h.unit) == key]
    assert histories
    late = msgspec.structs.replace(
        histories[0].points[0],
        at=day("2031-04-02"),
        low=6,
        high=6,
        said_by="Coroner Ada Brink",
        modifier="",
        status="standing",
    )
    longer = msgspec.structs.replace(histories[0], points=(*histories[0].points, late))
    others = tuple(h for h in material.chronicle.figure_history if h != histories[0])
    chronicle = msgspec.structs.replace(material.chronicle, figure_history=(*others, longer))
    said = words(first(build(msgspec.structs.replace(material, chronicle=chronicle)))["What happened"])
    assert "last given as 6 by Coroner Ada Brink (2 Apr 2031)" in said
