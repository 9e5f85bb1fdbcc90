"""How well are mentions linked to events, and what is told of them?

Run: python evals/events/measure.py [--show]

``tuned`` was looked at while the rules were written, ``held`` (a third, written at the same time) was not.
``--show`` prints the errors of the tuned part only. Statements are given as labelled: this measures the
events stage, whatever reads statements.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parent))

from reading import FILES, Collection, Gold, read, when  # type: ignore[import-not-found]

from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle
from aftershock.records import Event, Interval, Receipt

Counts = dict[str, list[float]]  # measure -> [right, given, wanted] or [right, total]
Key = tuple[str, int, int]


def digest() -> str:
    """SHA-256 over the labelled files, in order."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in FILES.values())).hexdigest()


def account(collection: Collection) -> Chronicle:
    """The account of a collection: no gazetteer, no judgement, no model."""
    return build(
        collection.statements, collection.stories, collection.pages, collection.texts,
        SimpleNamespace(entities={}),
    )  # fmt: skip


def measure(show: bool = False) -> dict[str, dict[str, float]]:
    """Every measure for ``tuned``, ``held`` and ``more``."""
    return {part: _part(list(read(path)), show and part == "tuned") for part, path in FILES.items()}


def _part(collections: Sequence[Collection], show: bool) -> dict[str, float]:
    counts: Counts = defaultdict(lambda: [0.0, 0.0, 0.0])
    for collection in collections:
        told = account(collection)
        notes = [*_one(collection, told, counts)]
        if show and notes:
            print(f"== {collection.id}")
            for note in notes:
                print("  ", note)
    out: dict[str, float] = {}
    for name, (right, given, wanted) in sorted(counts.items()):
        if name.startswith("false"):
            out[name] = right
        elif name.startswith("b3"):
            out[f"{name}_f1"] = _f1(right / max(wanted, 1), given / max(wanted, 1))
        elif wanted:
            out[f"{name}_p"] = right / given if given else 0.0
            out[f"{name}_r"] = right / wanted
            out[f"{name}_f1"] = _f1(out[f"{name}_p"], out[f"{name}_r"])
            out[f"{name}_n"] = wanted
        else:
            out[name] = right / given if given else 1.0
            out[f"{name}_n"] = given
    return out


def _f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def _one(collection: Collection, told: Chronicle, counts: Counts) -> Iterator[str]:
    linked = {(m.story, m.start, m.end): m.event for m in told.mentions}
    gold = {(m.document, m.start, m.end): m.letters for m in collection.marks}
    yield from _mentions(collection, linked, gold, counts)
    mine = _matched(collection, linked, gold, told)
    by_id = {event.id: event for event in told.events}
    for event in collection.events:
        yield from _event(event, by_id.get(mine.get(event.letter, "")), counts)
    yield from _said(collection, told, mine, counts)


def _mentions(
    collection: Collection, linked: dict[Key, str], gold: dict[Key, tuple[str, ...]], counts: Counts
) -> Iterator[str]:
    for key in linked:
        counts["mention"][1] += 1
        if not any(_meets(key, other) for other in gold):
            yield f"not a mention: {_quote(collection, key)}"
    found: dict[Key, str] = {}
    for key in gold:
        counts["mention"][2] += 1
        hit = next((other for other in linked if _meets(key, other)), None)
        if hit is None:
            yield f"mention missed: {_quote(collection, key)}"
        else:
            counts["mention"][0] += 1
        found[key] = linked[hit] if hit else f"alone {key}"
    one = {key: letters[0] for key, letters in gold.items() if len(letters) == 1}
    for key, letter in one.items():
        same_gold = {k for k, other in one.items() if other == letter}
        same_mine = {k for k in one if found[k] == found[key]}
        shared = len(same_gold & same_mine)
        counts["b3"][0] += shared / len(same_mine)
        counts["b3"][1] += shared / len(same_gold)
        counts["b3"][2] += 1
    for a, b in combinations(one, 2):
        counts["pair"][1] += found[a] == found[b]
        counts["pair"][2] += one[a] == one[b]
        counts["pair"][0] += found[a] == found[b] and one[a] == one[b]
        if (found[a] == found[b]) != (one[a] == one[b]) and not found[a].startswith("alone"):
            what = "joined" if found[a] == found[b] else "parted"
            yield f"{what}: {_quote(collection, a)} | {_quote(collection, b)}"


def _meets(one: Key, other: Key) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _quote(collection: Collection, key: Key) -> str:
    story = next(s for s in collection.stories if s.id == key[0])
    name = next(n for n, s in collection.names.items() if s == key[0])
    text = collection.texts[story.members[0].text]
    return f"{name} {text[max(0, key[1] - 25) : key[1]]!r}[{text[key[1] : key[2]]}]"


def _matched(
    collection: Collection, linked: dict[Key, str], gold: dict[Key, tuple[str, ...]], told: Chronicle
) -> dict[str, str]:
    """For each labelled event the event that most of its mentions stand under."""
    votes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, letters in gold.items():
        hit = next((other for other in linked if _meets(key, other)), None)
        if hit and len(letters) == 1:
            votes[letters[0]][linked[hit]] += 1
    return {letter: max(sorted(found), key=lambda k: found[k]) for letter, found in votes.items()}


def _event(gold: Gold, mine: Event | None, counts: Counts) -> Iterator[str]:
    for name in ("when", "where", "kind"):
        counts[name][1] += 1
    given = (mine.when.start, mine.when.end) if mine and mine.when else (None, None)
    wanted = (gold.when.start, gold.when.end) if gold.when else (None, None)
    counts["when"][0] += given == wanted
    if given != wanted:
        yield f"{gold.letter} when {given}, not {wanted}"
        counts["false_dates"][0] += given != (None, None)  # a wrong date is worse than none
    place = mine.where if mine else None
    same = place is not None and (gold.where in place or place in gold.where)
    counts["where"][0] += same
    if not same:
        yield f"{gold.letter} where {place}, not {gold.where}"
    kind = mine.kind if mine else None
    counts["kind"][0] += kind == gold.kind
    if kind != gold.kind:
        yield f"{gold.letter} kind {kind}, not {gold.kind}"


def _said(collection: Collection, told: Chronicle, mine: dict[str, str], counts: Counts) -> Iterator[str]:
    lines: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for kind, *rest in collection.lines:
        lines[kind].append(tuple(rest))
    yield from _conflicts(told, mine, lines, counts)
    yield from _origins(told, mine, lines, counts)
    yield from _warnings(collection, told, mine, lines, counts)
    yield from _callbacks(collection, told, lines, counts)
    yield from _harms(collection, told, lines, counts)
    yield from _histories(told, mine, lines, counts)
    yield from _persons(told, lines, counts)
    yield from _affiliations(told, lines, counts)
    yield from _groups(told, mine, lines, counts)
    yield from _sayings(collection, told, lines, counts)


Lines = dict[str, list[tuple[str, ...]]]


def _conflicts(told: Chronicle, mine: dict[str, str], lines: Lines, counts: Counts) -> Iterator[str]:
    wanted = {
        (mine.get(event, ""), what) for event, what in (said.split(" ", 1) for said, _ in lines["conflict"])
    }
    given = set()
    for dispute in told.disputes:
        if dispute.kind != "figures":
            continue
        figures = {f.id: f for f in told.figures}
        sides = [figures[f] for f in figures if set(figures[f].statements) & set(dispute.sides[0].statements)]
        key = next(
            (k for s in sides if (k := (dispute.event, f"{s.role} {s.unit}")) in wanted),
            None,
        )
        if key is None:
            counts["false_conflicts"][0] += 1
            yield f"false conflict: {dispute.text}"
        else:
            given.add(key)
    counts["conflict"][0] += len(given)
    counts["conflict"][1] += len(given)
    counts["conflict"][2] += len(wanted)
    for key in wanted - given:
        yield f"conflict missed: {key}"


def _origins(told: Chronicle, mine: dict[str, str], lines: Lines, counts: Counts) -> Iterator[str]:
    for event, what, number in ((*what.split(" ", 1), n) for what, n in lines["origins"]):
        *role_unit, low = what.split(" ")
        found = [
            line.origins
            for line in told.figures
            if line.event == mine.get(event)
            and f"{line.role} {line.unit} {line.low:g}" == " ".join([*role_unit, low])
        ]
        counts["origins"][1] += 1
        good = bool(found) and max(found) == int(number)
        counts["origins"][0] += good
        if not good:
            yield f"origins of {what}: {found}, not {number}"


def _warnings(
    collection: Collection, told: Chronicle, mine: dict[str, str], lines: Lines, counts: Counts
) -> Iterator[str]:
    wanted = {}
    for place, event, lead in lines["warning"]:
        wanted[collection.at(place), mine.get(event)] = tuple(float(x) for x in lead.split(".."))
    counts["warning"][2] += len(wanted)
    for warning in told.warnings:
        counts["warning"][1] += 1
        hit = next(
            (k for k in wanted if warning.event == k[1] and _covers(collection, warning.receipts, k[0])), None
        )
        if hit is None:
            yield f"no warning: {warning.text} ({warning.event})"
            continue
        counts["warning"][0] += 1
        counts["lead"][1] += 1
        counts["lead"][0] += warning.lead_hours == wanted[hit]
        if warning.lead_hours != wanted[hit]:
            yield f"lead {warning.lead_hours}, not {wanted[hit]}"
        wanted.pop(hit)
    for key in wanted:
        yield f"warning missed: {key}"


def _covers(collection: Collection, receipts: Sequence[object], at: tuple[str, int]) -> bool:
    story = next(s for s in collection.stories if s.id == at[0])
    text = story.members[0].text
    return any(isinstance(r, Receipt) and r.text == text and r.start <= at[1] < r.end for r in receipts)


def _callbacks(collection: Collection, told: Chronicle, lines: Lines, counts: Counts) -> Iterator[str]:
    wanted = {
        (collection.at(later), None if first == "-" else collection.at(first))
        for later, first in lines["callback"]
    }
    counts["callback"][2] += len(wanted)
    for found in told.callbacks:
        counts["callback"][1] += 1
        hit = next(
            (
                k
                for k in wanted
                if _covers(collection, found.receipts, k[0])
                and (_covers(collection, found.first_receipts, k[1]) if k[1] else not found.first_receipts)
            ),
            None,
        )
        if hit is None:
            yield f"no callback: {found.text}"
        else:
            counts["callback"][0] += 1
            wanted.discard(hit)
    for key in wanted:
        yield f"callback missed: {key}"


def _harms(collection: Collection, told: Chronicle, lines: Lines, counts: Counts) -> Iterator[str]:
    counts["harm_recall"][1] += len(lines["harm"])
    for kind, place in lines["harm"]:
        at = collection.at(place)
        good = any(harm.kind == kind and _covers(collection, harm.receipts, at) for harm in told.harms)
        counts["harm_recall"][0] += good
        if not good:
            yield f"harm missed: {kind} {place}"


def _histories(told: Chronicle, mine: dict[str, str], lines: Lines, counts: Counts) -> Iterator[str]:
    for (event, what), numbers in ((said.split(" ", 1), n) for said, n in lines["history"]):
        found = [
            [f"{p.low:g}" for p in h.points]
            for h in told.figure_history
            if h.event == mine.get(event) and f"{h.role} {h.unit}" == what
        ]
        good = [n for n in (found[0] if found else []) if n in numbers.split()] == numbers.split()
        counts["history"][1] += 1
        counts["history"][0] += good
        if not good:
            yield f"history of {what}: {found}, not {numbers}"


def _persons(told: Chronicle, lines: Lines, counts: Counts) -> Iterator[str]:
    wanted = {
        frozenset(pair)
        for (names,) in lines["person"]
        for pair in combinations((name.strip() for name in names.split(",")), 2)
    }
    given = {
        frozenset(pair)
        for person in told.persons
        for pair in combinations(dict.fromkeys(name.name for name in person.names), 2)
    }
    counts["person"][0] += len(wanted & given)
    counts["person"][1] += len(given)
    counts["person"][2] += len(wanted)
    for pair in wanted ^ given:
        yield f"person {'missed' if pair in wanted else 'wrong'}: {sorted(pair)}"


def _affiliations(told: Chronicle, lines: Lines, counts: Counts) -> Iterator[str]:
    wanted = {
        (k, part, whole, how, who, *(more or [""]))
        for k, part, whole, how, who, *more in lines["affiliation"]
    }
    given = {
        (a.kind, a.part, a.whole, a.stance, a.said_by, (a.since.start or "")[:4] if a.since else "")
        for a in told.affiliations
    }  # fmt: skip
    counts["affiliation"][0] += len(wanted & given)
    counts["affiliation"][1] += len(given)
    counts["affiliation"][2] += len(wanted)
    for line in wanted ^ given:
        yield f"affiliation {'missed' if line in wanted else 'wrong'}: {line}"


def _groups(told: Chronicle, mine: dict[str, str], lines: Lines, counts: Counts) -> Iterator[str]:
    letters = {event: letter for letter, event in mine.items()}
    wanted = {
        (who, event, what): dict(pair.split("=") for pair in more)
        for who, event, what, *more in lines["group"]
    }
    acts = {(row.group, letters.get(row.event or "", "-"), row.what): row for row in told.groups}
    counts["group"][0] += len(wanted.keys() & acts.keys())
    counts["group"][1] += sum(key[0] in {w[0] for w in wanted} and key[1] != "-" for key in acts)
    counts["group"][2] += len(wanted)
    for key in wanted.keys() - acts.keys():
        yield f"group missed: {key}"
    for key in acts.keys() - wanted.keys():
        if key[0] in {w[0] for w in wanted}:
            yield f"group row wrong: {key}"
    for key in wanted.keys() & acts.keys():
        row, labels = acts[key], wanted[key]
        for name, label in labels.items():
            counts["group_cell"][1] += 1
            given = row.means if name == "means" else None
            if name == "delay" and row.delay_hours is not None:
                given = "{:g}..{:g}".format(*row.delay_hours)
            counts["group_cell"][0] += given == label
            if given != label:
                yield f"group {key} {name} {given}, not {label}"


def _sayings(collection: Collection, told: Chronicle, lines: Lines, counts: Counts) -> Iterator[str]:
    """Statements whose date counts from an event: the right stretch, or open where the texts tell none."""
    for place, label in lines["said"]:
        at, wanted = collection.at(place), when(label)
        found = [s for s in told.statements if _covers(collection, [w.evidence for w in s.witnesses], at)]
        said = found[0].said_at if found else None
        good = bool(found) and ends(said) == ends(wanted)
        counts["said"][1] += 1
        counts["said"][0] += good
        counts["false_said"][0] += not good and ends(said) != (None, None)
        if not good:
            yield f"said {place}: {ends(said)}, not {ends(wanted)}"


def ends(interval: Interval | None) -> tuple[str | None, str | None]:
    """Start and end of an interval, both None where there is none."""
    return (interval.start, interval.end) if interval else (None, None)


if __name__ == "__main__":
    for part, numbers in measure("--show" in sys.argv).items():
        print(part, {name: round(number, 3) for name, number in numbers.items()})
    print("digest", digest())
