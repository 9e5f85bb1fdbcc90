"""What does the case hold, in one paragraph of counted facts, each with its lines and receipts?"""

from __future__ import annotations

from markupsafe import Markup

from aftershock.dossier.actors import STANCES
from aftershock.dossier.ledger import Row
from aftershock.dossier.material import Material
from aftershock.dossier.numbers import Group
from aftershock.records import Record

NAMED = 4  # names in one sentence; the others are counted


class Sentence(Record, frozen=True, kw_only=True):
    """A sentence, and the ledger lines (numbers) that carry it."""

    text: Markup
    lines: tuple[int, ...] = ()
    anchor: str = ""


def summary(material: Material, rows: list[Row], groups: list[Group]) -> list[Sentence]:
    """Counts first, then who claims, denies, blames, then the numbers that exclude each other."""
    counted = [row for row in rows if not row.told_by and not row.history and row.judged != "rejected"]
    out = [_read(material, rows)]
    answers = _answers(material)
    for act, verb in zip(STANCES, ("Responsibility claimed by", "Denied by", "Blame voiced by"), strict=True):
        voices = [row for row in counted if row.act == act and not row.negative]
        if act == "denies":  # who denies a claim or blame comes before who denies a rumour
            voices = [row for row in voices if row.id in answers] or voices
        out += _voices(verb, voices)
    out += _voices(
        "No claim, or a claim disowned:",
        [row for row in counted if row.act == "claims-responsibility" and row.negative],
    )
    if not any(row.act == "claims-responsibility" and not row.negative for row in counted):
        out.append(Sentence(text=Markup("No claim of responsibility was found in what was read.")))
    for group in (group for group in groups if group.conflict):
        values = ", ".join(given.value for given in group.given if given.disputed)
        text = Markup("Numbers that exclude each other ({}): {}.").format(group.title, values)
        out.append(Sentence(text=text, anchor=group.anchor))
    return out


def counted(count: int, one: str, many: str = "") -> str:
    """``1 document``, ``1,200 documents``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _read(material: Material, rows: list[Row]) -> Sentence:
    several = sum(len(story.members) > 1 for story in material.stories)
    documents = sum(page.kind == "article" for page in material.pages)
    posts_read, stories = len(material.pages) - documents, len(material.stories)
    told = [counted(documents, "document")] if documents or not posts_read else []
    told += [f"{counted(posts_read, 'post')} that {'was' if posts_read == 1 else 'were'} read"] * bool(
        posts_read
    )
    verb = "tells" if documents + posts_read == 1 else "tell"
    parts = [f"{' and '.join(told)} {verb} {counted(stories, 'story', 'stories')}"]
    if several:
        parts.append(f"{several} of them in more than one copy")
    text = ", ".join(parts)
    if material.posts.total:
        posts = material.posts
        text += f"; {counted(posts.total, 'post')} by {counted(posts.accounts, 'account')} were counted"
    text += f". The ledger holds {counted(len(rows), 'statement')}"
    history = sum(row.history for row in rows)
    text += f", {history} of them about earlier events." if history else "."
    return Sentence(text=Markup("{}").format(text))


def _answers(material: Material) -> frozenset[str]:
    """The statements that stand on a side of a denied claim, blame or suspicion."""
    return frozenset(
        statement
        for dispute in material.chronicle.disputes
        if dispute.kind in ("claim-denied", "blame-denied", "suspect-denied")
        for side in dispute.sides
        for statement in side.statements
    )


def _voices(verb: str, rows: list[Row]) -> list[Sentence]:
    if not rows:
        return []
    names = list({(row.speaker_key, row.via): _name(row) for row in rows}.values())
    shown = Markup(", ").join(names[:NAMED])
    if len(names) > NAMED:
        shown += Markup(" and {} more").format(len(names) - NAMED)
    return [Sentence(text=Markup("{} {}.").format(verb, shown), lines=tuple(row.number for row in rows))]


def _name(row: Row) -> Markup:
    return row.speaker + Markup(" (as told by {})").format(row.via[0]) if row.via else row.speaker
