"""Which language is a text written in?

The script decides where one language writes it; else py3langid (https://github.com/adbar/py3langid), its
answer weighed by how much is written in each language and by the letters that a language does not have. Where
that is not sure and the extra `lingua` is installed, lingua is asked about the languages that are left. What
was tried stands in `evals/language/LOG.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

# Below this many letters a guess is little better than chance between related languages.
MIN_LETTERS = 8
# The head of a page decides; more characters cost time and change nothing.
SAMPLE = 1000
# A text in one language scores far above; below it the text is a mixture, a list of names, or no prose.
MIN_CONFIDENCE = 0.5
# Below this a second opinion is worth its time: nearly all errors on the tuned lines lie there.
SURE = 0.9
# How many languages the second opinion is asked about: the right one is among the first few or nowhere.
LEFT = 6
# What a language that the second opinion rules out, or does not know, still counts.
FLOOR = 0.01
# What a page declares is believed where an unsure text leaves it so much of a chance: of lines cut to 15
# letters a right declaration rights 12 in 100, and "en" on all of them costs 1.
ALLOWED = 0.1
# A share that no weight makes the first.
NEGLIGIBLE = 1e-5

# Handles, hashtags, addresses and pictograms are alike in all languages and mislead on short posts, as does
# the mark of a repost.
_PICTOGRAM = re.compile("[\U0001f000-\U0001faff☀-➿️]")
_NOISE = re.compile(rf"\bRT\s+@\w+:?|https?://\S+|www\.\S+|[@#]\w+|{_PICTOGRAM.pattern}")
# Noise that is no pictogram has one of these; most texts of pages have none.
_NOISY = ("@", "#", "://", "www.")

# Scripts by their blocks in Unicode; with a language where nearly all that is written in it is one.
_SCRIPTS: tuple[tuple[str, str, str | None], ...] = (
    ("cyrillic", "\u0400-\u052f", None),
    ("arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff", None),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff", "zh"),
    ("kana", "\u3041-\u30ff", "ja"),
    ("hangul", "\u1100-\u11ff\uac00-\ud7a3", "ko"),
    ("greek", "\u0370-\u03ff\u1f00-\u1fff", "el"),
    ("hebrew", "\u0590-\u05ff", "he"),
    ("thai", "\u0e00-\u0e7f", "th"),
    ("armenian", "\u0530-\u058f", "hy"),
    ("georgian", "\u10a0-\u10ff", "ka"),
    ("tamil", "\u0b80-\u0bff", "ta"),
    ("telugu", "\u0c00-\u0c7f", "te"),
)
_IN_SCRIPT = tuple((name, re.compile(f"[{block}]"), only) for name, block, only in _SCRIPTS)
_OTHER = re.compile(f"[{''.join(block for _, block, _ in _SCRIPTS)}]")
# Chinese characters carry most of a Japanese sentence: this share of kana is enough (Chinese has none).
_KANA = 0.1
# Share of the letters from which a script decides: names in another one may stand in between.
_SCRIPT_SHARE = 0.6

# Varieties that are written as the language of their group (macrolanguages of ISO 639-3).
_WITHIN = {
    "arz": "ar",
    "ary": "ar",
    "wuu": "zh",
    "yue": "zh",
    "uzs": "uz",
    "sdh": "ku",
    "nn": "no",
    "hbo": "he",
}
# How much is written on the web in a language, in three steps: far more in the first than in all others.
# fmt: off
_FREQUENT = frozenset((
    "ar", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hu", "id", "it", "ja",
    "ko", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
))
_NATIONAL = frozenset((
    "af", "am", "az", "be", "bg", "bn", "bs", "ca", "da", "et", "eu", "fi", "ga", "gl", "gu",
    "ha", "hi", "hr", "ht", "hy", "is", "ka", "kk", "km", "kn", "ku", "ky", "lo", "lt", "lv",
    "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "no", "pa", "ps", "si", "sk", "sl", "so",
    "sq", "sr", "sw", "ta", "te", "tg", "tk", "tl", "ug", "ur", "uz",
))
# fmt: on
_WEIGHTS = (1.0, 0.3, 0.03)
# Letters that the other languages of a script write and this one does not.
_LACKS = {
    code: re.compile(f"[{letters}]")
    for code, letters in (
        ("ru", "іїєґўјљњћђџѓќѕәөүұқңғһҳҷ"),
        ("uk", "ыэъёўјљњћђџѓќѕәөүұқңғһҳҷ"),
        ("be", "иїєґщъјљњћђџѓќѕәөүұқңғһҳҷ"),
        ("bg", "ыэёіїєґўјљњћђџѓќѕәөүұқңғһҳҷ"),
        ("mk", "ыэъёйщьюяіїєґўћђәөүұқңғһҳҷ"),
        ("sr", "ыэъёйщьюяіїєґўѓќѕәөүұқңғһҳҷ"),
        ("ar", "پچژگیکےٹڈڑںەێۆڕڵټډړږښڼ"),
        ("fa", "ةيكىےٹڈڑںەێۆڕڵټډړږښڼ"),
        ("ur", "ةيكىەێۆڕڵټډړږښڼ"),
    )
}
_WRITTEN = {"cyrillic": ("be", "bg", "mk", "ru", "sr", "uk"), "arabic": ("ar", "fa", "ur")}
# A declared locale, and what names no language.
_LOCALE = re.compile(r"[a-z]{2,3}(?=$|[-_])")
_NO_LANGUAGE = frozenset(("mul", "und", "zxx"))
_DECLARED = {**_WITHIN, "nb": "no", "in": "id", "iw": "he"}
# A foreign name may bring a strange letter or two; each makes a language that lacks it this much less likely.
_STRANGE = 0.2


def language_of(text: str, declared: Iterable[str] = ()) -> str | None:
    """The ISO 639 code of a text's language; None where there is too little text or no clear answer.

    What a page declares (``en-GB``, ``pt_BR``) is a witness: it decides where the text is not sure.
    """
    cleaned = cleaned_of(text)
    script, letters = _script(cleaned)
    codes = [code for code in map(code_of, declared) if code]
    if letters < (MIN_LETTERS // 2 if script in ("han", "kana", "hangul") else MIN_LETTERS):
        return next((code for code in codes if _writes(code, script)), None)
    if (only := _ONLY.get(script)) is not None:
        return only
    found = weighed(cleaned, script)
    code, confidence = found[0]
    if confidence < SURE and codes:
        shares = dict(found)
        allowed = [known for known in codes if shares.get(known, 0.0) >= ALLOWED]
        if allowed:
            return max(allowed, key=shares.__getitem__)
    if confidence < SURE and (detector := _second(tuple(sorted(code for code, _ in found[:LEFT])))):
        code, confidence = _agreed(found[:LEFT], detector, cleaned)
    if confidence >= MIN_CONFIDENCE:
        return code
    return next((code for code in codes if _writes(code, script)), None)


def code_of(declared: str) -> str:
    """The language of a declared locale; nothing where it is none."""
    found = _LOCALE.match(declared.strip().lower())
    return _DECLARED.get(found[0], found[0]) if found and found[0] not in _NO_LANGUAGE else ""


def _writes(code: str, script: str) -> bool:
    """Whether a language may be written in a script, as far as is known here."""
    return script == "latin" or code == _ONLY.get(script) or code in _WRITTEN.get(script, ())


def cleaned_of(text: str) -> str:
    """The head of a text without what is alike in all languages."""
    head = text[: 4 * SAMPLE]
    if any(map(head.__contains__, _NOISY)) or (not head.isascii() and _PICTOGRAM.search(head)):
        head = _NOISE.sub(" ", head)
    return " ".join(head.split())[:SAMPLE]


def _script(text: str) -> tuple[str, int]:
    """The script of most letters (latin where none of the others is), and how many letters there are."""
    letters = sum(map(str.isalpha, text))
    if text.isascii() or not _OTHER.search(text):
        return "latin", letters
    counts = {name: len(found) for name, block, _ in _IN_SCRIPT if (found := block.findall(text))}
    if counts.get("kana", 0) >= _KANA * letters:
        return "kana", letters
    name = max(counts, key=counts.__getitem__, default="latin")
    return (name if counts.get(name, 0) >= _SCRIPT_SHARE * letters else "latin"), letters


_ONLY = {name: only for name, _, only in _SCRIPTS if only}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def weighed(text: str, script: str) -> list[tuple[str, float]]:
    """The languages of a cleaned text with their probabilities, the likeliest first."""
    first, share = _identifier().classify(text)
    if share >= SURE and first in _FREQUENT and _strange(first, text) == 0:
        return [(first, float(share))]  # no weight could make it less: the others need not be ranked
    scores: dict[str, float] = {}
    for label, share in _identifier().rank(text):
        if share < NEGLIGIBLE:
            break
        code = _WITHIN.get(label, label)
        scores[code] = scores.get(code, 0.0) + float(share)
    for code in scores:
        scores[code] *= _WEIGHTS[0 if code in _FREQUENT else 1 if code in _NATIONAL else 2]
    if script in ("cyrillic", "arabic"):
        for code in scores.keys() & _LACKS.keys():
            scores[code] *= _STRANGE ** _strange(code, text)
    return _shares(scores)


def _strange(code: str, text: str) -> int:
    """How many letters of a text this language does not write."""
    lacks = _LACKS.get(code)
    return len(lacks.findall(text.lower())) if lacks else 0


def _shares(scores: dict[str, float]) -> list[tuple[str, float]]:
    total = sum(scores.values()) or 1.0
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [(code, score / total) for code, score in ranked]


# --- the second opinion ------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _second(codes: tuple[str, ...]) -> Any:
    """A detector for these languages; None where lingua is not installed or knows fewer than two of them.

    Models are loaded with the first text that needs them, one for each language, and shared by all detectors.
    """
    try:
        from lingua import LanguageDetectorBuilder
    except ImportError:
        return None
    known = [language for code in codes if (language := _named().get(code)) is not None]
    return LanguageDetectorBuilder.from_languages(*known).build() if len(known) > 1 else None


@cache
def _named() -> dict[str, Any]:
    from lingua import Language

    codes = {each.iso_code_639_1.name.lower(): each for each in Language.all()}
    return codes | {"no": codes["nb"]}


def _agreed(found: list[tuple[str, float]], detector: Any, text: str) -> tuple[str, float]:
    """Both opinions multiplied, each with a floor; the first alone where lingua does not know its answer."""
    told = {
        each.language.iso_code_639_1.name.lower(): each.value
        for each in detector.compute_language_confidence_values(text)
    }
    told["no"] = told.get("nb", 0.0)
    if found[0][0] not in told:
        return found[0]
    return _shares({code: max(share, FLOOR) * max(told.get(code, 0.0), FLOOR) for code, share in found})[0]
