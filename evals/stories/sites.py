"""Are lines that repeat over a site's pages told from the lines of its reports?

Run: python -m evals.stories.sites [--seed S] [--sites N]

Invented sites. Each has closing lines of its own on every page, some an opening one. Their pages: reports of
one event and of many, updates and print versions of one article, series whose parts end on the same
background, live blogs seen several times (whole, or with the older entries cut off), reports that carry one
statement, notices of two sentences. Measured: lines of reports that are wrongly marked, lines of the frame
that are found, and the adjusted Rand index of the stories with and without the marks. `TUNED` are the frames
that thresholds were set with, `FRESH` those that were not looked at.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from evals.stories import generate
from evals.stories.clusters import ari
from evals.stories.generate import World

from aftershock import sites
from aftershock.pages import boilerplate, repeated
from aftershock.progress import silent
from aftershock.records import Boilerplate, Page
from aftershock.store import case as store
from aftershock.stories import build
from aftershock.text import lines, receipt, sha256

TUNED = (
    "The {paper} is written by eleven people above the old chandlery and comes out each weekday since 1911.",
    "Readers who want to help us keep the presses going can take a yearly subscription at the front desk.",
    "Letters reach the editors by post; we print those that carry a full name and cut them where space asks.",
    "Did you see a mistake on this page? Tell the night desk, and we will put it right on the next one.",
    "The {paper} belongs to its readers: no owner, no party and no ministry has a seat at our table.",
    "Our pages are kept for one year and are then open to everybody without charge in the town's library.",
    "Written for the {paper} with material of the agencies; the desk has checked what could be checked.",
    "Take the morning round with you: six short texts before seven o'clock, on every working day.",
    "What our people write in their own name elsewhere is their own affair and not that of this house.",
    "Prices, opening hours and telephone numbers are given without warranty and may have changed since.",
)
FRESH = (
    "{paper} keeps to the press code of the guild; complaints are heard by an umpire who is not one of us.",
    "If this text was worth your while, think of giving what a cup of tea costs to those who made it.",
    "We mark in each text what was altered after it first came out, and keep the earlier wording for you.",
    "Pictures on these pages may not be used again unless the person who took them has said so in writing.",
    "You are reading the free edition; members also get the long weekend read and the crossword puzzle.",
    "The weather for tomorrow, what is on in the evening and the night pharmacies stand on the back page.",
    "This service is run from {town} by a cooperative of forty members who elect their editor each spring.",
    "Comments are open for two days and are read by a person before anybody else can see them on the page.",
)
BACKGROUND = (
    "{group} has claimed four attacks of this kind since the beginning of the year.",
    "The hall in {place} was opened thirty years ago and is used by some 4,000 travellers a day.",
    "An inquiry into the fire is led by {person}, who is to hand over the report before the summer.",
    "{place} and the villages about it have about 60,000 inhabitants, most of whom live from the port.",
    "Two earlier inquiries, both behind closed doors, ended without anybody being named.",
    "{person} has been in office for nine years and does not stand again.",
)
KINDS = ("report", "notice", "one event", "update", "series", "live blog", "statement")


class Known(NamedTuple):
    """A page's text, its site and true story; the lines of its frame; what kind of page it is."""

    text: str
    site: str
    story: int
    frame: frozenset[str]
    kind: str


def made(seed: int, count: int, frames: Sequence[str]) -> list[Known]:
    """The pages of ``count`` sites, shuffled."""
    rng = random.Random(seed)
    found: list[Known] = []
    story = 0
    for number in range(count):
        w = generate.world(rng)
        own = rng.sample(frames, rng.choice((0, 1, 2, 2, 3)))
        said = [line.format(paper=f"{w.places[0]} Courier", town=w.places[1]) for line in own]
        head = said[:1] if len(said) == 3 and rng.random() < 0.5 else []
        tail = said[len(head) :]
        for kind in KINDS:
            for texts in _groups(rng, kind):
                for text in texts:
                    whole = "\n\n".join((*head, text, *tail))
                    site = f"courier{number}.example"
                    found.append(Known(whole, site, story, frozenset(said), kind))
                story += 1
    rng.shuffle(found)
    return found


def _groups(rng: random.Random, kind: str) -> list[list[str]]:
    """Some stories of a kind, each with its copies."""
    w = generate.world(rng)

    def told(low: int, high: int, about: World = w) -> str:
        return generate.story(rng, about, rng.randint(low, high)).replace("\n\n", "\n").replace("\n", "\n\n")

    match kind:
        case "report":
            return [[told(6, 25, generate.world(rng))] for _ in range(4)]
        case "notice":
            return [[told(2, 4, generate.world(rng))] for _ in range(4)]
        case "one event":
            return [[told(6, 20)] for _ in range(4)]
        case "update":
            return [_updates(rng, told(8, 25), w) for _ in range(2)]
        case "series":
            last = [_background(rng, line, w) for line in rng.sample(BACKGROUND, rng.choice((1, 2, 2, 3)))]
            return [["\n\n".join((told(6, 16), *last))] for _ in range(rng.randint(3, 6))]
        case "live blog":
            return [_live(rng, w)]
        case _:
            said = f"“{w.quote[0].upper()}{w.quote[1:]},” {w.people[0]} wrote to the {w.people[1]} inquiry."
            return [[_put(rng, told(5, 12), said)] for _ in range(4)]


def _background(rng: random.Random, line: str, w: World) -> str:
    group = w.groups[0][0].upper() + w.groups[0][1:]
    return line.format(group=group, place=rng.choice(w.places), person=rng.choice(w.people))


def _updates(rng: random.Random, text: str, w: World) -> list[str]:
    """An article as it came out, with a new beginning, with a paragraph more, and as a print version."""
    paragraphs = text.split("\n\n")
    versions = [text]
    for _ in range(rng.randint(2, 4)):
        new = " ".join(generate.sentence(rng, w) for _ in range(rng.randint(1, 3)))
        paragraphs = [new, *paragraphs[rng.choice((0, 1)) :]]
        if rng.random() < 0.5:
            paragraphs.insert(rng.randrange(1, len(paragraphs) + 1), generate.sentence(rng, w))
        versions.append("\n\n".join(paragraphs))
    return [*versions, text]


def _live(rng: random.Random, w: World) -> list[str]:
    """A live blog seen some times: new entries first, the older ones perhaps no more shown."""
    entries: list[str] = []
    seen, window = [], rng.choice((100, 12))
    for hour in range(rng.randint(3, 5)):
        for minute in sorted(rng.sample(range(60), rng.randint(3, 6))):
            entries.insert(
                0, f"{9 + hour}:{minute:02} {generate.sentence(rng, w)} {generate.sentence(rng, w)}"
            )
        seen.append("\n\n".join(entries[:window]))
    return seen


def _put(rng: random.Random, text: str, line: str) -> str:
    paragraphs = text.split("\n\n")
    paragraphs.insert(rng.choice((len(paragraphs), rng.randint(0, len(paragraphs)))), line)
    return "\n\n".join(paragraphs)


class Measured(NamedTuple):
    """Lines by (kind of page, "body" or "frame", whether marked); ARI without and with the marks."""

    lines: Counter[tuple[str, str, bool]]
    before: float
    after: float

    def wrong(self) -> float:
        """The share of body lines that are marked."""
        body = {key: n for key, n in self.lines.items() if key[1] == "body"}
        return sum(n for key, n in body.items() if key[2]) / sum(body.values())

    def found(self) -> float:
        """The share of the frame's lines that are marked."""
        frame = {key: n for key, n in self.lines.items() if key[1] == "frame"}
        return sum(n for key, n in frame.items() if key[2]) / sum(frame.values())


def measured(known: Sequence[Known]) -> Measured:
    """Remember, judge and mark the pages in a case of their own, and build their stories."""
    texts = {sha256(each.text): each.text for each in known}
    pages = [_page(number, each) for number, each in enumerate(known)]
    with (
        tempfile.TemporaryDirectory(prefix="sites-") as folder,
        store.create(Path(folder) / "a.case") as case,
    ):
        marked = sites.marked(case, pages, texts, silent)
    count: Counter[tuple[str, str, bool]] = Counter()
    for each, page in zip(known, marked, strict=True):
        frames = [(b.receipt.start, b.receipt.end) for b in page.boilerplate if b.kind == repeated.KIND]
        for span in lines(each.text):
            kind = "frame" if each.text[slice(*span)] in each.frame else "body"
            count[each.kind, kind, any(a < span.end and span.start < b for a, b in frames)] += 1
    truth = [each.story for each in known]
    return Measured(count, _ari(pages, texts, truth), _ari(marked, texts, truth))


def _page(number: int, known: Known) -> Page:
    text = sha256(known.text)
    frames = tuple(
        Boilerplate(kind=found.kind, receipt=receipt(text, known.text, found.start, found.end))
        for found in boilerplate.frames_of(known.text)
    )
    address = f"https://www.{known.site}/{number}"
    return Page(
        id=f"page-{number:06}", capture="c", text=text, file=f"{number}.html", url=address, boilerplate=frames
    )


def _ari(pages: Sequence[Page], texts: dict[str, str], truth: list[int]) -> float:
    place = {page.id: number for number, page in enumerate(pages)}
    told = build.each(pages, texts)
    return ari([[place[member.page] for member in story.members] for story in told], truth)


def main() -> None:
    """Print both sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--sites", type=int, default=30)
    given = parser.parse_args()
    for name, frames in (("tuned", TUNED), ("fresh", FRESH)):
        known = made(given.seed + (name == "fresh"), given.sites, frames)
        found = measured(known)
        print(f"{name}: {len(known)} pages of {given.sites} sites")
        print(f"  ARI {found.before:.4f} without the marks, {found.after:.4f} with them")
        print(f"  body lines marked {found.wrong():.4%}, lines of the frame found {found.found():.1%}")
        for kind in KINDS:
            body, frame = (
                {hit: found.lines[kind, of, hit] for hit in (True, False)} for of in ("body", "frame")
            )
            print(f"    {kind:10} body {body[True]} of {sum(body.values())}", end=", ")
            print(f"frame {frame[True]} of {sum(frame.values())}")


if __name__ == "__main__":
    main()
