"""A process that fills a case until it is killed: ``python -m tests.store.worker CASE COUNT [WAIT]``.

Item after item, the same each time it is started: an original, its Texts, posts, a judgement, now and then
a purge. With COUNT 0 it goes on until it is killed.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from aftershock.errors import InputError
from aftershock.records import Reject, Text
from aftershock.store import case as store
from aftershock.store import purging
from aftershock.store.folder import CaseFolder
from aftershock.text import sha256
from tests.store import sample

PURGED = 7  # every so many items, one is purged after it was added


def fill(case: CaseFolder, number: int) -> None:
    """Add one item, or nothing where it is there."""
    source = f"item-{number}.txt"
    try:
        capture, _ = case.add_original(
            f"Item {number} from the quay\n".encode(), source=source, media_type="text/plain"
        )
    except InputError:
        return  # it was purged
    words = [f"Item {number}, passage {each}" for each in range(5)]
    case.add_texts(
        Text(id=sha256(each), capture=capture.id, locator="0:", extractor="plain@1", text=each)
        for each in words
    )
    case.add_posts(sample.post(capture, each) for each in range(3))
    case.judge("accept", [f"item-{number}"], reason="was looked at", person="Ana")
    rejects = [Reject(file=source, line=each, cause="torn", next_step="mend it") for each in range(3)]
    case.set_rejects({source: rejects})
    if number % PURGED == PURGED - 1:
        purging.purge(case, source=source, reason="asked for", person="Ana")
    if number % 5 == 0:
        case.put("dossier.html", f"<!doctype html><title>{number}</title>".encode())
        case.seal()


def main(path: str, count: int, wait: float) -> None:
    with store.open_case(Path(path), create=True, wait=wait) as case:
        sys.stdout.write("open\n")
        sys.stdout.flush()
        for number in itertools.count() if count == 0 else range(count):
            fill(case, number)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 2.0)
