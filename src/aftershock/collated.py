"""What do the witnesses of a story differ in, as `stories --apparatus` answers?"""

from __future__ import annotations

from collections.abc import Iterator

from aftershock import account, ask
from aftershock.errors import UsageError
from aftershock.rows import Row, row
from aftershock.store.folder import CaseFolder
from aftershock.stories import apparatus
from aftershock.verb import Args, Listener


def stories(case: CaseFolder, args: Args, tell: Listener) -> int:
    """The stories as they are kept, or their apparatus: of one, or of all that have several documents."""
    if not args.get("apparatus"):
        return ask.answering(ask.of(account.STORIES))(case, args, tell)
    short = {"short": True} if args.get("short") else {}
    none = True
    for each in _editions(case, args.get("story")):
        tell.row({**each, **short})
        none = False
    if none:
        tell.notice("no story has several documents")
    return 0


def _editions(case: CaseFolder, wanted: str | None) -> Iterator[Row]:
    named, texts = ask.files(case), case.texts()
    chosen = [
        each
        for each in ask.kept(case, account.STORIES)
        if each.id == wanted or (not wanted and len(each.members) > 1)
    ]
    if wanted and not chosen:
        raise UsageError("no such story", where=wanted, next_step="List them: aftershock stories")
    for each in chosen:
        yield row(apparatus.of(each, texts), named)
