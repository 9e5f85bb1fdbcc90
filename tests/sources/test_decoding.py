"""Bytes become characters: clean ones untouched, all others repaired."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.sources.decoding import clean, decode, lines, mend

RUSSIAN = "Представители порта сообщили, что причал закрыт до утра, и просили жителей не приближаться."
ARABIC = "قال المسؤولون في الميناء إن الرصيف مغلق حتى الصباح وطلبوا من السكان عدم الاقتراب منه."
FRENCH = "Les autorités du port ont déclaré que le quai était fermé jusqu'au matin, à cause de la fumée."
JAPANESE = "港の当局は、桟橋が朝まで閉鎖されていると発表し、住民に近づかないよう求めた。"


@settings(deadline=None)  # the first example loads a library
@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\0\ufeff")))
def test_clean_utf8_comes_out_character_for_character_unless_it_looks_broken(text: str) -> None:
    """Only lines that ftfy itself holds for mojibake may change; random text seldom is."""
    decoded = decode(text.encode())
    if decoded.encoding == "utf-8" and not decoded.repairs:
        assert decoded.text == text
    else:
        assert decoded.encoding != "utf-8" or decoded.repairs == ("mojibake repaired",)


@pytest.mark.parametrize(
    "text", [RUSSIAN, ARABIC, FRENCH, JAPANESE, "“Curly” ‘quotes’ – dash… ½ №5 ™\n\n  x \n"]
)
def test_clean_texts_of_several_scripts_stay(text: str) -> None:
    decoded = decode(text.encode())
    assert (decoded.text, decoded.encoding, decoded.repairs) == (text, "utf-8", ())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (ARABIC, "cp1256"),
        (FRENCH, "cp1252"),
        (JAPANESE, "shift_jis"),
    ],
)
def test_legacy_encodings_are_detected(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-8"])
def test_byte_order_marks(encoding: str) -> None:
    marks = {
        "utf-16-le": codecs.BOM_UTF16_LE,
        "utf-16-be": codecs.BOM_UTF16_BE,
        "utf-32-le": codecs.BOM_UTF32_LE,
        "utf-32-be": codecs.BOM_UTF32_BE,
        "utf-8": codecs.BOM_UTF8,
    }
    decoded = decode(marks[encoding] + FRENCH.encode(encoding))
    assert (decoded.text, decoded.encoding) == (FRENCH, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [FRENCH, RUSSIAN])
def test_utf16_without_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_line_ends_become_lf() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\nb\nc\n"


def test_mojibake_is_repaired_line_by_line_and_quotes_stay_curled() -> None:
    good = "“The quay is closed,” said the port’s office."
    bad = FRENCH.encode().decode("cp1252")
    decoded = decode(f"{good}\n{bad}\n".encode())
    assert decoded.text == f"{good}\n{FRENCH}\n"
    assert decoded.repairs == ("mojibake repaired",)


def test_one_stray_byte_does_not_make_a_text_legacy() -> None:
    decoded = decode(RUSSIAN.encode() + b" \x96 " + RUSSIAN.encode())
    assert decoded.text == f"{RUSSIAN} – {RUSSIAN}"
    assert decoded.repairs == ("1 stray bytes read as windows-1252",)


def test_declared_encoding_yields_to_valid_utf8_and_to_nothing_unknown() -> None:
    assert decode(FRENCH.encode(), declared="windows-1251").text == FRENCH
    assert decode(FRENCH.encode("cp1252"), declared="no-such-thing").text == FRENCH
    assert decode(RUSSIAN.encode("cp1251"), declared="windows-1251").text == RUSSIAN
    assert decode(FRENCH.encode("cp1252"), declared="zlib").text == FRENCH  # a codec, but not of texts


def test_nul_and_half_surrogates_never_leave() -> None:
    assert clean("a\0b\ud83d") == "a\ufffdb\ufffd"
    assert "\0" not in decode(b"one \0 stray").text


def test_mend_leaves_clean_text_the_same_object() -> None:
    assert mend(RUSSIAN) is RUSSIAN


@settings(deadline=None)  # the first example loads a library
@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    decode(data).text.encode()  # what comes out can always be written


def test_lines_are_numbered_and_overlong_ones_named(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\xef\xbb\xbfone\n" + b"x" * 5000 + b"\nthr\xe9e\r\nfour")
    assert list(lines(path, "utf-8", limit=1000)) == [(1, "one\n"), (2, None), (3, "thrée\r\n"), (4, "four")]
    path.write_text("\ufeffone\n" + "x" * 5000 + "\nthrée\nfour", encoding="utf-16-le")
    assert list(lines(path, "utf-16-le", limit=1000)) == [
        (1, "one\n"),
        (2, None),
        (3, "thrée\n"),
        (4, "four"),
    ]
