"""Who relays whom? A statement inside another's content carries the relaying speaker in ``via``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import msgspec

from aftershock.statements.draft import Draft, Voice
from aftershock.statements.passages import Passage
from aftershock.statements.speakers import UNATTRIBUTED

# Acts that a passive names even where it leaves out who did it ("has been praised as").
_NAMED_WITHOUT_SPEAKER = ("praises", "condemns", "claims-responsibility", "threatens")
_OUTLET = re.compile(
    r" (?:the )?(?P<kind>(?:[a-z]+ ){0,2}?(?:newspaper|paper|daily|weekly|magazine|broadcaster|station|agency"
    r"|sheet|channel|television|radio) )?(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3})"
)
_PRESS = re.compile(
    r"\b(?:Radio|TV|Television|News|Post|Herald|Times|Echo|Gazette|Courier|Tribune|Journal|Press|Wire|Agency"
    r"|Daily|Weekly|Evening|Mail|Observer|Mirror|Standard|Chronicle|Star|Sun|Globe|Mercury|Ledger|Bulletin"
    r"|Examiner|Sentinel|Argus|Reporter|Broadcasting|Magazine|Podcast)\b"
)
# "Told state television", "told a local paper": an outlet without a name.
_UNNAMED = re.compile(
    r" (?:the |an? )?(?P<name>(?:state|public|national|local|regional|foreign|government) "
    r"(?:television|TV|radio|broadcaster|media|newspaper|paper|news agency|station))\b"
)
_CITING = frozenset(("citing", "quoting", "cited", "quoted", "cites", "quotes"))


def relayed(
    passage: Passage,
    drafts: Sequence[Draft],
    outermost: Voice | None,
    heard: Sequence[Draft] = (),
    outlets: Collection[str] = (),
) -> list[Draft]:
    """The drafts with their relays, nearest first.

    ``outermost`` is whose page or turn this is (a post's author, an interviewee, an issuing ministry); the
    writer of an ordinary article is none. ``heard`` are drafts that are not sure enough to stand, as their
    act is open: who speaks there relays all the same. ``outlets`` are names that the text tells to be papers
    or stations.
    """
    result = []
    for draft in drafts:
        layers = [other for other in (*drafts, *heard) if other is not draft and _holds(other, draft)]
        layers += [other for other in drafts if other not in layers and _cites(passage, other, draft)]
        layers.sort(key=lambda other: _size(other))
        names = [*_told(passage, draft, outlets), *(other.voice.name for other in layers)]
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


def _told(passage: Passage, draft: Draft, outlets: Collection[str]) -> list[str]:
    """ "A caller told the weekly Prism that ...": the outlet that was told relays it."""
    if not passage.words(draft.cue).lower().startswith(("told", "tell", "inform")):
        return []
    at = draft.cue.end - passage.base
    if unnamed := _UNNAMED.match(passage.raw, at):
        return [unnamed["name"]]
    found = _OUTLET.match(passage.raw, at)
    known = found and (found["kind"] or found["name"] in outlets or _PRESS.search(found["name"]))
    return [found["name"]] if found and known else []


def _cites(passage: Passage, outer: Draft, inner: Draft) -> bool:
    """ "X, citing Y, said that ...": what Y says is relayed by X."""
    if passage.words(inner.cue).lower() not in _CITING or outer.voice.name == inner.voice.name:
        return False
    one, other = outer.span(), inner.span()
    return outer.tier == "attributed" and one.start < other.end and other.start < one.end


def _size(draft: Draft) -> int:
    return draft.content.end - draft.content.start if draft.content else 0
