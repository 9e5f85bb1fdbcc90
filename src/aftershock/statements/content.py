"""What does the content of a saying do: does it claim, deny, threaten, or only inform?

A verb of saying marks that something is said; what act it is stands in the words said. The speaker's own
voice is the first person in a quotation and a pronoun in reported speech.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aftershock.records import Act, Polarity
from aftershock.statements import cues
from aftershock.statements.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Span as Stretch
    from spacy.tokens import Token

_OWN = {"i", "we", "us", "our", "me", "my", "ours"}
_POSSESSIVES = {"its", "their", "his", "her"}
_REPORTED = {"it", "they", "he", "she", "its", "their"}
_NOT_INVOLVED = re.compile(
    r"\b(?:(?:had|has|have|was|were|is|are|am|played|play|took|take)\s+(?:no|nothing|neither)\b[^.;]{0,40}?\b"
    r"(?:part|role|link|links|hand|involvement|connection|to do|responsibility|knowledge)"
    r"|no such \w+ (?:exists?|was)|not (?:us\b|our (?:doing|work)|an? target)|nothing in it|no truth in"
    r"|(?:is|was|are|were|[’']s) (?:an? forgery|not true)"
    r"|not (?:\w+ ){0,2}(?:involved|behind|responsible|carried out|carry out|behind)"
    r"|(?:did|does|do) not (?:carry out|commit|plan|order|plant|take part|set|do (?:it|this)|kill|shoot"
    r"|send|know of)"
    r"|(?:never|not) (?:carried out|ordered|planned|committed|attacked|planted)"
    r"|(?:innocent|untrue|a lie|lies|false|baseless|unfounded|fabricated|fabrication|nonsense|invented"
    r"|slander))\b",
    re.I,
)
# "That is wrong" denies what was said, "the clock is wrong" tells of a clock, "it was wrong to do it" judges.
_WRONG = re.compile(r"\b(?:is|was|are|were|[’']s) (?:simply |plainly |just )?wrong\b", re.I)
_JUDGED = re.compile(
    r"\b(?:who(?:so)?ever|no matter who|regardless of who)\b|\bwrong (?:to|of \w+ to) \w+"
    r"|\bwhat (?:[\w’']+ ){0,3}?(?:did|done|do|does|happen(?:s|ed)) ",
    re.I,
)
_SAID = frozenset(
    (
        "this", "that", "it", "they", "these", "those", "which", "what", "accusation", "account",
        "allegation", "assertion", "assumption", "charge", "claim", "conclusion", "figure", "idea",
        "information", "insinuation", "message", "narrative", "news", "number", "report",
        "reporting", "rumour", "rumor", "speculation", "statement", "story", "suggestion",
        "suspicion", "theory", "toll", "version",
    )
)  # fmt: skip
_CLAIMED = re.compile(
    r"\b(?:carr(?:y|ied) out|(?:was|were|is|are|am|stood|stand|be|been) (?:behind|responsible for)"
    r"|claims? responsibility"
    r"|claimed responsibility|claims? (?:the|this) (?:attack|bombing|blast|shooting|operation)"
    r"|perpetrated|did (?:it|this)|(?:answer|answers|answered) for (?:this|the) (?:act|attack|deed|operation)"
    r"|(?:planted|detonated|set off) [^.;]{0,30}?\b(?:it|this|them|bombs?|devices?|charges?|mines?"
    r"|explosives?|cars?|vans?|parcels?|packages?)\b"
    r"|(?:executed|conducted|staged|mounted|launched) (?:the|this|an?)"
    r" \w*\s?(?:attack|operation|bombing|strike|raid)"
    r"|takes? responsibility|took responsibility)\b",
    re.I,
)
# "We carried out the arrests": an office's work, no claim.
_POLICE_WORK = re.compile(r"\b(?:investigat|search|operation to|arrests?\b|raids? on|test|inspection)", re.I)
_CULPRIT = re.compile(
    r"\b(?:(?:was|were|is|are|be|been|stood|stands) (?:\w+ly )?(?:behind|responsible for|to blame"
    r"|the work of)|carried out by"
    r"|the work of|bears? (?:all )?the (?:hallmarks?|signature|responsibility)"
    r"|bears? (?:\w+ )?(?:responsibility|the blame)"
    r"|bears? (?:\w+ )?guilt for|masterminded|orchestrated|(?:has|have|had) (?:\w+ )?blood on"
    r"|perpetrated by|committed by)\b",
    re.I,
)
_FUTURE_HARM = re.compile(r"\b(?:will|shall|going to|would|'ll|’ll)\b", re.I)
# "The mills will be next", "it will be followed by others": an armed group need not say "we" to threaten.
_IN_STORE = re.compile(
    r"\b(?:will|shall|[’']ll) (?:be (?:next|answered|avenged)\b|be followed by (?:more|others?|another)\b)",
    re.I,
)
_CONDITION = re.compile(r"\b(?:if|unless|should|until|or else|as long as)\b", re.I)
# What an armed group does to things; of anybody else these verbs tell of work.
_ARMED_DEEDS = frozenset(("fire", "derail", "torch", "sabotage", "wreck", "launch", "ignite", "sink", "raid"))
_MAYBE = re.compile(
    r"\b(?:perhaps|possibly|probably|likely|unlikely|maybe|appears? to|seems? to|seemed to|appeared to"
    r"|presumably"
    r"|i (?:think|believe|suspect|guess|doubt|assume)|we (?:think|believe|suspect|assume)|possible that"
    r"|must have been"
    r"|hard to believe|difficult to believe)\b",
    re.I,
)
_ASKED = re.compile(
    r"\b(?:(?:must|should|ought to|need to|needs to|have to|has to) (?!have\b|be (?:an?|the|seen)\b)\w+"
    r"|let us|let's|let’s|please)\b",
    re.I,
)
_SORRY = re.compile(
    r"\b(?:condolences|thoughts (?:and prayers )?are with|prayers|heartfelt|deeply saddened|our hearts"
    r"|my heart|we mourn|i am sorry|"
    r"we are sorry|apologi[sz]e|no comment|cannot comment|rest in peace|stand with|stands with)\b",
    re.I,
)
_DANGER = re.compile(
    r"\b(?:more|further|another|new|fresh|follow-up) (?:attacks?|bombs?|blasts?|violence|devices?"
    r"|strikes?)\b",
    re.I,
)


class Doing(NamedTuple):
    """The act of a content and where its own verb stands (none: the verb of saying stays the cue)."""

    act: Act
    polarity: Polarity
    subtype: str | None
    rule: str
    verb: Token | None = None


def doing(
    stretch: Stretch, *, direct: bool, armed: bool, lexicon: Lexicon, for_another: bool = False
) -> Doing | None:
    """What the words of a stretch do in their speaker's voice; None where they only inform.

    ``direct`` where they are the speaker's very words; ``armed`` where the speaker is an armed group, whose
    "we struck" is a claim; ``for_another`` where "he" and "she" are not the speaker ("his lawyer said
    he denied it").
    """
    if not len(stretch):
        return None
    text = stretch.text
    own = _own_subjects(stretch, direct, armed)
    if for_another:
        own = [t for t in own if t.lower_ not in ("he", "she")]
    if own or not (direct or for_another):
        performed = _performed(stretch, lexicon, direct)
        if performed:
            return performed
    wrong = _said_wrong(stretch)
    if wrong and _JUDGED.search(text):
        return Doing("condemns", "positive", None, "content.wrong-deed")
    apart = _NOT_INVOLVED.search(text) or wrong
    if apart and (own or _short(text) or _of_root(stretch, *apart.span())):
        return Doing("denies", "positive", None, "content.not-involved")
    conditional = (
        armed
        and own
        and direct
        and _FUTURE_HARM.search(text)
        and re.search(r"\b(?:if|unless)\b|^should\b", text, re.I)
    )
    if conditional and not _SORRY.search(text):
        return Doing("threatens", "positive", "conditional", "content.armed-condition")
    if armed and direct and _IN_STORE.search(text):
        subtype = "conditional" if _CONDITION.search(text) else None
        return Doing("threatens", "positive", subtype, "content.armed-in-store")
    if own:
        found = _own_deed(stretch, own, armed, lexicon)
        if found:
            return found
    if _CULPRIT.search(text) and not own and not _questioned(text):
        negative = bool(re.search(r"\b(?:not|nobody|no one)\b", text))
        return Doing("blames", "negative" if negative else "positive", None, "content.culprit")
    return _stance(stretch, lexicon, direct)


def _said_wrong(stretch: Stretch) -> re.Match[str] | None:
    """Where something that was said, or somebody, is called wrong."""
    found = _WRONG.search(stretch.text)
    if not found:
        return None
    at = stretch.start_char + found.start()
    verb = next((t for t in stretch if t.idx <= at < t.idx + len(t)), None)
    subjects = [c for c in verb.children if c.dep_ == "nsubj"] if verb is not None else []
    named = any(
        c.lemma_.lower() in _SAID or c.pos_ in ("PRON", "PROPN") or c.dep_ == "csubj" for c in subjects
    )
    return found if named else None


def _of_root(stretch: Stretch, start: int, end: int) -> bool:
    """Whether words of a stretch, by offsets, hold its main verb: said of the whole, not in passing."""
    return start <= stretch.root.idx - stretch.start_char < end


def _short(text: str) -> bool:
    return len(text) < 160


def _questioned(text: str) -> bool:
    return bool(re.search(r"\b(?:who|whether|unclear|not (?:yet )?(?:known|clear))\b", text, re.I))


def _own_subjects(stretch: Stretch, direct: bool, armed: bool) -> list[Token]:
    words = _OWN if direct else _REPORTED | _OWN
    roots = {stretch.root, *(t for t in stretch if t.dep_ == "conj" and t.head == stretch.root)}
    subjects = [t for t in stretch if t.dep_ in ("nsubj", "nsubjpass")]
    found = [t for t in subjects if t.lower_ in words and (direct or not _outer(t, stretch))]
    # "Our men", "three of our members": also quoted words inside reported ones.
    owned = [t for t in subjects if any(c.dep_ == "poss" and c.lower_ in ("our", "my") for c in t.subtree)]
    if direct:
        return found + owned
    if armed:  # "its fighters would strike": an office's officers are not its own deeds
        owned += [t for t in subjects if any(c.lower_ in _POSSESSIVES for c in t.children)]
    return [t for t in (*found, *owned) if t.head in roots or t.head.head in roots]


def _outer(subject: Token, stretch: Stretch) -> bool:
    """Whether a "we" in reported words is whoever tells of them: "they cried that we did it"."""
    if subject.lower_ not in _OWN or any(t.is_quote for t in stretch if t.i < subject.i):
        return False
    sayers = (
        [c for c in stretch.root.head.children if c.dep_ == "nsubj"] if stretch.root.dep_ == "ccomp" else []
    )
    return any(not _in_first_person(each) for each in sayers)


def _performed(stretch: Stretch, lexicon: Lexicon, direct: bool) -> Doing | None:
    """ "We condemn", "I urge": the speaker names the act, in the present or in reported past."""
    for token in stretch:
        if token.tag_ not in ("VBP", "VB", "VBZ", "VBD", "VBN", "VBG"):
            continue
        subjects = [c for c in token.children if c.dep_ == "nsubj"] or (
            [c for c in token.head.children if c.dep_ == "nsubj"] if token.dep_ in ("conj", "xcomp") else []
        )
        words = _OWN if direct else _REPORTED
        if not any(s.lower_ in words for s in subjects):
            continue
        frames = lexicon.frames.get(("verb", token.lemma_.lower()))
        first = next((frame for frame in frames or () if frame.act != "other"), None)
        if first is None or first.act in ("reports", "speculates"):
            continue
        for frame in frames or ():
            if frame.act not in ("reports", "speculates", "other") and cues.fits(frame, token, None, lexicon):
                negative = any(c.dep_ == "neg" for c in token.children)
                polarity: Polarity = "negative" if negative != (frame.polarity == "negative") else "positive"
                return Doing(
                    frame.act, polarity, frame.subtype, f"content.{frame.rule}", token if direct else None
                )
    return None


def _own_deed(stretch: Stretch, own: list[Token], armed: bool, lexicon: Lexicon) -> Doing | None:
    text = stretch.text
    negated = any(c.dep_ == "neg" for t in own for c in t.head.children)
    heads = [t.head for t in own] + [
        c for t in own for c in t.head.children if c.dep_ in ("xcomp", "conj", "ccomp")
    ]
    deeds = lexicon.sets["violence"] | (_ARMED_DEEDS if armed else frozenset())
    violent = [h for h in heads if h.lemma_.lower() in deeds]
    ahead = any(
        c.lower_ in ("will", "shall", "'ll", "’ll", "would") or c.lower_ == "going"
        for h in violent
        for c in h.children
    )
    ahead = ahead or any(h.head.lower_ in ("going", "ready", "prepared") for h in violent)
    if violent and ahead and (armed or any(_in_first_person(t) for t in own)):
        act: Act = "threatens"
        return Doing(
            act,
            "negative" if negated else "positive",
            "conditional" if _CONDITION.search(text) else None,
            "content.own-harm",
        )
    claimed = _CLAIMED.search(text)
    mine = (
        claimed
        and _own_verb(stretch, claimed.start(), own, lexicon)
        and not _MAYBE.search(text[: claimed.start()])
    )
    if mine and negated:
        return Doing("denies", "positive", None, "content.own-deed-negated")
    if mine and (armed or not _POLICE_WORK.search(text)):
        return Doing("claims-responsibility", "positive", None, "content.own-deed")
    if armed and violent and negated and not ahead:
        return Doing("denies", "positive", None, "content.armed-deed-negated")
    if armed and violent and not negated and any(h.tag_ in ("VBD", "VBN") for h in violent):
        return Doing("claims-responsibility", "positive", None, "content.armed-deed")
    return None


def _in_first_person(subject: Token) -> bool:
    return subject.lower_ in _OWN or any(c.lower_ in ("our", "my") for c in subject.subtree)


def _own_verb(stretch: Stretch, at: int, own: list[Token], lexicon: Lexicon) -> bool:
    """Whether the verb at an offset of the stretch is the speaker's own deed, not in a relative clause."""
    for token in stretch:
        if token.idx + len(token) <= stretch.start_char + at:
            continue
        here = token if token.pos_ in ("VERB", "AUX") else token.head
        heads = [here, here.head] if here.dep_ in ("conj", "xcomp", "pcomp") else [here]
        return any(t.head in heads for t in own) and not _said_by_others(here, stretch, lexicon)
    return False


def _said_by_others(verb: Token, stretch: Stretch, lexicon: Lexicon) -> bool:
    """Whether a clause is what others say: "they shouted that we did it" lays the deed on us."""
    while verb.dep_ == "conj":
        verb = verb.head
    saying = verb.head
    subjects = [c for c in saying.children if c.dep_ == "nsubj"]
    inside = stretch.start <= saying.i < stretch.end
    if verb.dep_ != "ccomp" or not inside or ("verb", saying.lemma_.lower()) not in lexicon.frames:
        return False
    return bool(subjects) and not any(_in_first_person(each) for each in subjects)


def maybe(stretch: Stretch) -> bool:
    """Whether the main clause of a stretch is a guess: a modal of its own verb, or an early word of doubt."""
    for token in stretch:
        if token.tag_ == "MD" and token.lower_ in ("may", "might", "could"):
            verb = token.head
            depth = verb == stretch.root or (verb.dep_ in ("conj", "ccomp") and verb.head == stretch.root)
            refused = any(c.lower_ in ("nobody", "none") or c.dep_ == "neg" for c in verb.children)
            if depth and not refused:
                return True
    return bool(_MAYBE.search(stretch.text[:120]))


def _stance(stretch: Stretch, lexicon: Lexicon, direct: bool) -> Doing | None:
    text = stretch.text
    root = stretch.root
    imperative = direct and _imperative(stretch)
    asked = _ASKED.search(text)
    if imperative or asked:
        verb = imperative or None
        violent = any(t.lemma_.lower() in lexicon.sets["violence"] and t.pos_ == "VERB" for t in stretch)
        if imperative and violent and imperative.lemma_.lower() in lexicon.sets["violence"]:
            return Doing("calls-to-attack", "positive", None, "content.imperative-violence", verb)
        if imperative or root.tag_ in ("VB", "VBP", "VBN"):
            return Doing("urges", "positive", None, "content.imperative" if imperative else "content.must")
    predicate = [t for t in stretch if t.dep_ in ("attr", "acomp", "oprd") and t.head.lemma_ == "be"]
    for token in predicate:
        around = [token, *(c for c in token.children if c.dep_ in ("amod", "compound", "conj", "prep"))]
        negated = any(c.dep_ == "neg" for c in token.head.children)
        if (
            any(t.lemma_.lower() in lexicon.sets["negative"] for t in around)
            and not negated
            and _about_deed(token, lexicon)
        ):
            return Doing("condemns", "positive", None, "content.evil")
        if any(t.lemma_.lower() in lexicon.sets["positive"] for t in around) and not negated:
            return Doing("praises", "positive", None, "content.good")
    if _SORRY.search(text):
        return Doing("other", "positive", None, "content.sympathy")
    if _DANGER.search(text) and maybe(stretch):
        return Doing("warns", "positive", None, "content.danger")
    if text.rstrip(" \"'”").endswith("?") or maybe(stretch):
        return Doing("speculates", "positive", None, "content.maybe")
    return None


def _about_deed(token: Token, lexicon: Lexicon) -> bool:
    subjects = [c for c in token.head.children if c.dep_ == "nsubj"]
    return any(
        s.lower_ in ("it", "this", "that", "they", "what", "those", "who")
        or s.lemma_.lower() in lexicon.sets["event"]
        for s in subjects
    )


def _imperative(stretch: Stretch) -> Token | None:
    root = stretch.root
    if root.tag_ not in ("VB", "VBP") or root.pos_ != "VERB":
        return None
    if any(
        c.dep_ in ("nsubj", "nsubjpass", "aux", "expl") and c.lower_ not in ("do", "n't")
        for c in root.children
    ):
        return None
    before = [
        t
        for t in stretch
        if t.i < root.i and not t.is_punct and t.dep_ not in ("neg", "advmod", "aux", "intj", "npadvmod")
    ]
    return root if len(before) <= 2 and root.lemma_.lower() not in ("thank", "say") else None
