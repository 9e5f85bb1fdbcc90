"""Are addresses on the command line fetched politely, and not twice?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aftershock.gather import gather
from aftershock.progress import silent
from aftershock.store import case as store

PAGE = b"<html><head><title>Road closed</title></head><body><p>Police said it is closed.</p></body></html>"


class Site(BaseHTTPRequestHandler):
    """A site with one page, a robots.txt and an ETag."""

    asked: list[tuple[str, str | None]] = []  # noqa: RUF012 - the server makes a handler for each request

    def do_GET(self) -> None:
        mark = self.headers.get("If-None-Match")
        self.asked.append((self.path, mark))
        if self.path == "/robots.txt":
            self._answer(200, b"User-agent: *\nDisallow: /private\n", "text/plain")
        elif mark == '"one"':
            self._answer(304, b"", "text/html")
        else:
            self._answer(200, PAGE, "text/html")

    def _answer(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_page_is_taken_once_and_an_unchanged_one_not_again(site: str, tmp_path: Path) -> None:
    with store.create(tmp_path / "x.case") as case:
        assert str(gather(case, [f"{site}/page"], silent)) == "1 new, 0 known already, 0 set aside"
        assert case.captures()[0].source == f"{site}/page"
    with store.open_case(tmp_path / "x.case") as case:
        assert str(gather(case, [f"{site}/page"], silent)) == "0 new, 1 known already, 0 set aside"
    assert Site.asked == [("/robots.txt", None), ("/page", None), ("/robots.txt", None), ("/page", '"one"')]


def test_what_robots_forbid_is_set_aside_with_a_reason(site: str, tmp_path: Path) -> None:
    with store.create(tmp_path / "x.case") as case:
        gather(case, [f"{site}/private/page"], silent)
        (reject,) = case.rejects()
    assert "robots.txt" in reject.cause
    assert reject.file == f"{site}/private/page"
    assert all(path == "/robots.txt" for path, _ in Site.asked)
