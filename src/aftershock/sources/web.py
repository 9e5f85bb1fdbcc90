"""What stands at this address now? Fetched politely: robots.txt, one request a second, nothing twice.

Only addresses that the user named are fetched, and where these redirect to, and where a site's pages are
wanted those that its own lists name (`sources.site`). No link inside a text is followed.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from aftershock.errors import FetchError
from aftershock.records import Record
from aftershock.sources import robots, transport
from aftershock.sources.robots import Rules
from aftershock.sources.transport import Answer, Request, Transport
from aftershock.store import clock
from aftershock.version import __version__

PRODUCT = "Aftershock"
AGENT = f"{PRODUCT}/{__version__} (saves single public pages for analysis; obeys robots.txt)"
# One request a second and host is what site owners and archives commonly ask for.
MIN_DELAY = 1.0
# A site that wants longer pauses is left to the user's patience: waiting minutes looks like a hang.
MAX_DELAY = 120.0
MAX_REDIRECTS = 5
# Larger than any page or feed; films and archives are not fetched.
MAX_BYTES = 32 * 1024 * 1024
TIMEOUT = 30.0
REDIRECTS = frozenset((301, 302, 303, 307, 308))
_SAVE = "Save the page in a browser and add the file"


class Fetched(Record, frozen=True, kw_only=True):
    """An answer as it came. ``status`` 304 and no data: unchanged since the cached answer."""

    data: bytes
    media_type: str
    url: str
    status: int
    fetched_at: str


class Cache(msgspec.Struct):
    """What is remembered between fetches: answers' marks by address, rules and next free moment by host."""

    marks: dict[str, tuple[str | None, str | None]] = {}
    rules: dict[str, Rules] = {}
    free_at: dict[str, float] = {}


class Means(Record, frozen=True, kw_only=True):
    """How the outside is reached; tests replace each part. ``clock`` gives seconds since 1970."""

    send: Transport = transport.send
    resolve: Callable[[str, int], tuple[str, ...]] = transport.addresses
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


def fetch(
    url: str,
    *,
    cache: Cache | None = None,
    named_hosts: frozenset[str] = frozenset(),
    means: Means | None = None,
    max_bytes: int = MAX_BYTES,
    timeout: float = TIMEOUT,
) -> Fetched:
    """Fetches one address (http or https). ``timeout`` is in seconds, for each request.

    With a ``cache`` that knows the address, an unchanged page answers with status 304 and no data.
    ``named_hosts`` are hosts inside private networks or on this machine that the user named himself; all
    others with such addresses are refused. Raises FetchError with a next step for everything else.
    """
    cache, means = cache if cache is not None else Cache(), means or Means()
    asked, current = url, url
    for _ in range(MAX_REDIRECTS + 1):
        request = _request(current, means, named_hosts, max_bytes, timeout)
        rules = _rules(request, cache, means, named_hosts)
        if not robots.allows(rules, current):
            raise FetchError("robots.txt of the site forbids fetching this", where=current, next_step=_SAVE)
        _wait(request.host, rules, cache, means)
        answer = means.send(_conditional(request, cache.marks.get(current)), clock=means.clock)
        if answer.status in REDIRECTS and (location := answer.headers.get("location")):
            current = _joined(current, location)
            continue
        return _fetched(answer, current, cache, means)
    raise FetchError(f"more than {MAX_REDIRECTS} redirects", where=asked, next_step=_SAVE)


def _request(url: str, means: Means, named: frozenset[str], max_bytes: int, timeout: float) -> Request:
    """The request for an address, after all that can be refused without asking the host."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except ValueError as error:  # also UnicodeError
        raise FetchError(
            f"not an address ({error})", where=url, next_step="Give a whole address, as https://..."
        ) from error
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError("only http and https addresses are fetched", where=url, next_step=_SAVE)
    if parts.username or parts.password:
        raise FetchError(
            "the address holds a name or a password", where=url, next_step="Give it without them"
        )
    port = port or (443 if parts.scheme == "https" else 80)
    default = port == (443 if parts.scheme == "https" else 80)
    shown = f"[{host}]" if ":" in host else host
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._|") + (
        "?" + quote(parts.query, safe="/%?:@!$&'()*+,;=~-._|[]") if parts.query else ""
    )
    return Request(
        url=url,
        scheme=parts.scheme,
        host=host,
        port=port,
        target=target,
        ip=_public(host, port, url, means, named),
        headers={
            "Host": shown if default else f"{shown}:{port}",
            "User-Agent": AGENT,
            "Accept": "text/html, application/xhtml+xml, application/xml, application/json, */*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        },
        timeout=timeout,
        max_bytes=max_bytes,
    )


def _public(host: str, port: int, url: str, means: Means, named: frozenset[str]) -> str:
    """The address to connect to; a page must not make this machine talk to its own network."""
    found = means.resolve(host, port)
    if host not in named and not all(_is_public(ip) for ip in found):
        raise FetchError(
            f"{host} is an address of this machine or of a private network",
            where=url,
            next_step="Name that host yourself if you mean it",
        )
    # Every machine that has IPv6 also reaches IPv4; the reverse does not hold.
    return next((ip for ip in found if ":" not in ip), found[0])


def _is_public(ip: str) -> bool:
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        # An IPv4 address may hide in an IPv6 one (mapped, 6to4, NAT64), and is what is reached then.
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast


def _rules(request: Request, cache: Cache, means: Means, named: frozenset[str]) -> Rules:
    """The site's rules, asked for once. A site without any (4xx) allows all; one that fails is left alone."""
    origin = f"{request.scheme}://{request.headers['Host']}"
    if origin in cache.rules:
        return cache.rules[origin]
    answer = _robots_answer(f"{origin}/robots.txt", request, cache, means, named)
    if answer.status >= 500 or answer.status == 429:
        raise FetchError(
            f"the site does not say what may be fetched (robots.txt answers {answer.status})",
            where=request.url,
            next_step="Try again later, or save the page in a browser and add the file",
        )
    found = answer.status == 200
    rules = robots.parse(answer.data.decode("utf-8", "replace"), PRODUCT) if found else robots.ALL_ALLOWED
    cache.rules[origin] = rules
    return rules


def _robots_answer(url: str, request: Request, cache: Cache, means: Means, named: frozenset[str]) -> Answer:
    """The answer for robots.txt, redirects followed as RFC 9309 (2.3.1.2) has it."""
    for _ in range(MAX_REDIRECTS):
        wanted = _request(url, means, named, robots.MAX_ROBOTS, request.timeout)
        _wait(wanted.host, robots.ALL_ALLOWED, cache, means)
        answer = means.send(wanted, clock=means.clock)
        location = answer.headers.get("location")
        if answer.status not in REDIRECTS or not location:
            return answer
        url = _joined(url, location)
    return Answer(status=404, headers={}, data=b"")  # so many redirects count as "there is none"


def _wait(host: str, rules: Rules, cache: Cache, means: Means) -> None:
    """Waits until the host may be asked again, and books the next moment."""
    delay = max(MIN_DELAY, rules.delay or 0.0)
    if delay > MAX_DELAY:
        raise FetchError(f"the site wants {delay:g} s between requests", where=host, next_step=_SAVE)
    now = means.clock()
    free = cache.free_at.get(host, now)
    # Never longer than the longest pause, even where the clock was set back.
    if (pause := min(free - now, MAX_DELAY)) > 0:
        means.sleep(pause)
        now = means.clock()
    cache.free_at[host] = now + delay


def _conditional(request: Request, marks: tuple[str | None, str | None] | None) -> Request:
    """The request with the marks of the answer that is known already."""
    if marks is None:
        return request
    etag, modified = marks
    headers = dict(request.headers)
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    return msgspec.structs.replace(request, headers=headers)


def _fetched(answer: Answer, url: str, cache: Cache, means: Means) -> Fetched:
    if answer.cut:
        raise FetchError("the answer is larger than a page", where=url, next_step=_SAVE)
    if answer.status not in (200, 203, 304):
        raise FetchError(
            f"the site answers {answer.status}", where=url, next_step=_ADVICE.get(answer.status, _SAVE)
        )
    known = cache.marks.get(url, (None, None))
    etag = answer.headers.get("etag") or known[0]
    modified = answer.headers.get("last-modified") or known[1]
    if etag or modified:
        cache.marks[url] = (etag, modified)
    return Fetched(
        data=answer.data if answer.status != 304 else b"",
        media_type=answer.headers.get("content-type", "application/octet-stream")
        .partition(";")[0]
        .strip()
        .lower(),
        url=url,
        status=answer.status,
        fetched_at=clock.said(int(means.clock())),
    )


_ADVICE = {
    404: "Check the address; the page may be gone",
    410: "The page is gone; look for a copy in a web archive",
    429: "The site wants fewer requests: try again later",
    503: "The site is busy: try again later",
}


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise FetchError(f"a redirect leads nowhere ({error})", where=base, next_step=_SAVE) from error
