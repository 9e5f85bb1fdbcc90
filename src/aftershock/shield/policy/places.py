"""On which line of a TOML file does a key stand? (Python's reader does not say)

One pass over the lines: tables, arrays of tables with their number, keys, strings over several lines. What it
does not understand it passes over; a problem is then said of the table's first line.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_HEAD = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\"'-]+)\s*=\s*")


class Place(NamedTuple):
    """Line and column of a value, both from 1; ``text`` is the line."""

    line: int
    column: int
    text: str


def places(source: str) -> dict[tuple[str, str], Place]:
    """(table, key) to the place of the value; a table's own place has the key "". ``rule[0]`` is the first
    rule.
    """
    found: dict[tuple[str, str], Place] = {}
    counts: Counter[str] = Counter()
    table, inside = "", ""
    for number, line in enumerate(source.splitlines(), 1):
        if inside:
            if inside in line:
                inside = ""
            continue
        if head := _HEAD.match(line):
            table = head[2].replace(" ", "")
            if head[1] == "[[":
                counts[table] += 1
                table = f"{table}[{counts[table] - 1}]"
            found[table, ""] = Place(number, line.index("[") + 1, line)
        elif key := _KEY.match(line):
            column = key.end()
            for mark in ('"""', "'''"):
                if line.startswith(mark, column):
                    column += 3
                    inside = "" if mark in line[column:] else mark
            if line[column : column + 1] in ("'", '"'):
                column += 1
            found.setdefault((table, key[1].strip("\"'")), Place(number, column + 1, line))
    return found
