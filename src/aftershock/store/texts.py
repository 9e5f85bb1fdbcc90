"""How are immutable Texts entered, and found again?"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from aftershock.errors import CaseDamaged
from aftershock.records import Text
from aftershock.store import cards, custody, layout
from aftershock.store.cards import TextEntry
from aftershock.text import sha256

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

MOST = 32_000_000  # characters of Texts remembered


def add(case: CaseFolder, texts: Iterable[Text]) -> int:
    """Enter Texts in one round; returns how many were new.

    Raises ValueError on a Text whose id is not the SHA-256 of its UTF-8, or whose capture the case does not
    have: either is a mistake of the caller, and nothing of the round is entered.
    """
    new: dict[TextEntry, Text] = {}
    for text in texts:
        if sha256(text.text) != text.id:
            raise ValueError(f"the id of text {text.id} is not the SHA-256 of its characters")
        if text.capture not in case.state.captures:
            raise ValueError(f"text {text.id} comes from the unknown capture {text.capture}")
        entry = TextEntry(id=text.id, capture=text.capture, locator=text.locator, extractor=text.extractor)
        if entry not in case.text_index:
            new.setdefault(entry, text)
    if not new:
        return 0
    files = {
        layout.text_path(text.id): text.text.encode()
        for text in new.values()
        if not (case.root / layout.text_path(text.id)).is_file()
    }
    card, content = cards.encode(cards.texts_card(tuple(new.values())))
    layout.place(case.root, [*files.items(), (layout.card_path(card), content)])
    case.enter(case.entry(custody.ADD_TEXTS, card=card, count=len(new)))
    known = case.text_ids()
    case.text_index.update(dict.fromkeys(new))
    known.update(entry.id for entry in new)
    return len(new)


def read(case: CaseFolder, text_id: str) -> str:
    """The characters of a Text, checked against its id.

    Raises KeyError on an id that the case does not have, CaseDamaged where the file is not what it was.
    """
    path = case.root / layout.text_path(text_id)
    if text_id not in case.text_ids():
        raise KeyError(text_id)
    data = path.read_bytes() if path.is_file() else b""
    if sha256(data) != text_id:
        raise CaseDamaged(
            "this text is missing or not what its name says",
            where=layout.text_path(text_id),
            next_step="Put it back from a copy; verify lists all that is damaged",
        )
    return data.decode()


class Texts(Mapping[str, str]):
    """All Texts of a case by id, each read from the disk, and checked, when it is asked for.

    Those asked for last are remembered, up to `MOST` characters: memory does not grow with the case.
    """

    def __init__(self, case: CaseFolder) -> None:
        self._case = case
        self._read: OrderedDict[str, str] = OrderedDict()
        self._held = 0

    def __getitem__(self, text_id: str) -> str:
        known = self._read.get(text_id)
        if known is not None:
            self._read.move_to_end(text_id)
            return known
        text = self._read[text_id] = read(self._case, text_id)
        self._held += len(text)
        while self._held > MOST and len(self._read) > 1:
            self._held -= len(self._read.popitem(last=False)[1])
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(self._case.text_ids())

    def __len__(self) -> int:
        return len(self._case.text_ids())

    def __contains__(self, text_id: object) -> bool:
        return text_id in self._case.text_ids()
