"""How is the apparatus of a story read by a person, with two witnesses and with hundreds?

In full every document has its line, and at every place everybody is named. In short documents that part
nowhere are one line, neighbouring letters are ranges ("B-F"), what most have is told by those who have not
("all but A, K"), and where one document stands against all others that is counted, not told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from aftershock.stories.apparatus import Apparatus, Document, Place, Wording

LONGEST = 160  # of a passage so much is shown
MANY = 40  # from so many documents on the short form is taken by itself
# Letters in a row from which on they are told as a range; ranges that are named before the rest is counted.
ROW, NAMED = 3, 12
_SAID = {"lost": "lost in", "added": "added in", "changed": "otherwise in"}


def told(of: Apparatus, *, short: bool = False) -> list[str]:
    """The apparatus in lines: the documents with their letters, place by place, then the scars."""
    short = short or len(of.documents) >= MANY
    order = [document.siglum for document in of.documents]
    lines = list(_in_short(of.documents, order) if short else map(_document, of.documents))
    lines += _told(of, order, short=short)
    for telling in of.tellings:
        lines.append(f"among themselves {who([d.siglum for d in telling.documents], order, short=short)}:")
        lines += _told(telling, order, short=short)
    return [*lines, *_scars(of, order, short=short)]


def _document(document: Document) -> str:
    counts = ", ".join(f"{n} {kind}" for kind in _SAID if (n := getattr(document, kind)))
    return f"{document.siglum}  {document.file}  {document.relation}{f'  {counts}' if counts else ''}"


def _in_short(documents: Sequence[Document], order: Sequence[str]) -> Iterator[str]:
    by_kind: dict[str, list[str]] = {}
    for document in documents:
        parts = document.lost or document.added or document.changed
        kind = f"{document.relation}{'' if parts else ', parts nowhere from the reading'}"
        by_kind.setdefault(kind, []).append(document.siglum)
    for kind, sigla in by_kind.items():
        yield f"{who(sigla, order, short=True, all_but=False)} ({len(sigla)})  {kind}"


def _told(of: Apparatus, order: Sequence[str], *, short: bool) -> Iterator[str]:
    alone: Counter[str] = Counter()
    for place in of.places:
        against = [stand.siglum for wording in place.wordings for stand in wording.stands]
        if short and len(against) == 1:
            alone.update(against)
        else:
            yield from _place(place, order, short=short)
    if alone:
        counts = ", ".join(f"{siglum} {count}" for siglum, count in alone.most_common(NAMED))
        more = f", {len(alone) - NAMED} others fewer" if len(alone) > NAMED else ""
        places = f"{alone.total()} more place{'s' if alone.total() > 1 else ''}"
        yield f"alone against all others at {places}: {counts}{more}"


def _scars(of: Apparatus, order: Sequence[str], *, short: bool) -> Iterator[str]:
    by_kind: dict[str, list[str]] = {}
    for scar in of.scars:
        kind, at = scar.kind.replace("-", " "), scar.receipt
        by_kind.setdefault(kind, []).append(scar.siglum)
        if not short:
            yield f"scar in {scar.siglum} at {at.start}: {kind}: “{shortened(at.quote)}”"
    for kind, sigla in by_kind.items() if short else ():
        yield f"scars in {_ranges(list(dict.fromkeys(sigla)), order)}: {kind} ({len(sigla)})"


def _place(place: Place, order: Sequence[str], *, short: bool) -> Iterator[str]:
    base = shortened(place.base)
    yield f"{place.start}  …{_plain(place.before)}[{base}]{_plain(place.after)}…"
    if place.having and place.base:
        yield f"    has it: {who(place.having, order, short=short)}"
    single = [wording for wording in place.wordings if len(wording.stands) == 1]
    folded = single if short and len(single) > ROW else []
    for wording in place.wordings:
        if wording in folded:
            continue
        yield f"    {said(wording, order, short=short)}{'' if place.sure else '; lost or added, either way'}"
    if folded:
        sigla = [wording.sigla[0] for wording in folded]
        yield f"    with words of its own each: {_ranges(sigla, order)}"


def said(wording: Wording, order: Sequence[str], *, short: bool) -> str:
    """What some documents have at a place, in words."""
    note = f" ({wording.note})" if wording.note else ""
    where = f"{_SAID[wording.kind]} {who(wording.sigla, order, short=short)}"
    if wording.kind == "lost":
        return f"{where}{', with a scar' if wording.scar else ''}{note}"
    return f"{where}: “{shortened(wording.quote)}”{note}"


def who(sigla: Sequence[str], order: Sequence[str], *, short: bool, all_but: bool = True) -> str:
    """Some letters of all those in ``order``, in their order; in short as ranges or by those who are not."""
    if not short:
        return ", ".join(sigla)
    has = set(sigla)
    if all_but and len(has) > len(order) / 2:
        without = [each for each in order if each not in has]
        return f"all but {_ranges(without, order)}" if without else "all"
    return _ranges(sigla, order)


def _ranges(sigla: Sequence[str], order: Sequence[str]) -> str:
    place = {siglum: n for n, siglum in enumerate(order)}
    runs: list[list[int]] = []
    for n in sorted(place[each] for each in sigla):
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    named = [
        f"{order[run[0]]}–{order[run[-1]]}" if len(run) >= ROW else ", ".join(order[n] for n in run)
        for run in runs
    ]
    left = sum(map(len, runs[NAMED:]))
    return ", ".join(named[:NAMED]) + (f" and {left} more" if left else "")


def shortened(passage: str) -> str:
    """A passage on one line, its middle left out where it is long."""
    plain = _plain(passage)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST // 2]} … {plain[-LONGEST // 2 :]}"


def _plain(passage: str) -> str:
    return re.sub(r"\s+", " ", passage)
