"""The data contract: what a case is made of, as frozen records.

Every record is an immutable value. Equal content is equal; identity (ids) is derived from
content, so that reading the same originals again gives the same ids. Offsets are Unicode code
points, end exclusive. Times are UTC ISO 8601 strings that end in ``Z``. Bulk data (posts)
travels as Arrow columns with the field names of `Post`.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec


class Record(msgspec.Struct, frozen=True):
    """A frozen value of the data contract."""


# --- where a line comes from -------------------------------------------------------------------


class Receipt(Record, frozen=True, kw_only=True, tag_field="@type", tag="passage"):
    """A passage: ``texts[text][start:end] == quote``."""

    text: str
    start: int
    end: int
    quote: str


class FieldReceipt(Record, frozen=True, kw_only=True, tag_field="@type", tag="field"):
    """The receipt of what is not text: an author, a date, a handle."""

    capture: str
    locator: str
    field: str
    value: str


Granularity = Literal["instant", "minute", "hour", "day", "week", "month", "year", "unknown"]


class Interval(Record, frozen=True, kw_only=True):
    """A stretch of time, ``start`` inclusive, ``end`` exclusive, both UTC; ``how`` it is known."""

    start: str | None
    end: str | None
    zone: str = "UTC"
    granularity: Granularity = "unknown"
    how: str = ""


class Capture(Record, frozen=True, kw_only=True):
    """One original as it was taken in. ``source`` is the path inside the folder given, or the address."""

    id: str
    source: str
    url: str | None
    fetched_at: str
    sha256: str
    media_type: str
    path: str


class Text(Record, frozen=True, kw_only=True):
    """One immutable text; ``locator`` says where in the original it came from."""

    id: str
    capture: str
    locator: str
    extractor: str
    text: str


class Reject(Record, frozen=True, kw_only=True):
    """What was set aside: nothing is lost silently. ``line`` is 1-based, 0 for the whole file."""

    file: str
    line: int
    cause: str
    next_step: str


# --- pages and posts ---------------------------------------------------------------------------


class Boilerplate(Record, frozen=True, kw_only=True):
    """A passage that belongs to the page's frame and not to its text; ``kind`` names what it is."""

    kind: str
    receipt: Receipt


class Contested(Record, frozen=True, kw_only=True):
    """A passage of a page's text that some of its ``heard`` lack; they are named."""

    lacking: tuple[str, ...]
    receipt: Receipt


class Page(Record, frozen=True, kw_only=True):
    """One document: an article, a saved page, a feed's entry. ``text`` is the id of its Text.

    ``heard`` names the extractors that found at least half of an HTML page's text (``json-ld``: the body that
    the page declares); ``contested`` holds only what not all of them have. Of a plain text nobody is asked.
    """

    id: str
    capture: str
    text: str
    file: str
    kind: Literal["article", "post"] = "article"  # a post that was taken into reading is a page of its own
    url: str | None = None
    title: str | None = None
    author: str | None = None
    published: Interval | None = None
    language: str | None = None
    boilerplate: tuple[Boilerplate, ...] = ()
    heard: tuple[str, ...] = ()
    contested: tuple[Contested, ...] = ()
    receipts: tuple[Receipt | FieldReceipt, ...] = ()


class Channel(Record, frozen=True, kw_only=True):
    """Who publishes: its role is always said by somebody (`role_by`) for a reason (`role_why`)."""

    platform: str
    id: str
    names: tuple[str, ...] = ()
    role: str = "unknown"
    role_by: str | None = None
    role_why: str | None = None
    owner: str | None = None
    watched_from: str | None = None
    watched_to: str | None = None
    id_gaps: int = 0
    edits_seen: int = 0
    deletions_seen: int = 0


class Media(Record, frozen=True, kw_only=True):
    """A picture, film or file that a post carries. Violent media is kept as hashes only."""

    type: str
    url: str | None = None
    sha256: str | None = None
    pdq: str | None = None


class Post(Record, frozen=True, kw_only=True):
    """One post; in bulk the same names are Arrow columns (`store.posts.SCHEMA`)."""

    platform: str
    channel_id: str
    post_id: str
    thread_id: str | None = None
    url: str | None = None
    author_id: str | None = None
    author_handle: str | None = None
    author_name: str | None = None
    created_at: str | None = None
    tz_source: Literal["exact", "declared", "assumed", "unknown"] = "unknown"
    edited_at: str | None = None
    deleted_at: str | None = None
    observed_at: str | None = None
    text: str = ""
    lang: str | None = None
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    reply_to: str | None = None
    repost_of: str | None = None
    quote_of: str | None = None
    forwarded_from: str | None = None
    metrics: dict[str, int] = {}
    capture: str = ""
    locator: str = ""


# --- stories -----------------------------------------------------------------------------------

Relation = Literal["original", "copy", "reprint", "damaged", "translated", "retold", "excerpt"]
# What tells a story in other words: in another language, or in its own.
REWORDED: frozenset[Relation] = frozenset({"translated", "retold"})


class Match(Record, frozen=True, kw_only=True):
    """``length`` code points that stand alike at ``reading`` (in the reading) and ``at`` (in the member)."""

    reading: int
    at: int
    length: int


class Wound(Record, frozen=True, kw_only=True):
    """A place where a document shows by itself that something is gone; ``kind`` says by what it shows it."""

    kind: str
    receipt: Receipt


class Member(Record, frozen=True, kw_only=True):
    """One document of a story, how it relates to the others, where it agrees with the reading, its scars."""

    text: str
    page: str
    file: str
    relation: Relation
    matches: tuple[Match, ...] = ()
    scars: tuple[Wound, ...] = ()


class Run(Record, frozen=True, kw_only=True):
    """A stretch of the reading, taken from a witness: ``texts[text][start:end]``."""

    text: str
    start: int
    end: int


class Variant(Record, frozen=True, kw_only=True):
    """Where one member differs from the reading.

    ``quote`` is what stands in the member at ``start:end`` (empty, or only a scar such as
    ``( )``, where something was lost); ``reading`` is what the story's reading has there, with
    its receipt in ``witness`` (none where the member added something). Not ``sure``: what is told as
    lost may as well have been added by the others.
    """

    kind: Literal["lost", "added", "changed"]
    text: str
    file: str
    start: int
    end: int
    quote: str
    reading: str
    reading_at: int
    witness: Receipt | None = None
    scar: bool = False
    note: str = ""
    sure: bool = True


class Telling(Record, frozen=True, kw_only=True):
    """A story in other words or another language: documents that are alike word by word, read together.

    Matches and variants count from this reading; the relations are those among these documents.
    """

    members: tuple[Member, ...]
    reading: tuple[Run, ...]
    variants: tuple[Variant, ...] = ()


class Reprint(Record, frozen=True, kw_only=True):
    """What a round-up prints of another story: the passages as they stand in the round-up."""

    story: str
    passages: tuple[Receipt, ...]


class Story(Record, frozen=True, kw_only=True):
    """One account, however many copies carry it. The reading text is the runs joined.

    Members that are translated or retold have no matches here: each stands in one of the ``tellings``.
    A story with ``reprints`` is a round-up of those stories and no origin of what it prints.
    """

    id: str
    members: tuple[Member, ...]
    reading: tuple[Run, ...]
    variants: tuple[Variant, ...] = ()
    boilerplate: tuple[Boilerplate, ...] = ()
    tellings: tuple[Telling, ...] = ()
    reprints: tuple[Reprint, ...] = ()


# --- statements --------------------------------------------------------------------------------

Act = Literal[
    "claims-responsibility", "denies", "blames", "praises", "condemns", "threatens",
    "warns", "calls-to-attack", "urges", "speculates", "reports", "other",
]  # fmt: skip
ACTS: tuple[Act, ...] = get_args(Act)
Polarity = Literal["positive", "negative"]
Certainty = Literal["asserted", "hedged", "counterfactual", "question", "predicted"]
QuoteType = Literal["direct", "mixed", "indirect", "none"]
Tier = Literal["attributed", "author", "narrative"]


class Figure(Record, frozen=True, kw_only=True):
    """A number with its role and bounds; ``high`` is None where there is no upper bound ("at least 40")."""

    id: str
    role: str
    unit: str
    low: float
    high: float | None
    modifier: str
    receipt: Receipt
    event: str | None = None
    statement: str | None = None
    status: Literal["standing", "withdrawn", "superseded"] = "standing"


class Witness(Record, frozen=True, kw_only=True):
    """The receipts of one statement in one document; the whole witness comes first."""

    text: str
    file: str
    evidence: Receipt
    cue: Receipt | None = None
    content: Receipt | None = None
    speaker: Receipt | None = None


class Statement(Record, frozen=True, kw_only=True):
    """One speaker, one act, one content: once per story, however many copies carry it.

    What stands in a round-up counts for the story that it was ``printed_from``.
    """

    id: str
    story: str
    act: Act
    alt_acts: tuple[Act, ...] = ()
    subtype: str | None = None
    speaker_id: str | None = None
    speaker_name: str | None = None
    resolved_by: str | None = None
    via: tuple[str, ...] = ()
    target: str | None = None
    target_id: str | None = None
    event: str | None = None
    polarity: Polarity = "positive"
    certainty: Certainty = "asserted"
    hedges: tuple[Receipt, ...] = ()
    said_at: Interval | None = None
    quote: QuoteType = "none"
    figures: tuple[Figure, ...] = ()
    tier: Tier = "attributed"
    spans_damage: bool = False
    history: bool = False
    rule: str = ""
    witnesses: tuple[Witness, ...] = ()
    printed_from: str | None = None


# --- actors and events -------------------------------------------------------------------------


class Name(Record, frozen=True, kw_only=True):
    """A name of an entity, as a source uses it; ``word`` marks names that are also words (IS, US)."""

    name: str
    language: str = "en"
    valid_from: str | None = None
    valid_to: str | None = None
    source: str = ""
    word: bool = False


class EntityRelation(Record, frozen=True, kw_only=True):
    """A dated, sourced relation (parent, wing, outlet); one may claim it and another deny it."""

    kind: str
    of: str
    valid_from: str | None = None
    valid_to: str | None = None
    source: str = ""
    claimed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()


class Entity(Record, frozen=True, kw_only=True):
    """A group, agency, office, state or person that speaks or is spoken of."""

    id: str
    kind: str
    names: tuple[Name, ...]
    relations: tuple[EntityRelation, ...] = ()


class Event(Record, frozen=True, kw_only=True):
    """Something that happened, as the statements tell it; ``main`` marks what the case is about."""

    id: str
    title: str
    when: Interval | None
    where: str | None
    kind: str = "attack"
    main: bool = False
    statements: tuple[str, ...] = ()
    merged_from: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] = ()


class Hypothesis(Record, frozen=True, kw_only=True):
    """A possible answer to a question, and which other answers it excludes or contains."""

    id: str
    question: str
    text: str
    excludes: tuple[str, ...] = ()
    subsumes: tuple[str, ...] = ()
    undecidable: bool = False


Mark = Literal["consistent", "inconsistent", "neutral", "silent"]


class Assessment(Record, frozen=True, kw_only=True):
    """What one statement or finding says about one hypothesis.

    It weighs what its interest weighs on the board, times its reliability (0 to 1). ``person`` is who
    corrected it; None where it is as proposed.
    """

    id: str
    hypothesis: str
    item: str
    mark: Mark
    reliability: float
    interest: str
    reason: str
    person: str | None = None


# --- what people and rules decide --------------------------------------------------------------

JudgementKind = Literal[
    "accept", "reject", "correct", "merge", "split", "alias", "assess", "mark", "undo"
]  # fmt: skip


class Judgement(Record, frozen=True, kw_only=True):
    """A person's decision; ``value`` keeps anchors (receipts) so that it re-attaches after a re-read."""

    id: str
    kind: JudgementKind
    targets: tuple[str, ...]
    value: dict[str, str]
    anchors: tuple[Receipt, ...] = ()
    reason: str
    person: str
    at: str
    supersedes: str | None = None


class Finding(Record, frozen=True, kw_only=True):
    """A number with its null: what was seen, what would be expected without it, and how sure that is."""

    name: str
    value: float | None
    expected: float | None
    interval: tuple[float, float] | None
    p: float | None = None
    q: float | None = None
    n: int
    completeness: str
    method: str
    verdict: str = "cannot be told from these"
    receipts: tuple[Receipt | FieldReceipt, ...] = ()


class Reason(Record, frozen=True, kw_only=True):
    """Why a verdict was reached: the rule, the policy it belongs to, and the passage."""

    rule: str
    policy: str
    receipt: Receipt | None = None


class Decision(Record, frozen=True, kw_only=True):
    """A verdict on one item and revision; append-only."""

    item: str
    revision: int
    verdict: Literal["allow", "label", "limit", "hold", "block"]
    reasons: tuple[Reason, ...]
    by: str
    at: str
