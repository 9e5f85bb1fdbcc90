"""A small server in the manner of Mastodon, for trying the bridge: statuses, signed webhooks, an admin API.

The webhook (`status.created`, `status.updated`, signed in `X-Hub-Signature`), `POST /api/v1/reports`, `GET
/api/v1/statuses/ID`, `media_attachments` and the actions on accounts are shaped as Mastodon has them.
`appeal.created`, the field `edits` and `POST /api/v1/admin/statuses/ID/ACTION` are not part of Mastodon: its
own API acts on accounts, so a server that wants single posts held adds a route like this one.
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
    media: tuple[str, ...] = ()
    link: str = ""


@dataclass
class Mock:
    """The server; `post` and `appeal` are what users do."""

    token: str
    secret: str
    hook: str = ""
    statuses: dict[str, Status] = field(default_factory=dict)
    reports: list[dict[str, object]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    suspended: set[str] = field(default_factory=set)
    acted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        mock = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/media/"):
                    data = mock.files.get(self.path.removeprefix("/media/"), b"")
                    status = 200 if data else 404
                else:
                    status, said = mock.answer(self.path, self.headers.get("Authorization", ""), b"")
                    data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

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
            self.acted.append(f"{status.id} {action}")
            return 200, {"id": status.id, "state": status.state}
        if parts[:3] == ["api", "v1", "statuses"] and len(parts) == 4:
            status = self.statuses.get(parts[3])
            return (200, self.shown(status)) if status else (404, {"error": "Record not found"})
        if parts[:4] == ["api", "v1", "admin", "accounts"] and len(parts) == 6:
            if parts[5] == "unsuspend":
                self.suspended.discard(parts[4])
            elif json.loads(body).get("type") == "suspend":
                self.suspended.add(parts[4])
            return 200, {}
        return 404, {"error": "Record not found"}

    def post(
        self, id_: str, account: str, text: str, *, media: dict[str, bytes] | None = None, link: str = ""
    ) -> Status:
        """A user posts, with files by their names, or edits what they posted; what was held stays so."""
        before = self.statuses.get(id_)
        self.files.update(media or {})
        status = Status(id_, account, text, media=tuple(media or ()), link=link)
        if before:
            status.edits, status.state = before.edits + 1, before.state
        self.statuses[id_] = status
        self.tell("status.updated" if before else "status.created", self.shown(status))
        return status

    def appeal(self, id_: str, words: str) -> None:
        """The author says that it was wrong."""
        self.tell("appeal.created", {**self.shown(self.statuses[id_]), "words": words})

    def shown(self, status: Status) -> dict[str, object]:
        """A status as a webhook carries it."""
        files = [{"type": "image", "url": f"{self.address}/media/{name}"} for name in status.media]
        return {
            "id": status.id,
            "account": {"id": status.account},
            "text": status.text,
            "edits": status.edits,
            "created_at": "2026-11-22T12:00:00Z",
            "media_attachments": files,
            "card": {"url": status.link} if status.link else None,
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
