"""What would an analyst have written down about a made stream? Its event, past ones, watched channels.

``case.toml`` and ``channels.toml`` as docs/using.md has them: a report on the folder needs nothing else.
"""

from __future__ import annotations

import numpy as np

from aftershock.reaction.simulate.plan import Incident
from aftershock.reaction.simulate.stream import Stream, account_id
from aftershock.text import canonical_json

BY = "aftershock simulate"
WATCHED = 8  # accounts that write most, and so are the first that anybody would watch


def case_file(stream: Stream) -> bytes:
    """The description: the latest incident is the event, the others are past ones; without any, a title."""
    truth = stream.truth
    incidents = sorted(truth.world.incidents, key=lambda each: each.first_report)
    lines = [
        "[case]",
        'title = "A made stream of posts"',
        f'purpose = "a rehearsal: everything in it is made up (seed {truth.seed})"',
        'legal_basis = "no person is in it"',
        'tlp = "CLEAR"',
    ]
    if incidents:
        lines += ["", "[event]", *_event(incidents[-1])]
    for past in incidents[:-1]:
        lines += ["", "[[past]]", *_event(past)]
    return ("\n".join(lines) + "\n").encode()


def channels_file(stream: Stream) -> bytes:
    """Who is watched: the channels of declared owners, and who writes most; planted ones never."""
    platforms = _platforms(stream)
    owned = {
        account: cause.owner for cause in stream.truth.causes if cause.owner for account in cause.accounts
    }
    hidden = {account for cause in stream.truth.causes if cause.planted for account in cause.accounts}
    lines: list[str] = []
    for account, owner in owned.items():
        if account in platforms:
            lines += _channel(account, platforms[account], "public", "declared by its owner")
            lines += [f"owner = {_quoted(owner)}", ""]
    for account in _busiest(stream, frozenset((*owned, *hidden))):
        lines += [*_channel(account, platforms[account], "newsroom", "one of those that write most"), ""]
    return "\n".join(lines).encode()


def _busiest(stream: Stream, without: frozenset[str]) -> list[str]:
    posts = np.bincount(stream.columns["account"][stream.columns["kept"]])
    order = np.argsort(-posts, kind="stable")[: WATCHED + len(without)]
    named = [account_id(int(number)) for number in order if posts[number]]
    return [account for account in named if account not in without][:WATCHED]


def _platforms(stream: Stream) -> dict[str, str]:
    """Platform of every account that posted."""
    accounts, first = np.unique(stream.columns["account"], return_index=True)
    names, where = stream.world.platforms, stream.columns["platform"][first]
    return {
        account_id(int(account)): names[int(place)] for account, place in zip(accounts, where, strict=True)
    }


def _event(incident: Incident) -> list[str]:
    at = _quoted(incident.first_report.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return [f"title = {_quoted(incident.title)}", f"when = {at}", f"first_report = {at}"]


def _channel(account: str, platform: str, role: str, why: str) -> list[str]:
    return [
        "[[channel]]",
        f"platform = {_quoted(platform)}",
        f"id = {_quoted(account)}",
        f"names = [{_quoted(f'Channel {int(account[1:])}')}]",
        f"role = {_quoted(role)}",
        f"role_by = {_quoted(BY)}",
        f"role_why = {_quoted(why)}",
    ]


def _quoted(words: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's."""
    return canonical_json(words).decode()
