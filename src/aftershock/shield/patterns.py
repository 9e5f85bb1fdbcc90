"""Which patterns match a text, and exactly where, in time that is linear in its length?

RE2: no back references, no look-around, so no pattern can run away. One set of all patterns is asked first;
only those that match are run again for their places. Patterns read the original, so their spans are exact.
"""

from __future__ import annotations

from collections.abc import Iterable

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.shield.matchers import re2
from aftershock.shield.phrases import Hit

LONGEST = 500  # characters of a pattern
MEMORY = 16 << 20  # bytes of a compiled pattern
AT_MOST = 32  # hits of one pattern in one text that are reported
_NEXT = "Write it for RE2: no back references, no look-around, repetitions up to 1000"


class Pattern(Record, frozen=True, kw_only=True):
    """One RE2 expression of a list; upper and lower case are alike."""

    id: str
    list: str
    expression: str
    adopted_by: str | None = None
    source: str = ""


class Patterns:
    """All patterns of all lists in one set."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self.lists = frozenset(each.list for each in self._patterns)
        self.count = len(self._patterns)
        options = re2.Options()
        options.case_sensitive, options.max_mem, options.log_errors = False, MEMORY, False
        self._each = [compiled(each, options) for each in self._patterns]
        all_of = re2.Options()
        all_of.case_sensitive, all_of.log_errors = False, False
        all_of.max_mem = MEMORY * max(1, min(16, len(self._patterns)))
        self._set = re2.Set.SearchSet(all_of)
        for each in self._patterns:
            self._set.Add(each.expression)
        if self._patterns:
            self._set.Compile()

    @property
    def listed(self) -> tuple[Pattern, ...]:
        """The patterns in their order."""
        return self._patterns

    def find(self, text: str) -> tuple[Hit, ...]:
        """Every match, in order of place; overlapping matches of one pattern count once."""
        if not self._patterns:
            return ()
        hits = []
        for which in sorted(self._set.Match(text) or ()):
            pattern = self._patterns[which]
            for count, found in enumerate(self._each[which].finditer(text)):
                if found.end() > found.start():
                    hits.append(
                        Hit(
                            pattern.list,
                            pattern.id,
                            found.start(),
                            found.end(),
                            True,
                            bool(pattern.adopted_by),
                        )
                    )
                if count >= AT_MOST:
                    break
        return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.id)))


def compiled(pattern: Pattern, options: re2.Options) -> re2._Regexp:
    """One pattern, compiled; raises InputError where RE2 refuses it or it can match nothing at all."""
    if len(pattern.expression) > LONGEST:
        raise InputError(
            f"the pattern has {len(pattern.expression)} characters, more than {LONGEST}",
            where=f"pattern {pattern.id}",
            next_step="Split it",
        )
    try:
        made = re2.compile(pattern.expression, options)
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise InputError(f"not a pattern: {said}", where=f"pattern {pattern.id}", next_step=_NEXT) from error
    if made.search("") is not None:
        raise InputError(
            "the pattern matches the empty text, so every text",
            where=f"pattern {pattern.id}",
            next_step="Ask for at least one character",
        )
    return made
