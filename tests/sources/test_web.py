"""Fetching politely: against a host of our own on this machine, and against answers made by hand."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import msgspec
import pytest

from aftershock.errors import FetchError
from aftershock.sources.transport import Answer, Request
from aftershock.sources.web import AGENT, Cache, Means, fetch


class Outside:
    """A made-up outside: answers by address, a clock that only sleeping moves, a diary of requests."""

    def __init__(self, answers: dict[str, Answer], ips: dict[str, str] | None = None) -> None:
        self.answers, self.ips = answers, ips or {}
        self.now = 1_709_294_400.0
        self.asked: list[tuple[float, str]] = []
        self.requests: list[Request] = []

    @property
    def means(self) -> Means:
        return Means(send=self.send, resolve=self.resolve, clock=lambda: self.now, sleep=self.sleep)

    def send(self, request: Request, *, clock: Callable[[], float]) -> Answer:
        self.asked.append((clock() - 1_709_294_400.0, request.url))
        self.requests.append(request)
        return self.answers.get(request.url, Answer(status=404, headers={}, data=b""))

    def resolve(self, host: str, port: int) -> tuple[str, ...]:
        return (self.ips.get(host, "93.184.216.34"),)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def page(data: bytes = b"<p>x</p>", **headers: str) -> Answer:
    return Answer(status=200, headers={"content-type": "text/html; charset=utf-8", **headers}, data=data)


def moved(to: str) -> Answer:
    return Answer(status=301, headers={"location": to}, data=b"")


A = "https://a.example/x"


def test_an_answer_with_all_that_is_kept_of_it() -> None:
    outside = Outside({A: page(etag='"1"', **{"last-modified": "Fri, 01 Mar 2024 12:00:00 GMT"})})
    fetched = fetch(A, means=outside.means)
    assert msgspec.structs.asdict(fetched) == {
        "data": b"<p>x</p>",
        "media_type": "text/html",
        "url": A,
        "status": 200,
        "fetched_at": "2024-03-01T12:00:01Z",  # a second after robots.txt
    }
    assert outside.requests[1].headers["User-Agent"] == AGENT
    assert outside.requests[1].headers["Host"] == "a.example"
    assert outside.requests[1].ip == "93.184.216.34"  # the connection goes where was checked


def test_one_request_a_second_and_host_and_robots_once() -> None:
    outside = Outside({f"https://{host}.example/{n}": page() for host in "ab" for n in range(3)})
    cache = Cache()
    for n in range(3):
        for host in "ab":
            fetch(f"https://{host}.example/{n}", cache=cache, means=outside.means)
    for host in "ab":
        times = [at for at, url in outside.asked if f"//{host}." in url]
        assert len(times) == 4
        assert min(late - early for early, late in pairwise(times)) >= 1.0


def test_crawl_delay_is_honoured_up_to_patience() -> None:
    robots = "https://a.example/robots.txt"
    outside = Outside({robots: page(b"User-agent: *\nCrawl-delay: 7"), A: page()})
    cache = Cache()
    for _ in range(3):
        fetch(A, cache=cache, means=outside.means)
    times = [at for at, url in outside.asked if url == A]
    assert [late - early for early, late in pairwise(times)] == [7.0, 7.0]
    outside = Outside({robots: page(b"User-agent: *\nCrawl-delay: 86400"), A: page()})
    with pytest.raises(FetchError, match="86400 s between requests"):
        fetch(A, means=outside.means)


def test_robots_is_obeyed_also_behind_a_redirect() -> None:
    robots = page(b"User-agent: aftershock\nDisallow: /no")
    outside = Outside({
        "https://a.example/robots.txt": robots,
        "https://a.example/no": page(),
        A: moved("/no"),
    })  # fmt: skip
    for url in ("https://a.example/no", A):
        with pytest.raises(FetchError, match=r"robots\.txt of the site forbids"):
            fetch(url, means=outside.means)
    assert "https://a.example/no" not in [url for _, url in outside.asked]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_whose_rules_fail_is_left_alone(status: int) -> None:
    outside = Outside(
        {"https://a.example/robots.txt": Answer(status=status, headers={}, data=b""), A: page()}
    )
    with pytest.raises(FetchError, match=f"robots.txt answers {status}"):
        fetch(A, means=outside.means)


def test_an_unchanged_page_is_not_sent_again() -> None:
    outside = Outside({A: page(etag='"1"', **{"last-modified": "yesterday"})})
    cache = Cache()
    fetch(A, cache=cache, means=outside.means)
    outside.answers[A] = Answer(status=304, headers={}, data=b"")
    again = fetch(A, cache=cache, means=outside.means)
    assert (again.status, again.data) == (304, b"")
    assert cache.marks == {A: ('"1"', "yesterday")}  # the short answer did not say them again
    headers = outside.requests[-1].headers
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "yesterday")


def test_redirects_are_followed_and_counted() -> None:
    outside = Outside(
        {A: moved("//b.example/y"), "https://b.example/y": moved("z"), "https://b.example/z": page()}
    )
    assert fetch(A, means=outside.means).url == "https://b.example/z"
    outside = Outside({A: moved(A)})
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch(A, means=outside.means)


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1",
     "no address"],
)  # fmt: skip
def test_private_addresses_are_refused_also_behind_a_redirect(ip: str) -> None:
    outside = Outside(
        {A: moved("http://inside.example/"), "http://inside.example/": page()}, {"inside.example": ip}
    )
    for url in ("http://inside.example/", A):
        with pytest.raises(FetchError, match="private network") as error:
            fetch(url, means=outside.means)
        assert error.value.next_step
    assert not [url for _, url in outside.asked if "inside" in url]
    named = frozenset(("inside.example",))
    if ip != "no address":
        assert fetch("http://inside.example/", named_hosts=named, means=outside.means).status == 200


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("ftp://a.example/x", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("a.example/x", "only http and https"),
        ("https:///x", "only http and https"),
        ("https://ana:word@a.example/", "a name or a password"),
        ("https://[a.example/", "not an address"),
        ("https://a.example:port/", "not an address"),
        ("https://" + "é" * 300 + ".example/", "not an address"),
    ],
)
def test_what_is_no_public_address(url: str, cause: str) -> None:
    with pytest.raises(FetchError, match=cause) as error:
        fetch(url, means=Outside({}).means)
    assert error.value.next_step


def test_what_the_site_refuses_is_said() -> None:
    for status, step in ((404, "may be gone"), (403, "Save the page in a browser"), (503, "try again later")):
        outside = Outside({A: Answer(status=status, headers={}, data=b"")})
        with pytest.raises(FetchError, match=f"the site answers {status}") as error:
            fetch(A, means=outside.means)
        assert step in error.value.next_step


def test_addresses_of_the_whole_world() -> None:
    outside = Outside({"https://bücher.example/straße?q=ä": page()})
    fetch("https://bücher.example/straße?q=ä", means=outside.means)
    request = outside.requests[-1]
    assert (request.host, request.target) == ("xn--bcher-kva.example", "/stra%C3%9Fe?q=%C3%A4")


class Site(BaseHTTPRequestHandler):
    """A small site on this machine, over real HTTP."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.answer(200, b"User-agent: Aftershock\nDisallow: /private")
        elif self.path == "/page" and self.headers.get("If-None-Match") == '"7"':
            self.answer(304, b"")
        elif self.path == "/page":
            self.answer(
                200, gzip.compress("<p>fermé</p>".encode()), ("Content-Encoding", "gzip"), ("ETag", '"7"')
            )
        elif self.path == "/bomb":
            self.answer(200, gzip.compress(bytes(30_000_000)), ("Content-Encoding", "gzip"))
        elif self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"only this")
            self.close_connection = True
        elif self.path == "/silent":
            threading.Event().wait(3)
        else:
            self.answer(404, b"")

    def answer(self, status: int, data: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


HERE = frozenset(("127.0.0.1",))
QUICK = Means(sleep=lambda seconds: None)


def test_a_real_site(site: str) -> None:
    cache = Cache()
    fetched = fetch(f"{site}/page", cache=cache, named_hosts=HERE, means=QUICK)
    assert (fetched.data.decode(), fetched.status) == ("<p>fermé</p>", 200)
    assert cache.marks[f"{site}/page"][0] == '"7"'
    assert fetch(f"{site}/page", cache=cache, named_hosts=HERE, means=QUICK).status == 304
    with pytest.raises(FetchError, match="forbids"):
        fetch(f"{site}/private/x", cache=cache, named_hosts=HERE, means=QUICK)
    with pytest.raises(FetchError, match="private network"):
        fetch(f"{site}/page", means=QUICK)


def test_a_real_site_that_misbehaves(site: str) -> None:
    for path, cause in (
        ("/bomb", "larger than a page"),
        ("/cut", "connection failed"),
        ("/silent", "connection failed"),
    ):
        with pytest.raises(FetchError, match=cause) as error:
            fetch(f"{site}{path}", named_hosts=HERE, means=QUICK, max_bytes=1_000_000, timeout=1.0)
        assert error.value.where.startswith(site)
        assert error.value.next_step


def test_a_host_that_is_not_there() -> None:
    with pytest.raises(FetchError) as error:
        fetch("http://127.0.0.1:1/", named_hosts=HERE, means=QUICK, timeout=2.0)
    assert "connection failed" in error.value.cause
    with pytest.raises(FetchError, match="cannot be found"):
        fetch("http://no-such-host.invalid/", means=QUICK)
