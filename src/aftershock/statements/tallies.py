"""Who gives which number where a sentence sets those of two bodies side by side?

"The ministry put the dead at 12 and the hospital at 15": the second verb is left out, and what is counted
with it. The first body's words end before the second; the second's number is read in the first's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from aftershock.statements import dates, figures, subjects
from aftershock.statements import figure_words as words
from aftershock.statements.draft import Draft, Voice
from aftershock.statements.heads import can_speak
from aftershock.statements.passages import Passage
from aftershock.statements.speakers import Names
from aftershock.text import Span, trim

if TYPE_CHECKING:
    from spacy.tokens import Token

ROLES = frozenset(
    ("killed", "injured", "missing", "arrested", "hostages", "casualties", "evacuated", "displaced")
)
_GIVES = re.compile(
    r"\b(?:puts?|plac(?:es?|ed)|says?|said|sp(?:eaks?|oke)|reports?|reported|counts?|counted|gives?|gave"
    r"|estimates?|estimated|lists?|listed|records?|recorded|claims?|claimed"
    r"|admits?|admitted|confirms?|confirmed|[Aa]ccording)\b"
)
_NUMBER = rf"(?:(?i:{words.BOUND})\s+)?(?:(?i:{words.DOZENS})\b|{words.NUMBER})"
_COUNTS = re.compile(rf"\b(?:the|of)\b[^.]{{0,60}}\b(?:at|as)\s+{_NUMBER}|{_NUMBER}[^\n]*?{_NUMBER}")
_PREPOSITION = "according"
_PUTS = ("put", "place", "give", "estimate")
# What follows the first number, then the other body and its number: ", while the hospital put it at 15".
_OTHER = re.compile(
    r"(?P<rest>(?:\s+(?!(?:and|but|while|whereas)\b)[\w’'-]+){0,6}?)"
    r"(?P<joint>\s*[,;]\s*(?:(?:and|but|while|whereas)\s+)?|\s+(?:and|but|while|whereas)\s+)"
    r"(?:according to\s+)?(?P<who>(?:(?:[Tt]he|an?|its|their)\s+)?(?:[\w’'-]+\s+){0,4}?[\w’'-]+?)\s+"
    r"(?:(?P<verb>(?:puts? (?:it|them|the (?:number|toll|figure))|said|says|count(?:s|ed)|report(?:s|ed)"
    r"|claim(?:s|ed)|admit(?:s|ted)|confirm(?:s|ed)|g[ai]ves?|sp(?:eaks|oke)|estimate[sd] (?:it|them))"
    r"|has|had)\s+)?"
    rf"(?:(?P<prep>at|as|of)\s+)?(?P<number>{_NUMBER})"
    r"(?=\s*(?:$|[.,;:!?)—–\"”])|\s+(?:and|but|while|on|in|by|so)\b)"
)
# "Put the dead at 12 people and the wounded at 15".
_PUT_TOO = re.compile(
    r"(?:\s+(?!(?:and|but|while|as|after|in|on|by)\b)[\w’'-]+){0,3}"
    rf"(?:,?\s+and\s+(?:the\s+)?[\w ]{{3,25}}?\s+(?:at|as)\s+{_NUMBER})?"
)
_JOINT = re.compile(r"[\s,;]*(?:\b(?:and|but|while|whereas)\s+)?$")
# Bodies that count, besides those that speak.
_BODIES = frozenset(
    ("service", "department", "authority", "agency", "union", "morgue", "rescuer", "medic", "responder",
     "volunteer", "charity", "council", "corps", "committee", "association")
)  # fmt: skip
_ARTICLE = re.compile(r"(?:the|an?|its|their)\s+", re.IGNORECASE)


class _Given(NamedTuple):
    """A body's number in a passage: the words that give it (``at``: the body's own), and what it counts."""

    who: Token
    at: Span
    part: Span
    figure: figures.FoundFigure


def side_by_side(passage: Passage, names: Names, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of a passage, each body's with its own number, and one for a body that had none."""
    result = list(drafts)
    for sentence in passage.doc.sents:
        start, end = sentence.start_char, sentence.end_char
        if not _GIVES.search(passage.raw, start, end) or not _COUNTS.search(passage.raw, start, end):
            continue
        for figure in figures.find(passage.raw, start, end):
            verb = _verb(passage, start, figure) if figure.role in ROLES else None
            others = list(_others(passage, names, figure, Span(start, end))) if verb is not None else []
            if verb is not None and others:
                own = Span(verb.idx + len(verb), max(figure.end, others[0].part.start))
                result = _told_apart(passage, names, result, own, others, verb)
                break
            if verb is not None and _puts(passage, verb, figure) and not _said(passage, result, figure):
                rest = _PUT_TOO.match(passage.raw, figure.end, end)
                own = Span(verb.idx + len(verb), rest.end() if rest else figure.end)
                result = _told_apart(passage, names, result, own, (), verb)
                break
    return result


def _verb(passage: Passage, start: int, figure: figures.FoundFigure) -> Token | None:
    """The verb by which the first body gives its number."""
    said = list(_GIVES.finditer(passage.raw, start, figure.start))
    span = passage.doc.char_span(*said[-1].span(), alignment_mode="expand") if said else None
    return span[0] if span is not None and span[0].pos_ == "VERB" else None


def _others(passage: Passage, names: Names, first: figures.FoundFigure, sentence: Span) -> Iterator[_Given]:
    """The other bodies' numbers behind the first, in order."""
    raw, at = passage.raw, first.end
    before = re.search(r"\b(at|as|of)\s+$", raw[sentence.start : first.start])
    said = [(date.start, date.end) for date in dates.find(raw, *sentence)]
    while found := _OTHER.match(raw, at, sentence.end):
        low, high = found.span("number")
        alike = found["prep"] is None or found["verb"] or (before and before[1] == found["prep"])
        # "The Brigade killed 12 and the Column 15" is about who killed, not about who counted.
        killer = first.cue and first.cue in raw[sentence.start : first.start]
        open_ = found["verb"] or found["prep"] or not killer
        span = passage.doc.char_span(*found.span("who"), alignment_mode="expand")
        who = span[-1] if span is not None else None
        if not alike or not open_ or who is None or not _is_body(who, names):
            return
        if any(start < high and low < end for start, end in said):
            return
        figure = _read_as(raw, first, found["number"], low, sentence)
        if figure is None:
            return
        yield _Given(who, Span(*found.span("who")), Span(found.end("joint"), high), figure)
        at = high


def _is_body(token: Token, names: Names) -> bool:
    """Whether a noun may count the dead; not those who are counted, nor what killed them."""
    if token.lower_ in words.UNIT_OF and token.lower_ not in ("police", "officers", "doctors"):
        return False
    return (
        token.pos_ in ("NOUN", "PROPN")
        and token.lemma_.lower() not in names.lexicon.sets["event"]
        and (token.lemma_.lower() in _BODIES or can_speak(token, names))
    )


def _read_as(
    raw: str, first: figures.FoundFigure, number: str, at: int, sentence: Span
) -> figures.FoundFigure | None:
    """The other number as it would read in the place of the first."""
    text = raw[sentence.start : first.start] + number + raw[first.end : sentence.end]
    there = first.start - sentence.start
    for found in figures.find(text):
        if there <= found.start < there + len(number) and found.role == first.role:
            start = at + found.start - there
            return msgspec.structs.replace(found, start=start, end=start + found.end - found.start)
    return None


def _puts(passage: Passage, verb: Token, figure: figures.FoundFigure) -> bool:
    """Whether a verb puts its own object at a number, and not one that merely follows."""
    between = passage.raw[verb.idx + len(verb) : figure.start]
    return verb.lemma_ in _PUTS and any(
        (found := pattern.search(between)) and not between[: found.start()].strip()
        for pattern in (words.PUT_AT, words.TOLL)
    )


def _said(passage: Passage, drafts: Sequence[Draft], figure: figures.FoundFigure) -> bool:
    at = passage.base + figure.start
    return any(draft.content and draft.content.start <= at < draft.content.end for draft in drafts)


def _told_apart(
    passage: Passage, names: Names, drafts: list[Draft], own: Span, others: Sequence[_Given], verb: Token
) -> list[Draft]:
    """The drafts with the first body's words cut at the second, and one draft for each other body."""
    base, raw = passage.base, passage.raw
    start, end = trim(raw, own.start, own.start + len(_JOINT.sub("", raw[own.start : own.end])))
    told_of = Span(base + start, base + end)
    result, told = [], False
    for draft in drafts:
        if draft.cue.start == base + verb.idx:
            told = True
            own_words = told_of
            if verb.lower_ == _PREPOSITION and draft.content:  # the body's name stands between
                own_words = Span(draft.content.start, min(draft.content.end, told_of.end))
            draft = msgspec.structs.replace(draft, content=own_words)
        elif any(_within(base, draft, other) for other in others):
            continue  # written anew, with what is counted
        result.append(draft)
    subject = None if told or verb.lower_ == _PREPOSITION else subjects.subject_of(verb)
    if subject is not None and subject.token is not None and can_speak(subject.token, names):
        result.append(_reports(passage, names, subject.token, passage.span(verb, verb), told_of))
    for other in others:
        figure = msgspec.structs.replace(
            other.figure, start=base + other.figure.start, end=base + other.figure.end
        )
        number = Span(figure.start, figure.end)
        draft = _reports(passage, names, other.who, number, number)
        voice = _called(draft.voice, raw[slice(*other.at)], Span(base + other.at.start, base + other.at.end))
        result.append(msgspec.structs.replace(draft, voice=voice, figures=(figure,)))
    return result


def _within(base: int, draft: Draft, other: _Given) -> bool:
    return base + other.part.start <= draft.cue.start < base + other.part.end


def _called(voice: Voice, own: str, at: Span) -> Voice:
    """The voice by its own words, where the parser drew the number into its name."""
    inside = voice.entity is not None or voice.name in own
    return voice if inside else msgspec.structs.replace(voice, name=_ARTICLE.sub("", own, count=1), at=at)


def _reports(passage: Passage, names: Names, who: Token, cue: Span, said: Span) -> Draft:
    return Draft(
        act="reports", voice=names.voice(who), cue=cue, content=said, rule="tally.beside", quote="indirect"
    )
