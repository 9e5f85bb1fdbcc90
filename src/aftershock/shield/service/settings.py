"""How is the service set up? One TOML file, `service.toml` beside the policy; every line may be left out.

log = "shield-log"            # a folder, or postgresql://...
listen = "127.0.0.1:8480"
workers = 2
sampled_allows = 0.001        # share of allowed posts that the log gets too

[limits]
body = 1048576                # bytes of a request

[rate]                        # posts a second for a key that names no rate of its own
each_second = 2000

[tone]
mode = "behind"               # off | behind | in-path

[surface.comments]
when_down = "open"            # open: allowed unchecked, checked later; closed: kept back

[send.hub]                    # a receiver of what happens, at least once and in order; or broker = "nats://..."
webhook = "https://hub.harbour.example/shield"
secret = "hub.secret"         # a file; signs what is sent
kinds = ["decided", "appeal-decided"]   # nothing said: everything

[take]                        # items to be checked come over a broker
broker = "nats://127.0.0.1:4222"

[alarms]                      # who is called when an order comes, until it is done
rota = "rota.toml"
secret = "bell.secret"
mail_host = "localhost"
mail_from = "shield@harbour.example"

[heads]                       # a signed head of the log each hour, to be kept elsewhere
key = "head.key"
deposit = "heads.ndjson"
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from aftershock.errors import InputError, UsageError
from aftershock.records import Record
from aftershock.shield import breaker
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.review.setup import Setup, looked_at

FILE = "service.toml"
Choice = Literal["open", "closed"]


class Limits(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one request may ask for. ``seconds``: until a body must be there, and until an answer must be
    durable; ``waiting``: posts that may wait for the log before more are turned away.
    """

    body: int = 1 << 20
    batch: int = 500
    text: int = 50_000
    seconds: float = 5.0
    waiting: int = 2_000


class Rate(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token bucket of posts (of requests, for the other routes)."""

    each_second: float = 2_000.0
    burst: float = 4_000.0


class Tone(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the tone head is asked: not, behind the path (it may raise what was allowed), or in it."""

    mode: Literal["off", "behind", "in-path"] = "off"
    waiting: int = 20_000


class Breaker(breaker.Limits, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a rule that floods goes back to review (``shield.breaker``)."""


class Surface(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens to posts of a surface when no check can be had."""

    when_down: Choice = "open"


class Send(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A receiver: a ``webhook`` with the file of its ``secret``, or a ``broker``; ``kinds`` of happenings."""

    webhook: str = ""
    broker: str = ""
    secret: str = ""
    kinds: tuple[str, ...] = ()


class Take(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where items to be checked come from: a broker's stream, subject and durable consumer. ``tries``: how
    often one is tried before it is set aside; ``wait``: seconds until what was taken and not acknowledged
    comes again.
    """

    broker: str = ""
    stream: str = "ITEMS"
    subject: str = "items.check"
    consumer: str = "shield"
    tries: int = 5
    batch: int = 256
    wait: float = 30.0


class Alarms(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is called (`shield.papers.rota`), and how; ``acknowledge`` is where they say that they have it."""

    rota: str = ""
    secret: str = ""
    acknowledge: str = ""
    mail_host: str = ""
    mail_port: int = 587
    mail_from: str = ""
    mail_user: str = ""
    mail_password: str = ""  # a file


class Heads(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the log's signed heads go (`shield.ledger.heads`); ``key`` is a file."""

    key: str = ""
    deposit: str = "heads.ndjson"


class Settings(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it. ``log`` and ``state`` are resolved against the folder that the file stands in."""

    log: str = "shield-log"
    state: str = ""
    listen: str = "127.0.0.1:8480"
    workers: int = 1
    sampled_allows: float = 0.001
    kept_days: int = 184  # of sealed copies: six calendar months, whichever they are
    limits: Limits = Limits()
    rate: Rate = Rate()
    tone: Tone = Tone()
    breaker: Breaker = Breaker()
    review: Setup = Setup()
    accounts: Terms = Terms()
    alarms: Alarms = Alarms()
    heads: Heads = Heads()
    take: Take = Take()
    send: dict[str, Send] = {}  # noqa: RUF012  never written to
    surface: dict[str, Surface] = {}  # noqa: RUF012  never written to

    def when_down(self, surface: str) -> Choice:
        """What is chosen for a surface; ``default`` for those not named, open where nothing is said."""
        found = self.surface.get(surface) or self.surface.get("default")
        return found.when_down if found else "open"

    @property
    def folder(self) -> Path:
        """Where keys, kept bundles and the counts of running workers stand."""
        return Path(self.state or (self.log if "://" not in self.log else "shield-state"))

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen at."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


def load(policy: Path, file: Path | None = None) -> Settings:
    """The settings of ``file``, or of `service.toml` beside the policy; raises InputError with file and
    line.
    """
    place = file or policy.parent / FILE
    if not place.is_file():
        if file is not None:
            raise UsageError("no such file", where=str(file))
        return settled(Settings(), policy.parent)
    source = place.read_text("utf-8")
    try:
        return settled(msgspec.convert(tomllib.loads(source), Settings), place.parent, str(place))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise InputError(
            f"not TOML: {error}", where=str(place), line=int(found[1]) if found else 0
        ) from error
    except msgspec.ValidationError as error:
        raise InputError(str(error), where=str(place), line=_line(source, str(error))) from error


def settled(found: Settings, beside: Path, where: str = "the command") -> Settings:
    """Settings with places resolved and figures looked at; raises InputError where one makes no sense."""
    for wrong, said in (
        (found.workers < 1 or found.workers > 64, "workers: from 1 to 64"),
        (not 0 <= found.sampled_allows <= 1, "sampled_allows: a share from 0 to 1"),
        (not re.fullmatch(r"\S+:\d{1,5}", found.listen), "listen: HOST:PORT"),
        (found.rate.each_second <= 0 or found.rate.burst < 1, "rate: more than nothing"),
        (found.kept_days < 184, "kept_days: sealed copies are kept for six months at least (184)"),
        (min(found.limits.body, found.limits.batch, found.limits.text) < 1, "limits: more than nothing"),
        (min(found.take.tries, found.take.batch) < 1 or found.take.wait <= 0, "take: more than nothing"),
        ("://" in found.log and not found.log.startswith("postgresql://"), "log: a folder or postgresql://"),
    ):
        if wrong:
            raise InputError(said, where=where, next_step="Mend it; nothing was started")
    looked_at(found.review, where)
    state, log = found.state, found.log
    if "://" not in log:
        log = str((beside / log).resolve())
    state = str((beside / (state or "shield-state")).resolve()) if state or "://" in log else ""
    replace = msgspec.structs.replace

    def here(name: str) -> str:
        return str((beside / name).resolve()) if name else ""

    return replace(
        found,
        log=log,
        state=state,
        alarms=replace(
            found.alarms,
            rota=here(found.alarms.rota),
            secret=here(found.alarms.secret),
            mail_password=here(found.alarms.mail_password),
        ),
        heads=replace(found.heads, key=here(found.heads.key), deposit=here(found.heads.deposit)),
        send={name: replace(each, secret=here(each.secret)) for name, each in found.send.items()},
    )


def _line(source: str, said: str) -> int:
    named = re.search(r"`(\w+)`\s*(?:- at|$)", said) or re.search(r"\$\.(?:\w+\.)*(\w+)", said)
    if named is None:
        return 0
    rows = (n for n, row in enumerate(source.splitlines(), 1) if re.match(rf"\s*\[?.*\b{named[1]}\b", row))
    return next(rows, 0)
