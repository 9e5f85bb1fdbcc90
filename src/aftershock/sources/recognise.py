"""Which source reads this file? Judged by its content, never by its extension."""

from __future__ import annotations

import re
from pathlib import Path

from aftershock.errors import Unrecognised
from aftershock.sources import (
    feeds,
    jsonfeed,
    panel,
    pdf,
    picture_hash,
    plain,
    posts_csv,
    posts_json,
    posts_parquet,
    shared_baseline,
    telegram,
    wacz,
    warc,
    webpage,
)
from aftershock.sources.decoding import is_binary
from aftershock.sources.head import Head, peek
from aftershock.sources.source import Source

__all__ = ["BUILT_IN", "Source", "recognise"]

# In the order in which they are asked: what is sure first, plain text (anything that is text) last.
BUILT_IN: tuple[Source, ...] = (
    posts_parquet.source,
    wacz.source,
    warc.source,
    pdf.source,
    feeds.source,
    webpage.source,
    panel.source,
    shared_baseline.source,
    picture_hash.source,
    telegram.source,
    jsonfeed.source,
    posts_json.source,
    posts_csv.source,
    plain.source,
)

_UNPACK = "Unpack it and add the files in it"
_SAVE_TEXT = "Save it as text or HTML and add that"
_MEDIA = "Pictures, film and sound are not read: write down what they show in a text file, if it matters"
# First bytes -> what it is, what to do. Sources: the formats' own specifications.
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive or an office document", _UNPACK + ", or save the document as text"),
    (b"PK\x05\x06", "an empty ZIP archive", _UNPACK),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"{\\rtf", "an RTF document", _SAVE_TEXT),
    (b"\xd0\xcf\x11\xe0", "an old office document", _SAVE_TEXT),
    (b"\x89PNG", "a picture (PNG)", _MEDIA),
    (b"\xff\xd8\xff", "a picture (JPEG)", _MEDIA),
    (b"GIF8", "a picture (GIF)", _MEDIA),
    (b"RIFF", "a picture, film or sound (RIFF)", _MEDIA),
    (b"OggS", "sound or film (Ogg)", _MEDIA),
    (b"ID3", "sound (MP3)", _MEDIA),
    (b"\x1aE\xdf\xa3", "film (Matroska, WebM)", _MEDIA),
    (b"SQLite format 3\0", "an SQLite database", "Export its tables as CSV and add those"),
    (b"\x7fELF", "a program", "Remove it from the folder"),
    (b"MZ\x90", "a program", "Remove it from the folder"),
)
_MAIL = re.compile(r"(?:From|MIME-Version|Return-Path|Received|Date|Subject|Snapshot-Content-Location): ?\S")
_MAIL_TYPE = re.compile(r"^Content-Type:\s*multipart/", re.MULTILINE | re.IGNORECASE)
_XML_ROOT = re.compile(r"(?>\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>)*+<([\w:.-]+)", re.DOTALL)


def recognise(path: Path, name: str) -> Source:
    """The source that reads a file. ``name`` is what errors call it.

    Raises Unrecognised (with what the file is, where that can be told, and what to do) and InputError
    where the file cannot be read.
    """
    head = peek(path, name)
    if posts_parquet.matches(head):  # its columns stand at its end
        posts_parquet.check(path, name)
        return posts_parquet.source
    if wacz.matches(head) and wacz.is_archive(path, head):  # its list of files stands at its end
        return wacz.source
    for packed in (warc.source, pdf.source):  # their bytes would be refused as binary
        if packed.matches(head):
            return packed
    refuse(head)
    for source in BUILT_IN:
        if source is plain.source:
            refuse_structured(head)
        if source is not wacz.source and source.matches(head):
            return source
    raise Unrecognised(
        "nothing in it can be read", where=name, next_step="Check that it was saved whole, or remove it"
    )


def refuse(head: Head) -> None:
    """Raises Unrecognised for what no source reads: empty files, archives, pictures, programs, mail."""
    if not head.data:
        raise Unrecognised("the file is empty", where=head.name, next_step="Remove it or save it again")
    for signature, what, next_step in SIGNATURES:
        if head.data.startswith(signature):
            raise Unrecognised(f"it is {what}", where=head.name, next_step=next_step)
    if head.data[4:8] == b"ftyp":
        raise Unrecognised("it is film or a picture (MP4, HEIC)", where=head.name, next_step=_MEDIA)
    if is_binary(head.text):
        raise Unrecognised("it is binary, not text", where=head.name, next_step=_SAVE_TEXT)
    if _MAIL.match(head.text) and _MAIL_TYPE.search(head.text[:8192]):
        raise Unrecognised(
            "it is a mail or a page saved as MHTML",
            where=head.name,
            next_step="Save it as HTML or text and add that",
        )
    if head.text.startswith("<?xml") and not feeds.matches(head) and not webpage.matches(head):
        root = _XML_ROOT.match(head.text)
        raise Unrecognised(
            f"it is XML that no source knows (root element {root[1] if root else 'not found'})",
            where=head.name,
            next_step="Feeds (RSS, Atom) and web pages are read; convert it to CSV or text and add that",
        )


def refuse_structured(head: Head) -> None:
    """Raises Unrecognised for JSON and tables that hold no posts: as a text they would be read wrongly."""
    keys = posts_json.is_json(head)
    if keys is not None:
        raise Unrecognised(
            f"it is JSON, but not of posts (it begins with the keys: {', '.join(keys)[:200] or 'none'})",
            where=head.name,
            line=1,
            next_step="Posts need a text and two of author, created_at, id, url; rename its keys",
        )
    columns = posts_csv.unknown_table(head)
    if columns is not None:
        raise Unrecognised(
            f"it is a table, but not of posts (its columns: {', '.join(columns)[:200]})",
            where=head.name,
            line=1,
            next_step="Posts need a text and two of author, created_at, id, url; rename its columns",
        )
