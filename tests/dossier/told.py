# ruff: noqa: E501 (tables of data)
"""What the reading tells beyond the ledger of the fictional case: courses of figures, groups, ties, call-backs."""

from __future__ import annotations

from collections.abc import Mapping

from aftershock.dossier.read_as import ReadAs
from aftershock.events import chronicle as c
from aftershock.records import Interval, Name, Page, Statement

RULES = ("test@1", "reader@0f3a:0.91", "reader@0f3a:0.78+say.report@1", "test@1", "reader@0f3a:0.66")


def rule(number: int, document: str) -> str:
    """How a line of the fixture was read: the Arabic and the Hebrew one shallowly, one line proposed."""
    if document in ("arabic", "hebrew"):
        return "shallow@0f3a"
    return "proposed@toy-1" if number == 8 else RULES[number % len(RULES)]


def depth(pages: Mapping[str, Page]) -> tuple[ReadAs, ...]:
    """How each document of the fixture was read."""
    return tuple(
        ReadAs(page=page.id, depth="shallow" if page.language in ("ar", "he") else "full")
        for page in pages.values()
    )


def at(stamp: str, hours: float = 0.0) -> Interval:
    """A minute, or a day where ``hours`` is 24."""
    if hours:
        return Interval(
            start=f"{stamp}T00:00:00Z", end=f"{stamp}T23:59:59Z", granularity="day", how="as told"
        )
    return Interval(start=f"{stamp}:00Z", end=f"{stamp}:00Z", granularity="minute", how="as told")


def figure_history(k: Mapping[str, Statement]) -> tuple[c.FigureHistory, ...]:
    """The dead of the ferry hall: at least 14, then 19, then 17."""

    def point(
        key: str, when: Interval, low: float, high: float | None, by: str, status: str
    ) -> c.FigurePoint:
        return c.FigurePoint(
            at=when, low=low, high=high, said_by=by, status=status, receipts=(k[key].witnesses[0].evidence,)
        )

    return (
        c.FigureHistory(
            event="event-selm", role="killed", unit="people",
            text="At least 14 on 11 March; 19 from 12 March on by the hospital; 17 after a correction by the police.",
            points=(
                point("police14", at("2031-03-11T21:10"), 14, None, "Harbour Police", "superseded"),
                point("health", at("2031-03-12T07:30"), 16, 19, "Regional health office", "standing"),
                point("hospital19", at("2031-03-12", 24), 19, 19, "Port Selm city hospital", "standing"),
                point("police17", at("2031-03-13T10:00"), 17, 17, "Harbour Police", "standing"),
            ),
        ),
    )  # fmt: skip


def callbacks(k: Mapping[str, Statement]) -> tuple[c.CallBack, ...]:
    """A line from the warning, said again; and one whose first saying no document holds."""
    return (
        c.CallBack(
            id="cb1", event="event-selm", statement=k["claim"].id, first=k["warning"].id,
            quoted="a hall by the water", said_before=at("2031-02-25", 24), said_again=at("2031-03-11T20:05"),
            text="The Northern Column repeats words of the warning.",
            receipts=(k["claim"].witnesses[0].evidence,), first_receipts=(k["warning"].witnesses[0].evidence,),
        ),
        c.CallBack(
            id="cb2", event="event-selm", statement=k["lie"].id, first=None, quoted="a lie that puts people in danger",
            said_before=at("2030-06-02", 24), said_again=at("2031-03-12", 24),
            text="The Free Coast League uses words of its speech of 2 June 2030.",
            receipts=(k["lie"].witnesses[0].evidence,),
        ),
    )  # fmt: skip


def affiliations(k: Mapping[str, Statement]) -> tuple[c.Affiliation, ...]:
    """One says a wing, the other denies it."""

    def tie(stance: str, by: str, key: str) -> c.Affiliation:
        return c.Affiliation(
            id=f"tie-{key}", kind="wing", part="Northern Column", part_id="g-column", whole="Free Coast League",
            whole_id="g-league", stance=stance, said_by=by, since=None, said_at=at("2031-03-12", 24),  # type: ignore[arg-type]
            statement=k[key].id, receipts=(k[key].witnesses[0].evidence,),
        )  # fmt: skip

    return tie("claimed", "The Interior Ministry", "blame"), tie("denied", "The Free Coast League", "denial")


def groups(k: Mapping[str, Statement]) -> tuple[c.GroupRow, ...]:
    """Two groups, the one with an earlier event."""

    def row(group: str, gid: str, event: str, what: str, key: str, **more: object) -> c.GroupRow:
        titles = {
            "event-selm": "Explosions at the Port Selm ferry hall",
            "event-brell": "Brell railway depot",
        }
        blank = {"target": "", "means": "", "flight": "", "killed": "", "delay_hours": None}
        return c.GroupRow(
            id=f"row-{group}-{event}-{what}", group=group, group_id=gid, event=event, title=titles[event],
            when=at("2031-03-11T18:42") if event == "event-selm" else at("2029-03-01", 24), what=what,
            said_by=(k[key].speaker_name or "",), origins=1, statements=(k[key].id,),
            receipts=(k[key].witnesses[0].evidence,), **(blank | more),
        )  # type: ignore[arg-type]  # fmt: skip

    return (
        row("Northern Column", "g-column", "event-brell", "claimed", "brell", target="railway depot", means="fire",
            delay_hours=(20.0, 44.0)),
        row("Northern Column", "g-column", "event-selm", "claimed", "claim", target="ferry hall", means="explosives",
            killed="14 to 19", flight="not told", delay_hours=(1.4, 1.4)),
        row("Free Coast League", "g-league", "event-selm", "blamed", "blame", target="ferry hall", killed="14 to 19"),
        row("Free Coast League", "g-league", "event-selm", "denied", "denial"),
    )  # fmt: skip


def persons(k: Mapping[str, Statement]) -> tuple[c.Person, ...]:
    """A minister with a title and without."""
    said = [s for s in k.values() if "Osk" in (s.speaker_name or "")]
    return (
        c.Person(
            id="person-osk", name="Tarel Osk", names=(Name(name="Minister Tarel Osk"), Name(name="Osk"), Name(name="Tarel Osk")),
            titles=("minister",), statements=tuple(s.id for s in said), how="one full name, its titles and surname",
            receipts=tuple(s.witnesses[0].evidence for s in said),
        ),
    )  # fmt: skip


def places(k: Mapping[str, Statement]) -> tuple[c.EventPlace, ...]:
    """A venue, and a town that two countries have."""
    return (
        c.EventPlace(
            event="event-selm", name="ferry hall", precision="venue", venue="station", listed="Port Selm",
            country="Velmora", note="", among=1, chosen="its name alone", receipts=(k["claim"].witnesses[0].evidence,),
        ),
        c.EventPlace(
            event="event-brell", name="Brell", precision="city", venue="", listed="Brell", country="Velmora",
            note="", among=2, chosen="the country that the text speaks of",
            receipts=(k["brell"].witnesses[0].evidence,),
        ),
    )  # fmt: skip
