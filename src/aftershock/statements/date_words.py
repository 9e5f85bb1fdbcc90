"""Which words make a date? The pieces of the date grammar, and the number each stands for."""

# ruff: noqa: E501 - a pattern that is broken over lines cannot be read
from __future__ import annotations

import re

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# "may" and "march" in small letters are verbs far more often than months: those two need their capital.
_SOUND_MONTHS = "|".join(month for month in _MONTHS if month not in ("may", "march"))
MONTH_NAME = rf"(?:(?i:{_SOUND_MONTHS})|March|MARCH|May|MAY)"
MONTH = rf"(?:{MONTH_NAME}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:])"
YEAR = r"(?:1[89]|20)\d\d(?!\d|[,.]\d)"
# "Good Friday", "Bloody Sunday" are names of one day in history; "the Sunday Herald" is a paper.
WEEKDAY = (
    r"(?<!Good )(?<!Black )(?<!Bloody )(?<!Easter )(?<!Palm )(?<!\ba )(?<!every )(?<!each )(?<!any )"
    rf"\b(?i:{'|'.join(_WEEKDAYS)})\b(?!\s+(?:Times|Telegraph|Express|Mirror|Mail|Herald|Post|Star|Tribune|Club))"
)
DAY_PART = r"(?:(?:early|late|mid-?)[ -])?(?:morning|afternoon|evening|night|dawn|noon|midday|midnight)"
UNIT = r"(?:minute|hour|day|night|week|weekend|fortnight|month|year|decade)"

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_COUNTS = {word: number for number, word in enumerate(_SMALL)} | {
    "a": 1, "an": 1, "the": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a couple of": 2,
}  # fmt: skip
# Words that name more than one without saying how many: the stretch stays open.
INDEFINITE = ("several", "a few", "some", "many", "few")
_COUNT_WORDS = sorted([*_COUNTS, *INDEFINITE], key=len, reverse=True)
COUNT = rf"(?:\d{{1,4}}|(?i:{'|'.join(word for word in _COUNT_WORDS if word != 'the')}))"

ZONE_HOURS = {
    "GMT": 0.0, "UTC": 0.0, "Z": 0.0, "BST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0, "EEST": 3.0,
    "MSK": 3.0, "EST": -5.0, "EDT": -4.0, "CDT": -5.0, "PST": -8.0, "PDT": -7.0, "PKT": 5.0, "WIB": 7.0,
}  # fmt: skip
_ZONE = rf"(?P<zone>{'|'.join(zone for zone in ZONE_HOURS if zone != 'Z')})\b|local time|hours\b|hrs\b"
_HALF = r"[ap]\.?m\b\.?|[AP]\.?M\b\.?"
CLOCK = (
    rf"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?![\d:])\s*(?P<half>{_HALF})(?:\s+(?:{_ZONE}))?"
    rf"|(?<![\d:.])(?P<hour2>[01]?\d|2[0-3])[:.](?P<minute2>[0-5]\d)(?![\d:])\s*(?:{_ZONE.replace('zone>', 'zone2>')})"
    r"|(?<=\b(?i:at|by) )(?P<hour3>[01]?\d|2[0-3]):(?P<minute3>[0-5]\d)(?![\d:])"
    r"|(?i:(?<=\baround )|(?<=\bbefore )|(?<=\bafter )|(?<=\bsince )|(?<=\buntil ))(?P<hour4>[01]?\d|2[0-3]):(?P<minute4>[0-5]\d)(?![\d:])"
    r"|(?m:^)(?P<hour6>[01]\d|2[0-3]):(?P<minute6>[0-5]\d)(?=\s*(?:[-–—|:]\s*)?(?:[A-Z“\"]|\Z))"
    rf"|(?<![\d:.,])(?P<hour5>1[0-2]|[1-9])\s?(?P<half5>{_HALF})(?:\s+(?:{_ZONE.replace('zone>', 'zone5>')}))?"
)

FUTURE = re.compile(
    r"\b(?:(?:will|won't|would|shall|'ll|(?:is|are|was|were) to|going to)(?:\s+(?:not|also|only|be|have|been|\w+ly))*\s+\w+|(?:planned|plan|plans|planning) to"
    r"|(?:expected|scheduled|due|set|supposed|intended|meant|slated) (?:to|for|on|in|this|next)"
    r"|(?:vow|promise|threaten|pledge|intend|hope)(?:s|d|ed)? to|planned for|ahead of|until)\b",
    re.IGNORECASE,
)
# "By Tuesday", "by the end of March"; not "released by the ministry on Tuesday".
DUE = re.compile(r"\b[Bb]y\s+(?:(?:the|end|of|mid|late|early|next|this|coming)\s+)*\Z")
PAST = re.compile(
    r"\b(?:said|says|told|was|were|had|has|have|did|went|came|took|left|fled|shot|struck|hit|began|found|took|"
    r"gave|made|rose|fell|held|saw|wrote|spoke|\w{2,}(?<!due)ed)\b",
    re.IGNORECASE,
)


def month_of(word: str) -> int:
    """The number of a month's name or abbreviation."""
    key = word.rstrip(".").lower()[:3]
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(key))


def weekday_of(word: str) -> int:
    """Monday is 0."""
    return _WEEKDAYS.index(word.lower())


def count_of(word: str | None) -> int | None:
    """What a count stands for; None for an indefinite one ("several") or where none stands."""
    if word is None:
        return None
    return int(word) if word.isdigit() else _COUNTS.get(" ".join(word.lower().split()))
