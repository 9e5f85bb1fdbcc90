"""A service that really runs: in processes of its own, on a free port of the loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

from aftershock.shield.service import keys
from aftershock.shield.service.settings import Settings, settled

EXAMPLE = Path(__file__).parents[3] / "examples" / "shield"
AT = "2026-11-22T12:00:00Z"
CALL = "now paint the red doors"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def folder(place: Path, *, service: str = "") -> Path:
    """The example, with settings of its own; returns the policy."""
    shutil.copytree(EXAMPLE, place, dirs_exist_ok=True)
    (place / "service.toml").write_text(service, "utf-8")
    return place / "policy.toml"


def put(file: Path, text: str) -> None:
    """Change a file under a running service at one blow, so that nobody reads half of it."""
    beside = file.parents[1] / f".{file.name}.new"
    beside.write_text(text, "utf-8")
    beside.replace(file)


def settings_of(place: Path, **more: Any) -> Settings:
    return settled(Settings(**more), place)


def key_of(place: Path, *scopes: str, person: str = "", **more: float) -> str:
    where = place / "shield-log"
    return keys.make(where, scopes, by="tester", at=AT, person=person, **more)[1]


class Said(NamedTuple):
    status: int
    body: Any
    headers: dict[str, str]
    raw: bytes


class Running(NamedTuple):
    """A started service."""

    place: Path
    port: int
    process: subprocess.Popen[bytes]
    key: str

    def ask(
        self, method: str, path: str, body: object = None, *, key: str | None = None, **headers: str
    ) -> Said:
        """One request on a connection of its own; ``key`` "" sends none."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        key = self.key if key is None else key
        sent = {**({"Authorization": f"Bearer {key}"} if key else {}), **headers}
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            raw = answer.read()
        finally:
            connection.close()
        told = {name.lower(): value for name, value in answer.getheaders()}
        read = json.loads(raw) if raw and "json" in told.get("content-type", "") else raw
        return Said(answer.status, read, told, raw)

    def check(self, id_: str, text: str, **more: object) -> Said:
        return self.ask("POST", "/v1/check", {"platform": "forum", "id": id_, "text": text, **more})

    def said(self) -> str:
        return (self.place / "service.log").read_text("utf-8")

    def stop(self, seconds: float = 40) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """The parent and all workers at once, without a chance to do anything."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


def start(place: Path, *, workers: int = 1, key: str = "", port: int = 0, wait: bool = True) -> Running:
    """Start it on a folder that `folder` made, and wait until it is ready."""
    port = port or free_port()
    with (place / "service.log").open("ab") as log:
        process = subprocess.Popen(
            [
                *(
                    sys.executable,
                    "-m",
                    "aftershock",
                    "shield",
                    "serve",
                    "--policy",
                    str(place / "policy.toml"),
                ),
                *("--listen", f"127.0.0.1:{port}", "--workers", str(workers)),
            ],
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "AFTERSHOCK_DEBUG": "1"},
        )
    found = Running(place, port, process, key)
    if wait:
        ready(found)
    return found


def ready(service: Running, seconds: float = 60) -> None:
    """Wait until it takes posts."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert service.process.poll() is None, service.said()
        try:
            if service.ask("GET", "/readyz", key="").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"not ready after {seconds} s: {service.said()}")


@contextmanager
def running(place: Path, *, workers: int = 1, service: str = "", key: str = "") -> Iterator[Running]:
    """A service for a while; nothing of it stays behind."""
    folder(place, service=service)
    key = key or key_of(place, "check", "read", "notices", "admin", "review", person="Ana")
    found = start(place, workers=workers, key=key)
    try:
        yield found
    finally:
        if found.process.poll() is None:
            try:
                found.stop()
            except subprocess.TimeoutExpired:
                found.kill()
        found.kill()
