"""How was each line read, and each document?

By rules, by the trained reader, by both alike; by the shallow reading of other languages; or proposed by a
language model that a person named. A reader of the dossier may want to leave some of these out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from aftershock.records import Record

Way = Literal["rules", "reader", "both", "shallow", "proposed"]
WORDS: Mapping[Way, str] = {
    "rules": "read by rules",
    "reader": "read by the trained reader",
    "both": "read alike by rules and reader",
    "shallow": "shallow reading",
    "proposed": "proposed by a language model",
}
_READER = re.compile(r"reader@[^:+>]+(?::(?P<chance>[01]?\.\d+))?(?P<more>.*)")
_NO_RULE = frozenset({"", "+block"})

Depth = Literal["full", "rules", "part", "shallow", "captured"]
DEPTHS: Mapping[Depth, tuple[str, str]] = {
    "full": ("read in full", "every act, speaker, figure and date, with offsets"),
    "rules": ("by rules alone", "the trained reader was not there: fewer lines are found"),
    "part": ("in part", "from its beginning only"),
    "shallow": (
        "shallow",
        "which sentences claim, deny, blame, praise, threaten or warn; no speaker resolved",
    ),
    "captured": ("captured only", "kept and listed, not read for statements"),
}


class ReadAs(Record, frozen=True, kw_only=True):
    """How one document was read, and why not more."""

    page: str
    depth: Depth
    why: str = ""


class Mark(Record, frozen=True, kw_only=True):
    """How one line was read: the way, its words, and who or how sure."""

    way: Way
    words: str
    more: str = ""


def mark(rule: str) -> Mark:
    """What a statement's ``rule`` tells of how it was read."""
    if rule.startswith("proposed"):
        return Mark(way="proposed", words="proposed", more=rule.partition("@")[2] or "a language model")
    if rule.startswith("shallow"):
        return Mark(way="shallow", words="shallow")
    found = _READER.search(rule)
    if found is None:
        return Mark(way="rules", words="rule")
    chance = f"{float(found['chance']):.2f}" if found["chance"] else ""
    if rule.startswith("reader@") and found["more"] in _NO_RULE:
        return Mark(way="reader", words="reader", more=chance)
    return Mark(way="both", words="rule + reader", more=chance)


def depths(read: Sequence[ReadAs]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """(words, what that means, why, pages) for each depth and reason, the deepest first."""
    groups: dict[tuple[Depth, str], list[str]] = {}
    for each in read:
        groups.setdefault((each.depth, each.why), []).append(each.page)
    order = list(DEPTHS)
    return [
        (*DEPTHS[depth], why, tuple(pages))
        for (depth, why), pages in sorted(
            groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    ]
