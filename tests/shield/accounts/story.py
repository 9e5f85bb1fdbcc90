"""A short way to tell a test what happened: each call is an entry, in order, with its own clock."""

from __future__ import annotations

import msgspec

from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Known
from aftershock.shield.accounts.standing import AccountStanding, standing
from aftershock.shield.accounts.terms import Terms
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
    Reviewed,
    Undone,
)
from aftershock.shield.policy.table import Verdict
from tests.shield.ledger import made

NOW = "2026-11-22T12:00:00Z"
NO_SECOND = Terms(second_share=0.0, second_always=(), second_for_blocks=False)


class Story:
    """What happened so far, and what is known of it."""

    def __init__(self, terms: Terms = NO_SECOND) -> None:
        self.accounts = Accounts(terms)
        self.links: list[Link] = []
        self.at = "2026-11-22T10:00:00Z"

    @property
    def known(self) -> Known:
        return self.accounts.known

    def tell(self, entry: Entry) -> int:
        """Write an entry; returns its place."""
        last = self.links[-1] if self.links else None
        head = Head(seq=last.seq, hash=last.hash) if last else Head()
        entry = msgspec.structs.replace(entry, key=f"{entry.key}/{head.seq}")
        link = chain.link_of(chain.linked([chain.written(entry)], head)[0])
        self.links.append(link)
        self.accounts.apply(link)
        return link.seq

    def person(self, name: str, what: Happening) -> int:
        return self.tell(Entry(key="k", at=self.at, by=f"person {name}", what=what))

    def decided(self, name: str, verdict: Verdict = "hold", **more: object) -> int:
        return self.tell(made.decided(name, verdict, at=self.at, **more))  # type: ignore[arg-type]

    def reviewed(
        self,
        who: str,
        name: str,
        verdict: Verdict = "hold",
        *,
        revision: int = 0,
        look: int = 1,
        hard: bool = False,
    ) -> int:
        return self.person(
            who,
            Reviewed(
                item=f"harbour:{name}", revision=revision, verdict=verdict, clause="4.2", reason="as it says",
                look=look, hard=hard,
            ),
        )  # fmt: skip

    def claimed(self, who: str, name: str, until: str, *, look: int = 1, revision: int = 0) -> int:
        return self.person(who, Claimed(item=f"harbour:{name}", revision=revision, look=look, until=until))

    def undone(self, who: str, seq: int) -> int:
        return self.person(who, Undone(seq=seq, reason="a slip"))

    def appealed(self, appeal: str, name: str = "", *, account: str = "a1", revision: int = 0) -> int:
        item = f"harbour:{name}" if name else ""
        what = Appealed(appeal=appeal, item=item, revision=revision, account=account, words="not so")
        return self.tell(Entry(key="k", at=self.at, by="key 1", what=what))

    def judged(self, who: str, appeal: str, *, overturned: bool = True) -> int:
        return self.person(who, AppealDecided(appeal=appeal, overturned=overturned, reason="looked at again"))

    def blocked(self, who: str, *names: str, account: str = "a1", until: str = "2027-01-01T00:00:00Z") -> int:
        items = tuple(f"harbour:{name}" for name in names)
        return self.person(
            who, AccountBlocked(account=account, items=items, reason="again and again", until=until)
        )

    def restored(self, who: str, account: str = "a1") -> int:
        return self.person(who, AccountRestored(account=account, reason="enough"))

    def standing(self, account: str = "a1", *, now: str = NOW) -> AccountStanding:
        return standing(self.known, account, now=now)

    def void(self, seq: int) -> str:
        return self.known.void.get(seq, "")

    def restricted(self, *names: str, account: str = "a1") -> None:
        """Held items, each confirmed by the same person."""
        for name in names:
            self.decided(name, account=account)
            self.reviewed("ines", name)
