"""What documents stand in a web archive (WARC), at which address and when was each fetched?

Every HTML page, plain text and PDF that a server answered with is a document with a locator of its own:
``record=<id>;at=BYTE``, BYTE being where the record begins in the archive (where it is packed as one whole:
the packed part), and ``number=N`` where records carry no id. The archive itself is the original.
Digests that stand in the archive are checked. A record that only says that nothing changed (``revisit``) is
resolved where it gives the content of another address, and counted where it repeats the same page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from aftershock.records import Capture, FieldReceipt, Reject
from aftershock.sources import digests, http_answer, pdf, warc_records
from aftershock.sources.decoding import decode, is_binary
from aftershock.sources.head import HEAD_BYTES, Head
from aftershock.sources.http_answer import Answer
from aftershock.sources.raw import Found, RawPage, refused
from aftershock.sources.source import Source
from aftershock.sources.warc_records import Damage, Entry
from aftershock.sources.webpage import declared_encoding
from aftershock.sources.webpage import matches as is_page
from aftershock.sources.whole import MAX_DOCUMENT

HTML = ("text/html", "application/xhtml+xml")
# Types that say nothing; then the content decides.
SILENT = ("", "application/octet-stream", "binary/octet-stream", "application/unknown", "unknown/unknown")
# Contents that a revisit may refer to; an archive with more keeps the first.
MAX_REMEMBERED = 200_000
_AGAIN = "Get the archive again, or take the page out of another one"


class Archive(NamedTuple):
    """One stream of records: where it stands (``prefix`` of its locators), what is known of all of it."""

    capture: Capture
    stream: BinaryIO
    prefix: str = ""
    receipts: tuple[FieldReceipt, ...] = ()


class _Payload(NamedTuple):
    """What a record gives: the decoded bytes, what they are said to be, and what was wrong with them."""

    data: bytes
    media_type: str
    charset: str | None
    problems: tuple[str, ...] = ()
    digest: str = ""
    skip: str = ""


def matches(head: Head) -> bool:
    """Whether a file begins as a web archive, packed or not."""
    return warc_records.begins(head.data)


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """The documents of one archive; what is broken in it comes as a `Reject` that names the byte."""
    try:
        with original.open("rb") as stream:
            yield from found_in(Archive(capture, stream))
    except OSError as error:
        cause = f"the archive cannot be read ({error.strerror or error})"
        yield refused(capture, cause, "Check that it exists and its permissions")


def found_in(archive: Archive, *, salvage: bool = False) -> Iterator[Found]:
    """The documents of a stream of records, and at the end one line on what was not read.

    With ``salvage`` the records are searched for in whatever the stream is.
    """
    seen: dict[str, tuple[int, str]] = {}
    skipped: Counter[str] = Counter()
    records = warc_records.salvaged if salvage else warc_records.entries
    for entry in records(archive.stream):
        if isinstance(entry, Damage):
            yield _reject(archive, f"at byte {entry.offset:,}: {entry.cause}", _AGAIN)
        elif entry.kind == "revisit":
            yield from _revisit(archive, entry, seen, skipped)
        else:
            yield from _documents(archive, entry, skipped)
            _remember(entry, seen)
    if skipped:
        listed = ", ".join(f"{count:,} {what}" for what, count in skipped.most_common(12))
        rest = len(skipped) - 12
        listed += f" and {rest} kinds more" if rest > 0 else ""
        yield _reject(
            archive, f"no documents: {listed}", "Nothing to do, unless one of them matters: save and add it"
        )


def _documents(archive: Archive, entry: Entry, skipped: Counter[str]) -> Iterator[Found]:
    payload = _payload(entry)
    if payload.skip:
        skipped[payload.skip] += 1
        return
    place = f"record at byte {entry.offset:,} ({entry.headers.get('warc-target-uri', 'no address')[:200]})"
    for problem in payload.problems:
        yield _reject(archive, f"{place}: {problem}", _AGAIN)
    if not payload.data.strip():
        skipped["empty answers"] += 1
        return
    receipts = archive.receipts + _receipts(archive, entry, payload.digest)
    yield from _read(archive, entry, payload, receipts, place)


def _read(
    archive: Archive, entry: Entry, payload: _Payload, receipts: tuple[FieldReceipt, ...], place: str
) -> Iterator[Found]:
    capture, locator = archive.capture, _locator(archive, entry)
    url = _address(entry.headers)
    if pdf.begins(payload.data):
        yield from pdf.document(payload.data, capture, locator, url=url, receipts=receipts, place=place)
        return
    html = payload.media_type in HTML or (payload.media_type in SILENT and _looks_like_page(payload.data))
    declared = payload.charset or (declared_encoding(payload.data) if html else None)
    text = decode(payload.data, declared=declared).text
    if is_binary(text):
        yield _reject(archive, f"{place}: it is binary, not text", _AGAIN)
        return
    yield RawPage(
        capture=capture.id,
        file=capture.source,
        locator=locator,
        html=text if html else None,
        text=None if html else text,
        url=url,
        receipts=receipts,
    )


def _payload(entry: Entry) -> _Payload:
    """The content of a record, or why it is no document."""
    uri = entry.headers.get("warc-target-uri", "")
    problems = ["it was cut off when it was recorded"] if "warc-truncated" in entry.headers else []
    answer = http_answer.parse(entry.block) if entry.kind == "response" else None
    if answer is None:
        if entry.kind == "response" and "http" in entry.headers.get("content-type", "http"):
            return _Payload(b"", "", None, skip="answers that are not HTTP")
        if uri.startswith("urn:"):  # what a recorder adds about a page: its text again, a picture of it
            return _Payload(b"", "", None, skip="notes of the recorder")
        answer = Answer(200, {"content-type": entry.headers.get("content-type", "")}, entry.block)
    if not 200 <= answer.status < 300:
        return _Payload(b"", "", None, skip=f"answers with status {answer.status}")
    plain = http_answer.unchunked(answer)
    digest, wrong = _digest(entry, (answer.body, plain.data))
    body = http_answer.decoded(plain.data, answer.headers.get("content-encoding", ""), MAX_DOCUMENT)
    kind = answer.media_type
    if kind not in HTML and kind not in SILENT and kind != "text/plain" and not pdf.begins(body.data):
        return _Payload(b"", "", None, skip=kind[:60])
    problems += [problem for problem in (plain.problem, body.problem, wrong) if problem]
    return _Payload(body.data, kind, answer.charset, tuple(problems), digest)


def _digest(entry: Entry, forms: tuple[bytes, ...]) -> tuple[str, str]:
    """What the digests of a record say: (a sound one, or empty; what is wrong, or empty).

    The standard means the body without its transfer coding; many recorders take it as it was sent.
    """
    sound = ""
    for field, values in (
        ("warc-block-digest", (entry.block,)),
        ("warc-payload-digest", (*forms, entry.block) if entry.kind != "response" else forms),
    ):
        declared = entry.headers.get(field)
        held = digests.holds(declared, values) if declared else None
        if held is False:
            return "", f"changed or damaged: {field} {declared} was not taken of it"
        if held and declared:
            sound = declared
    return sound, ""


def _remember(entry: Entry, seen: dict[str, tuple[int, str]]) -> None:
    """Where the content of a record stands, by its id and by its digest, for revisits."""
    uri = entry.headers.get("warc-target-uri", "")
    for key in (entry.headers.get("warc-record-id"), entry.headers.get("warc-payload-digest")):
        if key and len(seen) < MAX_REMEMBERED:
            seen.setdefault(key, (entry.offset, uri))


def _revisit(
    archive: Archive, entry: Entry, seen: Mapping[str, tuple[int, str]], skipped: Counter[str]
) -> Iterator[Found]:
    """A record that refers to content recorded before."""
    keys = (entry.headers.get("warc-refers-to"), entry.headers.get("warc-payload-digest"))
    known = next((seen[key] for key in keys if key and key in seen), None)
    uri = entry.headers.get("warc-target-uri", "")
    if known is None:
        before = entry.headers.get("warc-refers-to-target-uri", uri)[:200]
        when = entry.headers.get("warc-refers-to-date", "an unknown time")
        cause = f"record at byte {entry.offset:,} ({uri[:200]}) repeats {before} of {when}, which is not here"
        yield _reject(archive, cause, "Add the archive that holds the earlier record")
    elif known[1] == uri:
        skipped["pages seen again unchanged"] += 1
    else:
        back = archive.stream.tell()
        original = warc_records.at(archive.stream, *known)
        archive.stream.seek(back)
        if original is None:
            cause = f"record at byte {entry.offset:,} ({uri[:200]}) repeats one that cannot be found again"
            yield _reject(archive, cause, _AGAIN)
            return
        headers = {**original.headers, **entry.headers}
        headers.pop("warc-block-digest", None)  # of the short record, not of the one that it refers to
        again = original._replace(headers=headers, offset=entry.offset, number=entry.number)
        yield from _documents(archive, again, skipped)


def _receipts(archive: Archive, entry: Entry, digest: str) -> tuple[FieldReceipt, ...]:
    said = (
        ("address", entry.headers.get("warc-target-uri")),
        ("fetched_at", entry.headers.get("warc-date")),
        ("digest", digest),
    )
    return tuple(
        FieldReceipt(capture=archive.capture.id, locator=_locator(archive, entry), field=field, value=value)
        for field, value in said
        if value
    )


def _locator(archive: Archive, entry: Entry) -> str:
    record = entry.headers.get("warc-record-id", "").strip("<>")
    named = f"record={record}" if record else f"number={entry.number}"
    return f"{archive.prefix}{named};at={entry.offset}"


def _address(headers: Mapping[str, str]) -> str | None:
    uri = headers.get("warc-target-uri", "").strip("<>")
    return uri if uri.startswith(("http://", "https://")) else None


def _looks_like_page(data: bytes) -> bool:
    text = data[:HEAD_BYTES].decode("utf-8", "replace")
    head = Head(name="", size=len(data), data=data[:HEAD_BYTES], encoding="utf-8", text=text, whole=True)
    return is_page(head)


def _reject(archive: Archive, cause: str, next_step: str) -> Reject:
    where = f"{archive.prefix.removeprefix('member=').rstrip(';')}: " if archive.prefix else ""
    return refused(archive.capture, where + cause, next_step)


source = Source(name="warc", media_type="application/warc", version="1", matches=matches, read=read)
