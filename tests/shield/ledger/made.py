"""Small entries for tests of the log: fictional, short, many."""

from __future__ import annotations

from aftershock.shield.ledger.happenings import Decided, Entry, Happening, SignedIn, decided_key
from aftershock.shield.policy.table import Verdict
from aftershock.shield.verdict import Answer, Ground

AT = "2026-11-22T10:00:00Z"
POLICY = "p" * 64


def entry(key: object, what: Happening | None = None, *, by: str = "clock", at: str = AT) -> Entry:
    """An entry; by itself somebody signs in."""
    return Entry(key=str(key), at=at, by=by, what=what or SignedIn(person="ines", how="in"))


def decided(
    name: str,
    verdict: Verdict = "hold",
    *,
    revision: int = 0,
    account: str = "a1",
    content: str = "",
    review: bool | None = None,
    at: str = AT,
    language: str = "",
    rule: str = "calls",
    head: str = "",
) -> Entry:
    """A decision of the policy on ``platform:NAME``."""
    item = f"harbour:{name}"
    grounds: tuple[Ground, ...] = ()
    if verdict != "allow" or review:
        grounds = (
            Ground(
                rule=rule, clause="4.2", category="call", policy=POLICY,
                wanted="review" if verdict == "allow" else verdict,
                outcome="review" if verdict == "allow" else verdict,
                items=("removed:1",) if verdict == "block" else (),
            ),
        )  # fmt: skip
    answer = Answer(
        item=item, revision=revision, verdict=verdict, grounds=grounds, policy=POLICY, at=at,
        review=verdict == "hold" if review is None else review,
    )  # fmt: skip
    what = Decided(answer=answer, account=account, content=content, language=language)
    return Entry(key=decided_key(item, revision, head=head), at=at, by=f"rule {rule}", what=what)
