"""Which signals may a rule ask, of which type, and which of them can be missing?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

Type = Literal["number", "truth"]
Value = float | bool | None

# Law: nothing about who somebody is. A signal of such a name is refused wherever it comes from.
WHO = frozenset(
    ["ethnicity", "gender", "lang", "language", "nationality", "origin", "race", "religion", "sex", "country"]
)
# What only something found in the post makes true. Where nothing was found these are 0 or false.
EVIDENCE = ("phrase.", "pattern.", "known.", "disguised.", "near.", "picture.", "film.", "context.")


class Signal(NamedTuple):
    """``optional``: it can be missing, and then is neither true nor false. ``about`` is shown to writers."""

    name: str
    type: Type
    optional: bool = False
    default: float | bool | None = None
    about: str = ""


STANDING = (
    Signal("context.art", "truth", about="song, film or satire is spoken of beside every hit"),
    Signal("context.counter", "truth", about="every hit is condemned or contradicted beside it"),
    Signal("context.newsroom", "truth", about="the channel is a listed newsroom"),
    Signal("context.quote", "truth", about="every hit stands in quotation marks"),
    Signal("context.report", "truth", about="every hit is reported: said, told, heard in court"),
    Signal("post.disguised", "truth", about="invisible marks or letters of the mathematical or wide blocks"),
    Signal("post.length", "number", about="characters"),
    Signal("post.links", "number", about="links, given or in the text"),
    Signal("post.media", "number", about="pictures, films and files"),
    Signal("score.linear", "number", optional=True, about="the linear score, 0 to 1"),
)


def catalogue(
    *,
    phrases: Sequence[str] = (),
    patterns: Sequence[str] = (),
    banks: Sequence[str] = (),
    outside: Sequence[Signal] = (),
) -> dict[str, Signal]:
    """Every signal by name: the standing ones, those of the lists and banks, those from outside."""
    found = {signal.name: signal for signal in STANDING}
    for name in phrases:
        for end, about in (
            ("", "hits of the phrase list"),
            (".exact", "hits as the text stands"),
            (".folded", "hits only without disguise"),
            (".bare", "hits outside quotation, report, contradiction"),
        ):
            found[f"phrase.{name}{end}"] = Signal(f"phrase.{name}{end}", "number", about=about)
    for name in patterns:
        for end in ("", ".bare"):
            found[f"pattern.{name}{end}"] = Signal(
                f"pattern.{name}{end}", "number", about="hits of the pattern list"
            )
    for name in banks:
        found[f"known.{name}"] = Signal(f"known.{name}", "truth", about="an exact known text, link or file")
        found[f"disguised.{name}"] = Signal(f"disguised.{name}", "truth", about="a known text in disguise")
        for kind in ("near", "picture", "film"):
            found[f"{kind}.{name}"] = Signal(f"{kind}.{name}", "number", about="likeness, 0 to 1; 0 for none")
    found.update({signal.name: signal for signal in outside})
    return found


def about_somebody(name: str) -> bool:
    """Whether a signal would be about who somebody is."""
    return any(part in WHO for part in name.replace("_", ".").replace("-", ".").lower().split("."))


def quiet(signals: Mapping[str, Signal]) -> dict[str, Value]:
    """What the signals of evidence are where nothing was found."""
    return {
        name: (False if signal.type == "truth" else 0.0)
        for name, signal in signals.items()
        if name.startswith(EVIDENCE) and name != "context.newsroom" and not signal.optional
    }
