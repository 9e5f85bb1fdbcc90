"""The shield in front of a forum: webhooks in, verdicts to the forum's admin API, appeals there and back.

    python bridge.py --forum http://127.0.0.1:3000 --shield http://127.0.0.1:8480 --listen 127.0.0.1:8490

The secrets come from the environment: FORUM_TOKEN, FORUM_SECRET (of the webhook), SHIELD_KEY (scopes check,
read, notices). The place in the shield's log up to which was followed stands in a file, so that a restart
forgets nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aftershock.shield.client import Client
from aftershock.shield.faults import Rejected, Unreachable
from aftershock.shield.ledger.happenings import AppealDecided, Appealed, Decided, Reviewed

PLATFORM, SURFACE = "forum", "comments"
ACTION = {"allow": "restore", "label": "label", "limit": "limit", "hold": "hold", "block": "remove"}
FOLLOWED = ("decided", "reviewed", "appealed", "appeal-decided")


class Bridge:
    """Between one forum and one shield."""

    def __init__(self, forum: str, token: str, secret: str, shield: Client, cursor: Path) -> None:
        self.forum, self.token, self.secret = forum, token, secret
        self.shield, self.cursor = shield, cursor
        self.stopped = threading.Event()
        self.appeals: dict[str, str] = {}

    def heard(self, body: bytes, signature: str) -> int:
        """A webhook: 200 once it was dealt with, 401 for a wrong signature."""
        right = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature, f"sha256={right}"):
            return 401
        told = json.loads(body)
        thing = told["object"]
        if told["event"] in ("status.created", "status.updated"):
            self.check(thing)
        elif told["event"] == "appeal.created":
            item = f"{PLATFORM}:{thing['id']}"
            account = str(thing["account"]["id"])
            self.shield.appeal(item, thing["words"], revision=thing["edits"], account=account)
        return 200

    def check(self, status: dict) -> None:
        """Ask about a status, and do what the verdict says."""
        answer = self.shield.check(
            platform=PLATFORM,
            id=status["id"],
            revision=status["edits"],
            text=status["text"],
            account=str(status["account"]["id"]),
            surface=SURFACE,
            posted_at=status["created_at"],
        )
        if answer.verdict != "allow":
            self.act(status["id"], ACTION[answer.verdict])
        if answer.review:  # the forum's own moderators see it too, with the reason
            reasons = "; ".join(f"{ground.rule} ({ground.clause})" for ground in answer.grounds)
            self.ask("/api/v1/reports", {"account_id": status["account"]["id"], "status_ids": [status["id"]],
                                         "category": "violation", "comment": reasons})  # fmt: skip

    def follow(self) -> int:
        """What happened in the shield since the last look: people's decisions, and what the tone head
        raised.
        """
        after = int(self.cursor.read_text()) if self.cursor.is_file() else 0
        found = self.shield.events(after, kinds=FOLLOWED, limit=500)
        for link in found.events:
            what = link.entry.what
            if isinstance(what, Reviewed):
                self.act_on(what.item, ACTION[what.verdict])
            elif isinstance(what, Decided) and link.entry.key.endswith(" tone"):
                self.act_on(what.answer.item, ACTION[what.answer.verdict])
            elif isinstance(what, Appealed):
                self.appeals[what.appeal] = what.item
            elif isinstance(what, AppealDecided) and what.overturned:
                item = self.appeals.get(what.appeal) or self.shield.appeal_state(what.appeal).item
                self.act_on(item, "restore")
        self.cursor.write_text(str(found.upto))
        return len(found.events)

    def follow_on(self, seconds: float) -> None:
        """Follow until stopped; where the shield is away, later."""
        while not self.stopped.wait(seconds):
            try:
                while self.follow():
                    pass
            except (Rejected, Unreachable) as error:
                sys.stderr.write(f"{error}\n")

    def act_on(self, item: str, action: str) -> None:
        """An action on an item of this platform."""
        platform, _, id_ = item.partition(":")
        if platform == PLATFORM:
            self.act(id_, action)

    def act(self, id_: str, action: str) -> None:
        """Through the forum's admin API."""
        self.ask(f"/api/v1/admin/statuses/{id_}/{action}", {})

    def ask(self, path: str, body: dict) -> None:
        """One call of the forum's API."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.forum + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()

    def serve(self, host: str, port: int) -> ThreadingHTTPServer:
        """Listen for webhooks; returns the server, which runs in a thread."""
        bridge = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(bridge.heard(body, self.headers.get("X-Hub-Signature", "")))
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
    parser.add_argument("--cursor", type=Path, default=Path("bridge.cursor"))
    given = parser.parse_args()
    host, _, port = given.listen.rpartition(":")
    # where the shield is away, comments go through and are looked at later
    with Client(given.shield, os.environ["SHIELD_KEY"], when_down="open") as shield:
        bridge = Bridge(
            given.forum, os.environ["FORUM_TOKEN"], os.environ["FORUM_SECRET"], shield, given.cursor
        )
        server = bridge.serve(host, int(port))
        try:
            bridge.follow_on(1.0)
        except KeyboardInterrupt:
            server.shutdown()


if __name__ == "__main__":
    main()
