"""Which language is a text written in?"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# Below this many letters a guess is little better than chance between related languages.
MIN_LETTERS = 20
# The head of a page decides; more characters cost time and change nothing.
SAMPLE = 1000
# A page in one language scores far above; below it the text is a mixture, a list of names, or no prose.
MIN_CONFIDENCE = 0.5

# Handles, hashtags, addresses and pictograms are alike in all languages and mislead on short posts.
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|[\U0001F000-\U0001FAFF☀-➿️‍]")


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str | None:
    """The ISO 639 code of a text's language; None where there is too little text or no clear answer."""
    cleaned = " ".join(_NOISE.sub(" ", text[: 4 * SAMPLE]).split())[:SAMPLE]
    if sum(char.isalpha() for char in cleaned) < _needed(cleaned):
        return None
    code, confidence = _identifier().classify(cleaned)
    return str(code) if confidence >= MIN_CONFIDENCE else None


def _needed(text: str) -> int:
    """How many letters are enough: scripts that write a syllable or word in one sign need far fewer."""
    dense = sum("぀" <= char <= "鿿" or "가" <= char <= "힣" for char in text)
    return MIN_LETTERS // 3 if dense * 2 > len(text) else MIN_LETTERS
