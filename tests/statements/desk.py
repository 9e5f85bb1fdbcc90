"""A desk that reads one text as one story, with three fictional groups."""

from __future__ import annotations

from aftershock.records import Entity, Interval, Name, Page, Statement, Story
from aftershock.statements import read as reading
from aftershock.stories.reading import single
from aftershock.text import sha256

GROUPS = (
    Entity(id="x-hill", kind="group", names=(Name(name="Hill Brigade"),)),
    Entity(id="x-free", kind="group", names=(Name(name="Free Column"),)),
    Entity(id="x-spear", kind="group", names=(Name(name="Iron Spear"), Name(name="IS", word=True))),
)


class Desk:
    """Reads a text as the only page of a story: by the rules alone, unless ``trained``."""

    def __init__(self, *, trained: bool = False) -> None:
        self.reader = reading.reader(GROUPS, trained=trained)

    def story(self, text: str, **fields: object) -> tuple[Story, Page, dict[str, str]]:
        """A story of one page."""
        page = Page(
            id="page",
            capture="capture",
            text=sha256(text),
            file="a.txt",
            kind=fields.get("kind", "article"),  # type: ignore[arg-type]
            author=fields.get("author"),  # type: ignore[arg-type]
            published=Interval(start="2024-06-05T00:00:00Z", end="2024-06-06T00:00:00Z", granularity="day"),
        )
        return single(page, text), page, {page.text: text}

    def read(self, text: str, **fields: object) -> list[Statement]:
        """The statements of a text, each span checked against it."""
        story, page, texts = self.story(text, **fields)
        found = list(reading.read((story,), (page,), texts, reader=self.reader))
        for statement in found:
            for witness in statement.witnesses:
                for receipt in (witness.evidence, witness.cue, witness.content, witness.speaker):
                    assert (
                        receipt is None or texts[receipt.text][receipt.start : receipt.end] == receipt.quote
                    )
            for receipt in (*statement.hedges, *(figure.receipt for figure in statement.figures)):
                assert texts[receipt.text][receipt.start : receipt.end] == receipt.quote
        return found

    def said(self, text: str, **fields: object) -> list[tuple[str, str, str | None]]:
        """Act, polarity and speaker of what others say in a text."""
        return [
            (s.act, s.polarity, s.speaker_name) for s in self.read(text, **fields) if s.tier == "attributed"
        ]
