"""What was labelled in a training text, as offsets?

A file holds one text, a line ``=====``, and a line for each statement::

    acts | speaker | cue | content | quote | extras

``acts``: the act and, after slashes, acts that also fit; ``-`` after the act is negative polarity; ``a:``
and ``n:`` before it name the tiers author and narrative. ``speaker``: the words in the text that name who
speaks, or ``-``; ``=> Name`` after it where the name stands elsewhere. ``cue`` and ``content``: words of the
text, ``-`` for none; ``first words >> last words`` for a long stretch. ``quote``: direct, mixed, indirect,
none. ``extras``, optional: ``t=target words; via=relay < outer relay; h=hedge words;
c=hedged|predicted|counterfactual|question; s=subtype``.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_LISTED = """
claims-responsibility denies blames praises condemns threatens warns
calls-to-attack urges speculates reports other
"""
ACTS = frozenset(_LISTED.split())
SHORT = {"claims": "claims-responsibility", "calls": "calls-to-attack"}
QUOTES = frozenset(("direct", "mixed", "indirect", "none"))
TIERS = {"a:": "author", "n:": "narrative"}
LINE = "====="
ASIDE = 60  # characters that a speaker outside the content may lie farther away than one inside


class Label(NamedTuple):
    """One labelled statement; spans are (start, end) in code points, end exclusive, or None."""

    acts: tuple[str, ...]
    negative: bool
    tier: str
    name: str | None
    speaker: tuple[int, int] | None
    cue: tuple[int, int] | None
    content: tuple[int, int] | None
    quote: str
    extras: dict[str, str]


class Unreadable(ValueError):
    """A line that does not say what it should; the message names file, line and cause."""


def read(path: Path) -> tuple[str, list[Label]]:
    """A file's text and its labels in their order."""
    text, _, below = path.read_text("utf-8").partition(f"\n{LINE}\n")
    taken: set[tuple[object, ...]] = set()
    labels = []
    first = text.count("\n") + 3
    for number, line in enumerate(below.splitlines(), first):
        if line.strip():
            try:
                labels.append(_label(text, line, taken))
            except Unreadable as error:
                raise Unreadable(f"{path.name}:{number}: {error}") from None
    return text, labels


def _label(text: str, line: str, taken: set[tuple[object, ...]]) -> Label:
    fields = [field.strip() for field in line.split(" | ")]
    if len(fields) not in (5, 6):
        raise Unreadable(f"{len(fields)} fields instead of 5 or 6 (separated by ' | ')")
    acts, negative, tier = _acts(fields[0])
    words, _, name = fields[1].partition("=>")
    wanted = [words.strip(), fields[2], fields[3]]
    speaker, cue, content = _nearest(text, wanted, taken)
    if fields[4] not in QUOTES:
        raise Unreadable(f"no kind of quote: {fields[4]!r}")
    extras = dict(_pair(part) for part in fields[5].split(";") if part.strip()) if len(fields) == 6 else {}
    said = name.strip() or (text[speaker[0] : speaker[1]] if speaker else None)
    return Label(acts, negative, tier, said, speaker, cue, content, fields[4], extras)


def _pair(part: str) -> tuple[str, str]:
    key, mark, value = part.strip().partition("=")
    if not mark or key not in ("t", "via", "h", "c", "s"):
        raise Unreadable(f"no extra: {part.strip()!r}")
    return key, value.strip()


def _acts(field: str) -> tuple[tuple[str, ...], bool, str]:
    tier = TIERS.get(field[:2], "attributed")
    names = [
        each.strip() for each in field.removeprefix(field[:2] if tier != "attributed" else "").split("/")
    ]
    negative = names[0].endswith("-")
    acts = tuple(SHORT.get(bare, bare) for bare in (name.removesuffix("-") for name in names))
    if unknown := [act for act in acts if act not in ACTS]:
        raise Unreadable(f"no act: {unknown[0]!r}")
    return acts, negative, tier


def _nearest(
    text: str, wanted: list[str], taken: set[tuple[object, ...]]
) -> tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, int] | None]:
    """The places of speaker, cue and content that lie closest together and are no earlier label's."""
    options = [list(_places(text, words)) if words != "-" else [None] for words in wanted]
    for words, found in zip(wanted, options, strict=True):
        if not found:
            raise Unreadable(f"not in the text: {words!r}")
    best = None
    for choice in itertools.product(*options):
        spans = [span for span in choice if span]
        if not spans:
            raise Unreadable("neither speaker, cue nor content")
        extent = max(end for _, end in spans) - min(start for start, _ in spans)
        extent += ASIDE * _swallowed(*choice)
        rank = (choice in taken, extent, min(start for start, _ in spans))
        if best is None or rank < best[0]:
            best = (rank, choice)
    assert best is not None
    taken.add(best[1])
    return best[1][0], best[1][1], best[1][2]


def _swallowed(
    speaker: tuple[int, int] | None, cue: tuple[int, int] | None, content: tuple[int, int] | None
) -> bool:
    """Whether the speaker lies in the content and the cue outside: "he said he had" names the first he."""
    if not (speaker and cue and content):
        return False
    inside = content[0] <= speaker[0] and speaker[1] <= content[1]
    return inside and not (content[0] <= cue[0] and cue[1] <= content[1])


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Each place of the words; ``first >> last`` ends at the first ``last`` after each ``first``."""
    first, long, last = (part.strip() for part in words.partition(">>"))
    at = text.find(first)
    while at >= 0:
        end = at + len(first)
        if long:
            stop = text.find(last, end)
            end = stop + len(last) if stop >= 0 else -1
        whole = (at == 0 or not (text[at - 1].isalnum() and first[:1].isalnum())) and (
            end == len(text) or not (text[end : end + 1].isalnum() and text[end - 1 : end].isalnum())
        )
        if end > 0 and whole:
            yield at, end
        at = text.find(first, at + 1)


def main(folders: list[str]) -> int:
    """Check files or folders; print how many statements they hold."""
    paths = [
        path
        for each in folders
        for path in (sorted(Path(each).glob("*.txt")) if Path(each).is_dir() else [Path(each)])
    ]
    wrong = statements = 0
    for path in paths:
        try:
            statements += len(read(path)[1])
        except Unreadable as error:
            wrong += 1
            print(error)
    print(f"{len(paths)} texts, {statements} statements, {wrong} unreadable")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
