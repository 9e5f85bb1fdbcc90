"""What is a text without its disguise, and where in the original does each of its characters stand?

Two forms. The *plain* form leaves a text what it is: composed, without case, white space as one blank. What
is equal there is **exact**. The *folded* form takes disguises away: look-alikes of other scripts, digits and
signs for letters, invisible and direction marks, Arabic and Cyrillic forms, everything between the letters,
repeated letters. What is equal only there is **folded**: it may be held, never blocked. Patterns are folded
like texts.

`fold` and `look` are the quick way (every post), `look_many` the same for many posts at once; `unfold` is
the one with the map back (where something was found). What each character folds to is worked out when it is
first seen and stands in one table of numbers, so that a text is folded in a few passes over an array.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aftershock.shield.matchers import AhoCorasick, BytesAhoCorasick

VERSION = "1"  # part of every key in a bank: banks made by another version are refused
BETWEEN = "\0"  # between texts that are folded together: no letter, no blank, and nothing composes with it
# Signs and digits that stand for letters. i, l, 1, !, | are one letter.
LEET = {
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t", "8": "b", "9": "g", "l": "i",
    "@": "a", "$": "s", "€": "e",
}  # fmt: skip
# Letters that neither Unicode's decomposition nor its table of look-alikes brings to their plain form.
LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ı": "i", "ł": "i", "ſ": "s",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "گ": "ك", "ة": "ه", "ۃ": "ه",
    "ھ": "ه", "ہ": "ه", "ە": "ه", "ں": "ن", "ٮ": "ب", "پ": "ب", "ٯ": "ق", "ڡ": "ف", "ڤ": "ف", "چ": "ج",
    "ژ": "ز", "ء": "", "ٵ": "ا", "ٲ": "ا", "ٳ": "ا",
}  # fmt: skip
# Signs between letters of one script that stand for one of its letters, by what they look like.
_AMONG_CYRILLIC = str.maketrans("0346891", "озчбвяі")
_AMONG_ARABIC = str.maketrans("1١۱lI|5٥۵oO3٣۳7٧۷6٦۶9٩۹", "اااااا" + "ههههه" + "ععع" + "ححح" + "ططط" + "ققق")
_SIGNS = re.compile("[013456789١۱٥۵٣۳٧۷٦۶٩۹lI|oO]+")
_BAR = re.compile(r"[!|](?<=\w[!|])(?=\w)")  # the mark first: it is what is searched for quickly
# Letters of alphabets: repeated, they are one. Elsewhere (Chinese, Thai) a repetition is another word.
_RANGES = ((0x370, 0x52F), (0x531, 0x587), (0x5D0, 0x5EA), (0x621, 0x6D3), (0x10D0, 0x10FF))
_ALPHABETS = frozenset("abcdefghijkmnopqrstuvwxyz2") | {
    chr(code) for first, last in _RANGES for code in range(first, last + 1)
}
# One pass over a text says where a letter stands twice; a regular expression with a back reference takes
# ten times as long, and this is done for every post.
_TWICE = AhoCorasick([letter * 2 for letter in sorted(_ALPHABETS)])
_TWICE_ASCII = BytesAhoCorasick([(letter * 2).encode() for letter in sorted(_ALPHABETS) if letter.isascii()])
# Scripts in which marks are vowels and so part of the word: Indic scripts, Thai to Khmer.
_MARKS_COUNT = ((0x0900, 0x0DFF), (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_LETTER_SIGNS = ((0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189), (0x1F1E6, 0x1F1FF))


class Unfolded(NamedTuple):
    """A folded text and, for each of its characters, the run of the original that it stands for.

    ``original[starts[k]:ends[k]]`` holds every repetition of the k-th character and what stood between them.
    Both lists never fall.
    """

    folded: str
    starts: list[int]
    ends: list[int]


class Many(NamedTuple):
    """Many folded texts, one after the other with a ``BETWEEN`` behind each: as a string, and as code points.

    ``ends`` say where each ends. ``odd`` are the numbers of those with marks of a disguise. Those that are
    ``alone`` have something else than theirs there: they are to be looked at one by one.
    """

    whole: str
    letters: NDArray[np.uint32]
    ends: NDArray[np.int64]
    odd: frozenset[int]
    alone: frozenset[int]


def plain(text: str) -> str:
    """The text as it is: composed (NFC), without case, runs of white space as one blank."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def fold(text: str) -> str:
    """The text without disguise; the same as ``unfold(text).folded``, quicker."""
    return look(text)[0]


def look(text: str) -> tuple[str, bool]:
    """The text without disguise, and whether it holds marks of one (``disguised``): one look for both."""
    if not text.isascii():
        return _look_wide(text)
    if "!" in text or "|" in text:
        text = _BAR.sub("i", text)
    short = text.encode().translate(_ASCII, _ASCII_DROPPED)
    found = _TWICE_ASCII.find_matches_as_indexes(short, overlapping=True)
    if not found:
        return short.decode(), False
    once = bytearray(short)
    for _, at, _ in reversed(found):
        del once[at]
    return once.decode(), False


def _look_wide(text: str) -> tuple[str, bool]:
    """``look`` for a text that is not all ASCII."""
    marks, has = _read(text)
    if has & _SEVERAL:
        return _folded_each(text), bool(has & _ODD)
    letters = marks & _LETTER
    letters = letters[letters != 0]
    if len(letters) > 1:
        letters = letters[_once(letters, has)]
    if has & _OTHER:
        letters &= _CODE
    return letters.tobytes().decode("utf-32-le", "surrogatepass"), bool(has & _ODD)


def _read(text: str) -> tuple[NDArray[np.uint32], int]:
    """What the table says of each character, where signs that stand for a letter are read as one."""
    if "!" in text or "|" in text:
        text = _BAR.sub("i", text)
    marks, has = _marks(text)
    if has & _SEVERAL:
        return marks, has
    if has & _SIGN and has & _SCRIPT and int((marks[1:] ^ marks[:-1]).max()) >= _SIGN | _SCRIPT:
        text = _SIGNS.sub(_as_neighbours, text)  # a sign beside a letter that may make it one
        marks, also = _marks(text)
        has |= also
    return marks, has


def _once(letters: NDArray[np.uint32], has: int) -> NDArray[np.bool_]:
    """Where each letter stands for the first time: in alphabets a repetition is no other word."""
    once = np.empty(len(letters), np.bool_)
    once[0] = True
    np.not_equal(letters[1:], letters[:-1], out=once[1:])
    if has & _OTHER:  # elsewhere it is
        once |= letters >= _OTHER
    return once


def look_many(texts: Sequence[str]) -> Many:
    """``look`` for many texts in single passes over one array.

    A character that folds to several letters, and a sign beside a letter that may make it one, are rare: a
    text with one is left alone. None may hold a ``BETWEEN``.
    """
    joined = BETWEEN.join([*texts, ""])
    if "!" in joined or "|" in joined:
        joined = _BAR.sub("i", joined)
    ends = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = (ends + 1).cumsum() - 1
    marks, has = _marks(joined)
    lone = set[int]()
    if has & _SEVERAL:
        lone.update(_numbers(ends, (marks & _SEVERAL) != 0))
    if has & _SIGN and has & _SCRIPT:
        lone.update(_numbers(ends, (marks[1:] ^ marks[:-1]) >= _SIGN | _SCRIPT))
    odd = _numbers(ends, (marks & _ODD) != 0) if has & _ODD else ()
    letters = marks & _LETTER
    letters[ends] = _LETTER  # no letter has it: it stays between two texts whatever goes
    letters = letters[letters != 0]
    once = np.empty(len(letters), np.bool_)
    once[:1] = True
    np.not_equal(letters[1:], letters[:-1], out=once[1:])
    once |= letters >= _OTHER
    letters = letters[once]
    ends = np.flatnonzero(letters == _LETTER)
    letters &= _CODE
    letters[ends] = 0
    whole = letters.tobytes().decode("utf-32-le", "surrogatepass")
    return Many(whole, letters, ends, frozenset(odd), frozenset(lone))


def _numbers(ends: NDArray[np.int64], where: NDArray[np.bool_]) -> list[int]:
    """The numbers of the texts in which something is so; ``ends`` say where each ends."""
    found: list[int] = np.searchsorted(ends, np.flatnonzero(where)).tolist()
    return found


def plain_many(texts: Sequence[str]) -> list[str]:
    """``plain`` for many texts, none with a ``BETWEEN``."""
    joined = BETWEEN.join(texts)
    if joined.isascii():
        joined = joined.lower()
    else:
        joined = unicodedata.normalize("NFC", unicodedata.normalize("NFC", joined).casefold())
    return [" ".join(each.split()) for each in joined.split(BETWEEN)]


def _marks(text: str) -> tuple[NDArray[np.uint32], int]:
    """What the table says of each character, and of all of them together."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    marks = _TABLE[codes]
    has = int(np.bitwise_or.reduce(marks))
    if has & _UNSEEN:
        for code in set(codes[marks == _UNSEEN].tolist()):
            _TABLE[code] = _told(chr(code))
        marks = _TABLE[codes]
        has = int(np.bitwise_or.reduce(marks))
    return marks, has


def _folded_each(text: str) -> str:
    """``fold`` character by character, for texts in which one folds to several."""
    bare = _in_context(text).translate(_FOLDS)
    twice = _TWICE.find_matches_as_indexes(bare, overlapping=True)
    if not twice:
        return bare
    parts, last = [], 0
    for _, at, end in twice:
        parts.append(bare[last : at + 1])
        last = end
    return "".join(parts) + bare[last:]


def unfold(text: str) -> Unfolded:
    """The folded text with the map back to code points of the original."""
    marks, has = _read(text)
    if has & _SEVERAL:
        return unfold_each(text)
    letters = marks & _LETTER
    places = letters.nonzero()[0]
    if not len(places):
        return Unfolded("", [], [])
    letters = letters[places]
    first = _once(letters, has).nonzero()[0]
    ends = np.empty(len(first), np.int64)
    ends[:-1] = places[first[1:] - 1]
    ends[-1] = places[-1]
    folded = (letters[first] & _CODE).tobytes().decode("utf-32-le", "surrogatepass")
    return Unfolded(folded, places[first].tolist(), (ends + 1).tolist())


def unfold_each(text: str) -> Unfolded:
    """``unfold`` character by character: for short texts, and where one folds to several; its slow twin."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, mark in enumerate(_in_context(text)):
        for letter in _FOLDS[ord(mark)]:
            if out and out[-1] == letter and letter in _ALPHABETS:
                ends[-1] = at + 1
            else:
                out.append(letter)
                starts.append(at)
                ends.append(at + 1)
    return Unfolded("".join(out), starts, ends)


def letter_of(mark: str) -> str:
    """What one character folds to ('' where it is no letter or digit)."""
    return _FOLDS[ord(mark)]


def disguised(text: str) -> bool:
    """Whether a text holds marks that ordinary writing does not: invisible ones, mathematical or wide
    letters.

    A feature for policies, never a reason by itself.
    """
    return not text.isascii() and any(map(_odd, set(text)))


def _in_context(text: str) -> str:
    """Signs that stand for a letter only among letters, replaced one for one."""
    if "!" in text or "|" in text:
        text = _BAR.sub("i", text)
    if not text.isascii():
        text = _SIGNS.sub(_as_neighbours, text)
    return text


def _as_neighbours(found: re.Match[str]) -> str:
    """A run of signs, read in the script of the letters beside it."""
    text = found.string
    beside = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
    for mark in beside:
        if _deciding(mark):
            return found[0].translate(_AMONG_CYRILLIC if mark <= "\u04ff" else _AMONG_ARABIC)
    return found[0]


def _deciding(mark: str) -> bool:
    """Whether a letter says in which script a sign beside it is read."""
    return "\u0400" <= mark <= "\u04ff" or "\u0620" <= mark <= "\u065f"


@lru_cache(maxsize=1)
def look_alikes() -> dict[str, str]:
    """Unicode's look-alikes of one ASCII letter or digit (data/shield/confusables.tsv)."""
    rows = (
        resources.files("aftershock.data")
        .joinpath("shield", "confusables.tsv")
        .read_text("utf-8")
        .splitlines()
    )
    pairs = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return {chr(int(code, 16)): like for code, like in pairs}


class _Folds(dict[int, str]):
    """Code point to what it folds to, worked out when first seen."""

    def __missing__(self, code: int) -> str:
        found = _worked_out(chr(code))
        if len(self) < 1 << 17:
            self[code] = found
        return found


def _worked_out(mark: str) -> str:
    code = ord(mark)
    for first, last in _LETTER_SIGNS:
        if first <= code <= last:
            return _simple(chr(ord("a") + code - first))
    if mark in LETTERS or mark.casefold() in LETTERS:
        return "".join(map(_simple, LETTERS.get(mark, LETTERS.get(mark.casefold(), ""))))
    if mark in look_alikes():
        return _simple(look_alikes()[mark])
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", mark).casefold())
    return "".join(
        _simple(letter) for part in bare for letter in LETTERS.get(part, look_alikes().get(part, part))
    )


def _simple(mark: str) -> str:
    """One character of a decomposed text: a letter, what it stands for, or nothing."""
    if not mark:
        return ""
    kind = unicodedata.category(mark)
    if mark in LEET:
        return LEET[mark]
    if kind[0] == "M":
        return mark if any(first <= ord(mark) <= last for first, last in _MARKS_COUNT) else ""
    if kind in ("Nd", "No", "Nl"):
        number = unicodedata.digit(mark, -1)
        return LEET.get(str(number), str(number)) if number >= 0 else mark
    return mark if kind[0] == "L" and mark != "ـ" else ""


@lru_cache(maxsize=4096)
def _odd(mark: str) -> bool:
    if unicodedata.category(mark) == "Cf":
        return mark not in "\u200c\u200d\ufeff"  # joiners are spelling in Persian and parts of emoji
    return unicodedata.decomposition(mark).startswith(("<font>", "<wide>", "<circle>"))


def _told(mark: str) -> int:
    """The table's entry of one character."""
    folded = _FOLDS[ord(mark)]
    if len(set(folded)) > 1 or (len(folded) > 1 and folded[0] not in _ALPHABETS):
        entry = _SEVERAL
    else:
        letter = folded[:1]  # of the same letter several times once is left in any case
        entry = ord(letter) if letter else 0
        entry |= _OTHER if letter and letter not in _ALPHABETS else 0
    if _odd(mark) and not mark.isascii():
        entry |= _ODD
    if _SIGNS.match(mark):
        entry |= _SIGN
    elif _deciding(mark):
        entry |= _SCRIPT
    return entry


# An entry: the code point that a character folds to (0: nothing), and what else is to be known of it.
_CODE, _OTHER = 0x1FFFFF, 1 << 21  # _OTHER: what it folds to is no letter of an alphabet
_LETTER = np.uint32(_CODE | _OTHER)
_ODD, _SEVERAL, _UNSEEN = 1 << 22, 1 << 23, 1 << 24
_SIGN, _SCRIPT = 1 << 30, 1 << 31  # alone on top: beside each other they differ in both
_TABLE = np.full(0x110000, _UNSEEN, np.uint32)
_FOLDS = _Folds()
_ASCII = bytes(ord(_worked_out(chr(code)) or " ") if code < 128 else 32 for code in range(256))
_ASCII_DROPPED = bytes(code for code in range(128) if not _worked_out(chr(code)))
