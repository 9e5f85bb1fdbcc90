"""A review desk without a network: a real log in a folder, a clock that a test moves, browsers that keep
cookies.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from aftershock.records import Receipt
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import Appealed, Decided, Entry, decided_key
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.sealed import sealed
from aftershock.shield.ledger.times import moved
from aftershock.shield.policy.table import Verdict
from aftershock.shield.review import people
from aftershock.shield.review.asking import Reply, request_of
from aftershock.shield.review.door import answer
from aftershock.shield.review.office import Clause, Office
from aftershock.shield.review.serving import PAGES
from aftershock.shield.review.setup import Setup
from aftershock.shield.verdict import Answer, Ground, Item
from aftershock.text import sha256

AT = "2026-11-22T10:00:00Z"
WORD = "four plain words here"
CALL = "paint the red doors"
EVERYBODY_ONCE = Terms(second_share=0.0, second_always=(), second_for_blocks=False)
ALL_TWICE = Terms(second_share=1.0)


class Desk:
    """The office of a test, and what the platform does."""

    def __init__(self, folder: Path, *, terms: Terms = EVERYBODY_ONCE, setup: Setup | None = None) -> None:
        self.at = AT
        self.log = open_log(folder / "log")
        self.office = Office(
            self.log, self.log.append, folder, setup=setup or Setup(), terms=terms,
            clauses=lambda: [Clause("4.2", "calls"), Clause("4.1", "removed")],
            clock=lambda: self.at, cheap=True,
        )  # fmt: skip

    def later(self, **by: float) -> None:
        self.at = moved(self.at, timedelta(**by))

    def person(self, name: str, *roles: str) -> Browser:
        """Somebody with these roles, who has chosen a password; not signed in."""
        people.make(self.office, name, roles, by="machine tester")
        self.office.passwords.choose(name, WORD)
        return Browser(self, name)

    def signed_in(self, name: str, *roles: str) -> Browser:
        browser = self.person(name, *roles)
        assert browser.sign_in().status == 303
        return browser

    def post(
        self,
        name: str,
        text: str = "",
        *,
        verdict: Verdict = "hold",
        account: str = "a1",
        links: tuple[str, ...] = (),
        pictures: tuple[str, ...] = (),
        known: tuple[str, ...] = (),
    ) -> int:
        """The policy decides on a post; returns its place in the log."""
        text = text or f"number {name}: {CALL} tonight"
        item = Item(platform="forum", id=name, text=text, links=links, pictures=pictures)
        at, end = text.find(CALL), text.find(CALL) + len(CALL)
        found = (Receipt(text=sha256(text), start=at, end=end, quote=CALL),) if at >= 0 else ()
        ground = Ground(
            rule="calls", clause="4.2", category="call", policy="f" * 64, wanted="hold", outcome="hold",
            evidence=found, items=known,
        )  # fmt: skip
        reply = Answer(
            item=item.key,
            revision=0,
            verdict=verdict,
            review=True,
            grounds=(ground,),
            policy="f" * 64,
            at=self.at,
        )
        copy = sealed(item, now=self.at)
        what = Decided(answer=reply, account=account, content=copy.content, language="en", surface="comments")
        entry = Entry(key=decided_key(item.key, 0), at=self.at, by="rule calls", what=what)
        return self.log.append([entry], [copy])[0].seq

    def appeal(self, appeal: str, name: str = "", *, account: str = "a1") -> None:
        item = f"forum:{name}" if name else ""
        what = Appealed(appeal=appeal, item=item, revision=0, account=account, words="it was a play")
        self.log.append([Entry(key=f"appealed {appeal}", at=self.at, by="key 1", what=what)])

    def kinds(self) -> list[str]:
        return [type(link.entry.what).__name__ for link in self.log.read()]


class Browser:
    """A browser: keeps cookies, fills in forms of the page it is on, does not follow redirects."""

    def __init__(self, desk: Desk, name: str = "") -> None:
        self.desk, self.name = desk, name
        self.cookies: dict[str, str] = {}
        self.page = ""

    def ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None, **headers: str) -> Reply:
        """One request; ``headers`` with _ for -."""
        parts = urlsplit(path)
        sent = {"host": "desk.test", "cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = urlencode(form or []).encode()
        if body:
            sent.setdefault("content-type", "application/x-www-form-urlencoded")
        request = request_of(method, parts.path, parts.query.encode(), sent, body)
        reply = answer(self.desk.office, PAGES, request)
        for line in reply.cookies:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            self.cookies.pop(name, None) if not value else self.cookies.update({name: value})
        if reply.status != 303:
            self.page = reply.body.decode()
        return reply

    def get(self, path: str) -> str:
        """A page that must be there."""
        reply = self.ask("GET", path)
        assert reply.status == 200, (path, reply.status, reply.place, reply.body[:2000])
        return reply.body.decode()

    def token(self) -> str:
        """The token of the forms of the page that was seen last."""
        found = re.search(r'name="form" value="([^"]*)"', self.page)
        return unescape(found[1]) if found else ""

    def post(self, path: str, *form: tuple[str, object], **fields: object) -> Reply:
        """Send a form of the page that was seen last."""
        pairs = [("form", self.token()), *form, *fields.items()]
        return self.ask("POST", path, [(name, str(value)) for name, value in pairs])

    def sign_in(self, word: str = WORD) -> Reply:
        self.get("/sign-in")
        return self.post("/sign-in", person=self.name, password=word)

    def field(self, name: str) -> str:
        """A hidden field of the page that was seen last."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, (name, self.page)
        return unescape(found[1])

    def take(self) -> str:
        """Take the next item and ask for its text."""
        self.get("/")
        reply = self.post("/take")
        assert (reply.status, reply.place) == (303, "/item"), (reply.place, self.page)
        self.get("/item")
        self.post("/item/show")
        return self.get("/item")

    def decide(
        self, verdict: str = "hold", *, clause: str = "4.2", reason: str = "as it says", **more: object
    ) -> Reply:
        """Decide on the item of the page that was seen last."""
        return self.post("/item/decide", claim=self.field("claim"), verdict=verdict, clause=clause,
                         reason=reason, **more)  # fmt: skip
