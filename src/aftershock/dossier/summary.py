"""What happened, who says what, what conflicts, what is to be looked at next? The first screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from markupsafe import Markup

from aftershock.dossier.actors import STANCES
from aftershock.dossier.ledger import NOBODY, Row
from aftershock.dossier.listed import counted
from aftershock.dossier.material import Material
from aftershock.dossier.numbers import PEOPLE, Group, value
from aftershock.dossier.receipts import Register
from aftershock.dossier.times import written
from aftershock.records import Event, Record

NAMED = 4  # names in one sentence; the others are counted
SHOWN = 3  # events, and points in conflict, that the first screen names
_OF = ("killed", "injured", "missing", "arrested")  # the numbers that are asked for first


class Sentence(Record, frozen=True, kw_only=True):
    """A sentence, the ledger lines (numbers) that carry it, and where more of it stands."""

    text: Markup
    lines: tuple[int, ...] = ()
    anchor: str = ""
    link: str = "more"


class Part(Record, frozen=True, kw_only=True):
    """One question of the first screen and what answers it."""

    heading: str
    sentences: Sequence[Sentence]


class _Found(Protocol):
    """Something that a section shows under a name of its own."""

    @property
    def label(self) -> str: ...


class _Point(Protocol):
    @property
    def anchor(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def text(self) -> Markup: ...


class _Board(Protocol):
    @property
    def question(self) -> Markup: ...

    @property
    def undecidable(self) -> tuple[bool, ...]: ...


class _Response(Protocol):
    @property
    def idle(self) -> bool: ...


def happened(material: Material, register: Register, groups: Sequence[Group]) -> list[Sentence]:
    """The events that the case is about, each with the numbers that are given for it."""
    main = [event for event in material.chronicle.events if event.main]
    out = [_event(event, material, register, groups) for event in main[:SHOWN]]
    if len(main) > SHOWN:
        text = Markup("{} more.").format(counted(len(main) - SHOWN, "event"))
        out.append(Sentence(text=text, anchor="timeline", link="timeline"))
    return out or [Sentence(text=Markup("No event was found in what was read."))]


def _event(event: Event, material: Material, register: Register, groups: Sequence[Group]) -> Sentence:
    """The event by its name, place and time, unless the head of the page says them, and its numbers."""
    given = {group.key[1]: group for group in groups if group.key[0] == event.id and group.key[2] in PEOPLE}
    told = [
        f"{given[role].title} {_values(given[role], material, register)}" for role in _OF if role in given
    ]
    if event.title == material.head.title and told:
        said = "; ".join(told)
        text = Markup("{}.").format(said[:1].upper() + said[1:])
    else:
        day = (event.when.start or "")[:10] if event.when else ""
        named = day and (day in event.title or day[:7] in event.title)
        known = [] if named else [written(event.when) if event.when else "date not known"]
        where = [event.where] if event.where and event.where not in event.title else []
        parts = "".join(f"; {part}" for part in (*where, *known, *told))
        text = Markup("<b>{}</b>{}.").format(register.told(event.title), parts)
    first = next((given[role] for role in _OF if role in given), None)
    if first is None:
        return Sentence(text=text, anchor="timeline", link="timeline")
    return Sentence(text=text, anchor=first.anchor, link="numbers")


def _values(group: Group, material: Material, register: Register) -> str:
    """What still stands of a group's numbers: one or two as they are, of more the least and the most."""
    lines = [
        line
        for line in material.chronicle.figures
        if (line.event, line.role, line.unit) == group.key and line.status == "standing"
    ]
    whole = [line for line in lines if line.high is not None and line.modifier not in ("part", "including")]
    said = list(dict.fromkeys(value(line.low, line.high, line.modifier) for line in whole or lines))
    if len(said) > 2:
        highest = max(line.low if line.high is None else line.high for line in whole or lines)
        few = f"{value(min(line.low for line in whole or lines), highest, '')}, depending on who says it"
    else:
        few = " or ".join(said) or "withdrawn"
    return (f"{few} (exclude each other)" if group.conflict else few) + (
        _last(group, material, register) if len(said) > 1 else ""
    )


def _last(group: Group, material: Material, register: Register) -> str:
    """The number given last, by whom and when; empty where the last day has several, or is the only one."""
    key = group.key
    histories = (h for h in material.chronicle.figure_history if (h.event, h.role, h.unit) == key)
    points = [
        point
        for history in histories
        for point in history.points
        if point.at and point.at.start and point.status == "standing"
    ]
    days = sorted({(point.at.start or "")[:10] for point in points if point.at})
    newest = [point for point in points if point.at and (point.at.start or "").startswith(days[-1])]
    said = {value(point.low, point.high, point.modifier) for point in newest}
    if len(days) < 2 or len(said) != 1:
        return ""
    who = register.told(newest[0].said_by).striptags()
    return f", last given as {said.pop()} by {who} ({written(newest[0].at)})"


def voices(material: Material, rows: Sequence[Row]) -> list[Sentence]:
    """Who claims, who denies, who blames, who is said to have claimed nothing."""
    elsewhere = _of_other_events(material)
    counted = [
        row
        for row in rows
        if not row.told_by and not row.history and row.judged != "rejected" and row.id not in elsewhere
    ]
    out: list[Sentence] = []
    answers = _answers(material)
    for act, verb in zip(STANCES, ("Responsibility claimed by", "Denied by", "Blame voiced by"), strict=True):
        found = [row for row in counted if row.act == act and not row.negative]
        if act == "denies":  # who denies a claim or blame comes before who denies a rumour
            found = [row for row in found if row.id in answers] or found
        out += _voices(verb, found)
    out += _voices(
        "No claim, or a claim disowned:",
        [row for row in counted if row.act == "claims-responsibility" and row.negative],
    )
    if not any(row.act == "claims-responsibility" and not row.negative for row in counted):
        out.append(Sentence(text=Markup("No claim of responsibility was found in what was read.")))
    return out


def conflicts(disputes: Sequence[_Point], groups: Sequence[Group]) -> list[Sentence]:
    """The points on which what is said excludes each other; numbers with their values."""
    numbers = {
        group.key: Sentence(
            text=Markup("{}: {}.").format(
                group.title.capitalize(),
                " against ".join(each.value for each in group.given if each.disputed),
            ),
            anchor=group.anchor,
            link="numbers",
        )
        for group in groups
        if group.conflict
    }
    dead = [sentence for key, sentence in numbers.items() if key[1] == "killed"][:1]
    others = [each for each in disputes if not each.label.startswith("Numbers")]
    out = dead + [Sentence(text=each.text, anchor=each.anchor, link="sides") for each in others]
    out[SHOWN:SHOWN] = [each for each in numbers.values() if each not in dead]
    if len(out) > SHOWN + 1:
        more = Markup("{} more.").format(counted(len(out) - SHOWN, "point"))
        out[SHOWN:] = [Sentence(text=more, anchor="harm", link="all")]
    return out or [Sentence(text=Markup("Nothing was found that excludes something else."))]


def ahead(
    material: Material,
    rows: Sequence[Row],
    harms: Sequence[_Found],
    boards: Sequence[_Board],
    response: _Response,
) -> list[Sentence]:
    """What wants a person before this is used: harm, open questions, thin reading, what is missing."""
    out: list[tuple[str, str, str]] = []
    if harms:
        kinds = ", ".join(harm.label[:1].lower() + harm.label[1:] for harm in harms)
        out.append((f"Could hurt others if it is wrong: {kinds}.", "harm", "check"))
    for board in boards:
        if all(board.undecidable):
            question = board.question.striptags().rstrip("?")
            out.append((f"Cannot be decided from this: {question}?", "answers", "weigh"))
    unsure = sum(row.read.way not in ("rules", "both") and not row.judged for row in rows)
    if unsure:
        said = f"Read in one way only, and judged by nobody: {counted(unsure, 'line')}."
        out.append((said, "ledger", "judge"))
    articles = [page for page in material.pages if page.kind == "article"]
    undated = sum(page.published is None for page in articles)
    if undated:
        out.append(
            (
                f"Documents without a date of publication: {undated} of {len(articles)}.",
                "documents",
                "which",
            )
        )
    if material.rejects:
        out.append((f"Set aside, with the reason: {len(material.rejects)}.", "set-aside", "why"))
    if response.idle:
        out.append(
            (
                "When the event was is not known, so nothing can be told of the reaction.",
                "reaction",
                "how to say it",
            )
        )
    return [Sentence(text=Markup("{}").format(said), anchor=anchor, link=link) for said, anchor, link in out]


def read(material: Material, rows: Sequence[Row]) -> str:
    """How much was read, in one sentence or two."""
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
    return text


def _answers(material: Material) -> frozenset[str]:
    """The statements that stand on a side of a denied claim, blame or suspicion."""
    return frozenset(
        statement
        for dispute in material.chronicle.disputes
        if dispute.kind in ("claim-denied", "blame-denied", "suspect-denied")
        for side in dispute.sides
        for statement in side.statements
    )


def _of_other_events(material: Material) -> frozenset[str]:
    """The statements about other events than the one that the case file names; none where it names none."""
    own = {event.id for event in material.chronicle.events if event.title == material.head.title}
    return frozenset(s.id for s in material.chronicle.statements if own and s.event and s.event not in own)


def _voices(verb: str, rows: list[Row]) -> list[Sentence]:
    if not rows:
        return []
    first: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: bool(row.via)):  # who speaks in person needs nobody's telling
        first.setdefault(row.speaker_key, row)
    names = [_name(row) for row in sorted(first.values(), key=lambda row: (_namelessness(row), row.number))]
    shown = Markup(", ").join(names[:NAMED])
    if len(names) > NAMED:
        shown += Markup(" and {} more").format(len(names) - NAMED)
    return [Sentence(text=Markup("{} {}.").format(verb, shown), lines=tuple(row.number for row in rows))]


def _name(row: Row) -> Markup:
    return row.speaker + Markup(" (as told by {})").format(row.via[0]) if row.via else row.speaker


def _namelessness(row: Row) -> int:
    """Who has a name comes before "a caller", and both before nobody."""
    name = row.speaker.striptags()
    return 2 if name == NOBODY else int(name[:1].islower())
