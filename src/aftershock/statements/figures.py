"""Which numbers does a passage give, of what, and what happened to them?

A figure is a number with a role (killed, injured, arrested ...) and a unit (people, attackers, shots ...),
both from the words that govern it. A number without either is not a figure: clock times, dates, ordinals,
model names, scores fall away.
"""

# ruff: noqa: E501 - a pattern that is broken over lines cannot be read
from __future__ import annotations

import re

from aftershock.records import Record
from aftershock.statements import ages, dates, nobody, uncounted
from aftershock.statements import figure_words as words


class FoundFigure(Record, frozen=True, kw_only=True):
    """A figure at ``start:end`` (code points, end exclusive; modifier and number).

    ``low`` and ``high`` are inclusive bounds, None where open: "at least 40" is 40 and None, "up to 12" is 0
    and 12. With the modifiers "more than" and "over" ``low`` itself is excluded, with "fewer than", "less than"
    and "under" ``high`` is. "Dozens" is 24 and None. ``modifier`` is "part" for "7 of the 11". ``cue`` is the
    word that gave the role, empty where the counted noun did. ``withdrawn`` where the text takes it back,
    ``superseded`` where it only was true before ("has risen from 14").
    """

    start: int
    end: int
    role: str
    unit: str
    low: float
    high: float | None
    modifier: str
    cue: str = ""
    withdrawn: bool = False
    superseded: bool = False


class _Number(Record, frozen=True):
    """A number and its bounds; ``start`` is where its modifier begins."""

    start: int
    end: int
    low: float
    high: float | None
    modifier: str


class _Counted(Record, frozen=True, kw_only=True):
    """What a number counts; ``role`` is the noun's own; ``part`` is the modifier where it is some of others."""

    unit: str
    role: str
    end: int
    part: str


class _Found(Record, frozen=True, kw_only=True):
    """A figure, where the phrase of what it counts ends, and where the state behind it ends."""

    figure: FoundFigure
    phrase_end: int
    state_end: int


_NOT_ROLES = ("aside", "auxiliary", "gap")
_TO = r"\s*(?:-|–|—|to|or|and)\s*"
_RANGE = re.compile(
    rf"(?:(?:between|from)\s+)?(?P<first>{words.NUMBER}){_TO}(?P<second>{words.NUMBER.replace('+#@_-', '+#@_')})",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"\b(?i:{words.DOZENS})\b|{words.NUMBER}")
_MONEY = re.compile(
    r"(?P<sign>US\$|[$€£])\s?(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s(?:thousand|million|billion))?)\b"
)
_MONEY_UNIT = {"US$": "dollars", "$": "dollars", "€": "euros", "£": "pounds"}
_JOIN = re.compile(
    r"[\s,]*(?:(?P<including>including|among them|of whom|of which|of them)|and|plus|as well as|or|,|along with)\s*"
    r"(?:the\s+)?$",
    re.IGNORECASE,
)
_WITHDRAWN_BEFORE = re.compile(
    r"(?:\b(?:revis\w+|lower\w+|correct\w+|cut|reduc\w+|downgrad\w+|chang\w+|adjust\w+)\b[^.;]{0,50}\bfrom|\bdown from|\bup from"
    r"|\b(?:not|rather than|instead of)|\b(?:earlier|initially|originally|first|previously|at first)\b[^.;]{0,25}"
    r"\b(?:reported|put|gave|given|said|spoke of|announced|estimated|claimed|counted)\b[^.;]{0,25}"
    r"|\b(?:earlier|initial|previous|first) (?:figure|count|toll|report|estimate|number)s?\s+of|\bretract\w*[^.;]{0,40}"
    r"|\bwithdr[ae]w\w*[^.;]{0,40})\s*$",
    re.IGNORECASE,
)
_WITHDRAWN_AFTER = re.compile(
    r"[^.;,\d]{0,40}?\b(?:as (?:first|initially|earlier|originally|previously) (?:reported|stated|announced|said|thought)"
    r"|(?:was|were|has been|have been) (?:later )?(?:withdrawn|retracted|revised|corrected))\b",
    re.IGNORECASE,
)
_RISEN_FROM = re.compile(
    r"\b(?:ris(?:es?|en|ing)|rose|increas\w+|climb\w*|jump\w*|grow(?:s|n|ing)?|grew|went up|go(?:es|ne) up|up)\b[^.;\d]{0,50}"
    r"\bfrom\s*$",
    re.IGNORECASE,
)
# "From 10 to 15 people": a range, where nothing before it rose or fell.
_OPENS_RANGE = re.compile(r"(?:^|[.!?]\s|\banywhere\s)$", re.IGNORECASE)
# "Of the 40 injured, six ...": the number that the next one is taken out of.
_WHOLE = re.compile(r"\b(?:of|among) (?:the|its|their|those)\s*$", re.IGNORECASE)
# A rounded number leaves room: "about 200" and 215 agree. A tenth is what newsrooms round by at most.
APPROXIMATE_SLACK = 0.1


def find(text: str, start: int = 0, end: int | None = None) -> tuple[FoundFigure, ...]:
    """The figures inside ``text[start:end]``, in order; offsets count from the text's beginning."""
    stop = len(text) if end is None else end
    taken = [(date.start, date.end) for date in dates.find(text, start, stop)]
    stated = [*_ages(text, start, stop), *_sums(text, start, stop)]
    apart = [figure for figure in stated if not _overlaps(taken, figure.start, figure.end)]
    taken += [(figure.start, figure.end) for figure in apart]
    apart += _none(text, start, stop)
    taken += nobody.spans(text, start, stop)
    found: list[_Found] = []
    for number in _numbers(text, start, stop, taken):
        read = _read(text, number, stop, found)
        if read is not None:
            found.append(read)
    return tuple(sorted((*apart, *(one.figure for one in found)), key=lambda figure: figure.start))


def compatible(a: FoundFigure, b: FoundFigure) -> bool:
    """Do both speak of the same role and unit, with bounds that overlap? Approximations leave a tenth."""
    if (a.role, a.unit) != (b.role, b.unit):
        return False
    (low, high), (low2, high2) = _bounds(a), _bounds(b)
    return low <= high2 and low2 <= high


def withdrawn(text: str, start: int, end: int) -> bool:
    """Does the text take the number at ``start:end`` back ("revised down from 19", "not 20 as first reported")?"""
    left = re.split(r"[.;!?]\s|\n", text[max(0, start - 120) : start])[-1]
    return bool(_WITHDRAWN_BEFORE.search(left) or _WITHDRAWN_AFTER.match(text, end))


def _bounds(figure: FoundFigure) -> tuple[float, float]:
    high = float("inf") if figure.high is None else figure.high
    slack = APPROXIMATE_SLACK if figure.modifier in words.ABOUT else 0.0
    low = figure.low * (1 - slack)
    if figure.modifier in words.OVER:
        low += 1e-9 * max(1.0, abs(low))
    high = high * (1 + slack)
    if figure.modifier in words.UNDER:
        high -= 1e-9 * max(1.0, abs(high))
    return low, high


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(low < end and start < high for low, high in taken)


def _ages(text: str, start: int, stop: int) -> list[FoundFigure]:
    return [
        FoundFigure(start=at, end=to, role="age", unit="years", low=low, high=high, modifier="")
        for at, to, low, high in ages.find(text, start, stop)
    ]


def _sums(text: str, start: int, stop: int) -> list[FoundFigure]:
    found = []
    for match in _MONEY.finditer(text, start, stop):
        number = _bounded(text, start, match.start(), match.end(), words.value_of(match.group("number")))
        found.append(
            FoundFigure(
                start=number.start, end=number.end, role="money", unit=_MONEY_UNIT[match.group("sign")],
                low=number.low, high=number.high, modifier=number.modifier,
            )
        )  # fmt: skip
    return found


def _none(text: str, start: int, stop: int) -> list[FoundFigure]:
    return [
        FoundFigure(
            start=none.start, end=none.end, role=none.role, unit=none.unit, low=0, high=0,
            modifier="part" if none.part else "", cue=none.cue,
        )
        for none in nobody.find(text, start, stop)
    ]  # fmt: skip


def _numbers(text: str, start: int, stop: int, taken: list[tuple[int, int]]) -> list[_Number]:
    numbers: list[_Number] = []
    for match in _RANGE.finditer(text, start, stop):
        low, high = words.value_of(match.group("first")), words.value_of(match.group("second"))
        between = text[match.end("first") : match.start("second")].strip().lower()
        opening = match.group().lower()
        if low >= high or _overlaps(taken, *match.span()):
            continue
        if between == "and" and not opening.startswith(("between", "from")):
            continue
        if opening.startswith("from") and not _OPENS_RANGE.search(
            text[max(start, match.start() - 12) : match.start()]
        ):
            continue
        if withdrawn(text, match.start("first"), match.end("first")):
            continue
        taken.append(match.span())
        numbers.append(_ranged(text, start, match, low, high))
    for match in _SINGLE.finditer(text, start, stop):
        if not _overlaps(taken, *match.span()):
            numbers.append(_single(text, start, match))
    return sorted(numbers, key=lambda number: number.start)


def _ranged(text: str, start: int, match: re.Match[str], low: float, high: float) -> _Number:
    """A range; "at least 20 to 25" leaves its upper end open, "up to 20 or 30" its lower one."""
    if match.group().lower().startswith("between"):
        return _Number(*match.span(), low, high, "between")
    bound = _bounded(text, start, *match.span(), high)
    if bound.high is None:
        return _Number(bound.start, bound.end, low, None, bound.modifier)
    return _Number(
        bound.start, bound.end, low if bound.low else 0, high, "range" if bound.low else bound.modifier
    )


def _single(text: str, start: int, match: re.Match[str]) -> _Number:
    spoken = match.group().lower()
    if spoken in words.OPEN_ENDED:
        number = _bounded(text, start, *match.span(), words.OPEN_ENDED[spoken])
        return _Number(number.start, number.end, words.OPEN_ENDED[spoken], None, spoken)
    return _bounded(text, start, *match.span(), words.value_of(spoken))


def _bounded(text: str, start: int, at: int, to: int, value: float) -> _Number:
    """The bounds that a modifier before (or "or more" behind) gives a number."""
    found = words.MODIFIER.search(text[max(start, at - 30) : at])
    modifier = " ".join(found.group("modifier").lower().split()) if found else ""
    begin = at - (min(30, at - start) - found.start()) if found else at
    if re.match(r"\+|\s+or more\b", text[to : to + 10]):
        return _Number(begin, to, value, None, "or more")
    if modifier in words.AT_LEAST or modifier in words.OVER:
        return _Number(begin, to, value, None, modifier)
    if modifier in words.UP_TO or modifier in words.UNDER:
        return _Number(begin, to, 0, value, modifier)
    return _Number(begin, to, value, value, modifier)


def _read(text: str, number: _Number, stop: int, found: list[_Found]) -> _Found | None:
    """The figure that a number is; None where nothing is counted."""
    left = re.split(r"[.;!?]\s|\n", text[max(0, number.start - 120) : number.start])[-1]
    noun = words.NOUN.match(text, number.end, stop)
    if uncounted.names_something(text, left, number.start, number.end, counting=noun is not None):
        return None
    if noun and noun.group("noun").lower() == "police" and words.NOT_A_FORCE.match(text, noun.end("noun")):
        return None
    before = found[-1] if found and found[-1].figure.start < number.start else None
    joined = _joined(text, number, before) if before else ""
    thing = _counted(text, number, noun, joined, before, stop)
    if number.low % 1 and (thing.unit in words.PERSONS or thing.unit in words.PIECES):  # "7.62 rounds"
        return None
    role, cue, state_end = _governed(text, left, number, thing.end, stop)
    if last_of_lives := (noun and noun.group("noun").lower() == "lives" and words.LIVES.search(left)):
        role, cue = "killed", last_of_lives.group("killed")
    if role == "injured" and (thing.role == "killed" or _owned_up(cue, thing, noun)):
        role, cue = "", ""  # bodies are taken to a hospital too
    if bodies := words.BODIES.search(left):
        role, cue = "killed", bodies["killed"]
    if role == "missing" and thing.unit in words.SOUGHT:  # who is looked for is not missing
        role = "at large"
    handed = not role and before is not None and _handed_on(text, thing, joined, before, stop)
    if handed and before is not None:
        role, cue = before.figure.role, before.figure.cue
    if (
        not role
        and thing.role in ("", "other")
        and (not noun or (thing.unit == "people" and number.low == 1))
    ):
        return None
    bare = not noun and not thing.part
    if bare and not _stands_alone(text, number, stop, role, thing.unit, state_end):
        return None
    if before is not None and before.figure.modifier == "part" and _WHOLE.search(text[: number.start][-12:]):
        # "Two of the 11 suspects were freed": what is said of the two is not said of the eleven.
        role, cue = (role, cue) if role and words.ADJACENT.match(text, number.end) else (thing.role, "")
        if not role:
            return None
    modifier = number.modifier or _share(text, thing, joined, before, role, handed)
    figure = FoundFigure(
        start=number.start, end=number.end, role=role or thing.role, unit=thing.unit, low=number.low,
        high=number.high, modifier=modifier, cue=cue, withdrawn=withdrawn(text, number.start, number.end),
        superseded=bool(_RISEN_FROM.search(left)),
    )  # fmt: skip
    return _Found(figure=figure, phrase_end=thing.end, state_end=state_end)


def _owned_up(cue: str, thing: _Counted, noun: re.Match[str] | None) -> bool:
    """ "Admitted two robberies": no hospital did."""
    return cue.lower() in ("admitted", "admits", "admitting") and (
        noun is None or thing.unit not in words.PERSONS
    )


def _counted(
    text: str,
    number: _Number,
    noun: re.Match[str] | None,
    joined: str,
    before: _Found | None,
    stop: int,
) -> _Counted:
    """What a number counts: by its own noun, by a state ("of the injured"), else by the figure before."""
    if noun:
        last = (noun.group("more") or noun.group("noun")).strip().lower()
        unit = words.UNIT_OF[last]
        part = "part" if noun.group("of") else ""
        if part and joined and before and "them" in noun.group("of"):
            part = "including"
        return _Counted(unit=unit, role=words.role_of_noun(last, unit), end=noun.end(), part=part)
    state = words.OF_STATE.match(text, number.end, stop)
    if state:
        return _Counted(unit="people", role=words.role_of_state(state), end=state.end(), part="part")
    some = words.OF_NUMBER.match(text, number.end, stop)
    if some:
        unit = words.UNIT_OF[some.group("noun").lower()] if some.group("noun") else "people"
        return _Counted(unit=unit, role="", end=some.end(), part="part")
    kin = before.figure.unit if before and joined and before.figure.unit in words.SOUGHT else "people"
    them = words.OF_THEM.match(text, number.end, stop)
    if them:
        return _Counted(unit=kin, role="", end=them.end(), part="including")
    other = words.ANY_NOUN.match(text, number.end, stop)
    if other:
        return _Counted(unit=other.group("noun").lower(), role="", end=other.end(), part="")
    return _Counted(unit=kin, role="", end=number.end, part="including" if joined == "including" else "")


def _handed_on(text: str, thing: _Counted, joined: str, before: _Found, stop: int) -> bool:
    """Whether what became of the counted before is said of this number too ("40 injured, six seriously").

    Never across a clause that says something else of it: "two are dead and one is being sought".
    """
    if not joined or not (thing.role in ("", "other") or joined == "and"):
        return False
    # "Two gunmen and one ..." says nothing of the one: only what was done to people is handed on.
    named = thing.role != "" or thing.unit not in ("people", *words.SOUGHT)
    if not (before.figure.cue or named or before.figure.role in ("killed", "injured")):
        return False
    return bool(thing.part) or words.NOTHING_MORE.match(text, thing.end, stop) is not None


def _share(text: str, thing: _Counted, joined: str, before: _Found | None, role: str, handed: bool) -> str:
    """The modifier of a number that counts a part of another, or comes on top of it; else empty."""
    if joined == "including":
        return "including"
    if thing.part:
        return thing.part
    if before and joined == "," and _WHOLE.search(text[: before.figure.start][-12:]):
        return "part"
    if role == "injured" and words.GRAVITY.match(text, thing.end):
        return "including" if before and joined and before.figure.role == "injured" else "part"
    if handed and before and thing.role == "" and joined == ",":
        return "including"
    return ""


def _stands_alone(text: str, number: _Number, stop: int, role: str, unit: str, state_end: int) -> bool:
    """May a number without a listed noun be read? People who were killed or held, never hours or goals."""
    if unit in words.TEMPORAL or role == "fired":
        return False
    return unit != "people" or role not in ("blocked", "destroyed")


def _governed(text: str, left: str, number: _Number, end: int, stop: int) -> tuple[str, str, int]:
    """Role, its cue, and where the state behind the counted ends ("12 people were killed"); else the deed before."""
    chain = words.CHAIN.match(text, end, stop)
    for at in (end, chain.end() if chain else -1):
        after = words.AFTER.match(text, at, stop) if at >= 0 else None
        if after is None or (at != end and not after.group("auxiliary").strip()):
            continue
        active = not after.group("auxiliary").strip() and words.OBJECT.match(text, after.end())
        role = next(name for name, value in after.groupdict().items() if value and name not in _NOT_ROLES)
        if not active or after.group(role).lower() in ("dead", "missing"):
            return role.replace("_", " "), after.group(role), after.end() if at == end else end
    for pattern in (words.PUT_AT, words.BEFORE, words.TOLL):
        before = pattern.search(left)
        if before:
            role = next(
                name for name, value in before.groupdict().items() if value and name not in _NOT_ROLES
            )
            return role.replace("_", " "), before.group(role), end
    return "", "", end


def _joined(text: str, number: _Number, before: _Found) -> str:
    """How the number continues the figure before it: "and", "including", "," or not at all (empty)."""
    if before.figure.role == "age":
        return ""
    for end in (before.phrase_end, before.state_end):
        between = text[end : number.start] if end <= number.start else ""
        join = _JOIN.fullmatch(between) if 0 < len(between) <= 40 else None
        if join:
            return "including" if join.group("including") else "," if between.strip() == "," else "and"
    return ""
