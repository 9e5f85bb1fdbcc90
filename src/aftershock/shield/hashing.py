"""What do `/v1/check` and a bank take of a local file? Hashes of pictures, films, other files; a text as is.

Nothing leaves the machine but what is printed here: neither pixels nor the film.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from aftershock.errors import AftershockError, InputError
from aftershock.media import films, pictures
from aftershock.records import Record

TEXT = 50_000  # characters of a text that a bank takes


class Hashed(Record, frozen=True, kw_only=True):
    """A file; ``text``, ``files``, ``pictures`` and ``film`` are the fields of `/v1/check`. ``missing`` says
    why what it looks like could not be hashed.
    """

    name: str
    kind: Literal["picture", "film", "text", "file"]
    text: str = ""
    files: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    film: tuple[str, ...] = ()
    missing: str = ""

    def media(self) -> dict[str, tuple[str, ...]]:
        """The fields that say what is attached to a post."""
        said = {"files": self.files, "pictures": self.pictures, "film": self.film}
        return {name: value for name, value in said.items() if value}


def hashed(path: Path) -> Hashed:
    """A file, or a folder of stills of one film; raises InputError where it cannot be read at all.

    A picture or film that cannot be unpacked still has the hash of its bytes.
    """
    name = path.name or str(path)
    if path.is_dir():
        return Hashed(name=name, kind="film", film=films.key_frames(path, str(path)))
    try:
        head = films.head(path)
        with path.open("rb") as file:
            files = (hashlib.file_digest(file, "sha256").hexdigest(),)
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", where=str(path)) from error
    try:
        if pictures.is_picture(head):
            pdq = pictures.hashes(path, str(path)).pdq
            why = "" if pdq else f"{path}: too little detail for a hash of what it looks like"
            return Hashed(name=name, kind="picture", files=files, pictures=(pdq,) if pdq else (), missing=why)
        if films.is_film(head):
            return Hashed(name=name, kind="film", files=files, film=films.key_frames(path, str(path)))
    except AftershockError as error:
        kind: Literal["picture", "film"] = "picture" if pictures.is_picture(head) else "film"
        return Hashed(name=name, kind=kind, files=files, missing=str(error))
    text = _text(path)
    return Hashed(name=name, kind="text" if text else "file", text=text, files=files)


def _text(path: Path) -> str:
    """A file's text; empty where it is none, or longer than a bank takes."""
    with path.open("rb") as file:
        data = file.read(4 * TEXT + 1)
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return ""
    return text if len(text) <= TEXT and not any(c < " " and c not in "\t\r\n\f" for c in text) else ""


def known(found: Hashed, bank: str, *, source: str = "") -> Iterator[dict[str, Any]]:
    """The known items of a file as `shield bank add` and `POST /v1/bank` take them: the file itself, which
    may block, and what it looks like or says, so that copies are found.

    An id is that of the content: a file that is added twice is one item.
    """
    values: dict[str, Any] = {
        "file": found.files[0] if found.files else None,
        "picture": found.pictures[0] if found.pictures else None,
        "film": found.film or None,
        "text": found.text or None,
    }
    if found.text:
        values["file"] = None  # a text is known by its words, in whatever file they come
    digest = found.files[0] if found.files else hashlib.sha256("".join(found.film).encode()).hexdigest()
    title = "".join(c for c in found.name if c >= " ")[:500]
    for kind, value in values.items():
        if value is not None:
            item = {"id": f"{kind}-{digest[:32]}", "bank": bank, "title": title, kind: value}
            yield {**item, "source": source} if source else item
