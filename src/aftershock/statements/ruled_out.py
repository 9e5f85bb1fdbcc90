"""Which act did the network take for another that the words rule out?

That a device did not go off is a report of it, no denial, whoever says so; "the bomb's owners" is no praise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from aftershock.records import Act
from aftershock.statements.draft import Draft
from aftershock.statements.passages import Passage

_DEVICE = (
    r"(?:devices?|bombs?|charges?|grenades?|mines?|rockets?|missiles?|shells?|mortars?|vests?|belts?|explosives?"
    r"|detonators?|fuses?|warheads?|parcels?|packages?|alarms?)"
)
_PLACED = r"(?:\s+(?:of|in|on|at|under)\s+(?:[\w’'-]+\s+){0,3}?[\w’'-]+)?"
_FAILED = re.compile(
    rf"\W*(?:that\s+)?(?:(?:(?!that\b)[\w’'-]+\s+){{0,6}}?{_DEVICE}{_PLACED}|it|they)\s+"
    r"(?:(?:did|do|does|had|has|have)(?:\s+not|n[’']t)|never|(?:had |has |have )?failed to)\s+"
    r"(?:go(?:ne)? off|went off|explode[ds]?|detonate[ds]?|work(?:ed)?|ignite[ds]?|function(?:ed)?)\b"
    r"(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_DENIED_TOO = re.compile(
    r"\b(?:not|never|no|nor|neither|nothing|den(?:y|ied|ies)|rejects?|rejected|false)\b|n[’']t\b",
    re.IGNORECASE,
)
_DEED = (
    r"(?:bomb|bombs|bombings?|blasts?|attacks?|explosions?|massacre|killings?|murders?|shooting|device|devices"
    r"|slaughter|assault|atrocity|crime)"
)
_DOER = r"(?:(?:own|mak|build)ers?|(?:author|master|architect|mastermind|father|perpetrator|culprit)s?)"
_WORDS = r"(?:[\w-]+\s+){0,3}?"
_OWNERS = re.compile(
    rf"[\"“”‘’']\s*(?:{_WORDS}{_DEED}[’']s?\s+{_WORDS}{_DOER}"
    rf"|{_WORDS}{_DOER}\s+(?:of|behind)\s+{_WORDS}{_DEED})\b",
    re.IGNORECASE,
)


def set_right(passage: Passage, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of a passage, those with an act that their own words rule out with the one they allow."""
    return [_right(passage, draft) for draft in drafts]


def _right(passage: Passage, draft: Draft) -> Draft:
    # What a verb of its own says ("denied", "hailed") stands.
    if draft.content is None or f".{draft.act}" in draft.rule:
        return draft
    said = passage.words(draft.content)
    # A verb of saying brings it, and none that may put it away ("rejected the version that it failed").
    if draft.act == "denies" and ".reports" in draft.rule:
        failed = _FAILED.fullmatch(said)
        if failed and not _DENIED_TOO.search(failed["rest"]):
            return _as(draft, "reports")
    if draft.act == "praises" and _OWNERS.search(said):
        return _as(draft, "blames" if draft.target else "reports")
    return draft


def _as(draft: Draft, act: Act) -> Draft:
    others = tuple(other for other in draft.alternatives if other != act)
    return msgspec.structs.replace(draft, act=act, alternatives=others, polarity="positive")
