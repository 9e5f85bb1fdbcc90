"""How well are statements read? Scores `aftershock.statements` on `set.json`, by the annotation guideline, 6.

A prediction matches a label where evidence overlaps and cues lie within 25 characters, one to one. Usage:
`python evals/statements/score.py [--part tuned|held|all|fresh] [--errors] [--only PATTERN]`. `--errors` shows
neither the held-back nor the fresh part. `fresh` is a later set (`fresh/README.md`), with hedges. Intervals
are drawn over texts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

from aftershock.records import Entity, Name, Page, Statement
from aftershock.statements import read as reading
from aftershock.stories.reading import single
from aftershock.text import sha256

HERE = Path(__file__).parent
CUES_APART = 25
# Words that two names may share without being one name.
SMALL = set(
    re.findall(
        r"\w+",
        "a an the of for and at by from in its his her their he she it they one who this that mr mrs dr",
    )
)

# The fictional groups of texts 01 to 30, as a case would add them; IS is a name that is also a word.
GROUPS = {
    "hill-brigade": ("Hill Brigade", "the Brigade"),
    "free-column": ("Free Column", "the Column"),
    "harbor-front": ("Harbor Front",),
    "northern-vigil": ("Northern Vigil", "the Vigil"),
    "iron-spear": ("Iron Spear", "IS"),
}
# The groups of each later text, known in that text only: "the Army" is somebody else in the next one.
OF_TEXT: dict[str, tuple[tuple[str, ...], ...]] = {
    "31": (("Salt Line Movement", "Salt Line"), ("Green Door",), ("Tidewater League",)),
    "32": (("Tidewater League", "the League"),),
    "33": (("Stone River Army", "the Army"), ("Ashwood Legion", "the Legion")),
    "34": (("Seventh Dawn",), ("Council of the Reed",)),
    "35": (("Long Field", "Directorate of the Long Field"), ("Long Field (Provisional)",)),
    "36": (("Orchard Brotherhood", "the Brotherhood"),),
    "37": (("Black Furrow", "the Furrow"), ("Open Hand Lodge", "the Lodge")),
    "38": (("Nine Wells",),),
    "39": (("House of Embers", "HoE"), ("Sons of the Kiln",)),
    "40": (("Sun Gate",), ("Youth of the Gate",)),
    "41": (("White Anchor",), ("Toll Road Army",)),
    "43": (("Sons of the Plough", "the Plough"),),
    "44": (("Emerald Host", "the Host"),),
    "45": (("Grey Sickle",),),
    "46": (("Ember Circle", "the Circle"),),
    "47": (("Salt Road Committee", "the Committee"), ("Lantern Order",)),
    "48": (("Grey Ash Battalion", "the Battalion"),),
    "49": (("Quarry Men",),),
    "50": (("Blue Hour",),),
    "51": (("Order of the Plough", "the Order"),),
    "52": (("Reed Army",), ("Sons of the Mill", "the Sons")),
    "53": (("Assize Collective",),),
    "54": (("Ninth Lodge", "the Lodge"),),
    "55": (("Upland Council of Defence",), ("Red Mason Circle",)),
    "56": (("Thorn League", "the League"),),
    "57": (("Youth of the Wall",), ("Dawn of Kastra",)),
    "58": (("Sleepers",),),
    "59": (("Tuesday Society", "the Society"),),
    "60": (("Kiln Brotherhood", "the Brotherhood"),),
}
DRAWS, SEED = 2000, 30  # of the bootstrap over texts, as in agreement.py


def entities(text: str = "", groups: list[list[str]] | None = None) -> tuple[Entity, ...]:
    """The groups of a text (by its name, or those given) as gazetteer entries."""
    own = OF_TEXT.get(text[:2]) if groups is None else groups
    named = GROUPS if own is None else {f"{text[:2]}-{at}": tuple(names) for at, names in enumerate(own)}
    return tuple(
        Entity(id=f"x-{key}", kind="group", names=tuple(Name(name=name, word=name == "IS") for name in names))
        for key, names in named.items()
    )


@cache
def _reader() -> reading.Reader:
    return reading.reader(entities())


def reader_of(text: str) -> reading.Reader:
    """The reader that knows the groups of a text."""
    return reading.reader(entities(text)) if text[:2] in OF_TEXT else _reader()


def digest(where: str = "set.json") -> str:
    """The digest of the set, pinned with the floors."""
    return hashlib.sha256((HERE / where).read_bytes()).hexdigest()


def texts(part: str) -> list[dict[str, Any]]:
    """The texts of one part: tuned, held, distractors, or all; fresh, or the distractors of fresh."""
    where = "fresh/first/set.json" if part.startswith("fresh") else "set.json"
    everything: list[dict[str, Any]] = json.loads((HERE / where).read_text("utf-8"))
    if part.endswith("distractors"):
        return [text for text in everything if text["distractor"]]
    rest = [text for text in everything if not text["distractor"]]
    return [text for text in rest if part in ("all", "fresh") or text["held"] == (part == "held")]


def predict(text: dict[str, Any]) -> tuple[Statement, ...]:
    """What the reader finds in one text."""
    groups = text.get("groups")
    reader = reader_of(text["name"]) if groups is None else reading.reader(entities(text["name"], groups))
    page = Page(
        id=text["name"],
        capture="c",
        text=sha256(text["text"]),
        file=text["name"],
        kind=text["kind"],
        author=text["author"],
    )
    return reading.read_story(
        single(page, text["text"]), {page.id: page}, {page.text: text["text"]}, reader=reader
    )


def speaker_right(gold: str, found: Statement) -> bool:
    """Whether resolved names share a name word (pronouns and articles do not count)."""
    name = found.speaker_name or ""
    if {"nobody", "no one else", "no one"} & {gold.lower()}:
        return bool(re.match(r"(?i)nobody|no one|none", name))
    if gold.startswith("(name lost)"):
        return name == "(name lost)" or bool(_words(gold[11:]) & _words(name))
    return bool(_words(gold) & _words(name))


def _words(name: str) -> set[str]:
    return {
        re.sub(r"s$", "", word) for word in re.findall(r"[\w’'-]+", name.lower().replace("'s", ""))
    } - SMALL


def matches(label: dict[str, Any], found: Statement) -> bool:
    """Whether a prediction is about the labelled statement at all."""
    witness = found.witnesses[0]
    low, high = label["evidence"]
    if witness.evidence.start >= high or low >= witness.evidence.end:
        return False
    if label["cue"] is None or witness.cue is None:
        return True
    at = witness.cue
    return any(max(start - at.end, at.start - end) <= CUES_APART for start, end in label["cue"])


def pair(labels: list[dict[str, Any]], found: list[Statement]) -> list[tuple[int, int]]:
    """Label and prediction, one to one: the best fitting pairs first."""
    options = []
    for number, label in enumerate(labels):
        for other, statement in enumerate(found):
            if matches(label, statement):
                right = 2 * (statement.act in label["acts"]) + 2 * speaker_right(label["speaker"], statement)
                exact = (
                    label["cue"] is not None
                    and statement.witnesses[0].cue is not None
                    and any(start == statement.witnesses[0].cue.start for start, _ in label["cue"])
                )
                target = bool(
                    label["target"]
                    and statement.target
                    and _words(label["target"]) & _words(statement.target)
                )
                options.append((-(2 * right + 3 * exact + target), number, other))
    taken: set[int] = set()
    used: set[int] = set()
    pairs = []
    for _, number, other in sorted(options):
        if number not in taken and other not in used:
            taken.add(number)
            used.add(other)
            pairs.append((number, other))
    return pairs


COUNTED = (
    "gold", "found", "matched", "act", "speaker", "both", "claims", "claims_right", "claims_gold",
    "claims_hit", "polarity", "polarity_right", "quote", "own_gold", "own_found",
    "own_right", "via_gold", "via_right", "hedged_gold", "hedged_found", "hedged_right",
    "hedged_all", "words_gold", "words_found", "words_right",
)  # fmt: skip


Counts = dict[str, int]


def counted(part: str, *, errors: bool = False, only: str = "") -> list[Counts]:
    """What there is to count in each text of a part."""
    counts = []
    for text in texts(part):
        if not re.search(only, text["name"]):
            continue
        count = dict.fromkeys(COUNTED, 0)
        predicted = [s for s in predict(text) if s.witnesses]
        labels = [label for label in text["statements"] if label["tier"] == "attributed"]
        found = [s for s in predicted if s.tier == "attributed"]
        pairs = pair(labels, found)
        count["gold"] += len(labels)
        count["found"] += len(found)
        count["hedged_all"] += sum(bool(_hedges(label)) for label in text["statements"])
        for number, other in pairs:
            _count_pair(labels[number], found[other], count)
            _count_hedges(labels[number], found[other], count)
        paired = {other: labels[number] for number, other in pairs}
        _count_claims(labels, found, paired, dict(pairs), count)
        _count_own(text, predicted, count)
        if errors and not text["held"]:
            show(text, labels, found, pairs)
        counts.append(count)
    return counts


def score(part: str) -> dict[str, float]:
    """The figures of one part: attributed act and speaker, claims with polarity, other tiers, receipts."""
    return figures(summed(counted(part)))


def summed(counts: list[Counts]) -> Counts:
    """The counts of several texts as one."""
    return {name: sum(count[name] for count in counts) for name in COUNTED}


def intervals(counts: list[Counts]) -> dict[str, tuple[float, float]]:
    """The middle 95 % of each share when texts are drawn anew, with replacement."""
    dice = random.Random(SEED)
    sums = (summed(dice.choices(counts, k=len(counts))) for _ in range(DRAWS))
    drawn = [figures(count) | hedge_figures(count) for count in sums]
    low, high = round(0.025 * DRAWS), round(0.975 * DRAWS) - 1
    return {
        name: (ordered[low], ordered[high])
        for name in drawn[0]
        for ordered in [sorted(draw[name] for draw in drawn)]
    }


def _count_pair(label: dict[str, Any], found: Statement, count: Counts) -> None:
    act, speaker = found.act in label["acts"], speaker_right(label["speaker"], found)
    count["matched"] += 1
    count["act"] += act
    count["speaker"] += speaker
    count["both"] += act and speaker
    count["quote"] += found.quote in label["quote"]
    if label["via"]:
        count["via_gold"] += 1
        count["via_right"] += any(_words(label["via"]) & _words(name) for name in found.via)


def _count_claims(
    labels: list[dict[str, Any]],
    found: list[Statement],
    paired: dict[int, dict[str, Any]],
    pairs: dict[int, int],
    count: Counts,
) -> None:
    claims = "claims-responsibility"
    for other, statement in enumerate(found):
        if statement.act == claims:
            count["claims"] += 1
            label = paired.get(other)
            right = (
                label is not None and claims in label["acts"] and speaker_right(label["speaker"], statement)
            )
            count["claims_right"] += right
            if right and label is not None and label["acts"][0] == claims:
                count["polarity"] += 1
                count["polarity_right"] += statement.polarity == label["polarity"]
    for number, label in enumerate(labels):
        if label["acts"][0] == claims:
            count["claims_gold"] += 1
            if number in pairs:
                statement = found[pairs[number]]
                count["claims_hit"] += statement.act in label["acts"] and speaker_right(
                    label["speaker"], statement
                )


def _count_own(text: dict[str, Any], predicted: list[Statement], count: Counts) -> None:
    labels = [label for label in text["statements"] if label["tier"] != "attributed"]
    found = [s for s in predicted if s.tier != "attributed"]
    count["own_gold"] += len(labels)
    count["own_found"] += len(found)
    for number, other in pair(labels, found):
        _count_hedges(labels[number], found[other], count)
        count["own_right"] += (
            found[other].act in labels[number]["acts"] and found[other].tier == labels[number]["tier"]
        )


def _hedges(label: dict[str, Any], *, must: bool = True) -> list[list[int]]:
    """The hedges of a label that a reader must give, or those that it may."""
    return [hedge["span"] for hedge in label.get("hedges", ()) if hedge["must"] == must]


def _count_hedges(label: dict[str, Any], found: Statement, count: Counts) -> None:
    """Hedges of a matched statement: whether there is one, and which; one that may be given counts nowhere.

    Two stretches are one hedge where they overlap ("may" and "may well").
    """
    text = found.witnesses[0].text
    given = [[hedge.start, hedge.end] for hedge in found.hedges if hedge.text == text]
    must, may = _hedges(label), _hedges(label, must=False)
    given = [one for one in given if not _overlap(one, may) or _overlap(one, must)]
    count["hedged_gold"] += bool(must)
    count["hedged_found"] += bool(given)
    count["hedged_right"] += bool(must and given)
    count["words_gold"] += len(must)
    count["words_right"] += sum(_overlap(one, given) for one in must)
    spare = sum(not _overlap(one, must) for one in given)
    count["words_found"] += spare + sum(_overlap(one, given) for one in must)


def _overlap(one: list[int], others: list[list[int]]) -> bool:
    return any(one[0] < end and start < one[1] for start, end in others)


def hedge_figures(count: Counts) -> dict[str, float]:
    """Hedges on matched statements: F1 by statement and by word; the share of all hedged ones found."""

    def share(part: str, *of: str) -> float:
        total = sum(count[name] for name in of)
        return round(len(of) * count[part] / total, 3) if total else 1.0

    return {
        "hedged_gold": count["hedged_gold"],
        "hedge_precision": share("hedged_right", "hedged_found"),
        "hedge_recall": share("hedged_right", "hedged_gold"),
        "hedge_f1": share("hedged_right", "hedged_found", "hedged_gold"),
        "hedge_word_f1": share("words_right", "words_found", "words_gold"),
        "hedge_recall_of_all": share("hedged_right", "hedged_all"),
    }


def figures(count: Counts) -> dict[str, float]:
    """Shares of the counts, rounded to three places."""

    def share(part: str, of: str) -> float:
        return round(count[part] / count[of], 3) if count[of] else 1.0

    return {
        "gold": count["gold"],
        "found": count["found"],
        "span_precision": share("matched", "found"),
        "span_recall": share("matched", "gold"),
        "precision": share("both", "found"),
        "recall": share("both", "gold"),
        "act_given_match": share("act", "matched"),
        "speaker_given_match": share("speaker", "matched"),
        "quote_given_match": share("quote", "matched"),
        "via_given_match": share("via_right", "via_gold"),
        "claims_found": count["claims"],
        "claims_precision": share("claims_right", "claims"),
        "claims_recall": share("claims_hit", "claims_gold"),
        "claims_polarity": share("polarity_right", "polarity"),
        "own_found": count["own_found"],
        "own_precision": share("own_right", "own_found"),
        "own_recall": share("own_right", "own_gold"),
    }


def distractors_hit(part: str = "distractors") -> list[Statement]:
    """Statements found where there is none."""
    return [found for text in texts(part) for found in predict(text)]


def show(
    text: dict[str, Any], labels: list[dict[str, Any]], found: list[Statement], pairs: list[tuple[int, int]]
) -> None:
    """Print misses, extras and wrong pairs of one text."""
    print(f"== {text['name']}")
    left, right = {a for a, _ in pairs}, {b for _, b in pairs}
    for number, label in enumerate(labels):
        if number not in left:
            low, high = label["evidence"]
            print(f"  MISS  {label['acts'][0]} | {label['speaker']} | {text['text'][low:high][:120]!r}")
    for other, statement in enumerate(found):
        if other not in right:
            print(f"  EXTRA {line(statement)}")
    for number, other in pairs:
        label, statement = labels[number], found[other]
        if statement.act not in label["acts"] or not speaker_right(label["speaker"], statement):
            print(f"  WRONG want {label['acts']} | {label['speaker']} :: got {line(statement)}")


def line(found: Statement) -> str:
    """One prediction on a line."""
    witness = found.witnesses[0]
    cue = witness.cue.quote if witness.cue else None
    mark = "(-)" if found.polarity == "negative" else ""
    who = f"{found.speaker_name} [{found.resolved_by}]"
    return f"{found.act}{mark} | {who} cue={cue!r} {found.rule} :: {witness.evidence.quote[:110]!r}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="tuned", choices=("tuned", "held", "all", "fresh"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--only", default="", help="only texts whose name this pattern finds")
    options = parser.parse_args()
    counts = counted(options.part, errors=options.errors, only=options.only)
    around = intervals(counts)
    fresh = options.part == "fresh"
    total = summed(counts)
    for name, value in (figures(total) | (hedge_figures(total) if fresh else {})).items():
        print(f"{name:22} {value:<8} {list(around[name]) if isinstance(value, float) else ''}")
    hits = distractors_hit("fresh distractors" if fresh else "distractors")
    print(f"{'distractors_hit':22} {len(hits)}")
    for hit in hits:
        print("   ", hit.tier, line(hit))
    print(f"{'set':22} {digest('fresh/first/set.json' if fresh else 'set.json')[:16]}")


if __name__ == "__main__":
    main()
