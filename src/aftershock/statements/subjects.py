"""Which word is the subject of a cue, and does the cue assert its act at all?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from aftershock.statements.lexicon import Lexicon
from aftershock.statements.passives import is_passive

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_RELATIVE = {"who", "which", "that"}
# "Channels linked to A and B": what stands between the noun and its verb names others, who do not speak.
_LINKS = {
    "link", "linked", "tie", "tied", "affiliate", "affiliated", "associate", "associated", "align", "aligned",
    "connect", "connected", "run", "own", "owned", "operate", "operated", "control", "controlled", "belong",
    "belonging", "close", "loyal", "sympathetic", "near", "friendly", "faithful", "allied", "ally",
}  # fmt: skip
_BESIDE_SOMEBODY = {
    "lawyer", "attorney", "counsel", "solicitor", "barrister", "father", "mother", "brother", "sister",
    "wife", "husband", "widow", "son", "daughter", "parent", "uncle", "aunt", "cousin", "neighbour",
    "neighbor", "friend", "family", "relative", "colleague", "employer", "landlord", "teacher",
}  # fmt: skip
_LINKING = {"to", "with", "by"}
_NAMES_ONLY = {"PROPN", "DET", "CCONJ", "NOUN", "ADJ", "PART", "NUM"}
_SELDOM = {"could", "might", "may", "should", "must", "can", "ought"}


class Subject(NamedTuple):
    """Who acts: a word, or none for "it was announced"; ``lost`` where damage took the name."""

    token: Token | None
    lost: bool = False


class Mood(NamedTuple):
    """How the act is asserted: not at all (``None`` certainty), as a forecast, or denied."""

    certainty: Literal["asserted", "predicted", "hedged"] | None
    negative: bool


def subject_of(token: Token, depth: int = 0) -> Subject | None:
    """The subject of a verb; None where there is none that could speak."""
    if depth > 5:
        return None
    if is_passive(token) or _bare_participle(token):
        return _agent(token)
    if (
        token.dep_ == "pcomp"
        and token.head.lower_ == "as"
        and token.head.head.lemma_ in ("quote", "cite", "report")
    ):
        quoted = next(
            (child for child in token.head.head.children if child.dep_ in ("dobj", "nsubjpass")), None
        )
        return Subject(quoted) if quoted is not None else None
    parted = _parted(token)
    if parted is not None:
        return Subject(parted)
    for child in token.children:
        if child.dep_ == "nsubj":
            if child.tag_ == "DT" and child.lower_ in ("the", "a", "an") and _nothing_after(child):
                return Subject(None, lost=True)
            return _relative(token, _nearer_name(token, child))
    if _gap_before(token):
        return Subject(None, lost=True)
    head = token.head
    if token.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
        if head.dep_ == "ccomp" and leaves_quotation(head, token):
            return subject_of(head.head, depth + 1)  # said "A did it" and threatened: who said it threatened
        same_tense = token.tag_ == head.head.tag_ in ("VBD", "VBZ") and head.tag_ != token.tag_
        if head.dep_ == "ccomp" and same_tense:  # "said that it has no plan but urged him": who said, urged
            return subject_of(head.head, depth + 1)
        return subject_of(head, depth + 1) if not is_passive(head) else _passive_subject(head)
    if (
        token.dep_ in ("xcomp", "advcl", "ccomp", "dep")
        and head.pos_ in ("VERB", "AUX")
        and token.tag_ != "VBD"
    ):
        return subject_of(head, depth + 1) if not is_passive(head) else _passive_subject(head)
    if token.dep_ == "pcomp" and head.head.pos_ in ("VERB", "AUX"):
        return subject_of(head.head, depth + 1)
    if token.dep_ in ("acl", "relcl") and token.tag_ == "VBG":
        return Subject(head)
    return _inverted(token)


def _parted(token: Token) -> Token | None:
    """ "The League had, in a letter, accepted it": the subject of an auxiliary cut off from its verb."""
    doc, at = token.doc, token.i - 2
    if token.tag_ not in ("VBN", "VBD") or at < 1 or doc[token.i - 1].text != ",":
        return None
    while at > token.sent.start and doc[at].pos_ not in ("VERB", "AUX"):
        at -= 1
    if doc[at].lower_ not in ("had", "has", "have") or doc[at + 1].text != ",":
        return None
    return next((child for child in doc[at].children if child.dep_ == "nsubj"), None)


def leaves_quotation(one: Token, other: Token) -> bool:
    """Whether a quotation ends between two words: an odd number of marks stands between them."""
    return sum(t.text == '"' for t in one.doc[one.i : other.i]) % 2 == 1


def speaks_for_another(token: Token | None) -> bool:
    """ "His lawyer", "her father": a "he" or "she" in what they say is somebody else's.

    An office or a spokesman says in its master's voice what the master does.
    """
    if token is None or token.lemma_.lower() not in _BESIDE_SOMEBODY:
        return False
    return any(c.dep_ == "poss" and c.lower_ in ("his", "her") for c in token.children)


def _opening(doc: Doc, at: int, first: int) -> int:
    """Where the brackets that close at a place were opened."""
    return next((n for n in range(at, first, -1) if doc[n].text == "("), at)


def linked(token: Token) -> list[Token]:
    """The nouns that act where a verb follows "linked to A and B" directly; none elsewhere.

    Read from the order of words: the parser often takes A or B for the subject.
    """
    helpers = [c for c in token.children if c.dep_ in ("aux", "auxpass", "neg", "advmod") and c.i < token.i]
    at = min([token.i, *(child.i for child in helpers)]) - 1
    doc, first = token.doc, token.sent.start
    while at > first + 1 and (doc[at].pos_ in _NAMES_ONLY or doc[at].text in ("-", "of", ")")):
        if doc[at].lower_ in _LINKING:
            break
        at = _opening(doc, at, first) - 1 if doc[at].text == ")" else at - 1
    through = doc[at - 1] if at > first else None
    if doc[at].lower_ not in _LINKING or through is None:
        return []
    if through.lower_ not in _LINKS and through.lemma_.lower() not in _LINKS:
        return []
    before = [t for t in doc[max(first, through.i - 3) : through.i] if t.pos_ in ("NOUN", "PROPN")]
    if not before or any(t.pos_ == "PUNCT" for t in doc[before[-1].i : through.i]):
        return []
    head = before[-1]
    pair = head.dep_ == "conj" and head.head.pos_ in ("NOUN", "PROPN") and head.head.i < head.i
    return [head.head, head] if pair else [head]


def _bare_participle(token: Token) -> bool:
    """ "Asked whether ..., she", "condemned to the small tent, the theatre": the subject is done to."""
    return (
        token.tag_ in ("VBN", "VBD")
        and token.dep_ in ("advcl", "csubj", "dep")
        and token.i == token.left_edge.i
        and token.is_title
        and not any(child.dep_ in ("nsubj", "aux", "mark", "dobj") for child in token.children)
    )


def _nearer_name(token: Token, subject: Token) -> Token:
    """ "Citing friends, Brandt notes": where the parser took the phrase, the name at the verb speaks."""
    before = token.doc[token.i - 1] if token.i else None
    if before is None or before == subject or before.pos_ != "PROPN" or subject.left_edge.tag_ != "VBG":
        return subject
    return before


def _relative(token: Token, child: Token) -> Subject:
    if child.lower_ in _RELATIVE and token.dep_ == "relcl":
        return Subject(token.head)
    if child.lower_ in _RELATIVE and token.dep_ == "conj" and token.head.dep_ == "relcl":
        return Subject(token.head.head)
    return Subject(child)


def _agent(token: Token) -> Subject | None:
    verb = token
    while True:
        for child in verb.children:
            if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
                for grand in child.children:
                    if grand.dep_ == "pobj":
                        return Subject(grand)
        if verb.dep_ != "conj" or verb.head.pos_ != "VERB" or not is_passive(verb.head):
            break
        verb = verb.head
    for child in verb.children:
        if child.dep_ == "xcomp" and child.tag_ == "VB":  # "were told to leave by the guards"
            late = next((g for g in child.children if g.dep_ == "agent"), None)
            if late is not None:
                return next((Subject(deep) for deep in late.children if deep.dep_ == "pobj"), None)
    finite = any(child.dep_ == "auxpass" for child in verb.children)
    return Subject(None) if finite else None


def _passive_subject(token: Token) -> Subject | None:
    for child in token.children:
        if child.dep_ in ("nsubjpass", "nsubj"):
            return Subject(child)
    return None


def _inverted(token: Token) -> Subject | None:
    """After a quotation the parser may take the speaker for an object: "...", said the mayor."""
    doc = token.doc
    before = doc[token.i - 1] if token.i else None
    if before is None or not (before.is_quote or before.text == ","):
        return None
    for child in token.children:
        if child.dep_ in ("dobj", "attr", "oprd", "npadvmod") and 0 < child.left_edge.i - token.i <= 2:
            bare = child.tag_ == "NN" and not list(child.lefts) and not before.is_quote
            if not bare:  # ", claimed responsibility": what is claimed does not speak
                return Subject(child)
    return None


def _nothing_after(token: Token) -> bool:
    """Whether a text breaks off after a token, or has only white space where its noun should stand."""
    return token.i + 1 >= len(token.doc) or bool(token.doc[token.i + 1].is_space)


def _gap_before(token: Token) -> bool:
    """Damage took the subject: a hole in the line stands right before the verb or its auxiliaries."""
    first = min(
        (child for child in token.children if child.dep_ in ("aux", "auxpass", "neg")),
        key=lambda t: t.i,
        default=token,
    )
    first = first if first.i < token.i else token
    before = token.doc[first.i - 1] if first.i else None
    if before is None:
        return first.is_lower and first.tag_ in ("VBD", "VBZ", "VBP")
    return before.is_space and first.i > 1 and first.tag_ in ("VBD", "VBZ", "VBP")


def mood_of(token: Token, lexicon: Lexicon) -> Mood:
    """Whether a verb's act is asserted: modals, conditions, purposes and wishes are no acts."""
    negative = negated(token)
    auxiliaries = {child.lower_ for child in token.children if child.dep_ == "aux"}
    if auxiliaries & _SELDOM and not negative:
        return Mood(None, negative)
    if "would" in auxiliaries and "have" not in auxiliaries and not negative:
        return Mood(None, negative)
    if any(
        child.dep_ == "mark" and child.lower_ in ("if", "unless", "whether", "lest")
        for child in token.children
    ):
        return Mood(None, negative)
    if token.dep_ == "ccomp" and {c.lower_ for c in token.head.children if c.dep_ == "aux"} >= {
        "would",
        "have",
    }:
        return Mood(None, negative)  # "you would have thought they claimed it": nobody claims anything
    if token.dep_ in ("xcomp", "advcl", "acl", "ccomp", "pcomp", "conj", "relcl") and "to" in auxiliaries:
        return _infinitive(token, negative, lexicon)
    if token.dep_ == "pcomp" and token.head.lower_ in ("without", "before", "after"):
        return Mood("asserted", negative or token.head.lower_ == "without")
    if token.dep_ == "pcomp" and token.head.head.lemma_ in ("stop", "refrain", "fall"):
        return Mood("asserted", True)
    if token.dep_ == "conj" and "to" not in auxiliaries and token.tag_ == "VB" and token.head.pos_ == "VERB":
        above = mood_of(token.head, lexicon)
        return Mood(above.certainty, negative or above.negative)
    return Mood("predicted" if auxiliaries & {"will", "shall", "'ll"} else "asserted", negative)


def _infinitive(token: Token, negative: bool, lexicon: Lexicon) -> Mood:
    head = token.head
    if token.dep_ == "conj":
        return mood_of(head, lexicon) if head.tag_ == "VB" else Mood(None, negative)
    if head.lemma_ in lexicon.sets["unwilling"]:
        spoken = head.lemma_ in ("decline", "refuse") and token.lemma_ in lexicon.sets["silence"]
        return Mood(None if spoken else "asserted", not negative)
    if head.lemma_ in ("have", "be") and any(child.lower_ == "yet" for child in head.children):
        return Mood("asserted", True)
    if (
        any(child.lower_ == "yet" for child in token.children)
        or token.doc[max(token.i - 2, 0)].lower_ == "yet"
    ):
        return Mood("asserted", True)
    if any(child.dep_ == "nsubj" for child in token.children):
        return Mood(None, negative)  # "it is useful for X to blame Y"
    if head.lemma_ in lexicon.sets["aspect"] or token.dep_ == "advcl":
        return Mood("asserted", negative)
    if head.lower_ in ("first", "last", "one", "those"):
        return Mood("asserted", negative)
    return Mood(None, negative)


def negated(token: Token) -> bool:
    """Whether a verb is denied: by a particle, by its subject, or through "or"."""
    for child in token.children:
        if child.dep_ == "neg" or (child.lower_ in ("never", "nor", "neither") and child.i < token.i):
            return True
        if child.dep_ in ("nsubj", "agent", "nsubjpass"):
            words = (
                [child, *child.children]
                if child.dep_ != "agent"
                else [w for c in child.children for w in (c, *c.children)]
            )
            lowered = {word.lower_ for word in words}
            if lowered & {"no", "nobody", "none", "neither", "nor"} or (
                child.lower_ == "one" and "no" in lowered
            ):
                return child.dep_ != "nsubjpass"
    if (
        token.dep_ == "conj"
        and token.head.pos_ == "VERB"
        and not any(c.dep_ == "nsubj" for c in token.children)
    ):
        joined = {c.lower_ for c in token.head.children if c.dep_ == "cc"}
        if joined & {"or", "nor"}:
            return negated(token.head)
    return False
