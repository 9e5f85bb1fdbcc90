"""Which language is a short text in: script, weights, letters, the second opinion, and what was measured."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from aftershock.pages import language
from aftershock.pages.read import read
from aftershock.sources.raw import RawPage

EVALS = Path(__file__).parents[2] / "evals"
FLOORS = json.loads((EVALS / "floors.json").read_text("utf-8"))["language"]


def _measure() -> ModuleType:
    spec = importlib.util.spec_from_file_location("language_measure", EVALS / "language" / "measure.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


measure = _measure()


def test_the_set_is_the_one_that_was_measured() -> None:
    assert measure.digest() == FLOORS["digest"]


@pytest.mark.parametrize("name", FLOORS["base"])
def test_floors_of_the_base(name: str) -> None:
    assert measure.share(measure.lines(name, "held"), measure.base)[0] >= FLOORS["base"][name]


@pytest.mark.parametrize("name", FLOORS["ensemble"])
def test_floors_of_the_ensemble(name: str) -> None:
    pytest.importorskip("lingua")
    rows = measure.lines(name, "held")
    assert measure.share(rows, language.language_of)[0] >= FLOORS["ensemble"][name]


def test_wilson_as_worked_out_by_hand() -> None:
    low, high = measure.wilson(8, 10)  # 0.49 to 0.94: Brown, Cai, DasGupta 2001, and by hand
    assert (round(low, 2), round(high, 2)) == (0.49, 0.94)


def test_an_answer_that_is_sure_at_once_is_that_of_the_whole_ranking(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [language.cleaned_of(text) for _, text in measure.lines("sentences", "tuned")[::4]]
    quick = [language.weighed(text, language._script(text)[0])[0][0] for text in texts]
    monkeypatch.setattr(language, "SURE", 2.0)
    assert [language.weighed(text, language._script(text)[0])[0][0] for text in texts] == quick


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("図書館は休み", "ja"),  # kana between Chinese characters
        ("图书馆关门", "zh"),
        ("도서관 휴관", "ko"),
        ("Η βιβλιοθήκη", "el"),
        ("הספרייה סגורה", "he"),
        ("Orvel 图书馆今天不开门", "zh"),  # a name in another script stands in between
    ],
)
def test_a_script_of_one_language_decides(text: str, code: str) -> None:
    assert language.language_of(text) == code


@pytest.mark.parametrize("text", ["Орвел 12", "Hask", "海", "RT @somebody: https://a.example #Hask", "?!"])
def test_too_little_is_unknown(text: str) -> None:
    assert language.language_of(text) is None


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("Hask", ["fr-FR"], "fr"),  # too little to tell
        ("12:30", ["pt_BR"], "pt"),
        ("Орвел 12", ["en"], None),  # not written so
        ("Орвел 12", ["en", "uk"], "uk"),
        ("Η βιβλιοθήκη", ["en"], "el"),
        ("Vapuri Haskista", ["fi"], "fi"),
        ("Hask", ["und", "x-default", "English", ""], None),
    ],
)
def test_what_is_declared_decides_where_the_text_does_not(
    text: str, declared: list[str], code: str | None
) -> None:
    assert language.language_of(text, declared) == code


CLEAR = "Köprü dün gece kapatıldı; belediye, onarımın bahara kadar süreceğini söyledi."


@pytest.mark.parametrize("declared", ["en", "en-US", "de"])
def test_a_wrong_declaration_does_not_win_over_clear_text(declared: str) -> None:
    assert language.language_of(CLEAR, [declared]) == "tr"
    head, body = "<head><title>Köprü</title></head>", f"<p>{CLEAR}</p>" * 3
    html = f'<html lang="{declared}">{head}<body><article>{body}</article></body></html>'
    assert read(RawPage(capture="c", file="f", locator="", html=html)).page.language == "tr"


@pytest.mark.parametrize(
    ("where", "head"),
    [
        (' lang="nb-NO"', ""),
        (' xml:lang="nb-NO"', ""),
        ("", '<meta property="og:locale" content="nb_NO">'),
        (
            ' lang="xx-nothing"',
            '<script type="application/ld+json">{"@type":"Article","inLanguage":"nb"}</script>',
        ),
    ],
)
def test_a_page_declares_its_language(where: str, head: str) -> None:
    body = "<body><article><p>Ferja</p></article></body>"
    html = f"<html{where}><head><title>Ferja</title>{head}</head>{body}</html>"
    assert read(RawPage(capture="c", file="f", locator="", html=html)).page.language == "no"


def test_letters_that_a_language_does_not_write_speak_against_it() -> None:
    text = "Мост закрыт, это объявили"
    told = dict(language.weighed(text, "cyrillic"))
    assert told["ru"] > 0.5
    assert told.get("uk", 0.0) < 0.01


def test_without_the_extra_the_base_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Наш автобус снова опоздал из-за снега."
    monkeypatch.setitem(sys.modules, "lingua", None)
    language._second.cache_clear()
    try:
        assert language.language_of(text) == measure.base(text)
    finally:
        language._second.cache_clear()


def test_a_sure_answer_loads_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(codes: tuple[str, ...]) -> None:
        raise AssertionError(codes)

    monkeypatch.setattr(language, "_second", refuse)
    assert (
        language.language_of("The library will stay closed until Friday, the council said on Monday.") == "en"
    )


def test_a_language_that_lingua_does_not_know_keeps_its_first_answer() -> None:
    pytest.importorskip("lingua")
    assert language.language_of("O transbordador sae mañá ás sete da mañá.") == "gl"
