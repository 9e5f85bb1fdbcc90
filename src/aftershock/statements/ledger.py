"""How does a draft become a line of the ledger: located in every document, with hedges, date and figures?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

from aftershock.records import Certainty, Figure, Interval, Receipt, Statement, Story, Witness
from aftershock.statements import dates, figures, reckoning, said_when, stretches
from aftershock.statements.draft import Draft
from aftershock.statements.lexicon import Lexicon
from aftershock.stories.reading import Located, Texts, damage, locate
from aftershock.text import Span, content_id, trim

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SEEN_ONLY = re.compile(r"reader@\w+:[\d.:]+")  # names its weights already; a rule stands on the parser's
# An entry of a live page: a line that begins with its hour. So many make a page one.
_ENTRY = re.compile(r"^\s*(?:[01]?\d|2[0-3])[:.][0-5]\d\b(?![:.,]?\d)", re.MULTILINE)
ENTRIES = 3
_STOP = re.compile(r"[.!?][”\"’')]?\s+(?=[A-Z“\"‘„«])|\n")
# "Could not be reached", "could see": what was possible, no guess.
_ABLE = re.compile(
    r" (?:not|n't|no longer|only|hardly|barely|then|now|(?:be )?(?:heard?|seen?|reach(?:ed)?|verif(?:y|ied)"
    r"|felt|smell|get|find|found|know|confirm(?:ed)?|say|tell|read))\b"
)
_HINTS = re.compile(r"(?:believe|think|suspects$|suspect |suggest)")
# "Claimed responsibility", "denied any involvement": what is claimed, not whom it is said of.
_NOBODY = re.compile(
    r"(?:(?:the|any|all|full|sole|direct) )*(?:responsibility|credit|blame|guilt|involvement)", re.I
)
_EARLIER = re.compile(
    r"\b(?:anniversary|years? (?:ago|earlier|before)|decades? (?:ago|earlier)|last year|(?:previous"
    r"|past|earlier) (?:attacks?|bombings?|blasts?"
    r"|cases?|years?|claims?|threats?|shootings?)|in the past|back in|at the time|historically"
    r"|once before)\b",
    re.I,
)

# "You would have thought X claimed it": nobody did.
_UNREAL = re.compile(
    r"\b(?:(?:would|could|might|may) (?:have |well |easily )*"
    r"(?:thought|think|believed?|assumed?|supposed?|concluded?)(?: that)?|as (?:if|though))\s*$",
    re.I,
)


class Source(msgspec.Struct, frozen=True):
    """What every line of one story shares: its reading, when it was published, and which model read it."""

    story: Story
    reading: str
    texts: Texts
    published: Interval | None
    damage: tuple[Span, ...]
    mark: str


def source(story: Story, reading: str, texts: Texts, published: Interval | None, mark: str) -> Source:
    """The source of a story's lines; ``damage`` is what no member has whole: the scars of the reading."""
    return Source(story, reading, texts, published, damage(story, texts), mark)


def lines(drafts: Sequence[Draft], source: Source, lexicon: Lexicon) -> tuple[Statement, ...]:
    """The statements of a story in reading order, each once."""
    found: dict[str, Statement] = {}
    for draft in sorted(drafts, key=lambda d: (d.cue.start, d.span().start)):
        statement = _line(draft, source, lexicon)
        if statement is not None:
            found.setdefault(statement.id, statement)
    return tuple(found.values())


def _line(draft: Draft, source: Source, lexicon: Lexicon) -> Statement | None:
    evidence = trim(source.reading, *draft.span())
    if evidence.start >= evidence.end or _blames_itself(draft):
        return None
    quote = source.reading[evidence.start : evidence.end]
    around = _sentence(source.reading, evidence)
    name = content_id(
        "st", source.story.id, draft.act, draft.polarity, draft.voice.name, draft.target or "",
        list(draft.via),
        source.reading[draft.cue.start : draft.cue.end], quote,
    )  # fmt: skip
    witnesses = _witnesses(draft, evidence, source)
    if not witnesses:
        return None
    hedged = _hedges(draft, evidence, source, lexicon)
    return Statement(
        id=name,
        story=source.story.id,
        act=draft.act,
        alt_acts=draft.alternatives,
        subtype=draft.subtype,
        speaker_id=draft.voice.entity,
        speaker_name=draft.voice.name,
        resolved_by=draft.voice.resolved_by,
        via=draft.via,
        target=None if draft.target and _NOBODY.fullmatch(draft.target) else draft.target,
        target_id=draft.target_id,
        polarity=draft.polarity,
        certainty=_certainty(
            draft, [word for _, word in hedged], quote, source.reading[around.start : evidence.start], lexicon
        ),
        hedges=tuple(receipt for receipt, _ in hedged),
        said_at=_said_at(draft, evidence, around, source),
        quote=draft.quote,
        figures=_figures(draft, name, source),
        tier=draft.tier,
        spans_damage=draft.voice.resolved_by == "lost"
        or any(hurt.start < evidence.end and evidence.start < hurt.end for hurt in source.damage),
        history=_history(source.reading[around.start : around.end], source.published),
        rule=draft.rule if _SEEN_ONLY.fullmatch(draft.rule) else f"{draft.rule}@{source.mark}",
        witnesses=witnesses,
    )


def _blames_itself(draft: Draft) -> bool:
    """Whether speaker and accused are one: the sentence was misread, and either half would harm somebody."""
    named = draft.act == "blames" and draft.voice.resolved_by != "words"
    same = draft.voice.entity is not None and draft.voice.entity == draft.target_id
    return named and (same or draft.voice.name == draft.target)


def _witnesses(draft: Draft, evidence: Span, source: Source) -> tuple[Witness, ...]:
    parts = {
        part: {found.member.text: found.receipt for found in _locate(source, span)}
        for part, span in (("cue", draft.cue), ("content", draft.content), ("speaker", draft.voice.at))
        if span is not None
    }
    return tuple(
        Witness(
            text=found.member.text,
            file=found.member.file,
            evidence=found.receipt,
            cue=parts.get("cue", {}).get(found.member.text),
            content=parts.get("content", {}).get(found.member.text),
            speaker=parts.get("speaker", {}).get(found.member.text),
        )
        for found in _locate(source, evidence)
    )


def _locate(source: Source, span: Span) -> tuple[Located, ...]:
    start, end = trim(source.reading, *span)
    return locate(source.story, source.texts, start, end) if start < end else ()


def _hedges(draft: Draft, evidence: Span, source: Source, lexicon: Lexicon) -> list[tuple[Receipt, str]]:
    found = []
    for match in re.finditer(lexicon.hedge_pattern, source.reading[evidence.start : evidence.end], re.I):
        word = match[0]
        if word == "May" or _no_hedge(word.lower(), source.reading, evidence.start + match.start(), draft):
            continue  # "May" is the month; a sentence that opens with the modal is rarer by far
        places = _locate(source, Span(evidence.start + match.start(), evidence.start + match.end()))
        if places:
            found.append((places[0].receipt, word.lower()))
    return found


def _no_hedge(word: str, reading: str, at: int, draft: Draft) -> bool:
    """What could be done or seen is no guess; nor is the verb by which somebody alleges."""
    behind = reading[at + len(word) : at + len(word) + 40]
    if word == "could":
        before = reading[max(at - 12, 0) : at].lower()
        return _ABLE.match(behind) is not None or before.endswith(("nobody ", "no one ", "who ", "which "))
    if word in ("appear", "appears", "appeared"):
        return re.match(r" (?:to|that|as if|likely|unlikely)\b", behind) is None
    if word in ("alleged", "suspected"):
        return draft.cue.start <= at < draft.cue.end
    if _HINTS.match(word):  # where the act is a guess, the verb names it and weakens nothing further
        return draft.act == "speculates" or re.match(r" (?:him|her|it|them|the \w+)\b", behind) is not None
    return False


def _certainty(draft: Draft, hedges: list[str], quote: str, before: str, lexicon: Lexicon) -> Certainty:
    """How the words are meant; ``before`` is what stands before them in their sentence."""
    if draft.tier == "attributed" and _UNREAL.search(before):
        return "counterfactual"
    if draft.certainty != "asserted":
        return draft.certainty
    if draft.act == "speculates" and quote.rstrip(" \"'”").endswith("?"):
        return "question"
    kinds = {lexicon.hedges[word] for word in hedges if word in lexicon.hedges}
    if "counterfactual" in kinds:
        return "counterfactual"
    if kinds or draft.act == "speculates":
        return "hedged"
    if draft.act == "threatens" or (draft.act == "warns" and re.search(r"\bwill\b", quote)):
        return "predicted"
    return "asserted"


def _sentence(reading: str, evidence: Span) -> Span:
    """The evidence and what stands before it in its sentence ("In 2009", "On Sunday")."""
    stops = _stops(reading)
    before = bisect_right(stops, evidence.start)
    return Span(stops[before - 1] if before else 0, evidence.end)


@lru_cache(maxsize=2)
def _stops(reading: str) -> list[int]:
    """Where the sentences of a reading begin, its lines included."""
    return [match.end() for match in _STOP.finditer(reading)]


def _said_at(draft: Draft, evidence: Span, around: Span, source: Source) -> Interval | None:
    """The date outside the content if there is one (it belongs to the saying), else the content's.

    A saying dated from an event ("two days after the attack") stays open: no event is known here.
    """
    said = draft.content if draft.tier == "attributed" else None
    for expression in said_when.find(source.reading, evidence, around.start, said, draft.quote):
        if expression.counts_from == "event":
            return reckoning.left_open(expression)
        if expression.rule == "clock" and draft.tier == "attributed":
            interval = reckoning.at_clock(expression, _heard_until(source))
        else:
            interval = reckoning.resolve(expression, source.published)
        if interval.start or interval.end:
            return interval
    inside = (e for e in dates.find(source.reading, *evidence) if e.counts_from != "event")
    told = (reckoning.resolve(expression, source.published) for expression in inside)
    dated = (interval for interval in told if interval.start or interval.end)
    return next((interval for interval in dated if not _ahead(interval, source.published)), None)


def _ahead(when: Interval, published: Interval | None) -> bool:
    """Whether a time lies behind the publication: "free them by Sunday" was not said on that Sunday."""
    return bool(when.start and published and published.end and when.start >= published.end)


def _heard_until(source: Source) -> Interval | None:
    """From when back a page's clock times count: its publication, or half a day on where it is written on.

    A live page is a log of entries that each begin with their hour, and goes on after it is published.
    """
    published = source.published
    timed = published is not None and published.granularity in ("instant", "minute", "hour")
    if published is None or not published.start or not timed:
        return published
    if len(_ENTRY.findall(source.reading)) < ENTRIES:
        return published
    later = datetime.fromisoformat(published.start) + timedelta(hours=12)
    return msgspec.structs.replace(published, start=stretches.stamp(later))


def _figures(draft: Draft, statement: str, source: Source) -> tuple[Figure, ...]:
    if draft.content is None:
        return ()
    result = []
    for found in draft.figures or figures.find(source.reading, *draft.content):
        places = _locate(source, Span(found.start, found.end))
        if not places:
            continue
        result.append(
            Figure(
                id=content_id("fig", statement, found.start - draft.content.start, found.role, found.unit),
                role=found.role,
                unit=found.unit,
                low=found.low,
                high=found.high,
                modifier=found.modifier,
                receipt=places[0].receipt,
                statement=statement,
                status="withdrawn" if found.withdrawn else "superseded" if found.superseded else "standing",
            )
        )
    return tuple(result)


def _history(quote: str, published: Interval | None) -> bool:
    """Whether a statement is about something before the main event: an earlier year, an anniversary."""
    if _EARLIER.search(quote):
        return True
    years = [int(year) for year in _YEAR.findall(quote)]
    if published is None or published.start is None or not years:
        return False
    return max(years) < int(published.start[:4])
