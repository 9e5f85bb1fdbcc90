"""Which characters may what a pattern matches begin with?

Asked of the phrases of the frame, so that a line is compared with those alone that may be it. Only what such
phrases are written with is understood; of anything else the answer is "any".
"""

from __future__ import annotations

from collections.abc import Iterator

DIGIT = "0"  # any decimal digit of any script
_SPECIAL = frozenset(".^$*+?{}[]()|\\")


def first_of(line: str) -> str:
    """The character that a line begins with, as `beginnings` names it; empty where there is none."""
    return DIGIT if line[:1].isdecimal() else line[:1]


def beginnings(pattern: str) -> frozenset[str] | None:
    """The characters that a match may begin with; None: any, or the match may be empty."""
    found: set[str] = set()
    for branch in _branches(pattern):
        begins = _beginnings_of(branch)
        if begins is None:
            return None
        found |= begins
    return frozenset(found)


def _beginnings_of(branch: str) -> set[str] | None:
    """The same for a pattern without alternatives outside of its brackets."""
    found: set[str] = set()
    at = 0
    while at < len(branch):
        end, begins = _item(branch, at)
        follows = branch[end : end + 1]
        if begins is None or follows in {"*", "{"}:
            return None
        found |= begins
        if follows != "?":
            return found
        at = end + 1
    return None


def _item(branch: str, at: int) -> tuple[int, frozenset[str] | None]:
    """Where the piece of a pattern at ``at`` ends, and what it may begin with."""
    if branch.startswith("(?:", at):
        end = at + 3 + next(n for n, _, depth in _marks(branch[at + 3 :]) if depth < 0)
        return end + 1, beginnings(branch[at + 3 : end])
    if branch.startswith(r"\d", at):
        return at + 2, frozenset(DIGIT)
    return at + 1, None if branch[at] in _SPECIAL else frozenset(first_of(branch[at]))


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
