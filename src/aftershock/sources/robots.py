"""May this address be fetched, and how slowly? (RFC 9309, with the Crawl-delay that many sites state.)"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from aftershock.records import Record

# RFC 9309, 2.5: at least 500 KiB are to be read; no rules of a real site are longer.
MAX_ROBOTS = 512 * 1024


class Rules(Record, frozen=True, kw_only=True):
    """What a site asks of us: paths as (pattern, allowed), and seconds between requests where it says so."""

    paths: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None


ALL_ALLOWED = Rules()


def parse(text: str, agent: str) -> Rules:
    """The rules for one agent (its product name): those of its own groups, else those for everybody."""
    own: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    named, everybody, found_own, in_rules = False, False, False, True
    for raw in text.lstrip("\ufeff").splitlines():
        field, colon, value = raw.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not colon:
            continue
        if field == "user-agent":
            if in_rules:  # a new group begins
                named = everybody = in_rules = False
            named = named or value.lower() == agent.lower()
            everybody = everybody or value == "*"
            found_own = found_own or named
        elif field in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            if named:
                own.append((field, value))
            if everybody:
                others.append((field, value))
    lines = own if found_own else others
    return Rules(
        paths=tuple((value, field == "allow") for field, value in lines if field != "crawl-delay" and value),
        delay=_delay([value for field, value in lines if field == "crawl-delay"]),
    )


def allows(rules: Rules, url: str) -> bool:
    """Whether the address may be fetched: the longest pattern that fits it decides, allowing in a draw."""
    parts = urlsplit(url)
    path = _escaped((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    if path == "/robots.txt":
        return True
    best, allowed = -1, True
    for pattern, allow in rules.paths:
        pattern = _escaped(pattern)
        if _fits(pattern, path) and (len(pattern) > best or (len(pattern) == best and allow)):
            best, allowed = len(pattern), allow
    return allowed


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern says; ``*`` stands for anything, ``$`` at the end for the end."""
    anchored = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if not anchored:
        return True
    # The last piece must stand at the very end; earlier ones were matched as early as they can be.
    last = pieces[-1]
    return (
        at == len(path)
        if len(pieces) == 1
        else path.endswith(last) and len(path) - len(last) >= at - len(last)
    )


def _escaped(path: str) -> str:
    """The path with everything that is not ASCII percent-encoded, as both sides may write it either way."""
    return re.sub(
        r"%[0-9a-f]{2}", lambda found: found[0].upper(), quote(path, safe="/%?&=+*$:@!,;~'()-._[]|")
    )


def _delay(said: list[str]) -> float | None:
    delays = [float(value) for value in said if re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", value)]
    return max(delays, default=None)
