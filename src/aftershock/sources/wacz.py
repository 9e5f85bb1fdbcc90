"""What does a packed web archive (WACZ) hold, is it whole, and who signed it?

A ZIP of web archives with a list of digests (``datapackage.json``, WACZ 1.1.1), which is itself digested and
perhaps signed. Each page carries what is known of all of it: a receipt named ``archive signature`` (signed,
unsigned, mismatch, not checked). What does not fit its digest is read all the same, and said.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec

from aftershock.errors import InputError, brief
from aftershock.records import Capture, FieldReceipt, Record, Reject
from aftershock.sources import digests, warc, warc_records, zip_members
from aftershock.sources.head import HEAD_BYTES, Head
from aftershock.sources.raw import Found, refused
from aftershock.sources.source import Source
from aftershock.sources.wacz_signature import Verdict, verdict

PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
MAX_PACKAGE = 16 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_WARC_INSIDE = re.compile(rb"PK\x03\x04.{26}archive/[\x20-\x7e]{1,200}\.warc", re.DOTALL)
_AGAIN = "Get the archive again from where it came, and compare their digests"


class Resource(Record, frozen=True, kw_only=True):
    """One file that ``datapackage.json`` lists."""

    path: str
    hash: str = ""
    name: str = ""


class Package(Record, frozen=True, kw_only=True):
    """``datapackage.json``."""

    resources: tuple[Resource, ...] = ()
    title: str = ""
    created: str = ""
    software: str = ""


class _Examined(NamedTuple):
    signature: Verdict
    listed: Mapping[str, str]
    problems: tuple[str, ...]


def matches(head: Head) -> bool:
    """Whether a file begins as a ZIP archive; `is_archive` says whether of web archives."""
    return head.data.startswith(_ZIP)


def is_archive(path: Path, head: Head) -> bool:
    """Whether a ZIP archive lists what a WACZ must have, or at least a web archive.

    Where its list is lost, the names at its beginning count.
    """
    try:
        with zip_members.opened(path, path.name) as archive:
            names = archive.namelist()
    except InputError:
        return _WARC_INSIDE.search(head.data) is not None
    return (PACKAGE in names and any(name.startswith("archive/") for name in names)) or any(
        name.endswith((".warc", ".warc.gz")) for name in names
    )


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """The documents of all web archives in it; what is missing, changed or broken comes as a `Reject`."""
    try:
        with zip_members.opened(original, capture.source) as archive:
            yield from _read(archive, original, capture)
    except InputError as error:
        yield refused(capture, error.cause, error.next_step)
        with original.open("rb") as stream:
            lost = FieldReceipt(
                capture=capture.id, locator="bytes", field="archive signature",
                value="not checked: the archive is damaged, its records were searched for",
            )  # fmt: skip
            yield from warc.found_in(warc.Archive(capture, stream, receipts=(lost,)), salvage=True)


def _read(archive: zipfile.ZipFile, original: Path, capture: Capture) -> Iterator[Found]:
    examined = _examine(archive)
    for problem in examined.problems:
        yield refused(capture, problem, _AGAIN)
    said = FieldReceipt(
        capture=capture.id, locator=f"member={DIGEST}", field="archive signature",
        value=f"{examined.signature.state}: {examined.signature.said}",
    )  # fmt: skip
    seen: set[str] = set()
    found = False
    for info in archive.infolist():
        if info.is_dir() or info.filename in seen:
            continue
        seen.add(info.filename)
        try:
            for each in _member(archive, original, capture, info, examined, said):
                found = found or not isinstance(each, Reject)
                yield each
        except InputError as error:
            yield refused(capture, error.cause, error.next_step)
    for name in examined.listed:
        if name not in seen:
            yield refused(capture, f"{name[:200]} is listed in {PACKAGE} and missing", _AGAIN)
    if not found:
        yield refused(capture, "no page was found in it", "Check that it is the archive that you mean")


def _member(
    archive: zipfile.ZipFile,
    original: Path,
    capture: Capture,
    info: zipfile.ZipInfo,
    examined: _Examined,
    said: FieldReceipt,
) -> Iterator[Found]:
    """The documents of one file of the archive, where it is a web archive; its digest in any case."""
    name = info.filename
    with closing(zip_members.seekable(archive, original, info)) as stream:
        is_warc = warc_records.begins(stream.read(HEAD_BYTES))
        stream.seek(0)
        declared = examined.listed.get(name)
        held = digests.stream_holds(declared, stream) if declared else None
        state = {True: f"{declared} holds", False: f"mismatch: not {declared}", None: "not checked"}[held]
        if held is False:
            cause = f"{name[:200]} is changed or damaged: its digest is not {declared}"
            yield refused(capture, cause, _AGAIN)
        if not is_warc:
            return
        if declared is None and examined.listed:
            yield refused(capture, f"{name[:200]} is in it and not listed in {PACKAGE}", _AGAIN)
        digest = FieldReceipt(
            capture=capture.id, locator=f"member={PACKAGE}", field="archive digest", value=state
        )
        stream.seek(0)
        yield from warc.found_in(warc.Archive(capture, stream, f"member={name};", (said, digest)))


def _examine(archive: zipfile.ZipFile) -> _Examined:
    """What the archive says of itself: its signature, the digests of its files, and what is wrong there."""
    package = zip_members.small(archive, PACKAGE, MAX_PACKAGE)
    if package is None:
        none = Verdict(state="unsigned", said=f"unsigned (no {PACKAGE})")
        return _Examined(none, {}, (f"{PACKAGE} is missing: nothing says whether it is whole",))
    problems: list[str] = []
    listed: dict[str, str] = {}
    try:
        listed = {each.path: each.hash for each in msgspec.json.decode(package, type=Package).resources}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problems.append(f"{PACKAGE} cannot be read ({brief(error)})")
    said = verdict(zip_members.small(archive, DIGEST, MAX_PACKAGE), package)
    if said.state == "mismatch":
        problems.append(f"its signature does not hold: {said.said}")
    return _Examined(said, listed, tuple(problems))


source = Source(name="wacz", media_type="application/wacz", version="1", matches=matches, read=read)
