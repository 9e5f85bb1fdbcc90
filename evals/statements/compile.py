"""What do the labels say, as offsets? Turns `labelled/*.txt` into `set.json`.

A labelled file is a text, a line `=====`, and one statement a line:
`acts | speaker | cue | evidence | quote | t=target | v=relay`, acts most fitting first, `-` after the first
for negative polarity, `a:` or `n:` before it for the author's and the narrative tier, evidence as
`first words >> last words`, cue `-` for none. Lines `#kind` and `#author` on top
make the text a post. The guideline is the project's annotation guideline; every third text is held back
(`held`) and was never looked at in tuning.

`fresh/` is a later set with the same shorthand, texts and labels in folders apart, and two things more:
`h=word;word` names the hedges of a statement (`word?`: may be given or not; none without it), and a line
`#groups Name, alias | Other` on top names the armed groups that a case would know.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ACTS = {"claims": "claims-responsibility", "attack": "calls-to-attack"}
TIERS = {"a": "author", "n": "narrative"}
HELD_EVERY = 3


def compile_file(path: Path) -> dict[str, Any]:
    """One labelled text with offsets; raises ValueError naming file and label where words are not found."""
    body, _, marks = path.read_text("utf-8").partition("\n=====\n")
    head: dict[str, str] = {}
    lines = body.split("\n")
    while lines and lines[0].startswith("#") and " " in lines[0]:
        key, _, value = lines.pop(0)[1:].partition(" ")
        head[key] = value
    text = "\n".join(lines)
    statements = [label(text, line, path.name) for line in marks.split("\n") if line.strip()]
    number = path.name.split("-")[0]
    return {
        "name": path.stem,
        "kind": head.get("kind", "article"),
        "author": head.get("author"),
        "held": number.isdigit() and int(number) % HELD_EVERY == 0,
        "distractor": number.startswith("d"),
        "text": text,
        "statements": statements,
    }


def compile_fresh(path: Path, labels: str = "first") -> dict[str, Any]:
    """One text of the fresh set with one annotator's labels, groups and hedges."""
    text = path.read_text("utf-8")
    lines = (path.parents[1] / labels / path.name).read_text("utf-8").split("\n")
    named = lines.pop(0)[len("#groups ") :] if lines[0].startswith("#groups ") else ""
    statements = [label(text, line, path.name) for line in lines if line.strip()]
    for statement, line in zip(statements, filter(str.strip, lines), strict=True):
        statement["hedges"] = hedges(text, line, statement["evidence"], path.name)
    return {
        "name": path.stem,
        "kind": "article",
        "author": None,
        "held": True,
        "distractor": "distractor" in path.stem,
        "groups": [[name.strip() for name in group.split(",")] for group in named.split("|") if group],
        "text": text,
        "statements": statements,
    }


def hedges(text: str, line: str, evidence: list[int], where: str) -> list[dict[str, Any]]:
    """The hedges that a label names: where, and whether a reader must give them."""
    found = []
    words = next((part[2:] for part in line.split(" | ") if part.startswith("h=")), "-")
    for word in words.strip().split(";") if words.strip() != "-" else ():
        at = text.find(word.rstrip("?"), *evidence)
        if at < 0:
            raise ValueError(f"{where}: the hedge {word!r} does not stand in {text[slice(*evidence)]!r}")
        found.append({"span": [at, at + len(word.rstrip("?"))], "must": not word.endswith("?")})
    return found


def label(text: str, line: str, where: str) -> dict[str, Any]:
    """One label with offsets."""
    acts, speaker, cue, evidence, quote, *rest = (part.strip() for part in line.split(" | "))
    tier, _, named = acts.rpartition(":")
    first, *others = named.split("/")
    start, end = stretch(text, evidence, where)
    extra = dict(part.split("=", 1) for part in rest)
    return {
        "acts": [ACTS.get(act.rstrip("-"), act.rstrip("-")) for act in (first, *others)],
        "polarity": "negative" if first.endswith("-") else "positive",
        "tier": TIERS.get(tier, "attributed"),
        "speaker": speaker,
        "evidence": [start, end],
        "cue": place(text, cue, start, end, where),
        "quote": quote.split("/"),
        "target": extra.get("t"),
        "via": extra.get("v"),
    }


def stretch(text: str, words: str, where: str) -> tuple[int, int]:
    """Where the evidence stands."""
    first, _, last = words.partition(" >> ")
    start = text.find(first)
    end = text.find(last, start + len(first)) if last else start
    if start < 0 or end < 0:
        raise ValueError(f"{where}: not in the text: {words!r}")
    return start, end + len(last or first)


def place(text: str, words: str, start: int, end: int, where: str) -> list[list[int]] | None:
    """Where the cue may stand: each occurrence in the evidence of each alternative; None for no cue."""
    if words == "-":
        return None
    found = []
    for option in words.split("/"):
        at = text.find(option, start, end)
        while at >= 0:
            found.append([at, at + len(option)])
            at = text.find(option, at + 1, end)
    if not found:
        raise ValueError(f"{where}: the cue {words!r} does not stand in {text[start:end]!r}")
    return found


def main() -> None:
    """Write both sets."""
    texts = [compile_file(path) for path in sorted((HERE / "labelled").glob("*.txt"))]
    write(texts, HERE / "set.json")
    write(
        [compile_fresh(path) for path in sorted((HERE / "fresh/texts").glob("*.txt"))],
        HERE / "fresh/first/set.json",
    )


def write(texts: list[dict[str, Any]], path: Path) -> None:
    """Write one set."""
    path.write_text(json.dumps(texts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(len(texts), "texts,", sum(len(text["statements"]) for text in texts), "statements:", path.name)


if __name__ == "__main__":
    main()
