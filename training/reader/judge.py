"""What does the whole reader, rules and network, lose on labelled training texts that it never learnt?

``python training/reader/judge.py [--run RUN] [--fold 4] [--errors PATTERN] [--only PATTERN] [--texts DIR]``:
scored like `evals/statements/score.py`, each loss put into one drawer: nothing seen, seen but not kept, wrong
act, wrong speaker, wrong place. ``RUN`` is a folder with ``reader.onnx`` and ``vocab.txt``; without it the
shipped one. ``--texts`` judges a folder instead, as the one that is kept apart (`evals/statements/plain`).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parents[1] / "evals" / "statements")]

import score  # noqa: E402
from labels import read as read_labels  # noqa: E402

from aftershock.records import Page, Statement  # noqa: E402
from aftershock.statements import passages, weights  # noqa: E402
from aftershock.statements import read as reading  # noqa: E402
from aftershock.statements.weights import Seen, TrainedReader  # noqa: E402
from aftershock.stories.reading import single  # noqa: E402
from aftershock.text import sha256  # noqa: E402

PRONOUNS = frozenset(re.findall(r"\w+", "he she it they we i who him her them us me his its their"))


class Judged(NamedTuple):
    """One text with its labels in the form of the evaluation set, and what was found in it."""

    name: str
    text: str
    labels: list[dict[str, Any]]
    found: list[Statement]
    seen: list[Seen]


def labels_of(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """A training text and its labels as `score.py` wants them; evidence is the hull of what is labelled."""
    text, labels = read_labels(path)
    found = []
    for label in labels:
        spans = [span for span in (label.speaker, label.cue, label.content) if span]
        low, high = min(s for s, _ in spans), max(e for _, e in spans)
        found.append({
            "acts": list(label.acts), "polarity": "negative" if label.negative else "positive",
            "tier": label.tier, "speaker": label.name or "unattributed", "evidence": [low, high],
            "cue": [list(label.cue)] if label.cue else None, "quote": [label.quote],
            "target": label.extras.get("t"), "via": label.extras.get("via"), "at": label.speaker,
            "content": label.content, "weak": label.extras.get("h", ""),
        })  # fmt: skip
    return text, found


def chosen(folds: int, fold: int, only: str, hold: str = "") -> list[Path]:
    """The texts that a run with these folds did not learn."""
    from parts import held_out

    paths = sorted((HERE / "texts").glob("*.txt"))
    return [p for p in paths if held_out(p.stem, folds, fold, hold) and re.search(only, p.stem)]


def network(run: Path) -> TrainedReader:
    """The network of a run, whatever the manifest says."""
    return TrainedReader(run / "reader.onnx", run / "vocab.txt", "judged", threads=1)


def judge(path: Path, reader: reading.Reader, see: Callable[[str], list[Seen]]) -> Judged:
    """Read one text."""
    text, labels = labels_of(path)
    page = Page(id=path.stem, capture="c", text=sha256(text), file=path.stem, kind="article")
    found = reading.read_story(single(page, text), {page.id: page}, {page.text: text}, reader=reader)
    return Judged(path.stem, text, labels, [s for s in found if s.witnesses], see(text))


def drawer(label: dict[str, Any], judged: Judged, taken: bool) -> str:
    """Why a label has no match."""
    cue = label["cue"][0] if label["cue"] else None
    low, high = label["evidence"]
    near = [
        one.chance
        for one in judged.seen
        if (
            max(cue[0] - one.anchor.end, one.anchor.start - cue[1]) <= score.CUES_APART
            if cue
            else one.anchor.start < high and low < one.anchor.end
        )
    ]
    best = max(near, default=0.0)
    if best < 0.2:
        return "a nothing seen"
    overlaps = any(
        s.witnesses[0].evidence.start < high and low < s.witnesses[0].evidence.end
        for s in judged.found
        if s.tier == "attributed"
    )
    if best < 0.5:
        return "b below threshold (.2-.5)"
    return "b2 seen (>.5), pairing/other place" if overlaps and taken else "b3 seen (>.5), not kept"


def speaker_sort(text: str, label: dict[str, Any]) -> str:
    """How a label's speaker stands in its evidence."""
    if not label["at"]:
        return "none in evidence" if label["speaker"] != "unattributed" else "unattributed"
    words = text[slice(*label["at"])]
    if words.lower() in PRONOUNS:
        return "pronoun"
    return "name" if score._words(label["speaker"]) & score._words(words) else "description"


def losses(every: list[Judged]) -> Iterator[tuple[str, ...]]:
    """One row a label and one an extra: text, drawer, act, sort of speaker, words."""
    for judged in every:
        labels = [label for label in judged.labels if label["tier"] == "attributed"]
        found = [s for s in judged.found if s.tier == "attributed"]
        pairs = dict(score.pair(labels, found))
        for number, label in enumerate(labels):
            who, nested = speaker_sort(judged.text, label), "nested" if label["via"] else "outer"
            low, high = label["evidence"]
            words = " ".join(judged.text[low:high].split())
            if number not in pairs:
                where = drawer(label, judged, any(
                    s.witnesses[0].evidence.start < high and low < s.witnesses[0].evidence.end
                    for n, s in enumerate(found) if n in pairs.values()))  # fmt: skip
                got = ""
            else:
                statement = found[pairs[number]]
                act = statement.act in label["acts"]
                speaker = score.speaker_right(label["speaker"], statement)
                where = ("right" if act and speaker else "c wrong act" if speaker
                         else "d wrong speaker" if act else "e wrong act and speaker")  # fmt: skip
                got = score.line(statement)
            yield (judged.name, where, label["acts"][0] + ("-" if label["polarity"] == "negative" else ""),
                   who, nested, label["speaker"], words, got)  # fmt: skip
        for other, statement in enumerate(found):
            if other not in pairs.values():
                yield (judged.name, "x extra", statement.act, statement.resolved_by, "", "", "",
                       score.line(statement))  # fmt: skip


def counts(every: list[Judged]) -> list[score.Counts]:
    """The counts of `score.py` for each text."""
    result = []
    for judged in every:
        count = dict.fromkeys(score.COUNTED, 0)
        labels = [label for label in judged.labels if label["tier"] == "attributed"]
        found = [s for s in judged.found if s.tier == "attributed"]
        pairs = score.pair(labels, found)
        count["gold"] += len(labels)
        count["found"] += len(found)
        for number, other in pairs:
            score._count_pair(labels[number], found[other], count)
        paired = {other: labels[number] for number, other in pairs}
        score._count_claims(labels, found, paired, dict(pairs), count)
        score._count_own({"statements": judged.labels}, judged.found, count)
        result.append(count)
    return result


def hedges(every: list[Judged]) -> str:
    """Hedge words found among those labelled, of statements that were matched; only where h= is labelled."""
    right = wanted = given = 0
    for judged in every:
        labels = [label for label in judged.labels if label["tier"] == "attributed"]
        found = [s for s in judged.found if s.tier == "attributed"]
        for number, other in score.pair(labels, found):
            want = [part.strip().lower() for part in labels[number]["weak"].split(",") if part.strip()]
            got = [receipt.quote.lower() for receipt in found[other].hedges]
            wanted, given = wanted + len(want), given + len(got)
            for one in want:
                hit = next((g for g in got if g in one or one in g), None)
                if hit is not None:
                    got.remove(hit)
                    right += 1
    p, r = right / max(given, 1), right / max(wanted, 1)
    f1 = 2 * p * r / max(p + r, 1e-9)
    return f"hedges P {p:.3f} R {r:.3f} F1 {f1:.3f} of {wanted} labelled, {given} found"


def main() -> None:
    """Print figures and drawers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--fold", type=int, default=4)
    parser.add_argument("--hold", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--errors", default="", help="show the losses whose drawer this pattern finds")
    parser.add_argument("--rules", action="store_true", help="without the network")
    parser.add_argument("--texts", type=Path, help="a folder of labelled texts instead of those held out")
    options = parser.parse_args()
    if options.run:
        trained = network(options.run)
        weights.trained = lambda: trained  # type: ignore[assignment]
    reader = reading.reader((), trained=not options.rules)
    net = weights.trained()

    def see(text: str) -> list[Seen]:
        return net.read(text, list(passages.split(text))) if net and not options.rules else []

    paths = (
        sorted(options.texts.glob("*.txt"))
        if options.texts
        else chosen(options.folds, options.fold, options.only, options.hold)
    )
    report([judge(path, reader, see) for path in paths], options.errors)


def report(every: list[Judged], errors: str = "") -> None:
    """Print what was counted."""
    count = counts(every)
    around = score.intervals(count)
    for name, value in score.figures(score.summed(count)).items():
        print(f"{name:22} {value:<8} {list(around[name]) if isinstance(value, float) else ''}")
    print(hedges(every))
    rows = list(losses(every))
    print("drawer", sorted(Counter(row[1] for row in rows).items()))
    for title, column in (("act", 2), ("speaker", 3), ("layer", 4)):
        table: dict[str, Counter[str]] = {}
        for row in rows:
            table.setdefault(row[column], Counter())[row[1][:2]] += 1
        print(title)
        for key, cells in sorted(table.items(), key=lambda pair: -sum(pair[1].values())):
            print(f"   {key:24}", dict(sorted(cells.items())))
    for row in rows:
        if errors and re.search(errors, row[1]):
            print(" | ".join(row[1:6]), "|", row[6][:140], "::", row[7][:230])


if __name__ == "__main__":
    main()
