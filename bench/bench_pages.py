"""How good and how fast is our main text beside its peers, on labelled public pages?

    python bench/bench_pages.py FOLDER [--sample N]        (or AFTERSHOCK_BENCH_PAGES=FOLDER)

FOLDER holds aeb.tar.xz, np4k.tar.xz and fundus.tar.xz (public benchmark repositories; their HTML is third
parties' and is read in place, never copied).
F1 is over word 4-shingles: precision and recall averaged over pages.
Every tool reads the same decoded pages in the same run, one after the other on each page, in one process;
pages/s are of its computing time, and ``ratio`` compares them with those of trafilatura's default.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from aftershock.errors import NoMainText
from aftershock.pages import read as ours
from aftershock.sources.raw import RawPage

SETS = {
    "AEB": ("aeb.tar.xz", "ground-truth.json"),
    "NP4K": ("np4k.tar.xz", "news_articles.json"),
    "FUN": ("fundus.tar.xz", "ground_truth.json"),
}


PEER = "trafilatura default"


class Case(NamedTuple):
    """One labelled page."""

    html: str
    text: str
    url: str | None
    title: str
    authors: tuple[str, ...]
    date: str
    name: str = ""


def main() -> None:
    """Run every tool on every set and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=os.environ.get("AFTERSHOCK_BENCH_PAGES"))
    parser.add_argument("--sample", type=int, default=0, help="only every k-th page, about N of each set")
    parser.add_argument("--sets", default="AEB,NP4K,FUN")
    parser.add_argument("--tools", default="")
    options = parser.parse_args()
    if not options.folder or not Path(options.folder).is_dir():
        sys.exit("bench_pages: the labelled pages are absent: give the folder of the three archives "
            "as an argument "
                 "or in AFTERSHOCK_BENCH_PAGES; nothing was measured")  # fmt: skip
    tools = {
        name: tool for name, tool in TOOLS.items() if not options.tools or name in options.tools.split(",")
    }
    for name in options.sets.split(","):
        cases = list(load(Path(options.folder), name))
        if not cases:
            print(f"{name}: archive absent, not measured")
            continue
        cases = cases[:: max(1, len(cases) // options.sample)] if options.sample else cases
        report(name, cases, tools)


def report(name: str, cases: list[Case], tools: dict[str, Callable[[Case], dict[str, str]]]) -> None:
    """One table of one set: every tool, its figures, its speed beside trafilatura's."""
    print(f"\n{name}: {len(cases)} pages")
    print(
        f"{'':28}{'F1':>7}{'prec':>7}{'rec':>7}{'title':>7}{'author':>7}{'date':>7}{'pages/s':>9}{'ratio':>7}"
    )
    answers: dict[str, list[dict[str, str]]] = {tool: [] for tool in tools}
    seconds = dict.fromkeys(tools, 0.0)
    for tool in tools.values():
        tool(cases[0])  # imports and models are not the page's time
    # page by page, so that what else the machine does falls on every tool alike; time of this process alone
    for case in cases:
        for tool_name, tool in tools.items():
            started = time.process_time()
            answers[tool_name].append(tool(case))
            seconds[tool_name] += time.process_time() - started
    for tool_name in tools:
        f1, precision, recall = text_scores(cases, answers[tool_name])
        rates = meta_scores(cases, answers[tool_name])
        meta = "".join(f"{rate:7.3f}" if rate >= 0 else f"{'':7}" for rate in rates)
        took = seconds[tool_name]
        ratio = f"{seconds[PEER] / took:7.2f}" if PEER in seconds else ""
        print(
            f"{tool_name:28}{f1:7.4f}{precision:7.3f}{recall:7.3f}{meta}{len(cases) / took:9.1f}{ratio}",
            flush=True,
        )


def text_scores(cases: list[Case], answers: list[dict[str, str]]) -> tuple[float, float, float]:
    """F1 of mean precision and mean recall over shingle multisets (the measure of the AEB benchmark)."""
    precisions, recalls = [], []
    for case, answer in zip(cases, answers, strict=True):
        truth, found = bag(case.text), bag(answer.get("text", ""))
        shared = sum((truth & found).values())
        if found:
            precisions.append(shared / sum(found.values()))
        if truth:
            recalls.append(shared / sum(truth.values()))
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 2 * precision * recall / (precision + recall), precision, recall


def bag(text: str) -> Counter[tuple[str, ...]]:
    """The word 4-shingles of a text with their counts."""
    words = re.findall(r"\w+", text)
    if 0 < len(words) < 4:
        return Counter([tuple(words)])
    return Counter(zip(*(words[at:] for at in range(4)), strict=False))


def meta_scores(cases: list[Case], answers: list[dict[str, str]]) -> tuple[float, float, float]:
    """Rates of right titles, authors (all labelled names, no other), dates within a day; -1: not labelled."""
    marks: dict[str, list[bool]] = {"title": [], "author": [], "date": []}
    for case, answer in zip(cases, answers, strict=True):
        if case.title and "title" in answer:
            marks["title"].append(squeeze(case.title) == squeeze(answer["title"]))
        if case.authors and "author" in answer:
            marks["author"].append(names(case.authors) == names(re.split(r"[,;]| and ", answer["author"])))
        if case.date and "date" in answer:
            marks["date"].append(near(case.date, answer["date"]))
    return tuple(sum(marks[k]) / len(marks[k]) if marks[k] else -1.0 for k in ("title", "author", "date"))  # type: ignore[return-value]


def squeeze(value: str) -> str:
    """A value without case, marks and spaces."""
    return re.sub(r"[\W_]+", "", value).casefold()


def names(values: tuple[str, ...] | list[str]) -> frozenset[str]:
    """Names in a form that can be compared."""
    return frozenset(squeeze(value) for value in values if squeeze(value))


def near(truth: str, found: str) -> bool:
    """Whether two days (``YYYY-MM-DD...``) are at most a day apart."""
    from datetime import date

    try:
        return abs((date.fromisoformat(truth[:10]) - date.fromisoformat(found[:10])).days) <= 1
    except ValueError:
        return False


def load(folder: Path, name: str) -> Iterator[Case]:
    """The labelled pages of one set, read from its archive in memory."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    archive, labels_name = SETS[name]
    if not (folder / archive).is_file():
        return
    with tarfile.open(folder / archive) as tar:
        files = {m.name.split("/", 1)[-1]: tar.extractfile(m).read() for m in tar if m.isfile()}  # type: ignore[union-attr]
    labels = json.loads(files[labels_name])
    for key, label in enumerate(labels) if isinstance(labels, list) else labels.items():
        stem = label["html_file"] if name == "NP4K" else key
        data = next(
            (files[f"html/{stem}{end}"] for end in ("", ".html", ".html.gz") if f"html/{stem}{end}" in files),
            None,
        )
        if data is None:
            continue
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        body = label.get("articleBody") or label.get("text") or label.get("body") or ""
        yield Case(
            html=bytes_to_str(data, detect_encoding(data)),
            text="\n".join(body) if isinstance(body, list) else body,
            url=label.get("url") or label.get("link"),
            title=label.get("title") or "",
            authors=tuple(a.strip() for a in (label.get("authors") or "").split(",") if a.strip()),
            date=label.get("date") or "",
            name=str(stem),
        )


def run_ours(case: Case) -> dict[str, str]:
    """`pages.read.read`, everything it does."""
    try:
        reading = ours.read(RawPage(capture="c", file="f", locator="", html=case.html, url=case.url))
    except NoMainText:
        return {"text": "", "title": "", "author": "", "date": ""}
    page, published = reading.page, reading.page.published
    return {
        "text": reading.texts[0].text,
        "title": page.title or "",
        "author": page.author or "",
        "date": (published.start or "") if published else "",
    }


def run_ours_text(case: Case) -> dict[str, str]:
    """Our main text alone."""
    from aftershock.pages.main_text import Declared, declared_by, main_text
    from aftershock.pages.markup import markup_of
    from aftershock.pages.title import title_of
    from aftershock.pages.tree import tree_of

    tree = tree_of(case.html)
    markup = markup_of(tree) if tree is not None else None
    title = title_of(markup, case.url) if markup else None
    declared = declared_by(markup, title.value if title else "") if markup else Declared()
    found = main_text(case.html, tree, declared)
    return {"text": found.text if found else ""}


def run_streamed(case: Case) -> dict[str, str]:
    """`pages.streamed.main_text_of`, the fast reading without metadata."""
    from aftershock.pages.streamed import main_text_of

    try:
        return {"text": main_text_of(RawPage(capture="c", file="f", locator="", html=case.html)).text}
    except NoMainText:
        return {"text": ""}


def run_trafilatura(case: Case, *, precision: bool = False) -> dict[str, str]:
    """trafilatura's text, without metadata."""
    import trafilatura

    return {"text": trafilatura.extract(case.html, favor_precision=precision, include_comments=False) or ""}


def run_trafilatura_meta(case: Case) -> dict[str, str]:
    """trafilatura's text with its metadata."""
    import trafilatura

    found = trafilatura.bare_extraction(case.html, url=case.url, with_metadata=True, include_comments=False)
    if found is None:
        return {"text": "", "title": "", "author": "", "date": ""}
    return {
        "text": found.text or "",
        "title": found.title or "",
        "author": found.author or "",
        "date": found.date or "",
    }


def run_resiliparse(case: Case) -> dict[str, str]:
    """resiliparse's main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return {
        "text": extract_plain_text(case.html, main_content=True, preserve_formatting=True, alt_texts=False)
    }


TOOLS: dict[str, Callable[[Case], dict[str, str]]] = {
    "aftershock (all of read)": run_ours,
    "aftershock (main text)": run_ours_text,
    "aftershock (streamed)": run_streamed,
    "trafilatura default": run_trafilatura,
    "trafilatura precision": lambda case: run_trafilatura(case, precision=True),
    "trafilatura with metadata": run_trafilatura_meta,
    "resiliparse main content": run_resiliparse,
}

if __name__ == "__main__":
    main()
