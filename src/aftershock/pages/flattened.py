"""Which posts stand inside a text whose page was flattened, and where does each begin and end?

An embedded post leaves its signature behind ("— Name (@handle) March 3, 2031"), its own words before it, and
often the remains of its links ("pic. twitter.", "https:  ."). Losses inside a signature are allowed for: a
bracket may be empty, a date may lack its year. Where a post begins in running text is found from its
numbering, an open bracket, or the ends of sentences, and never further back than a post can be long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aftershock.pages import dates
from aftershock.pages.embedded import Signed
from aftershock.records import Interval
from aftershock.text import Span, trim

PLATFORMS = {
    "twitter": "twitter", "x": "twitter", "telegram": "telegram", "facebook": "facebook",
    "instagram": "instagram",
    "mastodon": "mastodon", "bluesky": "bluesky", "tiktok": "tiktok", "vk": "vk", "vkontakte": "vk",
    "truth social": "truth social", "threads": "threads", "gab": "gab", "youtube": "youtube",
}  # fmt: skip
_PLATFORM = "|".join(sorted(PLATFORMS, key=len, reverse=True))
# A post of the short-message services with its links written out; others may be longer.
MAX_SHORT, MAX_LONG = 320, 700
# A sentence that announces a post.
MAX_ANNOUNCEMENT = 300
# Fewer words are the remains of a link or a label ("Video:"), not a whole post.
MIN_WORDS = 4

# It begins with a set of characters, so that a text is searched for these alone.
_DASH = r"(?:[—–―&-](?:(?<=[—–―])|(?<=-)-+|(?<=&)mdash;|(?<=\s-)(?=\s)))"
_SIGNED = re.compile(
    rf"{_DASH}\s{{0,4}}(?P<name>[^\n()@#—–]{{0,80}}?)\s{{0,4}}\(\s{{0,3}}(?:@\s?(?P<handle>[\w.\-]+(?:@[\w.\-]+)?))?\s{{0,3}}\)"
)
_VIA = re.compile(
    rf"{_DASH}\s{{0,4}}(?P<name>[^\n()@#—–.]{{2,80}}?),?\s{{1,4}}(?:via|on)\s{{1,4}}(?P<platform>{_PLATFORM})\b",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"(?:A (?:post|photo|video|reel|photo posted|post shared) (?:shared |posted )?by|Posted by)"
    r"\s+(?P<name>[^\n()@]{0,80}?)\s*"
    r"(?:\(\s?@\s?(?P<handle>[\w.]+)\s?\))?(?=\s+on\s|\s*$|\s*\n)",
    re.MULTILINE,
)
_HEADER = re.compile(
    r"^[ \t]{0,8}(?P<name>[^\s@·•|(][^\n@·•|(]{0,60}?)[ \t]{0,4}\(?@"
    r"(?P<handle>[\w.\-]{2,60}(?:@[\w.\-]+)?)\)?[ \t]{0,4}[·•|–—-][ \t]{0,4}(?=\S)",
    re.MULTILINE,
)
# A line that ends in a colon, and a block quote under it; then what the line announces.
_COLON = re.compile(r":[ \t]*\n\s*(?=[>\"“„«])")
_ANNOUNCES = re.compile(
    rf"\b(?:wrote|posted|tweeted|shared|published|said|announced|stated)\b[^.:]{{0,60}}?\b(?:on|in|via|to)\s"
    rf"[^.:]{{0,40}}?\b(?P<platform>(?-i:X)|{_PLATFORM.replace('|x', '')})\b[^:]{{0,60}}$",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"[^\W\d_a-z][\w'’.\-]*(?:\s+[^\W\d_a-z][\w'’.\-]*){0,4}(?=\W+(?:\w+\W+){0,4}?$)")
_BLOCK = re.compile(r"(?:>[^\n]*(?:\n>[^\n]*)*|[\"“„«][^\n]{10,2000}?[\"”“»](?=[ \t]*(?:\n|$)))")
_LEAD_IN = re.compile(
    r"[\s,·|]{0,6}(?:on\s+)?(?:(?:Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day)?,?\s+)?(?:\d{1,2}:\d{2}(?:\s?[AP]M)?\s?[·,]?\s?)?"
)
_MONTH_DAY = re.compile(r"(?-i:[A-Z])[a-zà-ÿ]{2,9}\.?\s{1,3}\d{1,2}(?:st|nd|rd|th)?(?!\w)|\d{1,2}[hm](?!\w)")
_RESIDUE = re.compile(
    r"(?:pic\s?\.\s{0,3}twitter\s?\.?\s{0,3}(?:com)?(?:/\w+)?|https?\s?:[\s./]{0,6}(?:[\w.\-]+/\S*)?|(?:t\.co|bit\.ly)/\w+|[\s.,…/]|(?<=\s)(?:com|co)/\w+)+$"
)
_TITLES = ("Mr", "Dr", "St", "vs", "No", "Mrs", "Gen", "Col", "Lt", "Amb", "Sen", "Rep", "Gov", "Prof")
# A stop after a title or a single letter ("U. S.") ends no sentence.
_ABBREVIATED = "".join(rf"(?<!\b{word})" for word in _TITLES)
_BOUNDARY = re.compile(rf"(?<![\s.]\w){_ABBREVIATED}[.!?…][\"”’»)\]]{{0,3}}\s+(?=\S)")
_NUMBERING = re.compile(r"(?:(?<=[\s\[(])|^)\(?\d{1,2}(?:\)|/\d{0,2}\)?|\.(?=\s))\s{0,3}(?=\S)")
_POSTLIKE = re.compile(
    r"[#@]\w|pic\s?\.\s{0,3}twitter|https?\s?:|\bRT\b|\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Yy]ou|[Yy]our)\b"
)


class Passage(NamedTuple):
    """A post in a text: the whole passage, the post's own words, the signature, and what is known of it."""

    whole: Span
    body: Span | None
    signature: Span
    signed: Signed


class _Signature(NamedTuple):
    start: int
    end: int
    platform: str
    name: str | None
    handle: str | None
    created: Interval | None


def posts_in(text: str) -> tuple[Passage, ...]:
    """The posts in a flattened text, in order, none overlapping."""
    found: list[Passage] = []
    floor = 0
    for signature in sorted(_signatures(text)):
        if signature.start < floor:
            continue
        passage = _before(text, signature, floor)
        if passage is not None:
            found.append(passage)
            floor = passage.whole.end
    found += [
        p for p in (*_headed(text), *_announced(text)) if not any(_overlap(p.whole, q.whole) for q in found)
    ]
    return tuple(sorted(found, key=lambda passage: passage.whole))


def _signatures(text: str) -> Iterator[_Signature]:
    for match in _SIGNED.finditer(text):
        name, handle = _name(match["name"]), match["handle"]
        end, created = _date_after(text, match.end())
        dated = end > match.end()
        # A dash, a name and an empty bracket are common in prose; with a date they are a wounded signature.
        if (handle and (dated or _ends_line(text, end))) or (name and dated and not handle):
            yield _Signature(
                match.start(), end, platform_of(handle, text[: match.start()]), name, handle, created
            )
    for match in _VIA.finditer(text):
        end, created = _date_after(text, match.end())
        if end > match.end() or _ends_line(text, end):
            yield _Signature(
                match.start(), end, PLATFORMS[match["platform"].lower()], _name(match["name"]), None, created
            )
    for match in _SHARED.finditer(text):
        end, created = _date_after(text, match.end())
        if match["handle"] or end > match.end():
            platform = "facebook" if match[0].startswith("Posted") else "instagram"
            yield _Signature(match.start(), end, platform, _name(match["name"]), match["handle"], created)


def platform_of(handle: str | None, before: str = "") -> str:
    """The platform that a handle's form belongs to; by default Twitter's embeds are signed this way."""
    if handle and "@" in handle:
        return "mastodon"
    if handle and handle.endswith((".bsky.social", ".com", ".org", ".net")):
        return "bluesky"
    return "twitter"


def _date_after(text: str, at: int) -> tuple[int, Interval | None]:
    """Where a date right after ``at`` ends, and the day; without its year it belongs to the signature."""
    lead = _LEAD_IN.match(text, at)
    here = lead.end() if lead else at
    match = dates.written_date().match(text, here)
    if match:
        day = dates.day_of(match)
        return match.end(), dates.whole_day(day, "signature of the post") if day else None
    partial = _MONTH_DAY.match(text, here)
    return (partial.end() if partial else at), None


def _before(text: str, signature: _Signature, floor: int) -> Passage | None:
    """The passage whose signature this is: its words stand before it."""
    limit = MAX_SHORT if signature.platform == "twitter" else MAX_LONG
    start, end = _body(text, signature.start, signature.end, floor, limit)
    body = trim(text, start, end)
    if body.start >= body.end:
        return None
    opened = max(floor, body.start - 1)
    whole_start = opened if text[opened : body.start] in {"[", "(", "“", '"'} else body.start
    tail = re.match(r"\s{0,2}[,\])]{1,2}", text[signature.end : signature.end + 4])
    whole_end = signature.end + (tail.end() if tail else 0)
    return Passage(
        whole=Span(whole_start, whole_end),
        body=body,
        signature=Span(signature.start, signature.end),
        signed=Signed(
            platform=signature.platform,
            text=text[body.start : body.end],
            name=signature.name,
            handle=signature.handle,
            created=signature.created,
        ),
    )


def _body(text: str, end: int, signature_end: int, floor: int, limit: int) -> Span:
    """The words before a signature at ``end``: its line, the paragraph above, or a piece of running text."""
    line_start = max(text.rfind("\n", 0, end) + 1, floor)
    if not text[line_start:end].strip():
        above = len(text[:line_start].rstrip())
        end, line_start = above, max(text.rfind("\n", 0, above) + 1, floor)
    starts_line = line_start > floor or line_start == 0 or text[line_start - 1] == "\n"
    # Text that goes on after the signature on its line was flattened: there the line's start means nothing.
    if starts_line and end - line_start <= limit and _ends_line(text, signature_end):
        numbering = _last_numbering(text, line_start, end)
        return Span(numbering if numbering is not None else line_start, end)
    return Span(_start_in_running(text, max(line_start, end - limit), end, line_start), end)


def _start_in_running(text: str, low: int, end: int, line_start: int) -> int:
    """Where a post begins in running text that ends at ``end``; not before ``low``."""
    residue = _RESIDUE.search(text, low, end)
    core = residue.start() if residue else end
    opened = text.rfind("[", low, core)
    if opened >= 0 and "]" not in text[opened:core]:
        return opened + 1
    numbering = _last_numbering(text, low, core)
    if numbering is not None:
        return numbering
    starts = [match.end() for match in _BOUNDARY.finditer(text, max(0, low - 3), core) if match.end() >= low]
    if low == line_start:
        starts.insert(0, low)
    if not starts:
        return _next_word(text, low)
    at = len(starts) - 1
    while at > 0 and len(text[starts[at] : core].split()) < MIN_WORDS:
        at -= 1
    # A sentence before it that has a hashtag, a handle or a link, or that speaks of "me" and "you" as reports
    # do not, is the post's own as well.
    while at > 0 and _POSTLIKE.search(text, starts[at - 1], starts[at]):
        at -= 1
    return starts[at]


def _last_numbering(text: str, low: int, end: int) -> int | None:
    """Where a thread's number ("4)", "2/5") begins, at the start of something."""
    found = None
    for match in _NUMBERING.finditer(text, low, end):
        before = text[max(0, match.start() - 6) : match.start()].rstrip()
        opens = (
            not before
            or before[-1] in '.!?…"”’»)]([,'
            or "\n" in text[max(0, match.start() - 2) : match.start()]
        )
        if opens and len(text[match.end() : end].split()) >= MIN_WORDS:
            found = match.start()
    return found


def _headed(text: str) -> Iterator[Passage]:
    """Posts under a header line: "Name (@handle) · Mar 3, 2031", their words behind or below it."""
    if "@" not in text:  # most pages; the pattern would try each line
        return
    for match in _HEADER.finditer(text):
        end, created = _date_after(text, match.end())
        if end == match.end():
            continue
        line_end = _line_end(text, end)
        body = trim(text, end + len(text[end:line_end]) - len(text[end:line_end].lstrip(" :·")), line_end)
        if body.start >= body.end:
            blank = re.compile(r"\n[ \t]*\n").search(text, line_end + 1)
            body = trim(text, line_end, blank.start() if blank else len(text))
        if body.start >= body.end or body.end - body.start > MAX_LONG:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        signed = Signed(
            platform=platform_of(match["handle"]),
            text=text[body.start : body.end],
            name=_name(match["name"]),
            handle=match["handle"],
            created=created,
        )
        yield Passage(Span(start, body.end), body, Span(start, end), signed)


def _announced(text: str) -> Iterator[Passage]:
    """Posts quoted as a block after "Name posted on Telegram:"; the announcement stays the page's."""
    for match in _COLON.finditer(text):
        start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - MAX_ANNOUNCEMENT)
        line = text[start : match.start()]
        said, block = _ANNOUNCES.search(line), _BLOCK.match(text, match.end())
        if said is None or block is None:
            continue
        speaker = _SPEAKER.search(line[: said.start()])
        found = next(dates.written(line), None)
        quoted = re.sub(r"(?m)^>\s?", "", block[0]).strip()
        signed = Signed(
            platform=PLATFORMS[said["platform"].lower()],
            text=quoted.strip('"“”„«»') if quoted[0] in '"“„«' else quoted,
            name=_name(speaker[0]) if speaker else None,
            created=dates.whole_day(found.day, "announcement of the post") if found else None,
        )
        span = Span(block.start(), block.end())
        yield Passage(span, span, trim(text, start, match.start() + 1), signed)


def _name(value: str) -> str | None:
    name = " ".join(value.split()).strip(" ,.:;-–—|")
    return name or None


def _ends_line(text: str, at: int) -> bool:
    return not text[at : _line_end(text, at)].strip(" \t.,])")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _next_word(text: str, at: int) -> int:
    match = re.compile(r"\s+").search(text, at)
    return match.end() if match else at


def _overlap(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end
