"""Formats are known by content, whatever a file is called; what nobody reads is refused with a reason."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftershock.errors import InputError, Unrecognised
from aftershock.sources.recognise import BUILT_IN, recognise
from aftershock.sources.source import Source

from .conftest import ReadBytes, capture_of


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.txt", "x" * 100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "nothing in it can be read"),
        (zipped(), "ZIP archive"),
        (gzip.compress(b"x" * 1000, mtime=0), "gzip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (bytes(range(256)) * 20, "binary"),
        (bytes(5000), "binary"),
        (b"\x00\x01", "binary"),
        (b"\x00\x00\x00\x18ftypmp42", "film"),
        (b'From: <Saved by Blink>\r\nContent-Type: multipart/related;\r\n boundary="x"\r\n', "MHTML"),
        (b'<?xml version="1.0"?>\n<urlset><url/></urlset>', "root element urlset"),
        (b"alpha,beta,gamma\n1,2,3\n4,5,6\n", "its columns: alpha, beta, gamma"),
        (b'{"lat": 1, "lon": 2}', "keys: lat, lon"),
    ],
)
def test_what_no_source_reads(read: ReadBytes, data: bytes, said: str) -> None:
    with pytest.raises(Unrecognised) as error:
        read(data)
    assert said in error.value.cause
    assert error.value.where == "folder/original.bin"
    assert error.value.next_step


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        recognise(tmp_path / "gone", "gone.txt")
    assert str(error.value) == (
        "gone.txt: cannot be read (No such file or directory). Check that it exists and its permissions"
    )


def test_the_list_of_sources_is_whole() -> None:
    names = [source.name for source in BUILT_IN]
    assert names == [
        "posts-parquet", "wacz", "warc", "pdf", "feed", "html", "panel", "shared-baseline", "picture-hash",
        "telegram", "json-feed", "posts-json", "posts-csv", "text",
    ]  # fmt: skip
    assert all(isinstance(source, Source) and source.media_type and source.version for source in BUILT_IN)


STARTS = [
    b"",
    b"<html>",
    b"<rss>",
    b'<?xml version="1.0"?><feed>',
    b'{"name":"x","type":"public_channel","id":1,"messages":[',
    b'[{"id":1,"text":"x","user":"y"},',
    b"author,text,date\n",
    b"[[channel]]\nplatform=",
    b"\xff\xfe",
    b"\xef\xbb\xbf{",
    b'{"version":"https://jsonfeed.org/version/1","items":[',
    b"sep=;\n",
    b"[",
    b"{",
    b"<",
    b"<!--",
    b"<!DOCTYPE ",
]


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(STARTS), st.binary(max_size=120) | st.text(max_size=60).map(str.encode))
def test_no_bytes_end_in_a_traceback(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(start + rest)
    try:
        source = recognise(path, "x")
    except Unrecognised:
        return
    for item in source.read(path, capture_of(start + rest, "x")):
        assert item is not None


@pytest.mark.parametrize(
    "data",
    [
        b"<" * 200_000,
        b"[" * 200_000,
        b'{"a":' * 50_000,
        b"<!--" * 50_000,
        b'"' * 200_000,
        b"," * 200_000,
        b" " * 200_000,
        b"<a " * 60_000,
        b"<?" * 60_000,
        b"<!DOCTYPE [" * 10_000,
        b'[{"id":1,"text":"' + b"\\" * 200_000,
        b"\n" * 200_000,
        b"<rss>" + b"<item>" * 20_000,
        b'{"messages":[{' + b'"document_id": (' * 20_000,
        b"#" * 200_000 + b"\na,b\n",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_hostile_repetitions_end_soon(tmp_path: Path, data: bytes) -> None:
    """Run in a process of its own with little time, so that a slow pattern fails and does not hang."""
    path = tmp_path / "x"
    path.write_bytes(data)
    code = (
        "import sys; from pathlib import Path\n"
        "from aftershock.errors import Unrecognised\n"
        "from aftershock.records import Capture\n"
        "from aftershock.sources.recognise import recognise\n"
        "p = Path(sys.argv[1])\n"
        "c = Capture(id='c', source='x', url=None, fetched_at='', sha256='0', media_type='', path='')\n"
        "try: print(len(str(list(recognise(p, 'x').read(p, c)))))\n"
        "except Unrecognised as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_importing_the_sources_loads_no_parser() -> None:
    heavy = [
        "fastwarc",
        "pypdf",
        "cryptography",
        "feedparser",
        "ftfy",
        "resiliparse",
        "urllib3",
        "trafilatura",
        "spacy",
        "duckdb",
        "pyarrow",
    ]
    code = (
        "import sys, aftershock.sources.recognise, aftershock.sources.web\n"
        f"print([module for module in {heavy} if module in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
