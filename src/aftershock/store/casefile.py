"""What is the case about, in the words of the people who work on it?

``case.toml`` is theirs to edit; the chain records its digest whenever it changed. Here only what the store
and the way out of a case need is read; `events.case_info` and `description` read all of it.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from aftershock.errors import CaseError
from aftershock.records import Record
from aftershock.store import layout


class CaseMeta(Record, frozen=True, kw_only=True):
    """What, when (ISO 8601), where; why it may be kept; how it may be passed on.

    ``purpose``, ``legal_basis`` and ``tlp`` must be filled before anything leaves the case; TLP starts
    strict, because loosening it is a person's decision.
    """

    title: str = ""
    when: str | None = None
    where: str | None = None
    purpose: str = ""
    legal_basis: str = ""
    tlp: str = "AMBER+STRICT"


def encode(meta: CaseMeta) -> bytes:
    """The case file's text, as TOML with a line on what each entry is for."""
    lines = [
        "# What this case is about. Edit freely: the chain of custody notes that it changed.",
        "[case]",
        f"title = {_string(meta.title)}",
        "# All three must be filled before anything leaves the case.",
        f"purpose = {_string(meta.purpose)}",
        f"legal_basis = {_string(meta.legal_basis)}",
        f"tlp = {_string(meta.tlp)}",
        "",
        "# Without it the event is worked out from the documents. Times: ISO 8601, with their zone.",
        "[event]",
        *_optional("when", meta.when),
        *_optional("where", meta.where),
    ]
    return ("\n".join(lines) + "\n").encode()


def _optional(key: str, value: str | None) -> list[str]:
    return [f"# {key} = "] if value is None else [f"{key} = {_string(value)}"]


def _string(value: str) -> str:
    """A TOML basic string: JSON's escapes are a subset of TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def untouched(root: Path) -> bool:
    """Whether nobody has written anything into the case file yet."""
    path = root / layout.CASE_FILE
    return path.is_file() and path.read_bytes() == encode(CaseMeta())


def parse(data: bytes, *, where: str) -> dict[str, Any]:
    """The tables in a case file's bytes."""
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaseError(
            f"the case file cannot be read: {error}", where=where, next_step="Mend that line"
        ) from error


def read(root: Path) -> CaseMeta:
    """What the case file says of the case; entries that are left out are empty.

    Raises CaseError where it is missing, or naming the line where it is no TOML.
    """
    path = root / layout.CASE_FILE
    if not path.is_file():
        raise CaseError("the case file is missing", where=str(path), next_step="Put it back, even if empty")
    found = parse(path.read_bytes(), where=str(path))
    about, event = found.get("case", {}), found.get("event", {})
    return CaseMeta(
        title=str(event.get("title") or about.get("title", "")),
        when=_said(event.get("when")),
        where=_said(event.get("where")),
        purpose=str(about.get("purpose", "")),
        legal_basis=str(about.get("legal_basis", "")),
        tlp=str(about.get("tlp", "")),
    )


def _said(value: Any) -> str | None:
    """An entry as text; TOML has dates of its own."""
    if value is None:
        return None
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
