"""Which character stands for which word while copies are compared, and which words may be two in one?"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import count

# From here on no character has been assigned that a text would be written with.
_FIRST_LETTER = 0x40000
# No word of a language is as long.
_MAX_MADE = 100


class Letters(dict[str, str]):
    """One character for each word: a mark is its own, a word gets one that no text has.

    So two texts are compared as strings. Which letter a word has changes nothing that is told. `letters`
    begins anew long before the 850,000 letters are used up; in one story with more words some share a letter,
    and of a million places where copies differ one may go unseen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}
        self._next = count()
        # what is asked of the copies of one story again and again, until `forget`
        self._used: dict[str, frozenset[str]] = {}
        self._made: dict[str, bool] = {}
        self._words: frozenset[str] = frozenset()
        self.cuts: dict[tuple[str, str], dict[str, list[str]]] = {}

    def __missing__(self, key: str) -> str:
        letter = key if len(key) == 1 and ord(key) < _FIRST_LETTER else _letter(next(self._next))
        self[key] = letter
        self.names[letter] = key
        return letter

    def forget(self) -> None:
        """Forget what was asked of the copies of one story."""
        self._used.clear()
        self.cuts.clear()
        self._made.clear()
        self._words = frozenset()

    def keys_of(self, spelled: str) -> list[str]:
        """The words that are spelled in letters."""
        return [self.names[letter] for letter in spelled]

    def written(self, spelled: str) -> str:
        """Words that are spelled in letters, one behind the other."""
        return "".join(self.keys_of(spelled))

    def is_word(self, letter: str) -> bool:
        """Whether a letter is that of a word or number, not of a mark."""
        return is_word(self.names[letter])

    def tell(self, copies: Iterable[str]) -> None:
        """Name all words of a story's copies (as spelled), before any of them is asked to be cut."""
        self._words = frozenset(
            {self.names[letter] for spelled in copies for letter in self.used_in(spelled)}
        )

    def is_made(self, letter: str) -> bool:
        """Whether other words of the story give a word without the spaces between."""
        found = self._made.get(letter)
        if found is None:
            name = self.names[letter]
            found = len(name) > 2 and _made_of(name, self._words) and is_word(name)
            self._made[letter] = found
        return found

    def used_in(self, spelled: str) -> frozenset[str]:
        """The letters of a text."""
        found = self._used.get(spelled)
        if found is None:
            found = self._used[spelled] = frozenset(spelled)
        return found


def _letter(number: int) -> str:
    return chr(_FIRST_LETTER + number % (sys.maxunicode - _FIRST_LETTER))


# Of so many words the letters are kept from one story to the next: some 20 MB.
KEPT_WORDS = 100_000


def letters(known: Letters | None = None) -> Letters:
    """Letters for the copies of one story: those of the story before, or new ones where they became many."""
    if known is None or len(known) > KEPT_WORDS:
        return Letters()
    known.forget()
    return known


def is_word(key: str) -> bool:
    """Whether a token is a word or number, not a mark."""
    return key[0].isalnum() or key[0] == "_"


def _made_of(name: str, known: frozenset[str]) -> bool:
    """Whether known words give a name, one behind the other; a very long one is always looked for."""
    if len(name) > _MAX_MADE:
        return True
    size, reached = len(name), {0}
    for start in range(size):
        if start in reached:
            more = {end for end in range(start + 1, size + 1) if name[start:end] in known}
            reached |= more if start else more - {size}
    return size in reached
