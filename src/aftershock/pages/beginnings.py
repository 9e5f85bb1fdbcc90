"""Which characters may what a pattern matches begin with?

Asked of the phrases of the frame, so that a line is compared with those alone that may be it. Only what such
phrases are written with is understood; of anything else the answer is "any".
"""

from __future__ import annotations

from collections.abc import Iterator

DIGIT = "0"  # any decimal digit of any script
# So many characters: with one alone most lines of a page begin as some phrase does.
REACH = 3
_SPECIAL = frozenset(".^$*+?{}[]()|\\")
_ANY = frozenset((("", False),))

# What a match may begin with, and whether that may be the whole of it; else anything may follow.
Heads = frozenset[tuple[str, bool]]


def first_of(line: str) -> str:
    """The characters that a line begins with, as `beginnings` names them; fewer where it is shorter."""
    head = line[:REACH]
    return head if head.isalpha() else "".join(DIGIT if mark.isdecimal() else mark for mark in head)


def beginnings(pattern: str) -> frozenset[str] | None:
    """What a match may begin with, `REACH` characters of it, or fewer where it is shorter or anything may
    follow them; None: any, or the match may be empty.
    """
    found = frozenset(head for head, _ in _heads(pattern))
    return None if "" in found else found


def _heads(pattern: str) -> Heads:
    return frozenset().union(*map(_heads_of, _branches(pattern)))


def _heads_of(branch: str) -> Heads:
    """The same for a pattern without alternatives outside of its brackets."""
    done: set[tuple[str, bool]] = set()
    going, at = {""}, 0
    while going and at < len(branch):
        end, begins = _item(branch, at)
        follows = branch[end : end + 1]
        if follows in {"*", "{"}:
            begins = _ANY
        elif follows == "+":
            begins = frozenset((head, False) for head, _ in begins)
        longer = {((one + head)[:REACH], whole) for one in going for head, whole in begins}
        ends = {(head, whole) for head, whole in longer if not whole or len(head) == REACH}
        done |= ends
        optional = follows == "?"
        going = {head for head, _ in longer - ends} | (going if optional else set())
        at = end + optional
    return frozenset(done) | {(head, True) for head in going}


def _item(branch: str, at: int) -> tuple[int, Heads]:
    """Where the piece of a pattern at ``at`` ends, and what it may begin with."""
    if branch.startswith("(?:", at):
        end = at + 3 + next(n for n, _, depth in _marks(branch[at + 3 :]) if depth < 0)
        return end + 1, _heads(branch[at + 3 : end])
    if branch.startswith(r"\d", at):
        return at + 2, frozenset(((DIGIT, True),))
    return at + 1, _ANY if branch[at] in _SPECIAL else frozenset(((first_of(branch[at]), True),))


def _branches(pattern: str) -> Iterator[str]:
    start = 0
    for n, mark, depth in _marks(pattern):
        if mark == "|" and depth == 0:
            yield pattern[start:n]
            start = n + 1
    yield pattern[start:]


def _marks(pattern: str) -> Iterator[tuple[int, str, int]]:
    """Brackets and bars with how many brackets are open behind them; not those escaped or in a set."""
    depth, inside, escaped = 0, False, False
    for n, char in enumerate(pattern):
        if escaped or char == "\\":
            escaped = not escaped
        elif char in "[]":
            inside = char == "["
        elif char in "(|)" and not inside:
            depth += (char == "(") - (char == ")")
            yield n, char, depth
