"""Which tags, links and texts were passed around after the first report, how often, by how many, since when?

Accounts appear as counts only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aftershock.reaction.queries import ask
from aftershock.reaction.result import Artefact
from aftershock.reaction.windows import AFTER, naive, stamp
from aftershock.records import FieldReceipt

if TYPE_CHECKING:
    import duckdb

# One account repeating itself passes nothing around; three are the fewest that a reader cannot take for one.
MIN_ACCOUNTS = 3
MOST = 15
# Shorter texts ("thinking of you all") are written alike without being copied.
MIN_TEXT = 40
_KINDS = (("hashtag", "hashtags", "hashtags"), ("link", "links", "links"), ("text", "texts", "text"))


def top(connection: duckdb.DuckDBPyConnection, t0: str) -> tuple[Artefact, ...]:
    """The artefacts of the first day, by accounts, at most `MOST` of each kind."""
    at = naive(t0)
    found = []
    for kind, question, field in _KINDS:
        extra = {"length": MIN_TEXT} if kind == "text" else {}
        rows = ask(connection, question, first=at, last=at + AFTER, accounts=MIN_ACCOUNTS, most=MOST, **extra)
        for row in rows:
            found.append(
                Artefact(
                    kind=kind,
                    label=row["verbatim"],
                    posts=int(row["posts"]),
                    accounts=int(row["accounts"]),
                    before=int(row["before"]),
                    first_seen=stamp(row["first_seen"]),
                    note="also seen before the first report" if row["before"] else "",
                    receipts=(
                        FieldReceipt(
                            capture=row["capture"], locator=row["locator"], field=field, value=row["verbatim"]
                        ),
                    ),
                )
            )
    return tuple(found)
