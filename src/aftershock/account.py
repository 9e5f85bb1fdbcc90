"""What did a run work out? Everything that is kept of it, kind by kind, and what a verb reads again."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from aftershock.dossier import carriable
from aftershock.dossier.independent import Behind
from aftershock.dossier.read_as import ReadAs
from aftershock.dossier.shown import Shown
from aftershock.events.chronicle import (
    Affiliation,
    Board,
    CallBack,
    Chronicle,
    Dispute,
    EventMention,
    EventPlace,
    FigureHistory,
    FigureLine,
    GroupRow,
    Harm,
    HistoryLine,
    Person,
    PriorWarning,
    TimelineLine,
)
from aftershock.events.decided import Decided
from aftershock.events.names_in_time import CalledThen
from aftershock.reaction.result import Artefact, Curve, Reaction, ToneShare
from aftershock.reaction.result import CallBack as PostCallBack
from aftershock.records import Channel, Entity, Event, Finding, Page, Record, Statement, Story
from aftershock.statements.asked import Answered
from aftershock.store.folder import CaseFolder

R = TypeVar("R", bound=Record)


class Unread(Record, frozen=True, kw_only=True):
    """How many documents were not (or not wholly) read for statements; ``why`` is said after the number."""

    why: str
    documents: int


class Account(Record, frozen=True, kw_only=True):
    """Everything that a run worked out."""

    pages: tuple[Page, ...]
    channels: tuple[Channel, ...]
    stories: tuple[Story, ...]
    chronicle: Chronicle
    reaction: Reaction
    shown: Shown
    not_read: tuple[tuple[str, int], ...]
    posts: int
    unread: tuple[Unread, ...] = ()
    depths: tuple[ReadAs, ...] = ()
    toned: tuple[Finding, ...] = ()
    tones: tuple[ToneShare, ...] = ()
    answered: tuple[Answered, ...] = ()


class Standing(Record, frozen=True, kw_only=True):
    """How a statement stands with people, by its id; an orphan is a judgement whose target is gone."""

    id: str
    status: str


class Kind(NamedTuple, Generic[R]):
    """A kind of record that is kept in the case's tables."""

    name: str
    type: type[R]

    def of(self, case: CaseFolder) -> tuple[R, ...]:
        """All records of the kind, as the last run kept them."""
        return case.read(self.name, self.type)


# The names are those of the tables; `store` knows the ones of the data contract, the rest are ours.
PAGES = Kind("pages", Page)
CHANNELS = Kind("channels", Channel)
STORIES = Kind("stories", Story)
STATEMENTS = Kind("statements", Statement)
ANSWERED = Kind("answered", Answered)
EVENTS = Kind("events", Event)
FIGURES = Kind("figure_lines", FigureLine)
FIGURE_HISTORY = Kind("figure_history", FigureHistory)
TIMELINE = Kind("timeline", TimelineLine)
DISPUTES = Kind("disputes", Dispute)
HARMS = Kind("harms", Harm)
HISTORY = Kind("history", HistoryLine)
WARNINGS = Kind("warnings", PriorWarning)
BOARDS = Kind("boards", Board)
MENTIONS = Kind("event_mentions", EventMention)
WHEREABOUTS = Kind("event_places", EventPlace)
CALLBACKS = Kind("callbacks", CallBack)
PERSONS = Kind("persons", Person)
AFFILIATIONS = Kind("affiliations", Affiliation)
GROUPS = Kind("group_rows", GroupRow)
ENTITIES = Kind("entities", Entity)
FINDINGS = Kind("findings", Finding)
TONES = Kind("tones", ToneShare)
CURVES = Kind("curves", Curve)
POST_CALLBACKS = Kind("post_callbacks", PostCallBack)
ARTEFACTS = Kind("artefacts", Artefact)
STANDING = Kind("standing", Standing)
DECIDED = Kind("decided", Decided)
BEHIND = Kind("behind", Behind)
CALLED = Kind("called_then", CalledThen)
JOINT = Kind("joint_findings", Finding)


def keep(case: CaseFolder, account: Account) -> None:
    """Write what a run worked out into the case's tables, in the place of what stood there."""
    told, reaction = account.chronicle, account.reaction
    case.write("figures", [figure for statement in told.statements for figure in statement.figures])
    for kind, records in (
        (PAGES, account.pages),
        (CHANNELS, account.channels),
        (STORIES, account.stories),
        (STATEMENTS, told.statements),
        (ANSWERED, account.answered),
        (EVENTS, told.events),
        (FIGURES, told.figures),
        (FIGURE_HISTORY, told.figure_history),
        (TIMELINE, told.timeline),
        (DISPUTES, told.disputes),
        (HARMS, told.harms),
        (HISTORY, told.history),
        (WARNINGS, told.warnings),
        (BOARDS, told.boards),
        (MENTIONS, told.mentions),
        (WHEREABOUTS, told.places),
        (CALLBACKS, told.callbacks),
        (PERSONS, told.persons),
        (AFFILIATIONS, told.affiliations),
        (GROUPS, told.groups),
        (ENTITIES, told.entities),
        (FINDINGS, (*reaction.findings, *account.toned)),
        (TONES, account.tones),
        (CURVES, reaction.curves),
        (POST_CALLBACKS, reaction.call_backs),
        (ARTEFACTS, reaction.artefacts),
        (JOINT, carriable.of(account.shown.coordination)),
        (STANDING, _standing(told)),
        (DECIDED, told.decided),
        (CALLED, told.called),
    ):
        case.write(kind.name, records)


def findings(account: Account) -> tuple[Finding, ...]:
    """All findings of a run, those of joint action among them: what a person may carry to a board."""
    return (*account.reaction.findings, *account.toned, *carriable.of(account.shown.coordination))


def _standing(told: Chronicle) -> list[Standing]:
    return [
        Standing(id=target, status=status)
        for status, targets in (
            ("accepted", told.accepted),
            ("rejected", told.rejected),
            ("orphaned", told.orphaned),
        )
        for target in targets
    ]
