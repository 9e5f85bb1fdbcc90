"""Which statements does a passage attribute without a verb of its own?

"According to X", "for X,", "in the words of X", "the claim of responsibility by X", "X's appeal", "attributed
to X", "reportedly", and the elided "Nor has X".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from aftershock.records import Act, QuoteType
from aftershock.statements import content, cues
from aftershock.statements.armed import calls_for_violence, is_armed
from aftershock.statements.attribution import quote_type
from aftershock.statements.draft import Draft, Voice
from aftershock.statements.heads import can_speak, conjuncts
from aftershock.statements.passages import Passage
from aftershock.statements.speakers import UNATTRIBUTED, Names
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_ELIDED = re.compile(
    r"\b(?P<cue>(?:Nor|Neither|nor|neither) (?:has|have|had|did|does|do)|(?:as|As|so|So) (?:did|has"
    r"|have|had))\s+"
    r"(?P<who>[^.,;]+?)(?=[.,;]|$)"
)
_ARTICLE = re.compile(r"^(?:the|any of the)\s+")
_ACCOUNTS = {"account", "accounts", "reckoning", "telling", "admission", "count", "estimate"}
# "The bombing drew condemnation from X": from whom it comes stands with the verb.
_DRAWS = {
    "draw",
    "spark",
    "win",
    "earn",
    "provoke",
    "prompt",
    "bring",
    "attract",
    "receive",
    "trigger",
    "elicit",
}
_HEARSAY = {"reportedly", "allegedly", "purportedly", "supposedly"}


def find(passage: Passage, names: Names, before: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts of a passage's nominal attributions; ``before`` are the drafts of its verbs."""
    for token in passage.doc:
        if token.lower_ == "according":
            yield from _according(passage, token, names)
        elif token.lower_ == "by" and token.is_sent_start:
            yield from _account(passage, token, names)
        elif token.lower_ == "for" and token.is_sent_start:
            yield from _viewpoint(passage, token, names)
    for cue in cues.find(passage, names.lexicon):
        if cue.token.pos_ == "NOUN":
            yield from _noun(passage, cue, names)
    yield from _hearsay(passage, names, before)


def _according(passage: Passage, token: Token, names: Names) -> Iterator[Draft]:
    to = next((child for child in token.children if child.lower_ == "to"), None)
    if to is None and token.i + 1 < len(token.doc) and token.nbor().lower_ == "to":
        to = token.nbor()
    speaker = next((child for child in to.children if child.dep_ == "pobj"), None) if to is not None else None
    if to is None or speaker is None:
        return
    said = _rest(passage, token, speaker)
    for part in conjuncts(speaker):
        voice = names.voice(part)
        yield _read(passage, names, voice, passage.span(token, to), said, "phrase.according-to")


def _account(passage: Passage, token: Token, names: Names) -> Iterator[Draft]:
    """ "By the army's account, ...": whose account it is says the rest."""
    told = next((c for c in token.children if c.dep_ == "pobj" and c.lower_ in _ACCOUNTS), None)
    owner = next((c for c in told.children if c.dep_ == "poss"), None) if told is not None else None
    if told is None or owner is None:
        return
    said = _rest(passage, token, told)
    for part in conjuncts(owner):
        yield _read(passage, names, names.voice(part), passage.span(token, told), said, "phrase.account")


def _viewpoint(passage: Passage, token: Token, names: Names) -> Iterator[Draft]:
    speaker = next((child for child in token.children if child.dep_ == "pobj"), None)
    comma = next((t for t in token.doc[token.i : token.i + 12] if t.text == ","), None)
    if speaker is None or comma is None or speaker.i > comma.i or not can_speak(speaker, names):
        return
    if not (names.group_at(speaker.idx) or speaker.pos_ == "PROPN"):
        return
    said = _rest(passage, token, speaker)
    draft = _read(passage, names, names.voice(speaker), passage.span(token, token), said, "phrase.for")
    yield draft if draft.act != "reports" else _as(draft, "speculates")


def _as(draft: Draft, act: Act) -> Draft:
    return msgspec.structs.replace(draft, act=act, alternatives=("reports", "blames"))


def _rest(passage: Passage, token: Token, speaker: Token) -> Span | None:
    """The sentence without the attributing phrase: what stands before or after it."""
    sent = token.sent
    phrase_end = max(t.i for t in speaker.subtree if t.i < sent.end)
    comma = next((t.i for t in token.doc[speaker.i : sent.end] if t.text == ","), sent.end)
    after = [t for t in token.doc[min(phrase_end, comma) + 1 : sent.end] if not t.is_punct or t.is_quote]
    before = [
        t for t in token.doc[sent.start : token.i] if not (t.is_punct and not t.is_quote) and not t.is_space
    ]
    side = before if len(before) >= 3 else after
    return passage.span(side[0], side[-1]) if side else None


def _read(passage: Passage, names: Names, voice: Voice, cue: Span, said: Span | None, rule: str) -> Draft:
    """A draft whose act is what its content does."""
    if said:
        inner = passage.doc.char_span(
            said.start - passage.base, said.end - passage.base, alignment_mode="expand"
        )
        direct = passage.words(said)[:1] in "“\"«„‘'`"
        armed = is_armed(voice, names)
        doing = (
            content.doing(inner, direct=direct, armed=armed, lexicon=names.lexicon)
            if inner is not None
            else None
        )
        if doing:
            return Draft(
                act=doing.act,
                voice=voice,
                cue=cue,
                content=said,
                subtype=doing.subtype,
                polarity=doing.polarity,
                alternatives=("reports",),
                rule=f"{rule}>{doing.rule}",
                quote=_quoted(passage, said),
            )
    return Draft(act="reports", voice=voice, cue=cue, content=said, rule=rule, quote=_quoted(passage, said))


def _quoted(passage: Passage, said: Span | None) -> QuoteType:
    return quote_type(passage, None, said, clause=True)


def _noun(passage: Passage, cue: cues.Cue, names: Names) -> Iterator[Draft]:
    token, frame = cue.token, cue.frame
    speaker = _owner(token)
    if speaker is None or not can_speak(speaker, names):
        return
    pieces = [
        child for child in token.children
        if (child.dep_ in ("acl", "relcl", "ccomp") and speaker not in child.subtree)
        or (child.dep_ == "prep" and speaker not in child.subtree)
    ]  # fmt: skip
    said = (
        passage.span(pieces[0].left_edge, max((p.right_edge for p in pieces), key=lambda t: t.i))
        if pieces
        else None
    )
    act, rule = frame.act, frame.rule
    if act == "urges" and calls_for_violence(token, None, names):
        act, rule = "calls-to-attack", f"{rule}+violence"
    negative = frame.polarity == "negative" or any(c.lower_ == "no" for c in token.children)
    for part in conjuncts(speaker):
        if can_speak(part, names):
            yield Draft(
                act=act,
                voice=names.voice(part),
                cue=passage.span(token, token),
                content=said,
                rule=rule,
                alternatives=frame.alternatives,
                subtype=frame.subtype,
                polarity="negative" if negative else "positive",
                quote="none" if not said else quote_type(passage, None, said, clause=False),
            )


def _owner(token: Token) -> Token | None:
    """Whose claim, threat, appeal it is: a possessor, or by X, from X."""
    for child in token.children:
        if child.dep_ == "poss":
            return child
    drawn = [token.head, *token.head.conjuncts] if token.dep_ in ("dobj", "conj") else []
    for verb in (v for v in (*drawn, *(d.head for d in drawn)) if v.lemma_ in _DRAWS):
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ == "from" and child.i > token.i:
                return next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    for child in token.subtree:
        if (
            child.dep_ in ("prep", "agent")
            and child.lower_ in ("by", "from")
            and child.i > token.i
            and child.i - token.i <= 5
        ):
            return next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    return None


def _hearsay(passage: Passage, names: Names, before: Sequence[Draft]) -> Iterator[Draft]:
    """ "reportedly": somebody says so, nobody is named; only where no named speaker covers the words."""
    for token in passage.doc:
        if token.lower_ not in _HEARSAY:
            continue
        at = passage.base + token.idx
        if any(d.content and d.content.start <= at < d.content.end for d in before):
            continue
        root = token.head
        if root.dep_ not in ("ROOT", "conj") or root.pos_ not in ("VERB", "AUX"):
            continue  # a hedge inside a subordinate clause belongs to whoever says the sentence
        inside = [t for t in token.sent if not t.is_space]
        said = passage.span(inside[0], inside[-1])
        voice = Voice(name=UNATTRIBUTED, resolved_by="hearsay")
        draft = _read(passage, names, voice, passage.span(token, token), said, "adverb.hearsay")
        yield draft if draft.act in ("claims-responsibility", "denies", "blames") else _plain(draft)


def _plain(draft: Draft) -> Draft:
    return msgspec.structs.replace(draft, act="reports", alternatives=("speculates",), polarity="positive")


def elided(passage: Passage, names: Names, before: Sequence[Draft]) -> Iterator[Draft]:
    """ "Nor has any of its branches", "as did the mayor": the act is that of the statement before."""
    for match in _ELIDED.finditer(passage.raw):
        at = passage.base + match.start()
        earlier = [draft for draft in before if draft.cue.start < at]
        near = [draft for draft in earlier if at - draft.span().end < 200]
        negative = match["cue"][:1] in "Nn"
        if not near or any(at <= d.cue.start < passage.base + match.end() for d in before):
            continue
        model = near[-1]
        who = Span(passage.base + match.start("who"), passage.base + match.end("who"))
        yield Draft(
            act=model.act,
            subtype=model.subtype,
            polarity="negative" if negative else model.polarity,
            voice=Voice(name=_ARTICLE.sub("", match["who"]), at=who, resolved_by="words"),
            cue=Span(at, passage.base + match.end("cue")),
            target=model.target,
            target_id=model.target_id,
            rule=f"elided>{model.rule}",
        )
