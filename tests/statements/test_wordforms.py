"""Does a word get the part of speech and the lemma that the whole pipeline gives it?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aftershock.models import manifest
from aftershock.statements.read import english
from aftershock.statements.wordforms import Wordforms, _begin_pairs

SET = Path(__file__).parents[2] / "evals" / "statements" / "set.json"
ODD = (
    "There's nothing to say, and there were three of them, but you ain't seen it.",
    "Let's go; they're gonna leave, we gotta stay. Y'all c'mon!",
    "But it was he who'd done it,\n\n  which that man denied. I told it you.",
    "",
    " ",
    "Do what you did; had they done so, the dead would've spoken.",
)


def test_as_the_whole_pipeline_says() -> None:
    import spacy

    texts = [each["text"] for each in json.loads(SET.read_text("utf-8"))[:12]]
    paragraphs = [part for text in texts for part in text.split("\n\n")] + list(ODD)
    whole = spacy.load(manifest.require("english"), exclude=["senter", "ner"])
    ours, forms = english()
    for expected, found in zip(whole.pipe(paragraphs), ours.pipe(paragraphs), strict=True):
        forms.complete(found)
        for one, other in zip(expected, found, strict=True):
            assert (one.text, one.pos_, one.lemma_, one.tag_, one.dep_, str(one.morph), one.head.i) == (
                other.text, other.pos_, other.lemma_, other.tag_, other.dep_, str(other.morph), other.head.i,
            )  # fmt: skip
        assert [s.start for s in expected.sents] == [s.start for s in found.sents]


def test_a_ruler_that_looks_further_is_refused() -> None:
    with pytest.raises(ValueError, match="looks at more"):
        _begin_pairs([{"patterns": [[{"ENT_TYPE": "GPE"}]]}])
    with pytest.raises(ValueError, match="not foreseen"):
        _begin_pairs([{"patterns": [[{"LOWER": {"IN": ["a"]}}, {"LOWER": "b"}]]}])
    assert isinstance(english()[1], Wordforms)
