"""Which artefacts did an analyst mark for a platform's filter, and how do they get there?

Marked is a judgement like any other: added, with a reason and a name, and taken back by undo. What leaves
is one line for each thing, as `aftershock shield bank add` takes it; there it is only looked at until a
person of the platform adopts it. Hashtags and words that many use do not leave: nothing is known by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from aftershock import account
from aftershock.errors import UsageError
from aftershock.exports.network import Release
from aftershock.reaction.result import Artefact
from aftershock.records import Judgement, Record
from aftershock.store.folder import CaseFolder
from aftershock.store.judgements import standing
from aftershock.text import canonical_json

# What an artefact is to a bank; a hashtag is nothing that can be known. A picture or file is named by one
# hash, of its bytes or of its look: taken as the other it is like nothing, so both are handed on.
KINDS: Mapping[str, tuple[str, ...]] = {
    "text": ("text",),
    "link": ("link",),
    "picture or file": ("file", "picture"),
}
_HASH = re.compile(r"[0-9a-f]{64}")
BANK = "case"  # the bank that it goes into; the platform may rename it in the file


class Marked(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A line for a bank: exactly one of what it is."""

    id: str
    bank: str
    source: str
    text: str | None = None
    link: str | None = None
    file: str | None = None
    picture: str | None = None


def known(case: CaseFolder, targets: Sequence[str]) -> None:
    """Raises UsageError where a target is no artefact of the case that a bank can hold."""
    kinds = {each.id: each.kind for each in account.ARTEFACTS.of(case)}
    for target in targets:
        if kinds.get(target) not in KINDS:
            said = f"a {kinds[target]} cannot be marked" if target in kinds else "no such artefact"
            raise UsageError(said, where=target, next_step="List them: aftershock artefacts --json")


def lines(found: Iterable[Artefact], judgements: Iterable[Judgement], source: str) -> list[Marked]:
    """What stands marked, in the order of the marks; what was not found again is left out."""
    by_id = {each.id: each for each in found}
    out: dict[tuple[str, str], Marked] = {}
    for row in standing(tuple(judgements)):
        for target in row.targets if row.kind == "mark" else ():
            each = by_id.get(target)
            if each is None or (each.kind == "picture or file" and not _HASH.fullmatch(each.label)):
                continue
            for what in KINDS.get(each.kind, ()):
                out[target, what] = Marked(
                    id=f"{target}-{what}", bank=BANK, source=f"{source}, {row.id} by {row.person}",
                    **{what: each.label},
                )  # fmt: skip
    return list(out.values())


def bank(case: CaseFolder, by: Release) -> bytes:
    """The marked artefacts as lines of JSON. Raises UsageError where nothing is marked."""
    found = lines(account.ARTEFACTS.of(case), case.judgements(), f"case {case.root.stem}")
    if not found:
        raise UsageError(
            "nothing is marked", next_step="Mark it: aftershock judge mark ARTEFACT --reason ..."
        )
    return b"".join(canonical_json(each) + b"\n" for each in found)
