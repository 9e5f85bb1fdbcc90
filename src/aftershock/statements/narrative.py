"""What does the writer say on own authority: what happened, and what he makes of it?

``narrative``: violence, casualties or arrests asserted in a main clause. ``author``: the writer judges,
doubts, weighs, asks or appeals. Only sentences that nobody else's words cover.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from aftershock.records import Act, Tier
from aftershock.statements import blamed, subjects
from aftershock.statements.attribution import HARM
from aftershock.statements.draft import Draft, Voice
from aftershock.statements.passages import Passage
from aftershock.statements.speakers import Names
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

AUTHOR = "the writer"
_GUESS = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|presumably|maybe|likely|unlikely|seems?|appears?|suppose"
    r"|it (?:can|must|could|may) be (?:assumed|argued|supposed|said)|one (?:may|might|could|can)"
    r"|unclear|remains to be seen"
    r"|no proof|cannot be (?:known|told|proved|proven)|never know|hard to (?:say|tell|believe)|doubtful"
    r"|questionable"
    r"|suggests?|indicates?|points? to|would seem|plausible|conceivable|raises? the question)\b",
    re.I,
)
_ASK = re.compile(
    r"\b(?:must(?! have)|should(?! have)|ought to|let us|let's|let’s|it is (?:necessary|time|vital"
    r"|essential|important) to|needs? to be)\b",
    re.I,
)
_BLAME = re.compile(
    r"\b(?:carried out by|the work of|(?:was|were|is|are) (?:behind|responsible for|to blame)"
    r"|perpetrated by|committed by"
    r"|masterminded|orchestrated|staged by|bears? (?:all )?the (?:responsibility|blame))\b",
    re.I,
)
_HARM_WORDS = re.compile(HARM.pattern + r"|\b(?:claimed|claim (?:may|might|is|was)|motive|it did it)\b", re.I)
_DENIED_TRUTH = re.compile(
    r"\b(?:is|was|are|were|proved|turned out to be) (?:false|wrong|untrue|a hoax|fabricated|mistaken)\b", re.I
)
_JUDGEMENTS: tuple[tuple[re.Pattern[str], Act, str], ...] = (
    (_DENIED_TRUTH, "denies", "author.corrects"),
    (_GUESS, "speculates", "author.guess"),
    (_ASK, "urges", "author.appeal"),
)


def find(passage: Passage, names: Names, before: Sequence[Draft]) -> Iterator[Draft]:
    """The writer's own statements in a passage; ``before`` are the statements of others in it."""
    for sentence in passage.doc.sents:
        inside = [token for token in sentence if not token.is_space]
        if len(inside) < 4:
            continue
        span = passage.span(inside[0], inside[-1])
        words = passage.words(span)
        root = sentence.root
        covered = _covered(passage, root, span, before)
        if covered:
            continue
        draft = _author(passage, sentence, span, words, names) or _happened(passage, sentence, span, names)
        if draft:
            yield draft


def _covered(passage: Passage, root: Token, span: Span, before: Sequence[Draft]) -> bool:
    at = passage.base + root.idx
    for draft in before:
        evidence = draft.span()
        if draft.cue.start == at or (evidence.start <= at < evidence.end):
            return True
        if blamed.aside(draft):
            continue
        overlap = min(evidence.end, span.end) - max(evidence.start, span.start)
        if overlap > 0.6 * (span.end - span.start):
            return True
    return any(quote.inner <= root.idx < quote.inner_end and quote.size > 25 for quote in passage.quotes)


def _draft(
    act: Act, span: Span, cue: Span, rule: str, tier: Tier, alternatives: tuple[Act, ...] = ()
) -> Draft:
    return Draft(
        act=act, voice=Voice(name=AUTHOR, resolved_by="author"), cue=cue, content=span, rule=rule, tier=tier,
        alternatives=alternatives,
    )  # fmt: skip


def _author(passage: Passage, sentence: Sentence, span: Span, words: str, names: Names) -> Draft | None:
    if not _HARM_WORDS.search(words):
        return None
    if words.rstrip().endswith("?"):
        mark = Span(span.end - 1, span.end)
        return _draft("speculates", span, mark, "author.question", "author")
    for pattern, act, rule in _JUDGEMENTS:
        match = pattern.search(words)
        if match and not (match[0].lower() in ("could", "may", "might") and _ability(sentence, match[0])):
            at = Span(span.start + match.start(), span.start + match.end())
            return _draft(act, span, at, rule, "author", ("blames", "reports") if act == "speculates" else ())
    match = _BLAME.search(words)
    if match and not re.search(r"\b(?:who|whether|claim\w*)\b", words):
        at = Span(span.start + match.start(), span.start + match.end())
        return _draft("blames", span, at, "author.culprit", "author", ("reports",))
    return None


def _ability(sentence: Sentence, word: str) -> bool:
    """ "could not be reached", "could hear": what was possible, no guess."""
    for token in sentence:
        if token.lower_ == word.lower() and token.tag_ == "MD":
            heads = {token.head.lemma_.lower()}
            negated = any(child.dep_ == "neg" for child in token.head.children)
            return negated or bool(heads & {"hear", "see", "reach", "verify", "feel", "smell", "get", "find"})
    return token_is_month(sentence, word)


def token_is_month(sentence: Sentence, word: str) -> bool:
    """Whether "May" stands for the month: no modal of the parse."""
    return word == "May" and not any(token.text == word and token.tag_ == "MD" for token in sentence)


def _happened(passage: Passage, sentence: Sentence, span: Span, names: Names) -> Draft | None:
    """Violence, casualties or arrests, asserted in the past or perfect by a main verb."""
    happened = names.lexicon.sets["happened"]
    heads = [sentence.root, *(t for t in sentence if t.dep_ in ("conj", "ccomp") and t.head == sentence.root)]
    for token in heads:
        if token.tag_ not in ("VBD", "VBN", "VBZ", "VBP") or token.pos_ != "VERB":
            continue
        lemma = token.lemma_.lower()
        if (
            any(child.tag_ == "MD" for child in token.children)
            or subjects.mood_of(token, names.lexicon).negative
        ):
            continue
        if lemma in happened and _of_violence(token, lemma, sentence):
            return _draft("reports", span, passage.span(token, token), f"narrative.{lemma}", "narrative")
        if lemma in ("leave", "claim", "cause", "carry", "occur", "happen", "take", "lose", "go") and _light(
            token, names
        ):
            return _draft("reports", span, passage.span(token, token), f"narrative.{lemma}+", "narrative")
    return None


_PEACEFUL_TOO = frozenset(
    (
        "open", "hit", "strike", "collapse", "fire", "hold", "crash", "burn", "fight", "execute", "seize",
        "blow", "rip", "tear", "capture", "storm", "destroy", "hurt", "raid", "attack", "ram",
    )
)  # fmt: skip


# What is only figuratively killed, fired or slaughtered: a band slaughters ears, an attack fires blanks.
_NO_VICTIM = frozenset(
    ("ear", "blank", "joke", "song", "tune", "hope", "dream", "mood", "record", "penalty", "opponent", "time")
)


def _of_violence(token: Token, lemma: str, sentence: Sentence) -> bool:
    """Verbs with peaceful uses need a word of violence beside them."""
    if any(t.lemma_.lower() in _NO_VICTIM for t in token.subtree if 0 < t.i - token.i <= 3):
        return False
    if lemma in _PEACEFUL_TOO:
        return bool(re.search(
            r"\b(?:fire|gun\w*|bomb\w*|blast|explo\w*|attack\w*|shell\w*|rocket|device|mortar|dead"
            r"|killed|wounded|injured|police"
            r"|soldiers?|troops|militants?|rebels?|grenade|van|lorry|truck|crowd|hostages?|people|forces)\b",
            sentence.text, re.I,
        ))  # fmt: skip
    return True


def _light(token: Token, names: Names) -> bool:
    """ "left twelve dead", "claimed three lives", "the attack occurred"."""
    words = {t.lemma_.lower() for t in token.subtree}
    if token.lemma_ in ("occur", "happen", "take"):
        subject = [c for c in token.children if c.dep_ == "nsubj"]
        placed = token.lemma_ != "take" or "place" in words
        return placed and any(s.lemma_.lower() in names.lexicon.sets["event"] for s in subject)
    return bool(words & {"dead", "life", "wounded", "injured", "casualty", "victim"}) or (
        token.lemma_ == "carry" and "out" in words and bool(words & names.lexicon.sets["event"])
    )


__all__ = ["AUTHOR", "find"]
