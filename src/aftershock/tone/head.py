"""What does a post do: celebrate, condemn, report, threaten or call, blame a community, something else?

A head over the multilingual encoder and the encoder's own layers trained further (``models.mixed``), both on
lines written for the purpose; see ``data/tone/card.md`` for what they can and cannot. They abstain where they
are unsure: the label is None then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec

from aftershock.models import mixed
from aftershock.models.encoder import Told, encoder, present
from aftershock.models.kernel import Head, load
from aftershock.records import Record
from aftershock.store.memory import Memory
from aftershock.text import sha256

Class = Literal["celebrates", "condemns", "reports", "threatens-or-calls", "blames-a-community", "other"]
CLASSES: tuple[Class, ...] = get_args(Class)
# The head was trained and measured on lines in these; what it makes of others is not known.
LANGUAGES = frozenset(
    ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
)  # fmt: skip
PORTION = 4_096  # texts between two savings: what was read stays read when the work is broken off

_probabilities = msgspec.json.Decoder(tuple[float, ...]).decode


class Tone(Record, frozen=True, kw_only=True):
    """The tone of one text: probabilities in the order of ``CLASSES``; ``label`` is None where abstained.

    ``language`` is the text's, where it was asked for and can be told.
    """

    label: Class | None
    probabilities: tuple[float, ...]
    language: str | None = None

    @property
    def foreign(self) -> bool:
        """Whether it is in a language that the head was never measured on: no share is told of it."""
        return self.language is not None and self.language not in LANGUAGES


def ready() -> bool:
    """Whether tone can be told here: the encoder is installed."""
    return present()


def rule() -> str:
    """Name and version of what tells the tone, as it stands beside each figure."""
    return f"tone@{mixed.digest('tone')[:12]}"


def read(texts: Sequence[str], *, memory: Memory | None = None, told: Told | None = None) -> dict[str, Tone]:
    """The tone of each distinct text; kept in ``memory`` and taken from there where it was told before.

    ``told(done, of)`` hears of each portion of new texts. Raises ModelMissing without the encoder.
    """
    distinct = list(dict.fromkeys(texts))
    head = load("tone")
    keys = {text: sha256(text) for text in distinct}
    known = memory.cached(rule(), keys.values()) if memory else {}
    found = {text: _probabilities(known[keys[text]]) for text in distinct if keys[text] in known}
    new = [text for text in distinct if text not in found]
    for start in range(0, len(new), PORTION):
        some = new[start : start + PORTION]
        rows = _tell(some, told, start, len(new))
        found.update(zip(some, rows, strict=True))
        if memory:
            memory.keep(
                rule(),
                {keys[text]: msgspec.json.encode(row).decode() for text, row in zip(some, rows, strict=True)},
            )
    return {text: _tone(head, found[text]) for text in distinct}


def _tell(texts: Sequence[str], told: Told | None, before: int, total: int) -> list[tuple[float, ...]]:
    step = (lambda done, _: told(before + done, total)) if told else None
    rows = mixed.probabilities("tone", encoder(), texts, told=step)
    return [tuple(round(float(value), 4) for value in row) for row in rows]


def _tone(head: Head, row: tuple[float, ...]) -> Tone:
    best = max(range(len(row)), key=row.__getitem__)
    return Tone(label=CLASSES[best] if row[best] >= head.threshold else None, probabilities=row)
