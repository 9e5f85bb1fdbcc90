"""Which findings on the boards are still findings? What is no longer found weighs nothing and is listed.

A board is made before the reaction is measured; a finding that a person carried in may be gone when the posts
are counted anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from aftershock.events.chronicle import Board, Chronicle
from aftershock.events.corrections import FINDING
from aftershock.events.weighing import weigh
from aftershock.records import Judgement
from aftershock.store.judgements import standing


def settled(chronicle: Chronicle, findings: Collection[str], judgements: Sequence[Judgement]) -> Chronicle:
    """The account with boards that hold no finding but those named, and orphans of the ones that are gone."""
    gone = tuple(
        row.id
        for row in standing(tuple(judgements))
        if row.kind == "assess" and any(_gone(target, findings) for target in row.targets)
    )
    return msgspec.structs.replace(
        chronicle,
        boards=tuple(_board(board, findings) for board in chronicle.boards),
        orphaned=tuple(dict.fromkeys((*chronicle.orphaned, *gone))),
    )


def _gone(item: str, findings: Collection[str]) -> bool:
    return item.startswith(FINDING) and item.removeprefix(FINDING) not in findings


def _board(board: Board, findings: Collection[str]) -> Board:
    """The board without findings that are gone, weighed anew; what else it cautions of is kept."""
    left = tuple(each for each in board.assessments if not _gone(each.item, findings))
    if left == board.assessments:
        return board
    names = {each.id: each.text for each in board.hypotheses}
    before, now = weigh(names, board.assessments, board.weights), weigh(names, left, board.weights)
    unstable = {rank.hypothesis for rank in now.ranks if not rank.stable}
    return msgspec.structs.replace(
        board,
        hypotheses=tuple(
            msgspec.structs.replace(each, undecidable=each.id in unstable) for each in board.hypotheses
        ),
        assessments=left,
        ranks=now.ranks,
        leave_one_out=now.left_out,
        cautions=(*now.cautions, *(each for each in board.cautions if each not in before.cautions)),
        verdict=now.verdict,
    )
