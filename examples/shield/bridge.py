"""The shield in front of a forum: webhooks in, what stands on a post to the forum's admin API, appeals there
and back.

    python bridge.py --forum http://127.0.0.1:3000 --shield http://127.0.0.1:8480 --listen 127.0.0.1:8490

The secrets come from the environment: FORUM_TOKEN, FORUM_SECRET (of the webhook), SHIELD_KEY (scopes check,
read, notices). What must not be forgotten over a restart stands in one file: the place in the shield's log up
to which was followed, posts to ask about again, and accounts that are blocked, until when.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aftershock.errors import AftershockError
from aftershock.shield.client import Client
from aftershock.shield.faults import Rejected, Unreachable
from aftershock.shield.ledger.happenings import (
    AccountBlocked,
    AccountRestored,
    AppealDecided,
    Decided,
    NoticeDecided,
    OrderExecuted,
    Reviewed,
    Undone,
)
from aftershock.shield.ledger.reinstating import Reinstated

PLATFORM, SURFACE = "forum", "comments"
ACTION = {"allow": "restore", "label": "label", "limit": "limit", "hold": "hold", "block": "remove"}
FOLLOWED = ("decided", "reviewed", "undone", "notice-decided", "appeal-decided", "order-executed",
            "reinstated", "account-blocked", "account-restored")  # fmt: skip
LARGEST = 20 * 1024 * 1024  # bytes of an attachment that is fetched from the forum to be hashed


class Forum:
    """The forum's API, as far as the bridge needs it."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address.rstrip("/"), token

    def status(self, id_: str) -> dict | None:
        """A status as it is now; None where it is gone."""
        try:
            return json.loads(self.ask(f"/api/v1/statuses/{id_}"))
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def act(self, id_: str, action: str) -> None:
        """Hold, label, limit, remove or restore a status."""
        self.ask(f"/api/v1/admin/statuses/{id_}/{action}", {})

    def suspend(self, account: str, *, suspended: bool) -> None:
        """Suspend an account, or lift it."""
        if suspended:
            self.ask(f"/api/v1/admin/accounts/{account}/action", {"type": "suspend"})
        else:
            self.ask(f"/api/v1/admin/accounts/{account}/unsuspend", {})

    def report(self, account: str, id_: str, reasons: str) -> None:
        """Put a status before the forum's own moderators."""
        self.ask("/api/v1/reports", {"account_id": account, "status_ids": [id_], "category": "violation",
                                     "comment": reasons})  # fmt: skip

    def attachment(self, url: str) -> bytes:
        """The bytes of an attachment; nothing is fetched from anywhere but the forum itself."""
        if not url.startswith(f"{self.address}/"):
            return b""
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                data = answer.read(LARGEST + 1)
        except urllib.error.HTTPError:
            return b""
        return data if len(data) <= LARGEST else b""

    def ask(self, path: str, body: dict | None = None) -> bytes:
        """One call of the forum's API."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()


class Kept:
    """What stands in the bridge's file."""

    def __init__(self, file: Path) -> None:
        self.file, self.guard = file, threading.RLock()
        told = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        self.after: int = told.get("after", 0)
        self.ask: dict[str, dict] = told.get("ask", {})  # posts by id, the last revision of each
        self.blocked: dict[str, str] = told.get("blocked", {})  # accounts, each with the end of its block

    def save(self) -> None:
        """Write it whole, or leave what stood; it holds texts of posts, so nobody else may read it."""
        partial = self.file.with_name(f"{self.file.name}.partial")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8") as out:
            json.dump({"after": self.after, "ask": self.ask, "blocked": self.blocked}, out)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(self.file)


class Bridge:
    """Between one forum and one shield."""

    def __init__(self, forum: Forum, secret: str, shield: Client, file: Path) -> None:
        self.forum, self.secret, self.shield, self.kept = forum, secret, shield, Kept(file)
        self.stopped = threading.Event()
        self.acted: set[int] = set()  # places of decisions that the webhook's own answer was acted on

    # --- from the forum ------------------------------------------------------------------------

    def heard(self, body: bytes, signature: str) -> int:
        """A webhook: 200 once it was dealt with, 401 for a wrong signature; else it is sent again."""
        right = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature, f"sha256={right}"):
            return 401
        told = json.loads(body)
        thing = told["object"]
        if told["event"] in ("status.created", "status.updated"):
            self.check(self.post(thing))
        elif told["event"] == "appeal.created":
            try:
                self.shield.appeal(f"{PLATFORM}:{thing['id']}", thing["words"], revision=thing["edits"],
                                   account=str(thing["account"]["id"]))  # fmt: skip
            except Rejected as error:  # one is open, or nothing was decided: no use in asking again
                sys.stderr.write(f"appeal on {thing['id']}: {error}\n")
        return 200

    def post(self, status: dict) -> dict:
        """A status as the shield takes it, with the hashes of what is attached to it."""
        links = [each["url"] for each in [status.get("card")] if each and each.get("url")]
        return {
            "platform": PLATFORM,
            "id": status["id"],
            "revision": status["edits"],
            "text": status["text"],
            "account": str(status["account"]["id"]),
            "surface": SURFACE,
            "posted_at": status["created_at"],
            "links": links,
            **self.attached(status),
        }

    def attached(self, status: dict) -> dict:
        """The hashes of what is attached to a status; the files are gone again when they are made."""
        with tempfile.TemporaryDirectory() as place:
            paths = []
            for number, each in enumerate(status.get("media_attachments", ())):
                if data := self.forum.attachment(each.get("url") or ""):
                    paths.append(Path(place, str(number)))
                    paths[-1].write_bytes(data)
                else:
                    sys.stderr.write(f"{status['id']}: an attachment was not looked at\n")
            return self.shield.media(*paths, missed=lambda why: sys.stderr.write(f"{status['id']}: {why}\n"))

    def check(self, post: dict) -> bool:
        """Ask about a post and do what the answer says; what could not be decided is asked again later."""
        answer = self.shield.check(**post)
        before = self.waiting(post)
        if not answer.decided:
            self.later(post)
            if answer.verdict != "allow":  # a surface that is closed keeps the post back meanwhile
                self.forum.act(post["id"], ACTION[answer.verdict])
            return False
        if answer.verdict != "allow" or answer.standing or post["revision"] or before:
            self.forum.act(post["id"], ACTION[answer.verdict])
        if not answer.again:
            self.acted.add(answer.seq)
        if answer.review and not answer.again:  # the forum's own moderators see it too, with the reason
            reasons = "; ".join(f"{ground.rule} ({ground.clause})" for ground in answer.grounds)
            self.forum.report(post["account"], post["id"], reasons)
        if before:
            self.done(post)
        return True

    # --- posts to ask about again ----------------------------------------------------------------

    def waiting(self, post: dict) -> bool:
        """Whether a post is to be asked about again."""
        with self.kept.guard:
            return post["id"] in self.kept.ask

    def later(self, post: dict) -> None:
        """Remember a post, over a restart too."""
        with self.kept.guard:
            self.kept.ask[post["id"]] = post
            self.kept.save()

    def done(self, post: dict) -> None:
        """Forget it, unless a newer revision came meanwhile."""
        with self.kept.guard:
            if self.kept.ask.get(post["id"], post)["revision"] <= post["revision"]:
                self.kept.ask.pop(post["id"], None)
                self.kept.save()

    def again(self) -> int:
        """Ask again about what could not be decided; returns how many were. Stops where one still cannot."""
        with self.kept.guard:
            posts = list(self.kept.ask.values())
        for number, post in enumerate(posts):
            try:
                if not self.check(post):
                    return number
            except Rejected as error:  # edited meanwhile: the newer revision was asked about
                sys.stderr.write(f"{post['id']}: {error}\n")
                self.done(post)
        return len(posts)

    # --- from the shield -------------------------------------------------------------------------

    def follow(self) -> int:
        """What happened in the shield since the last look; returns how many things."""
        found = self.shield.events(self.kept.after, kinds=FOLLOWED, limit=500)
        items: dict[str, None] = {}
        accounts: dict[str, None] = {}
        for link in found.events:
            what = link.entry.what
            if isinstance(what, AccountBlocked | AccountRestored):
                accounts[what.account] = None
            elif isinstance(what, AppealDecided):
                state = self.shield.appeal_state(what.appeal)
                (items if state.item else accounts)[state.item or state.account] = None
            elif isinstance(what, OrderExecuted | Reinstated):
                items.update(dict.fromkeys(what.items))
            elif isinstance(what, NoticeDecided | Reviewed):
                items[what.item] = None
            elif isinstance(what, Undone):
                for taken in self.shield.events(what.seq - 1, kinds=["reviewed"], limit=1).events:
                    items[taken.entry.what.item] = None
            elif isinstance(what, Decided) and link.seq not in self.acted:
                items[what.answer.item] = None
            self.acted.discard(link.seq)
        for item in items:
            self.stand(item)
        if items:  # what became of an item may lift the block that rests on it
            accounts.update(dict.fromkeys(self.kept.blocked))
        for account in accounts:
            self.stand_account(account)
        with self.kept.guard:
            self.kept.after = found.upto
            self.kept.save()
        return len(found.events)

    def stand(self, item: str) -> None:
        """Make a post of this platform be what stands on it by now, as it is by now."""
        platform, _, id_ = item.partition(":")
        status = self.forum.status(id_) if platform == PLATFORM else None
        if status is None:
            return
        try:
            stands = self.shield.item(PLATFORM, id_, status["edits"])
        except Rejected as error:
            if error.status != 404:  # nothing was decided on it as it is now: an edit that was allowed
                raise
            return
        self.forum.act(id_, ACTION[stands.verdict])

    def stand_account(self, account: str) -> None:
        """Make an account be blocked or not, as it stands; what the forum did by itself is left alone."""
        try:
            blocked = self.shield.account(account).blocked
        except Rejected as error:
            if error.status != 404:
                raise
            return
        with self.kept.guard:
            if blocked is not None:
                self.forum.suspend(account, suspended=True)
                self.kept.blocked[account] = blocked.until
            elif account in self.kept.blocked:
                self.forum.suspend(account, suspended=False)
                self.kept.blocked.pop(account)
            self.kept.save()

    def ended(self, now: str) -> None:
        """Look at accounts whose block is over: nothing in the log says so, it ends by itself."""
        for account in [each for each, until in self.kept.blocked.items() if until <= now]:
            self.stand_account(account)

    def step(self) -> None:
        """One round: follow, ask again, lift what is over."""
        while self.follow():
            pass
        self.again()
        self.ended(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))

    def follow_on(self, seconds: float) -> None:
        """Round after round until stopped; where the shield or the forum is away, later."""
        while not self.stopped.wait(seconds):
            try:
                self.step()
            except (Rejected, Unreachable, OSError) as error:
                sys.stderr.write(f"{error}\n")

    def serve(self, host: str, port: int) -> ThreadingHTTPServer:
        """Listen for webhooks; returns the server, which runs in a thread."""
        bridge = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    status = bridge.heard(body, self.headers.get("X-Hub-Signature", ""))
                except (AftershockError, OSError) as error:
                    sys.stderr.write(f"{error}\n")
                    status = 503  # the forum sends it again
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer((host, port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


def main() -> None:
    """Run it until told to stop."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--forum", required=True)
    parser.add_argument("--shield", default="http://127.0.0.1:8480")
    parser.add_argument("--listen", default="127.0.0.1:8490")
    parser.add_argument("--kept", type=Path, default=Path("bridge.json"), help="what must not be forgotten")
    given = parser.parse_args()
    host, _, port = given.listen.rpartition(":")
    # where the shield is away, comments go through and are asked about again
    with Client(given.shield, os.environ["SHIELD_KEY"], when_down="open") as shield:
        forum = Forum(given.forum, os.environ["FORUM_TOKEN"])
        bridge = Bridge(forum, os.environ["FORUM_SECRET"], shield, given.kept)
        server = bridge.serve(host, int(port))
        try:
            bridge.follow_on(1.0)
        except KeyboardInterrupt:
            server.shutdown()


if __name__ == "__main__":
    main()
