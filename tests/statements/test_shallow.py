"""The shallow reading: sentences, acts with receipts, and silence where it must be silent."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from aftershock.models import cues, encoder
from aftershock.records import Entity, Name, Page
from aftershock.statements import gazetteer, shallow
from aftershock.stories.reading import single
from aftershock.text import sha256


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("M. Roux a parlé. Il est parti ?", ["M. Roux a parlé.", "Il est parti ?"]),
        ("Am 3. Mai sprach Dr. Kern. Danach war Ruhe.", ["Am 3. Mai sprach Dr. Kern.", "Danach war Ruhe."]),
        ("ماذا حدث؟ لا أحد يعرف.", ["ماذا حدث؟", "لا أحد يعرف."]),
        (
            "В 2031 г. было тихо. «Кто это?» — спросил он.",
            ["В 2031 г. было тихо.", "«Кто это?»", "— спросил он."],
        ),
        ("Titel\n\nErster Satz.", ["Titel", "Erster Satz."]),
        ("Dijo: «No fuimos.» Se fue.", ["Dijo: «No fuimos.»", "Se fue."]),
        ("", []),
    ],
)
def test_sentences(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in shallow.sentences(text)] == wanted


def test_cues_are_found_at_word_beginnings_only() -> None:
    table = cues.load("shallow")
    assert cues.first(table, "denies", "Le ministre dément tout lien.") == (12, 18)
    assert cues.first(table, "denies", "Das Kleid ist blau.") is None
    assert cues.first(table, "nothing", "dément") is None
    found = cues.features(table, ["ونفى المتحدث الخبر"])[0]
    assert found[2 * table.acts.index("denies")] == 1


def _page(text: str, language: str) -> Page:
    return Page(
        id=f"page-{language}", capture="capture-1", text=sha256(text), file="a.txt", language=language
    )


@pytest.fixture
def read() -> encoder.Encoder:
    if not encoder.present():
        pytest.skip("the multilingual encoder is not installed")
    return encoder.encoder()


def test_acts_have_receipts_and_the_plain_mark(read: encoder.Encoder) -> None:
    text = (
        "Der Markt ist seit gestern geschlossen. Die Gruppe Nordlicht bekannte sich zu dem Anschlag. "
        "Das Ministerium bestreitet, davon gewusst zu haben."
    )
    page = _page(text, "de")
    story = single(page, text)
    found = shallow.read_story(story, {page.id: page}, {page.text: text}, read)
    assert [each.act for each in found] == ["claims-responsibility", "denies"]
    for each in found:
        assert each.rule.startswith("shallow@")
        (witness,) = each.witnesses
        for proof in (witness.evidence, witness.cue):
            assert proof is not None
            assert text[proof.start : proof.end] == proof.quote
    assert found == shallow.read_story(story, {page.id: page}, {page.text: text}, read)


def test_english_is_left_to_the_full_reading(read: encoder.Encoder) -> None:
    text = "The group claimed the attack."
    page = _page(text, "en")
    assert shallow.read_story(single(page, text), {page.id: page}, {page.text: text}, read) == ()


def test_many_at_once_are_told_what_each_alone_is(read: encoder.Encoder) -> None:
    texts = [
        f"Die Gruppe {name} bekannte sich zu dem Anschlag. {more}"
        for name in ("Nordlicht", "Hafenwacht")
        for more in ("Der Markt ist seit gestern geschlossen.", "Das Ministerium bestreitet die Tat.", "")
    ] + ["Kurz.", "The group claimed the attack."]
    pages = [
        replace(_page(text, "en" if text.startswith("The") else "de"), id=f"page-{number}")
        for number, text in enumerate(texts)
    ]
    stories = [single(page, text) for page, text in zip(pages, texts, strict=True)]
    for story, page, text, told in zip(
        stories,
        pages,
        texts,
        shallow.each(
            stories,
            {page.id: page for page in pages},
            {page.text: text for page, text in zip(pages, texts, strict=True)},
            read,
        ),
        strict=True,
    ):
        assert told == shallow.read_story(story, {page.id: page}, {page.text: text}, read)


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Vali Selma Arın, patlamadan Hill Brigade örgütünü sorumlu tuttu.", "tr", None),
        ("Hill Brigade patlamadan hükümeti sorumlu tuttu.", "tr", "Hill Brigade"),
        ("Der Minister machte die Hill Brigade für den Anschlag verantwortlich.", "de", None),
        ("Die Hill Brigade machte die Regierung für den Anschlag verantwortlich.", "de", "Hill Brigade"),
    ],
)
def test_whom_somebody_blames_is_not_who_blames(
    read: encoder.Encoder, text: str, language: str, speaker: str | None
) -> None:
    listed = gazetteer.load(extra=(Entity(id="x-hill", kind="group", names=(Name(name="Hill Brigade"),)),))
    page = _page(text, language)
    (found,) = shallow.read_story(single(page, text), {page.id: page}, {page.text: text}, read, listed)
    assert (found.act, found.speaker_name) == ("blames", speaker)
