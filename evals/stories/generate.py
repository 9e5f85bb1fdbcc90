"""Makes fictional stories and damaged copies of them, with a record of every wound.

All names, places and events are invented; every text comes from a seed. A story is told in sentences built
from the word lists of `words.toml`; stories about the same invented event share names, places and quotes but
no sentences, which makes them hard to tell from copies. `DAMAGES` are the kinds used for training;
`HELD_BACK` are never trained on.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
NOUNS, PEOPLE, VERBS = _LISTS["nouns"], _LISTS["people"], _LISTS["verbs"]
ADJECTIVES, ADVERBS, COMPOUNDS = _LISTS["adjectives"], _LISTS["adverbs"], _LISTS["compounds"]
CONNECTORS, TIMES, TOPICS = _LISTS["connectors"], _LISTS["times"], _LISTS["topics"]
SYLLABLES, ENDINGS, MONTHS, PLUGS = _LISTS["syllables"], _LISTS["endings"], _LISTS["months"], _LISTS["plugs"]
SYNONYMS: dict[str, str] = _LISTS["synonyms"]


class Edit(NamedTuple):
    """``start:end`` of the original became ``new``; ``lost`` where words went, ``added`` where words came."""

    start: int
    end: int
    new: str
    kind: str


class Copy(NamedTuple):
    """A damaged copy: its text; spans lost from the original; spans added; spans changed, in both."""

    text: str
    lost: tuple[tuple[int, int], ...]
    added: tuple[tuple[int, int], ...]
    changed: tuple[tuple[int, int], ...]  # in the original
    changed_here: tuple[tuple[int, int], ...]  # in the copy
    moved: bool
    damages: tuple[str, ...]


class World(NamedTuple):
    """The names of one invented event."""

    places: list[str]
    people: list[str]
    groups: list[str]
    quote: str


def name(rng: random.Random) -> str:
    """An invented name."""
    return (
        "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 3))) + rng.choice(ENDINGS)
    ).capitalize()


def world(rng: random.Random) -> World:
    """An invented event's places, people, groups and one quote that all its reports carry."""
    return World(
        [name(rng) for _ in range(5)],
        [f"{name(rng)} {name(rng)}" for _ in range(6)],
        [
            f"the {name(rng)} {rng.choice(('Front', 'Circle', 'League', 'Movement', 'Union'))}"
            for _ in range(2)
        ],
        f"we will look at {rng.choice(TOPICS)} and at {rng.choice(TOPICS)} before anything else is decided",
    )


def _phrase(rng: random.Random) -> str:
    adjective = rng.choice(COMPOUNDS) if rng.random() < 0.25 else rng.choice(ADJECTIVES)
    return f"the {adjective} {rng.choice(NOUNS)}"


def _clause(rng: random.Random, w: World) -> str:
    who = rng.choice(
        (
            rng.choice(w.people),
            f"a {rng.choice(PEOPLE)} from {rng.choice(w.places)}",
            f"{rng.choice(w.groups)}",
            f"the {rng.choice(PEOPLE)} and a {rng.choice(ADJECTIVES)} {rng.choice(PEOPLE)}",
            f"several {rng.choice(PEOPLE)}s",
        )
    )
    what = rng.choice((_phrase(rng), rng.choice(TOPICS), f"{rng.choice(TOPICS)} at {_phrase(rng)}"))
    where = rng.choice(
        ("", f" in {rng.choice(w.places)}", f" near {_phrase(rng)}", f" ({rng.choice(w.places)})")
    )
    return f"{who} {rng.choice(ADVERBS) + ' ' if rng.random() < 0.3 else ''}{rng.choice(VERBS)} {what}{where}"


def sentence(rng: random.Random, w: World) -> str:
    """One sentence of a report."""
    form = rng.random()
    if form < 0.2:
        said = f"“{rng.choice(('We', 'They', 'I'))} {rng.choice(VERBS)} {_phrase(rng)} {rng.choice(TIMES)},”"
        return f"{said} {rng.choice(w.people)} said{rng.choice(('', ' ' + rng.choice(TIMES)))}."
    if form < 0.3:
        number = rng.randint(2, 90)
        return (
            f"At least {number} people were {rng.choice(('injured', 'questioned', 'counted'))} at "
            f"{_phrase(rng)} {rng.choice(TIMES)}, according to {rng.choice(w.people)}."
        )
    first = _clause(rng, w)
    text = f"{first} {rng.choice(TIMES)}"
    if form < 0.75:
        text += f", {rng.choice(CONNECTORS)} {_clause(rng, w)}"
    return text[0].upper() + text[1:] + "."


def story(rng: random.Random, w: World, sentences: int) -> str:
    """A report of about ``sentences`` sentences in paragraphs."""
    lines: list[str] = []
    left = sentences
    while left > 0:
        count = min(left, rng.randint(1, 4))
        parts = [sentence(rng, w) for _ in range(count)]
        if rng.random() < 0.06:
            parts.append(f"“{w.quote},” {rng.choice(w.people)} told the {w.places[0]} Courier.")
        lines.append(" ".join(parts))
        left -= count
    return rng.choice(("\n\n", "\n")).join(lines)


def post(rng: random.Random, w: World) -> str:
    """An embedded post as plain-text extraction leaves it."""
    person = rng.choice(w.people)
    handle = person.replace(" ", rng.choice(("", "_")))
    date = f"{rng.choice(MONTHS)} {rng.randint(1, 28)}, 2031"
    body = f"{_clause(rng, w)} #{rng.choice(w.places)}"
    if rng.random() < 0.5:
        body += f" pic.example/{name(rng)}"
    if rng.random() < 0.3:  # a service that does not sign
        return f"{person} @{handle} {body}"
    return f"{body} — {person} (@{handle}) {date}"


# --- damage ----------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_]+(?:['’-]\w+)*")


def _pick(rng: random.Random, spans: list[tuple[int, int]], share: float) -> list[tuple[int, int]]:
    count = min(len(spans), max(1, round(share * len(spans))))
    return sorted(rng.sample(spans, count)) if spans else []


def words_dropped(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Single words vanish; the spaces about them stay."""
    spans = [m.span() for m in _WORD.finditer(text)]
    return [Edit(a, b, "", "lost") for a, b in _pick(rng, spans, rng.uniform(0.01, 0.06))]


def compounds_dropped(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Hyphenated compounds vanish and leave a run of spaces."""
    spans = [m.span() for m in re.finditer(r"\w+(?:-\w+)+", text)]
    return [Edit(a, b, rng.choice(("", " ")), "lost") for a, b in _pick(rng, spans, rng.uniform(0.4, 1))]


def names_dropped(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Names vanish, as a filter would take them out."""
    wanted = rng.sample([*w.people, *w.places, *(g.removeprefix("the ") for g in w.groups)], 4)
    spans = [m.span() for n in wanted for m in re.finditer(re.escape(n), text)]
    return [Edit(a, b, rng.choice(("", " ")), "lost") for a, b in _pick(rng, spans, 0.8)]


def sentences_dropped(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Whole sentences go without a trace."""
    spans = [m.span() for m in re.finditer(r"[A-Z“][^.\n]{20,}?\.[”]? ?", text)]
    return [Edit(a, b, "", "lost") for a, b in _pick(rng, spans, rng.uniform(0.05, 0.25))]


def tail_truncated(rng: random.Random, text: str, w: World) -> list[Edit]:
    """The text breaks off."""
    cut = text.find(" ", int(len(text) * rng.uniform(0.55, 0.92)))
    return [Edit(cut, len(text), "", "lost")] if cut > 0 else []


def plugs_added(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Lines of the page's frame stand between and after the paragraphs."""
    places = [m.end() for m in re.finditer(r"\n+", text)] + [len(text)]
    edits = []
    for at in sorted(rng.sample(places, min(len(places), rng.randint(1, 3)))):
        line = rng.choice(PLUGS).format(place=rng.choice(w.places), topic=rng.choice(TOPICS))
        edits.append(Edit(at, at, f"{line}\n" if at < len(text) else f"\n{line}", "added"))
    return edits


def posts_inserted(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Embedded posts run into the text."""
    places = [m.end() for m in re.finditer(r"\.(?=\s)", text)]
    return [
        Edit(at, at, f" {post(rng, w)} ", "added")
        for at in sorted(rng.sample(places, min(len(places), rng.randint(1, 4))))
    ]


def quotes_changed(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Typographic quotes and dashes become plain ones: no word changes."""
    return [Edit(m.start(), m.end(), '"', "typography") for m in re.finditer("[“”]", text)]


def reworded(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Words are swapped for others of like meaning."""
    spans = [m.span() for m in _WORD.finditer(text) if m.group() in SYNONYMS]
    return [Edit(a, b, SYNONYMS[text[a:b]], "changed") for a, b in _pick(rng, spans, rng.uniform(0.2, 0.9))]


def lines_joined(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Paragraphs run together, sometimes without a space."""
    return [
        Edit(m.start(), m.end(), rng.choice((" ", " ", "  ", "")), "typography")
        for m in re.finditer(r"\n+", text)
    ]


def brackets_emptied(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Held back: what stood in brackets and quotes goes, the brackets stay."""
    spans = [m.span(1) for m in re.finditer(r"\(([^)]+)\)", text)]
    spans += [m.span(1) for m in re.finditer(r"“([^”]{5,90}?),?”", text)][:2]
    return [Edit(a, b, " ", "lost") for a, b in sorted(_pick(rng, spans, 0.7))]


def spaces_lost(rng: random.Random, text: str, w: World) -> list[Edit]:
    """Held back: spaces between words vanish here and there, as after bad line breaking."""
    spans = [m.span() for m in re.finditer(r"(?<=[a-z]) (?=[a-z])", text)]
    return [Edit(a, b, "", "typography") for a, b in _pick(rng, spans, rng.uniform(0.01, 0.05))]


Damage = Callable[[random.Random, str, World], list[Edit]]
DAMAGES: tuple[Damage, ...] = (
    words_dropped, compounds_dropped, names_dropped, sentences_dropped, tail_truncated, plugs_added,
    posts_inserted, quotes_changed, reworded, lines_joined,
)  # fmt: skip
HELD_BACK: tuple[Damage, ...] = (brackets_emptied, spaces_lost)
# Paragraphs in another order: no edit, so it is done to the whole copy (of training too).
REORDER = 0.1


def damaged(rng: random.Random, text: str, w: World, damages: tuple[Damage, ...], *, reorder: bool) -> Copy:
    """A copy of ``text`` with each of ``damages`` done once, and the record of it."""
    edits: list[Edit] = []
    for damage in damages:
        for edit in damage(rng, text, w):
            if all(edit.end <= e.start or edit.start >= e.end for e in edits) and not any(
                e.start <= edit.start <= e.end and e.start <= edit.end <= e.end for e in edits
            ):
                edits.append(edit)
    paragraphs = [m.span() for m in re.finditer(r"[^\n]+(?:\n+|$)", text)]
    joined = any(damage is lines_joined for damage in damages)
    moved = reorder and len(paragraphs) > 3 and not joined
    if moved:
        edits = [
            Edit(max(e.start, low), min(e.end, high), e.new, e.kind)
            for e in edits
            for low, high in paragraphs
            if max(e.start, low) < min(e.end, high) or low <= e.start == e.end < high
        ]
        at = rng.randrange(1, len(paragraphs) - 1)
        paragraphs.insert(at - 1, paragraphs.pop(at))
    else:
        paragraphs = [(0, len(text))]
    return _applied(text, paragraphs, edits, moved, tuple(d.__name__ for d in damages))


def _applied(
    text: str, order: list[tuple[int, int]], edits: list[Edit], moved: bool, names: tuple[str, ...]
) -> Copy:
    pieces: list[str] = []
    length = 0
    spans: dict[str, list[tuple[int, int]]] = {"added": [], "changed": []}

    def put(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    for low, high in order:
        at = low
        last = high == len(text)
        for edit in sorted(
            e for e in edits if low <= e.start and (e.start < high or (last and e.start == high))
        ):
            put(text[at : edit.start])
            if edit.kind in spans:
                spans[edit.kind].append((length, length + len(edit.new)))
            put(edit.new)
            at = max(at, edit.end)
        if at < high:
            put(text[at:high])
    by_kind = {kind: tuple((e.start, e.end) for e in edits if e.kind == kind) for kind in ("lost", "changed")}
    return Copy(
        "".join(pieces), by_kind["lost"], tuple(spans["added"]), by_kind["changed"], tuple(spans["changed"]),
        moved, names,
    )  # fmt: skip


# --- whole sets --------------------------------------------------------------------------------------


class Document(NamedTuple):
    """One text of a set; ``story`` is its true group; a round-up is a group of its own."""

    text: str
    story: int
    roundup: bool


def corpus(seed: int, stories: int, damages: tuple[Damage, ...]) -> list[Document]:
    """A shuffled set: three stories an event, damaged copies of them, round-ups, short notices."""
    rng = random.Random(seed)
    documents: list[Document] = []
    group = 0
    for _ in range(stories // 3 + 1):
        w = world(rng)
        told: list[str] = []
        for _ in range(3):
            text = story(rng, w, rng.choice((3, 8, 12, 20, 30)))
            told.append(text)
            documents.append(Document(text, group, False))
            for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
                chosen = tuple(rng.sample(damages, min(len(damages), rng.randint(1, 3))))
                copy = damaged(rng, text, w, chosen, reorder=rng.random() < REORDER)
                documents.append(Document(copy.text, group, False))
            group += 1
        if rng.random() < 0.3:  # a round-up of what the event's stories say first, under a house line
            leads = [" ".join(t.replace("\n", " ").split(". ")[: rng.randint(3, 6)]) for t in told]
            other = story(rng, world(rng), 4)
            documents.append(Document("The day at a glance.\n\n" + "\n\n".join([*leads, other]), group, True))
            group += 1
    rng.shuffle(documents)
    return documents
