"""A small server in the manner of Mastodon, for trying the bridge: statuses, signed webhooks, an admin API.

The webhook (`status.created`, `status.updated`, signed in `X-Hub-Signature`) and `POST /api/v1/reports` are
shaped as Mastodon has them. `appeal.created` and `POST /api/v1/admin/statuses/ID/ACTION` are not part of
Mastodon: its own API acts on accounts, so a server that wants single posts held adds a route like this one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ACTIONS = ("label", "limit", "hold", "remove", "restore")


@dataclass
class Status:
    """A post: ``state`` is visible, labelled, limited, held or removed."""

    id: str
    account: str
    text: str
    edits: int = 0
    state: str = "visible"


@dataclass
class Mock:
    """The server; `post` and `appeal` are what users do."""

    token: str
    secret: str
    hook: str = ""
    statuses: dict[str, Status] = field(default_factory=dict)
    reports: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        mock = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, said = mock.answer(self.path, self.headers.get("Authorization", ""), body)
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str, authorization: str, body: bytes) -> tuple[int, object]:
        """The admin API."""
        if not hmac.compare_digest(authorization, f"Bearer {self.token}"):
            return 401, {"error": "The access token is invalid"}
        parts = path.strip("/").split("/")
        if parts == ["api", "v1", "reports"]:
            self.reports.append(json.loads(body))
            return 200, {"id": str(len(self.reports))}
        if parts[:4] == ["api", "v1", "admin", "statuses"] and len(parts) == 6:
            status, action = self.statuses.get(parts[4]), parts[5]
            if status is None or action not in ACTIONS:
                return 404, {"error": "Record not found"}
            states = dict(zip(ACTIONS, ("labelled", "limited", "held", "removed", "visible"), strict=True))
            status.state = states[action]
            return 200, {"id": status.id, "state": status.state}
        return 404, {"error": "Record not found"}

    def post(self, id_: str, account: str, text: str) -> Status:
        """A user posts, or edits what they posted."""
        before = self.statuses.get(id_)
        status = Status(id_, account, text, edits=before.edits + 1 if before else 0)
        self.statuses[id_] = status
        self.tell("status.updated" if before else "status.created", self.shown(status))
        return status

    def appeal(self, id_: str, words: str) -> None:
        """The author says that it was wrong."""
        self.tell("appeal.created", {**self.shown(self.statuses[id_]), "words": words})

    def shown(self, status: Status) -> dict[str, object]:
        """A status as a webhook carries it."""
        return {
            "id": status.id,
            "account": {"id": status.account},
            "text": status.text,
            "edits": status.edits,
            "created_at": "2026-11-22T12:00:00Z",
        }

    def tell(self, event: str, thing: dict[str, object]) -> None:
        """Send a webhook, signed."""
        body = json.dumps({"event": event, "object": thing}).encode()
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature": f"sha256={signature}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.hook, body, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()
