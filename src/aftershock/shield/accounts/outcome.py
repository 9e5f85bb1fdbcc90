"""Which verdict stands on a revision, who gave it, and which look does it still want?

The policy's answer stands until a person looked. Of two looks that agree the verdict is theirs; where they
differ the first one's stands until a third decides. A person's decision on a notice is a first look anew. An
appeal that was won ends the matter for that revision. An executed removal order stands over all of it until
an appeal lifts it, or an authority or court that finds otherwise; that too ends the matter.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

from aftershock.records import Record
from aftershock.shield.accounts.known import Look, Revision, Subject
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.policy.table import VERDICTS, Verdict

Deciders = Literal["policy", "known item", "person", "appeal", "order", "authority"]


class Standing(Record, frozen=True, kw_only=True):
    """The verdict that stands, since which place and time; ``settled``: nobody disputes it among the
    lookers.
    """

    verdict: Verdict
    by: Deciders
    seq: int
    at: str
    clause: str = ""
    settled: bool = True


def live(revision: Revision) -> dict[int, Look]:
    """The looks that were not taken back, by number; those before a decision on a notice count no more."""
    return {each.look: each for each in revision.looks if not each.undone and each.seq >= revision.anew}


def before_appeal(revision: Revision) -> Standing:
    """The verdict as it was before anybody won an appeal."""
    ruling, looks = revision.ruling, live(revision)
    if not looks:
        by: Deciders = "known item" if ruling.exact else "policy"
        return Standing(verdict=ruling.verdict, by=by, seq=ruling.seq, at=ruling.at)
    first = looks[min(looks)]
    deciding = looks.get(3, first)
    settled = 3 in looks or len({each.verdict for each in looks.values()}) == 1
    return Standing(
        verdict=deciding.verdict, by="person", seq=deciding.seq, at=deciding.at,
        clause=deciding.clause, settled=settled,
    )  # fmt: skip


def stands(revision: Revision) -> Standing:
    """The verdict that stands now."""
    if revision.ordered:
        return Standing(verdict="block", by="order", seq=revision.ordered, at=revision.ordered_at)
    before = before_appeal(revision)
    if not revision.overturned:
        return before
    at = before.at if revision.won == "allow" else revision.won_at
    by: Deciders = "authority" if revision.found == revision.overturned else "appeal"
    return Standing(verdict=revision.won, by=by, seq=revision.overturned, at=at)


def is_strike(standing: Standing, terms: Terms) -> bool:
    """Whether a standing verdict counts against the account: restrictive, settled, by a person (on appeal
    too) or known item. An order is the authority's decision, not the platform's.
    """
    severe = VERDICTS.index(standing.verdict) >= max(1, VERDICTS.index(terms.strikes_from))
    return severe and standing.settled and standing.by in ("person", "known item", "appeal")


def newest(subject: Subject) -> int:
    """The newest revision that the log knows, whichever came first."""
    return max(subject.revisions) if len(subject.revisions) > 1 else next(iter(subject.revisions))


def wanted(subject: Subject, terms: Terms, *, for_block: bool = False) -> int:
    """Which look (1, 2, 3) the newest revision wants; 0 for none. ``for_block``: a block would rest on it."""
    number = newest(subject)
    revision = subject.revisions[number]
    if revision.overturned or revision.ordered:
        return 0
    looks = live(revision)
    if 1 not in looks:
        return 1 if revision.ruling.review or looks or for_block else 0
    if 2 not in looks:
        verdict = looks[1].verdict
        due = for_block or verdict in terms.second_always or _sampled(subject.item, number, terms)
        return 2 if due and 3 not in looks else 0
    return 3 if looks[1].verdict != looks[2].verdict and 3 not in looks else 0


def seconded(revision: Revision) -> bool:
    """Whether two people agreed on a revision, or a third decided."""
    looks = live(revision)
    return 3 in looks or (1 in looks and 2 in looks and looks[1].verdict == looks[2].verdict)


def _sampled(item: str, revision: int, terms: Terms) -> bool:
    digest = blake2b(f"{terms.salt}\0{item}#{revision}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 < terms.second_share
