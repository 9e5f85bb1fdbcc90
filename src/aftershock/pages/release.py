"""Is a line the label of a press release, and who issued it?

"Press release of the harbour office, Sunday 15 March 2026" stands where articles have a byline. Only whole
lines count, and only under the names that such papers have; a sentence that speaks of a statement is none.
"""

from __future__ import annotations

import re

from aftershock.pages.dates import written_date
from aftershock.text import Span

_KIND = (
    r"(?:(?:joint\s+)?(?:press|media|news)\s+(?:release|statement|communiqu[eé]|notice)|press\s+note|"
    r"pressemitteilung|medienmitteilung|presseerklärung|communiqué(?:\s+de\s+presse)?|comunicado(?:\s+de\s+prensa)?|"
    r"nota\s+de\s+(?:prensa|imprensa)|comunicato(?:\s+stampa)?|persbericht|basın\s+(?:açıklaması|bülteni)|"
    r"komunikat\s+prasowy|pressmeddelande|пресс-релиз|заявление\s+для\s+прессы|بيان\s+صحفي)"
)
_NUMBER = r"(?:\s+(?:no|nr|n°|№)\.?\s*[\w/.-]{1,20}|\s+\d{1,5}[/-]\d{2,5})?"
_BY = (
    r"\s+(?:(?:issued|released|published)\s+)?"
    r"(?:of|by|from|der|des|de|du|del(?:la)?|dell['’]|do|da|van|от)\s*\b(?:(?:the|den|dem|la|le|il|el)\s+)?"
)
_ISSUED = r"(?:issued|released)\s+by\s+(?:the\s+)?(?=\S+\s+(?!(?:on|at)\b)\w)"
# A name begins large; what may stand behind it: a mark and a day, or a day with "of" or "on".
_NAME = r"(?P<name>(?-i:[^\W\d_a-zà-ÿ])[^\n,;:|()–—]{2,70}?)"
_REST = (
    r"(?:(?:\s*[,:|–—]|\s+-\s)[^\n]{0,60}|\s+(?:on|vom|of|from|du|del)\s+(?=[^\n]{0,14}\d)[^\n]{0,40})?\.?"
)
_LABEL = re.compile(rf"(?:for\s+immediate\s+release|{_KIND}{_NUMBER})", re.IGNORECASE)
_NAMED = re.compile(rf"(?:{_KIND}{_NUMBER}{_BY}|{_ISSUED}){_NAME}{_REST}", re.IGNORECASE)
_CAPITAL = re.compile(r"[^\W\d_a-zà-ÿ]")
# A weekday and two little words may stand beside the day of a label.
MAX_LABEL, MAX_LOWER, MAX_BESIDE = 160, 3, 3


def is_label(line: str) -> bool:
    """Whether a line says only that this is a press release, whose, and of when; or the day alone."""
    stripped = line.strip()
    if len(stripped) > MAX_LABEL:
        return False
    issuer, label = issuer_span(stripped), _LABEL.match(stripped)
    behind = issuer.end if issuer else label.end() if label else 0
    rest, days = written_date().subn(" ", stripped[behind:])
    most = (MAX_BESIDE if behind else 1) if days else 0
    return bool(behind or days) and len(re.findall(r"\w+", rest)) <= most


def issuer_span(line: str) -> Span | None:
    """Where in a line stands who issued the release; None where the line is no such label."""
    stripped = line.strip()
    found = _NAMED.fullmatch(stripped) if len(stripped) <= MAX_LABEL else None
    if found is None:
        return None
    words = [word for word in found["name"].split() if not _CAPITAL.match(word)]
    if len(words) > MAX_LOWER or written_date().search(found["name"]):
        return None
    at = line.index(stripped) + found.start("name")
    return Span(at, at + len(found["name"]))
