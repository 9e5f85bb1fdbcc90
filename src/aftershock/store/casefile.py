"""What is the case about, in the words of the people who work on it?

``case.toml`` is theirs to edit; the chain records its digest whenever it changed.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import msgspec

from aftershock.errors import CaseError
from aftershock.records import Record
from aftershock.store import layout


class PastEvent(Record, frozen=True, kw_only=True):
    """An earlier event to measure the reaction against; times are ISO 8601."""

    what: str
    when: str | None = None
    where: str | None = None


class CaseMeta(Record, frozen=True, kw_only=True):
    """What, when (ISO 8601), where; why it may be kept; how it may be passed on.

    ``purpose``, ``legal_basis`` and ``tlp`` must be filled before anything leaves the case; TLP starts
    strict, because loosening it is a person's decision.
    """

    what: str = ""
    when: str | None = None
    where: str | None = None
    past_events: tuple[PastEvent, ...] = ()
    purpose: str = ""
    legal_basis: str = ""
    tlp: str = "TLP:AMBER+STRICT"


def encode(meta: CaseMeta) -> bytes:
    """The case file's text, as TOML with a line on what each entry is for."""
    lines = [
        "# What this case is about. Edit freely: the chain of custody notes that it changed.",
        f"what = {_string(meta.what)}",
        "# ISO 8601, with its zone; leave out what is not known.",
        *_optional("when", meta.when),
        *_optional("where", meta.where),
        "# All three must be filled before anything leaves the case.",
        f"purpose = {_string(meta.purpose)}",
        f"legal_basis = {_string(meta.legal_basis)}",
        f"tlp = {_string(meta.tlp)}",
    ]
    for event in meta.past_events:
        lines += ["", "[[past_events]]", f"what = {_string(event.what)}"]
        lines += [*_optional("when", event.when), *_optional("where", event.where)]
    return ("\n".join(lines) + "\n").encode()


def _optional(key: str, value: str | None) -> list[str]:
    return [f"# {key} = "] if value is None else [f"{key} = {_string(value)}"]


def _string(value: str) -> str:
    """A TOML basic string: JSON's escapes are a subset of TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def read(root: Path) -> CaseMeta:
    """The case file of a case; raises CaseError naming the line where it cannot be read."""
    path = root / layout.CASE_FILE
    if not path.is_file():
        raise CaseError("the case file is missing", where=str(path), next_step="Put it back, even if empty")
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        for holder in (found, *found.get("past_events", ())):
            for key, value in holder.items():
                if hasattr(value, "isoformat"):  # TOML has dates of its own
                    holder[key] = value.isoformat()
        return msgspec.convert(found, CaseMeta)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise CaseError(
            f"the case file cannot be read: {error}", where=str(path), next_step="Mend that entry"
        ) from error
