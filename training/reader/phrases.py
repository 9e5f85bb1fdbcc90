"""How else is an act put into words? Sentences made from ``phrases.tsv``, some to a text, new each time.

A phrase marks its ``[cue]``, its ``<content>``, ``*`` its speakers, ``^`` its target, ``~hedges~``. ``{X}``
is filled: G armed group, O official or body, P person, N news outlet, T accused, E event, F what is reported,
A what is asked, L place, n number. ``&&`` joins two markings of one sentence. Act ``-`` states nothing.
Some are told by somebody else, so that a statement stands within a statement.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from corpus import HERE, Example, Gold
from labels import SHORT, TIERS

from aftershock.text import Span

QUOTES = {"d": "direct", "m": "mixed", "i": "indirect", "n": "none"}
RELAYED = 0.25  # the share of sentences that somebody else tells
_OFTEN = {"attributed": 3}  # how often an act of a tier stands against another's
_MARK = re.compile(r"\{(\w)\}|[\[\]<>*^~]")


class Phrase(NamedTuple):
    """One line of the table; ``patterns`` are the markings of one sentence."""

    acts: tuple[str, ...]
    negative: bool
    tier: str
    quote: str
    patterns: tuple[str, ...]


_REPORTED = Phrase(("reports",), False, "attributed", "indirect", ())


@cache
def _words(slot: str) -> tuple[str, ...]:
    """What may fill a slot, from ``phrase_words.tsv``."""
    with (HERE / "phrase_words.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(row["words"] for row in rows if row["slot"] == slot)


@cache
def phrases() -> tuple[Phrase, ...]:
    """The table."""
    with (HERE / "phrases.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for row in rows:
        tier = TIERS.get(row["act"][:2], "attributed")
        act = row["act"][2:] if tier != "attributed" else row["act"]
        bare = act.rstrip("-")
        acts = (SHORT.get(bare, bare),) if bare else ()
        patterns = tuple(part.strip() for part in row["pattern"].split(" && "))
        found.append(Phrase(acts, act.endswith("-"), tier, QUOTES[row["quote"]], patterns))
    return tuple(found)


def text(dice: random.Random, names: Sequence[str], number: int) -> Example:
    """A text of some sentences; each act is as likely as any other."""
    by_act: dict[tuple[str, ...], list[Phrase]] = {}
    for phrase in phrases():
        by_act.setdefault((*phrase.acts, phrase.tier), []).append(phrase)
    kinds = [kind for kind in sorted(by_act) for _ in range(_OFTEN.get(kind[-1], 1) if kind[:-1] else 2)]
    written, golds = "", []
    for _ in range(dice.randint(5, 9)):
        sentence, found = _sentence(dice.choice(by_act[dice.choice(kinds)]), dice, names)
        golds += [_moved(gold, len(written)) for gold in found]
        written += sentence + dice.choice((" ", " ", " ", "\n\n"))
    return Example(f"made-{number}", written.rstrip(), tuple(golds))


def _sentence(phrase: Phrase, dice: random.Random, names: Sequence[str]) -> tuple[str, list[Gold]]:
    told = phrase.tier == "attributed" and phrase.quote != "direct" and dice.random() < RELAYED
    outer = dice.choice(_words("told")) if told else "%"
    opening = (
        dice.choice(_words("openers")) + " "
        if dice.random() < 0.25 and not outer.startswith(("<", "["))
        else ""
    )
    seed = dice.random()
    golds: list[Gold] = []
    shown = ""
    for inner in phrase.patterns:
        shown, marks = _filled(opening + _unmarked(outer).replace("%", inner), random.Random(seed), names)
        if phrase.acts:
            golds.append(_gold(phrase, shown, marks))
    if told:
        whole = opening + outer.replace("%", _unmarked(phrase.patterns[0]))
        golds.append(_gold(_REPORTED, *_filled(whole, random.Random(seed), names)))
    end = "" if shown.endswith(('."', '."', ".")) else "."
    return shown[:1].upper() + shown[1:] + end, golds


def _unmarked(pattern: str) -> str:
    return re.sub(r"[\[\]<>*^~]", "", pattern)


def _filled(pattern: str, dice: random.Random, names: Sequence[str]) -> tuple[str, list[tuple[str, int]]]:
    """The sentence and where its marks stand."""
    out, marks, at = "", [], 0
    for found in _MARK.finditer(pattern):
        out += pattern[at : found.start()]
        at = found.end()
        if found[1]:
            value = _value(found[1], dice, names)
            if found.start() and pattern[found.start() - 1] in "*^":
                marks.append((pattern[found.start() - 1] + "(", len(out)))
                marks.append((pattern[found.start() - 1] + ")", len(out) + len(value)))
            out += value
        elif found[0] == "*" and pattern[at] != "{":
            marks.append(("*(", len(out)))
        else:
            if found[0] == "[" and marks and marks[-1][0] == "*(":
                marks.append(("*)", len(out.rstrip())))
            marks.append((found[0], len(out)))
    out += pattern[at:]
    if marks and [mark for mark, _ in marks if mark[0] == "*"][-1:] == ["*("]:
        marks.append(("*)", len(out)))
    return out, marks


def _gold(phrase: Phrase, shown: str, marks: list[tuple[str, int]]) -> Gold:
    def between(opening: str, closing: str) -> list[Span]:
        starts = [at for mark, at in marks if mark == opening]
        ends = [at for mark, at in marks if mark == closing]
        return [Span(a, b) for a, b in zip(starts, ends, strict=True)]

    weak = [at for mark, at in marks if mark == "~"]
    cue = (between("[", "]") or [None])[0]
    content = tuple(between("<", ">"))
    speakers = tuple(between("*(", "*)"))
    hedges = tuple(Span(a, b) for a, b in zip(weak[::2], weak[1::2], strict=True)) if weak else None
    quoted = cue is not None or bool(content)
    assert quoted, shown
    return Gold(
        acts=phrase.acts, polarity="negative" if phrase.negative else "positive", tier=phrase.tier, cue=cue,
        doubtful=(), speakers=speakers, content=content, quote=(phrase.quote,),
        certainty=None, hedges=hedges, target=(between("^(", "^)") or [None])[0],
        anchor=cue.start if cue else content[0].start,
    )  # fmt: skip


def _moved(gold: Gold, by: int) -> Gold:
    def span(old: Span | None) -> Span | None:
        return Span(old.start + by, old.end + by) if old else None

    def several(old: tuple[Span, ...] | None) -> tuple[Span, ...] | None:
        return tuple(Span(s.start + by, s.end + by) for s in old) if old is not None else None

    return gold._replace(
        cue=span(gold.cue), speakers=several(gold.speakers), content=several(gold.content),
        hedges=several(gold.hedges), target=span(gold.target), anchor=gold.anchor + by,
    )  # fmt: skip


def _value(slot: str, dice: random.Random, names: Sequence[str]) -> str:
    def one(options: Sequence[str]) -> str:
        return re.sub(r"\{(\w)\}", lambda found: _value(found[1], dice, names), dice.choice(options))

    def group() -> str:
        first = dice.choice(_words("first") if dice.random() < 0.5 else names)
        name = f"{first} {dice.choice(_words('group'))}"
        forms = ("{0}", "the {0}", "the {0}", "the group", "it", "a group calling itself {0}")
        forms += ("a spokesman for the {0}", "the armed group {0}", "a cell of the {0}")
        return dice.choice(forms).format(name)

    def person() -> str:
        full = f"{dice.choice(names)} {dice.choice(names)}"
        title = dice.choice(_words("role"))
        return dice.choice((full, full.split()[1], f"{title} {full}", f"{title} {full}", "he", "she"))

    def accused() -> str:
        return dice.choice((group(), one(_words("body")[:24]), one(("{L}", "its rivals", "foreign agents"))))

    fills: dict[str, Callable[[], str]] = {
        "G": group,
        "P": person,
        "O": lambda: one(_words("body")) if dice.random() < 0.7 else person(),
        "T": accused,
        "N": lambda: one(_words("outlet")),
        "E": lambda: one(_words("event")),
        "F": lambda: one(_words("fact")),
        "A": lambda: one(_words("asked")),
        "L": lambda: dice.choice(names),
        "n": lambda: dice.choice(
            ("two", "three", "five", "nine", "12", "17", "40", "at least 30", "dozens of")
        ),
    }
    return fills[slot]()


def texts(dice: random.Random, names: Sequence[str], count: int) -> list[Example]:
    """Some texts."""
    return [text(dice, names, number) for number in range(count)]
