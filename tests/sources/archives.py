"""Web archives and PDF files for the tests, written by hand after their formats' descriptions."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence

SENTENCE = "The ferry at Hask keeps running until the end of the month, the office said on Monday. "


def page(title: str, sentence: str = SENTENCE) -> bytes:
    """A web page with an article."""
    body = "".join(f"<p>Note {number} of {title}: {sentence * 3}</p>" for number in range(4))
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}"
        "</article></body></html>"
    ).encode()


def answer(body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> bytes:
    """An HTTP answer as a recorder keeps it."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 100) -> bytes:
    """A body in the chunks of HTTP/1.1."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def sha1(data: bytes) -> str:
    """A digest as web archives write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def record(
    number: int,
    block: bytes,
    *,
    kind: str = "response",
    uri: str | None = None,
    length: int | None = None,
    content_type: str = "application/http; msgtype=response",
    **headers: str,
) -> bytes:
    """One record of a WARC."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>",
        f"WARC-Date: 2031-05-0{1 + number % 9}T08:00:00Z",
        f"WARC-Target-URI: {uri or f'https://hask.test/{number}'}",
        f"Content-Type: {content_type}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """Records as a ``.warc.gz``: each packed for itself."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def wacz(
    warc: bytes,
    *,
    signed: Mapping[str, str] | None = None,
    change: Mapping[str, bytes] | None = None,
    compress: int = zipfile.ZIP_STORED,
) -> bytes:
    """A WACZ of one archive; ``change`` replaces files after their digests were taken."""
    files = {"archive/data.warc.gz": warc, "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n'}
    package = package_of(files)
    digest: dict[str, object] = {"path": "datapackage.json", "hash": sha256(package)}
    if signed is not None:
        digest["signedData"] = dict(signed)
    files |= {"datapackage.json": package, "datapackage-digest.json": json.dumps(digest).encode()}
    files |= change or {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=compress)
    return out.getvalue()


def package_of(files: Mapping[str, bytes]) -> bytes:
    """``datapackage.json`` of some files."""
    resources = [{"name": name, "path": name, "hash": sha256(data)} for name, data in files.items()]
    return json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode()


def sha256(data: bytes) -> str:
    """A digest as ``datapackage.json`` writes it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


Placed = tuple[float, float, float, str]  # x, y, size, words


def pdf(
    pages: Sequence[Sequence[Placed]],
    *,
    info: Mapping[str, str] | None = None,
    pictures: Sequence[int] = (),
    deflate: bool = True,
) -> bytes:
    """A PDF 1.4 whose lines stand where they are put (Helvetica); ``pictures`` numbers pages with one."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    image = add(_stream(b"\0" * 4, b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 "
                        b"/ColorSpace /DeviceGray", deflate))  # fmt: skip
    tree = len(objects) + 2 * len(pages) + 1
    kids = []
    for number, lines in enumerate(pages):
        drawn = b"".join(
            b"BT /F1 %.1f Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET\n" % (size, x, y, _escaped(words))
            for x, y, size, words in lines
        )
        if number in pictures:
            drawn += b"q 500 0 0 700 50 50 cm /I1 Do Q\n"
        content = add(_stream(drawn, b"", deflate))
        pictured = b" /XObject << /I1 %d 0 R >>" % image if number in pictures else b""
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
                b"/Resources << /Font << /F1 %d 0 R >>%s >> >>" % (tree, content, font, pictured)
            )
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    add(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed))
    root = add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    said = b" ".join(b"/%s (%s)" % (key.encode(), _escaped(value)) for key, value in (info or {}).items())
    about = add(b"<< %s >>" % said)
    return _assembled(objects, root, about)


def _assembled(objects: Sequence[bytes], root: int, about: int) -> bytes:
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (len(objects) + 1, root, about)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def _stream(data: bytes, entries: bytes, deflate: bool) -> bytes:
    if deflate:
        data, entries = zlib.compress(data), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def _escaped(words: str) -> bytes:
    data = words.encode("cp1252")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
