"""Who issues a text as a whole: whose letter, communiqué, notice or report is it?

The heading says it ("Statement by the families of ..."), a letterhead over the heading, the signature at the
end, or the text itself ("We, the undersigned organisations"). An article about a statement speaks of it in
the third person: without words of the first person outside quotations, a numbered or headed paper of a body
is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aftershock.statements import labels, quotes
from aftershock.text import Span

HEAD, TAIL = 4, 5  # lines at either end that may name the issuer
HEADLINE, LONGEST = 110, 150  # characters: a longer line is no heading and no signature
TWICE = 2  # sentences that begin with its issuer's name make a paper one of its own
FIRST = 3  # words of the first person, outside quotations, that make a text somebody's own

_KIND = (
    r"(?:(?:open |circular )?letter|(?:(?:joint|press|official|public|witness|first|second|police) )*"
    r"statement|communiqu[eé]|(?:press|news) release|declaration|(?:safety |public )?notice|message"
    r"|proclamation|announcement|bulletin|appeal|resolution|comment|order of the day"
    r"|clarification|denial|advisory"
    r"|remarks|address|answers|update|reply|note|(?:transparency |situation )?report|(?:situation )?briefing"
    r"|(?:security |travel )?alert|travel advice|correction|memorandum|manifesto|explanation|speech|sermon"
    r"|homily)"
)
# What a name in a heading ends before: "Letter of 140 journalists | to the press office".
_ENDS = (
    r"(?=\s*(?:$|[\n,.:;(\[|]| [-–—] | (?:on|to|regarding|about|concerning|after|following|in response|at the"
    r"|with regard|against|for|as read|read|over)\b))"
)
_WHO = rf"(?P<who>(?:[Tt]he )?[\w“\"‘][^\n,.:;(\[|]*?){_ENDS}"
_BY = (
    r"(?i:(?:issued |posted |published |broadcast |signed )?"
    r"(?:by|of|from|on behalf of|attributed to|received:))"
)
_HEADED = re.compile(rf"^\W*(?:[^\n.]{{0,40}}[ :])?(?i:{_KIND})(?: (?i:no)\.? ?\d+)?,? {_BY} {_WHO}")
_ISSUED_BY = re.compile(
    r"^\W*(?:[^\n.]{0,80}[ (])?(?i:issued|published|posted|broadcast|delivered|released)"
    rf"(?: on \w+)? by {_WHO}"
)
_KIND_BEFORE = re.compile(
    rf"^(?:[\w’'-]+ ){{0,3}}(?i:{_KIND})\b[^\n:,.(]{{0,12}}(?: [-–—]|[:,])\s+"
    r"(?P<who>[A-Z][^\n:;(.]{2,60}?)\s*$"
)
# "The Union is appalled", "The Command denies": a paper that speaks of its issuer by name.
_OF_ITSELF = re.compile(
    r"^\W*(?:(?i:[a-z]+)\. )?The (?P<who>[A-Z][\w’'-]+(?: (?:(?:of|for|and)(?: the)? )?[A-Z][\w’'-]+){0,6}) "
    r"(?:hereby |today |strongly |firmly |categorically )?(?:is|are|informs?|announces?|den(?:y|ies)"
    r"|condemns?|confirms?|takes?|claims?|wish(?:es)?|regrets?|mourns?|learned|notes?|expresses|warns?|calls?"
    r"|declares?|states?|advises|accepts?|rejects?)\b"
)
_BEFORE_KIND = re.compile(
    rf"^(?P<who>[A-Z0-9“\"][^\n:;()]{{2,70}}?)\s*(?:[:|]|\s[-–—])\s+(?:\w+ ){{0,4}}(?i:{_KIND}|crisis desk|"
    r"office of information|spokes\w+ office|press (?:office|service))"
    r"(?=\s*$|,| (?:to|on|at|for|of|no|number)\b| \W{0,2}\d)"
)
_KIND_LINE = re.compile(rf"^\W*(?:[\w’'-]+ ){{0,4}}?(?i:{_KIND})\b[^\n]{{0,90}}$")
_BODY = re.compile(
    r"\b(?:ministr|offic|council|union|committee|command|brigade|army|front|movement|party|league|assembly"
    r"|congress|embassy|police|association|staff|federation|commission|authorit|government|agency|service"
    r"|forces?|directorate|bureau|company|ltd|inc|group|mission|council|court|prosecut|hospital|board"
    r"|resistance|units?|column|guard|organi[sz]ation|constabulary|protection|defen[cs]e|foundation|mothers"
    r"|families|workers|teachers|congress|church|institute|university|bank|press|publishing|hotels?|college"
    r"|school|coordination|solidarity|network|volunteers|circle|order|cells?)",
    re.I,
)
_NAME_LINE = re.compile(r"^[A-Z][^\n.:;!?\[\]|]{2,70}$")
_SIGNED_FOR = re.compile(
    r"\W*(?:(?:[Ss]igned )?[Ff]or|[Mm]edia office of|[Pp]ress office of|[Ii]ssued by the [\w ]{3,30} of) "
    r"(?:the )?(?P<who>[A-Za-z][^\n:;(),]{2,50})"
)
_TEAM = re.compile(r"[Tt]he (?P<who>(?:[A-Z][\w’'-]+ ){1,4})team$")
_SIGNATURE = re.compile(r"\W*(?:[A-Z][\w.’'-]*,? ?(?:and |of (?:the )?|de |van |von )?){2,7}")
_MY_NAME = re.compile(r"\bMy name is (?P<who>(?:[A-Z][\w’'-]+ ?){1,4})")
_WE_THE = re.compile(r"^\W*We, (?:the )?(?P<who>[^,\n]{3,60}),")
_PLACE_TIME = re.compile(
    r"^(?:to\b|dear\b|period\b|subject\b|date\b|\W*unofficial|in the name\b|distribution|copies\b|adopted\b"
    r"|share\b|help\b|unsubscribe|©|\W*translat|next\b|given\b|sent\b|read\b|received|names\b|note\b|share\b"
    r"|at a place|update\b|interview\b|long live|print\b|press enquir|the signatures|sources?\b)",
    re.I,
)
_DATED = re.compile(
    r"\b\d{1,2}[.:]\d\d\b|\b\d{4}\b|\b\d{1,2} (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December)\b"
)
_OWN = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Oo]urs|[Uu]s|I|[Mm]y|[Mm]e|[Oo]urselves|[Mm]yself)\b(?!\.)")
_TURN = re.compile(r"^(?:\d+[.)] )?(?:[QA][.:]|Question:|Answer:|[A-Z][A-Z .'’-]{2,30}:)\s")
# What is somebody's own, but no statement of a body: columns, newsletters, blogs, reports from a place.
_WRITTEN = re.compile(
    r"\bBy [A-Z]|\b(?i:by our|newsletter|^\W*column|commentary by|guest comment|blog|opinion|thread"
    r"|dear readers|interview|fact ?check|letter from the|report from|watch\b|min read|monitoring note"
    r"|briefing note|digest|verification|editor[’']s letter|analysis|transcript|press review)"
)
# Papers that tell of others: without a "we" of their own they are an article.
_TELLING = re.compile(
    r"\b(?i:report|briefing|bulletin|note|summary|update|answers|alert|round-up|hearing|day \w+)\b"
)
_LETTER = re.compile(
    r"^\W*(?:[\w’'-]+ ){0,3}(?i:letter|answer|reply|appeal|message|note|statement|declaration)\b"
    r"|^(?i:to|dear|sir|madam)\b"
)
_SENTENCE = re.compile(r"[.!?][”\"’)]?(?:\s|$)")
_ROLE = re.compile(
    r",? (?:(?:the )?(?:[A-Z]?[a-z]+[- ])?(?:chair\w*|spokes\w+|secretary|president|director|commander"
    r"|marshal|pharmacist|teacher|chief|minister|guest-master|publisher|head|lieutenant|permanent)\b.*)$",
    re.I,
)


class Issued(NamedTuple):
    """Who issues a text, and from where to where it is theirs."""

    name: str
    span: Span


class _Line(NamedTuple):
    span: Span
    words: str


def find(text: str, spans: Sequence[Span]) -> Issued | None:
    """The issuer of a text whose paragraphs stand at ``spans``; None where it is nobody's but a writer's."""
    lines = [line for span in spans for line in _lines(text, span)]
    head = [line for line in lines[:HEAD] if len(line.words) <= LONGEST]
    if len(lines) < 2 or any(_WRITTEN.search(line.words) for line in head if len(line.words) <= HEADLINE):
        return None
    if sum(_TURN.match(line.words) is not None for line in lines) > 3:
        return None
    if any(labels.issuer(line.words) for line in lines[HEAD:] if len(line.words) <= HEADLINE):
        return None  # several papers in one text: each heading counts from there on (`turns`)
    last = _last(lines)
    tail = [line for line in lines[max(2, last + 1 - TAIL) : last + 1] if len(line.words) <= 70]
    headed = any(_KIND_LINE.match(line.words) or _BEFORE_KIND.match(line.words) for line in head)
    letter = any(_LETTER.match(line.words) for line in head)
    signed = _in_text(lines[:6]) or _for_whom(tail)
    if not (headed or letter or signed):
        return None
    own = _own_words(text, spans)
    told = any(_TELLING.search(line.words) for line in head)
    if own < FIRST and (told or not headed):
        named = _letterhead(head, headed)
        return _from(named, lines, head, last) if named and _of_itself_often(named[0], text) else None
    named, above = _in_heading(head, own, text), _letterhead(head, headed)
    if named is None or (above is not None and _BODY.search(named[0]) is None):
        named = above or named  # "Comment by the Spokeswoman" under a ministry's letterhead
    if named is None and own >= FIRST:
        named = signed or (_signature(tail) if letter else None)
    if named is None and headed:
        named = _of_itself(lines[:5])
    return _from(named, lines, head, last) if named else None


def _from(named: tuple[str, Span], lines: Sequence[_Line], head: Sequence[_Line], last: int) -> Issued:
    """The text from below its heading to its last line, as somebody's."""
    name, at = named
    start = at.end if any(at == line.span for line in head) else lines[0].span.start
    return Issued(name, Span(start, lines[last].span.end))


def _lines(text: str, span: Span) -> Iterator[_Line]:
    """The lines of a paragraph; "Communiqué No. 31" over "of the Ridge Column" is one."""
    at = span.start
    raw = re.sub(r"\n(?=(?:of|by|from|on) )", " ", text[span.start : span.end])
    for part in raw.split("\n"):
        if part.strip():
            yield _Line(Span(at, at + len(part)), part.strip())
        at += len(part) + 1


def _own_words(text: str, spans: Sequence[Span]) -> int:
    """How many words of the first person stand outside quotations."""
    count = 0
    for span in spans:
        raw = text[span.start : span.end]
        marked = quotes.find(raw)
        count += sum(
            not any(quote.start <= match.start() < quote.end for quote in marked)
            for match in _OWN.finditer(raw)
        )
    return count


def _last(lines: Sequence[_Line]) -> int:
    """The last line that is the issuer's: an editor's note in brackets behind it is not."""
    last = len(lines) - 1
    while last > 1 and (lines[last].words[0] in "[(©" or lines[last].words[-1] in "])"):
        last -= 1
    return last


def _of_itself_often(name: str, text: str) -> bool:
    """Whether sentences begin with a name, or with what kind of body it is: "The Embassy advises"."""
    kind = _BODY.search(name)
    words = [re.escape(name)] + ([rf"{re.escape(kind[0])}\w*"] if kind else [])
    return len(re.findall(rf"(?im)(?:^|[.!?] )(?:the )?(?:{'|'.join(words)}) [a-z]", text)) >= TWICE


def _in_heading(head: Sequence[_Line], own: int, text: str) -> tuple[str, Span] | None:
    for line in head:
        for pattern in (_HEADED, _ISSUED_BY, _BEFORE_KIND, _KIND_BEFORE):
            found = pattern.match(line.words)
            loose = pattern in (_BEFORE_KIND, _KIND_BEFORE)
            if not found or not _is_name(found["who"], own):
                continue
            who = _clean(found["who"])
            if not loose or _BODY.search(who) or _of_itself_often(who, text):
                return who, line.span
    return None


def _letterhead(head: Sequence[_Line], headed: bool) -> tuple[str, Span] | None:
    """A line that is a body's name, beside a line that says what the paper is."""
    names = [line for line in head[:3] if headed and _is_body(line.words)]
    return (_clean(names[-1].words), names[-1].span) if names else None


def _is_body(words: str) -> bool:
    """Whether a line is a body's name and nothing else: all its longer words begin large."""
    return (
        _NAME_LINE.match(words) is not None
        and _BODY.search(words) is not None
        and not _KIND_LINE.match(words)
        and not _PLACE_TIME.match(words)
        and len(words.split()) <= 10
        and all(word[:1].isupper() for word in re.findall(r"[A-Za-z][\w’'-]{3,}", words))
    )


def _in_text(lines: Sequence[_Line]) -> tuple[str, Span] | None:
    for line in lines:
        found = _MY_NAME.search(line.words) or _WE_THE.match(line.words)
        if found:
            return _clean(found["who"]), line.span
    return None


def _of_itself(lines: Sequence[_Line]) -> tuple[str, Span] | None:
    for line in lines:
        if found := _OF_ITSELF.match(line.words):
            return _clean(found["who"]), Span(line.span.start, line.span.start)
    return None


def _for_whom(tail: Sequence[_Line]) -> tuple[str, Span] | None:
    """ "For the Congress: ...", "The Commonroom team": whom somebody signs for."""
    for line in tail:
        found = _SIGNED_FOR.match(line.words) or _TEAM.match(line.words)
        if found and not _SENTENCE.search(line.words[:-1]):
            return _clean(found["who"]), line.span
    return None


def _signature(tail: Sequence[_Line]) -> tuple[str, Span] | None:
    """The name under a letter."""
    for line in tail:
        words = _ROLE.sub("", line.words)
        if _SIGNATURE.fullmatch(words) and not _PLACE_TIME.match(words) and not _DATED.search(words):
            return _clean(words), line.span
    return None


def _is_name(who: str, own: int) -> bool:
    words = who.split()
    if not words or len(words) > 12:
        return False
    capital = any(word[:1].isupper() for word in words[1:]) or words[0][:1].isupper()
    return capital or own >= FIRST


def _clean(who: str) -> str:
    return re.sub(r"^(?:[Tt]he|THE) ", "", " ".join(who.split())).strip(' ,-–—|“”"')
