"""What is known of a statement before it is located in its documents? Offsets are those of the reading."""

from __future__ import annotations

from aftershock.records import Act, Certainty, Polarity, QuoteType, Record, Tier
from aftershock.statements.figures import FoundFigure
from aftershock.text import Span


class Voice(Record, frozen=True, kw_only=True):
    """Who speaks: the resolved name, where it stands in this evidence, and how it was resolved.

    ``chance`` of a pronoun or a description: how likely it takes up this name (`antecedents`).
    """

    name: str
    entity: str | None = None
    at: Span | None = None
    resolved_by: str = "name"
    chance: float | None = None


class Draft(Record, frozen=True, kw_only=True):
    """A statement in the making. ``layer`` is the content it was found in, outermost first in ``via``.

    ``figures`` where what they count stands in somebody else's words; else they are read from the content.
    """

    act: Act
    voice: Voice
    cue: Span
    rule: str
    content: Span | None = None
    evidence: Span | None = None
    alternatives: tuple[Act, ...] = ()
    subtype: str | None = None
    polarity: Polarity = "positive"
    certainty: Certainty = "asserted"
    quote: QuoteType = "none"
    tier: Tier = "attributed"
    target: str | None = None
    target_id: str | None = None
    via: tuple[str, ...] = ()
    figures: tuple[FoundFigure, ...] = ()

    def span(self) -> Span:
        """The smallest stretch that holds speaker, cue and content."""
        parts = [part for part in (self.evidence, self.cue, self.content, self.voice.at) if part]
        return Span(min(part.start for part in parts), max(part.end for part in parts))
