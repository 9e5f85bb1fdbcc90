# ruff: noqa: E501 (documents as they stand in a file)
"""Small inputs of every format that sources take, and ways of spoiling them; all seeded."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable

from .archives import SENTENCE, answer, packed, page, pdf, record, sha1, wacz

_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Council meets | Hask Post</title>'
    '<meta property="og:title" content="Council meets"><meta name="author" content="Cora Whitlock">'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Council meets","datePublished":'
    '"2031-05-02T08:15:00+02:00","author":[{"@type":"Person","name":"Cora Whitlock"}]}</script></head><body>'
    f'<nav><a href="/">Home</a></nav><article><h1>Council meets</h1><p class="byline">By Cora Whitlock</p>'
    f'<time datetime="2031-05-02">2 May 2031</time><p>{SENTENCE * 3}</p><p>{SENTENCE * 2} “Yes”, she said.</p>'
    '<blockquote class="twitter-tweet"><p>The ferry runs. #hask</p>&mdash; Hask Port (@hask) '
    '<a href="https://twitter.com/hask/status/1">May 2, 2031</a></blockquote></article></body></html>'
)
_RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Hask Post</title>'
    "<link>https://hask.test/</link><item><title>Ferry runs</title><link>https://hask.test/1</link>"
    f"<pubDate>Fri, 02 May 2031 08:15:00 +0200</pubDate><description><![CDATA[<p>{SENTENCE}</p>]]></description>"
    "</item><item><title>Bridge</title><guid>2</guid><description>Closed &amp; open.</description></item>"
    "</channel></rss>"
)
_ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Hask Post</title><entry>'
    "<title>Ferry runs</title><id>urn:1</id><updated>2031-05-02T08:15:00Z</updated><author><name>Cora Whitlock"
    f'</name></author><content type="html">&lt;p&gt;{SENTENCE}&lt;/p&gt;</content></entry></feed>'
)
_JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1", "title": "Hask Post",
        "items": [{"id": "1", "url": "https://hask.test/1", "title": "Ferry", "content_html": f"<p>{SENTENCE}</p>",
                   "date_published": "2031-05-02T08:15:00Z", "authors": [{"name": "Cora Whitlock"}]}],
    }
)  # fmt: skip
_TELEGRAM = json.dumps(
    {
        "name": "Hask Port", "type": "public_channel", "id": 1234,
        "messages": [
            {"id": n, "type": "message", "date": f"2031-05-0{n}T08:15:00", "date_unixtime": str(1935562500 + n),
             "from": "Hask Port", "from_id": "channel1234", "text": ["Ferry ", {"type": "hashtag", "text": "#hask"}],
             "text_entities": [{"type": "plain", "text": "Ferry "}, {"type": "hashtag", "text": "#hask"}]}
            for n in range(1, 5)
        ],
    },
    indent=1,
)  # fmt: skip
_POST = {"id": "1", "text": "The ferry runs #hask https://hask.test", "author": "hask", "likes": 3,
         "created_at": "2031-05-02T08:15:00Z", "media": [{"type": "photo", "url": "https://hask.test/p"}]}  # fmt: skip
_JSON_POSTS = json.dumps([{**_POST, "id": str(n)} for n in range(5)])
_NDJSON = "".join(json.dumps({**_POST, "id": str(n)}) + "\n" for n in range(8))
_CSV = "id,author,created_at,text,likes\n" + "".join(
    f'{n},hask,2031-05-02T08:15:0{n}Z,"The ferry, said ""he"", runs #hask",{n}\n' for n in range(8)
)
_PANEL = (
    '[[channel]]\nplatform = "telegram"\nid = "hask"\nnames = ["Hask Port"]\nrole = "official"\n'
    'role_by = "desk"\nrole_why = "listed"\n'
)
_RECORDS = [
    record(1, answer(_PAGE.encode()), WARC_Payload_Digest=sha1(_PAGE.encode())),
    record(2, answer(SENTENCE.encode(), "text/plain", Content_Encoding="identity")),
    record(3, b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit", WARC_Payload_Digest=sha1(_PAGE.encode())),
    record(4, answer(page("Bridge"))),
]


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    rows = [
        {"id": str(n), "author": "hask", "text": "The ferry runs", "created_at": "2031-05-02"}
        for n in range(20)
    ]
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", SENTENCE)
        archive.writestr("folder/b.html", _PAGE)
    return out.getvalue()


def inputs() -> dict[str, bytes]:
    """One small sound file of each format."""
    lines = [(50.0, 700.0 - 14 * row, 10.0, SENTENCE) for row in range(4)]
    return {
        "html": _PAGE.encode(),
        "text": f"Council meets\n\nBy Cora Whitlock\n\n{SENTENCE * 4}\n".encode(),
        "rss": _RSS.encode(),
        "atom": _ATOM.encode(),
        "json feed": _JSON_FEED.encode(),
        "telegram": _TELEGRAM.encode(),
        "json posts": _JSON_POSTS.encode(),
        "ndjson": _NDJSON.encode(),
        "csv": _CSV.encode(),
        "parquet": _parquet(),
        "panel": _PANEL.encode(),
        "warc": b"".join(_RECORDS),
        "warc.gz": packed(*_RECORDS),
        "wacz": wacz(packed(*_RECORDS)),
        "pdf": pdf([lines, lines], info={"Title": "Ferry", "CreationDate": "D:20310502"}),
        "pdf, plain": pdf([lines, lines], info={"Title": "Ferry"}, deflate=False),
        "zip": _zip(),
    }


TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\n\n", b"<", b"</", b"<!--", b"]]>", b"<![CDATA[",
    b"&#x110000;", b"&#0;", b"&amp;" * 50, b'"', b"'", b"\\", b"\\ud800", b"{", b"[" * 300, b"}", b"]", b",", b":null",
    b"-1", b"99999999999999999999", b"1e999", b"NaN", b"0x", b"2031-02-30", b"9999-99-99", b"0000-00-00T99:99:99Z",
    b"%PDF-", b"endobj", b" 0 R", b"stream\n", b"<< ", b"WARC/1.1\r\n", b"Content-Length: -1\r\n",
    b"Content-Length: 999999999999\r\n", b"\x1f\x8b\x08", b"PK\x05\x06", b"PAR1", b"\xf0\x9f\x8f\xb3" * 20,
    "\u202e\u2066\u200f".encode(), b"<div>" * 400, b"\t" * 500, b"x" * 5000,
)  # fmt: skip


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four damages."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(_WAYS)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20)) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _stretch(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 4, 40, 400)))


def _drop(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 30)) + data[end:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) + data[at:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _behead(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(min(len(data), 200) + 1) :]


def _swap(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    return data[end:] + data[start:end] + data[:start]


def _widen(data: bytes, chance: random.Random) -> bytes:
    return data.decode("latin-1").encode(chance.choice(("utf-16", "utf-16-le", "utf-32", "utf-16-be")))


def _number(data: bytes, chance: random.Random) -> bytes:
    places = [at for at, byte in enumerate(data) if 48 <= byte < 58]
    if not places:
        return data
    at = chance.choice(places)
    return data[:at] + chance.choice((b"", b"9" * 12, b"-", b"0", b"1e9")) + data[at + 1 :]


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _drop, _double, _insert, _insert, _insert, _cut, _behead, _swap, _widen, _number, _number,
)  # fmt: skip
