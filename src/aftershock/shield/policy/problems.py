"""What is wrong in a policy, said so that its writer can mend it: file, line, column, what, hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from aftershock.errors import InputError


class Problem(NamedTuple):
    """One thing that is wrong. ``line`` and ``column`` count from 1; ``source`` is the line itself."""

    line: int
    column: int
    what: str
    hint: str = ""
    source: str = ""

    def shown(self, file: str) -> str:
        """``file:line:column: what``, the line with a mark under the place, and the hint."""
        said = [f"{file}:{self.line}:{self.column}: {self.what}"]
        if self.source:
            gap = "".join("\t" if mark == "\t" else " " for mark in self.source[: self.column - 1])
            said += [f"    {self.source}", f"    {gap}^"]
        return "\n".join([*said, f"    {self.hint}"] if self.hint else said)


class PolicyError(InputError):
    """A policy that may not be used; ``problems`` lists all that was found, in order of place."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        self.file = file
        first = self.problems[0]
        super().__init__(
            first.what,
            where=file,
            line=first.line,
            next_step=f"{len(self.problems)} to mend; the policy before stays in force",
        )

    def __str__(self) -> str:
        return "\n".join([*(each.shown(self.file) for each in self.problems), f"{self.next_step}."])


class Faulty(Exception):
    """One problem inside an expression; ``column`` counts from 0 in the expression."""

    def __init__(self, column: int, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.column, self.what, self.hint = column, what, hint


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint that names what is nearest to a word that nobody knows."""
    near = get_close_matches(word, known, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"known: {', '.join(sorted(known)[:12])}" + (" ..." if len(known) > 12 else "")
