"""What does the dossier show of the reaction beside its numbers, and who acted together?

What was found of joint action is kept with the case, by what was asked; `jointly` makes the page's records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec.structs import replace

from aftershock.dossier import shown
from aftershock.jointly import Names, page_of
from aftershock.progress import Progress
from aftershock.reaction import owners
from aftershock.reaction.coordination import detection
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.queries import ask, engine_of
from aftershock.reaction.result import Reaction
from aftershock.records import Channel
from aftershock.store import traces
from aftershock.store.folder import CaseFolder
from aftershock.text import content_id

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked as Engine

# What accounts do alike by intent. Domains and mentions are left out: whole countries share them.
TRACES = (
    "repost", "quote", "reply", "forward", "link", "hashtag", "hashtags", "text", "near", "media", "handle",
    "deletion",
)  # fmt: skip
FEWEST = 200  # actions below which nothing can be told from chance
_KIND = "together"
_PAGE = 4  # raised when the same result is shown otherwise than before


class Asked(NamedTuple):
    """What is to be searched, and how."""

    traces: tuple[str, ...] = TRACES
    settings: Settings = Settings()


def of_case(
    case: CaseFolder,
    engine: Engine,
    reaction: Reaction,
    tone: shown.Tone | None,
    channels: Iterable[Channel],
    progress: Progress,
) -> shown.Shown:
    """Tone, as it was told, and coordination of a case's posts; nothing of it where there are none.

    Coordination is kept with the case: it is searched again only where posts, owners or the method
    are others. ``engine`` answers questions over posts.
    """
    if not reaction.curves and not case.captures():
        return shown.Shown()
    found = kept(case, engine, channels, progress)
    if found.cannot and not reaction.curves:
        return shown.Shown()  # a case without posts to speak of has no such part
    return shown.Shown(tone=tone, coordination=found)


def kept(
    case: CaseFolder,
    engine: Engine,
    channels: Iterable[Channel],
    progress: Progress,
    asked: Asked | None = None,
) -> shown.Coordination:
    """Who acted together, as the case remembers it where posts, owners, method and question are the same."""
    listed = tuple(channels)
    owned, asked = owners.owners_of(engine, listed), asked or Asked()
    known_as = frozenset(name for each in listed for name in (each.id, *each.names))
    key = content_id(
        "together", detection.METHOD, _PAGE, asked.traces, msgspec.to_builtins(asked.settings),
        sorted(owned.items()), sorted(known_as), _posts_of(case),
    )  # fmt: skip
    known = case.cached(_KIND, [key])
    if key in known:
        return msgspec.json.decode(known[key], type=shown.Coordination)
    progress("looking for joint action", 0, None)
    found = together(engine, owned, asked, known_as)
    if not case.readonly:
        case.keep(_KIND, {key: msgspec.json.encode(found).decode()})
    return found


def _posts_of(case: CaseFolder) -> list[str]:
    """What the case's posts are made of: the captures, in their order."""
    return [capture.id for capture in case.captures()]


def together(
    engine: Engine,
    owned: Mapping[int, str] | None = None,
    asked: Asked | None = None,
    listed: frozenset[str] = frozenset(),
) -> shown.Coordination:
    """Who acted together in a case's posts, as the page shows it; ``engine`` answers questions over them.

    ``owned`` maps accounts to their declared owner: that those act alike is no finding. ``listed`` are names
    of listed channels, the only ones that are shown as sources of what was forwarded.
    """
    asked = asked or Asked()
    events = actions(engine, asked.traces)
    left = _left_out(engine)
    if events.num_rows < FEWEST:
        cannot = f"{events.num_rows} actions on shared objects are too few to tell joint action from chance."
        cannot = f"{cannot} {left[0].upper()}{left[1:]}." if left else cannot
        return shown.Coordination(actions=events.num_rows, cannot=cannot)
    page = page_of(detection.detect(events, asked.settings, owners=owned), Names(engine, listed))
    return replace(page, completeness="; ".join(each for each in (page.completeness, left) if each))


def _left_out(engine: Engine) -> str:
    """What of the posts is in no search, for want of a time."""
    (row,) = ask(engine, "untimed")
    timeless, by_day = int(row["timeless"]), int(row["by_day"])
    if not timeless + by_day:
        return ""
    return f"{timeless:,} posts without a time and {by_day:,} with a day alone are left out"


def actions(engine: Engine, wanted: Sequence[str] = TRACES) -> Any:
    """What accounts did with which object when, in the traces that count: the table that is searched.

    Raises UsageError on a trace that there is none of.
    """
    events = engine_of(engine).table(traces.events(wanted), {}, where="store/trace_events.sql")
    return events.rename_columns(
        ["source" if name == "source_account" else name for name in events.column_names]
    )
