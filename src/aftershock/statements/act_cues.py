"""Which words of a text may mark an act, found without parsing it?

A frame of the lexicon is a word and what it needs beside it: *denies* needs nothing, *holds* needs
*responsible*, *takes* needs *blame*. A text may hold the frame's act where it has the word and, where the
needed ones are listed, one of them. Words are matched by their stem, and forms that no stem gives are written
out: a text that is read in vain costs little, one that is missed is lost. Languages that are read shallowly
have the cues of their own table.

Patterns are for RE2 and Java as well as for Python: no look-around, letters by their class where Python is
not asked. An engine may find more than `finder` does, and never less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from aftershock.models import cues
from aftershock.statements.lexicon import Frame, Lexicon

# Acts that almost any text could be said to do.
PLAIN = frozenset({"reports", "other", "speculates", "urges"})
SHORTEST = 4  # letters of a word that marks an act by itself
# What a need may list that stands in the text as a word; the other kinds are known by parsing alone.
_LISTED = ("obj", "word", "oprd", "compound", "acomp", "of", "particle", "prep")
_SETS = ("negative", "false", "positive")  # sets whose words stand in the text as they are
_TABLE, _NO_ACT = "shallow", "none"
_MARKS = "[\u0640\u064b-\u0652]*"  # what Arabic writes into words or leaves out
_ARABIC = f"[وفبلكس]?{_MARKS}(?:ال)?"  # and, then, with, to, like, will; the article
_ALIKE = {"'": "['’]"}
_TURKISH = {"i": "(?:i|i\u0307|ı)"}  # what the small letter of a dotted capital is told as
# Of what is called or described so: what it is called may be any word, who is called so hardly.
_CALLED = ("as", "him", "her", "it", "them")
_FORMS = {
    "find": "found", "give": "gave|given", "hold": "held", "lay": "laid", "make": "made", "stand": "stood",
    "swear": "swore|sworn", "take": "took|taken", "write": "wrote|written",
}  # fmt: skip


class Words(NamedTuple):
    """What an engine looks for: a word that marks an act ``alone``, or a ``word`` with another ``beside`` it.

    Patterns without care for case. Which word needs which other is left to `finder`: asked all at once, it
    takes a hundred times as long.
    """

    alone: str
    word: str
    beside: str


def words(lexicon: Lexicon) -> Words:
    """What every text with a cue holds; some that hold it have none."""
    alone, beside = _frames(lexicon)
    return Words(
        alone="(?i)" + _any(alone),
        word="(?i)" + _any(form for forms in beside.values() for form in forms),
        beside="(?i)" + _any(form for needed in beside for each in needed for form in _forms(each)),
    )


def foreign() -> str:
    """A pattern over small letters for a cue, or its first words, of the shallowly read languages."""
    begin = r"(?:^|[^\pL\pN_])"
    found = sorted({_loosely(cue, lang) for act, lang, cue in cues.rows(_TABLE) if act != _NO_ACT})
    return f"{begin}(?:{_ARABIC})?(?:{'|'.join(found)})"


def finder(lexicon: Lexicon) -> Callable[[str, str | None], bool]:
    """Whether a text, in a language where one is known, holds a word that may mark an act."""
    alone, beside = _frames(lexicon)
    by_itself = re.compile(_any(alone), re.IGNORECASE)
    pairs = [
        tuple(
            re.compile(_any(forms), re.IGNORECASE)
            for forms in (mine, [form for each in needed for form in _forms(each)])
        )
        for needed, mine in beside.items()
    ]
    other, unmistaken = cues.load(_TABLE), _unmistaken()
    acts = [act for act in other.acts if act != _NO_ACT]

    def has(text: str, language: str | None) -> bool:
        if by_itself.search(text) or any(word.search(text) and near.search(text) for word, near in pairs):
            return True
        if language is None:
            return unmistaken.search(cues.folded(text)) is not None
        return language != "en" and any(other.has(act, text) for act in acts)

    return has


def _unmistaken() -> re.Pattern[str]:
    """The foreign cues for a text whose language nobody knows: short ones begin words of other languages."""
    found: dict[str, list[str]] = {}
    for act, lang, cue in cues.rows(_TABLE):
        first = cues.folded(cue.partition("*")[0]).split()[0]
        if act != _NO_ACT and (len(first) >= SHORTEST or not first.isascii()):
            found.setdefault(cues.beginning(lang), []).append(cues.pattern(cue, lang))
    return re.compile("|".join(f"{begin}(?:{'|'.join(each)})" for begin, each in found.items()))


def _frames(lexicon: Lexicon) -> tuple[set[str], dict[tuple[str, ...], set[str]]]:
    """The forms of words that mark an act alone, and of those that need one of some others."""
    alone: set[str] = set()
    beside: dict[tuple[str, ...], set[str]] = {}
    for frame in (frame for frames in lexicon.frames.values() for frame in frames if frame.act not in PLAIN):
        needed = _needed(frame, lexicon)
        if needed:
            beside.setdefault(needed, set()).update(_forms(frame.lemma))
        elif len(frame.lemma) >= SHORTEST:
            alone.update(_forms(frame.lemma))
    return alone, {needed: left for needed, forms in beside.items() if (left := forms - alone)}


def _loosely(cue: str, lang: str) -> str:
    """How a cue begins, as it may be written: Arabic with its marks, Turkish with either i."""
    alike = _ALIKE | (_TURKISH if lang == "tr" else {})
    between = _MARKS if lang == "ar" else ""
    first = cues.folded(cue.partition("*")[0]).split()
    words = (between.join(alike.get(each) or re.escape(each) for each in word) for word in first)
    return r"\s+".join(words).replace("ss", "(?:ss|ß)")  # folding makes the one of the other


def _needed(frame: Frame, lexicon: Lexicon) -> tuple[str, ...]:
    """The words of which one must stand beside the frame's; none where any will do."""
    for kind in _LISTED:
        for name, words in frame.needs:
            if name != kind or not words:
                continue
            if all(not word.startswith("@") or word[1:] in _SETS for word in words):
                listed = {each for word in words for each in lexicon.sets.get(word[1:], ()) or (word,)}
                return tuple(sorted(listed | set(_CALLED if kind == "oprd" else ())))
    return ()


def _forms(word: str) -> set[str]:
    """The forms of a word: *den(y|i)* and what follows for deny, *tie, ties, tied* for tie."""
    first = word.split()[0].casefold()
    stem, ending = re.escape(first), r"\w{0,4}"
    if first.endswith("e"):
        stem = re.escape(first[:-1])
    elif first.endswith("y") and first[-2:-1] not in "aeiou":
        stem = re.escape(first[:-1]) + "[yi]"
    if len(first) <= SHORTEST:  # what begins like a short word is mostly another one
        ending = "(?:e|es|ed|ing)" if first.endswith("e") else r"(?:e?s|e?d|\w?ing|\wed)?"
    return {stem + ending, *(_FORMS[first].split("|") if first in _FORMS else ())}


def _any(forms: Iterable[str]) -> str:
    return rf"\b(?:{'|'.join(sorted(set(forms)))})\b"
