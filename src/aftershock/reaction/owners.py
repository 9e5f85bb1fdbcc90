"""With which accounts does a declared owner write? With the channel's own, and with no member of it.

In a group chat many people write: they are not the owner's accounts because the chat is. An account is the
channel's own where its posts name nobody else, or where who they name is the channel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aftershock.engine.question import Row
from aftershock.reaction.queries import ask
from aftershock.records import Channel

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked

# Telegram's exports write channel1700000001 for a sender where the chat is 1700000001.
_SENDER = re.compile(r"^(?:channel|chat|-100)(?=\d+$)")


def owners_of(asked: Asked, channels: Iterable[Channel]) -> dict[int, str]:
    """Account (as `trace_events` numbers it) -> declared owner, for the own accounts of owned channels."""
    owned = {(each.platform, each.id): each for each in channels if each.owner}
    if not owned:
        return {}
    found: dict[int, str] = {}
    for row in ask(asked, "posting_in", channels=sorted({channel for _, channel in owned})):
        channel = owned.get((str(row["platform"]), str(row["channel_id"])))
        if channel is not None and channel.owner and _is_own(row, channel):
            found[int(row["account"])] = channel.owner
    return found


def _is_own(row: Row, channel: Channel) -> bool:
    """Whether who wrote is the channel: by what makes an account of a post, its id, else handle, else name.

    A handle is one account's on its platform; a name anybody may take, so it counts only where nothing else
    is known of who wrote.
    """
    author, handle, name = (str(row[f"author_{field}"] or "") for field in ("id", "handle", "name"))
    known = {_bare(each) for each in (author, handle) if each}
    if known:
        return _bare(channel.id) in known
    return not name or _bare(name) in {_bare(each) for each in (channel.id, *channel.names)}


def _bare(name: str) -> str:
    return _SENDER.sub("", name.strip().removeprefix("@").casefold())
