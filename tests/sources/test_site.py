"""The pages that a site names in feeds and sitemaps: bounded, of one host, going on where a run ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aftershock.errors import FetchError
from aftershock.gather import gather
from aftershock.progress import silent
from aftershock.sources import site, web
from aftershock.sources.web import Fetched
from aftershock.store import case as store

HOST = "https://a.example"
URLS = "<?xml version='1.0'?><urlset xmlns='x'>{}</urlset>"
INDEX = "<?xml version='1.0'?><sitemapindex xmlns='x'>{}</sitemapindex>"
FEED = "<rss version='2.0'><channel><title>t</title>{}</channel></rss>"


def loc(*addresses: str) -> str:
    return "".join(f"<url><loc> {each} </loc></url>" for each in addresses)


def items(*addresses: str) -> str:
    return "".join(f"<item><title>x</title><link>{each}</link></item>" for each in addresses)


def outside(pages: dict[str, str], asked: list[str]) -> Callable[[str], Fetched]:
    def fetch(url: str) -> Fetched:
        asked.append(url)
        if url not in pages:
            raise FetchError("the site answers 404", where=url, next_step="x")
        return Fetched(
            data=pages[url].encode(),
            media_type="text/html",
            url=url,
            status=200,
            fetched_at="2031-01-01T00:00:00Z",
        )

    return fetch


def test_the_feed_that_a_page_names_comes_before_the_sitemap() -> None:
    home = "<html><head><link rel=alternate type='application/rss+xml' href='/feed'></head></html>"
    feed = FEED.format(items(f"{HOST}/1", "https://elsewhere.example/2", f"{HOST}/3", f"{HOST}/1"))
    asked: list[str] = []
    found = site.pages_of(f"{HOST}/", outside({f"{HOST}/": home, f"{HOST}/feed": feed}, asked), 2)
    assert found == ([f"{HOST}/1", f"{HOST}/3"], 1)
    assert asked == [f"{HOST}/", f"{HOST}/feed"]


def test_sitemaps_are_found_through_robots_and_indexes_within_bounds() -> None:
    lists = {f"{HOST}/s{n}.xml": URLS.format(loc(f"{HOST}/{n}?a=1&amp;b=2")) for n in range(100)}
    pages = {
        f"{HOST}/": "<html></html>",
        f"{HOST}/robots.txt": f"User-agent: *\nSitemap: {HOST}/index.xml\n",
        f"{HOST}/index.xml": INDEX.format(
            loc("https://elsewhere.example/s.xml", f"{HOST}/index.xml", *lists)
        ),
        **lists,
    }
    asked: list[str] = []
    found = site.pages_of(f"{HOST}/", outside(pages, asked), 1000)
    assert found.pages == [f"{HOST}/{n}?a=1&b=2" for n in range(site.MAX_LISTS - 1)]
    assert not any("elsewhere" in each for each in asked)
    assert len(asked) == len(set(asked)) == site.MAX_LISTS + 2


def test_a_host_is_the_same_with_and_without_www_and_others_are_counted() -> None:
    home, other = "https://courier.example", "https://www.courier.example"
    foreign = ("https://elsewhere.example/3", "https://notes.courier.example/4", "http://[x")
    sitemap = URLS.format(loc(f"{other}/1", f"{home}/2", *foreign))
    pages = {f"{home}/": "<html></html>", f"{home}/sitemap.xml": sitemap}
    assert site.pages_of(f"{home}/", outside(pages, []), 9) == ([f"{other}/1", f"{home}/2"], 2)
    pages = {f"{other}/": "<html></html>", f"{other}/sitemap.xml": sitemap}
    assert site.pages_of(f"{other}/", outside(pages, []), 9).pages == [f"{other}/1", f"{home}/2"]
    pages[f"{other}/sitemap.xml"] = URLS.format(loc(*foreign[:2]))
    with pytest.raises(FetchError, match="and 2 of other hosts"):
        site.pages_of(f"{other}/", outside(pages, []), 9)


def test_a_site_without_lists_is_named_with_a_next_step() -> None:
    with pytest.raises(FetchError, match="names no pages") as raised:
        site.pages_of(f"{HOST}/", outside({f"{HOST}/": "<html></html>"}, []), 5)
    assert raised.value.next_step


@pytest.mark.parametrize(
    "text", ["<urlset><loc></loc>", "<sitemapindex", "<rss", "\x00\x01", INDEX.format(loc(HOST) * 3)]
)
def test_damaged_lists_end_without_a_trace(text: str) -> None:
    with pytest.raises(FetchError):
        site.pages_of(f"{HOST}/x", outside({f"{HOST}/x": text}, []), 5)


class Site(BaseHTTPRequestHandler):
    """Five pages with an ETag each, a sitemap, one page that robots.txt bars."""

    asked: list[tuple[str, str | None]] = []  # noqa: RUF012 - the server makes a handler for each request

    def do_GET(self) -> None:
        mark = self.headers.get("If-None-Match")
        self.asked.append((self.path, mark))
        base = f"http://{self.headers['Host']}"
        if self.path == "/robots.txt":
            body = b"User-agent: *\nDisallow: /page2\n"
        elif self.path == "/sitemap.xml":
            own = (f"{base}/page{n}" for n in range(5))
            body = URLS.format(loc(*own, "https://elsewhere.example/1")).encode()
        else:
            text = f"<title>{self.path}</title></head><body><p>The road is closed.</p></body></html>"
            body = f"<html><head>{text}".encode()
        known = mark == f'"{self.path}"'
        self.send_response(304 if known else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("ETag", f'"{self.path}"')
        self.send_header("Content-Length", "0" if known else str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if known else body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(web, "MIN_DELAY", 0.0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_a_site_comes_in_by_parts_and_unchanged_pages_only_once(address: str, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    def progress(stage: str, done: int, total: int | None) -> None:
        told.append((done, total))

    with store.create(tmp_path / "x.case") as case:
        assert str(gather(case, [address], progress, pages=2)) == "2 new, 0 known already, 0 set aside"
        assert told == [(0, 2), (1, 2), (2, 2)]
        assert str(gather(case, [address], silent, pages=2)) == "1 new, 0 known already, 1 set aside"
        passed, reject = sorted(case.rejects(), key=lambda each: len(each.file))
        assert (passed.file, passed.cause.split(" ")[0]) == (address, "1")
        assert (reject.file, "robots.txt" in reject.cause) == (f"{address}page2", True)
        assert str(gather(case, [address], silent, pages=9)) == "1 new, 3 known already, 1 set aside"
        assert [each.source for each in case.captures()] == [f"{address}page{n}" for n in (0, 1, 3, 4)]
    paths = [path for path, _ in Site.asked]
    assert "/page2" not in paths
    assert [mark for path, mark in Site.asked if path == "/page0"] == [None, '"/page0"']
