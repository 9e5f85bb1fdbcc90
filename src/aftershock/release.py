"""What leaves a case? What a run kept as tables, past events as a baseline: aggregates that name no account.

Rows about accounts (network, members, shares) leave under pseudonyms and with the name of a person who gave
it; the case's chain of custody keeps that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aftershock import account, coordinated, description, intake, marked, response
from aftershock.engine.over import over
from aftershock.errors import CaseError, UsageError
from aftershock.exports import behind, coortweet, drawing, gexf, network, tables
from aftershock.exports.columns import COLUMNS, Columns
from aftershock.progress import silent
from aftershock.reaction import artefacts, shared, slogans
from aftershock.store import layout, traces
from aftershock.store.folder import CaseFolder


def export(
    case: CaseFolder, what: str, form: str, out: Path, *, person: str, at: str, named: str = ""
) -> Path:
    """Write ``what`` of the case to ``out``; raises UsageError for what cannot leave, or not so.

    ``named`` is the person's name where a person has given it: rows about accounts ask for that one.
    """
    aggregates, accounts = MADE.get((what, form)), OF_ACCOUNTS.get((what, form))
    if aggregates is not None:
        data = aggregates(case, network.release(person, at))
    elif accounts is not None:
        data = accounts(case, coordinated.release(case, f"{what} as {form}", named, at))
    else:
        known = ", ".join(f"{what} as {form}" for what, form in (*MADE, *OF_ACCOUNTS))
        raise UsageError(f"there is no export of '{what}' as '{form}'", next_step=f"There is {known}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    return out


# Tables of what a run kept: aggregates.
_KEPT: Mapping[str, tuple[account.Kind[Any], Callable[[Iterable[Any]], list[tables.Row]]]] = {
    "tone": (account.TONES, tables.tone),
    "curves": (account.CURVES, tables.curves),
    "callbacks": (account.POST_CALLBACKS, tables.callbacks),
}


def _artefacts(case: CaseFolder) -> list[tables.Row]:
    """All artefacts: those that the run listed as it has them, then the others, with counts and paths."""
    kept = account.ARTEFACTS.of(case)
    t0 = next((each.t0 for each in account.CURVES.of(case) if each.main), None)
    if not t0:
        return tables.artefacts(kept)
    known = {each.id for each in kept}
    channels = intake.named(account.CHANNELS.of(case))
    with case.cursor() as cursor:
        every = [
            *artefacts.top(cursor, t0, channels, most=artefacts.ALL),
            *slogans.top(cursor, t0, channels, most=artefacts.ALL),
        ]
    return tables.artefacts([*kept, *(each for each in every if each.id not in known)])


_WRITTEN: Mapping[str, Callable[[Sequence[tables.Row], Columns], bytes]] = {
    "csv": tables.to_csv,
    "parquet": tables.to_parquet,
}


def _table(what: str, form: str) -> Callable[[CaseFolder, network.Release], bytes]:
    kind, rows = _KEPT[what]
    return lambda case, by: _WRITTEN[form](rows(kind.of(case)), COLUMNS[what])


def _every(form: str) -> Callable[[CaseFolder, network.Release], bytes]:
    return lambda case, by: _WRITTEN[form](_artefacts(case), COLUMNS["artefacts"])


def _baseline(case: CaseFolder, by: network.Release) -> bytes:
    """The case's own event and its past ones; raises CaseError where there is nothing to align them at."""
    info = description.of_case(case).info
    if not (info.t0 or info.past):
        raise CaseError(
            "neither a first report nor past events are known",
            where=layout.CASE_FILE,
            next_step="Write [event] first_report or [[past]] tables into it",
        )
    with case.cursor() as cursor:
        return shared.write(shared.of_case(cursor, info, by=by.person))


MADE: Mapping[tuple[str, str], Callable[[CaseFolder, network.Release], bytes]] = {
    **{(what, form): _table(what, form) for what in _KEPT for form in _WRITTEN},
    **{("artefacts", form): _every(form) for form in _WRITTEN},
    ("baseline", "json"): _baseline,
    ("bank", "ndjson"): marked.bank,
}


def _network(case: CaseFolder, by: network.Release) -> network.Network:
    with over(case) as engine:
        return coordinated.named(case, coordinated.search(case, engine, silent), by)


def _gexf(case: CaseFolder, by: network.Release) -> bytes:
    made = _network(case, by)
    return gexf.gexf(made, drawing.placed(made)[0])


def _shares(case: CaseFolder, by: network.Release) -> bytes:
    """Every action as CooRTweet takes it; links and hashtags by name, so that they come back."""
    with case.cursor() as cursor:
        events = coordinated.enough(response.actions(cursor))
        shared = zip(*(events.column(name).to_pylist() for name in ("trace", "object")), strict=True)
        labels = coordinated.open_names(cursor, set(shared))
        called = traces.accounts(cursor, set(events.column("account").to_pylist()))
    hide = coordinated.hiding(case)
    masks = {number: hide(*names) for number, names in called.items()}
    return tables.to_csv(coortweet.rows(events, masks.__getitem__, by, labels))


def _accounts(
    what: str, form: str, rows: Callable[[network.Network], list[tables.Row]]
) -> Callable[[CaseFolder, network.Release], bytes]:
    return lambda case, by: _WRITTEN[form](rows(_network(case, by)), COLUMNS[what])


def _behind(
    what: str, form: str, posts: Callable[..., Sequence[behind.GroupPost | behind.PairPost]]
) -> Callable[[CaseFolder, network.Release], bytes]:
    """The posts behind groups or pairs, as `coordinated` finds them."""

    def made(case: CaseFolder, by: network.Release) -> bytes:
        with over(case) as engine:
            told = coordinated.search(case, engine, silent)
            things = coordinated.things(engine, told.found)
        hide = coordinated.hiding(case)
        found = posts(told.found, lambda account: hide(*told.accounts[account]), things, told.receipts)
        return _WRITTEN[form](tables.posts(found, by), COLUMNS[what])

    return made


# Rows about accounts: pseudonyms, and a person's name in each.
OF_ACCOUNTS: Mapping[tuple[str, str], Callable[[CaseFolder, network.Release], bytes]] = {
    ("network", "gexf"): _gexf,
    ("network", "svg"): lambda case, by: drawing.svg(_network(case, by)).encode(),
    **{("network", form): _accounts("network", form, tables.edges) for form in _WRITTEN},
    **{("members", form): _accounts("members", form, tables.members) for form in _WRITTEN},
    **{("group-posts", form): _behind("group-posts", form, behind.of_groups) for form in _WRITTEN},
    **{("pair-posts", form): _behind("pair-posts", form, behind.of_pairs) for form in _WRITTEN},
    ("shares", "csv"): _shares,
}
