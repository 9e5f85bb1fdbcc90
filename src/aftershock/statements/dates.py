"""Where does a passage say when something was? Date expressions, found by a grammar of our own.

`find` reads a text: no word becomes a date because a calendar library could make one of it. `resolve` (it
stands in `reckoning.py`) turns an expression into an interval, counted from an anchor.
"""

# ruff: noqa: E501 - a pattern that is broken over lines cannot be read
from __future__ import annotations

import re
from functools import lru_cache

from aftershock.records import Record
from aftershock.statements.date_words import (
    CLOCK,
    COUNT,
    DAY,
    DAY_PART,
    DUE,
    FUTURE,
    MONTH,
    MONTH_NAME,
    PAST,
    UNIT,
    WEEKDAY,
    YEAR,
)  # fmt: skip
from aftershock.statements.reckoning import DateExpression, resolve

__all__ = ["DateExpression", "find", "resolve"]

_TO = r"\s*(?:-|–|—|to|through|until|and)\s*"
_NUMBERED = (
    r"(?=\s+(?:people|persons|men|women|children|troops|soldiers|fighters|police|officers|civilians|refugees|"
    r"families|homes|houses|members|students|workers|dollars|euros|pounds|rupees|metres|meters|feet|km|kg|"
    r"kilometres|kilometers|miles|accounts|posts|messages|others|more|dead|victims|prisoners|residents)\b)"
)
_STREET = r"\s+(?:Street|St\b|Road|Avenue|Square|Lane|Bridge)"
_WEEKDAY_BEFORE = rf"(?:{WEEKDAY},?\s+(?:the\s+)?)?"
_PARTS = rf"(?:\s+{DAY_PART})?"

# rule, what it counts from, pattern. Where two overlap the longer wins, then the earlier in this list.
_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "iso",
        "nothing",
        r"(?<![\d-])(?P<year>(?:1[89]|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
        r"(?:[T ](?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
        r"(?![\d-])",
    ),
    (
        "numeric",
        "nothing",
        r"(?<![\d./-])(?P<first>0?[1-9]|[12]\d|3[01])(?P<mark>[./])(?P<second>0?[1-9]|[12]\d|3[01])(?P=mark)"
        rf"(?P<year>{YEAR})(?![\d/])",
    ),
    (
        "day range",
        "publication",
        rf"\b(?P<month>{MONTH})\s+(?P<day>{DAY}){_TO}(?P<day2>{DAY})(?!\s+{MONTH})\b(?:,?\s+(?P<year>{YEAR}))?",
    ),
    (
        "day range",
        "publication",
        rf"(?<![\d.,])(?P<day>{DAY}){_TO}(?P<day2>{DAY})\s+(?:of\s+)?(?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR}))?",
    ),
    (
        "day range",
        "publication",
        rf"\b(?P<month>{MONTH})\s+(?P<day>{DAY}){_TO}(?P<month2>{MONTH})\s+(?P<day2>{DAY})\b(?:,?\s+(?P<year>{YEAR}))?",
    ),
    (
        "day range",
        "publication",
        rf"(?<![\d.,])(?P<day>{DAY})\s+(?P<month>{MONTH}){_TO}(?P<day2>{DAY})\s+(?P<month2>{MONTH})(?:,?\s+(?P<year>{YEAR}))?",
    ),
    (
        "day",
        "publication",
        rf"{_WEEKDAY_BEFORE}\b(?P<month>{MONTH})\s+(?P<day>{DAY})\b(?:,?\s+(?P<year>{YEAR}))?{_PARTS}",
    ),
    (
        "day",
        "publication",
        rf"{_WEEKDAY_BEFORE}(?<![\d.,:/-])(?P<day>{DAY})\s+(?:of\s+)?(?P<month>{MONTH})(?![a-z]|{_STREET})(?:,?\s+(?P<year>{YEAR}))?{_PARTS}",
    ),
    (
        "month range",
        "publication",
        rf"(?:(?<=from )|(?<=between ))(?P<month>{MONTH_NAME})(?:\s+(?P<year>{YEAR}))?{_TO}(?P<month2>{MONTH_NAME})"
        rf"(?:\s+(?P<year2>{YEAR}))?\b(?!\s+\d)",
    ),
    (
        "month",
        "nothing",
        rf"\b(?:(?P<part>early|mid|late)(?:\s+in|-|\s)\s*)?(?P<month>{MONTH}),?\s+(?:of\s+)?(?P<year>{YEAR})\b",
    ),
    (
        "month",
        "publication",
        rf"(?:(?<=\bin )|(?<=\bIn )|(?<=\bsince )|(?<=\bSince )|(?<=\buntil )|(?<=\bduring ))"
        rf"(?:(?P<part>early|mid|late)(?:\s|-))?(?P<month>{MONTH_NAME})\b(?!\s+\d)"
        r"(?:\s+(?:of\s+)?(?P<which>last|this|next)\s+year)?",
    ),
    (
        "month",
        "publication",
        rf"\b(?P<part>early|mid|late|last|this|next)(?:\s+in\s+|\s|-)(?P<month>{MONTH_NAME})\b(?!\s+\d)"
        r"(?:\s+(?:of\s+)?(?P<which>last|this|next)\s+year)?",
    ),
    (
        "month",
        "publication",
        r"(?:(?<=\b[Bb]y )|(?<=\bof )|(?<=\bfrom )|(?<=\bto )|(?<=\bbefore )|(?<=\bafter ))"
        rf"(?P<month>{MONTH_NAME})\b(?!\s+\d|\s+[A-Z]|['’]s|\s+(?:said|says|told))"
        r"(?:\s+(?:of\s+)?(?P<which>last|this|next)\s+year)?",
    ),
    ("decade", "nothing", r"\b(?:the\s+)?(?:(?:early|mid|late)[\s-])?(?P<decade>(?:1[89]|20)\d0)['’]?s\b"),
    ("decade", "nothing", r"\bthe\s+(?:(?:early|mid|late)[\s-])?['’](?P<short>\d0)s\b"),
    (
        "year range",
        "nothing",
        rf"(?:(?<=from )|(?<=between )|(?<=From )|(?<=Between ))(?P<year>{YEAR}){_TO}(?P<year2>{YEAR})\b",
    ),
    (
        "year",
        "nothing",
        rf"(?i:(?<=\bin )|(?<=\bsince )|(?<=\bduring )|(?<=\buntil )|(?<=\bearly )|(?<=\blate )|(?<=\bmid-))(?P<year>{YEAR})\b(?!{_NUMBERED})(?![-–/]\d)",
    ),
    (
        "year",
        "nothing",
        rf"(?i:(?<=\bof )|(?<=\bby )|(?<=\bfrom )|(?<=\bbefore )|(?<=\bafter )|(?<=\bthe )|(?<=\bits )|(?<=\btheir ))"
        rf"(?P<year>(?:19[5-9]|20[0-4])\d)\b(?!{_NUMBERED})(?![-–/]\d|[,.]\d)",
    ),
    (
        "weekday of week",
        "publication",
        rf"(?P<weekday>{WEEKDAY}){_PARTS}\s+(?:of\s+)?(?P<which>last|this|next)\s+week\b",
    ),
    ("weekday of week", "publication", rf"\b(?P<which>last|this|next)\s+week\s+on\s+(?P<weekday>{WEEKDAY})"),
    (
        "weekday",
        "publication",
        r"(?:\b(?P<which>(?i:last|this past|past|next|this coming|coming|this|previous|following|early(?:\s+on)?"
        rf"|late(?:\s+on)?))\s+)?(?P<weekday>{WEEKDAY}){_PARTS}",
    ),
    ("named day", "publication", r"\b(?i:the day (?P<named>before yesterday|after tomorrow))\b"),
    (
        "named day",
        "publication",
        rf"\b(?:(?i:early|late|earlier|later)\s+)?(?P<named>(?i:yesterday|today|tomorrow))\b(?!['’]s (?:world|society|youth|standards))(?:\s+{DAY_PART})?",
    ),
    (
        "named day",
        "publication",
        r"\b(?:(?:early|late|earlier|later)\s+)?(?P<named>(?i:last night|tonight|this morning|this afternoon|this evening))\b",
    ),
    (
        "unit",
        "publication",
        r"\b(?:(?P<part>(?i:earlier|later|early|late|mid|sometime))(?:\s+in)?[\s-])?(?P<which>[Tt]his|[Ll]ast|[Nn]ext)\s+(?P<unit>week|weekend|month|year|decade)\b",
    ),
    (
        "unit",
        "event",
        r"\b(?:[Tt]he|[Tt]hat)\s+(?P<which>previous|following|next|preceding|same)\s+(?P<unit>week|weekend|month|year)\b",
    ),
    ("unit", "event", r"\b[Tt]he\s+(?P<unit>week|month|year)\s+(?P<which>before|after)\b"),
    (
        "day beside",
        "event",
        r"\b[Tt]he\s+(?P<which>next|following|same|previous|preceding)\s+(?:day|morning|afternoon|evening|night)\b",
    ),
    ("day beside", "event", r"\b[Tt]he\s+(?:day|night|morning|evening)\s+(?P<which>before|after)\b(?!\s+(?:yesterday|tomorrow))"),
    ("day beside", "event", r"\b[Tt]hat\s+(?P<which>same )?(?:day|morning|afternoon|evening|night)\b"),
    (
        "ago",
        "publication",
        rf"\b(?:(?i:just|only|over|more than|nearly|almost|about|around|some|at least)\s+)?(?:(?P<count>{COUNT})\s+)?(?P<unit>{UNIT})s?\s+ago\b",
    ),
    (
        "shift",
        "event",
        rf"\b(?:(?i:just|only|more than|nearly|almost|about|around|some|at least)\s+)?(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?\s+"
        r"(?P<way>earlier|before|later|afterwards?|after|prior|previously)\b",
    ),
    (
        "shift",
        "event",
        r"\b(?i:just\s+)?(?P<unit>(?i:minute|hour|day|week|month|year))s\s+(?P<way>earlier|before|later|afterwards?|after|prior)\b",
    ),
    (
        "window",
        "publication",
        rf"\b(?:the|these)\s+(?P<which>past|last|next|coming)\s+(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?\b",
    ),
    ("window", "publication", r"\b(?:the|these)\s+(?P<which>past|last|next|coming)\s+(?P<unit>hour|day|week|month|year|decade)\b"),
    ("window", "publication", r"\b(?:the|these)\s+(?P<which>past|last|next|coming)\s+(?P<open>hours|days|weeks|months|years)\b"),
    ("within", "event", rf"\b[Ww]ithin\s+(?:(?:about|just|only)\s+)?(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?\b"),
    ("within", "event", r"\b[Ww]ithin\s+(?P<unit>minute|hour|day|week|month)s\b"),
    ("clock", "publication", CLOCK),
    ("clock", "publication", r"(?<=\b[Aa]t )(?P<word>noon|midday|midnight)\b"),
)  # fmt: skip
_COMPILED = tuple((rule, counts, re.compile(pattern)) for rule, counts, pattern in _RULES)
# Without one of each of these (small letters) a rule finds nothing: looking for them costs far less than the rule.
_DIGITS = tuple("0123456789")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "iso": (_DIGITS,),
    "numeric": (_DIGITS,),
    "day range": (_DIGITS, _MONTHS),
    "day": (_DIGITS, _MONTHS),
    "month range": (_MONTHS,),
    "month": (_MONTHS,),
    "decade": (_DIGITS,),
    "year range": (_DIGITS,),
    "year": (_DIGITS,),
    "weekday of week": (("week",), _WEEKDAYS),
    "weekday": (_WEEKDAYS,),
    "named day": (("yesterday", "today", "tomorrow", "tonight", "last night", "this "),),
    "unit": (("week", "month", "year", "decade"),),
    "day beside": (("day", "morning", "afternoon", "evening", "night"),),
    "ago": (("ago",),),
    "shift": (("earlier", "before", "later", "after", "prior", "previous"),),
    "window": (("past", "last", "next", "coming"),),
    "within": (("within",),),
    "clock": ((*_DIGITS, "noon", "midday", "midnight"),),
}
_WORDS = tuple(dict.fromkeys(words for needs in _NEEDS.values() for words in needs))
_ASKED = tuple((rule, tuple(map(_WORDS.index, needs))) for rule, needs in _NEEDS.items())
_KEPT = 256  # stretches of which is remembered what was found: a line's evidence is asked about several times
_BETWEEN = re.compile(r"\s*,?\s*(?:on|at|of|around|about|by|before|after)?\s*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]['\"”’]?\s+(?=[\"“‘A-Z])|\n")


class _Hit(Record, frozen=True, kw_only=True):
    order: int
    expression: DateExpression


def find(text: str, start: int = 0, end: int | None = None) -> tuple[DateExpression, ...]:
    """The date expressions inside ``text[start:end]``, in order; offsets count from the text's beginning."""
    return _found(text, start, len(text) if end is None else end)


@lru_cache(maxsize=_KEPT)
def _found(text: str, start: int, stop: int) -> tuple[DateExpression, ...]:
    hits = []
    possible = _possible(text[start:stop])
    if not possible:
        return ()
    for order, (rule, counts, pattern) in enumerate(_COMPILED):
        if rule not in possible:
            continue
        for match in pattern.finditer(text, start, stop):
            parts = {
                key: value.lower() if key == "unit" else value
                for key, value in match.groupdict().items()
                if value
            }
            hits.append(_Hit(order=order, expression=_expression(text, match.span(), rule, counts, parts)))
    hits.sort(key=lambda hit: (hit.expression.start, -hit.expression.end, hit.order))
    chosen: list[DateExpression] = []
    for hit in hits:
        if chosen and hit.expression.start < chosen[-1].end:
            if hit.expression.end - hit.expression.start > chosen[-1].end - chosen[-1].start:
                chosen[-1] = hit.expression
            continue
        chosen.append(hit.expression)
    return _with_clock(text, chosen)


def _possible(text: str) -> set[str]:
    """The rules whose words stand in a text, in capitals or not, with a Turkish i or another."""
    folded = text.casefold().replace("ı", "i").replace("\u0307", "")
    there = [any(map(folded.__contains__, words)) for words in _WORDS]
    return {rule for rule, needs in _ASKED if all(map(there.__getitem__, needs))}


def _expression(
    text: str, span: tuple[int, int], rule: str, counts: str, parts: dict[str, str]
) -> DateExpression:
    at, to = span
    while to > at and text[to - 1].isspace():
        to -= 1
    absolute = counts == "nothing" or (rule in ("day", "day range", "month range") and "year" in parts)
    return DateExpression(
        start=at,
        end=to,
        quote=text[at:to],
        rule=rule,
        counts_from="nothing" if absolute else "event" if counts == "event" else "publication",
        parts=parts,
        future=_in_future(text, at, to),
    )


def _with_clock(text: str, found: list[DateExpression]) -> tuple[DateExpression, ...]:
    """A clock time beside its date becomes one expression with it ("at 9:20 pm on Friday")."""
    joined: list[DateExpression] = []
    for expression in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and (before.rule == "clock") != (expression.rule == "clock")
            and _BETWEEN.fullmatch(text, before.end, expression.start)
        ):
            date, clock = (expression, before) if before.rule == "clock" else (before, expression)
            joined[-1] = DateExpression(
                start=before.start,
                end=expression.end,
                quote=text[before.start : expression.end],
                rule=date.rule,
                counts_from=date.counts_from,
                parts={**{f"clock {key}": value for key, value in clock.parts.items()}, **date.parts},
                future=date.future,
            )
        else:
            joined.append(expression)
    return tuple(joined)


def _in_future(text: str, at: int, to: int) -> bool:
    """Is the verb that governs the expression in the future? The nearest before it, else the first after it."""
    begin = 0
    for match in _SENTENCE_END.finditer(text, max(0, at - 400), at):
        begin = match.end()
    begin = max(begin, at - 400)
    after = _SENTENCE_END.search(text, to, to + 400)
    stop = after.start() if after else min(len(text), to + 400)
    spans = [match.span() for match in FUTURE.finditer(text, begin, at)]
    future = [start for start, _ in spans]
    # "Will be held", "expected to": a past form inside a future cue is part of it.
    past = [
        match.start()
        for match in PAST.finditer(text, begin, at)
        if not any(start <= match.start() < end for start, end in spans)
    ]
    if DUE.search(text, begin, at):
        return True
    if future or past:
        return max(future, default=-1) >= max(past, default=-1)
    next_future = FUTURE.search(text, to, stop)
    next_past = PAST.search(text, to, stop)
    return next_future is not None and (next_past is None or next_future.start() <= next_past.start())
