"""Which statements does a passage attribute to somebody through a verb?

Each cue with a subject that can speak becomes a draft for each joined speaker (and each of two accused);
cues inside the content of another are relayed: the outer speaker stands in their ``via``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aftershock.records import Act, Polarity, QuoteType
from aftershock.statements import blamed, content, cues, issued, subjects
from aftershock.statements.armed import calls_for_violence, is_armed, leads_armed
from aftershock.statements.draft import Draft, Voice
from aftershock.statements.heads import can_speak, conjuncts
from aftershock.statements.passages import Passage
from aftershock.statements.passives import is_passive
from aftershock.statements.persons import DAYS
from aftershock.statements.quotes import Quote
from aftershock.statements.speakers import LOST, UNATTRIBUTED, Names
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

# An agentless passive is somebody's act only where harm is spoken of ("the choir is celebrated" is none).
HARM = re.compile(
    r"\b(?:attack|violen|blast|bomb|explo|kill|dead|died|death|massacre|assassin|shoot|gunm|victim|culprit"
    r"|suspect|hostage"
    r"|threat|responsib|perpetrat|investigat|assault|arson|murder|terror|plot|militant|arrest|wound"
    r"|injur|fighters?\b)",
    re.I,
)
# Verbs of saying that carry any content: what they do is read from the content.
OPEN_ACTS = ("reports", "speculates")
_OWN = {"i", "we"}


class Speaking(NamedTuple):
    """A voice and the word that it was resolved from."""

    voice: Voice
    token: Token | None


def find(passage: Passage, names: Names) -> Iterator[Draft]:
    """The drafts of a passage's verbs, in order of their cues."""
    for cue in cues.find(passage, names.lexicon):
        if cue.token.tag_[:2] == "VB":
            yield from _from_verb(passage, cue, names)


def _from_verb(passage: Passage, cue: cues.Cue, names: Names) -> Iterator[Draft]:
    token, frame = cue.token, cue.frame
    mood = subjects.mood_of(token, names.lexicon)
    linked = [noun for noun in subjects.linked(token) if can_speak(noun, names)]
    subject = subjects.Subject(linked[-1]) if linked else issued.subject_of(token, names)
    nameless = frame.act == "blames" and blamed.by_nobody(token, names)
    if nameless or blamed.falls(token) is not None:
        linked, subject = [], subjects.Subject(None) if nameless else None
    if mood.certainty is None or subject is None:
        return
    said = _content(passage, cue, subject.token)
    if (
        _inside_speech(passage, token)
        and subject.token is not None
        and subject.token.lower_ in _OWN | {"you", "me"}
    ):
        return  # the quotation's own speaker: read from its content
    voices = [names.voice(n) for n in linked] or _voices(passage, cue, subject, names, said)
    if nameless:
        voices = [Voice(name=UNATTRIBUTED, resolved_by="impersonal")]
    if not voices:
        return
    voiced = Speaking(voices[0], subject.token)
    act, polarity, subtype, rule, at = _act(passage, cue, names, said, voiced, mood.negative)
    cue_at = passage.span(at or token, at or token)
    targets: Sequence[Token | None] = _targets(cue, act) or [None]
    for voice in voices:
        for target in targets:
            yield Draft(
                act=act,
                voice=voice,
                cue=cue_at,
                rule=rule + _surely(token, act, voice, target, names),
                content=said,
                evidence=_evidence(passage, token, target),
                alternatives=tuple(a for a in dict.fromkeys((*frame.alternatives, frame.act)) if a != act),
                subtype=subtype,
                polarity=polarity,
                certainty="predicted" if mood.certainty == "predicted" else "asserted",
                quote=quote_type(passage, cue.quote, said, clause=cues.clause(token) is not None),
                target=_target_name(passage, target, names),
                target_id=_target_id(target, names),
            )


def _surely(token: Token, act: Act, voice: Voice, target: Token | None, names: Names) -> str:
    """The end of a rule that grammar makes sure: violence blamed on an armed group, a document's own act."""
    if issued.surely(token, act, names):
        return issued.ISSUED
    if act != "blames" or voice.resolved_by != "impersonal" or target is None:
        return ""
    if token.lemma_ != "blame" and target not in blamed.accused(token):
        return ""
    name, entity = _target_name(names.passage, target, names), _target_id(target, names)
    violent = any(t.lemma_.lower() in names.lexicon.sets["event"] for t in token.sent)
    sure = is_armed(Voice(name=name or "", entity=entity), names) and (
        violent or blamed.falls(token) is not None
    )
    return blamed.AGENTLESS if sure else ""


def _evidence(passage: Passage, token: Token, target: Token | None) -> Span:
    """The verb, and what makes it an accusation where that is no object: "suspicion" and "on the Brigade"."""
    needed = [token, blamed.falls(token) or token]
    if target is not None and target in blamed.accused(token):
        needed.append(target)
    needed.sort(key=lambda t: t.i)
    return passage.span(needed[0], needed[-1])


def _inside_speech(passage: Passage, token: Token) -> Quote | None:
    for quote in passage.quotes:
        if quote.inner <= token.idx < quote.inner_end and cues.is_speech(passage.raw, quote):
            return quote
    return None


def _voices(
    passage: Passage, cue: cues.Cue, subject: subjects.Subject, names: Names, said: Span | None
) -> list[Voice]:
    if subject.token is None:
        if subject.lost:
            return [Voice(name=LOST, resolved_by="lost")]
        harm = HARM.search(cue.token.sent.text)
        return [Voice(name=UNATTRIBUTED, resolved_by="impersonal")] if said and harm else []
    token = subject.token
    if not can_speak(token, names) and not cue.quote and cue.token.dep_ == "conj":
        above = _sayer(cue.token)
        token = above if above is not None else token
    if token.lower_ == "it" and is_passive(cue.token):
        return [Voice(name=UNATTRIBUTED, resolved_by="impersonal")]
    if token.lower_ == "one" and any(c.lower_ == "no" for c in token.children):
        return list(names.voices(token))
    if not can_speak(token, names) and not _anything_that_says(cue, token, names):
        return []
    whole = [part for part in conjuncts(token) if can_speak(part, names)]
    found = list({voice.name: voice for voice in map(names.voice, whole or [token])}.values())
    if token.lower_ == "neither":  # "neither of the groups": the phrase speaks, not its head alone
        return found[:1]
    return found


def _anything_that_says(cue: cues.Cue, token: Token, names: Names) -> bool:
    """Verbs that only persons do make a speaker of any noun, save those that never speak."""
    if token.pos_ not in ("NOUN", "PROPN") or token.lower_ in names.lexicon.sets["speechless"]:
        return False
    if cue.token.dep_ == "acl" or (is_passive(cue.token) and not cue.quote):
        return False  # "denied by the width of an oar"
    return cue.quote is not None or cue.token.lemma_ in names.lexicon.sets["personal-verb"]


def _sayer(token: Token) -> Token | None:
    """ "said the words came late and pointed the finger": words do not point, who said so does."""
    above = token.head
    if above.dep_ == "ccomp" and above.head.pos_ == "VERB":
        found = subjects.subject_of(above.head)
        return found.token if found else None
    return None


def _content(passage: Passage, cue: cues.Cue, speaker: Token | None) -> Span | None:
    """What is said: the quotation, else the clause, else the object."""
    token, base = cue.token, passage.base
    if cue.quote:
        span = Span(base + cue.quote.start, base + cue.quote.end)
        return _with_second_half(passage, cue, span)
    sent = issued.misparsed(token)
    inner = cues.clause(token) if sent is None else issued.claimed(sent)
    if inner is None:
        inner = cue.object
    pieces = [inner] if inner is not None else []
    for child in token.children:
        if _tells_when(child):
            continue
        if (
            (child.dep_ in ("prep", "oprd", "dative") and child.lower_ not in ("by", "on", "in", "at"))
            or (child.dep_ == "dobj")
            or (child.dep_ == "prep" and child.lower_ == "on" and inner is None)
        ):
            pieces.append(child)
    if (
        inner is None
        and token.dep_ in ("ccomp", "parataxis")
        and cues.parenthetical(token)
        and token.head != token
    ):
        pieces.append(token.head)
    comma = cues.trailing(token)
    if not pieces and comma is not None:
        return passage.span(token.doc[token.sent.start], token.doc[comma.i - 1])
    spans = [_subtree(passage, piece, token, speaker) for piece in pieces]
    known = [span for span in spans if span]
    if not known:
        return None
    return Span(min(s.start for s in known), max(s.end for s in known))


def _tells_when(preposition: Token) -> bool:
    """ "Two days after the attack", "within hours": when it was said, not what."""
    counted = any(child.dep_ == "npadvmod" for child in preposition.children)
    return preposition.lower_ == "within" or (preposition.lower_ in ("after", "before") and counted)


def _with_second_half(passage: Passage, cue: cues.Cue, span: Span) -> Span:
    """ "A," said X, "and B": an inserted saying stays inside its quotation when the sentence goes on."""
    raw, base = passage.raw, passage.base
    first = cue.quote
    assert first is not None
    for quote in passage.quotes:
        if quote.start <= first.end or quote.start < cue.token.idx:
            continue
        between = raw[first.end : quote.start]
        goes_on = raw[first.inner_end - 1] == "," or raw[first.end : first.end + 1] == ","
        if (
            goes_on
            and len(between) < cues.SAYING_GAP
            and not re.search(r"[.!?]\s", between)
            and between.rstrip()[-1:] == ","
        ):
            return Span(span.start, base + quote.end)
        break
    return span


def _subtree(passage: Passage, piece: Token, cue: Token, speaker: Token | None) -> Span | None:
    """The stretch of a piece on one side of the cue, without the speaker's own words."""
    barred = set(speaker.subtree) if speaker is not None and speaker not in piece.subtree else set()
    barred |= set(cue.subtree) if piece in cue.ancestors else set()
    for child in piece.children:  # what follows the closing mark is said of the speaker, not by them
        if child.dep_ == "conj" and subjects.leaves_quotation(piece, child):
            barred |= {*child.subtree, *(c for c in piece.children if c.dep_ == "cc")}
    tokens = sorted((t for t in piece.subtree if t not in barred and t != cue), key=lambda t: t.i)
    side = [t for t in tokens if (t.i > cue.i) == (piece.i > cue.i)]
    while side and ((side[-1].is_punct and side[-1].text not in ('"',)) or side[-1].is_space):
        side.pop()
    while side and (side[0].text in (",", ":", "-", "–") or side[0].is_space):
        side.pop(0)
    return passage.span(side[0], side[-1]) if side else None


def stretch(passage: Passage, span: Span) -> object:
    """The parsed tokens of a stretch of the reading."""
    return passage.doc.char_span(span.start - passage.base, span.end - passage.base, alignment_mode="expand")


def _act(
    passage: Passage, cue: cues.Cue, names: Names, said: Span | None, speaking: Speaking, negative: bool
) -> tuple[Act, Polarity, str | None, str, Token | None]:
    """The act: the frame's own, or for a verb of saying what its content does."""
    frame, token = cue.frame, cue.token
    polarity: Polarity = "negative" if negative != (frame.polarity == "negative") else "positive"
    if frame.act == "urges" and said:
        inner = passage.doc.char_span(
            said.start - passage.base, said.end - passage.base, alignment_mode="expand"
        )
        if inner is not None and calls_for_violence(token, inner, names):
            return "calls-to-attack", polarity, frame.subtype, f"{frame.rule}+violence", None
    if (
        frame.act == "threatens"
        and said
        and re.search(r"\b(?:if|unless|should|until|or)\b", passage.words(said))
    ):
        return frame.act, polarity, "conditional", frame.rule, None
    if frame.lemma == "rule" and negative:
        return "speculates", "positive", None, f"{frame.rule}+left-open", None
    if frame.act == "denies" and negative and token.head.lemma_ == "confirm":
        return "other", "negative", "silence", f"{frame.rule}+neither", None
    if frame.act not in OPEN_ACTS and not (frame.act == "other" and cue.quote):
        return frame.act, polarity, frame.subtype, frame.rule, None
    if negative and frame.act == "reports":
        return "other", "negative", "silence", f"{frame.rule}+silence", None
    if said:
        direct = cue.quote is not None
        inner = passage.doc.char_span(
            said.start - passage.base, said.end - passage.base, alignment_mode="expand"
        )
        if inner is not None:
            armed = is_armed(speaking.voice, names) or leads_armed(speaking.token, names)
            other = subjects.speaks_for_another(speaking.token)
            found = content.doing(inner, direct=direct, armed=armed, lexicon=names.lexicon, for_another=other)
            if found and not (frame.act == "speculates" and found.act in ("speculates", "urges")):
                return found.act, found.polarity, found.subtype, f"{frame.rule}>{found.rule}", found.verb
    return frame.act, polarity, frame.subtype, frame.rule, None


def quote_type(passage: Passage, quote: Quote | None, said: Span | None, *, clause: bool) -> QuoteType:
    """direct: all in marks; mixed: some words in marks; indirect: a clause; none: the act is only named."""
    if quote is not None:
        return "direct"
    if said is None:
        return "none"
    for mark in passage.quotes:
        if mark.start < said.end - passage.base and said.start - passage.base < mark.end:
            return "mixed"
    return "indirect" if clause else "none"


def _targets(cue: cues.Cue, act: Act) -> list[Token]:
    """Whom or what the act is about; two accused are two targets."""
    token = cue.token
    if act == "blames":
        if on := [noun for noun in blamed.accused(token) if not _is_date(noun)]:
            return on
        for child in token.children:
            pinned = child.dep_ == "prep" and child.lower_ in ("on", "to") and cue.object is not None
            if pinned and not _is_when(child):
                return [t for grand in child.children if grand.dep_ == "pobj" for t in conjuncts(grand)]
        if cue.object is not None:
            for child in cue.object.children:
                if child.dep_ == "prep" and child.lower_ == "on" and not _is_when(child):
                    return [t for grand in child.children if grand.dep_ == "pobj" for t in conjuncts(grand)]
            return [t for t in conjuncts(cue.object) if not _is_date(t)]
    if cue.object is None or act == "reports" or _is_date(cue.object):
        return []
    return [cue.object]


def _is_when(preposition: Token) -> bool:
    """ "Was charged on Thursday": a day is nobody."""
    return any(c.dep_ == "pobj" and _is_date(c) for c in preposition.children)


def _is_date(token: Token) -> bool:
    return token.lower_ in DAYS or token.text.isdigit()


def _target_name(passage: Passage, token: Token | None, names: Names) -> str | None:
    if token is None:
        return None
    for mention in names.mentions:
        if mention.start <= token.idx < mention.end:
            return mention.name
    words = [t for t in token.lefts if t.dep_ not in ("punct", "cc", "preconj")] + [token]
    span = passage.span(min((w.left_edge for w in words), key=lambda t: t.i), token)
    return " ".join(passage.words(span).split())


def _target_id(token: Token | None, names: Names) -> str | None:
    for mention in names.mentions if token is not None else ():
        if token is not None and mention.start <= token.idx < mention.end:
            return mention.entity_id
    return None
