"""Is somebody always called until it is done, and is the order executed in time though people sleep?"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from aftershock.errors import InputError, UsageError
from aftershock.shield.ledger import chain
from aftershock.shield.ledger.chain import Head
from aftershock.shield.ledger.happenings import (
    AlarmAcknowledged,
    Alarmed,
    Entry,
    Happening,
    IncidentClosed,
    IncidentOpened,
    Link,
    OrderExecuted,
    OrderPaused,
    OrderReported,
    OrderResumed,
    RuleTripped,
    ThreatDrafted,
    ThreatSent,
)
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.outbox import Undelivered
from aftershock.shield.ledger.signing import genuine
from aftershock.shield.ledger.times import apart, moved
from aftershock.shield.ledger.transport_webhook import Webhook
from aftershock.shield.papers.alarms import Call, due, matters, next_due
from aftershock.shield.papers.orders import orders
from aftershock.shield.papers.ringing import Hook, ring, wake
from aftershock.shield.papers.rota import Person, Rota, read
from aftershock.shield.papers.transport_mail import Mail
from tests.shield.papers.sinks import MailSink, web_sink
from tests.shield.papers.told import AT, order, said

NAMES = ("ines", "omar", "vera", "tomas", "lena")
EVERY = '["mon", "tue", "wed", "thu", "fri", "sat", "sun"]'
ROTA = "\n".join(
    [f'[[person]]\nname = "{name}"\nmail = "{name}@harbour.example"' for name in NAMES]
    + [f'[[shift]]\ndays = {EVERY}\nfrom = "{a}:00"\nto = "{b}:00"\npeople = ["ines", "omar", "vera"]'
       for a, b in (("06", "22"), ("22", "06"))]
    + ['[last]\npeople = ["tomas", "lena"]']
)  # fmt: skip
T = "TCO-7"
DESK = "https://desk.example"
EXECUTED = OrderExecuted(order=T, action="removed", items=("harbour:p1",))
TOLD = OrderReported(order=T, annex="II", reference="r")


class Memory:
    """A log in memory, for what is simulated; ``Log`` as far as ringing needs it."""

    address = "memory"

    def __init__(self) -> None:
        self.links: list[Link] = []

    def append(self, entries: Sequence[Entry]) -> list[Link]:
        made = []
        for each in entries:
            head = Head(seq=self.links[-1].seq, hash=self.links[-1].hash) if self.links else Head()
            made.append(chain.link_of(chain.linked([chain.written(each)], head)[0]))
            self.links.append(made[-1])
        return made

    def read(self, after: int = 0, kinds: Sequence[str] = (), limit: int | None = None) -> Iterator[Link]:
        return iter(self.links)

    def tell(self, what: Happening, *, at: str = AT, by: str = "person ines") -> None:
        self.append([Entry(key=f"k{len(self.links)}", at=at, by=by, what=what)])


def minute(count: float) -> str:
    return moved(AT, timedelta(minutes=count))


def called(log: Memory, at: float, rota: Rota) -> list[tuple[str, int]]:
    """Make the calls that are due and say them."""
    calls = due(log.links, rota, now=minute(at))
    for each in calls:
        log.append([Entry(key=f"a{len(log.links)}", at=minute(at), by="clock", what=each.happening)])
    return [(each.to, each.step) for each in calls]


@pytest.fixture
def rota() -> Rota:
    return read(ROTA)


def test_one_more_is_called_until_somebody_acknowledges(rota: Rota) -> None:
    log = Memory()
    log.tell(order(), by="key 1")
    assert called(log, 0, rota) == [("ines", 0)]
    assert called(log, 4, rota) == []
    assert next_due(log.links, rota, now=minute(4)) == minute(5)
    assert [name for name, _ in called(log, 5, rota)] == ["ines", "omar"]
    assert [name for name, _ in called(log, 10, rota)] == ["ines", "omar", "vera"]
    assert [name for name, _ in called(log, 20, rota)] == list(NAMES)  # 15 was slept through
    alarm = next(each.entry.what for each in log.links if isinstance(each.entry.what, Alarmed))
    log.tell(AlarmAcknowledged(alarm=alarm.alarm), at=minute(21), by="person omar")
    assert called(log, 25, rota) == []


def test_acknowledged_is_not_executed(rota: Rota) -> None:
    log = Memory()
    log.tell(order(), by="key 1")
    called(log, 0, rota)
    (first,) = [each.entry.what for each in log.links if isinstance(each.entry.what, Alarmed)]
    log.tell(AlarmAcknowledged(alarm=first.alarm), at=minute(2), by="person ines")
    assert [called(log, at, rota) for at in (5, 10, 14)] == [[], [], []]
    assert called(log, 15, rota) == [("ines", 15)]
    assert called(log, 30, rota) == [("ines", 30)]
    assert [name for name, _ in called(log, 45, rota)] == list(NAMES)
    assert len(called(log, 55, rota)) == len(called(log, 60, rota)) == len(called(log, 65, rota)) == 5
    log.tell(EXECUTED, at=minute(66))
    assert "has not been told" in due(log.links, rota, now=minute(70))[0].words
    log.tell(TOLD, at=minute(71))
    assert called(log, 75, rota) == []
    assert next_due(log.links, rota, now=minute(75)) is None


def test_a_program_does_not_acknowledge(rota: Rota) -> None:
    log = Memory()
    log.tell(order(), by="key 1")
    called(log, 0, rota)
    (first,) = [each.entry.what for each in log.links if isinstance(each.entry.what, Alarmed)]
    log.tell(AlarmAcknowledged(alarm=first.alarm), at=minute(1), by="key 1")
    log.tell(AlarmAcknowledged(alarm="another"), at=minute(1), by="person ines")
    assert [name for name, _ in called(log, 5, rota)] == ["ines", "omar"]


def test_a_pause_asks_for_the_report_and_resuming_calls_anew(rota: Rota) -> None:
    log = Memory()
    log.tell(order(), by="key 1")
    called(log, 0, rota)
    log.tell(OrderPaused(order=T, cause="manifest-error", explanation="another page"), at=minute(3))
    assert "Annex III" in due(log.links, rota, now=minute(4))[0].words
    log.tell(OrderReported(order=T, annex="III", reference="r"), at=minute(5))
    assert called(log, 50, rota) == []
    log.tell(OrderResumed(order=T), at=minute(90))
    assert called(log, 90, rota) == [("ines", 0)]


def test_a_threat_rings_until_a_person_has_sent_it_or_says_why_not(rota: Rota) -> None:
    log = Memory()
    log.tell(ThreatDrafted(threat="t", item="harbour:p1", words="a threat"), by="rule r")
    assert called(log, 0, rota) == [("ines", 0)]
    assert "threat" in matters(log.links)[0].words
    log.tell(ThreatSent(threat="t", to="police", sent=True), by="key 1")  # nobody of the platform
    assert [name for name, _ in called(log, 10, rota)] == ["ines", "omar"]
    log.tell(ThreatSent(threat="t", to="police", sent=True))
    assert called(log, 20, rota) == []


def test_a_rule_that_flooded_rings_until_a_person_puts_it_back(rota: Rota) -> None:
    log = Memory()
    log.tell(RuleTripped(rule="calls", why="fires on 9% of posts"), by="clock")
    assert called(log, 0, rota) == [("ines", 0)]
    assert "Rule calls is out of force" in matters(log.links)[0].words
    log.tell(RuleTripped(rule="other", why="fires on 9% of posts"), at=minute(2), by="clock")
    assert called(log, 2, rota) == [("ines", 0)]
    log.tell(RuleTripped(rule="calls", why="looked at", ended=True), at=minute(3))
    assert [each.about for each in matters(log.links)] == ["rule other"]
    log.tell(RuleTripped(rule="other", why="looked at", ended=True), at=minute(4))
    assert called(log, 10, rota) == []
    assert next_due(log.links, rota, now=minute(10)) is None
    log.tell(RuleTripped(rule="calls", why="again"), at=minute(20), by="clock")
    assert called(log, 20, rota) == [("ines", 0)]


def test_the_report_of_an_incident_rings_when_it_is_over_and_until_it_is_there(rota: Rota) -> None:
    log = Memory()
    day = 24 * 60
    what = IncidentOpened(incident="i", level="watch", about="a raid", policy="p", until=minute(60))
    log.tell(what)
    assert called(log, 1, rota) == []
    assert next_due(log.links, rota, now=minute(1)) == minute(60)
    assert called(log, 60, rota) == [("ines", 0)]
    assert called(log, 100, rota) == []
    assert next_due(log.links, rota, now=minute(100)) == minute(60 + 3 * day)
    assert [name for name, _ in called(log, 60 + 3 * day, rota)] == ["ines", "omar"]
    assert len(called(log, 60 + 7 * day, rota)) == len(NAMES)
    log.tell(IncidentClosed(incident="i", report="what it was needed for"), at=minute(60 + 7 * day))
    assert called(log, 60 + 8 * day, rota) == []


def test_a_clock_set_back_calls_nobody_twice_for_a_step(rota: Rota) -> None:
    log = Memory()
    log.tell(order(), by="key 1")
    assert called(log, 5, rota) != []
    assert called(log, -30, rota) == []


class Ward:
    """The people of a drill: whoever hears a call acts after their own time, or never."""

    def __init__(self, log: Memory, dice: random.Random, *, awake: int = 1) -> None:
        self.log, self.dice = log, dice
        answering = dice.sample(NAMES, k=max(awake, dice.randint(1, 2))) if awake else []
        self.delay = {name: dice.randint(1, 20) for name in answering}
        self.unreachable = set(dice.sample(sorted(set(NAMES) - set(answering)), k=1))
        self.dozes = dice.random() < 0.5  # acknowledges and falls asleep until called again
        self.doing: dict[str, float] = {}
        self.acknowledged: dict[str, str] = {}
        self.now = 0.0

    def reaches(self, person: Person) -> bool:
        return True

    def ring(self, call: Call, person: Person) -> None:
        if person.name in self.unreachable:
            raise Undelivered("no line")
        if person.name in self.delay and person.name not in self.doing:
            self.doing[person.name] = self.now + self.delay[person.name]
            self.acknowledged[person.name] = call.alarm
        elif person.name in self.delay and self.dozes:
            self.doing[person.name] = min(self.doing[person.name], self.now)  # woken again

    def pass_(self, at: float) -> None:
        """One minute goes by: who is due acknowledges, then executes, then reports."""
        self.now = at
        for name, when in list(self.doing.items()):
            if name in self.acknowledged and at >= when:
                what = AlarmAcknowledged(alarm=self.acknowledged.pop(name))
                self.log.tell(what, at=minute(at), by=f"person {name}")
                self.doing[name] = at + (1000 if self.dozes else self.dice.randint(2, 9))
            elif name not in self.acknowledged and at >= when:
                found = orders(self.log.links).orders[T]
                if found.status == "open":
                    self.log.tell(EXECUTED, at=minute(at), by=f"person {name}")
                elif found.status == "executed":
                    self.log.tell(TOLD, at=minute(at), by=f"person {name}")
                self.doing[name] = at + 2


def drill(seed: int, rota: Rota, *, awake: int = 1) -> tuple[Memory, Ward]:
    log = Memory()
    log.tell(order(received_at=AT), by="key 1")
    ward = Ward(log, random.Random(seed), awake=awake)
    for at in range(61):
        ward.pass_(at)
        ring(log, rota, [ward], now=minute(at))  # type: ignore[arg-type]
    return log, ward


@pytest.mark.parametrize("seed", range(20))
def test_twenty_night_drills_are_acknowledged_executed_and_told_in_time(seed: int, rota: Rota) -> None:
    log, _ = drill(seed, rota)
    found = orders(log.links).orders[T]
    assert found.status == "done"
    assert not found.late
    assert apart(AT, found.executed_at) <= 3600
    assert any(isinstance(each.entry.what, AlarmAcknowledged) for each in log.links)


def test_a_drill_in_which_nobody_answers_fails_and_everybody_was_called(rota: Rota) -> None:
    log, ward = drill(3, rota, awake=0)
    assert orders(log.links).orders[T].overdue(minute(61))
    reached = {each.entry.what.to for each in log.links if isinstance(each.entry.what, Alarmed)}
    assert reached == set(NAMES)
    assert ward.unreachable


def test_whoever_answers_is_called_within_twenty_minutes_whoever_sleeps(rota: Rota) -> None:
    for only in NAMES:
        log = Memory()
        log.tell(order(), by="key 1")
        for at in range(21):
            called(log, at, rota)
        assert only in {each.entry.what.to for each in log.links if isinstance(each.entry.what, Alarmed)}


def test_a_dead_line_calls_the_next_at_once(rota: Rota) -> None:
    log = Memory()
    log.tell(order(), by="key 1")

    class Dead(Ward):
        def ring(self, call: Call, person: Person) -> None:
            if person.name in ("ines", "omar"):
                raise Undelivered("no line")

    ring(log, rota, [Dead(log, random.Random(1))], now=minute(0))  # type: ignore[arg-type]
    made = [each.entry.what for each in log.links if isinstance(each.entry.what, Alarmed)]
    assert [(each.to, each.words.startswith("not delivered")) for each in made] == [
        ("ines", True), ("omar", True), ("vera", False),
    ]  # fmt: skip


def test_mail_and_webhook_in_real_time(tmp_path: Path) -> None:
    """From receipt to report over real senders and a real log: within a minute."""
    began = time.monotonic()
    secret = b"a secret of sixteen bytes"
    with MailSink() as mail, web_sink() as (address, came), web_sink(500) as (broken, _):
        source = ROTA.replace('mail = "omar@harbour.example"', f'webhook = "{address}"')
        source = source.replace('mail = "ines@harbour.example"', f'webhook = "{broken}"')
        rota = read(source)
        hooks = {each: Webhook(each, secret) for each in (address, broken)}
        bells = (
            Mail(
                "127.0.0.1",
                port=mail.port,
                sender="alarm@harbour.example",
                acknowledge="https://desk.example",
            ),
            Hook(hooks=hooks, acknowledge="https://desk.example"),
        )
        log = open_log(tmp_path / "log")
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        log.append([said(order(received_at=now), at=now, by="key 1")])
        made = ring(log, rota, bells, now=now)
        assert [each.entry.what.to for each in made] == ["ines", "omar"]  # type: ignore[union-attr]
        body, signed = came.get(timeout=5)
        assert genuine(secret, body, signed, now=time.time())
        alarm = msgspec.json.decode(body)["alarm"]
        later = moved(now, timedelta(minutes=10))
        ring(log, rota, bells, now=later)
        message = mail.messages.get(timeout=5)
        assert message["To"] == "vera@harbour.example"
        text = message.get_payload()
        assert T in str(message["Subject"])
        assert "https://harbour.example/p/1" not in str(text)  # no address of content in a mail
        for number, what in enumerate((AlarmAcknowledged(alarm=alarm["alarm"]), EXECUTED, TOLD)):
            log.append([Entry(key=f"did {number}", at=later, by="person omar", what=what)])
        found = orders(log.read()).orders[T]
        assert (found.status, found.late) == ("done", False)
        assert wake(log, rota, now=later) is None
        log.close()
    assert time.monotonic() - began < 60


def test_a_line_end_in_a_reference_makes_no_header() -> None:
    call = Call(alarm="a", about="order x\r\nBcc: all@harbour.example", to="ines", step=0, words="now")
    message = Mail("127.0.0.1", sender="a@harbour.example")._message(
        call, Person(name="ines", mail="i@x.example")
    )
    assert message["Bcc"] is None


def test_no_password_to_a_server_without_encryption() -> None:
    with pytest.raises(UsageError, match="without encryption"):
        Mail("localhost", sender="a@harbour.example", user="a", password="b")


def test_a_mail_server_that_is_not_there_is_undelivered() -> None:
    with MailSink() as gone:
        pass
    mail = Mail("127.0.0.1", port=gone.port, sender="a@harbour.example", seconds=2)
    with pytest.raises(Undelivered, match="no mail"):
        mail.ring(
            Call(alarm="a", about="order x", to="ines", step=0, words="now"),
            Person(name="i", mail="i@x.example"),
        )


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('to = "22:00"', 'to = "21:00"', "nobody is on call on mon 21:00"),
        ('people = ["ines", "omar", "vera"]', 'people = ["ines", "nora"]', "nobody is called 'nora'"),
        ('mail = "omar@harbour.example"', "", "neither mail nor webhook"),
        ('from = "06:00"', 'from = "06:10"', "no rota"),
        ('from = "06:00"', 'from = "06:00"\nzone = "Nowhere/Land"', "no time zone"),
        ('from = "06:00"', 'form = "06:00"', "no rota"),
    ],
)
def test_a_rota_with_a_hole_is_refused_when_it_is_read(old: str, new: str, why: str) -> None:
    assert old in ROTA
    with pytest.raises(InputError, match=why):
        read(ROTA.replace(old, new))


def test_shifts_follow_their_zone_past_midnight_and_through_summer_time() -> None:
    source = ROTA.replace('from = "22:00"', 'zone = "Europe/Berlin"\nfrom = "22:00"').replace(
        'from = "06:00"', 'zone = "Europe/Berlin"\nfrom = "06:00"'
    )
    rota = read(source)
    night = rota.shifts[1]
    for moment, there in (
        ("2026-01-10T20:59:00+00:00", False), ("2026-01-10T21:00:00+00:00", True),
        ("2026-07-10T20:00:00+00:00", True), ("2026-07-11T03:59:00+00:00", True),
        ("2026-07-11T04:00:00+00:00", False),
    ):  # fmt: skip
        assert night.covers(datetime.fromisoformat(moment)) is there, moment
    assert [each.name for each in rota.on_call("2026-07-10T23:00:00Z")] == list(NAMES)
