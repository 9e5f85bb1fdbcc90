"""How many are there in all where a list is cut, and where do the others stand?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aftershock.reaction.result import Artefact

# Where what a list leaves out can be had.
ARTEFACTS = "aftershock export artefacts --out FILE"
GROUPS, PAIRS = (
    f"aftershock export {what} --person NAME --out FILE" for what in ("group-posts", "pair-posts")
)
_MANY = {
    "hashtag": "hashtags",
    "link": "links",
    "text": "copied texts",
    "picture or file": "pictures and files",
    "quotation": "quotations",
    "repeated phrase": "repeated phrases",
}


def counted(count: int, one: str, many: str = "") -> str:
    """``1 document``, ``1,200 documents``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def of_all(shown: int, whole: int, many: str) -> str:
    """``15 of 1,231 links``; nothing where the list is whole."""
    return f"{shown:,} of {whole:,} {many}" if whole > shown else ""


def cut(parts: Iterable[str], *, which: str, rest: str) -> str:
    """One sentence on what `of_all` says of some lists: ``which`` stand there, all are to be had at ``rest``.

    Nothing where no list was cut.
    """
    told = [part for part in parts if part]
    return f"{which}: {', '.join(told)}. All of them: {rest}" if told else ""


def artefacts(found: Iterable[Artefact]) -> str:
    """Which kinds of what was passed around are listed in part."""
    parts = (of_all(shown, of, _MANY.get(kind, kind)) for kind, (shown, of) in _kinds(found).items())
    return cut(parts, which="The most shared are listed", rest=ARTEFACTS)


def whole(found: Iterable[Artefact]) -> int:
    """How many artefacts there are, those among them that are not listed."""
    return sum(max(counts) for counts in _kinds(found).values())


def _kinds(found: Iterable[Artefact]) -> dict[str, tuple[int, int]]:
    """How many of each kind are listed, and how many there are."""
    counts: dict[str, tuple[int, int]] = {}
    for each in found:
        some, of = counts.get(each.kind, (0, 0))
        counts[each.kind] = (some + 1, max(of, each.of_kind))
    return counts


def and_more(words: Sequence[str], most: int) -> str:
    """The first of some words in one line, and how many more there are."""
    more = f"; and {len(words) - most:,} more" if len(words) > most else ""
    return "; ".join(words[:most]) + more
