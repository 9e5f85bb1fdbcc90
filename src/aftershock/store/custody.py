"""What does the chain of custody say happened to the case, and what should stand in it now?

`Entry` is the body of one line; `replay` turns the lines into what should be on disk. Entries hold ids,
digests, the analyst and the reason; never a handle, a path or an address.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from aftershock.records import Record
from aftershock.text import canonical_json

# What an entry may say. Other verbs may add their own word through `CaseFolder.record`: it carries digests
# and changes nothing of what should stand on disk.
CREATE, ADD_ORIGINAL, ADD_TEXTS, JUDGE = "create", "add-original", "add-texts", "judge"
PURGE, PURGE_ORIGINAL, PURGE_CARD = "purge", "purge-original", "purge-card"
PURGE_TEXT, PURGE_JUDGEMENT, PURGE_DONE = "purge-text", "purge-judgement", "purge-done"
RECOVER, REBUILD, CASE_FILE = "recover", "rebuild-tables", "case-file"


class Entry(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened. ``was`` and ``now`` are the digests before and after a purge."""

    at: str
    who: str
    tool: str
    action: str
    capture: str | None = None
    sha256: str | None = None
    card: str | None = None
    text: str | None = None
    was: str | None = None
    now: str | None = None
    reason: str | None = None
    count: int | None = None
    digests: dict[str, str] = msgspec.field(default_factory=dict)


class State:
    """What should stand in the case, as its custody tells it; grows with every entry."""

    def __init__(self) -> None:
        self.case_id = ""
        self.captures: dict[str, str] = {}  # capture id -> digest of its card
        self.originals: dict[str, str] = {}  # capture id -> SHA-256 of its original as it stands now
        self.text_cards: list[str] = []  # digests of the cards that list Texts
        self.gone_originals: dict[str, str] = {}  # purged SHA-256 -> that of the redacted copy
        self.gone_texts: set[str] = set()
        self.gone_cards: dict[str, str] = {}
        self.gone_judgements: dict[str, str] = {}  # digest of the body -> that of the redacted body
        self.judged = ("", 0)  # head and length of the judgements that custody vouches for
        self.open_purge = False  # recorded, but its end was not: a crash in between
        self.case_file = ""  # SHA-256 of case.toml as last seen

    def take(self, entry: Entry) -> None:
        """Let one entry happen."""
        match entry.action:
            case "create":
                self.case_id = entry.digests.get("case", "")
                self.case_file = entry.digests.get("file", "")
            case "case-file":
                self.case_file = entry.digests.get("file", "")
            case "add-original":
                self.captures[entry.capture or ""] = entry.card or ""
                self.originals[entry.capture or ""] = entry.sha256 or ""
            case "add-texts":
                self.text_cards.append(entry.card or "")
            case "judge":
                self.judged = (entry.sha256 or "", entry.count or 0)
            case _:
                self._purge(entry)

    def _purge(self, entry: Entry) -> None:
        was, now = entry.was or "", entry.now or ""
        match entry.action:
            case "purge":
                self.open_purge = True
            case "purge-done":
                self.open_purge = False
            case "purge-original":
                self.gone_originals[was] = now
                for capture, sha256 in self.originals.items():
                    if sha256 == was:
                        self.originals[capture] = now
            case "purge-card":
                self.gone_cards[was] = now
                self.captures = {key: now if card == was else card for key, card in self.captures.items()}
                self.text_cards = [now if card == was else card for card in self.text_cards]
            case "purge-text":
                self.gone_texts.add(entry.text or "")
            case "purge-judgement":
                self.gone_judgements[was] = now

    def present_originals(self) -> set[str]:
        """The SHA-256 of every original that should stand on disk."""
        return set(self.originals.values())

    def present_cards(self) -> set[str]:
        """The digest of every card that should stand on disk."""
        return set(self.captures.values()) | set(self.text_cards)


def replay(bodies: Iterable[dict[str, Any]]) -> State:
    """What should stand in the case after these lines; raises msgspec.ValidationError on a foreign line."""
    state = State()
    for body in bodies:
        state.take(msgspec.convert(body, Entry))
    return state


def body_of(entry: Entry) -> dict[str, Any]:
    """The entry as the body of a chain's line."""
    body: dict[str, Any] = msgspec.json.decode(canonical_json(entry))
    return body
