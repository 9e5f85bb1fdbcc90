"""Which part of speech and which lemma has each word of a parsed paragraph?

What the pipeline's own ruler and lemmatizer say, asked once for a word with its tag and its part in the
sentence: their tables look at nothing else, but for a few contractions and "there is", whose paragraphs are
handed to them whole. Together they cost a third of parsing; so asked, a twentieth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

RULER, LEMMATIZER = "attribute_ruler", "lemmatizer"
_MOST = 200_000  # words kept with what was said of them; a case of a million posts stays below


class Wordforms:
    """What ``RULER`` and ``LEMMATIZER`` of a pipeline say, word by word; the pipeline runs without them.

    Raises ValueError where the ruler's tables look at what this cannot: another pipeline than the manifest's.
    """

    def __init__(self, nlp: Language) -> None:
        pipes: Any = nlp  # spaCy types its pipes as plain functions
        self._ruler: Any = pipes.get_pipe(RULER)
        self._lemmatizer: Any = pipes.get_pipe(LEMMATIZER)
        self._said: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._pairs = _begin_pairs(self._ruler.patterns)

    def complete(self, doc: Doc) -> Doc:
        """The document (tagged and parsed) with part of speech, morphology and lemma set; the same object."""
        from spacy.attrs import DEP, LEMMA, LOWER, MORPH, ORTH, POS, TAG

        words, deps = self._pairs
        strings = doc.vocab.strings
        listed = doc.to_array([ORTH, TAG, DEP]).tolist()
        if any(strings[lower] in words for lower in doc.to_array([LOWER]).tolist()) or any(
            strings[row[2]] in deps for row in listed
        ):
            return self._asked(doc)
        keys = [tuple(row) for row in listed]
        if len(self._said) > _MOST:
            self._said.clear()
        new = [key for key in dict.fromkeys(keys) if key not in self._said]
        if new:
            self._learn(doc, new)
        rows = np.array([self._said[key] for key in keys], dtype=np.uint64).reshape(len(keys), 5)
        doc.from_array([TAG, DEP, POS, MORPH, LEMMA], rows)  # type: ignore[arg-type]  # a plain array
        return doc

    def _asked(self, doc: Doc) -> Doc:
        done: Doc = self._lemmatizer(self._ruler(doc))
        return done

    def _learn(self, doc: Doc, keys: list[tuple[int, ...]]) -> None:
        """Ask of a document that holds each new word once."""
        from spacy.attrs import DEP, LEMMA, MORPH, POS, TAG
        from spacy.tokens import Doc

        strings = doc.vocab.strings
        alone = Doc(
            doc.vocab,
            words=[strings[key[0]] for key in keys],
            tags=[strings[key[1]] for key in keys],
            deps=[strings[key[2]] for key in keys],
            heads=list(range(len(keys))),
        )
        told = self._asked(alone).to_array([TAG, DEP, POS, MORPH, LEMMA]).tolist()
        self._said.update(zip(keys, map(tuple, told), strict=True))


def _begin_pairs(patterns: list[dict[str, Any]]) -> tuple[frozenset[str], frozenset[str]]:
    """The words (in small letters) and parts of the sentence that begin a pattern of two words."""
    words, deps = set(), set()
    for pattern in patterns:
        for tokens in pattern["patterns"]:
            if not {"TAG", "LOWER", "DEP", "IS_SPACE"} >= {key for token in tokens for key in token}:
                raise ValueError(f"the ruler looks at more than a word and its tag: {tokens}")
            if len(tokens) == 1:
                continue
            begins = tokens[0].get("LOWER") or tokens[0].get("DEP")
            if begins == {"REGEX": "^y'?$"}:
                words |= {"y", "y'"}
            elif not isinstance(begins, str):
                raise ValueError(f"the ruler begins two words in a way not foreseen: {tokens}")
            elif "LOWER" in tokens[0]:
                words.add(begins)
            else:
                deps.add(begins)
    return frozenset(words), frozenset(deps)
