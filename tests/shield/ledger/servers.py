"""Real servers for tests, on loopback, in a folder of their own; they can be killed and started again."""

from __future__ import annotations

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

NATS = shutil.which("nats-server") or "/usr/sbin/nats-server"
# a killed process loses nothing that the system has in memory: no disk is needed to see what survives a kill
PLACE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
POSTGRES = sorted(glob.glob("/usr/lib/postgresql/*/bin"))


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int, *, within: float = 20.0) -> None:
    """Wait until somebody listens on a port."""
    until = time.monotonic() + within
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


class Server:
    """A process that can be killed without warning and started again on the same data."""

    def __init__(self, command: list[str], port: int, folder: Path, *, user: str | None = None) -> None:
        self.port, self.folder = port, folder
        self._command, self._user = command, user
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it and wait until it listens."""
        with (self.folder / "said").open("ab") as said:
            self._process = subprocess.Popen(
                self._command, stdout=said, stderr=said, user=self._user, start_new_session=True
            )
        listens(self.port)

    def kill(self) -> None:
        """Kill it and all its children at once: no time to tidy up."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


def nats_server() -> Server:
    """NATS with JetStream on the disk."""
    if not Path(NATS).is_file():
        pytest.skip("nats-server is not installed (Debian: nats-server)")
    folder, port = Path(tempfile.mkdtemp(prefix="nats-", dir=PLACE)), free_port()
    return Server([NATS, "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(folder)], port, folder)


class Postgres(Server):
    """A PostgreSQL cluster of its own; ``address`` is its database."""

    def __init__(self) -> None:
        if not POSTGRES:
            pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
        user = "postgres" if os.getuid() == 0 else None
        folder, port = Path(tempfile.mkdtemp(prefix="postgres-", dir=PLACE)), free_port()
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        make = [f"{POSTGRES[-1]}/initdb", "-D", str(data), "-U", "shield", "-A", "trust", "-N", "--no-locale"]
        subprocess.run([*make, "-E", "UTF8"], check=True, capture_output=True, user=user, cwd=folder)
        self.address = f"postgresql://shield@127.0.0.1:{port}/postgres"
        super().__init__(
            [
                f"{POSTGRES[-1]}/postgres",
                "-c",
                "dynamic_shared_memory_type=mmap",  # in its own folder, which is taken away
                "-D",
                str(data),
                "-h",
                "127.0.0.1",
                "-p",
                str(port),
                "-k",
                str(folder),
            ],
            port,
            folder,
            user=user,
        )

    def start(self) -> None:
        """Start it and wait until it takes questions: it listens before it has recovered."""
        import psycopg

        super().start()
        until = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(self.address, connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """Kill it with all its children; stopped first, so that it cannot make another meanwhile."""
        if self._process is None:
            return
        os.kill(self._process.pid, signal.SIGSTOP)
        for stat in Path("/proc").glob("[0-9]*/stat"):  # each child leads a group of its own
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == self._process.pid:
                os.kill(int(stat.parent.name), signal.SIGKILL)
        super().kill()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
