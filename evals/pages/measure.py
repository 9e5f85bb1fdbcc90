"""How well are frame lines and embedded posts of plain-text pages found?

Run: python evals/pages/measure.py [--show]

A passage counts as found where its offsets are right to the character (white space aside). For posts the
start of the whole passage, the words, the author and the day must all be right. ``body_lines_flagged`` is the
share of body lines (neither frame nor post) called frame.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import NamedTuple

from aftershock.pages.read import Reading, read
from aftershock.sources.raw import RawPage
from aftershock.text import lines, trim

# Rules were bettered while looking at the first; the second was written afterwards and only measured.
FILES = {"tuned": Path(__file__).parent / "plain.txt", "held_back": Path(__file__).parent / "held_back.txt"}
_MARK = re.compile(
    r"⟦(?P<kind>[^|⟧]+)\|(?P<frame>[^⟧]*)⟧|⟪(?P<who>[^⦙]*)⦙(?P<body>[^⦙]*)⦙(?P<signature>[^⟫]*)⟫"
)


class Case(NamedTuple):
    """A labelled text: what stands in it, by offsets."""

    name: str
    text: str
    frames: frozenset[tuple[str, int, int]]
    posts: frozenset[tuple[str, ...]]
    facts: tuple[str, ...]


def digest() -> str:
    """SHA-256 over the labelled files, in order."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in FILES.values())).hexdigest()


def cases(part: str) -> list[Case]:
    """The labelled texts of a part (``tuned`` or ``held_back``), marks taken out."""
    blocks = FILES[part].read_text("utf-8").split("\n=== ")[2:]
    return [_case(block) for block in blocks]


def _case(block: str) -> Case:
    head, _, marked = block.partition("\n")
    name, *facts = (part.strip() for part in head.split("|"))
    text, frames, posts, at = "", set(), set(), 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        start = len(text)
        if mark["kind"]:
            text += mark["frame"]
            frames.add((mark["kind"], start, len(text)))
            continue
        platform, author, handle, day = (part.strip() for part in mark["who"].split("|"))
        heads = mark["signature"].startswith(author)  # a header stands before the words
        text += f"{mark['signature']}\n{mark['body']}" if heads else mark["body"] + mark["signature"]
        posts.add((platform, author, handle, day, " ".join(mark["body"].split()), str(start)))
    return Case(name, text + marked[at:], frozenset(frames), frozenset(posts), tuple(facts))


def found_in(case: Case) -> tuple[Reading, set[tuple[str, int, int]], set[tuple[str, ...]]]:
    """What `read` finds in a labelled text, in the form of the labels."""
    reading = read(RawPage(capture="c", file=case.name, locator="", text=case.text))
    frames = {(f.kind, f.receipt.start, f.receipt.end) for f in reading.page.boilerplate}
    posts = set()
    for item in reading.embedded:
        post, start = item.post, item.receipt.start
        start += item.receipt.quote[0] in "[("
        handle, day = post.author_handle or "-", (post.created_at or "-")[:10]
        body = " ".join((item.body.quote if item.body else "").split())
        posts.add((post.platform, post.author_name or "-", handle, day, body, str(start)))
    return reading, frames, posts


def _facts(reading: Reading) -> tuple[str, ...]:
    page = reading.page
    day = (page.published.start or "-")[:10] if page.published else "-"
    return (page.title or "-", page.author or "-", day, page.language or "-")


def scores(part: str, *, show: bool = False) -> dict[str, float]:
    """Precision and recall of frames and posts, share of right facts, share of body lines flagged."""
    count = dict.fromkeys(
        ("frames", "frames_found", "frames_right", "posts", "posts_found", "posts_right"), 0
    )
    facts = right_facts = body = flagged = 0
    for case in cases(part):
        reading, frames, posts = found_in(case)
        count["frames"] += len(case.frames)
        count["frames_found"] += len(frames)
        count["frames_right"] += len(frames & case.frames)
        count["posts"] += len(case.posts)
        count["posts_found"] += len(posts)
        count["posts_right"] += len(posts & case.posts)
        got = _facts(reading)
        facts += len(got)
        right_facts += sum(a == b for a, b in zip(got, case.facts, strict=True))
        spans = [trim(case.text, *span) for span in lines(case.text)]
        kept = [s for s in spans if not any(start < s.end and s.start < end for _, start, end in case.frames)]
        body += len(kept)
        flagged += sum(any(start < s.end and s.start < end for _, start, end in frames) for s in kept)
        if show and (frames != case.frames or posts != case.posts or got != case.facts):
            print(case.name, "\n  missed", (case.frames - frames) | (case.posts - posts))
            print("  wrong ", (frames - case.frames) | (posts - case.posts), "\n  facts ", got)
    return {
        "frame_precision": count["frames_right"] / count["frames_found"],
        "frame_recall": count["frames_right"] / count["frames"],
        "post_precision": count["posts_right"] / count["posts_found"],
        "post_recall": count["posts_right"] / count["posts"],
        "facts": right_facts / facts,
        "body_lines_flagged": flagged / body,
    }


if __name__ == "__main__":
    for part in FILES:
        print(f"{part}: {len(cases(part))} texts")
        for name, value in scores(part, show="--show" in sys.argv).items():
            print(f"  {name:20}{value:7.3f}")
    print(f"digest {digest()}")
