"""Who relays whom? A statement inside another's content carries the relaying speaker in ``via``."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from aftershock.statements.draft import Draft, Voice
from aftershock.statements.passages import Passage
from aftershock.statements.speakers import UNATTRIBUTED

# Acts that a passive names even where it leaves out who did it ("has been praised as").
_NAMED_WITHOUT_SPEAKER = ("praises", "condemns", "claims-responsibility", "threatens")


def relayed(passage: Passage, drafts: Sequence[Draft], outermost: Voice | None) -> list[Draft]:
    """The drafts with their relays, nearest first.

    ``outermost`` is whose page or turn this is (a post's author, an interviewee, an issuing ministry); the
    writer of an ordinary article is none.
    """
    result = []
    for draft in drafts:
        layers = [other for other in drafts if other is not draft and _holds(other, draft)]
        layers.sort(key=lambda other: _size(other))
        names = [other.voice.name for other in layers]
        if layers and draft.voice.resolved_by == "impersonal" and draft.act not in _NAMED_WITHOUT_SPEAKER:
            continue  # "said both had been told": the outer speaker's information, nobody else's
        if outermost is not None:
            names.append(outermost.name)
        via = [name for name in dict.fromkeys(names) if name not in (draft.voice.name, UNATTRIBUTED)]
        result.append(msgspec.structs.replace(draft, via=tuple(via)) if via else draft)
    return result


def _holds(outer: Draft, inner: Draft) -> bool:
    """Whether the inner cue and speaker stand in what the outer speaker says."""
    if outer.content is None or outer.cue == inner.cue:
        return False
    inside = outer.content.start <= inner.cue.start and inner.cue.end <= outer.content.end
    who = inner.voice.at
    if who is not None and who == outer.voice.at:
        return False  # "condemned it and called for calm": one speaker, two acts
    spoken = who is None or outer.content.start <= who.start < outer.content.end
    return inside and spoken


def _size(draft: Draft) -> int:
    return draft.content.end - draft.content.start if draft.content else 0
