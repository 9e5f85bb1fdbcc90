"""Where does a link lead, in one spelling, and whose site is that?

What changes without leading elsewhere goes: scheme, ``www.``, default port, user, fragment, parameters that
only say who shared it, the order of the others, a slash at the end. Nothing is fetched: a shortened link
stays as it is, because only its service knows where it leads.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

_ADDRESS = re.compile(
    r"\s*(?:(?i:https?)://|//)?(?:[^/@?#\s]*@)?(\[[0-9A-Fa-f:.]+\]|[^/:?#\s\\@]+)(?::(\d{0,5}))?"
    r"([^?#]*)(?:\?([^#]*))?(?:#(.*))?",
    re.DOTALL,
)
_HTTP = re.compile(r"\s*https?://", re.IGNORECASE)
_OTHER = re.compile(
    r"\s*(?!https?:)[A-Za-z][\w+.-]*:(?:[^\d]|$)", re.IGNORECASE
)  # mailto:, javascript:, ftp:
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_DEFAULT = ("", "80", "443")
_PATH = "/:@!$&'()*+,;=-._~"


class Habits(NamedTuple):
    """What `data/addresses.tsv` says."""

    tracking: frozenset[str]
    beginnings: tuple[str, ...]
    shorteners: frozenset[str]
    people: frozenset[str]
    many: frozenset[str]
    same: dict[str, str]


@lru_cache(maxsize=1)
def habits() -> Habits:
    """Tracking parameters, shorteners, and sites on which each account is a site of its own."""
    rows = [
        line.split("\t")
        for line in resources.files("aftershock.data")
        .joinpath("addresses.tsv")
        .read_text("utf-8")
        .splitlines()
        if line and not line.startswith("#")
    ]
    of = {
        kind: [row[1] for row in rows if row[0] == kind]
        for kind in ("tracking", "shortener", "person", "many")
    }
    return Habits(
        tracking=frozenset(name for name in of["tracking"] if not name.endswith("*")),
        beginnings=tuple(name[:-1] for name in of["tracking"] if name.endswith("*")),
        shorteners=frozenset(of["shortener"]),
        people=frozenset(of["person"]),
        many=frozenset(of["many"]),
        same={row[1]: row[2] for row in rows if row[0] == "same"},
    )


@lru_cache(maxsize=1 << 17)
def canonical(link: str) -> str | None:
    """A link in one spelling, without its scheme; None for what is no link to a site.

    ``HTTP://www.Example.org:80/a/?utm_source=x&b=2&a=1#top`` is ``example.org/a?a=1&b=2``.
    """
    found = _ADDRESS.fullmatch(link)
    if found is None or (link[:4] not in ("http", "HTTP") and _OTHER.match(link)):
        return None
    site, number, path, query, fragment = found.groups("")
    host = _host(site)
    if host is None:
        return None
    port = "" if number in _DEFAULT else f":{number}"
    path, query = _plain(path), _kept(query)
    if host == "youtu.be" and path.count("/") == 1 and len(path) > 1:
        host, path, query = "youtube.com", "/watch", "&".join(filter(None, (f"v={path[1:]}", query)))
    if host == "t.me" and path.startswith("/s/"):  # a channel's page as browsers see it
        path = path[2:]
    if host == "x.com" and "/status/" in path:
        query = ""  # only ever how it was shared
    mark = f"#{fragment}" if fragment.startswith("!") else ""
    return f"{host}{port}{path.rstrip('/')}{'?' + query if query else ''}{mark}"


def is_web(link: str) -> bool:
    """Whether something is written as an address of a site."""
    return _HTTP.match(link) is not None


def domain(spelled: str) -> str | None:
    """Whose site a canonical link leads to; None where that says nothing (a shortener, a site of many).

    On sites where every account has its own page it is that page: ``t.me/harbour``.
    """
    site, _, path = spelled.partition("?")[0].partition("#")[0].partition("/")
    host, known = re.sub(r":\d+$", "", site), habits()
    if host in known.shorteners or host in known.many:
        return None
    if host in known.people:
        account = path.partition("/")[0].casefold()
        return f"{host}/{account}" if account else None
    return host


def shortened(spelled: str) -> bool:
    """Whether a canonical link leads somewhere that only a service knows."""
    return spelled.partition("/")[0] in habits().shorteners


@lru_cache(maxsize=1 << 14)
def _host(written: str) -> str | None:
    host = written.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode().lower()
        except UnicodeError:
            return None
    host = host.removeprefix("www.")
    if "." not in host and not host.startswith("[") and host != "localhost":
        return None
    return habits().same.get(host, host)


def _plain(path: str) -> str:
    """A path with only the escapes that it needs."""
    if path.isascii() and "%" not in path and " " not in path:
        return path
    if "%" in path:
        try:
            path = unquote_to_bytes(_ESCAPED.sub(_reserved, path)).decode()
        except UnicodeDecodeError:
            return quote(path, safe=_PATH + "%")
    return quote(path, safe=_PATH + "%")


def _reserved(escape: re.Match[str]) -> str:
    """An escape that would mean something else when undone stays, in capitals."""
    return escape[0].upper().replace("%", "%25") if chr(int(escape[0][1:], 16)) in "/?#%&=+ " else escape[0]


def _kept(query: str) -> str:
    """The parameters that lead somewhere, in a fixed order."""
    if not query:
        return ""
    if "&amp;" in query:
        query = query.replace("&amp;", "&")
    kept = [_plain(part) for part in query.split("&") if part and not _tracks(part.partition("=")[0])]
    return "&".join(sorted(kept)) if len(kept) > 1 else "".join(kept)


@lru_cache(maxsize=1 << 12)
def _tracks(name: str) -> bool:
    """Whether a parameter only says who shared it, and where."""
    known = habits()
    return name.lower() in known.tracking or name.lower().startswith(known.beginnings)
