"""Logs that chance wrote: mostly what people would do, partly nonsense, with clocks that jump."""

from __future__ import annotations

import random

import msgspec

from aftershock.shield.ledger import chain
from aftershock.shield.ledger.chain import Head
from aftershock.shield.ledger.happenings import (
    AccountBlocked,
    AccountRestored,
    AppealDecided,
    Appealed,
    Claimed,
    Entry,
    Happening,
    Link,
    NoticeDecided,
    OrderExecuted,
    OrderReceived,
    Reviewed,
    SignedIn,
    Undone,
)
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.policy.table import VERDICTS
from tests.shield.ledger.made import decided

ITEMS, PEOPLE, ACCOUNTS = (
    ("p1", "p2", "p3", "p4", "p5"),
    ("ines", "omar", "vera", "rita", "paul", "mina"),
    ("a1", "a2"),
)
WEIGHTS = {
    "decided": 20, "reviewed": 60, "claimed": 6, "undone": 6, "appealed": 8, "judged": 8, "blocked": 12,
    "restored": 2, "other": 2,
}  # fmt: skip


WIDER = {**WEIGHTS, "noticed": 12, "complained": 12, "judged": 40, "ordered": 6, "reinstated": 4}


def log_by_chance(seed: int, steps: int = 240, *, wider: bool = False) -> list[Link]:
    """A chained log of so many happenings; the same seed gives the same. ``wider``: notices, complaints of
    those who gave them, removal orders too.
    """
    chance = random.Random(seed)
    weights = WIDER if wider else WEIGHTS
    rows = []
    reviews: list[tuple[int, str]] = []
    for place in range(1, steps + 1):
        person = chance.choice(PEOPLE)
        kind = chance.choices(list(weights), list(weights.values()))[0]
        what = _happening(chance, kind, reviews)
        if wider and isinstance(what, AppealDecided):
            verdict = chance.choice(("", "", "label", "hold", "block"))
            item = f"harbour:{chance.choice(ITEMS)}"
            what = msgspec.structs.replace(what, verdict=verdict, item=item)
        if isinstance(what, Undone) and chance.random() < 0.8:
            person = next((who for seq, who in reviews if seq == what.seq), person)
        if isinstance(what, Reviewed):
            reviews.append((place, person))
        by = "rule r" if kind == "decided" or chance.random() < 0.02 else f"person {person}"
        rows.append(Entry(key=str(place), at=_clock(chance, place), by=by, what=what))
    return [chain.link_of(row) for row in chain.linked([chain.written(row) for row in rows], Head())]


def _clock(chance: random.Random, place: int) -> str:
    hour = min(23, place // 15) if chance.random() < 0.9 else chance.randrange(24)
    return f"2026-11-22T{hour:02}:30:00Z"


def _happening(chance: random.Random, kind: str, reviews: list[tuple[int, str]]) -> Happening:
    name, revision = chance.choice(ITEMS), chance.choice((0, 0, 0, 0, 1))
    item, account = f"harbour:{name}", chance.choice(ACCOUNTS)
    if kind == "decided":
        return decided(
            name, chance.choice(("allow", "label", "hold", "hold", "block")), revision=revision,
            account=ACCOUNTS[int(name[1]) % 2] if chance.random() < 0.95 else "",
            content=chance.choice(("", "c", "c", "c")), language=chance.choice(("en", "ar")),
        ).what  # fmt: skip
    if kind == "reviewed":
        return Reviewed(
            item=item, revision=revision, verdict=chance.choice((*VERDICTS, "block", "hold")), clause="4",
            reason="as is" if chance.random() < 0.95 else "", look=chance.choice((1, 1, 2, 2, 3)),
            hard=chance.random() < 0.3,
        )  # fmt: skip
    if kind == "claimed":
        until = f"2026-11-22T{chance.randrange(24):02}:45:00Z" if chance.random() < 0.8 else ""
        return Claimed(item=item, revision=revision, look=chance.choice((1, 2, 2)), until=until)
    if kind == "undone":
        return Undone(seq=chance.choice(reviews)[0] if reviews else 1, reason="a slip")
    if kind == "appealed":
        whole = chance.random() < 0.2
        appeal = chance.choice("rstuvwxyz")
        return Appealed(
            appeal=appeal, item="" if whole else item, revision=revision, account=account, words="not so"
        )
    if kind == "judged":
        return AppealDecided(
            appeal=chance.choice("rstuvwxyz"), overturned=chance.random() < 0.6, reason="looked at again"
        )
    if kind == "noticed":
        about, verdict = chance.choice((item, item, "")), chance.choice(VERDICTS)
        return NoticeDecided(
            notice=chance.choice("klmn"), verdict=verdict, reason="as is", item=about, revision=revision
        )
    if kind == "complained":
        return Appealed(
            appeal=chance.choice("rstuvwxyz"), item=chance.choice((item, "")), revision=revision, account="",
            words="look once more", by="notifier", notice=chance.choice("klmn"),
        )  # fmt: skip
    if kind == "ordered":
        if chance.random() < 0.5:
            return OrderReceived(
                order="o", authority="a", member_state="FR", contact="", issued_at="", received_at="",
                language="", authenticated_by="", urls=(),
            )  # fmt: skip
        return OrderExecuted(order=chance.choice("oo?"), action="removed", items=(item,))
    if kind == "reinstated":
        return Reinstated(
            order=chance.choice(("o", "o", "", "?")), items=(item,), authority="a court", reference="7",
            basis="court", reason="as found", ours_stays=chance.random() < 0.3,
        )  # fmt: skip
    if kind == "blocked":
        items = tuple(f"harbour:{each}" for each in ITEMS if ACCOUNTS[int(each[1]) % 2] == account)
        return AccountBlocked(account=account, items=items, reason="again", until="2027-01-01T00:00:00Z")
    if kind == "restored":
        return AccountRestored(account=account, reason="enough")
    return SignedIn(person="ines", how="in")
