"""What leaves a case? Artefacts as a table, past events as a baseline: aggregates that name no account.

Rows about accounts (edges, groups, actions) go through `exports.network`, which hides them and asks for a
person; the person who took something out is recorded for all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from aftershock import account, description
from aftershock.errors import CaseError, UsageError
from aftershock.exports import network, tables
from aftershock.reaction import shared
from aftershock.reaction.result import Artefact
from aftershock.store.folder import CaseFolder


def export(case: CaseFolder, what: str, form: str, out: Path, *, person: str, at: str) -> Path:
    """Write ``what`` of the case to ``out``; raises UsageError for what cannot leave, or not so."""
    by = network.release(person, at)
    made = MADE.get((what, form))
    if made is None:
        known = ", ".join(f"{what} as {form}" for what, form in MADE)
        raise UsageError(f"there is no export of '{what}' as '{form}'", next_step=f"There is {known}")
    data = made(case, by)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    return out


def _artefacts(case: CaseFolder) -> list[tables.Row]:
    return tables.artefacts(case.read(account.ARTEFACTS.name, Artefact))


def _baseline(case: CaseFolder, by: network.Release) -> bytes:
    """The case's own event and its past ones; raises CaseError where there is nothing to align them at."""
    info = description.of_case(case).info
    if info is None or not (info.t0 or info.past):
        raise CaseError(
            "neither a first report nor past events are known",
            where="case.toml",
            next_step="Write [event] first_report or [[past]] tables into it",
        )
    with case.cursor() as cursor:
        return shared.write(shared.of_case(cursor, info, by=by.person))


MADE: Mapping[tuple[str, str], Callable[[CaseFolder, network.Release], bytes]] = {
    ("artefacts", "csv"): lambda case, by: tables.to_csv(_artefacts(case)),
    ("artefacts", "parquet"): lambda case, by: tables.to_parquet(_artefacts(case)),
    ("baseline", "json"): _baseline,
}
