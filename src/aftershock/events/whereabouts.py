"""Where was each event, and how exactly is that known?

The place name of an event is looked up in the table of places, with the texts that name it as the context:
"Tripoli" beside Lebanon is not Libya's. What the table does not have stays a name, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from aftershock.events.chronicle import EventMention, EventPlace
from aftershock.events.mentions import Reading
from aftershock.records import Event
from aftershock.statements import places as table


def find(
    events: Iterable[Event], mentions: Sequence[EventMention], readings: Sequence[Reading]
) -> Iterator[EventPlace]:
    """The place of each event that has one, in their order."""
    texts = {reading.story.id: reading.text for reading in readings}
    stories: dict[str, dict[str, None]] = {}
    for mention in mentions:
        stories.setdefault(mention.event, {})[mention.story] = None
    for event in events:
        if event.where:
            yield _place(event, event.where, [texts[s] for s in stories.get(event.id, ()) if s in texts])


def _place(event: Event, name: str, texts: Sequence[str]) -> EventPlace:
    """The listed place that most texts mean; the name alone where none is listed."""
    votes: Counter[tuple[table.Place, int, str]] = Counter()
    for text in texts:
        for found in table.find(text):
            if text[found.start : found.end].casefold() == name.casefold():
                votes[found.place, found.among, found.by] += 1
    chosen = votes.most_common(1)[0][0] if votes else None
    listed = chosen[0] if chosen else None
    venue = table.venue_kind(name)
    return EventPlace(
        event=event.id,
        name=name,
        precision="venue" if venue else listed.precision if listed else "unknown",
        venue=venue or "",
        listed=listed.name if listed else "",
        country=listed.country if listed else "",
        note=listed.note if listed else "",
        among=chosen[1] if chosen else 0,
        chosen=chosen[2] if chosen else "",
        receipts=event.receipts[:1],
    )
