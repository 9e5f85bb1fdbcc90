"""What stands in a list of phrases or patterns on disk? One a line, tab-separated, the first line names the
columns.

`phrases/NAME.tsv` has the column `text` and may have `adopted_by`, `edges`, `source`, `id`;
`patterns/NAME.tsv` has `expression` and may have `adopted_by`, `source`, `id`. Lines that begin with `#` are
remarks. A line that names nobody in `adopted_by` only asks for a person's look.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from aftershock.errors import InputError
from aftershock.shield.matchers import re2
from aftershock.shield.patterns import Pattern, compiled
from aftershock.shield.phrases import Phrase
from aftershock.text import sha256

_PHRASE = ("text", "adopted_by", "edges", "source", "id")
_PATTERN = ("expression", "adopted_by", "source", "id")


def phrases(file: Path, name: str) -> tuple[Phrase, ...]:
    """The phrases of a list; raises InputError with file and line. Ids are made of the text where none is
    given.
    """
    found = []
    for line, row in _rows(file, _PHRASE):
        edges = row.get("edges") or "word"
        if edges not in ("word", "open"):
            raise _fault(file, line, f"edges are '{edges}'", "Write word or open")
        found.append(
            Phrase(
                id=row.get("id") or _id(name, row["text"]),
                list=name,
                text=row["text"],
                edges="open" if edges == "open" else "word",
                adopted_by=row.get("adopted_by") or None,
                source=row.get("source") or "",
            )
        )
    _once(file, [each.id for each in found])
    return tuple(found)


def patterns(file: Path, name: str) -> tuple[Pattern, ...]:
    """The patterns of a list; raises InputError with file and line where RE2 refuses one."""
    options = re2.Options()
    options.log_errors = False
    found = []
    for line, row in _rows(file, _PATTERN):
        made = Pattern(
            id=row.get("id") or _id(name, row["expression"]),
            list=name,
            expression=row["expression"],
            adopted_by=row.get("adopted_by") or None,
            source=row.get("source") or "",
        )
        try:
            compiled(made, options)
        except InputError as error:
            raise _fault(file, line, error.cause, error.next_step) from error
        found.append(made)
    _once(file, [each.id for each in found])
    return tuple(found)


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        raise InputError(
            "the policy names this list, and there is no such file",
            where=str(file),
            next_step=f"Make it; its first line names the columns: {', '.join(columns)}",
        ) from None
    except UnicodeDecodeError as error:
        raise _fault(
            file, 0, f"not UTF-8 ({error.reason} at byte {error.start})", "Save it as UTF-8"
        ) from error
    head: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not head:
            head = cells
            wrong = [each for each in head if each not in columns]
            if wrong or columns[0] not in head:
                said = f"the first line must name the columns, '{columns[0]}' among them"
                raise _fault(file, number, said, f"Columns are {', '.join(columns)}")
            continue
        if len(cells) > len(head):
            raise _fault(file, number, f"{len(cells)} cells under {len(head)} columns", "Mend the line")
        row = dict(zip(head, cells, strict=False))
        if not row.get(columns[0]):
            raise _fault(file, number, f"no {columns[0]}", "Fill it in or take the line out")
        yield number, row


@lru_cache(maxsize=1 << 17)
def _id(name: str, text: str) -> str:
    return f"{name}-{sha256(text)[:10]}"


def _once(file: Path, ids: list[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise _fault(file, 0, f"'{each}' stands there twice", "Take one of both out")
        seen.add(each)


def _fault(file: Path, line: int, cause: str, next_step: str) -> InputError:
    return InputError(cause, where=str(file), line=line, next_step=next_step)
