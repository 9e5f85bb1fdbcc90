"""How is a passage of somebody else's text shown safely?

Escaped; links defanged; handles of accounts masked; control and bidirectional characters made visible;
highlights never cut a grapheme, a link or a mask. Everything from outside goes through here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from aftershock.dossier.graphemes import snap
from aftershock.records import Record

# Characters that could hide or reorder text. Left out: line feed and tab, which the page itself renders, the
# joiners that Persian, Indic scripts and emoji need, and format characters that are seen.
_UNSEEN = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
SHORT = {
    "\u200b": "ZWSP", "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM", "\u202a": "LRE", "\u202b": "RLE",
    "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI",
    "\u2069": "PDI", "\u2060": "WJ", "\ufeff": "BOM", "\u00ad": "SHY", "\u2028": "LSEP", "\u2029": "PSEP",
    "\r": "CR",
}  # fmt: skip

# Addresses on these hosts name an account in their path; only the host is shown.
ACCOUNT_HOSTS = frozenset(
    (
        "twitter.com", "x.com", "t.me", "telegram.me", "facebook.com", "instagram.com", "tiktok.com",
        "youtube.com", "vk.com", "bsky.app", "threads.net", "reddit.com", "gab.com", "truthsocial.com",
    )
)  # fmt: skip
_ATOM = re.compile(
    r"(?P<url>\b(?:https?|ftp)://[^\s<>\"'«»“”]+|\bwww\.[^\s<>\"'«»“”]+)"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<handle>(?<![\w@/.])@\w[\w.]*\w(?:@[\w.-]*\w)?)"
    rf"|(?P<control>{_UNSEEN})",
    re.UNICODE | re.IGNORECASE,
)
_HIDDEN = re.compile(_UNSEEN)
# No address, handle or mail address that matters is longer; atoms are looked for this far around a passage.
_REACH = 300


class Masking(Record, frozen=True, kw_only=True):
    """Which handles may be shown (case-folded, without @), and how the others are masked."""

    allowed: frozenset[str] = frozenset()
    pseudonym: Callable[[str], str] | None = None


class Mark(NamedTuple):
    """A stretch to highlight, in the text's own offsets; ``kind`` becomes a class."""

    start: int
    end: int
    kind: str


class _Atom(NamedTuple):
    start: int
    end: int
    html: str


def visible(value: str) -> str:
    """The string with characters that cannot be seen, or that reorder others, written as ``‹RLO›``."""
    return _HIDDEN.sub(lambda match: _named(match.group()), value)


def defang(url: str) -> str:
    """An address that nothing follows: ``hxxps://example[.]org/a``; paths of accounts are left out."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "", url
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2]  # a name and password before the host are nobody's business
    bare = host.casefold().removeprefix("www.").removeprefix("mobile.").removeprefix("m.")
    if slash and (bare in ACCOUNT_HOSTS or path.startswith("@")):
        path = "…"
    scheme = re.sub("tt", "xx", scheme, flags=re.IGNORECASE)
    return f"{scheme}{mark}{host.replace('.', '[.]')}{slash}{path}"


def mask(handle: str, masking: Masking) -> str:
    """A handle (with its @) as it may be shown: itself where listed, else a pseudonym, else ``@…``."""
    name = handle.removeprefix("@")
    if name.casefold() in masking.allowed:
        return handle
    return f"@{masking.pseudonym(name)}" if masking.pseudonym else "@…"


def inline(value: str, masking: Masking) -> Markup:
    """A whole string from outside (a title, a name), isolated from its surroundings' direction."""
    return Markup("<bdi>{}</bdi>").format(passage(value, 0, len(value), masking))


def passage(text: str, start: int, end: int, masking: Masking, marks: Sequence[Mark] = ()) -> Markup:
    """``text[start:end]`` as HTML, with highlights. Marks outside the passage are clipped to it."""
    atoms = [a for a in _atoms(text, start, end, masking) if a.end > start and a.start < end]
    widened = [_around(atoms, *snap(text, m.start, m.end), m.kind) for m in marks if m.start < m.end]
    cuts = {start, end}
    cuts.update(p for m in widened for p in (m.start, m.end) if start < p < end)
    cuts.update(p for a in atoms for p in (a.start, a.end) if start < p < end)
    inside = {max(a.start, start): a for a in atoms}
    points = sorted(cuts)
    out: list[str] = []
    open_kinds: tuple[str, ...] = ()
    carets = sorted({m.start for m in marks if m.start == m.end})
    for low, high in pairwise(points):
        kinds = tuple(dict.fromkeys(m.kind for m in widened if m.start <= low and high <= m.end))
        if kinds != open_kinds:
            out.append("</mark>" if open_kinds else "")
            out.append(f'<mark class="{escape(" ".join(kinds))}">' if kinds else "")
            open_kinds = kinds
        atom = inside.get(low)
        if atom:
            out.append((CARET if low in carets else "") + atom.html)
        else:
            out.append(_with_carets(text, low, high, carets))
    out.append("</mark>" if open_kinds else "")
    if end in carets:
        out.append(CARET)
    return Markup("".join(out))


CARET = '<span class="caret" title="here">\u2038</span>'


def _with_carets(text: str, low: int, high: int, carets: Sequence[int]) -> str:
    """Plain text, with a caret where something was lost."""
    out, at = [], low
    for place in carets:
        if low <= place < high:
            out += [str(escape(text[at:place])), CARET]
            at = place
    return "".join([*out, str(escape(text[at:high]))])


def excerpt_bounds(text: str, start: int, end: int, around: int) -> tuple[int, int]:
    """Where an excerpt with about ``around`` characters on either side begins and ends: at words."""
    low = _to_word(text, max(0, start - around), -1)
    high = _to_word(text, min(len(text), end + around), 1)
    for atom in _atoms(text, low, high, Masking()):
        low = atom.start if atom.start < low < atom.end else low
        high = atom.end if atom.start < high < atom.end else high
    return snap(text, low, high)


def _to_word(text: str, at: int, step: int) -> int:
    """The nearest gap between words in this direction, if it is within 24 characters."""
    for distance in range(25):
        place = at + step * distance
        if place <= 0 or place >= len(text) or text[place - 1 if step < 0 else place].isspace():
            return max(0, min(len(text), place))
    return at


def _atoms(text: str, start: int, end: int, masking: Masking) -> list[_Atom]:
    """Links, handles and unseen characters that touch the passage, each with what is shown for it."""
    found = []
    for match in _ATOM.finditer(text, max(0, start - _REACH), min(len(text), end + _REACH)):
        low, high = match.span()
        whole = match.group()
        if match.lastgroup == "url":
            whole = whole.rstrip(".,;:!?)]}…")
            high = low + len(whole)
            html = f'<span class="url">{escape(visible(defang(whole)))}</span>'
        elif match.lastgroup == "email":
            host = whole.rpartition("@")[2].replace(".", "[.]")
            html = f'<span class="masked">…@{escape(host)}</span>'
        elif match.lastgroup == "handle":
            shown = mask(whole, masking)
            html = str(escape(shown)) if shown == whole else f'<span class="masked">{escape(shown)}</span>'
        elif whole == "\r" and text[high : high + 1] == "\n":
            html = ""
        else:
            html = f'<span class="unseen" title="{_title(whole)}">{_named(whole)}</span>'
        found.append(_Atom(low, high, html))
    return found


def _around(atoms: Sequence[_Atom], start: int, end: int, kind: str) -> Mark:
    """The mark widened over every atom that it touches."""
    for atom in atoms:
        if atom.start < end and atom.end > start:
            start, end = min(start, atom.start), max(end, atom.end)
    return Mark(start, end, kind)


def _named(char: str) -> str:
    return f"‹{SHORT.get(char) or f'U+{ord(char):04X}'}›"


def _title(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'control character')}"
