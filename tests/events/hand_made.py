"""Hand-made ledgers for the tests of this stage: fictional pages, each statement anchored in its words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from aftershock.events import intervals
from aftershock.records import (
    Boilerplate,
    Entity,
    EntityRelation,
    Figure,
    Interval,
    Match,
    Member,
    Name,
    Page,
    Receipt,
    Statement,
    Story,
    Witness,
)
from aftershock.stories.reading import single
from aftershock.text import content_id, receipt, sha256


def day(iso: str) -> Interval:
    """One calendar day."""
    year, month, date = (int(part) for part in iso.split("-"))
    return intervals.day(year, month, date, "by hand")


class Desk:
    """Collects pages and statements; `build` arguments come out of `stories`, `pages`, `texts`, `ledger`."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.pages: list[Page] = []
        self.stories: list[Story] = []
        self.ledger: list[Statement] = []
        self.entities: list[Entity] = []

    @property
    def gazetteer(self) -> SimpleNamespace:
        """Entities as the events stage asks for them."""
        return SimpleNamespace(entities={entity.id: entity for entity in self.entities})

    def page(self, text: str, *, published: str | None = None, frame: str | None = None) -> Story:
        """Adds a page that is a story of its own; ``frame`` is a passage of it that is boilerplate."""
        text_id = sha256(text)
        self.texts[text_id] = text
        file = f"pages/{len(self.pages) + 1}.txt"
        boilerplate = ()
        if frame:
            at = text.index(frame)
            boilerplate = (Boilerplate(kind="form", receipt=receipt(text_id, text, at, at + len(frame))),)
        page = Page(
            id=content_id("page", file, text_id),
            capture=content_id("capture", file),
            text=text_id,
            file=file,
            published=day(published) if published else None,
            boilerplate=boilerplate,
            receipts=(receipt(text_id, text, 0, len(text.split("\n")[0])),),
        )
        story = single(page, text)
        self.pages.append(page)
        self.stories.append(story)
        return story

    def copy(self, story: Story, prefix: str = "Copied: ") -> Story:
        """Adds a second document of a story: its text with other words before it."""
        text = prefix + self.texts[story.members[0].text]
        text_id = sha256(text)
        self.texts[text_id] = text
        file = f"pages/{len(self.pages) + 1}.txt"
        page = Page(id=content_id("page", file), capture="c", text=text_id, file=file)
        member = Member(
            text=text_id,
            page=page.id,
            file=file,
            relation="copy",
            matches=(Match(reading=0, at=len(prefix), length=len(text) - len(prefix)),),
        )
        whole = Story(id=story.id, members=(*story.members, member), reading=story.reading)
        self.pages.append(page)
        self.stories = [whole if known.id == story.id else known for known in self.stories]
        self.ledger = [self._also(statement, member, len(prefix)) for statement in self.ledger]
        return whole

    def says(
        self, story: Story, evidence: str, act: str, speaker: str | None = None, **fields: Any
    ) -> Statement:
        """Adds a statement whose evidence is ``evidence``; ``number`` gives it a figure."""
        text_id, file = story.members[0].text, story.members[0].file
        text = self.texts[text_id]
        at = text.index(evidence)
        cited = receipt(text_id, text, at, at + len(evidence))
        number = fields.pop("number", None)
        identity = content_id("statement", story.id, evidence, act, speaker, fields.get("target"))
        figures = (self._figure(identity, text, cited, **number),) if number else ()
        statement = Statement(
            id=identity,
            story=story.id,
            act=act,  # type: ignore[arg-type]
            speaker_name=speaker,
            figures=figures,
            witnesses=(Witness(text=text_id, file=file, evidence=cited),),
            **fields,
        )
        self.ledger.append(statement)
        return statement

    def knows(self, identity: str, *names: str, kind: str = "group", parent: str | None = None) -> None:
        """Adds an entity to the gazetteer."""
        relations = (EntityRelation(kind="branch", of=parent),) if parent else ()
        made = tuple(Name(name=name) for name in names)
        self.entities.append(Entity(id=identity, kind=kind, names=made, relations=relations))

    def _figure(self, statement: str, text: str, cited: Receipt, quote: str, **fields: Any) -> Figure:
        at = text.index(quote, cited.start)
        values = {"role": "killed", "unit": "people", "modifier": "", "high": fields["low"], **fields}
        return Figure(
            id=content_id("figure", statement, quote),
            statement=statement,
            receipt=receipt(cited.text, text, at, at + len(quote)),
            **values,
        )

    def _also(self, statement: Statement, member: Member, shift: int) -> Statement:
        if statement.story not in {s.id for s in self.stories if member in s.members}:
            return statement
        first = statement.witnesses[0].evidence
        cited = receipt(member.text, self.texts[member.text], first.start + shift, first.end + shift)
        witness = Witness(text=member.text, file=member.file, evidence=cited)
        return replace(statement, witnesses=(*statement.witnesses, witness))
