"""In which texts may a name stand? Found by its words, so that many names in many texts cost no product."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_WORD = re.compile(r"\w+")


class Wording:
    """Texts by the words in them that begin large, or have no case."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._having: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            for word in set(_WORD.findall(text)):
                if not word[0].islower():
                    self._having.setdefault(word, []).append(number)

    def having(self, name: str) -> Iterator[str]:
        """The texts in which ``name`` stands as it is spelled, in their order."""
        words = [word for word in _WORD.findall(name) if not word[0].islower()]
        if words:
            rarest = min((self._having.get(word, []) for word in words), key=len)
            yield from (text for number in rarest if name in (text := self._texts[number]))
        else:
            yield from (text for text in self._texts if name in text)
