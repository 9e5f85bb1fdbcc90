"""What the trained reader saw, as drafts.

The network points at the words that speak; who they are (the name behind a pronoun, a surname, a group of the
gazetteer) is found by the same rules that serve the verbs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from aftershock.records import QuoteType
from aftershock.statements import blamed, called, deeds, subject_words, subjects
from aftershock.statements.draft import Draft, Voice
from aftershock.statements.heads import can_speak, conjuncts
from aftershock.statements.passages import Passage
from aftershock.statements.speakers import LOST, UNATTRIBUTED, Names
from aftershock.statements.weights import Seen
from aftershock.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

AUTHOR = "the writer"
# "According to  , the bomb ..." where damage took the name.
_LOST_SOURCE = re.compile(r"according to\s*(?:\( *\))?\s*[,.;]", re.I)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)
# "Our units have struck": whose they are speaks, in their own text.
_OURS = re.compile(r"[Oo]ur (?:\w+ )?(?:units?|forces|fighters|men|brothers|soldiers|wings?|cells?)$")
# What the parser drew to a name though it belongs to the sentence.
_DRAWN = re.compile(r",|\b(?:says?|said|notes|first|also)\b|\w+ed\b .*\w+s$")
_WHO = re.compile(r",? (?:who|which|that)")
# "Ada Voss, a baker from Upper Senn", "Mrs. Voss (Southern Reaches)": whom the words begin with speaks.
_BESIDE_ANOTHER = re.compile(
    r"(?!(?:The|Its|His|Her|Their|Our|My|An?|One|Another)\b)(?:[A-Z][\w’'-]*\.? )*[A-Z][\w’'-]+"
    r"(?:, (?:(?:an?|the|its|his|her|their) )?[a-z]| \(| (?:of|from|at|for|with) )"
    r"|.*\b(?:of|from|at|in|near|for|with) (?:the )?$"
    r"|(?:The|An?) [a-z][\w ]*? (?:of|from|at|for) the [a-z][^,]*$",
    re.DOTALL,
)
# A claim that is disowned is a negative one.
_TAKEN_BACK = re.compile(
    r"(?:\w+ )?(?:disavow|disown|retract|recant|withdr[ae]w|t(?:ake|ook|aken) back)", re.I
)
# What joins a second content to the first of one verb.
_GOES_ON = re.compile(
    r"[,;]?[\"”’']?[,;]?(?: (?:and|but|or|nor|that|while|also|then|[a-z]+ (?:said|says)),?)*\s+[\"“‘']?"
)
FIRST_PERSON = frozenset(("i", "we", "us", "our", "my", "me", "ours", "mine"))
LEAST = 0.2  # a sighting less likely than this is never a draft, only a hint for the rules
UNSURE = 0.5  # whoever speaks in a sighting less likely than this is not taken up by the next "she"
FOR_GOOD = 120  # characters behind a cue of blame in which is told what somebody is held responsible for
CARRIED = 600  # characters: a quotation farther from the one before it is not taken to go on


class Proposal(NamedTuple):
    """A draft, the sighting it comes from, and whether its speaker is none that usually speaks."""

    draft: Draft
    seen: Seen
    doubtful: bool


def find(
    passage: Passage,
    names: Names,
    seen: Sequence[Seen],
    owner: Voice | None,
    before: Sequence[Draft],
    mark: str,
    labelled: Span | None = None,
) -> list[Proposal]:
    """A draft for each speaker of each statement seen in a passage.

    ``before`` are the drafts up to here; ``owner`` whose passage it is, where it is somebody's as a whole;
    ``labelled`` the words behind a speaker's label: a turn is one statement of its speaker.
    """
    found: list[Proposal] = []
    verbs = _verbs(passage, seen)
    for one in seen:
        if one.chance < LEAST:
            continue
        content = _content(passage, one)
        one = deeds.weighed(one, passage.words(content)) if content else one
        if one.act == "blames" and blamed.for_good(passage.raw[one.anchor.start - passage.base :][:FOR_GOOD]):
            continue
        earlier = [*before[-8:], *(each.draft for each in found)]
        if labelled and owner and one.anchor.start < labelled.start:
            found.append(Proposal(_draft(passage, names, one, owner, labelled, mark), one, False))
            continue
        names.quiet, names.claimed = one.chance < UNSURE, one.act == "claims-responsibility"
        for voice in _voices(passage, names, one, owner, earlier, content):
            if (labelled and owner and voice.name == owner.name) or _on_nobody(passage, names, one, voice):
                continue
            doubtful = voice.resolved_by == "impersonal" or (
                voice.resolved_by == "words" and not _speaks(passage, names, voice.at)
            )
            draft = _draft(passage, names, one, voice, content, mark)
            if one.anchor in verbs:
                draft = msgspec.structs.replace(draft, cue=verbs[one.anchor])
            found.append(Proposal(draft, one, doubtful))
    names.quiet = names.claimed = False
    return found


def _verbs(passage: Passage, seen: Sequence[Seen]) -> dict[Span, Span]:
    """Of "and that B" behind "she said that A" the cue, by where B was seen: the verb says both."""
    found: dict[Span, Span] = {}
    for before, one in pairwise(each for each in seen if each.chance >= LEAST and each.tier == "attributed"):
        verb = found.get(before.anchor, before.cue)
        if one.cue or not (verb and before.content) or not set(one.speakers) <= set(before.speakers):
            continue
        between = passage.raw[before.content.end - passage.base : max(one.anchor.start - passage.base, 0)]
        if verb.end <= before.content.start and _GOES_ON.fullmatch(between):
            found[one.anchor] = verb
    return found


def _draft(passage: Passage, names: Names, one: Seen, voice: Voice, content: Span | None, mark: str) -> Draft:
    own = voice.resolved_by == "author"
    back = one.act == "claims-responsibility" and _TAKEN_BACK.match(passage.words(one.anchor))
    return Draft(
        act=one.act,
        voice=voice,
        cue=one.anchor,
        rule=f"reader@{mark}:{one.chance:.2f}:{max(one.acts):.2f}",
        content=content,
        alternatives=one.others,
        subtype="retracts" if back else None,
        polarity="negative" if back else one.polarity,
        certainty=one.certainty,
        quote=_own_words(voice, _quote(passage, one, content)),
        tier=(one.tier if one.tier != "attributed" else "author") if own else "attributed",
        target=_words(passage, one.target) if one.target else None,
        target_id=_target_id(passage, names, one.target),
    )


def _words(passage: Passage, span: Span) -> str | None:
    low, high = passage.base, passage.base + len(passage.raw)
    if span.start < low or span.end > high:
        return None
    return " ".join(passage.words(span).split()) or None


def _target_id(passage: Passage, names: Names, target: Span | None) -> str | None:
    for mention in names.mentions if target else ():
        at = passage.base + mention.start
        if target and target.start <= at < target.end:
            return mention.entity_id
    return None


def _content(passage: Passage, one: Seen) -> Span | None:
    """What is said; where a quotation holds an end of it, up to that quotation's own mark."""
    if one.content is None:
        return None
    low, high = max(one.content.start, passage.base), min(one.content.end, passage.base + len(passage.raw))
    if low >= high:
        return None
    start, end = low - passage.base, high - passage.base
    anchor = one.anchor.start - passage.base
    for quote in passage.quotes:
        if quote.inner < start and quote.inner_end - 2 <= end <= quote.end < anchor:
            start = quote.start  # "...," according to X: the whole quotation is X's
        if quote.start <= start <= quote.inner + 1:
            start = quote.start
        if quote.inner_end - 2 <= end <= quote.end:
            end = quote.end
    return Span(passage.base + _told_before(passage, start, end, anchor), passage.base + end)


def _told_before(passage: Passage, start: int, end: int, anchor: int) -> int:
    """Where words without marks begin that stand before "police said": with the sentence that says so."""
    if end > anchor or any(quote.start < end and start < quote.end for quote in passage.quotes):
        return start
    begins = (sentence.start_char for sentence in passage.doc.sents if sentence.start_char <= anchor)
    last = max(begins, default=start)
    return last if start < last < end else start


def _quote(passage: Passage, one: Seen, content: Span | None) -> QuoteType:
    """How it is quoted: by the marks where there are any, else as the network says."""
    if content is None:
        return "none"
    start, end = content.start - passage.base, content.end - passage.base
    inside = [q for q in passage.quotes if q.start < end and start < q.end]
    if any(q.start <= start and end <= q.end for q in inside):
        return "direct"
    if inside:
        first, last = inside[0], inside[-1]
        return "direct" if first.start <= start + 1 and end <= last.end and len(inside) > 1 else "mixed"
    return one.quote if one.quote != "mixed" else "indirect"


def _own_words(voice: Voice, quote: QuoteType) -> QuoteType:
    """What stands behind a label or in an issuer's paper is in their own words without any marks."""
    said = voice.resolved_by == "label" or (voice.resolved_by == "issuer" and quote == "indirect")
    return "direct" if said else quote


def _voices(
    passage: Passage,
    names: Names,
    one: Seen,
    owner: Voice | None,
    before: Sequence[Draft],
    content: Span | None,
) -> Iterator[Voice]:
    quoted = _quoted(passage, one, before) if owner is None else owner
    found = [voice for span in one.speakers for voice in _spoken(passage, names, one, span, quoted)]
    found = [voice for voice in found if not _done_to(passage, one, voice)]
    if found:
        yield from {voice.name: voice for voice in found}.values()
        return
    named = content is None or one.quote == "none"
    if one.speakers and owner is None and one.tier == "attributed" and named:
        yield Voice(name=UNATTRIBUTED, resolved_by="impersonal")
        return
    subject = _of_verb(passage, names, one)
    if owner is not None:
        yield from [voice for voice in subject if voice.name.lower() not in FIRST_PERSON] or [owner]
    elif one.tier != "attributed":
        yield Voice(name=AUTHOR, resolved_by="author")
    elif (carried := _carried(one, before, content, passage)) is not None:
        yield carried
    else:
        yield from subject or [Voice(name=UNATTRIBUTED, resolved_by="impersonal")]


def _quoted(passage: Passage, one: Seen, before: Sequence[Draft]) -> Voice | None:
    """Whose "I" it is within quotation marks: whoever the quotation was given to before."""
    at = one.anchor.start - passage.base
    mark = next((quote for quote in passage.quotes if quote.start <= at < quote.end), None)
    if mark is None:
        return None
    start, end = passage.base + mark.start, passage.base + mark.end
    around = [d for d in before if d.content and d.content.start < end and start < d.content.end]
    last = around[-1] if around else next((d for d in reversed(before) if d.quote != "none"), None)
    if last is None or start - last.span().end > CARRIED:
        return None
    return Voice(name=last.voice.name, entity=last.voice.entity, resolved_by="carried over")


def _done_to(passage: Passage, one: Seen, voice: Voice) -> bool:
    """ "The group was blamed", "two men accused of it", "blamed on X": whom it is done to does not do it."""
    stretch = passage.doc.char_span(
        one.anchor.start - passage.base, one.anchor.end - passage.base, alignment_mode="expand"
    )
    if stretch is None or voice.at is None:
        return False
    verb = next((token for token in stretch if token.tag_ == "VBN"), None)
    if verb is None:
        return False
    passive = [child for child in verb.lefts if child.dep_ == "nsubjpass"]
    if not passive and verb.dep_ == "acl":
        passive = [verb.head]
    if any(voice.at.start <= passage.base + token.idx < voice.at.end for token in passive):
        return True
    on = (Span(token.left_edge.idx, token.idx + len(token)) for token in blamed.accused(verb))
    low, high = voice.at.start - passage.base, voice.at.end - passage.base
    return any(low < span.end and span.start < high for span in on)


def _on_nobody(passage: Passage, names: Names, one: Seen, voice: Voice) -> bool:
    """ "The flood, blamed on heavy rain": nobody blames, and nobody is blamed."""
    if one.act != "blames" or voice.resolved_by != "impersonal":
        return False
    verb = _verb(passage, one)
    return verb is not None and bool(blamed.accused(verb)) and not blamed.by_nobody(verb, names)


def _of_verb(passage: Passage, names: Names, one: Seen) -> list[Voice]:
    """Whom the parser takes for the subject of a cue whose speaker the network did not see."""
    stretch = passage.doc.char_span(
        one.anchor.start - passage.base, one.anchor.end - passage.base, alignment_mode="expand"
    )
    if stretch is None or one.cue is None:
        return []
    if _LOST_SOURCE.match(passage.raw, one.anchor.start - passage.base):
        return [Voice(name=LOST, resolved_by="lost")]
    verb = stretch.root
    subject = subjects.subject_of(verb) if verb.tag_[:2] == "VB" else None
    if subject is None or blamed.falls(verb) is not None:  # "suspicion fell on": nobody is told to suspect
        return []
    if subject.token is None:
        return [Voice(name=LOST, resolved_by="lost")] if subject.lost else []
    speaking = [noun for noun in conjuncts(subject.token) if can_speak(noun, names)]
    return [names.voice(noun) for noun in speaking]


def _spoken(passage: Passage, names: Names, one: Seen, span: Span, owner: Voice | None) -> Iterator[Voice]:
    """The voices of some words: whoever they name, and those joined to them by and, or, nor."""
    start, end = span.start - passage.base, span.end - passage.base
    if start < 0 or end > len(passage.raw):
        return
    words = " ".join(passage.raw[start:end].split())
    if words.lower() in FIRST_PERSON or (owner and _OURS.match(words)):
        yield owner or Voice(name=AUTHOR, resolved_by="author")
        return
    token = _head(passage, names, start, end)
    if token is None:
        return
    verb = _verb(passage, one)
    if subject_words.empty(token, verb):
        yield Voice(name=UNATTRIBUTED, resolved_by="impersonal")
        return
    acting = subject_words.acting(token, verb, names.lexicon)
    speaking = [other for other in acting if can_speak(other, names)]
    if speaking and acting != [token]:
        yield from map(names.voice, speaking)
        return
    voice = _clipped(passage, names.voice(token), span)
    yield msgspec.structs.replace(voice, at=span)
    for other in (*conjuncts(token)[1:], *_agents(token)):
        if can_speak(other, names):
            yield names.voice(other)


def _agents(token: Token) -> Iterator[Token]:
    """ "Claimed first by the Units and then by the Assembly": whom another "by" adds."""
    if token.head.lower_ == "by":
        for again in token.head.children:
            if again.dep_ == "conj" and again.lower_ == "by":
                yield from (child for child in again.children if child.dep_ == "pobj")


def _verb(passage: Passage, one: Seen) -> Token | None:
    """The main word of a cue."""
    start, end = one.anchor.start - passage.base, one.anchor.end - passage.base
    stretch = passage.doc.char_span(start, end, alignment_mode="expand")
    return stretch.root if stretch is not None and one.cue is not None else None


def _clipped(passage: Passage, voice: Voice, span: Span) -> Voice:
    """A description without what the parser drew to it: the network's words where they are fewer or whole."""
    if voice.resolved_by != "words" or voice.at is None:
        return voice
    start, end = span.start - passage.base, span.end - passage.base
    if name := called.before(passage.raw, start, end):
        return msgspec.structs.replace(voice, name=name, resolved_by="name")
    torn = passage.raw[voice.at.end - passage.base :][:1] in "-’'" and span.end > voice.at.end
    if torn or _DRAWN.search(voice.name):
        name = _ARTICLE.sub("", " ".join(passage.raw[start:end].split()))
        return msgspec.structs.replace(voice, name=name)
    return voice


def _head(passage: Passage, names: Names, start: int, end: int) -> Token | None:
    """The word that some words of a passage speak through; the parser is not asked where a name says it."""
    for person in names.persons:
        behind = passage.raw[person.end_char : end]
        if (
            start <= person.start_char
            and person.end_char <= end
            and (len(behind) <= 1 or _WHO.fullmatch(behind))
        ):
            if _BESIDE_ANOTHER.match(passage.raw[start : person.start_char]):
                break
            return person.root if person.root.pos_ == "PROPN" else person[-1]
    stretch = passage.doc.char_span(start, end, alignment_mode="expand")
    if stretch is None or not len(stretch):
        return None
    token = stretch.root
    if token.lower_ in ("who", "which", "that") and token.head.dep_ == "relcl":
        return token.head.head
    while token.dep_ in ("compound", "det", "amod", "nmod") and token.head.pos_ in ("NOUN", "PROPN"):
        token = token.head  # the network saw a title's or a name's first word only
    named = next((p for p in names.persons if p.start <= token.i < p.end), None)
    if named is not None:
        return named[-1]
    if token.pos_ in ("DET", "ADP", "VERB", "AUX", "PUNCT"):  # misread: the last noun of the words
        nouns = [t for t in stretch if t.pos_ in ("NOUN", "PROPN", "PRON", "NUM")]
        return nouns[0] if nouns else None
    return token


def _speaks(passage: Passage, names: Names, at: Span | None) -> bool:
    """Whether the head of some words is one that speaks: a recipe and a regatta do not."""
    token = _head(passage, names, at.start - passage.base, at.end - passage.base) if at else None
    return token is not None and can_speak(token, names)


def _carried(one: Seen, before: Sequence[Draft], content: Span | None, passage: Passage) -> Voice | None:
    """A quotation without a cue is that of whoever was quoted right before."""
    if content is None or _quote(passage, one, content) != "direct":
        return None
    earlier = [
        d for d in before if d.cue.start < content.start and d.tier == "attributed" and d.quote != "none"
    ]
    if not earlier or content.start - earlier[-1].span().end > CARRIED:
        return None
    last = max(earlier[-4:], key=lambda d: d.cue.start).voice
    return Voice(name=last.name, entity=last.entity, resolved_by="carried over")
