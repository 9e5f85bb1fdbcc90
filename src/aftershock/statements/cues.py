"""Which words of a parsed passage mark an act, and in which frame?

A frame of acts.tsv fits a word when all its needs hold; the frames of a word are tried in the table's order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from aftershock.statements import issued
from aftershock.statements.lexicon import Frame, Lexicon
from aftershock.statements.passages import Passage
from aftershock.statements.passives import is_passive
from aftershock.statements.quotes import Quote
from aftershock.statements.subjects import negated

if TYPE_CHECKING:
    from spacy.tokens import Token

# Between a quotation and the words that attribute it stand marks only.
_BETWEEN = " ,.\n—–-\"'”’»`"
SAYING_GAP = 90  # "told reporters in the town hall on Monday evening that:" is about as long as it gets


class Cue(NamedTuple):
    """A word that marks an act, in a frame that fits, with the quotation it attributes."""

    token: Token
    frame: Frame
    quote: Quote | None
    object: Token | None


def find(passage: Passage, lexicon: Lexicon) -> Iterator[Cue]:
    """The cues of a passage, in order."""
    for token in passage.doc:
        pos = "verb" if token.tag_[:2] == "VB" else "noun" if token.pos_ == "NOUN" else ""
        frames = lexicon.frames.get((pos, token.lemma_.lower())) if pos else None
        if pos == "verb" and token.lemma_ == "be":
            frames = lexicon.frames.get(("verb", "be"))
        if not frames or token.dep_ in ("amod", "compound"):
            continue
        quote = attributed_quote(passage, token) if pos == "verb" else None
        for frame in frames:
            if fits(frame, token, quote, lexicon):
                yield Cue(token, frame, quote, _object(token))
                break


def attributed_quote(passage: Passage, token: Token) -> Quote | None:
    """The quotation that a verb attributes: right before its clause, or after it."""
    here = token.idx
    subject = [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")]
    low = min(
        [here, *(child.left_edge.idx for child in subject if not _inside(passage, child.left_edge.idx))]
    )
    high = max([here + len(token), *(child.idx + len(child) for child in subject)])
    for quote in passage.quotes:
        if quote.inner <= here < quote.inner_end:
            continue
        speech = is_speech(passage.raw, quote)
        if quote.end <= here and _has_that_clause(token):
            continue
        if quote.end <= here:
            between = (
                passage.raw[quote.end : min(low, here)] if low >= quote.end else passage.raw[quote.end : here]
            )
            if speech and not between.strip(_BETWEEN):
                return quote
            if speech and _inverted_gap(passage, quote, token):
                return quote
        elif quote.start >= here:
            between = passage.raw[min(high, quote.start) : quote.start]
            if speech and len(between) < SAYING_GAP and not _sentence_ends(between):
                if between.rstrip()[-1:] in (",", ":", ""):
                    return quote
                part_of_clause = " that " in f" {between} " or _other_verb(passage, token, quote)
                return None if part_of_clause else quote
            return None
    return None


def _has_that_clause(token: Token) -> bool:
    """Whether a verb of saying has its own clause behind it, so that a quotation before it is another's."""
    return any(
        child.dep_ == "ccomp" and child.i > token.i and any(c.lower_ == "that" for c in child.children)
        for child in token.children
    )


def _inverted_gap(passage: Passage, quote: Quote, token: Token) -> bool:
    """ "...", the mayor, Ada Brink, said: a name and an apposition between quotation and verb."""
    between = passage.raw[quote.end : token.idx]
    verbs = [t for t in passage.doc if quote.end <= t.idx < token.idx and t.pos_ == "VERB"]
    return len(between) < SAYING_GAP and not verbs and not _sentence_ends(between) and '"' not in between


def _sentence_ends(text: str) -> bool:
    return any(mark + " " in text for mark in ".!?;") or "\n" in text


def _other_verb(passage: Passage, token: Token, quote: Quote) -> bool:
    """Whether another verb stands between a cue and a later quotation: then it is part of a clause."""
    return any(t.pos_ in ("VERB", "AUX") for t in passage.doc if token.idx < t.idx < quote.start)


def _inside(passage: Passage, at: int) -> bool:
    return any(quote.inner <= at < quote.inner_end for quote in passage.quotes)


def is_speech(raw: str, quote: Quote) -> bool:
    """A quotation that stands for itself, not a word in marks: four words, or an end of a sentence."""
    inner = raw[quote.inner : quote.inner_end].strip()
    return inner.count(" ") >= 3 or inner[-1:] in ".,!?…" or raw[quote.end : quote.end + 1] == ","


def _object(token: Token) -> Token | None:
    """What is done to: the object, the subject of a passive, or the noun a participle hangs on."""
    verb = token
    while True:
        passive = is_passive(verb)
        if (own := _own_object(verb, passive)) is not None:
            return own
        if passive and verb.dep_ in ("acl", "relcl"):
            return verb.head
        if not passive or verb.dep_ != "conj" or verb.head.pos_ != "VERB":
            break
        verb = verb.head  # a passive in a list shares the subject of the verb before it
    # "has claimed or denied the attack": the object stands with the last verb
    if verb is not token or verb.dep_ == "conj":
        return None
    for child in verb.children:
        if child.dep_ == "conj" and child.pos_ == "VERB" and child.i - verb.i <= 3:
            return _own_object(child, is_passive(child))
    return None


def _own_object(verb: Token, passive: bool) -> Token | None:
    return next((c for c in verb.children if c.dep_ == ("nsubjpass" if passive else "dobj")), None)


def clause(token: Token) -> Token | None:
    """The clause that a verb or noun introduces."""
    for dep in ("ccomp", "xcomp", "acl", "relcl"):
        for child in token.children:
            if child.dep_ != dep or (dep in ("acl", "relcl") and token.pos_ != "NOUN"):
                continue
            if dep == "acl" and child.tag_ not in ("VB", "VBD", "VBZ", "VBP"):
                continue
            return child
    return None


def fits(frame: Frame, token: Token, quote: Quote | None, lexicon: Lexicon) -> bool:
    """Whether all needs of a frame hold for a word and the quotation that it attributes."""
    return all(_NEEDS[need](words, token, quote, lexicon) for need, words in frame.needs)


def _in(words: tuple[str, ...], token: Token, lexicon: Lexicon) -> bool:
    lemma, lower = token.lemma_.lower(), token.lower_
    for word in words:
        if word == "@any":
            return True
        if word[0] == "@":
            if {lemma, lower} & lexicon.sets[word[1:]]:
                return True
        elif word in (lemma, lower):
            return True
    return False


def _clause_need(words: tuple[str, ...], token: Token, quote: Quote | None, lexicon: Lexicon) -> bool:
    if quote is not None:
        return True
    return (
        any(
            child.dep_ == "ccomp"
            or (child.dep_ == "xcomp" and child.tag_ in ("VB", "VBG"))
            or child.text == ":"
            or (child.dep_ == "advcl" and any(c.lower_ == "that" for c in child.children))
            for child in token.children
        )
        or parenthetical(token)
        or _colon_follows(token)
    )


def _colon_follows(token: Token) -> bool:
    rest = token.doc[token.i + 1 : token.i + 9]
    for after in rest:
        if after.text == ":":
            return True
        if after.pos_ in ("VERB", "PUNCT"):
            return False
    return False


def parenthetical(token: Token) -> bool:
    """ "Three men, police say, were held": a verb of saying between commas or at the end of its clause."""
    if any(child.dep_ == "ccomp" for child in token.children):
        return True
    if trailing(token):
        return True
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return (
        token.dep_ in ("parataxis", "ccomp")
        and (after is None or after.is_punct)
        and any(child.dep_ == "nsubj" for child in token.children)
    )


def trailing(token: Token) -> Token | None:
    """ "At least four dead, officials say": the comma before a subject and verb that end their sentence."""
    last = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if last is not None and not (last.is_punct or last.is_space):
        return None
    for child in token.children:
        if child.dep_ == "nsubj" and child.left_edge.i > token.sent.start + 2:
            before = token.doc[child.left_edge.i - 1]
            return before if before.text in (",", "-", "–", "—") else None
    return None


def _object_need(words: tuple[str, ...], token: Token, quote: Quote | None, lexicon: Lexicon) -> bool:
    found = _object(token)
    if found is None and any(c.dep_ in ("ccomp", "xcomp") for c in token.children):  # small clauses
        found = next(
            (
                g
                for c in token.children
                if c.dep_ in ("ccomp", "xcomp")
                for g in c.children
                if g.dep_ == "nsubj"
            ),
            None,
        )
        if found is not None and not any(c.dep_ == "oprd" for c in token.children):
            return False
    if found is None:
        return False
    return any(
        _in(words, part, lexicon) for part in (found, *(c for c in found.children if c.dep_ == "conj"))
    )


def _prep_need(words: tuple[str, ...], token: Token, quote: Quote | None, lexicon: Lexicon) -> bool:
    found = _object(token)
    near = [*token.children, *(found.children if found is not None else ())]
    return any(
        child.dep_ in ("prep", "dative", "mark", "aux") and child.lower_ in words for child in near
    ) or ("that" in words and clause(token) is not None)


def _word_need(words: tuple[str, ...], token: Token, quote: Quote | None, lexicon: Lexicon) -> bool:
    return any(_in(words, part, lexicon) for part in token.subtree if part.i > token.i)


def _xcomp_need(words: tuple[str, ...], token: Token, quote: Quote | None, lexicon: Lexicon) -> bool:
    for child in token.children:
        if child.dep_ in ("xcomp", "ccomp", "acl", "advcl") and any(
            c.lower_ == "to" and c.dep_ == "aux" for c in child.children
        ):
            return not words or _in(words, child, lexicon)
    return False


def _predicate_need(words: tuple[str, ...], token: Token, quote: Quote | None, lexicon: Lexicon) -> bool:
    """What something is called: "a cowardly act", "as barbaric", "terrorism"; not "calling itself X"."""
    if any(c.dep_ in ("dobj", "nsubj") and c.lower_.endswith(("self", "selves")) for c in token.children):
        return False
    for child in token.children:
        if child.dep_ in ("oprd", "ccomp", "xcomp", "acomp") or (
            child.dep_ == "prep" and child.lower_ == "as"
        ):
            if child.dep_ == "ccomp" and child.pos_ == "VERB":
                continue
            if any(_in(words, part, lexicon) for part in child.subtree):
                return True
        if (
            child.dep_ == "dobj"
            and any(
                _in(words, part, lexicon)
                for grand in child.children
                if grand.dep_ in ("appos", "acl", "prep")
                for part in grand.subtree
                if grand.dep_ != "prep" or grand.lower_ == "as"
            )
            and words != ("@any",)
        ):
            return True
    return False


def _event_need(words: tuple[str, ...], token: Token, quote: Quote | None, lexicon: Lexicon) -> bool:
    return any(part.lemma_.lower() in lexicon.sets["event"] for part in token.subtree if part != token)


def _violence_need(words: tuple[str, ...], token: Token, quote: Quote | None, lexicon: Lexicon) -> bool:
    return any(part.lemma_.lower() in lexicon.sets["violence"] for part in token.subtree if part.i > token.i)


_NEEDS: dict[str, Callable[[tuple[str, ...], Token, Quote | None, Lexicon], bool]] = {
    "any": lambda words, token, quote, lexicon: True,
    "clause": _clause_need,
    "obj": _object_need,
    "prep": _prep_need,
    "of": lambda words, token, quote, lexicon: any(
        child.lower_ in ("of", "for") and any(_in(words, obj, lexicon) for obj in child.children)
        for child in token.children
    ),
    "word": _word_need,
    "xcomp": _xcomp_need,
    "gerund": lambda words, token, quote, lexicon: any(
        c.dep_ in ("xcomp", "ccomp") and c.tag_ == "VBG" for c in token.children
    ),
    "oprd": _predicate_need,
    "compound": lambda words, token, quote, lexicon: any(
        g.dep_ == "compound" and g.lower_ in words
        for c in token.children
        if c.dep_ == "dobj"
        for g in c.children
    ),
    "event": _event_need,
    "violence": _violence_need,
    "drawn": lambda words, token, quote, lexicon: (
        token.dep_ in ("dobj", "conj")
        and any(c.dep_ == "prep" and c.lower_ == "from" for c in (*token.head.children, *token.children))
    ),
    "particle": lambda words, token, quote, lexicon: any(
        c.dep_ in ("prt", "advmod") and c.lower_ in words for c in token.children
    ),
    "neg": lambda words, token, quote, lexicon: negated(token),
    "sent": lambda words, token, quote, lexicon: (
        (sent := issued.misparsed(token)) is not None
        and (claimed := issued.claimed(sent)) is not None
        and _in(words, claimed, lexicon)
    ),
    "subj": lambda words, token, quote, lexicon: any(
        c.dep_ in ("nsubj", "nsubjpass") and _in(words, c, lexicon) for c in token.children
    ),
    "acomp": lambda words, token, quote, lexicon: any(
        c.dep_ in ("acomp", "attr", "oprd") and c.lower_ in words for c in token.children
    ),
    "so": lambda words, token, quote, lexicon: any(
        c.dep_ == "advmod" and c.lower_ == "so" for c in token.children
    ),
}
