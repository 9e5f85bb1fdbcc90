"""Whose passage is this as a whole: a post's author, a labelled speaker, an issuer, or the speaker before?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from aftershock.records import Act
from aftershock.statements import blocks, content, cues, labels
from aftershock.statements.armed import is_armed
from aftershock.statements.draft import Draft, Voice
from aftershock.statements.issuers import Issued
from aftershock.statements.memory import Known
from aftershock.statements.passages import Passage
from aftershock.statements.speakers import Names
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Stretch

UNNAMED = "unattributed account"
# The order in which the more specific act wins (annotation guideline, section 3).
SPECIFIC: tuple[Act, ...] = (
    "claims-responsibility", "calls-to-attack", "threatens", "denies", "blames", "praises", "condemns",
    "warns", "urges", "speculates", "reports", "other",
)  # fmt: skip


# "The mayor commented on the attack:" may announce the writer's own account of it; "stated:" does not.
_ABOUT = frozenset(
    {"comment", "react", "respond", "speak", "report", "describe", "discuss", "recall", "analyse"}
)


_ANSWERS = ("A", "Answer", "ANSWER")


class Turns:
    """Follows who holds the floor while a story is read from top to bottom."""

    def __init__(self, *, post: bool, author: str | None, issued: Issued | None = None) -> None:
        self.post = Voice(name=author or UNNAMED, resolved_by="page author") if post else None
        self.issuer: Voice | None = None
        self.issued = issued if not post else None
        self.labelled: labels.Label | None = None
        self.silent = False  # an interviewer's bare question
        self.block: Voice | None = None  # who was quoted with "stated:" right before
        self.opened = self.goes_on = False  # whether a block begins here, and whether it goes on behind
        self.number = 0
        self.before = ""  # the line over this passage
        self.heading = 0  # which passage is the communiqué's own heading

    def owner(self, passage: Passage, names: Names) -> Voice | None:
        """Who speaks this passage as a whole; None in an ordinary paragraph of an article."""
        self.number += 1
        self.labelled, self.silent = None, False
        if self.post:
            return self.post
        if self.issuer and labels.signs_off(passage.raw):
            self.issuer, self.heading = None, self.number
        before, self.before = self.before, passage.raw
        if self.issued is not None:
            self._issued(passage, names, self.issued)
        elif self.number <= 3 or self.heading:
            who = labels.issuer(passage.raw, before)
            if who:
                self.heading = self.number
                self.issuer = Voice(name=who, entity=names.gazetteer.resolve(who), resolved_by="issuer")
        known = frozenset(
            k.name.lower() for k in names.memory.named + names.memory.spoke if k.name[:1].isupper()
        )
        known |= frozenset(mention.name.lower() for mention in names.mentions if mention.start == 0)
        found = labels.label(passage.raw, passage.base, names.lexicon, known)
        if found and not (self.block and passage.raw.rstrip().endswith(":")):
            self.labelled = found
            self.silent = labels.is_question(passage.words(found.content), passage.words(found.who))
            return _label_voice(passage, found, names)
        return self.block or self.issuer

    def _issued(self, passage: Passage, names: Names, issued: Issued) -> None:
        """A text that somebody issues as a whole is theirs from its heading to its signature."""
        at = passage.base + len(passage.raw)
        self.issuer = None
        if issued.span.start < at and passage.base < issued.span.end:
            entity = names.gazetteer.resolve(issued.name)
            self.issuer = Voice(name=issued.name, entity=entity, resolved_by="issuer")

    def own(self, passage: Passage, names: Names, owner: Voice, spoken: Sequence[Draft]) -> Iterator[Draft]:
        """What the owner of a passage says in it; a block's beginning was taken as a quotation before."""
        if self.block is not None and owner is self.block:
            first, self.opened = self.opened, False
            self.block = _carried(owner) if self.goes_on else None
            if not first:
                span = Span(passage.base, passage.base + len(passage.raw))
                yield _whole(passage, names, owner, span, None, "block", spoken)
            return
        if self.silent or (self.heading == self.number and owner is self.issuer):
            return
        if self.labelled:
            yield _whole(passage, names, owner, self.labelled.content, self.labelled.cue, "label", spoken)
        elif self.post:
            span = Span(passage.base, passage.base + len(passage.raw))
            draft = _whole(passage, names, owner, span, None, "post", spoken)
            if owner.name != UNNAMED or draft.act not in ("reports", "other") or _telling(passage, names):
                yield draft
        else:
            yield from _sentences(passage, names, owner, spoken)

    def blocks(
        self,
        passage: Passage,
        following: Passage | None,
        spoken: list[Draft],
        names: Names,
        ruled: Sequence[Draft] = (),
    ) -> list[Draft]:
        """A saying that ends its paragraph in a colon takes the next paragraph as its content.

        ``ruled`` are the rules' own drafts: the colon is a surer sign of one than the network's doubt.
        """
        if self.block is not None:
            self.goes_on = following is not None and blocks.goes_on(passage.raw, following.raw)
            return spoken
        if following is None or not labels.introduces(passage.raw) or not (spoken or ruled) or self.post:
            return spoken
        last = max(spoken or ruled, key=lambda draft: draft.cue.start)
        tail = passage.raw[last.cue.end - passage.base :]
        open_act = last.act in ("reports", "other", "speculates", "urges", "warns", "threatens")
        told = last.content is not None and last.content.start >= last.cue.end
        if (told and not open_act) or len(tail) > 160:
            return spoken
        span = Span(following.base, following.base + len(following.raw))
        if (
            last.rule.split(".")[1:2]
            and last.rule.split(".")[1] in _ABOUT
            and not labels.opens_quote(following.raw)
        ):
            return spoken
        if labels.label(following.raw, following.base, names.lexicon, frozenset()):
            return spoken
        self.block, self.opened = last.voice, True
        taken = msgspec.structs.replace(last, content=span, quote="direct", rule=f"{last.rule}+block")
        doings = sorted(
            _doings(following, names, last.voice, span), key=lambda pair: SPECIFIC.index(pair[0].act)
        )
        if doings and last.act in ("reports", "speculates", "other"):
            act = doings[0][0].act
            others = tuple(doing.act for doing, _ in doings[1:] if doing.act != act)
            taken = msgspec.structs.replace(taken, act=act, alternatives=(*others, "reports"))
        return [taken if draft is last else draft for draft in spoken or [last]]

    def set_apart(
        self, passage: Passage, names: Names, spoken: Sequence[Draft], before: Sequence[Draft]
    ) -> Iterator[Draft]:
        """Quotations that stand alone: the speaker is carried over from the quotation before."""
        yield from _posts(passage, names)
        if self.block or self.labelled or self.post:
            return
        for quote in passage.quotes:
            span = Span(passage.base + quote.start, passage.base + quote.end)
            if not cues.is_speech(passage.raw, quote) or not _alone(passage.raw, quote.start, quote.end):
                continue
            if any(d.span().start < span.end and span.start < d.span().end for d in spoken):
                continue
            earlier = [d for d in (*before, *spoken) if d.cue.start < span.start and d.tier == "attributed"]
            if not earlier or span.start - earlier[-1].span().end > 400 or earlier[-1].quote == "none":
                continue
            last = max(earlier[-4:], key=lambda d: d.cue.start)
            voice = Voice(name=last.voice.name, entity=last.voice.entity, resolved_by="carried over")
            yield _whole(passage, names, voice, span, Span(span.start, span.start + 1), "carried", spoken)


def _carried(voice: Voice) -> Voice:
    """Who goes on in the next paragraph, where the name does not stand."""
    return Voice(name=voice.name, entity=voice.entity, resolved_by="carried over")


def _telling(passage: Passage, names: Names) -> bool:
    """Whether a post of nobody in particular tells of violence or names somebody who is listed.

    What people say of their day is counted with the posts; it is no line of a ledger.
    """
    words = names.lexicon.sets
    told = words["event"] | words["violence"] | words["casualty"] | words["armed"]
    return bool(names.mentions) or any({t.lower_, t.lemma_.lower()} & told for t in passage.doc)


def _alone(raw: str, start: int, end: int) -> bool:
    """Whether a quotation is a sentence of its own: after a full stop or at the start, with its own end."""
    before = raw[:start].rstrip()
    closes = raw[end - 2 : end] if end >= 2 else ""
    return (not before or before[-1] in '.!?”"') and any(mark in closes for mark in ".!?…")


def _posts(passage: Passage, names: Names) -> Iterator[Draft]:
    for post in labels.posts(passage.raw, passage.base):
        entity = names.gazetteer.resolve(post.name)
        voice = Voice(name=post.name, entity=entity, at=post.who, resolved_by="signature")
        names.memory.speak(
            Known(post.name, entity, "person", frozenset(post.name.lower().split()), False),
            names.place(post.who.start - passage.base),
        )
        yield _whole(passage, names, voice, post.content, Span(post.who.start, post.who.end), "signature", ())


def _label_voice(passage: Passage, label: labels.Label, names: Names) -> Voice:
    words = passage.words(label.who)
    entity = names.gazetteer.resolve(words)
    full = names.memory.full(words) if " " not in words else None
    if words.strip(".") in _ANSWERS:  # the interview's person: whoever was named first
        full = next((k for k in names.memory.named if k.kind == "person" and " " in k.name), None)
    name = full.name if full else words
    names.memory.speak(
        Known(name, entity, "person" if entity is None else "body", frozenset(name.lower().split()), False),
        names.place(label.who.start - passage.base),
    )
    return Voice(name=name, entity=entity, at=label.who, resolved_by="label")


def _doings(passage: Passage, names: Names, voice: Voice, span: Span) -> list[tuple[content.Doing, Stretch]]:
    """What each sentence of a stretch does."""
    stretch = passage.doc.char_span(
        span.start - passage.base, span.end - passage.base, alignment_mode="expand"
    )
    if stretch is None:
        return []
    found = []
    armed = is_armed(voice, names)
    for sentence in passage.doc.sents:
        low, high = max(sentence.start, stretch.start), min(sentence.end, stretch.end)
        if high - low < 2:
            continue
        doing = content.doing(passage.doc[low:high], direct=True, armed=armed, lexicon=names.lexicon)
        if doing:
            found.append((doing, passage.doc[low:high]))
    return found


def _whole(
    passage: Passage,
    names: Names,
    voice: Voice,
    span: Span,
    cue: Span | None,
    rule: str,
    spoken: Sequence[Draft],
) -> Draft:
    """One statement for a whole turn: its most specific act, the others as alternatives."""
    doings = _doings(passage, names, voice, span)
    doings.sort(key=lambda pair: SPECIFIC.index(pair[0].act))
    best = doings[0][0] if doings else None
    at = passage.span(best.verb, best.verb) if best and best.verb is not None else cue
    return Draft(
        act=best.act if best else "reports",
        voice=voice,
        cue=at or Span(span.start, min(span.start + 1, span.end)),
        content=span,
        rule=f"{rule}>{best.rule}" if best else rule,
        alternatives=tuple(dict.fromkeys([*(doing.act for doing, _ in doings[1:]), "reports"]))
        if best
        else (),
        subtype=best.subtype if best else None,
        polarity=best.polarity if best else "positive",
        quote="direct",
    )


def _sentences(passage: Passage, names: Names, owner: Voice, spoken: Sequence[Draft]) -> Iterator[Draft]:
    """A communiqué: each sentence that does something is its issuer's."""
    for sentence in passage.doc.sents:
        inside = [token for token in sentence if not token.is_space]
        if len(inside) < 4 or not any(token.pos_ in ("VERB", "AUX") for token in inside):
            continue
        span = passage.span(inside[0], inside[-1])
        if any(d.span().start < span.end and span.start < d.span().end for d in spoken):
            continue
        yield _whole(
            passage, names, owner, span, passage.span(sentence.root, sentence.root), "issuer", spoken
        )
